"""Hearing and answering people: notifications, threads, searching, likes."""

from __future__ import annotations

from typing import Any

from networks.bluesky import parse
from networks.bluesky.api import Api, told_at
from networks.bluesky.cursor import Mark, Seen
from networks.bluesky.records import LIKE, Uri, instant, own_uri, rkey_of
from networks.errors import ErrorKind, NetworkError
from networks.reading import each_of, understood
from networks.types import Credentials, Draft, Incoming, Mention, Page, Trend

PAGE = 100
MAX_PAGES = 20
MAX_TRENDS = 25


class Community:
    """The roles Listens, Searches and Trends, and the parts of Replies that send nothing or can be repeated.

    The network's own cursors lead into the past; ours are those of cursor.py.
    """

    def notifications(
        self, credentials: Credentials, *, cursor: str | None, timeout_s: float
    ) -> Page[Incoming]:
        """https://docs.bsky.app/docs/api/app-bsky-notification-list-notifications — read back to the cursor."""
        api, before = Api.of(credentials, timeout_s), Seen.of(cursor)
        wanted = [("limit", str(PAGE)), *(("reasons", kind) for kind in parse.REASONS)]
        marks: list[Mark] = []
        items: list[Incoming] = []
        older: list[tuple[str, str]] = []
        for _ in range(MAX_PAGES):
            response = api.get("app.bsky.notification.listNotifications", *wanted, *older)
            page = understood(
                response,
                lambda body: parse.listed(body, "notifications", _marked),
            )
            marks += [mark for mark, _ in page]
            items += each_of(
                [one for mark, one in page if before.is_new(mark)],
                lambda one: parse.from_notification(one, credentials),
            )
            following = understood(response, parse.mapping).get("cursor")
            since = before.since
            if since is None or not page or not isinstance(following, str):
                break
            if any(mark.at < since for mark, _ in page):
                break
            older = [("cursor", following)]
        items.sort(key=lambda item: item.created_at)
        return Page(tuple(item for item in items if not item.is_own), before.after(marks))

    def thread(
        self, credentials: Credentials, remote_id: str, *, timeout_s: float
    ) -> Page[Incoming]:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread"""
        response = Api.of(credentials, timeout_s).get(
            "app.bsky.feed.getPostThread",
            ("uri", str(own_uri(remote_id))),
            ("depth", "100"),
            ("parentHeight", "0"),
        )
        items = understood(
            response, lambda body: parse.thread(body, credentials, thread_id=remote_id)
        )
        items.sort(key=lambda item: item.created_at)
        return Page(
            tuple(items), Seen().after(Mark(item.created_at, item.remote_id) for item in items)
        )

    def address(self, incoming: Incoming, text: str, *, language: str) -> Draft:
        """A reply hangs below what it answers, and its author is told: nobody needs to be named."""
        return Draft(text=text, language=language, in_reply_to=incoming.remote_id)

    def like(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> None:
        """A record of ours that names theirs; with one name per post, so that twice is the same like."""
        api = Api.of(credentials, timeout_s)
        uri = own_uri(remote_id)
        response, post = view_of(api, uri)
        viewer = post.get("viewer")
        if isinstance(viewer, dict) and viewer.get("like"):
            return
        record = {
            "$type": LIKE,
            "subject": understood(response, lambda _body: parse.strong_ref(post)),
            "createdAt": instant(told_at(response)),
        }
        try:
            put(api, credentials, Uri(credentials.account_id, LIKE, rkey_of(f"like {uri}")), record)
        except NetworkError as error:
            if error.kind is not ErrorKind.DUPLICATE:
                raise

    def search(
        self, credentials: Credentials, query: str, *, cursor: str | None, timeout_s: float
    ) -> Page[Mention]:
        """https://docs.bsky.app/docs/api/app-bsky-feed-search-posts"""
        before = Seen.of(cursor)
        params = [("q", query[:500]), ("sort", "latest"), ("limit", str(PAGE))]
        if before.since is not None:
            params.append(("since", instant(before.since)))
        response = Api.of(credentials, timeout_s).get("app.bsky.feed.searchPosts", *params)
        items = understood(response, lambda body: parse.listed(body, "posts", parse.mention))
        items.sort(key=lambda item: item.created_at, reverse=True)
        marks = {item.remote_id: Mark(item.created_at, item.remote_id) for item in items}
        fresh = [item for item in items if before.is_new(marks[item.remote_id])]
        return Page(tuple(fresh), before.after(marks.values()))

    def trends(self, credentials: Credentials, *, timeout_s: float) -> list[Trend]:
        """`app.bsky.unspecced.getTrends`: of a namespace without promises; what it no longer says is left out, never guessed."""
        api = Api.of(credentials, timeout_s)
        response = api.get("app.bsky.unspecced.getTrends", ("limit", str(MAX_TRENDS)))
        return understood(response, lambda body: parse.listed(body, "trends", parse.trend))


def view_of(api: Api, uri: Uri) -> tuple[Any, dict[str, Any]]:
    """The answer that shows this post, and the post; raises not_found when it is gone."""
    response = api.get("app.bsky.feed.getPosts", ("uris", str(uri)))
    found = understood(
        response,
        lambda body: parse.listed(
            body, "posts", lambda one: dict(one) if one.get("uri") == str(uri) else None
        ),
    )
    if not found:
        raise NetworkError(ErrorKind.NOT_FOUND, "post_gone", was_sent=True)
    return response, found[0]


def put(
    api: Api,
    credentials: Credentials,
    uri: Uri,
    record: dict[str, Any],
    *,
    is_irreversible: bool = False,
) -> Any:
    """https://docs.bsky.app/docs/api/com-atproto-repo-put-record — makes the record, or finds exactly it there.

    A different record of that name is never written over: `swapRecord` null means that none may be there.
    """
    body = {
        "repo": credentials.account_id,
        "collection": uri.collection,
        "rkey": uri.rkey,
        "record": record,
        "validate": True,
        "swapRecord": None,
    }
    return api.post("com.atproto.repo.putRecord", body, is_irreversible=is_irreversible)


def _marked(notification: parse.JSON) -> tuple[Mark, parse.JSON]:
    who = str(notification.get("uri"))[: parse.MAX_ID]
    return Mark(parse.indexed_at(notification), who), notification
