"""Bluesky's JSON to our types. Pure.

Servers are anybody's: one bad item never spoils a list, and every text has a length. Shapes:
https://github.com/bluesky-social/atproto/tree/main/lexicons
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from networks.bluesky.records import POST, Uri, uri_of
from networks.reading import MalformedError, each_of
from networks.types import (
    Credentials,
    Incoming,
    IncomingKind,
    Measurement,
    Mention,
    Profile,
    ProfileMeasurement,
    Published,
    Standing,
    Trend,
)

T = TypeVar("T")
JSON = Mapping[str, Any]

MAX_TEXT = 20_000
MAX_ID = 500
# The product adds shares and quotes where it shows one figure: here they stay apart.
_COUNTERS = {
    "likeCount": "likes",
    "repostCount": "shares",
    "replyCount": "comments",
    "quoteCount": "quotes",
    "bookmarkCount": "saves",
}
_PROFILE_COUNTERS = {
    "followersCount": "followers",
    "followsCount": "following",
    "postsCount": "n_posts",
}
# What hangs on a post, by the last word of its embed's type.
_FORMATS = {"images": "image", "video": "video", "external": "link"}
REASONS = ("reply", "mention", "quote")
_KINDS = {
    "reply": IncomingKind.COMMENT,
    "mention": IncomingKind.MENTION,
    "quote": IncomingKind.QUOTE,
}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,240}")
_CID = re.compile(r"[A-Za-z0-9]{20,200}")
_MIME = re.compile(r"[a-z]{1,20}/[A-Za-z0-9.+-]{1,100}")
_JOB = re.compile(r"[\w.:~-]{1,200}", re.ASCII)
_TOKEN = re.compile(r"[\w.~+/=-]{1,8000}", re.ASCII)


def listed(body: object, name: str, make: Callable[[JSON], T | None]) -> list[T]:
    """`each_of` over the list of that name."""
    return each_of(mapping(body).get(name), make)


def mapping(body: object) -> JSON:
    """The body as a mapping; raises MalformedError."""
    if not isinstance(body, Mapping):
        raise MalformedError("object")
    return body


def did(value: object) -> str:
    """A DID; raises MalformedError."""
    if not isinstance(value, str) or not _DID.fullmatch(value):
        raise MalformedError("did")
    return value


def strong_ref(body: object) -> dict[str, str]:
    """uri and cid, which together name one state of a record; raises MalformedError."""
    found = mapping(body)
    uri, cid = uri_of(found.get("uri")), found.get("cid")
    if uri is None or not isinstance(cid, str) or not _CID.fullmatch(cid):
        raise MalformedError("strong ref")
    return {"uri": str(uri), "cid": cid}


@dataclass(frozen=True, slots=True)
class Job:
    """How far the video service is with a file; `blob` is there once it is done, `code` says why it failed."""

    id: str
    has_failed: bool
    blob: dict[str, Any] | None
    code: str


def blob(body: object) -> dict[str, Any]:
    """A file as records name it, with nothing else in it; raises MalformedError."""
    found = mapping(body)
    cid, mime, size = (
        mapping(found.get("ref")).get("$link"),
        found.get("mimeType"),
        found.get("size"),
    )
    if not isinstance(cid, str) or not _CID.fullmatch(cid):
        raise MalformedError("blob")
    if not isinstance(mime, str) or not _MIME.fullmatch(mime) or not _count(size):
        raise MalformedError("blob")
    return {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": size}


def job(body: object) -> Job:
    """An app.bsky.video.defs#jobStatus, as such or inside `jobStatus`: the service answers both ways."""
    found = mapping(body)
    if isinstance(found.get("jobStatus"), Mapping):
        found = mapping(found["jobStatus"])
    name, state, made = found.get("jobId"), found.get("state"), found.get("blob")
    if not isinstance(name, str) or not _JOB.fullmatch(name):
        raise MalformedError("jobId")
    code = found.get("failureCode") or found.get("error")
    is_done = state == "JOB_STATE_COMPLETED"
    if is_done and made is None:
        raise MalformedError("blob")
    return Job(
        name,
        has_failed=state == "JOB_STATE_FAILED",
        blob=blob(made) if made is not None else None,
        code=code[:60] if isinstance(code, str) else "",
    )


def upload_limits(body: object) -> tuple[bool, int | None, int | None]:
    """Whether the account may hand in a video, and how many videos and bytes are left for today, where that is told."""
    found = mapping(body)
    may = found.get("canUpload")
    if not isinstance(may, bool):
        raise MalformedError("canUpload")
    return may, _count(found.get("remainingDailyVideos")), _count(found.get("remainingDailyBytes"))


