"""How often something may happen: counted in the store that all processes share, forgotten by itself."""

from __future__ import annotations

from django.core.cache import cache


def is_too_often(what: str, *, most: int, within_s: int) -> bool:
    """Counts this time too, and says whether it was one more than `most` since the first of the last `within_s` seconds."""
    key = f"rate:{what}"
    if cache.add(key, 1, timeout=within_s):
        return False
    try:
        return int(cache.incr(key)) > most
    except ValueError:
        # It was forgotten between the two: a new count begins next time.
        return False
