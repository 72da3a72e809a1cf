"""What of a client's next days wants somebody: releases that nobody let go, or whose posts are not all scheduled, posts that
break a rule of the client's voice, and clients for whom nothing is to go out.

All are asked of the same clients in one query, because Today may ask no more than twelve.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, Left, Lower

from clients.models import Channel, Client, Status
from editorial.contents import short_title
from editorial.lifecycle import DeliveryState, Look, PostStage
from editorial.models import Delivery, Post, Release
from editorial.models.posts import open_to
from editorial.models.releases import GO_OPENS
from editorial.models.tone_checks import AHEAD
from editorial.queries.against_rules import (
    AgainstRules,
    against_rules,
    broken_of_clients,
    first_at,
    first_of,
    soonest_to_break,
)
from editorial.queries.attention import role_of
from editorial.words.releases import look_of
from people.models import Member
from people.prepared import prepared
from people.roles import Capability, may

DAYS = 7
MOST = 8
# So many clients whose posts break a rule, the soonest first: more lines than that are a rule that fits nobody.
MOST_AGAINST = 12
# So many posts of a release are named; how many there are stands beside.
MOST_MISSING = 2
MOST_CLIENTS = 40


@dataclass(frozen=True, slots=True)
class Gap:
    """A client with empty days ahead, and whether the reader may fill them."""

    client: Client
    may_write: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A release that nobody has said go for, with its look; `may_act`: the reader may."""

    client: Client
    public_id: UUID
    name: str
    due_at: datetime
    look: Look
    may_act: bool


@dataclass(frozen=True, slots=True)
class Unready:
    """A release of the next days of whose posts only some are scheduled; `missing` names the first of the others.
    `may_write`: the reader may get them ready."""

    client: Client
    public_id: UUID
    name: str
    due_at: datetime
    n_ready: int
    n_all: int
    missing: tuple[str, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """Releases without a go: of the next half hour, and of the last day whose hour came without one, soonest first;
    those of the next seven days that are not ready; the twelve clients whose posts of the next fourteen days break a rule of
    their voice soonest; active clients without an exit or a planned draft in seven days, by name.
    """

    asked: list[Asked]
    unready: list[Unready]
    against_rules: list[AgainstRules]
    gaps: list[Gap]


def ahead(*, member: Member, now: datetime) -> Ahead:
    """In one query. What an embargo hides from the member fills no day: it is not to be seen from what is not empty either."""
    end = now + timedelta(days=DAYS)
    found: list[Any] = _wanting(
        member=member, now=now, end=end,
        wall_now=now.replace(tzinfo=None), wall_end=end.replace(tzinfo=None),
        asked_since=now - timedelta(days=1), rules_until=now + AHEAD,
    )  # fmt: skip
    rows = [(client, row) for client in found for row in client.release_rows]
    opens = now + GO_OPENS
    asked = [_asked(client, row, now) for client, row in rows if _due_at(row) <= opens]
    unready = [
        _unready(client, row)
        for client, row in rows
        if _due_at(row) > opens and row["n_ready"] < row["n_all"]
    ]
    broken = [client for client in found if client.broken and client.is_cared_for]
    gaps = [
        Gap(client, may(client.role_of_member, Capability.WRITE_POSTS))
        for client in found
        if client.is_empty
    ]
    return Ahead(
        sorted(asked, key=lambda each: each.due_at),
        sorted(unready, key=lambda each: each.due_at),
        [_against(each) for each in sorted(broken, key=attrgetter("first_broken"))][:MOST_AGAINST],
        gaps[:MOST],
    )


def _against(client: Any) -> AgainstRules:
    may_write = may(client.role_of_member, Capability.WRITE_POSTS)
    return against_rules(client, client.broken[0], may_write=may_write)


def _unready(client: Any, row: dict[str, Any]) -> Unready:
    return Unready(
        client,
        UUID(row["public_id"]),
        row["name"],
        _due_at(row),
        row["n_ready"],
        row["n_all"],
        tuple(each["title"] or short_title(each["text"]) for each in row["missing"]),
        may(client.role_of_member, Capability.WRITE_POSTS),
    )


def _due_at(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["due_at"])


def _asked(client: Any, row: dict[str, Any], now: datetime) -> Asked:
    due_at = _due_at(row)
    look = look_of(
        has_go=False,
        is_dissolved=False,
        opens_at=due_at - GO_OPENS,
        due_at=due_at,
        n_out=0,
        n_all=1,
        now=now,
    )
    may_act = may(client.role_of_member, Capability.SCHEDULE_POSTS)
    return Asked(client, UUID(row["public_id"]), row["name"], due_at, look, may_act)


@prepared()
def _wanting(
    *,
    member: Member,
    now: datetime,
    end: datetime,
    wall_now: datetime,
    wall_end: datetime,
    asked_since: datetime,
    rules_until: datetime,
) -> QuerySet[Client]:
    mine = {"client": OuterRef("pk")}
    is_cared_for = Q(status__in=[Status.ACTIVE, Status.LEAVING])
    exits = Delivery.objects.filter(
        open_to(member), **mine, state="scheduled", due_at__gte=now, due_at__lt=end
    )
    # A wall time is compared as it is written: an hour more or less does not make a gap of seven days.
    drafts = Post.objects.filter(
        open_to(member, "pk"), **mine, wall_at__gte=wall_now, wall_at__lt=wall_end
    ).exclude(stage=PostStage.ARCHIVED)
    is_empty = (
        is_cared_for
        & ~Exists(exits)
        & ~Exists(drafts)
        & Exists(Channel.objects.filter(**mine).connected())
    )
    out = Delivery.objects.filter(post__release=OuterRef("pk"), state=DeliveryState.PUBLISHED)
    releases = (
        Release.objects.visible_to(member)
        .standing()
        .filter(~Exists(out), **mine, go_at=None, due_at__lt=end, due_at__gt=asked_since)
    )
    posts = Post.objects.filter(release=OuterRef("pk")).exclude(stage=PostStage.ARCHIVED)
    planned = Delivery.objects.filter(post=OuterRef("pk"), state=DeliveryState.SCHEDULED)
    row = JSONObject(
        public_id="public_id", name="name", due_at="due_at",
        n_all=_n(posts), n_ready=_n(posts.filter(Exists(planned))),
        missing=ArraySubquery(
            posts.filter(~Exists(planned))
            .order_by("pk")
            .values(row=JSONObject(title="title", text=Left("text", 200)))[:MOST_MISSING]
        ),
    )  # fmt: skip
    broken = broken_of_clients(member=member, now=now, until=rules_until)
    soonest = soonest_to_break(member=member, now=now, until=rules_until, most=MOST_AGAINST)
    return (
        Client.objects.visible_to(member)
        .annotate(
            role_of_member=role_of(member, "pk"),
            is_empty=is_empty,
            has_release=Exists(releases),
            release_rows=ArraySubquery(releases.order_by("due_at").values(row=row)),
            is_cared_for=is_cared_for,
            first_broken=first_at(broken),
            broken=first_of(broken),
        )
        .filter(Q(is_empty=True) | Q(has_release=True) | Q(pk__in=soonest))
        .order_by(
            F("has_release").desc(), F("first_broken").asc(nulls_last=True), Lower("name"), "pk"
        )[:MOST_CLIENTS]
    )


def _n(posts: QuerySet[Post]) -> Coalesce:
    """How many posts of the release in the query around."""
    counted = posts.order_by().values("release").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
