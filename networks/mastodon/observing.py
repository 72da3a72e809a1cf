"""Looking at the public face of any account of the Mastodon kind: its server answers strangers, unless it was told not to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from networks.errors import ErrorKind, NetworkError
from networks.mastodon import parse
from networks.mastodon.api import Api
from networks.reading import each_of, understood
from networks.types import Profile, PublicAccount, PublicListing, PublicPost

PAGE = 40
MAX_PAGES = 2
_NAME = r"[A-Za-z0-9_](?:[\w.-]{0,98}[A-Za-z0-9_])?"
_HANDLE = re.compile(rf"@?({_NAME})(?:@([^@\s/]+))?")
_PAGE_PATH = re.compile(rf"/(?:@|users/)({_NAME})(?:@([\w.-]+))?/?")


class _Joins(Protocol):
    needs_host: bool

    def normalise_host(self, text: str) -> str: ...


class ObservesOthers:
    """The role Observes."""

    def public_account(self: _Joins, text: str) -> PublicAccount:
        """@name@host, or the address of the profile. On the sandbox a name alone is enough."""
        name, host = _typed(text.strip())
        if not name or (self.needs_host and not host):
            raise NetworkError(ErrorKind.NOT_FOUND, "handle_unknown", was_sent=False)
        return PublicAccount(self.normalise_host(host), name.lower())

    def public_profile(self, account: PublicAccount, *, timeout_s: float) -> Profile:
        """https://docs.joinmastodon.org/methods/accounts/#lookup — open to strangers since 3.4, unless the server is closed."""
        response = _open(
            Api(account.host, timeout_s), "/api/v1/accounts/lookup", ("acct", account.name)
        )
        return understood(response, lambda body: parse.profile(body, account.host))

    def public_posts(
        self, account: PublicAccount, remote_id: str, *, since: datetime, timeout_s: float
    ) -> PublicListing:
        """https://docs.joinmastodon.org/methods/accounts/#statuses — without a token it holds what is public."""
        api = Api(account.host, timeout_s)
        path = f"/api/v1/accounts/{quote(remote_id, safe='')}/statuses"
        found: dict[str, PublicPost] = {}
        before: list[tuple[str, str]] = []
        for _ in range(MAX_PAGES):
            only = (("exclude_reblogs", "true"), ("exclude_replies", "true"))
            response = _open(api, path, ("limit", str(PAGE)), *only, *before)
            page = understood(response, lambda body: each_of(body, _post))
            recent = [one for one in page if one.published_at >= since]
            found |= {one.remote_id: one for one in recent}
            if len(page) < PAGE // 2 or not recent:
                return PublicListing(_newest_first(found), is_whole=True)
            before = [("max_id", page[-1].remote_id)]
        return PublicListing(_newest_first(found), is_whole=False)


def _open(api: Api, path: str, *params: tuple[str, str]) -> Any:
    """A read as a stranger; a server that wants to know who asks shows its people to members only."""
    try:
        return api.get(path, *params)
    except NetworkError as error:
        if error.kind in (ErrorKind.AUTH_EXPIRED, ErrorKind.PERMISSION_DENIED):
            raise NetworkError(
                ErrorKind.NOT_SUPPORTED, "not_public", http_status=error.http_status, was_sent=True
            ) from None
        raise


def _typed(text: str) -> tuple[str, str]:
    """The name and the host in what was typed; empty where there is none."""
    if "://" in text:
        try:
            parts = urlsplit(text)
        except ValueError:
            return "", ""
        named = _PAGE_PATH.fullmatch(parts.path)
        # A server also shows people of other servers: they are asked about at home.
        return (named.group(1), named.group(2) or parts.netloc) if named else ("", "")
    handle = _HANDLE.fullmatch(text)
    return (handle.group(1), handle.group(2) or "") if handle else ("", "")


def _newest_first(found: Mapping[str, PublicPost]) -> tuple[PublicPost, ...]:
    return tuple(sorted(found.values(), key=lambda one: one.published_at, reverse=True))


def _post(status: parse.JSON) -> PublicPost | None:
    """A status of the account itself; None for an answer, a boost, or what is not for everybody."""
    made = parse.published(status)
    is_own = not status.get("reblog") and not status.get("in_reply_to_id")
    is_open = status.get("visibility", "public") in ("public", "unlisted")
    if made.published_at is None or not (is_own and is_open):
        return None
    values = dict(parse.measurement(status).values)
    return PublicPost(made.remote_id, made.url, made.published_at, parse.format_of(status), values)
