"""File names: what people see of the name a file came with, and the names under which we keep files."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

MOST_CHARS = 120
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def shown_name(raw: str) -> str:
    """The last part of whatever path was sent, printable and not too long; it names no file of ours."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    plain = " ".join("".join(c for c in last if unicodedata.category(c)[0] != "C").split())
    plain = plain.strip(". ") or "file"
    if len(plain) <= MOST_CHARS:
        return plain
    suffix = found[0] if (found := _SUFFIX.search(plain)) else ""
    return plain[: MOST_CHARS - len(suffix) - 1] + "…" + suffix


def stored_name(public_id: UUID, purpose: str, suffix: str) -> str:
    """Where a file of an asset lies: by our own id alone, spread over 256 folders."""
    return f"pictures/{public_id.hex[-2:]}/{public_id.hex}/{purpose}.{suffix}"
