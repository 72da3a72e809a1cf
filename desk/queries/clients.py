"""Clients side by side: how each stands, what goes out next, what waits; as many queries for one as for two hundred.

Everything is counted by the database in sets; the page of rows that is shown is cut only after sorting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    JSONField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, JSONObject

from analytics.queries.agency import engagement_changes
from analytics.queries.hours_used import HoursUsed, hours_used
from clients.models import ENDS_SOON, Channel, Client, Status
from desk import health
from desk.health import Check, Facts, Level
from desk.queries.days import days_of
from editorial.lifecycle import AWAITS_A_PERSON, BEING_MADE, ReviewStep
from editorial.models import Delivery, Post, Publication, Review
from editorial.models.posts import open_to
from editorial.models.walltime import planned_at
from people.models import Member
from people.prepared import each_of, prepared

# The groups of the filter, each with the statuses it shows.
GROUPS: dict[str, tuple[Status, ...]] = {
    "active": (Status.ACTIVE, Status.LEAVING),
    "prospect": (Status.PROSPECT,),
    "paused": (Status.PAUSED,),
    "archived": (Status.ARCHIVED,),
}
# The orders of the list, by the name in the address, each with the way it runs when first asked for.
SORTS = {
    "health": "down",
    "name": "up",
    "days": "up",
    "next": "up",
    "last": "down",
    "trend": "up",
    "drafts": "down",
    "hours": "down",
}
_STANDING = Q(state__in=sorted(AWAITS_A_PERSON)) | Q(state="unknown")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; unknown values are dropped."""

    group: str = "active"
    words: str = ""
    level: str = ""
    sort: str = "health"
    is_down: bool = True

    @classmethod
    def read(cls, values: Any) -> Filters:
        """From the query string of a request."""
        group, sort = values.get("status", ""), values.get("sort", "")
        level = values.get("health", "")
        sort = sort if sort in SORTS else "health"
        way = values.get("dir", "")
        return cls(
            group=group if group in GROUPS else "active",
            words=" ".join(values.get("q", "").replace("\x00", "").split())[:80],
            level=level if level in health.LEVELS else "",
            sort=sort,
            is_down=(way if way in ("up", "down") else SORTS[sort]) == "down",
        )

    @property
    def are_set(self) -> bool:
        """Whether anything narrows the list of active clients."""
        return bool(self.words or self.level or self.group != "active")


@dataclass(slots=True)
class ClientRow:
    """A client as the list shows it. `days` tells for each of the next fourteen: s(cheduled), d(raft) or nothing."""

    client: Client
    networks: list[tuple[str, bool]]
    next_at: datetime | None
    last_at: datetime | None
    facts: Facts
    level: Level
    days: list[str]
    n_drafts: int
    hours: HoursUsed | None = None

    @property
    def look(self) -> health.HealthLook:
        return health.LOOKS[self.level]

    def checks(self, now: datetime) -> list[Check]:
        """The five checks with their sentences, the worst first."""
        return health.checks(self.facts, now=now)

    @property
    def trend(self) -> str:
        """How engagements changed, in words; empty where nothing can be compared."""
        return "" if self.facts.trend is None else health.signed_percent(self.facts.trend)

    @property
    def full(self) -> str:
        """The days with an exit, as a path of a drawing 140 units wide."""
        return "".join(f"M{n}1 1h8v10h-8z" for n, each in enumerate(self.days) if each == "s")

    @property
    def half(self) -> str:
        """The days with only a draft, in the same drawing."""
        return "".join(f"M{n}1.5 1.5h7v9h-7z" for n, each in enumerate(self.days) if each == "d")

    @property
    def none(self) -> str:
        """The days with nothing."""
        return "".join(f"M{n}3 5h4v2h-4z" for n, each in enumerate(self.days) if not each)

    @property
    def days_in_words(self) -> str:
        """What the drawing shows, for whoever does not see it."""
        return health.days_in_words(self.facts)


