"""Mastodon's JSON to our types, and our types to its JSON. Pure.

A host may lie or be of another make: one bad item never spoils a list, and every text has a length. Entities:
https://docs.joinmastodon.org/entities/Status/ and its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from networks.errors import ErrorKind
from networks.mastodon.markup import line_of, text_of
from networks.reading import MalformedError, each_of
from networks.text import squeeze
from networks.types import (
    Credentials,
    Draft,
    Incoming,
    IncomingKind,
    Measurement,
    Mention,
    Profile,
    ProfileMeasurement,
    Published,
    Standing,
    Trend,
    TrendDay,
)

JSON = Mapping[str, Any]

MAX_TEXT = 20_000
_COUNTERS = {
    "favourites_count": "likes",
    "reblogs_count": "shares",
    "replies_count": "comments",
    "quotes_count": "quotes",
}
_PROFILE_COUNTERS = {
    "followers_count": "followers",
    "following_count": "following",
    "statuses_count": "n_posts",
}


def published(body: object) -> Published:
    """A Status; raises MalformedError without an id."""
    if not isinstance(body, Mapping):
        raise MalformedError("status")
    return Published(
        _id(body), _url(body.get("url")) or _url(body.get("uri")), _instant(body.get("created_at"))
    )


def attachment_id(body: object) -> str:
    """The id of a MediaAttachment; raises MalformedError without one."""
    if not isinstance(body, Mapping):
        raise MalformedError("attachment")
    return _id(body)


def profile(body: object, host: str) -> Profile:
    """A CredentialAccount; raises MalformedError without an id."""
    if not isinstance(body, Mapping):
        raise MalformedError("account")
    return Profile(
        remote_id=_id(body),
        handle=handle(body, host),
        name=line_of(body.get("display_name")) or line_of(body.get("username")),
        url=_url(body.get("url")),
        avatar_url=_url(body.get("avatar_static")) or _url(body.get("avatar")) or None,
        n_followers=_count(body.get("followers_count")),
        n_posts=_count(body.get("statuses_count")),
        bio=text_of(body.get("note"))[:MAX_TEXT],
        cover_url=_url(body.get("header_static")) or _url(body.get("header")) or None,
        links=_field_links(body.get("fields")),
    )


def _field_links(fields: object) -> tuple[str, ...]:
    """The addresses that an account shows as fields; the rest of them is words."""
    found = each_of(
        fields if isinstance(fields, list) else [], lambda one: _url(text_of(one.get("value")))
    )
    return tuple(link for link in found if link)


def handle(account: JSON, host: str) -> str:
    """@name@host: an acct without a host lives on the host that answered."""
    acct = line_of(account.get("acct"), 320).lstrip("@")
    if "@" not in acct:
        acct = f"{acct}@{urlsplit(host).hostname}"
    return f"@{acct}"


def measurement(body: JSON) -> Measurement:
    """The counters that the answer holds; a missing one is missing. Only a post with a poll has votes."""
    values = _counters(body, _COUNTERS)
    poll = body.get("poll")
    if isinstance(poll, Mapping):
        values |= _counters(poll, {"votes_count": "poll_votes"})
    return Measurement(_id(body), values)


def profile_measurement(body: object) -> ProfileMeasurement:
    """The account's counters; raises MalformedError without an id."""
    if not isinstance(body, Mapping):
        raise MalformedError("account")
    return ProfileMeasurement(_id(body), _counters(body, _PROFILE_COUNTERS))


def incoming(
    status: JSON, credentials: Credentials, *, thread_id: str = "", kind: str = ""
) -> Incoming:
    """A Status that somebody wrote to us; `kind` is the notification's type where there was one."""
    account = status.get("account")
    author: JSON = account if isinstance(account, Mapping) else {}
    parent = status.get("in_reply_to_id")
    parent_id = str(parent)[:200] if isinstance(parent, str | int) and parent else None
    created_at = _instant(status.get("created_at"))
    if created_at is None:
        raise MalformedError("created_at")
    return Incoming(
        kind=_kind(status, credentials, kind),
        remote_id=_id(status),
        thread_id=thread_id or parent_id or _id(status),
        parent_id=parent_id,
        author_handle=handle(author, credentials.host),
        author_name=line_of(author.get("display_name")) or line_of(author.get("username")),
        author_avatar=_url(author.get("avatar_static")) or None,
        text=_words(status),
        created_at=created_at,
        is_own=str(author.get("id")) == credentials.account_id,
        url=_url(status.get("url")) or _url(status.get("uri")),
    )


