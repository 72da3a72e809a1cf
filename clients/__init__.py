"""Whom the agency works for, why, and on which channels."""