@dataclass(frozen=True, slots=True)
class ClientList:
    """The rows that fit, in their order; how many each group, and each level of the group, has."""

    rows: list[ClientRow]
    counts: dict[str, int]
    levels: dict[Level, int]


def client_list(*, member: Member, filters: Filters, now: datetime) -> ClientList:
    """The member's clients of one group with what a comparison needs, in seven queries."""
    everybody = _with_parts(member=member, now=now)
    counts = {
        name: sum(c.status in statuses for c in everybody) for name, statuses in GROUPS.items()
    }
    clients = [c for c in everybody if c.status in GROUPS[filters.group]]
    if filters.words:
        clients = [c for c in clients if _is_called(c, filters.words)]
    rows = _rows(clients, member=member, now=now)
    levels = {level: sum(row.level == level for row in rows) for level in reversed(Level)}
    if filters.level:
        rows = [row for row in rows if row.level == health.LEVELS[filters.level]]
    return ClientList(_sorted(rows, filters), counts, levels)


def _is_called(client: Client, words: str) -> bool:
    names = f"{client.name} {client.slug}".casefold()
    return all(word in names for word in words.casefold().split())


@prepared()
def _with_parts(*, member: Member, now: datetime) -> QuerySet[Client]:
    """The member's clients with their channels and last exit: probes of an index each, in the query of the clients."""
    out = Publication.objects.filter(client=OuterRef("pk"), published_at__lte=now)
    waiting = Delivery.objects.filter(
        open_to(member), channel=OuterRef("pk"), state__in=["scheduled", "blocked"]
    )
    n_waiting = Coalesce(
        Subquery(waiting.order_by().values("channel").annotate(n=Count("pk")).values("n")), 0
    )
    n_after = Coalesce(
        Subquery(
            waiting.filter(due_at__gte=OuterRef("ends_at"))
            .order_by()
            .values("channel")
            .annotate(n=Count("pk"))
            .values("n")
        ),
        0,
    )
    n_at_risk = Case(
        When(health="reconnect", then=n_waiting),
        When(ends_at__isnull=False, then=n_after),
        default=0,
        output_field=IntegerField(),
    )
    channels = (
        Channel.objects.filter(client=OuterRef("pk"))
        .connected()
        .with_end()
        .order_by("network", "handle", "id")
        .values(
            row=JSONObject(
                network=F("network"), health=F("health"), ends_at=F("ends_at"), n_at_risk=n_at_risk
            )
        )
    )
    shown = ("name", "slug", "colour", "kind", "status", "leaving_on", "time_zone")
    return (
        Client.objects.visible_to(member)
        .only(*shown)
        .annotate(
            last_at=Subquery(out.order_by("-published_at").values("published_at")[:1]),
            # One value to read for each client: an array of JSON values is read value by value.
            channel_rows=Func(
                ArraySubquery(channels), function="to_jsonb", output_field=JSONField()
            ),
        )
    )


def _rows(clients: list[Client], *, member: Member, now: datetime) -> list[ClientRow]:
    """What is under an embargo that leaves the member out counts nowhere."""
    ids = [client.pk for client in clients]
    days = days_of(clients, member=member, now=now)
    standing: dict[int, int] = dict(_n_standing(member=member, ids=ids))
    drafts: dict[int, int] = dict(_n_drafts(member=member, ids=ids))
    asked = {row[0]: row[1:] for row in _asked_of_clients(member=member, ids=ids)}
    hours = hours_used(
        member=member, clients=ids, today=now.astimezone(ZoneInfo(member.agency.time_zone)).date()
    )
    changes = engagement_changes(clients=clients, n_days=30, now=now)
    rows = []
    for client in clients:
        own = days[client.pk]
        strip = own.strip(client.today(now))
        channels: list[dict[str, Any]] = client.channel_rows  # type: ignore[attr-defined]
        change = changes.get(client.pk)
        n_with_client, asked_at, needed_at = asked.get(client.pk, (0, None, None))
        facts = Facts(
            n_days=strip.count("s"),
            n_planned_days=strip.count("d"),
            usual_days=own.usual,
            n_standing=standing.get(client.pk, 0),
            n_with_client=n_with_client,
            asked_at=asked_at,
            decision_needed_at=needed_at,
            trend=change.ratio if change else None,
            n_before=int(change.before or 0) if change else 0,
            has_gone_out=client.status == Status.PROSPECT or client.last_at is not None,  # type: ignore[attr-defined]
            **_of_channels(channels, now),
        )
        rows.append(
            ClientRow(
                client=client,
                networks=[(c["network"], c["health"] != "reconnect") for c in channels],
                next_at=own.next_at,
                last_at=client.last_at,  # type: ignore[attr-defined]
                facts=facts,
                level=health.level_of(facts, now=now),
                days=strip,
                n_drafts=drafts.get(client.pk, 0),
                hours=hours.get(client.pk),
            )
        )
    return rows


