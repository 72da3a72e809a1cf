"""One client on one page: the week, what waits, the people; few queries, because it opens before every call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject, Lower

from clients.models import Assignment, Channel, Client, Contact
from editorial.lifecycle import Look, PostStage, post_look
from editorial.models import Delivery, Post, Version
from editorial.queries.listing import planned_at
from people.models import Member

DAYS = 7


@dataclass(frozen=True, slots=True)
class Planned:
    """A post of the week: its time, its look, the networks it is for."""

    post: Post
    look: Look
    networks: list[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip."""

    on: date
    is_today: bool
    posts: list[Planned]

    @property
    def is_rest_day(self) -> bool:
        return self.on.weekday() >= 5


def week(*, member: Member, client: Client, now: datetime) -> list[Day]:
    """The client's next seven days with their posts, in one query."""
    zone = ZoneInfo(client.time_zone)
    today = now.astimezone(zone).date()
    start = datetime.combine(today, time(), zone)
    end = datetime.combine(today + timedelta(days=DAYS), time(), zone)
    deliveries = Delivery.objects.filter(post=OuterRef("pk")).exclude(state="cancelled")
    found = (
        Post.objects.visible_to(member)
        .filter(client=client)
        .exclude(stage=PostStage.ARCHIVED)
        .annotate(
            planned_at=planned_at(),
            states=ArraySubquery(deliveries.order_by("id").values("state")),
            networks=ArraySubquery(
                Version.objects.filter(post=OuterRef("pk"))
                .order_by("channel_id")
                .values("channel__network")
            ),
        )
        .filter(planned_at__gte=start, planned_at__lt=end)
        .order_by("planned_at", "id")[:100]
    )
    posts = [
        Planned(
            post,
            post_look(post.stage, post.states),
            list(dict.fromkeys(post.networks)),
            post.planned_at,
        )
        for post in found
    ]
    days = [today + timedelta(days=n) for n in range(DAYS)]
    return [
        Day(on, on == today, [p for p in posts if p.at.astimezone(zone).date() == on])
        for on in days
    ]


@dataclass(frozen=True, slots=True)
class People:
    """Who belongs to a client: its own contacts and our team."""

    contacts: list[dict[str, Any]]
    team: list[dict[str, Any]]
    n_posts: int


def people_of(*, member: Member, client: Client) -> People:
    """Contacts and team, and whether a first post exists, in one query."""
    contacts = Contact.objects.filter(client=OuterRef("pk")).order_by(Lower("name"))
    team = Assignment.objects.filter(client=OuterRef("pk"), member__is_active=True).order_by(
        "member__user__name"
    )
    row = (
        Client.objects.visible_to(member)
        .filter(pk=client.pk)
        .values_list(
            ArraySubquery(
                contacts.values(
                    row=JSONObject(name="name", part="part", email="email", phone="phone")
                )
            ),
            ArraySubquery(
                team.values(
                    row=JSONObject(
                        name=F("member__user__name"), email=F("member__user__email"), role=F("role")
                    )
                )
            ),
            ArraySubquery(Post.objects.filter(client=OuterRef("pk")).values("pk")[:1]),
        )
        .get()
    )
    return People(contacts=list(row[0]), team=list(row[1]), n_posts=len(row[2]))


def channels_of(*, member: Member, client: Client) -> list[Channel]:
    """The client's channels that are connected, or were until a network shut us out."""
    return list(Channel.objects.visible_to(member).filter(Q(client=client)).connected())