def from_notification(body: JSON, credentials: Credentials) -> Incoming | None:
    """A Notification that holds words for us; None for likes, follows and types we do not know."""
    status = body.get("status")
    if body.get("type") not in ("mention", "quote") or not isinstance(status, Mapping):
        return None
    return incoming(status, credentials, kind=str(body["type"]))


def mention(status: JSON, host: str) -> Mention:
    """A Status found by searching."""
    author = status.get("account")
    if not isinstance(author, Mapping):
        raise MalformedError("account")
    created_at = _instant(status.get("created_at"))
    if created_at is None:
        raise MalformedError("created_at")
    return Mention(
        remote_id=_id(status),
        author_handle=handle(author, host),
        author_name=line_of(author.get("display_name")) or line_of(author.get("username")),
        author_avatar=_url(author.get("avatar_static")) or None,
        text=_words(status),
        created_at=created_at,
        url=_url(status.get("url")) or _url(status.get("uri")),
        language=line_of(status.get("language"), 12),
    )


def trend(body: JSON) -> Trend:
    """A Trends::Tag: its days count in UTC. https://docs.joinmastodon.org/entities/Tag/#history"""
    name = line_of(body.get("name"), 100)
    if not name:
        raise MalformedError("name")
    history = body.get("history")
    days = each_of(history if isinstance(history, list) else [], _day)
    return Trend(f"#{name}", _url(body.get("url")), tuple(days))


def status_body(draft: Draft, media_ids: list[str]) -> dict[str, Any]:
    """The JSON for POST and PUT of a status. JSON, not a form: some servers refuse forms with lists.

    https://docs.joinmastodon.org/methods/statuses/#create
    """
    body: dict[str, Any] = {"status": draft.text, "visibility": draft.visibility}
    if draft.language:
        body["language"] = draft.language
    if draft.spoiler:
        body |= {"spoiler_text": draft.spoiler, "sensitive": True}
    if media_ids:
        body["media_ids"] = media_ids
    if draft.poll is not None:
        body["poll"] = {
            "options": list(draft.poll.options),
            "expires_in": draft.poll.expires_in_s,
            "multiple": draft.poll.is_multiple,
            "hide_totals": draft.poll.hides_totals,
        }
    if draft.in_reply_to:
        body["in_reply_to_id"] = draft.in_reply_to
    return body


def refine(status: int, body: Any) -> tuple[ErrorKind, str] | None:
    """What Mastodon's words add to the status code. https://docs.joinmastodon.org/entities/Error/

    422 while media is processing and 403 for a frozen account have no code of their own, only their English text.
    """
    text = str(body.get("error", "")) if isinstance(body, Mapping) else ""
    said = (
        f"{text} {body.get('error_description', '')}".lower() if isinstance(body, Mapping) else ""
    )
    if status in (400, 401) and re.search(
        r"invalid_grant|invalid_client|access token (is|was) (invalid|revoked)", said
    ):
        # Some servers answer a dead token with 400.
        return (
            ErrorKind.AUTH_EXPIRED,
            "invalid_grant" if "invalid_grant" in said else "unauthorised",
        )
    if status == 403 and re.search(
        r"login is (currently )?disabled|suspended|pending approval", said
    ):
        return ErrorKind.ACCOUNT_RESTRICTED, "account_restricted"
    if status == 403 and "scope" in said:
        return ErrorKind.PERMISSION_DENIED, "missing_scope"
    if status == 422 and re.search(r"not finished processing|still (being )?process", said):
        return ErrorKind.TRANSIENT, "media_not_ready"
    if status == 422 and re.search(r"media.*(not (be )?found|already)", said):
        return ErrorKind.MEDIA_FETCH_FAILED, "media_gone"
    if status == 422 and re.search(r"character limit|too long", said):
        return ErrorKind.CONTENT_REJECTED, "too_long"
    return None


def same_words(status: JSON, draft: Draft) -> tuple[bool, bool]:
    """Whether the status says what the draft says, and whether it carries as much: media, and the poll's answers."""
    from_server = _fold(text_of(status.get("content")))
    spoiler = _fold(line_of(status.get("spoiler_text"), 2000)) == _fold(draft.spoiler)
    attachments = status.get("media_attachments")
    n_media = len(attachments) if isinstance(attachments, list) else 0
    has_as_much = n_media == len(draft.media) and _options(status) == _wanted_options(draft)
    return from_server == _fold(draft.text) and spoiler, has_as_much


