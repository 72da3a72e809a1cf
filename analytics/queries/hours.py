"""A person's day: what they did, what of it is proposed as hours, and what they confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import F, Model, Sum, Value

from clients.models import Client, Meeting
from editorial.effort import Act, Deed, Line, deed_of, proposed
from editorial.models import Post, TimeEntry, Timer
from people.models import AuditEntry, Member

# How a row leads to its client, the first that it has.
_WAYS = (
    "client", "post__client", "channel__client", "contact__client", "report__client", "asset__client",
    "release__client", "delivery__client", "goal__client", "meeting__client",
)  # fmt: skip
_POST = "editorial.post"


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


def sheet(*, member: Member, on: date, client: Client | None = None) -> Sheet:
    """The day of the member, of one client or of all they see."""
    seen = [client] if client else Client.objects.visible_to(member).current()
    clients = {each.pk: each for each in seen}
    mine = TimeEntry.objects.of(member).filter(on=on).select_related("client")
    everything = list(mine)
    done = [
        (entry.client_id, entry.activity, entry.from_at, entry.until_at)
        for entry in everything
        if entry.from_at is not None and entry.until_at is not None
    ]
    lines = proposed(acts_of(member=member, on=on, clients=clients), done)
    return Sheet(
        on=on,
        lines=[line for line in lines if client is None or line.client_id == client.pk],
        entries=[
            entry
            for entry in everything
            if entry.minutes and (client is None or entry.client_id == client.pk)
        ],
        clients=clients,
    )


def acts_of(*, member: Member, on: date, clients: dict[int, Client]) -> list[Act]:
    """What the member did for these clients on a day of the agency's calendar, from the audit."""
    zone = ZoneInfo(member.agency.time_zone)
    begins = datetime.combine(on, time(), zone)
    entries = AuditEntry.objects.filter(
        agency_id=member.agency_id, actor_id=member.pk, at__gte=begins, at__lt=begins + timedelta(days=1)
    ).order_by("at")  # fmt: skip
    known = [(entry, deed) for entry in entries if (deed := deed_of(entry.verb)) is not None]
    client_of = _clients_of([entry for entry, _deed in known])
    names = _names(
        member, {entry.target_id for entry, _deed in known if entry.target_type == _POST}
    )
    acts = []
    for entry, deed in known:
        client_id = client_of.get((entry.target_type, entry.target_id or 0))
        if client_id in clients:
            post_id = entry.target_id if entry.target_type == _POST else None
            acts.append(
                Act(
                    at=entry.at,
                    client_id=client_id,
                    deed=deed,
                    name=names.get(post_id or 0, ""),
                    post_id=post_id,
                )
            )
    return acts + _meetings(member, begins, clients)


def _names(member: Member, ids: set[int | None]) -> dict[int, str]:
    """What the posts are called; without those whose embargo has left the member out since."""
    if not ids:
        return {}
    known = [each for each in ids if each is not None]
    seen = Post.objects.visible_to(member).filter(pk__in=known).only("title", "text")
    return {post.pk: post.name for post in seen}


def _meetings(member: Member, begins: datetime, clients: dict[int, Client]) -> list[Act]:
    """The meetings and calls that the member led and that ended on the day."""
    held = Meeting.objects.filter(
        begun_by=member,
        client__in=clients,
        ended_at__gte=begins,
        ended_at__lt=begins + timedelta(days=1),
    )
    return [
        Act(
            at=each.ended_at,
            client_id=each.client_id,
            deed=Deed.MEETING,
            lasted=each.ended_at - each.starts_at,
        )
        for each in held
        if each.ended_at is not None and each.ended_at > each.starts_at
    ]


def _clients_of(entries: Sequence[AuditEntry]) -> dict[tuple[str, int], int]:
    """The client behind each thing that something was done with; one query."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.target_id is not None:
            ids[entry.target_type].add(entry.target_id)
    lookups = [
        model._default_manager.filter(pk__in=wanted)
        .order_by()
        .values_list(Value(kind), "pk", F(way))
        for kind, wanted in sorted(ids.items())
        if (model := _model(kind)) is not None and (way := _way(model))
    ]
    if not lookups:
        return {}
    rows = lookups[0].union(*lookups[1:], all=True) if len(lookups) > 1 else lookups[0]
    return {(kind, pk): client_id for kind, pk, client_id in rows if client_id}


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
