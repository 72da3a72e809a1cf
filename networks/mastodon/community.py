"""Hearing and answering people: notifications, threads, searching, trends."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from networks.mastodon import parse
from networks.mastodon.api import Api, status_path
from networks.reading import each_of, understood
from networks.types import Credentials, Draft, Incoming, IncomingKind, Mention, Page, Trend


class Community:
    """The roles Listens, Searches and Trends, and the parts of Replies that send nothing or can be repeated."""

    def notifications(
        self, credentials: Credentials, *, cursor: str | None, timeout_s: float
    ) -> Page[Incoming]:
        """https://docs.joinmastodon.org/methods/notifications/#get — with min_id, so that none is skipped."""
        params = [("limit", "40"), ("types[]", "mention"), ("types[]", "quote")]
        if cursor:
            params.append(("min_id", cursor))
        response = Api.of(credentials, timeout_s).get("/api/v1/notifications", *params)
        items = understood(
            response,
            lambda body: each_of(body, lambda one: parse.from_notification(one, credentials)),
        )
        ids = understood(response, lambda body: each_of(body, lambda one: str(one["id"])[:200]))
        items.sort(key=lambda item: item.created_at)
        return Page(
            tuple(item for item in items if not item.is_own), parse.newest_id(ids, before=cursor)
        )

    def thread(
        self, credentials: Credentials, remote_id: str, *, timeout_s: float
    ) -> Page[Incoming]:
        """https://docs.joinmastodon.org/methods/statuses/#context"""
        response = Api.of(credentials, timeout_s).get(status_path(remote_id) + "/context")

        def read(body: Any) -> list[Incoming]:
            below = body.get("descendants") if isinstance(body, dict) else None
            return each_of(below, lambda one: parse.incoming(one, credentials, thread_id=remote_id))

        items = sorted(understood(response, read), key=lambda item: item.created_at)
        return Page(tuple(items), parse.newest_id((item.remote_id for item in items), before=None))

    def address(self, incoming: Incoming, text: str, *, language: str) -> Draft:
        """A reply names its author, or they would not be told; a private message is answered in private."""
        named = text if incoming.author_handle in text else f"{incoming.author_handle} {text}"
        is_private = incoming.kind is IncomingKind.MESSAGE
        return Draft(
            text=text if incoming.is_own else named,
            language=language,
            visibility="direct" if is_private else "public",
            in_reply_to=incoming.remote_id,
        )

    def like(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> None:
        """https://docs.joinmastodon.org/methods/statuses/#favourite"""
        Api.of(credentials, timeout_s).call("POST", status_path(remote_id) + "/favourite")

    def search(
        self, credentials: Credentials, query: str, *, cursor: str | None, timeout_s: float
    ) -> Page[Mention]:
        """https://docs.joinmastodon.org/methods/search/#v2; a single #tag is read from its timeline, which needs no index."""
        api = Api.of(credentials, timeout_s)
        since = [("min_id", cursor)] if cursor else []
        tag = query.strip().removeprefix("#")
        if query.strip().startswith("#") and tag.replace("_", "").isalnum():
            response = api.get(
                f"/api/v1/timelines/tag/{quote(tag, safe='')}", ("limit", "40"), *since
            )
        else:
            params = [("q", query[:500]), ("type", "statuses"), ("limit", "40"), *since]
            response = api.get("/api/v2/search", *params)

        def read(body: Any) -> list[Mention]:
            statuses = body.get("statuses") if isinstance(body, dict) else body
            return each_of(statuses, lambda one: parse.mention(one, credentials.host))

        items = sorted(understood(response, read), key=lambda item: item.created_at, reverse=True)
        newest = parse.newest_id((item.remote_id for item in items), before=cursor)
        return Page(tuple(items), newest)

    def trends(self, credentials: Credentials, *, timeout_s: float) -> list[Trend]:
        """https://docs.joinmastodon.org/methods/trends/#tags"""
        response = Api.of(credentials, timeout_s).get("/api/v1/trends/tags", ("limit", "20"))
        return understood(response, lambda body: each_of(body, parse.trend))
