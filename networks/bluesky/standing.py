"""What stands on the account: its newest posts, and whether one is still there. Read from the account's own server."""

from __future__ import annotations

from datetime import datetime

from networks.bluesky import parse
from networks.bluesky.api import Api
from networks.bluesky.readback import MAX_PAGES, PAGE
from networks.bluesky.records import POST, own_uri
from networks.errors import ErrorKind, NetworkError
from networks.reading import understood
from networks.types import Credentials, Listing, Standing


class ShowsWhatStands:
    """The role Lists."""

    def newest(self, credentials: Credentials, *, since: datetime, timeout_s: float) -> Listing:
        """https://docs.bsky.app/docs/api/com-atproto-repo-list-records, three pages of a hundred at most.

        Records stand in the order of their names. Ours are named by the minute in which they were planned and may stand
        deep among older ones, so a post that is not listed is asked for by its name before anybody misses it.
        """
        api = Api.of(credentials, timeout_s)
        found: list[Standing] = []
        cursor: list[tuple[str, str]] = []
        is_whole = False
        for _ in range(MAX_PAGES):
            response = api.get(
                "com.atproto.repo.listRecords",
                ("repo", credentials.account_id),
                ("collection", POST),
                ("limit", str(PAGE)),
                *cursor,
            )
            page = understood(response, lambda body: parse.listed(body, "records", parse.standing))
            recent = [one for one in page if one.published_at >= since]
            found += recent
            following = understood(response, parse.mapping).get("cursor")
            if not isinstance(following, str) or not recent:
                is_whole = True
                break
            cursor = [("cursor", following)]
        newest_first = sorted(found, key=lambda one: one.published_at, reverse=True)
        return Listing(tuple(newest_first), is_whole)

    def is_there(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> bool:
        """https://docs.bsky.app/docs/api/com-atproto-repo-get-record"""
        uri = own_uri(remote_id)
        if uri.did != credentials.account_id:
            raise NetworkError(ErrorKind.PERMISSION_DENIED, "not_ours", was_sent=False)
        try:
            response = Api.of(credentials, timeout_s).get(
                "com.atproto.repo.getRecord",
                ("repo", uri.did),
                ("collection", uri.collection),
                ("rkey", uri.rkey),
            )
        except NetworkError as error:
            if error.code == "record_not_found":
                return False
            raise
        return understood(response, parse.published).remote_id == remote_id