def token(body: object) -> str:
    """The token of a getServiceAuth; raises MalformedError."""
    found = mapping(body).get("token")
    if not isinstance(found, str) or not _TOKEN.fullmatch(found):
        raise MalformedError("token")
    return found


def link_to(uri: Uri) -> str:
    """Where people see a post; by DID, because handles change."""
    return f"https://bsky.app/profile/{uri.did}/post/{uri.rkey}"


def published(body: object, *, published_at: datetime | None = None) -> Published:
    """The answer to a write, or a record that was read back; raises MalformedError without an address."""
    found = mapping(body)
    uri = uri_of(found.get("uri"))
    if uri is None or uri.collection != POST:
        raise MalformedError("uri")
    value = found.get("value")
    if published_at is None and isinstance(value, Mapping):
        published_at = _instant(value.get("createdAt"))
    return Published(str(uri), link_to(uri), published_at)


def standing(record: JSON) -> Standing | None:
    """A record of a post of the account itself; None for an answer, or one that does not say when it was made."""
    made, value = published(record), mapping(record.get("value"))
    if made.published_at is None or value.get("reply"):
        return None
    text, form = words_of(value.get("text")), format_of(value.get("embed"))
    return Standing(made.remote_id, made.url, made.published_at, text, form)


def format_of(embed: object) -> str:
    """What hangs on a post, as a word of networks.known."""
    if not isinstance(embed, Mapping):
        return "text"
    kind = str(embed.get("$type", "")).removesuffix("#view").rpartition(".")[2]
    if kind == "recordWithMedia":
        return format_of(embed.get("media"))
    images = embed.get("images")
    if kind == "images" and isinstance(images, list) and len(images) > 1:
        return "carousel"
    return _FORMATS.get(kind, "text")


def parents(body: object) -> dict[str, Any]:
    """The reply of a record that answers this one: its own place in the thread, and the thread's first post."""
    parent = strong_ref(body)
    found = mapping(body)
    record = found.get("record") or found.get("value")
    reply = record.get("reply") if isinstance(record, Mapping) else None
    root = strong_ref(reply.get("root")) if isinstance(reply, Mapping) else parent
    return {"root": root, "parent": parent}


def profile(body: object) -> Profile:
    """An app.bsky.actor.defs#profileViewDetailed, or a session, which has no more than names."""
    found = mapping(body)
    account, name = did(found.get("did")), handle(found)
    return Profile(
        remote_id=account,
        handle=name,
        name=line_of(found.get("displayName")) or name,
        url=f"https://bsky.app/profile/{account}",
        avatar_url=_url(found.get("avatar")) or None,
        n_followers=_count(found.get("followersCount")),
        n_posts=_count(found.get("postsCount")),
        bio=words_of(found.get("description")) if "followersCount" in found else None,
        cover_url=_url(found.get("banner")) or None,
    )


def handle(account: JSON) -> str:
    """@name.example; the DID where the handle is no longer true."""
    name = line_of(account.get("handle"), 253).lstrip("@")
    if not name or name == "handle.invalid":
        return did(account.get("did"))
    return f"@{name}"


def measurement(body: JSON) -> Measurement:
    """The counters that a postView holds; a missing one is missing."""
    return Measurement(_id(body), _counters(body, _COUNTERS))


def profile_measurement(body: object) -> ProfileMeasurement:
    """The account's counters."""
    found = mapping(body)
    return ProfileMeasurement(did(found.get("did")), _counters(found, _PROFILE_COUNTERS))


def from_notification(body: JSON, credentials: Credentials) -> Incoming | None:
    """A notification that holds words for us; None for likes, follows and reasons we do not know."""
    kind = _KINDS.get(str(body.get("reason")))
    return None if kind is None else incoming(body, credentials, kind=kind)


def incoming(
    post: JSON, credentials: Credentials, *, kind: IncomingKind, thread_id: str = ""
) -> Incoming:
    """A postView or a notification: both hold author, record and indexedAt."""
    author, record = mapping(post.get("author")), mapping(post.get("record"))
    uri = _uri(post)
    reply = record.get("reply")
    root, parent = _place(reply) if isinstance(reply, Mapping) else (None, None)
    return Incoming(
        kind=kind,
        remote_id=str(uri),
        thread_id=thread_id or root or str(uri),
        parent_id=parent,
        author_handle=handle(author),
        author_name=line_of(author.get("displayName")) or handle(author),
        author_avatar=_url(author.get("avatar")) or None,
        text=words_of(record.get("text")),
        created_at=shown_at(post),
        is_own=author.get("did") == credentials.account_id,
        url=link_to(uri),
    )


