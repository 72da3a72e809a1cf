"""A client's campaigns: their list, the table message × channel of one, and what the composer offers of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast, JSONObject, Left

from clients.models import Channel, Client
from clients.models.channels import by_part
from editorial import when
from editorial.campaigning import Step, Trouble, step_of, trouble
from editorial.lifecycle import SHOWN_LOOKS, STAGE_LOOKS, Look, PostStage
from editorial.models import Campaign, Delivery, Post, Version
from editorial.models.walltime import WallTimeField
from editorial.words.campaigns import look_of
from people.models import Member

# So many words of a post name it; so many posts are offered to be put into a campaign.
_OPENING = 200
MOST_OFFERED = 60


def look(campaign: Campaign, *, today: date) -> Look:
    """How it stands on a day."""
    return look_of(
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        is_ended=campaign.ended_at is not None,
        today=today,
    )


def campaigns_of(*, client: Client, member: Member) -> QuerySet[Campaign]:
    """All of the client's with `n_posts` and `n_out`, those of the last days first. One query."""
    mine = Post.objects.visible_to(member).exclude(stage=PostStage.ARCHIVED)
    out = Delivery.objects.filter(post=OuterRef("posts"), state="published")
    shown = Q(posts__in=mine.order_by().values("pk"))
    return (
        Campaign.objects.visible_to(member)
        .filter(client=client)
        .select_related("goal")
        .annotate(
            n_posts=Count("posts", filter=shown),
            n_out=Count("posts", filter=shown & Q(Exists(out))),
        )
        .order_by("-ends_on", "-pk")
    )


def spans(*, first_on: date, last_on: date) -> QuerySet[Any]:
    """Campaigns of a client that nobody has ended, with a first or last day within these, for clients.queries.own_dates."""
    within = (first_on, last_on)
    found = Campaign.objects.filter(client=OuterRef("pk"), ended_at=None)
    found = found.filter(Q(starts_on__range=within) | Q(ends_on__range=within))
    return found.annotate(label=F("name"), key=F("public_id"))


@dataclass(frozen=True, slots=True)
class First:
    """The post that another goes after: its name, and whether the reader may open it."""

    public_id: UUID
    name: str
    is_seen: bool


def goes_after(*, post: Post, member: Member, now: datetime) -> First | None:
    """What of its campaign goes first; of an embargo that leaves the member out no more than that there is something."""
    first = post.after
    if first is None:
        return None
    is_secret = first.release is not None and first.release.is_secret(now)
    is_seen = not is_secret or Post.objects.visible_to(member).filter(pk=first.pk).exists()
    return First(first.public_id, first.name if is_seen else str(first.name_aloud(now)), is_seen)


@dataclass(frozen=True, slots=True)
class Offer:
    """A campaign that the composer offers: its public id, its name, its word, and its posts in their order."""

    key: str
    name: str
    word: str
    steps: tuple[Step, ...]


def offers_of(*, member: Member, campaign: int, today: datetime) -> QuerySet[Any]:
    """As JSON, the campaigns of the client OuterRef("pk") that go on, and that one though it is over, with their posts.

    `today` is the midnight of the client's day as a wall time, so that the query can be prepared.
    """
    lasts = Cast("ends_on", WallTimeField())
    found = Campaign.objects.annotate(lasts=lasts).filter(client=OuterRef("pk"))
    found = found.filter(Q(ended_at=None, lasts__gte=today) | Q(pk=campaign))
    posts = Post.objects.visible_to(member).filter(campaign=OuterRef("pk"))
    return found.annotate(steps=ArraySubquery(_steps(posts))).values(
        row=JSONObject(key="public_id", name="name", word="word", steps="steps")
    )


def offer(row: Mapping[str, Any]) -> Offer:
    """From a row of offers_of."""
    return Offer(row["key"], row["name"], row["word"], tuple(map(step_of, row["steps"])))


