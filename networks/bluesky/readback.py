"""Was it posted? A record has the name we chose, so one look tells.

Without the key that made the name, the account's newest records are read: since two minutes before the first send, those
that back no other delivery, with the same words, number of files and parent. A failed read raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from networks.bluesky import parse
from networks.bluesky.api import Api
from networks.bluesky.records import POST, VIDEO, rkey_of
from networks.errors import NetworkError
from networks.reading import understood
from networks.text import squeeze
from networks.types import Absent, Draft, Found, Published, Undecided, Verdict

PAGE = 100
MAX_PAGES = 3
BEFORE = timedelta(minutes=2)


def by_key(api: Api, account_id: str, key: str) -> Verdict:
    """https://docs.bsky.app/docs/api/com-atproto-repo-get-record — of the account's own server, so without delay."""
    try:
        response = api.get(
            "com.atproto.repo.getRecord",
            ("repo", account_id),
            ("collection", POST),
            ("rkey", rkey_of(key)),
        )
    except NetworkError as error:
        if error.code == "record_not_found":
            return Absent()
        raise
    return Found(understood(response, parse.published))


def by_words(
    api: Api,
    account_id: str,
    draft: Draft,
    *,
    first_sent_at: datetime,
    known_remote_ids: frozenset[str],
) -> Verdict:
    """https://docs.bsky.app/docs/api/com-atproto-repo-list-records — newest names first."""
    exact: list[Published] = []
    cursor: list[tuple[str, str]] = []
    is_whole = False
    for _ in range(MAX_PAGES):
        response = api.get(
            "com.atproto.repo.listRecords",
            ("repo", account_id),
            ("collection", POST),
            ("limit", str(PAGE)),
            *cursor,
        )
        page = understood(response, lambda body: parse.listed(body, "records", _with_words))
        exact += [
            published
            for published, words in page
            if published.remote_id not in known_remote_ids
            and _is_inside(published, first_sent_at)
            and words == _words(draft.text, len(draft.media), draft.in_reply_to)
        ]
        following = understood(response, parse.mapping).get("cursor")
        if not isinstance(following, str) or not page:
            is_whole = True
            break
        cursor = [("cursor", following)]
    if len(exact) == 1:
        return Found(exact[0])
    if exact:
        return Undecided("several_matches", tuple(exact))
    if not squeeze(draft.text):
        return Undecided("no_text")
    return Absent() if is_whole else Undecided("too_many_posts")


def _words(text: object, n_media: int, parent: object) -> tuple[str, int, str]:
    words = squeeze(text) if isinstance(text, str) else ""
    return words, n_media, parent if isinstance(parent, str) else ""


def _with_words(record: Mapping[str, Any]) -> tuple[Published, tuple[str, int, str]]:
    value = parse.mapping(record.get("value"))
    embed, reply = value.get("embed"), value.get("reply")
    parent = reply.get("parent") if isinstance(reply, Mapping) else None
    above = parent.get("uri") if isinstance(parent, Mapping) else None
    return parse.published(record), _words(value.get("text"), _n_media(embed), above)


def _n_media(embed: object) -> int:
    if not isinstance(embed, Mapping):
        return 0
    images = embed.get("images")
    if isinstance(images, list):
        return len(images)
    return int(embed.get("$type") == VIDEO)


def _is_inside(published: Published, first_sent_at: datetime) -> bool:
    at = published.published_at
    return at is None or at >= first_sent_at.astimezone(UTC) - BEFORE
