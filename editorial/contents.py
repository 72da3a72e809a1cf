"""What a revision freezes: base text, the version of each channel, language; as plain data with a hash.

The hash is what an approval is bound to, and what the publisher checks again at the moment of sending.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from networks.types import Draft


@dataclass(frozen=True, slots=True)
class ChannelText:
    """What one channel gets of a post: text, content warning, visibility."""

    text: str
    spoiler: str = ""
    visibility: str = "public"


def freeze(*, text: str, language: str, versions: Mapping[int, ChannelText]) -> dict[str, Any]:
    """The content of a revision; `versions` is keyed by channel id, empty texts follow the base."""
    return {
        "text": text,
        "language": language,
        "versions": {
            str(channel_id): {
                "text": version.text,
                "spoiler": version.spoiler,
                "visibility": version.visibility,
            }
            for channel_id, version in sorted(versions.items())
        },
    }


def content_hash(content: Mapping[str, Any]) -> str:
    """A stable fingerprint of a revision's content."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def for_channel(content: Mapping[str, Any], channel_id: int) -> Draft:
    """What this channel's network is asked to show: the channel's own text where it has one, else the base."""
    version = content["versions"][str(channel_id)]
    return Draft(
        text=version["text"] or content["text"],
        language=content["language"],
        visibility=version["visibility"],
        spoiler=version["spoiler"],
    )


def text_hash(text: str) -> str:
    """Equal for texts that a reader would call the same: NFC, white space collapsed."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


# Zero-width and control characters that networks drop or choke on; joiners inside emoji stay.
_UNPUBLISHABLE = {"Cc", "Cs", "Co", "Cn"}


def clean_text(raw: str) -> tuple[str, int]:
    """The text without characters that cannot be published, and how many were removed."""
    unified = raw.replace("\r\n", "\n").replace("\r", "\n")
    kept = [
        c
        for c in unified
        if c == "\n" or c == "\t" or unicodedata.category(c) not in _UNPUBLISHABLE
    ]
    return unicodedata.normalize("NFC", "".join(kept)), len(unified) - len(kept)


def is_blank(text: str) -> bool:
    """True for only white space and invisible characters."""
    return all(unicodedata.category(c) in {"Zs", "Zl", "Zp", "Cf", "Cc"} for c in text)


def short_title(text: str, *, length: int = 60) -> str:
    """The first words of a text, as lists and cards name an untitled post."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
