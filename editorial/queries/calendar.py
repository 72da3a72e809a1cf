"""The posts of a stretch of days: one query for month, week and list, of one client or of all.

A post stands on the day and at the hour of its own wall time, in its client's zone: so all views, and all scopes,
agree. Networks and states come with the posts: one query, however many there are. Where a day shows only its first
posts, a query before it picks them and counts the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import Cast, Concat, Left, RowNumber

from clients.models import Assignment, Client
from editorial import movable, when
from editorial.contents import short_title
from editorial.lifecycle import Look, PostStage, post_look, state_behind
from editorial.models import Delivery, Post, RecurrenceDay, Version
from editorial.queries.listing import Filters, narrow
from people.models import Member
from people.prepared import each_of, prepared
from people.roles import Capability, Role, may

# More cards than anybody can read on one page; the view then says so, and how to see fewer.
MOST = 2_000
_OPENING = 200


@dataclass(frozen=True, slots=True)
class Whose:
    """What a card shows of its client."""

    slug: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Card:
    """A post on the calendar. ``why_fixed`` is a code of movable.WHY_NOT, empty when this member may move it.

    ``is_outside``: made outside (queries/outside.py); its page is that of its results. ``repeats``: it is a day of a repeat.
    """

    public_id: UUID
    client: Whose
    name: str
    language: str
    wall_at: datetime
    fold: int
    zone: str
    look: Look
    networks: tuple[str, ...]
    why_fixed: str
    is_outside: bool = False
    repeats: bool = False

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
        return f"{self.wall_at.hour:02}:{self.wall_at.minute:02}"


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
    room: Mapping[date, int] | None = None,
    role: str = "",
) -> Found:
    """The cards of these days, both included: of one client, or of all the member sees (at most MOST + 1).

    ``room`` says how many of its first posts each day shows; the others are counted. ``role`` is the member's on that
    client; of all clients it is asked here.
    """
    start = datetime.combine(first_on, time.min)
    end = datetime.combine(last_on + timedelta(days=1), time.min)
    between: dict[str, Any] = {
        "member": member,
        "client": client,
        "filters": filters,
        "start": start,
        "end": end,
    }
    more: dict[date, int] = {}
    if room is None:
        found = _all_between(**between, most=MOST + 1)
    else:
        firsts = []
        for pk, day_on, place, n in _firsts_between(**between, most=max(room.values()) + 1):
            most = n_shown(n, room[day_on])
            if place <= most:
                firsts.append(pk)
            if n > most:
                more[day_on] = n - most
        found = _these(member=member, ids=firsts, most=MOST + 1)
    roles = {client.pk: role} if client is not None else _roles(member)
    return Found(_cards(found, member=member, roles=roles), more)


def n_shown(n: int, room: int) -> int:
    """How many of a day's cards stand where there is room for so many: to say "1 more" takes as much room as that one."""
    return n if n <= room + 1 else room


def card_of(*, post: Post, member: Member, role: str) -> Card:
    """One post's card, as it stands now; only for a post with a time."""
    found = _for_cards(Post.objects.filter(pk=post.pk))
    return _cards(found, member=member, roles={post.client_id: role})[0]


def _between(
    member: Member, client: Client | None, filters: Filters, start: datetime, end: datetime
) -> QuerySet[Post]:
    posts = Post.objects.visible_to(member).filter(wall_at__gte=start, wall_at__lt=end)
    return narrow(posts if client is None else posts.filter(client=client), filters)


@prepared("filters", "most")
def _all_between(
    *,
    member: Member,
    client: Client | None,
    filters: Filters,
    start: datetime,
    end: datetime,
    most: int,
) -> QuerySet[Any, Any]:
    return _for_cards(_between(member, client, filters, start, end))[:most]


