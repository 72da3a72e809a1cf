"""Looking at the public face of any account: Bluesky's AppView shows it to strangers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from networks.bluesky import parse
from networks.bluesky.api import Api
from networks.bluesky.identity import typed_account, unknown_handle
from networks.errors import ErrorKind, NetworkError
from networks.reading import understood
from networks.types import Profile, PublicAccount, PublicListing, PublicPost

PAGE = 100
MAX_PAGES = 2


class _Joins(Protocol):
    appview: str


class ObservesOthers:
    """The role Observes."""

    def public_account(self: _Joins, text: str) -> PublicAccount:
        """A handle, an id, or the address of the profile; a bare name belongs to bsky.social."""
        return PublicAccount(self.appview, typed_account(text))

    def public_profile(self, account: PublicAccount, *, timeout_s: float) -> Profile:
        """https://docs.bsky.app/docs/api/app-bsky-actor-get-profile — open to strangers."""
        try:
            response = Api(account.host, timeout_s).get(
                "app.bsky.actor.getProfile", ("actor", account.name)
            )
        except NetworkError as error:
            if error.http_status in (400, 404):  # 400 "Profile not found"
                raise unknown_handle() from None
            raise
        if understood(response, _hides_itself):
            raise NetworkError(
                ErrorKind.NOT_SUPPORTED, "not_public", http_status=200, was_sent=True
            )
        return understood(response, parse.profile)

    def public_posts(
        self, account: PublicAccount, remote_id: str, *, since: datetime, timeout_s: float
    ) -> PublicListing:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed, without answers; reposts are left out."""
        api = Api(account.host, timeout_s)
        found: dict[str, PublicPost] = {}
        cursor: list[tuple[str, str]] = []
        is_whole = False
        for _ in range(MAX_PAGES):
            response = api.get(
                "app.bsky.feed.getAuthorFeed",
                ("actor", remote_id),
                ("filter", "posts_no_replies"),
                ("limit", str(PAGE)),
                *cursor,
            )
            page = understood(response, lambda body: parse.listed(body, "feed", _post))
            own = [one for one in page if one.remote_id.startswith(f"at://{remote_id}/")]
            recent = [one for one in own if one.published_at >= since]
            found |= {one.remote_id: one for one in recent}
            following = understood(response, parse.mapping).get("cursor")
            if not isinstance(following, str) or (page and not recent):
                is_whole = True
                break
            cursor = [("cursor", following)]
        newest_first = sorted(found.values(), key=lambda one: one.published_at, reverse=True)
        return PublicListing(tuple(newest_first), is_whole)


def _hides_itself(body: object) -> bool:
    """Whether the account asks to be shown to nobody who is not signed in.

    The AppView answers all the same and leaves it to us: https://docs.bsky.app/docs/advanced-guides/moderation (global labels).
    """
    labels = parse.mapping(body).get("labels")
    return isinstance(labels, list) and any(
        isinstance(one, Mapping) and one.get("val") == "!no-unauthenticated" for one in labels
    )


def _post(item: parse.JSON) -> PublicPost | None:
    """A post of the account itself; None for what it only passed on, and for an answer."""
    post = parse.mapping(item.get("post"))
    record = parse.mapping(post.get("record"))
    if item.get("reason") or record.get("reply"):
        return None
    made = parse.published(post)
    values = dict(parse.measurement(post).values)
    # Who kept a post for later is nobody else's business, and is told of few: what strangers see is compared.
    values.pop("saves", None)
    return PublicPost(
        made.remote_id, made.url, parse.shown_at(post), parse.format_of(post.get("embed")), values
    )
