"""Public identifiers: UUID version 7, so that they sort by time and cannot be guessed.

Python gained ``uuid.uuid7`` only in 3.14; this is RFC 9562 section 5.7.
"""

from __future__ import annotations

import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """A new UUID v7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


def read_id(raw: str) -> uuid.UUID | None:
    """The identifier that somebody's address or form names; None for what is none."""
    try:
        return uuid.UUID(raw)
    except ValueError:
        return None
