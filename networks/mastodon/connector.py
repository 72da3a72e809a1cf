"""The connector for Mastodon, and for our sandbox, which is the same network at an address of our own.

Facts and quirks: docs/networks/mastodon.md. Each method names the page of docs.joinmastodon.org it follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from networks.errors import ErrorKind, NetworkError
from networks.mastodon import media, parse
from networks.mastodon.api import STATUSES, Api, me, status_path
from networks.mastodon.community import Community
from networks.mastodon.joining import Joining
from networks.mastodon.observing import ObservesOthers
from networks.mastodon.readback import read_back
from networks.mastodon.renewing import Renewing
from networks.mastodon.standing import ShowsWhatStands
from networks.reading import each_of, understood
from networks.roles import Idempotency
from networks.types import (
    Credentials,
    Draft,
    Measurement,
    Prepared,
    ProfileMeasurement,
    Published,
    Verdict,
)

BATCH = 20


class Mastodon(Joining, Community, ShowsWhatStands, ObservesOthers):
    """Every role Mastodon has. Posting is protected by an Idempotency-Key that servers keep for one hour."""

    idempotency: ClassVar[Idempotency] = "key"
    settle_s: ClassVar[float] = 60.0
    resend_window_s: ClassVar[float] = 48 * 60.0
    metrics: ClassVar[frozenset[str]] = frozenset(
        {
            "likes", "shares", "comments", "quotes", "poll_votes",
            "followers", "following", "n_posts",
        }
    )  # fmt: skip

    # Publishes, Amends, Removes

    def prepare(
        self,
        credentials: Credentials,
        draft: Draft,
        *,
        state: Mapping[str, Any],
        timeout_s: float,
    ) -> Prepared:
        """https://docs.joinmastodon.org/methods/media/ — one upload, or one look at an upload in process, per call."""
        return media.next_step(Api.of(credentials, timeout_s), draft, state)

    def commit(
        self,
        credentials: Credentials,
        draft: Draft,
        *,
        key: str,
        refs: Mapping[str, Any],
        timeout_s: float,
        sent_at: datetime | None = None,
    ) -> Published:
        """https://docs.joinmastodon.org/methods/statuses/#create — the server tells the time itself."""
        body = parse.status_body(draft, media.ids(draft, refs))
        response = Api.of(credentials, timeout_s).call(
            "POST", STATUSES, json=body, headers={"idempotency-key": key}, is_irreversible=True
        )
        return understood(response, parse.published)

    def verify(
        self,
        credentials: Credentials,
        draft: Draft,
        *,
        first_sent_at: datetime,
        known_remote_ids: frozenset[str],
        timeout_s: float,
        key: str = "",
    ) -> Verdict:
        """https://docs.joinmastodon.org/methods/accounts/#statuses, compared as docs/networks/mastodon.md tells.

        Servers do not show under which key a post came, so the key does not help here.
        """
        return read_back(
            Api.of(credentials, timeout_s),
            credentials.account_id,
            draft,
            first_sent_at=first_sent_at,
            known_remote_ids=known_remote_ids,
        )

    def amend(
        self,
        credentials: Credentials,
        remote_id: str,
        draft: Draft,
        *,
        refs: Mapping[str, Any],
        timeout_s: float,
    ) -> Published:
        """https://docs.joinmastodon.org/methods/statuses/#edit — visibility and parent stay what they were."""
        body = parse.status_body(draft, media.ids(draft, refs))
        for fixed in ("visibility", "in_reply_to_id"):
            body.pop(fixed, None)
        body.setdefault("spoiler_text", "")
        response = Api.of(credentials, timeout_s).call("PUT", status_path(remote_id), json=body)
        return understood(response, parse.published)

    def remove(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> None:
        """https://docs.joinmastodon.org/methods/statuses/#delete"""
        try:
            Api.of(credentials, timeout_s).call("DELETE", status_path(remote_id))
        except NetworkError as error:
            if error.kind is not ErrorKind.NOT_FOUND:
                raise

    # Measures

    def measure(
        self, credentials: Credentials, remote_ids: Sequence[str], *, timeout_s: float
    ) -> list[Measurement]:
        """https://docs.joinmastodon.org/methods/statuses/#index, twenty a call; one by one where it is not known."""
        api = Api.of(credentials, timeout_s)
        found: list[Measurement] = []
        for start in range(0, len(remote_ids), BATCH):
            batch = remote_ids[start : start + BATCH]
            try:
                response = api.get(STATUSES, *(("id[]", each) for each in batch))
            except NetworkError as error:
                # Servers before 4.3 know only POST here and say 404 or 405.
                if error.http_status not in (404, 405):
                    raise
                return found + _measure_singly(api, remote_ids[start:])
            wanted = set(batch)
            measured = understood(response, lambda body: each_of(body, parse.measurement))
            found += [one for one in measured if one.remote_id in wanted]
        return found

    def measure_profile(self, credentials: Credentials, *, timeout_s: float) -> ProfileMeasurement:
        """https://docs.joinmastodon.org/methods/accounts/#verify_credentials"""
        return understood(me(Api.of(credentials, timeout_s)), parse.profile_measurement)

    def reply(
        self, credentials: Credentials, draft: Draft, *, key: str, timeout_s: float
    ) -> Published:
        """A status with a parent. Refuses a draft without one."""
        if not draft.in_reply_to:
            raise ValueError("a reply needs in_reply_to")
        return self.commit(credentials, draft, key=key, refs={}, timeout_s=timeout_s)


def _measure_singly(api: Api, remote_ids: Sequence[str]) -> list[Measurement]:
    found = []
    for remote_id in remote_ids:
        try:
            response = api.get(status_path(remote_id))
        except NetworkError as error:
            if error.kind is ErrorKind.NOT_FOUND:
                continue
            raise
        found += understood(response, lambda body: each_of([body], parse.measurement))
    return found


class Sandbox(Mastodon, Renewing):
    """The same at our own address, whose tokens may be short-lived, so that renewing can be tried out."""


MASTODON = Mastodon("mastodon", "Mastodon", needs_host=True)
SANDBOX = Sandbox("sandbox", "Sandbox", needs_host=False)
