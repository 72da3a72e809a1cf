"""Sentences about figures, hours and money, by topic."""