def has_same_parent(status: JSON, draft: Draft) -> bool | None:
    """Whether the status answers what the draft answers; None where that cannot be told.

    A server forgets the parent of an answer once that is deleted, and some never tell it.
    """
    parent = status.get("in_reply_to_id")
    if isinstance(parent, str | int) and not isinstance(parent, bool) and parent:
        return str(parent) == draft.in_reply_to
    return None if draft.in_reply_to else True


def standing(status: JSON) -> Standing | None:
    """A post of the account itself; None for an answer, a boost, or one that does not say when it was made."""
    made, at = published(status), _instant(status.get("created_at"))
    if at is None or status.get("reblog") or status.get("in_reply_to_id"):
        return None
    return Standing(made.remote_id, made.url, at, _words(status), format_of(status))


def format_of(status: JSON) -> str:
    """What a status is made of, as a word of networks.known."""
    attachments = status.get("media_attachments")
    kinds = [
        str(one.get("type"))
        for one in (attachments if isinstance(attachments, list) else [])
        if isinstance(one, Mapping)
    ]
    if status.get("poll"):
        return "poll"
    if {"video", "gifv"} & set(kinds):
        return "video"
    if kinds:
        return "carousel" if len(kinds) > 1 else "image"
    return "link" if status.get("card") else "text"


def _options(status: JSON) -> list[str]:
    poll = status.get("poll")
    options = poll.get("options") if isinstance(poll, Mapping) else None
    return [
        _fold(line_of(option.get("title"), 500))
        for option in (options if isinstance(options, list) else [])
        if isinstance(option, Mapping)
    ]


def _wanted_options(draft: Draft) -> list[str]:
    return [_fold(line_of(option, 500)) for option in draft.poll.options] if draft.poll else []


def is_inside(status: JSON, first_sent_at: datetime) -> bool:
    """Whether the status can be the one first sent then: two minutes are allowed for clocks that differ."""
    created_at = _instant(status.get("created_at"))
    return created_at is None or created_at >= first_sent_at - timedelta(minutes=2)


_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f]+")
_FOREIGN_HOST = re.compile(r"(?<![\w/=.@])(@[A-Za-z0-9_][A-Za-z0-9_.-]*?)@[\w.-]*\w")


def _fold(text: str) -> str:
    """Texts as they are compared: a mention loses its host (Mastodon shows @user), links their scheme and case stays."""
    return re.sub(r"https?://", "", _FOREIGN_HOST.sub(r"\1", squeeze(text)))


def _kind(status: JSON, credentials: Credentials, kind: str) -> IncomingKind:
    if status.get("visibility") == "direct":
        return IncomingKind.MESSAGE
    if kind == "quote":
        return IncomingKind.QUOTE
    if kind == "mention" and str(status.get("in_reply_to_account_id")) != credentials.account_id:
        return IncomingKind.MENTION
    return IncomingKind.COMMENT


def _words(status: JSON) -> str:
    spoiler, text = line_of(status.get("spoiler_text"), 500), text_of(status.get("content"))
    return f"{spoiler}\n\n{text}"[:MAX_TEXT].strip() if spoiler else text[:MAX_TEXT]


def _day(body: JSON) -> TrendDay:
    on: date = datetime.fromtimestamp(int(body["day"]), UTC).date()
    return TrendDay(on, int(body["uses"]), int(body["accounts"]))


def _counters(body: JSON, names: Mapping[str, str]) -> dict[str, int]:
    values: dict[str, int] = {}
    for theirs, ours in names.items():
        n = _count(body.get(theirs))
        if n is not None:
            values[ours] = n
    return values


def _id(body: JSON) -> str:
    value = body.get("id")
    if (
        not isinstance(value, str | int)
        or isinstance(value, bool)
        or not str(value)
        or len(str(value)) > 200
    ):
        raise MalformedError("id")
    return str(value)


def _count(value: object) -> int | None:
    # Some accounts hide their followers as -1: hidden is not zero.
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53:
        return value
    return None


def _url(value: object) -> str:
    """An http(s) address of sane length, else nothing: hosts must not plant javascript: links."""
    if isinstance(value, str) and len(value) <= 2000 and _ADDRESS.fullmatch(value):
        return value
    return ""


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # the first hours of the year 1 are before there were days
        return None


def newest_id(ids: Iterable[str], before: str | None) -> str | None:
    """The latest of some ids; Mastodon's are numbers as text, other servers' sort as text of equal length."""
    return max(
        [*ids, *([before] if before else [])], key=lambda each: (len(each), each), default=None
    )
