"""The connector for Bluesky. Facts and quirks: docs/networks/bluesky.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from networks.bluesky import card, identity, parse, video
from networks.bluesky.api import Api, nothing_sent, told_at
from networks.bluesky.community import Community, put, view_of
from networks.bluesky.facets import handles
from networks.bluesky.joining import Joining
from networks.bluesky.observing import ObservesOthers
from networks.bluesky.readback import by_key, by_words
from networks.bluesky.records import POST, Uri, born_at, is_video, own_uri, post, rkey_of
from networks.bluesky.standing import ShowsWhatStands
from networks.errors import ErrorKind, NetworkError
from networks.reading import understood
from networks.roles import Idempotency
from networks.text import normalise
from networks.types import (
    Credentials,
    Draft,
    Measurement,
    Prepared,
    ProfileMeasurement,
    Published,
    Verdict,
)

BATCH = 25
# How long making a card may hold up a post that was not prepared.
CARD_S = 5.0


class Bluesky(Joining, Community, ShowsWhatStands, ObservesOthers):
    """Every role Bluesky has. A post is a record of a name we choose: sent twice, it is one post."""

    idempotency: ClassVar[Idempotency] = "natural"
    settle_s: ClassVar[float] = 10.0
    resend_window_s: ClassVar[float] = 0.0
    metrics: ClassVar[frozenset[str]] = frozenset(
        {"likes", "shares", "comments", "quotes", "saves", "followers", "following", "n_posts"}
    )

    # Publishes, Removes

    def prepare(
        self,
        credentials: Credentials,
        draft: Draft,
        *,
        state: Mapping[str, Any],
        timeout_s: float,
    ) -> Prepared:
        """One step a call: each picture or video, the parents of a reply, who is named, the card of the link."""
        _refuse_poll(draft)
        refs = {key: dict(value) for key, value in state.items() if isinstance(value, Mapping)}
        step = _next_step(draft, refs)
        if step:
            api = Api.of(credentials, timeout_s)
            refs[step] = self._do(step, api, credentials, draft, refs.get(step, {}))
        rest = _next_step(draft, refs)
        if not rest:
            return Prepared(refs, is_ready=True)
        # The same step again: the video service is at work.
        wait_s = video.wait_s(refs[step]) if rest == step else 0.0
        return Prepared(refs, is_ready=False, next_check_s=wait_s)

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
        """https://docs.bsky.app/docs/api/com-atproto-repo-put-record, under the name that the key makes.

        Parents, names and card that prepare() did not look up are looked up first, in calls that show nothing to anybody.
        """
        _refuse_poll(draft)
        api = Api.of(credentials, timeout_s)
        known = {name: dict(value) for name, value in refs.items() if isinstance(value, Mapping)}
        try:
            for step in ("reply", "mentions"):
                if _is_missing(step, draft, known):
                    known[step] = self._do(step, api, credentials, draft, {})
            if _is_missing("card", draft, known):
                # A page that is slow costs the card: most of the time belongs to the post.
                brief = Api.of(credentials, min(CARD_S, timeout_s / 3))
                known["card"] = self._do("card", brief, credentials, draft, {})
            at = sent_at or born_at(key) or told_at(api.get("com.atproto.server.getSession"))
        except NetworkError as error:
            raise nothing_sent(error) from error
        record = post(draft, known, created_at=at)
        uri = Uri(credentials.account_id, POST, rkey_of(key))
        response = put(api, credentials, uri, record, is_irreversible=True)
        return understood(response, lambda body: parse.published(body, published_at=at))

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
        """By the record's name where the key is known, else by its words."""
        api = Api.of(credentials, timeout_s)
        if key:
            return by_key(api, credentials.account_id, key)
        return by_words(
            api,
            credentials.account_id,
            draft,
            first_sent_at=first_sent_at,
            known_remote_ids=known_remote_ids,
        )

    def remove(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> None:
        """https://docs.bsky.app/docs/api/com-atproto-repo-delete-record — a record that is gone is no error there."""
        uri = own_uri(remote_id)
        body = {"repo": credentials.account_id, "collection": uri.collection, "rkey": uri.rkey}
        if uri.did != credentials.account_id:
            raise NetworkError(ErrorKind.PERMISSION_DENIED, "not_ours", was_sent=False)
        try:
            Api.of(credentials, timeout_s).post("com.atproto.repo.deleteRecord", body)
        except NetworkError as error:
            if error.kind is not ErrorKind.NOT_FOUND:
                raise

    # Measures

    def measure(
        self, credentials: Credentials, remote_ids: Sequence[str], *, timeout_s: float
    ) -> list[Measurement]:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, twenty-five a call."""
        api = Api.of(credentials, timeout_s)
        found: list[Measurement] = []
        for start in range(0, len(remote_ids), BATCH):
            batch = remote_ids[start : start + BATCH]
            response = api.get("app.bsky.feed.getPosts", *(("uris", each) for each in batch))
            measured = understood(
                response, lambda body: parse.listed(body, "posts", parse.measurement)
            )
            wanted = set(batch)
            found += [one for one in measured if one.remote_id in wanted]
        return found

    def measure_profile(self, credentials: Credentials, *, timeout_s: float) -> ProfileMeasurement:
        """https://docs.bsky.app/docs/api/app-bsky-actor-get-profile"""
        response = Api.of(credentials, timeout_s).get(
            "app.bsky.actor.getProfile", ("actor", credentials.account_id)
        )
        return understood(response, parse.profile_measurement)

    def reply(
        self, credentials: Credentials, draft: Draft, *, key: str, timeout_s: float
    ) -> Published:
        """A post with parents. Refuses a draft without one. Made again with the same key, it is the same reply."""
        if not draft.in_reply_to:
            raise ValueError("a reply needs in_reply_to")
        return self.commit(credentials, draft, key=key, refs={}, timeout_s=timeout_s)

    # What several methods need

    def _do(
        self,
        step: str,
        api: Api,
        credentials: Credentials,
        draft: Draft,
        ref: Mapping[str, Any],
    ) -> dict[str, Any]:
        """One step; what it answers is stored under the step's name. `ref` is what the step before left there."""
        if step == "reply":
            parents = _parents(api, credentials, draft.in_reply_to or "")
            return {"of": draft.in_reply_to, "to": parents}
        if step == "mentions":
            return {
                handle: _did_or_nothing(api, handle) for handle in handles(normalise(draft.text))
            }
        if step == "card":
            link = card.link_of(draft)
            return {"of": link, "card": card.make(api, link)}
        media = draft.media[int(step)]
        if is_video(media) and self.videos:
            return video.Service(self.videos, api, credentials).step(media, ref)
        return video.upload(api, media)


def _refuse_poll(draft: Draft) -> None:
    """This network has none: a post without its poll would be another post."""
    if draft.poll is not None:
        raise NetworkError(ErrorKind.NOT_SUPPORTED, "poll", was_sent=False)


def _next_step(draft: Draft, refs: Mapping[str, Mapping[str, Any]]) -> str:
    """The first thing that is still to be prepared, or nothing."""
    steps = [*(str(at) for at in range(len(draft.media))), "reply", "mentions", "card"]
    return next((step for step in steps if _is_missing(step, draft, refs)), "")


def _is_missing(step: str, draft: Draft, refs: Mapping[str, Mapping[str, Any]]) -> bool:
    ref = refs.get(step, {})
    if step == "reply":
        return bool(draft.in_reply_to) and ref.get("of") != draft.in_reply_to
    if step == "mentions":
        return any(handle not in ref for handle in handles(normalise(draft.text)))
    if step == "card":
        link = card.link_of(draft)
        return bool(link) and ref.get("of") != link
    return ref.get("sha256") != draft.media[int(step)].sha256 or not ref.get("blob")


def _parents(api: Api, credentials: Credentials, remote_id: str) -> dict[str, Any]:
    """The places of a reply. Our own posts are read from our own server: the AppView may not have seen them yet."""
    uri = own_uri(remote_id)
    if uri.did != credentials.account_id:
        response, found = view_of(api, uri)
        return understood(response, lambda _body: parse.parents(found))
    response = api.get(
        "com.atproto.repo.getRecord",
        ("repo", uri.did),
        ("collection", uri.collection),
        ("rkey", uri.rkey),
    )
    return understood(response, parse.parents)


def _did_or_nothing(api: Api, handle: str) -> str:
    """Who is named; a handle that nobody has stays plain words."""
    try:
        return identity.resolve(api, handle)
    except NetworkError as error:
        if error.kind is ErrorKind.NOT_FOUND:
            return ""
        raise


BLUESKY = Bluesky("bluesky", "Bluesky")
