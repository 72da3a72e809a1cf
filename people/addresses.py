"""Addresses that a page writes again and again: worked out once a process, for they do not change while it runs."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def screen_of(view: str, slug: str = "") -> str:
    """The address of a client's screen, or of one that is nobody's; by the name of its view. Raises NoReverseMatch."""
    return reverse(view, args=[slug] if slug else None)