@prepared("filters", "most")
def _firsts_between(
    *,
    member: Member,
    client: Client | None,
    filters: Filters,
    start: datetime,
    end: datetime,
    most: int,
) -> QuerySet[Any, Any]:
    """The ids of the first posts of each day: each with its day, its place there, and how many posts that day has."""
    a_day = Window(Count("*"), partition_by=F("day_on"))
    place = Window(RowNumber(), partition_by=F("day_on"), order_by=["wall_at", "id"])
    days = _between(member, client, filters, start, end).annotate(
        day_on=Cast("wall_at", DateField())
    )
    ranked = days.annotate(n=a_day, place=place).filter(place__lte=most)
    return ranked.values_list("id", "day_on", "place", "n")


@prepared("most")
def _these(*, member: Member, ids: list[int], most: int) -> QuerySet[Any, Any]:
    return _for_cards(Post.objects.visible_to(member).filter(pk__in=each_of(ids)))[:most]


def _for_cards(posts: QuerySet[Post]) -> QuerySet[Any, Any]:
    """By time, the columns that _card reads."""
    versions = Version.objects.filter(post=OuterRef("pk")).order_by("channel_id")
    deliveries = (
        Delivery.objects.filter(post=OuterRef("pk")).with_shown().order_by("occurrence", "id")
    )
    state = Concat(Cast("channel_id", CharField()), Value(":"), "as_shown")
    return posts.order_by("wall_at", "id").values_list(
        "public_id",
        "client_id",
        "client__slug",
        "client__name",
        "client__colour",
        "title",
        Left("text", _OPENING),
        "language",
        "wall_at",
        "fold",
        "time_zone",
        "stage",
        ArraySubquery(versions.values("channel__network")),
        ArraySubquery(deliveries.values_list(state)),
        Exists(RecurrenceDay.objects.filter(post=OuterRef("pk"))),
    )


def _roles(member: Member) -> dict[int, str]:
    if member.role == Role.OWNER:
        return {}
    mine = Assignment.objects.filter(member_id=member.pk)
    return dict(mine.values_list("client_id", "role"))


def _cards(rows: Iterable[Any], *, member: Member, roles: Mapping[int, str]) -> list[Card]:
    clients: dict[int, Whose] = {}
    return [_card(row, member, roles, clients) for row in rows]


def _card(
    row: tuple[Any, ...], member: Member, roles: Mapping[int, str], clients: dict[int, Whose]
) -> Card:
    """From a row of _for_cards; each client is made once."""
    (public_id, client_id, slug, of, colour, title, opening, *when_and_where) = row
    language, wall_at, fold, zone, stage, networks, states, repeats = when_and_where
    client = clients.get(client_id) or clients.setdefault(client_id, Whose(slug, of, colour))
    role = Role.OWNER if member.role == Role.OWNER else roles.get(client_id, "")
    pairs = [pair.split(":", 1) for pair in states]
    last = dict(pairs)  # later occurrences of a channel replace earlier ones
    look, why_fixed = _standing(
        stage, tuple(state for _, state in pairs), tuple(last.values()), role
    )
    return Card(
        public_id=public_id,
        client=client,
        name=title or short_title(opening),
        language=language,
        wall_at=wall_at,
        fold=fold,
        zone=zone,
        look=look,
        networks=tuple(dict.fromkeys(networks)),
        why_fixed=why_fixed,
        repeats=repeats,
    )


@lru_cache(maxsize=1024)
def _standing(
    stage: str, states: tuple[str, ...], last: tuple[str, ...], role: str
) -> tuple[Look, str]:
    """How a post with these deliveries stands, and why it cannot be moved: of a page's cards most stand alike."""
    behind = [state_behind(shown) for shown in last if shown != "cancelled"]
    return _look(stage, list(states)), _why_fixed(stage, behind, role)


def _look(stage: str, states: list[str]) -> Look:
    return post_look(stage, [] if stage == PostStage.ARCHIVED else states)


def _why_fixed(stage: str, states: list[str], role: str) -> str:
    if not may(role, Capability.WRITE_POSTS):
        return "needs_writer"
    code = movable.obstacle(stage=stage, states=states)
    if not code and movable.is_promised(states) and not may(role, Capability.SCHEDULE_POSTS):
        return "needs_scheduler"
    return code