def thread(body: object, credentials: Credentials, *, thread_id: str) -> list[Incoming]:
    """All replies below the post of an app.bsky.feed.getPostThread; blocked and deleted ones are left out."""
    found: list[Incoming] = []
    waiting = [mapping(mapping(body).get("thread"))]
    if not isinstance(waiting[0].get("post"), Mapping):
        raise MalformedError("thread")
    while waiting:
        node = waiting.pop()
        below = node.get("replies")
        for reply in below if isinstance(below, list) else []:
            if isinstance(reply, Mapping) and isinstance(reply.get("post"), Mapping):
                waiting.append(reply)
                found += each_of(
                    [reply["post"]],
                    lambda post: incoming(
                        post, credentials, kind=IncomingKind.COMMENT, thread_id=thread_id
                    ),
                )
    return found


def mention(post: JSON) -> Mention:
    """A postView found by searching."""
    author, record = mapping(post.get("author")), mapping(post.get("record"))
    languages = record.get("langs")
    return Mention(
        remote_id=_id(post),
        author_handle=handle(author),
        author_name=line_of(author.get("displayName")) or handle(author),
        author_avatar=_url(author.get("avatar")) or None,
        text=words_of(record.get("text")),
        created_at=shown_at(post),
        url=link_to(_uri(post)),
        language=line_of(languages[0], 12) if isinstance(languages, list) and languages else "",
    )


def trend(body: JSON) -> Trend:
    """A topic that people talk about: its name, and the page of the network about it. It tells no days."""
    name = line_of(body.get("displayName"), 100) or line_of(body.get("topic"), 100)
    if not name:
        raise MalformedError("displayName")
    link = body.get("link")
    # A path of the network's own site.
    is_path = isinstance(link, str) and link.startswith("/") and not link.startswith("//")
    return Trend(name, _url(f"https://bsky.app{link}" if is_path else link))


def shown_at(post: JSON) -> datetime:
    """The earlier of what the author claims and what the network saw: nobody posts from the future."""
    record = post.get("record")
    claimed = _instant(record.get("createdAt")) if isinstance(record, Mapping) else None
    indexed = _instant(post.get("indexedAt"))
    both = [each for each in (claimed, indexed) if each is not None]
    if not both:
        raise MalformedError("instant")
    return min(both)


def indexed_at(post: JSON) -> datetime:
    """When the network saw it: the order in which notifications come."""
    at = _instant(post.get("indexedAt"))
    if at is None:
        raise MalformedError("indexedAt")
    return at


def words_of(value: object) -> str:
    """A text of theirs: plain already, cut to a length, without what cannot be shown."""
    text = value[:MAX_TEXT] if isinstance(value, str) else ""
    return "".join(char for char in text if char in "\n\t" or _is_shown(char)).strip()


def line_of(value: object, longest: int = 200) -> str:
    """A name on one line, without control and direction marks."""
    text = value[: longest * 4] if isinstance(value, str) else ""
    line = " ".join(text.split())
    return "".join(char for char in line if unicodedata.category(char) not in _UNSEEN)[:longest]


def _is_shown(char: str) -> bool:
    # Format characters hold emoji together; only those that turn the direction of the line are dropped.
    return char not in _TURNING and unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"}


def _place(reply: JSON) -> tuple[str | None, str | None]:
    ends = []
    for name in ("root", "parent"):
        end = reply.get(name)
        uri = uri_of(end.get("uri")) if isinstance(end, Mapping) else None
        ends.append(str(uri) if uri else None)
    return ends[0], ends[1]


def _uri(body: JSON) -> Uri:
    uri = uri_of(body.get("uri"))
    if uri is None:
        raise MalformedError("uri")
    return uri


def _id(body: JSON) -> str:
    return str(_uri(body))[:MAX_ID]


def _counters(body: JSON, names: Mapping[str, str]) -> dict[str, int]:
    found = {ours: _count(body.get(theirs)) for theirs, ours in names.items()}
    return {name: value for name, value in found.items() if value is not None}


def _count(value: object) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return int(value) if is_number and 0 <= value < 2**53 else None  # type: ignore[operator, call-overload]


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the first hours of the year 1 are before there were days
        return None


def _url(value: object) -> str:
    is_web = isinstance(value, str) and value.startswith(("https://", "http://"))
    return str(value) if is_web and len(str(value)) <= 2000 else ""
