"""Sentences about posts, by topic."""
