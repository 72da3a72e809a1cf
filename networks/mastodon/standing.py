"""What stands on the account: its newest posts, whether one is still there, and whether it says what it should."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from networks.errors import ErrorKind, NetworkError
from networks.mastodon import parse
from networks.mastodon.api import Api, status_path
from networks.mastodon.readback import posts_since
from networks.reading import MalformedError, each_of, understood
from networks.types import Credentials, Draft, Listing


class ShowsWhatStands:
    """The role Lists, and the half of Amends that reads."""

    def newest(self, credentials: Credentials, *, since: datetime, timeout_s: float) -> Listing:
        """https://docs.joinmastodon.org/methods/accounts/#statuses, three pages of forty at most."""
        api = Api.of(credentials, timeout_s)
        posts, is_whole = posts_since(api, credentials.account_id, since)
        found = {one.remote_id: one for one in each_of(posts, parse.standing)}
        inside = [one for one in found.values() if one.published_at >= since]
        newest_first = sorted(inside, key=lambda one: one.published_at, reverse=True)
        return Listing(tuple(newest_first), is_whole)

    def is_there(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> bool:
        """https://docs.joinmastodon.org/methods/statuses/#get"""
        try:
            response = Api.of(credentials, timeout_s).get(status_path(remote_id))
        except NetworkError as error:
            if error.kind is ErrorKind.NOT_FOUND:
                return False
            raise
        return understood(response, parse.published).remote_id == remote_id

    def says(
        self, credentials: Credentials, remote_id: str, draft: Draft, *, timeout_s: float
    ) -> bool:
        """The same page of one status, compared as reading back compares."""
        response = Api.of(credentials, timeout_s).get(status_path(remote_id))
        return all(parse.same_words(understood(response, _status), draft))


def _status(body: object) -> Mapping[str, Any]:
    parse.published(body)
    if not isinstance(body, Mapping):
        raise MalformedError("status")
    return body
