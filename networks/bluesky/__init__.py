"""Bluesky, and every server that speaks the AT Protocol."""
