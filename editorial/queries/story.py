"""The story of a post: what happened on each channel, and what a person may do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from editorial import wording
from editorial.contents import for_channel, has_follow_ups
from editorial.lifecycle import (
    AWAITS_A_PERSON,
    CAN_STILL_CHANGE,
    IN_FLIGHT,
    NO_SUCH_HOUR,
    STANDS_STILL,
    DeliveryState,
    Look,
    Rest,
)
from editorial.models import Attempt, Delivery, HandAct, Lookup, Post
from editorial.queries.story_after import After, after_of
from editorial.queries.story_moments import Moment, moments_of, moments_of_parts
from editorial.queries.story_parts import Following, following_of
from networks.types import Draft
from people.templatetags.ui import network_name

S = DeliveryState
# A delivery this close to its time is watched; the page asks for news by itself.
SOON = timedelta(minutes=2)
WATCHED_FROM = timedelta(minutes=15)
NEWS_EVERY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Story:
    """One delivery with its words, its timeline, and what is open to a person."""

    delivery: Delivery
    explanation: wording.Explanation
    moments: list[Moment]
    content: Draft
    url: str
    candidates: list[str]
    news_every_ms: int
    following: Following | None = None
    after: list[After] = field(default_factory=list)

    @property
    def look(self) -> Look:
        return self.delivery.look

    @property
    def awaits_a_person(self) -> bool:
        """Whether the four ways out (link, send, drop, reconnect) are offered."""
        return self.delivery.state in AWAITS_A_PERSON

    @property
    def is_by_hand(self) -> bool:
        """Whether a person is, or will be, asked to publish it: then the sheet is the way on."""
        return self.delivery.channel.is_by_hand and self.delivery.state in (
            S.SCHEDULED,
            S.BY_HAND,
            S.MISSED,
        )

    @property
    def is_doubtful(self) -> bool:
        return self.delivery.state == S.UNKNOWN

    @property
    def wants_a_look_first(self) -> bool:
        """Whether sending again needs the word of somebody who looked."""
        return self.delivery.state == S.NEEDS_HUMAN

    @property
    def wants_reconnecting(self) -> bool:
        return self.awaits_a_person and self.delivery.channel.health not in ("ok", "by_hand")

    @property
    def wants_releasing(self) -> bool:
        """Whether somebody stopped it together with everything else."""
        return self.delivery.state == S.BLOCKED and self.delivery.reason in STANDS_STILL

    @property
    def wants_scheduling(self) -> bool:
        """The words changed or lost their approval, or its hour is no more: only scheduling the post again helps."""
        delivery = self.delivery
        return self.awaits_a_person and (
            delivery.reason == NO_SUCH_HOUR
            or delivery.post.approved_revision_id != delivery.revision_id
            or delivery.post.stage != "approved"
        )

    @property
    def retries_at(self) -> datetime | None:
        """When a delivery that did not go through is tried again."""
        delivery = self.delivery
        is_retry = delivery.state == S.SCHEDULED and delivery.next_attempt_at > delivery.due_at
        return delivery.next_attempt_at if is_retry else None


def stories_of(*, post: Post, now: datetime) -> list[Story]:
    """The stories of a post's deliveries, the latest occurrence per channel, in three queries."""
    found = post.deliveries.select_related("channel", "revision", "post", "publication").order_by(
        "channel_id", "-occurrence"
    )
    latest: dict[int, Delivery] = {}
    for delivery in found:
        latest.setdefault(delivery.channel_id, delivery)
    deliveries = sorted(latest.values(), key=lambda d: (d.state == S.CANCELLED, d.due_at, d.pk))
    return _stories(deliveries, now=now)


def _stories(deliveries: list[Delivery], *, now: datetime) -> list[Story]:
    ids = [d.pk for d in deliveries]
    acts: dict[int, list[HandAct]] = defaultdict(list)
    if any(d.channel.is_by_hand or (d.proof or {}).get("by_hand") for d in deliveries):
        for act in HandAct.objects.filter(delivery__in=ids).select_related("member__user"):
            acts[act.delivery_id].append(act)
    following = following_of([d for d in deliveries if has_follow_ups(d.revision.content)])
    after = after_of(deliveries)
    attempts = _grouped(Attempt.objects.filter(delivery__in=ids).order_by("started_at", "id"))
    lookups = _grouped(Lookup.objects.filter(delivery__in=ids).order_by("at", "id"))
    return [
        _story(
            d,
            attempts.get(d.pk, []),  # type: ignore[arg-type]
            lookups.get(d.pk, []),  # type: ignore[arg-type]
            acts.get(d.pk, []),
            following.get(d.pk),
            after.get(d.pk, []),
            now=now,
        )
        for d in deliveries
    ]


