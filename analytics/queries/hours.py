"""A person's day: what they did, what of it is proposed as hours, and what they confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import DateTimeField, F, Model, QuerySet, Sum, Value
from django.db.models.functions import Cast, Left

from clients.models import Client, Meeting
from editorial.contents import short_title
from editorial.effort import Act, Deed, Line, deed_of, proposed
from editorial.models import Post, TimeEntry, Timer
from people.models import AuditEntry, Member

# How a row leads to its client, the first that it has.
_WAYS = (
    "client", "post__client", "channel__client", "contact__client", "report__client", "asset__client",
    "release__client", "delivery__client", "goal__client", "meeting__client",
)  # fmt: skip
_POST = "editorial.post"
# What is no kind of thing: a post's name, and a meeting that was held.
_NAME, _HELD = "name", "held"


@dataclass(frozen=True)
class Sheet:
    """A day of a person: proposed lines, confirmed ones, and the clients they are of."""

    on: date
    lines: list[Line]
    entries: list[TimeEntry]
    clients: dict[int, Client]

    @property
    def n_minutes(self) -> int:
        """What is confirmed."""
        return sum(entry.minutes for entry in self.entries)


def sheet(
    *,
    member: Member,
    on: date,
    client: Client | None = None,
    clients: Iterable[Client] | None = None,
) -> Sheet:
    """The day of the member, of one client or of all they see (`clients`, where the page knows them already)."""
    if client is not None:
        clients = [client]
    seen = Client.objects.visible_to(member).current() if clients is None else clients
    known = {each.pk: each for each in seen}
    mine = TimeEntry.objects.of(member).filter(on=on).select_related("client")
    everything = list(mine)
    done = [
        (entry.client_id, entry.activity, entry.from_at, entry.until_at)
        for entry in everything
        if entry.from_at is not None and entry.until_at is not None
    ]
    lines = proposed(acts_of(member=member, on=on, clients=known), done)
    return Sheet(
        on=on,
        lines=[line for line in lines if client is None or line.client_id == client.pk],
        entries=[
            entry
            for entry in everything
            if entry.minutes and (client is None or entry.client_id == client.pk)
        ],
        clients=known,
    )


def acts_of(*, member: Member, on: date, clients: dict[int, Client]) -> list[Act]:
    """What the member did for these clients on a day of the agency's calendar, from the audit."""
    zone = ZoneInfo(member.agency.time_zone)
    begins = datetime.combine(on, time(), zone)
    entries = AuditEntry.objects.filter(
        agency_id=member.agency_id, actor_id=member.pk, at__gte=begins, at__lt=begins + timedelta(days=1)
    ).order_by("at")  # fmt: skip
    known = [(entry, deed) for entry in entries if (deed := deed_of(entry.verb)) is not None]
    behind = _behind(member, begins, clients, [entry for entry, _deed in known])
    acts = []
    for entry, deed in known:
        client_id = behind.clients.get((entry.target_type, entry.target_id or 0))
        if client_id in clients:
            post_id = entry.target_id if entry.target_type == _POST else None
            acts.append(
                Act(
                    at=entry.at,
                    client_id=client_id,
                    deed=deed,
                    name=behind.names.get(post_id or 0, ""),
                    post_id=post_id,
                )
            )
    return acts + behind.meetings


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind the acts of a day: the client of each thing, the names of posts, the meetings led."""

    clients: dict[tuple[str, int], int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    meetings: list[Act] = field(default_factory=list)


def _behind(
    member: Member, begins: datetime, clients: dict[int, Client], entries: Sequence[AuditEntry]
) -> _Behind:
    """All of it in one query. A post whose embargo has left the member out since has no name."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.target_id is not None:
            ids[entry.target_type].add(entry.target_id)
    held = Meeting.objects.filter(
        begun_by=member,
        client__in=clients,
        ended_at__gte=begins,
        ended_at__lt=begins + timedelta(days=1),
        ended_at__gt=F("starts_at"),
    )
    parts = [_part(held, _HELD, "client", starts_at=F("starts_at"), ended_at=F("ended_at"))]
    for kind, wanted in sorted(ids.items()):
        model = _model(kind)
        if model is not None and (way := _way(model)):
            things = model._default_manager.filter(pk__in=wanted)
            parts.append(_part(things, kind, way))
    if ids[_POST]:
        seen = Post.objects.visible_to(member).filter(pk__in=ids[_POST])
        parts.append(_part(seen, _NAME, "client", title=F("title"), words=Left("text", 400)))
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found = _Behind()
    for kind, pk, client_id, title, words, starts_at, ended_at in rows:
        if kind == _NAME:
            found.names[pk] = title or short_title(words)
        elif kind == _HELD:
            found.meetings.append(
                Act(
                    at=ended_at, client_id=client_id, deed=Deed.MEETING, lasted=ended_at - starts_at
                )
            )
        elif client_id:
            found.clients[kind, pk] = client_id
    return found


def _part(rows: QuerySet[Any], kind: str, way: str, **more: Any) -> QuerySet[Any]:
    """The rows as (kind, key, client, title, words, starts_at, ended_at), with nothing for what is not told."""
    never = Cast(Value(None), DateTimeField())
    usual: dict[str, Any] = {
        "title": Value(""),
        "words": Value(""),
        "starts_at": never,
        "ended_at": never,
    }
    return rows.order_by().values_list(Value(kind), "pk", F(way), *(usual | more).values())


def _model(kind: str) -> type[Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _way(model: type[Model]) -> str:
    if model is Client:
        return "pk"
    names = {field.name for field in model._meta.get_fields()}
    return next((way for way in _WAYS if way.partition("__")[0] in names), "")


def week_of(*, member: Member, on: date) -> list[tuple[date, int]]:
    """The days of that week with the member's confirmed minutes."""
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    mine = TimeEntry.objects.of(member).filter(on__in=days)
    sums = dict(mine.values_list("on").annotate(total=Sum("minutes")).values_list("on", "total"))
    return [(day, sums.get(day, 0)) for day in days]


def running_timer(*, member: Member) -> Timer | None:
    """The clock of the member that runs, with its client."""
    found: Timer | None = Timer.objects.filter(member=member).select_related("client").first()
    return found


@dataclass(frozen=True)
class GridRow:
    """A client and an activity over a week: what was written into the grid, and what else was confirmed."""

    client: Client
    activity: str
    written: dict[date, int]
    others: dict[date, int]


def grid(*, member: Member, on: date) -> list[GridRow]:
    """The week's rows: each client and activity of this week and the one before."""
    monday = on - timedelta(days=on.weekday())
    mine = (
        TimeEntry.objects.of(member)
        .counted()
        .filter(on__gte=monday - timedelta(days=7), on__lt=monday + timedelta(days=7))
        .select_related("client")
        .order_by("client__name", "activity")
    )
    rows: dict[tuple[int, str], GridRow] = {}
    for entry in mine:
        row = rows.setdefault(
            (entry.client_id, entry.activity), GridRow(entry.client, entry.activity, {}, {})
        )
        if entry.on >= monday:
            cells = row.written if entry.origin == "grid" else row.others
            cells[entry.on] = cells.get(entry.on, 0) + entry.minutes
    return list(rows.values())
