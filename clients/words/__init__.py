"""Sentences about a client, by topic."""
