"""One client on one page: the week, what waits, the people; few queries, because it opens before every call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Left

from clients.models import Channel, Client
from editorial.contents import short_title
from editorial.lifecycle import Look, PostStage, post_look
from editorial.models import Delivery, Post, Publication, Version
from editorial.models.walltime import planned_at
from editorial.queries.calendar import n_shown
from people.models import Member
from people.prepared import prepared

DAYS = 7
# A day of the strip, and the list of what went out, show so many; the calendar and the list of posts have all.
MOST_A_DAY = 4
MOST_LATELY = 12
# More than any client has in a fortnight; what is read of a text to name it by.
MOST, OPENING = 500, 500


@dataclass(frozen=True, slots=True)
class Planned:
    """A post of the week: its time, its look, the networks it is for."""

    post: Post
    look: Look
    networks: list[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip, with its first posts; `n_more` is how many it has no room for."""

    on: date
    is_today: bool
    posts: list[Planned]
    n_more: int = 0

    @property
    def is_rest_day(self) -> bool:
        return self.on.weekday() >= 5


def week(*, member: Member, client: Client, now: datetime, n_days: int = DAYS) -> list[Day]:
    """The client's next days with their posts, in one query."""
    zone = ZoneInfo(client.time_zone)
    today = now.astimezone(zone).date()
    start = datetime.combine(today, time(), zone)
    end = datetime.combine(today + timedelta(days=n_days), time(), zone)
    found: list[Any] = _planned(member=member, client=client, start=start, end=end)
    posts = [
        Planned(
            post,
            post_look(post.stage, post.states),
            list(dict.fromkeys(post.networks)),
            post.planned_at,
        )
        for post in found
    ]
    by_day: dict[date, list[Planned]] = {today + timedelta(days=n): [] for n in range(n_days)}
    for each in posts:
        by_day[each.at.astimezone(zone).date()].append(each)
    return [_day(on, on == today, planned) for on, planned in by_day.items()]


def _day(on: date, is_today: bool, posts: list[Planned]) -> Day:
    n = n_shown(len(posts), MOST_A_DAY)
    return Day(on, is_today, posts[:n], len(posts) - n)


@prepared()
def _planned(
    *, member: Member, client: Client, start: datetime, end: datetime
) -> QuerySet[Post, Any]:
    deliveries = Delivery.objects.filter(post=OuterRef("pk")).exclude(state="cancelled")
    return (
        Post.objects.visible_to(member)
        .filter(client=client)
        .exclude(stage=PostStage.ARCHIVED)
        .annotate(
            planned_at=planned_at(),
            states=ArraySubquery(deliveries.with_shown().order_by("id").values("as_shown")),
            networks=ArraySubquery(
                Version.objects.filter(post=OuterRef("pk"))
                .order_by("channel_id")
                .values("channel__network")
            ),
        )
        .filter(planned_at__gte=start, planned_at__lt=end)
        .only("public_id", "stage", "title", "text", "language")
        .order_by("planned_at", "id")[:MOST]
    )


@dataclass(frozen=True, slots=True)
class Out:
    """A post that went out lately: where, when, and what it brought so far (None: not measured yet)."""

    words: str
    language: str
    url: str
    public_id: Any
    networks: list[str]
    at: datetime
    engagements: int | None


@dataclass(frozen=True, slots=True)
class Lately:
    """The last posts that went out, and at what moments all of them did, the newest first."""

    shown: list[Out]
    moments: list[datetime]

    @property
    def n_more(self) -> int:
        """How many are not shown."""
        return len(self.moments) - len(self.shown)


def out_lately(*, member: Member, client: Client, now: datetime) -> Lately:
    """What went out in the last seven days; channels of one post are one line. One query."""
    found = _out(member=member, client=client, since=now - timedelta(days=DAYS), now=now)
    lines: dict[Any, Out] = {}
    for post, title, said, language, pk, public_id, text, url, network, at, n in found:
        key = f"p{pk}" if post is None else post
        line = lines.get(key)
        if line is not None:
            both = [value for value in (line.engagements, n) if value is not None]
            lines[key] = replace(
                line,
                networks=list(dict.fromkeys([*line.networks, network])),
                engagements=sum(both) if both else None,
            )
            continue
        lines[key] = Out(
            words=title or short_title(text if post is None else said, length=200),
            language=language or client.language,
            url=url,
            public_id=public_id,
            networks=[network],
            at=at,
            engagements=n,
        )
    out = list(lines.values())
    return Lately(out[: n_shown(len(out), MOST_LATELY)], [each.at for each in out])


@prepared()
def _out(
    *, member: Member, client: Client, since: datetime, now: datetime
) -> QuerySet[Publication, Any]:
    """The post of each, and what is shown; only the columns that are: a hundred rows of five tables are slow to make."""
    return (
        Publication.objects.visible_to(member)
        .filter(client=client, published_at__gt=since, published_at__lte=now, removed_at=None)
        .order_by("-published_at", "-id")
        .values_list(
            "delivery__post_id",
            "delivery__post__title",
            Left("delivery__post__text", OPENING),
            "delivery__post__language",
            "pk",
            "public_id",
            Left("text", OPENING),
            "url",
            "channel__network",
            "published_at",
            "total__engagements",
        )[:MOST]
    )


def channels_of(*, member: Member, client: Client) -> list[Channel]:
    """The client's channels that are connected, or were until a network shut us out."""
    return list(Channel.objects.visible_to(member).filter(Q(client=client)).connected().with_end())
