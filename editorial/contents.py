"""What a revision freezes: base text, the version of each channel, language, pictures; as plain data with a hash.

The hash is what an approval is bound to, and what the publisher checks again at the moment of sending.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from networks.types import Draft, Media


@dataclass(frozen=True, slots=True)
class ChannelText:
    """What one channel gets of a post: text, content warning, visibility."""

    text: str
    spoiler: str = ""
    visibility: str = "public"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a post, in its order: which bytes (`sha256` of the upload), its alt text, how it is cut."""

    asset: str
    sha256: str
    alt: str = ""
    crop: str = ""
    focus_x: int = 50
    focus_y: int = 50


def freeze(
    *,
    text: str,
    language: str,
    versions: Mapping[int, ChannelText],
    pictures: Sequence[Picture] = (),
) -> dict[str, Any]:
    """The content of a revision; `versions` is keyed by channel id, empty texts follow the base."""
    # A post without pictures has no key for them: what was frozen before there were any keeps its hash.
    media = {"media": [asdict(picture) for picture in pictures]} if pictures else {}
    return {
        **media,
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


def pictures_in(content: Mapping[str, Any]) -> list[Picture]:
    """The pictures that a revision froze, in order."""
    return [Picture(**entry) for entry in content.get("media", [])]


def for_channel(
    content: Mapping[str, Any], channel_id: int, *, handed_over: Sequence[Mapping[str, Any]] = ()
) -> Draft:
    """What this channel's network is asked to show: the channel's own text where it has one, else the base.

    Pictures stand in it by number, order and alt text; with `handed_over` (Step.payload, in order) by the very
    files the network has got. Their bytes are not opened from here.
    """
    version = content["versions"][str(channel_id)]
    return Draft(
        text=version["text"] or content["text"],
        language=content["language"],
        visibility=version["visibility"],
        spoiler=version["spoiler"],
        media=tuple(
            Media(
                sha256=str(got.get("sha256", picture.sha256)),
                mime=str(got.get("mime", "image/jpeg")),
                width=got.get("width"),
                height=got.get("height"),
                alt=picture.alt,
                open=_is_not_opened,
                n_bytes=int(got.get("n_bytes", 0)),
            )
            for at, picture in enumerate(pictures_in(content))
            for got in [handed_over[at] if at < len(handed_over) else {}]
        ),
    )


def _is_not_opened() -> BinaryIO:
    raise OSError("this picture stands for one that was handed over before")


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
