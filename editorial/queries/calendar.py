"""The posts of a stretch of days: one query for month, week and list, of one client or of all.

A post stands on the day and at the hour of its own wall time, in its client's zone: so all views, and all scopes,
agree. Networks and states come with the posts: one query, however many there are. Where a day shows only its first
posts, a query before it picks them and counts the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, DateField, F, OuterRef, QuerySet, Value, Window
from django.db.models.functions import Cast, Concat, Left, RowNumber

from clients.models import Assignment, Client
from editorial import movable, when
from editorial.contents import short_title
from editorial.lifecycle import Look, PostStage, post_look, state_behind
from editorial.models import Delivery, Post, Version
from editorial.queries.listing import Filters, narrow
from people.models import Member
from people.roles import Capability, Role, may

# More cards than anybody can read on one page; the view then says so, and how to see fewer.
MOST = 2_000
_OPENING = 200


@dataclass(frozen=True, slots=True)
class Card:
    """A post on the calendar. ``why_fixed`` is a code of movable.WHY_NOT, empty when this member may move it."""

    public_id: UUID
    client: Client
    name: str
    language: str
    wall_at: datetime
    fold: int
    zone: str
    look: Look
    networks: tuple[str, ...]
    why_fixed: str

    @property
    def wall(self) -> str:
        """The wall time as addresses and scripts write it."""
        return self.wall_at.isoformat(timespec="minutes")

    @property
    def instant(self) -> datetime:
        """The instant it stands for, to be told in another zone too."""
        return when.instant_of(self.wall_at, self.zone, self.fold)

    @property
    def clock(self) -> str:
        """The clock time; whoever shows it names the zone near it."""
        return f"{self.wall_at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Found:
    """The cards to show, by time, and for each day that has more of them how many more."""

    cards: list[Card]
    more: dict[date, int]

    @property
    def is_cut(self) -> bool:
        """Whether the whole period has more than anybody could read."""
        return len(self.cards) > MOST


def cards_between(
    *,
    member: Member,
    client: Client | None,
    filters: Filters,
    first_on: date,
    last_on: date,
    most_a_day: int | None = None,
    role: str = "",
) -> Found:
    """The cards of these days, both included: of one client, or of all the member sees (at most MOST + 1).

    ``most_a_day`` cuts each day to its first posts and counts the others. ``role`` is the member's on that client; of
    all clients it is asked here.
    """
    start = datetime.combine(first_on, time.min)
    end = datetime.combine(last_on + timedelta(days=1), time.min)
    posts = Post.objects.visible_to(member).filter(wall_at__gte=start, wall_at__lt=end)
    if client is not None:
        posts = posts.filter(client=client)
    posts = narrow(posts, filters)
    more: dict[date, int] = {}
    if most_a_day is not None:
        firsts, more = _first_of_each_day(posts, most_a_day)
        posts = Post.objects.visible_to(member).filter(pk__in=firsts)
    found = list(_for_cards(posts.order_by("wall_at", "id"))[: MOST + 1])
    roles = {client.pk: role} if client is not None else _roles(member)
    return Found(_cards(found, member=member, roles=roles), more)


def _first_of_each_day(posts: QuerySet[Post], most: int) -> tuple[list[int], dict[date, int]]:
    """The ids of the first posts of each day, and how many others each day has."""
    a_day = Window(Count("*"), partition_by=F("day_on"))
    place = Window(RowNumber(), partition_by=F("day_on"), order_by=["wall_at", "id"])
    ranked = posts.annotate(day_on=Cast("wall_at", DateField())).annotate(n=a_day, place=place)
    rows = ranked.filter(place__lte=most).values_list("id", "day_on", "n")
    firsts, more = [], {}
    for pk, day_on, n in rows:
        firsts.append(pk)
        if n > most:
            more[day_on] = n - most
    return firsts, more


def card_of(*, post: Post, member: Member, role: str) -> Card:
    """One post's card, as it stands now; only for a post with a time."""
    found = list(_for_cards(Post.objects.filter(pk=post.pk)))
    return _cards(found, member=member, roles={post.client_id: role})[0]


def _for_cards(posts: QuerySet[Post]) -> QuerySet[Post]:
    versions = Version.objects.filter(post=OuterRef("pk")).order_by("channel_id")
    deliveries = (
        Delivery.objects.filter(post=OuterRef("pk")).with_shown().order_by("occurrence", "id")
    )
    state = Concat(Cast("channel_id", CharField()), Value(":"), "as_shown")
    return (
        posts.select_related("client")
        .annotate(
            opening=Left("text", _OPENING),
            networks=ArraySubquery(versions.values("channel__network")),
            states=ArraySubquery(deliveries.values_list(state)),
        )
        .only(
            "public_id", "title", "language", "stage", "wall_at", "fold", "time_zone", "client__slug",
            "client__name", "client__colour", "client__time_zone",
        )
    )  # fmt: skip


def _roles(member: Member) -> dict[int, str]:
    if member.role == Role.OWNER:
        return {}
    mine = Assignment.objects.filter(member_id=member.pk)
    return dict(mine.values_list("client_id", "role"))


def _cards(posts: Iterable[Post], *, member: Member, roles: Mapping[int, str]) -> list[Card]:
    return [
        _card(post, Role.OWNER if member.role == Role.OWNER else roles.get(post.client_id, ""))
        for post in posts
    ]


def _card(post: Any, role: str) -> Card:
    """From a row of _for_cards, whose annotations the model does not know."""
    pairs = [pair.split(":", 1) for pair in post.states]
    last = dict(pairs)  # later occurrences of a channel replace earlier ones
    return Card(
        public_id=post.public_id,
        client=post.client,
        name=post.title or short_title(post.opening),
        language=post.language,
        wall_at=post.wall_at,
        fold=post.fold,
        zone=post.time_zone,
        look=_look(post.stage, [state for _channel, state in pairs]),
        networks=tuple(dict.fromkeys(post.networks)),
        why_fixed=_why_fixed(
            post.stage,
            [state_behind(shown) for shown in last.values() if shown != "cancelled"],
            role,
        ),
    )


def _look(stage: str, states: list[str]) -> Look:
    return post_look(stage, [] if stage == PostStage.ARCHIVED else states)


def _why_fixed(stage: str, states: list[str], role: str) -> str:
    if not may(role, Capability.WRITE_POSTS):
        return "needs_writer"
    code = movable.obstacle(stage=stage, states=states)
    if not code and movable.is_promised(states) and not may(role, Capability.SCHEDULE_POSTS):
        return "needs_scheduler"
    return code