def story_of(*, delivery: Delivery, now: datetime) -> Story:
    """The story of one delivery, whichever occurrence it is."""
    return _stories([delivery], now=now)[0]


def _grouped(rows: Iterable[Attempt | Lookup]) -> dict[int, list[Attempt | Lookup]]:
    groups: dict[int, list[Attempt | Lookup]] = defaultdict(list)
    for row in rows:
        groups[row.delivery_id].append(row)
    return groups


def _story(
    delivery: Delivery,
    attempts: list[Attempt],
    lookups: list[Lookup],
    acts: list[HandAct],
    following: Following | None,
    after: list[After],
    *,
    now: datetime,
) -> Story:
    network = network_name(delivery.channel.network)
    explanation = wording.explain(
        state=delivery.state,
        reason=delivery.reason,
        network=network,
        is_by_hand=delivery.channel.is_by_hand,
        code=str(delivery.reason_params.get("code", "")),
    )
    if delivery.gone:
        explanation = wording.explain_gone(gone=delivery.gone, network=network)
    proof = delivery.proof or {}
    publication = getattr(delivery, "publication", None)
    return Story(
        delivery=delivery,
        explanation=(following and not delivery.gone and following.explanation) or explanation,
        moments=[
            *moments_of(delivery, attempts, lookups, acts, network),
            *moments_of_parts(following),
        ],
        content=for_channel(delivery.content, delivery.channel_id),
        url=""
        if delivery.gone
        else _web_link((publication.url if publication else "") or str(proof.get("url", ""))),
        candidates=[
            link
            for each in delivery.reason_params.get("candidates", [])
            if (link := _web_link(str(each)))
        ],
        news_every_ms=_ms(NEWS_EVERY)
        if any(each.is_moving for each in after)
        else _news_every_ms(delivery, now),
        following=following,
        after=after,
    )


def _web_link(url: str) -> str:
    """A link is shown as one only when it leads to the web; a network's answer may say anything."""
    return url if url.startswith(("https://", "http://")) else ""


def _news_every_ms(delivery: Delivery, now: datetime) -> int:
    """How often the page asks for news of this delivery; 0 for never."""
    if delivery.shown in (S.CLAIMED, S.SENDING, S.ACCEPTED, S.UNKNOWN, Rest.COMING, Rest.CHECKING):
        return _ms(NEWS_EVERY)
    if delivery.state == S.SCHEDULED:
        left = delivery.next_attempt_at - now
        if left <= SOON:
            return _ms(NEWS_EVERY)
        if left <= WATCHED_FROM:
            return _ms(left - SOON)
    return 0


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Possible:
    """What may be done with the whole post now, whoever asks."""

    is_archived: bool
    is_moving: bool
    is_leaving: bool
    is_out_everywhere: bool
    n_waiting: int
    n_scheduled: int
    n_standing: int
    has_open_correction: bool

    @property
    def can_schedule(self) -> bool:
        return not (self.is_archived or self.is_moving or self.is_out_everywhere)

    @property
    def can_cancel(self) -> bool:
        return self.n_waiting > 0

    @property
    def can_edit(self) -> bool:
        return not (self.is_archived or self.is_leaving or self.is_out_everywhere)

    @property
    def can_correct(self) -> bool:
        return self.n_standing > 0 and not (self.is_archived or self.is_moving)

    @property
    def can_remove(self) -> bool:
        return self.n_standing > 0 and not self.is_moving

    @property
    def can_archive(self) -> bool:
        return not (self.is_archived or self.is_moving)


def possible(*, post: Post, stories: list[Story], n_channels: int) -> Possible:
    """Read off the deliveries what is open; the actions decide again, under lock."""
    states = [story.delivery.state for story in stories]
    is_moving = any(
        s in (S.CLAIMED, S.SENDING, S.ACCEPTED, S.UNKNOWN, S.NEEDS_HUMAN) for s in states
    )
    n_out = states.count(S.PUBLISHED)
    return Possible(
        is_archived=post.stage == "archived",
        is_moving=is_moving,
        is_leaving=any(s in IN_FLIGHT for s in states),
        is_out_everywhere=bool(n_channels) and n_out >= n_channels,
        n_waiting=sum(s in CAN_STILL_CHANGE for s in states),
        n_scheduled=states.count(S.SCHEDULED),
        n_standing=sum(s.delivery.state == S.PUBLISHED and not s.delivery.gone for s in stories),
        has_open_correction=any(each.can_be_taken_back for s in stories for each in s.after),
    )
