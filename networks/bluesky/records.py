"""The records we write, and the names we choose for them. Pure.

A record's name (its rkey) is ours to choose: it comes from the idempotency key alone, so that however often and after
whatever mishap a delivery is sent, it is the same record. https://atproto.com/specs/record-key#record-key-type-tid
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from networks.bluesky.facets import facets
from networks.errors import ErrorKind, NetworkError
from networks.text import normalise
from networks.types import Draft, Media

POST = "app.bsky.feed.post"
LIKE = "app.bsky.feed.like"
VIDEO = "app.bsky.embed.video"
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_UUID7 = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{8}-[0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    re.IGNORECASE,
)
_URI = re.compile(
    r"at://(did:[a-z]+:[A-Za-z0-9._:%-]{1,240})/([A-Za-z0-9.-]{1,250})/([A-Za-z0-9._:~-]{1,250})"
)
_MINUTE_US = 60_000_000
_YEAR_US = 365 * 24 * 60 * _MINUTE_US
_FIRST_US = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000


@dataclass(frozen=True, slots=True)
class Uri:
    """An at:// address taken apart."""

    did: str
    collection: str
    rkey: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.rkey}"


def uri_of(text: object) -> Uri | None:
    """The parts of an at:// address of a record; None for anything else."""
    match = _URI.fullmatch(text) if isinstance(text, str) else None
    return Uri(*match.groups()) if match else None


def own_uri(remote_id: str) -> Uri:
    """The address of a post; raises not_found for an id that cannot be one."""
    uri = uri_of(remote_id)
    if uri is None:
        raise NetworkError(ErrorKind.NOT_FOUND, "bad_id")
    return uri


def rkey_of(key: str) -> str:
    """The record's name for this idempotency key: always the same, thirteen characters, in the shape of a TID.

    A UUID of version 7 in the key gives the minute; what is finer is the key's fingerprint, so that two keys of the
    same minute meet less than once in 10^10.
    """
    digest = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    born = born_at(key)
    if born is None:
        micros = _FIRST_US + (digest >> 10) % _YEAR_US
    else:
        minute = int(born.timestamp()) // 60 * _MINUTE_US
        micros = minute + (digest >> 10) % _MINUTE_US
    number = (micros & (2**53 - 1)) << 10 | digest & 1023
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def born_at(key: str) -> datetime | None:
    """The instant inside a UUID of version 7 that the key holds; None where there is none."""
    match = _UUID7.search(key)
    if match is None:
        return None
    try:
        millis = int(match.group(1).replace("-", ""), 16)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis)
    except OverflowError:
        return None


def instant(at: datetime) -> str:
    """An instant as records hold it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant_s(at: datetime) -> int:
    """An instant in whole seconds since 1970."""
    return int(at.timestamp())


def post(draft: Draft, refs: Mapping[str, Any], *, created_at: datetime) -> dict[str, Any]:
    """https://docs.bsky.app/docs/advanced-guides/posts — refs are those of prepare(): blobs, dids, parents, card."""
    text = normalise(draft.text)
    record: dict[str, Any] = {
        "$type": POST,
        "text": text,
        "createdAt": instant(created_at),
        "langs": [draft.language],
    }
    if found := facets(text, refs.get("mentions", {})):
        record["facets"] = found
    if embed := _embed(draft, refs):
        record["embed"] = embed
    if draft.in_reply_to:
        record["reply"] = refs["reply"]["to"]
    return record


def _embed(draft: Draft, refs: Mapping[str, Any]) -> dict[str, Any] | None:
    if draft.media and is_video(draft.media[0]):
        return _video(draft.media[0], refs.get("0", {}))
    if draft.media:
        images = [_image(media, refs.get(str(at), {})) for at, media in enumerate(draft.media)]
        return {"$type": "app.bsky.embed.images", "images": images}
    card = refs.get("card", {}).get("card")
    if not card:
        return None
    return {"$type": "app.bsky.embed.external", "external": card}


def is_video(media: Media) -> bool:
    """Whether the file is a video."""
    return media.mime.startswith("video/")


def _image(media: Media, ref: Mapping[str, Any]) -> dict[str, Any]:
    return {"image": _blob(media, ref), "alt": media.alt, **_shape(media)}


def _video(media: Media, ref: Mapping[str, Any]) -> dict[str, Any]:
    alt = {"alt": media.alt} if media.alt else {}
    return {"$type": VIDEO, "video": _blob(media, ref), **alt, **_shape(media)}


def _blob(media: Media, ref: Mapping[str, Any]) -> Any:
    if ref.get("sha256") != media.sha256 or not ref.get("blob"):
        raise NetworkError(ErrorKind.TRANSIENT, "media_not_ready", was_sent=False)
    return ref["blob"]


def _shape(media: Media) -> dict[str, Any]:
    if not (media.width and media.height):
        return {}
    return {"aspectRatio": {"width": media.width, "height": media.height}}
