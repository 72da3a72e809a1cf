"""Addresses that a page writes again and again: worked out once a process, for they do not change while it runs."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse


def screen_of(view: str, slug: str = "") -> str:
    """The address of a client's screen, or of one that is nobody's; by the name of its view. Raises NoReverseMatch."""
    return _worked_out(settings.ROOT_URLCONF, view, slug)


def thing_of(view: str, slug: str, kind: str, public_id: UUID) -> str:
    """The address of one thing of a client, of a kind that the address names. Raises NoReverseMatch."""
    return _thing_of_any(settings.ROOT_URLCONF, view, slug, kind).replace(_ANY, str(public_id))


@lru_cache(maxsize=8192)
def _worked_out(_urlconf: str, view: str, slug: str) -> str:
    return reverse(view, args=[slug] if slug else None)


_ANY = str(UUID(int=0))


@lru_cache(maxsize=8192)
def _thing_of_any(_urlconf: str, view: str, slug: str, kind: str) -> str:
    return reverse(view, args=[slug, kind, _ANY])
