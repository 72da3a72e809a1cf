"""Addresses that a page writes again and again: worked out once a process, for they do not change while it runs."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import reverse


def screen_of(view: str, slug: str = "") -> str:
    """The address of a client's screen, or of one that is nobody's; by the name of its view. Raises NoReverseMatch."""
    return _worked_out(settings.ROOT_URLCONF, view, slug)


@lru_cache(maxsize=8192)
def _worked_out(_urlconf: str, view: str, slug: str) -> str:
    return reverse(view, args=[slug] if slug else None)