def _of_channels(channels: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """What the checks read of a client's channels: how many, which are shut out or end soon, what is at risk with those."""
    shut = [c for c in channels if c["health"] == "reconnect"]
    ending = [(c, at) for c in channels if (at := _end_of(c, now)) is not None]
    return {
        "n_channels": len(channels),
        "n_to_reconnect": len(shut),
        "n_ending": len(ending),
        "first_end": min((at for _c, at in ending), default=None),
        "n_at_risk": sum(c["n_at_risk"] for c in [*shut, *(c for c, _at in ending)]),
    }


def _end_of(channel: dict[str, Any], now: datetime) -> datetime | None:
    """When a connection ends, where that is soon."""
    if channel["ends_at"] is None:
        return None
    at = datetime.fromisoformat(channel["ends_at"])
    return at if at <= now + ENDS_SOON else None


@prepared()
def _n_standing(*, member: Member, ids: list[int]) -> QuerySet[Any, Any]:
    return _counted(Delivery.objects.filter(_STANDING, open_to(member), client__in=each_of(ids)))


@prepared()
def _n_drafts(*, member: Member, ids: list[int]) -> QuerySet[Any, Any]:
    return _counted(_drafts(each_of(ids)).filter(open_to(member, "pk")))


def _counted(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by().values("client_id").annotate(n=Count("pk")).values_list("client_id", "n")


def _drafts(ids: list[int] | RawSQL) -> QuerySet[Post]:
    live = Delivery.objects.filter(post=OuterRef("pk")).exclude(state="cancelled")
    return Post.objects.filter(client__in=ids, stage__in=BEING_MADE).exclude(Exists(live))


@prepared()
def _asked_of_clients(*, member: Member, ids: list[int]) -> QuerySet[Any, Any]:
    """Of each client: how many questions it has open, since when, and when the first post was meant to go out."""
    reviews = Review.objects.open().filter(
        open_to(member), client__in=each_of(ids), step=ReviewStep.CLIENT
    )
    of_each = reviews.order_by().values("client_id")
    return of_each.annotate(
        n=Count("pk"), since=Min("asked_at"), needed=Min(planned_at("post__"))
    ).values_list("client_id", "n", "since", "needed")


_WORTH: dict[str, Callable[[ClientRow], Any]] = {
    "health": lambda row: row.level,
    "name": lambda row: row.client.name.casefold(),
    "days": lambda row: row.facts.n_days + row.facts.n_planned_days,
    "next": lambda row: row.next_at,
    "last": lambda row: row.last_at,
    "trend": lambda row: row.facts.trend,
    "drafts": lambda row: row.n_drafts,
    "hours": lambda row: None if row.hours is None else row.hours.share,
}


def _sorted(rows: list[ClientRow], filters: Filters) -> list[ClientRow]:
    """In the asked order; what is not known comes last either way, and clients of equal worth by name."""
    worth = _WORTH[filters.sort]
    known = [row for row in rows if worth(row) is not None]
    unknown = [row for row in rows if worth(row) is None]
    return sorted(known, key=worth, reverse=filters.is_down) + unknown