def _steps(posts: QuerySet[Post]) -> QuerySet[Any, Any]:
    """The posts as JSON, as campaigning.step_of reads them."""
    states = Delivery.objects.filter(post=OuterRef("pk")).with_shown().values("as_shown")
    return (
        posts.order_by(F("wall_at").asc(nulls_last=True), "id")
        .annotate(states=ArraySubquery(states), opening=Left("text", _OPENING))
        .values(
            row=JSONObject(
                key="public_id", title="title", text="opening", wall_at="wall_at", zone="time_zone",
                fold="fold", stage="stage", states="states", after="after__public_id",
            )
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A message on a channel: how it stands there, and the instant it went or goes out (None: no time yet)."""

    look: Look
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the table. `first` is the post it goes after, where the reader may see that one (`is_after` where there is
    any); `on_channels` has each channel of the table with its cell, None where it does not go; `trouble` is what is wrong with
    the order."""

    post: Post
    step: Step
    on_channels: tuple[tuple[Channel, Cell | None], ...]
    is_after: bool
    first: Step | None
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Table:
    """Message × channel. `others` are connected channels on which nothing of the campaign goes."""

    channels: tuple[Channel, ...]
    lines: tuple[Line, ...]
    others: tuple[Channel, ...]


def table_of(*, campaign: Campaign, member: Member) -> Table:
    """The campaign's posts that the member sees, each below the one it goes after, else by time. Four queries."""
    versions = Version.objects.order_by("channel_id")
    shown: Any = Delivery.objects.with_shown().order_by("occurrence", "id")
    posts = (
        Post.objects.visible_to(member)
        .filter(campaign=campaign)
        .order_by(F("wall_at").asc(nulls_last=True), "id")
        .prefetch_related(
            Prefetch("versions", versions, to_attr="on"),
            Prefetch("deliveries", shown, to_attr="sent"),
        )
    )
    everything: list[Any] = list(posts)
    steps = {post.pk: _step(post) for post in everything}
    living = [post for post in everything if post.stage != PostStage.ARCHIVED]
    used = {version.channel_id for post in living for version in post.on}
    there = Channel.objects.visible_to(member).filter(client_id=campaign.client_id)
    known = sorted(there.filter(Q(disconnected_at=None) | Q(pk__in=used)), key=by_part)
    channels = tuple(each for each in known if each.pk in used)
    lines = tuple(_line(post, steps, channels) for post in _in_order(living))
    return Table(channels, lines, tuple(each for each in known if each.pk not in used))


def _step(post: Any) -> Step:
    wall_at = post.wall_at
    return Step(
        key=str(post.public_id),
        name=post.name,
        at=when.instant_of(wall_at, post.time_zone, post.fold) if wall_at else None,
        stage=post.stage,
        states=tuple(each.as_shown for each in post.sent if each.state != "cancelled"),
    )


def _in_order(posts: list[Any]) -> list[Any]:
    """By time, but none above the one it goes after."""
    known = {post.pk: post for post in posts}
    ordered: dict[int, Any] = {}

    def put(post: Any) -> None:
        if post.pk in ordered:
            return
        if post.after_id in known:
            put(known[post.after_id])
        ordered[post.pk] = post

    for post in posts:
        put(post)
    return list(ordered.values())


def _line(post: Any, steps: dict[int, Step], channels: Iterable[Channel]) -> Line:
    step, first = steps[post.pk], steps.get(post.after_id)
    on = {version.channel_id for version in post.on}
    sent = {each.channel_id: each for each in post.sent if each.state != "cancelled"}
    on_channels = tuple(
        (each, _cell(post, step, sent.get(each.pk)) if each.pk in on or each.pk in sent else None)
        for each in channels
    )
    wrong = trouble(step.at, first) if first and not step.is_out else None
    return Line(post, step, on_channels, post.after_id is not None, first, wrong)


def _cell(post: Post, step: Step, delivery: Any) -> Cell:
    if delivery is None:
        return Cell(STAGE_LOOKS[PostStage(post.stage)], step.at)
    return Cell(SHOWN_LOOKS[delivery.as_shown], delivery.ended_at or delivery.due_at)


def to_put_in(*, campaign: Campaign, member: Member) -> QuerySet[Post]:
    """The client's posts that are in no campaign, those edited last first: what the page offers to put in. One query."""
    free = Post.objects.visible_to(member).filter(client_id=campaign.client_id, campaign=None)
    living = free.exclude(stage=PostStage.ARCHIVED)
    return living.only("public_id", "title", "text", "wall_at").order_by("-edited_at")[
        :MOST_OFFERED
    ]
