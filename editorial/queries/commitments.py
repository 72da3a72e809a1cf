"""What of a client's dates and commitments is open while its day comes near: an event's programme, a project's deliverables, an
artist's works, posts inside a public figure's windows. One query for all clients. The mentions that an event owes are counted in posts, which no page waits for
(queries/mentions.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, Left, NullIf

from clients.countdown import day_x
from clients.kinds import day_of
from clients.models import Act, Client, Deliverable, Kind, Status, Window, Work
from clients.models.matters import MatterQuerySet, window_name
from editorial.contents import short_title
from editorial.lifecycle import PostStage
from editorial.models import Post, Version
from editorial.queries.attention import role_of
from people.models import Member
from people.prepared import prepared
from people.roles import Capability, may

# Artists' offices and printers want weeks; a report or a label's yes want one month.
EVENT_NEAR = timedelta(days=60)
NEAR = timedelta(days=30)
# A project's last reports are looked after earlier: afterwards nobody is there to write them.
END_NEAR = timedelta(days=60)
# Of one client so many of a sort are read; its page has all.
MOST = 100
# So many letters of a post make its title.
TITLE_FROM = 200


@dataclass(frozen=True, slots=True)
class Matters:
    """What of one sort is open: `section` is its place on the page of dates and commitments, `names` the first day's first."""

    section: str
    names: tuple[str, ...]
    on: date
    # Of works: who must say yes, where it is one and the same. Of posts: the window they lie in.
    who: str = ""
    # Of posts inside a window: how many, those named among them.
    n_all: int = 0


@dataclass(frozen=True, slots=True)
class Commitments:
    """What is open of one client, the nearest first; `on` is the day it is counted to, in the client's zone. `may_write`: the
    reader may settle it there."""

    client: Client
    on: date
    open: tuple[Matters, ...]
    may_write: bool


def commitments(*, member: Member, now: datetime) -> list[Commitments]:
    """The clients whose day comes near with something open, the nearest first, in one query."""
    found: list[Any] = _near(
        member=member,
        since=now - timedelta(days=1),
        until=now + NEAR + timedelta(days=1),
        events_until=(now + EVENT_NEAR + timedelta(days=1)).date().isoformat(),
        events_since=(now - timedelta(days=1)).date().isoformat(),
        ends_until=(now + END_NEAR + timedelta(days=1)).date().isoformat(),
    )
    lines = [_of(client, client.today(now)) for client in found]
    return sorted((line for line in lines if line), key=lambda line: (line.on, line.client.pk))


def _of(client: Any, today: date) -> Commitments | None:
    open_ = [
        each
        for each in (
            _acts(client, today),
            _deliverables(client, today),
            _works(client, today),
            in_windows(client, today),
        )
        if each is not None
    ]
    if not open_:
        return None
    may_write = may(client.role_of_member, Capability.EDIT_STRATEGY)
    return Commitments(client, min(each.on for each in open_), tuple(open_), may_write)


def _acts(client: Any, today: date) -> Matters | None:
    """Acts still to come without a yes; counted to the first evening, and once that is past to the first of them."""
    ahead = [row for row in client.acts_open if _on(row) >= today]
    on = day_x(client.kind, client.facts) or today
    if on > today + EVENT_NEAR:
        return None
    return _matters("acts", ahead, on=max(on, today))


def _deliverables(client: Any, today: date) -> Matters | None:
    """Those due within a month, and all of a project that ends soon."""
    ends = day_of(client.facts, "ends_on")
    is_ending = ends is not None and today <= ends <= today + END_NEAR
    due = [row for row in client.due if is_ending or _on(row) <= today + NEAR]
    return _matters("deliverables", due)


def _works(client: Any, today: date) -> Matters | None:
    waiting = [row for row in client.works_open if today <= _on(row) <= today + NEAR]
    return _matters("works", waiting, who=waiting[0]["who"] if waiting else "")


def in_windows(client: Any, today: date) -> Matters | None:
    """Posts to come inside the window that comes first; named are those that nobody has approved yet. `client` comes with
    `inside_windows` as `posts_inside`."""
    ahead = [
        row | {"who": window_name(row["who"], row["hat"])}
        for row in client.posts_inside
        if _on(row) >= today
    ]
    undecided = [row for row in ahead if row["stage"] != PostStage.APPROVED]
    if not undecided:
        return None
    window = undecided[0]["who"]
    names = tuple(
        row["title"] or short_title(row["text"]) for row in undecided if row["who"] == window
    )
    n_all = sum(row["who"] == window for row in ahead)
    return Matters("windows", names, _on(undecided[0]), window, n_all)


def _matters(
    section: str, rows: Sequence[Mapping[str, Any]], *, on: date | None = None, who: str = ""
) -> Matters | None:
    if not rows:
        return None
    names = tuple(dict.fromkeys(row["name"] for row in rows))
    is_his = all(row.get("who", "") == who for row in rows)
    return Matters(section, names, on or min(map(_on, rows)), who if is_his else "")


def _on(row: Mapping[str, Any]) -> date:
    return date.fromisoformat(row["on"])


@prepared()
def _near(
    *,
    member: Member,
    since: datetime,
    until: datetime,
    events_until: str,
    events_since: str,
    ends_until: str,
) -> QuerySet[Client, Any]:
    """Days are a little wider than asked: each client's own zone says which day it is."""
    is_near = Q(kind=Kind.EVENT, first_day__lte=events_until, last_day__gte=events_since)
    of = {"client": OuterRef("pk")}
    acts = Act.objects.filter(**of, is_confirmed=False, on__gte=_day(since))
    due = Deliverable.objects.filter(**of, handed_in_on=None)
    works = Work.objects.filter(
        **of, approved_on=None, out_on__gte=_day(since), out_on__lte=_day(until)
    ).exclude(approver="")
    undecided = _inside(member, since).exclude(stage=PostStage.APPROVED)
    ends_soon = Q(kind=Kind.PROJECT, last_day__gte=events_since, last_day__lte=ends_until)
    return (
        Client.objects.visible_to(member)
        .filter(status__in=[Status.ACTIVE, Status.LEAVING])
        .annotate(
            role_of_member=role_of(member, "pk"),
            first_day=_fact("starts_on"),
            last_day=Coalesce(NullIf(_fact("ends_on"), Value("", TextField())), _fact("starts_on")),
        )
        .filter(
            (is_near & Exists(acts))
            | Q(kind=Kind.PROJECT)
            & (Exists(due.filter(due_on__lte=_day(until))) | (ends_soon & Exists(due)))
            | Q(kind=Kind.ARTIST) & Exists(works)
            | Q(kind=Kind.PUBLIC_FIGURE) & Exists(undecided)
        )
        .annotate(
            acts_open=_rows(acts, "on", "at", name="name", on="on"),
            due=_rows(due, "due_on", name=Concat("code", Value(" "), "title"), on="due_on"),
            posts_inside=inside_windows(member=member, since=since),
            works_open=_rows(works, "out_on", name="title", on="out_on", who="approver"),
        )
        .order_by("pk")[:MOST]
    )


_ON = Version.objects.filter(post=OuterRef(OuterRef("pk")))
# A window of one hat is about posts that go out under it, and about those of which nobody has said yet.
_OF_ITS_HAT = Q(hat="") | Exists(_ON.filter(channel__hat__in=("", OuterRef("hat")))) | ~Exists(_ON)
_WINDOW = Window.objects.filter(
    _OF_ITS_HAT,
    client=OuterRef("client"),
    starts_on__lte=Cast(OuterRef("wall_at"), DateField()),
    ends_on__gte=Cast(OuterRef("wall_at"), DateField()),
).order_by("starts_on", "pk")


def _inside(member: Member, since: datetime) -> QuerySet[Post, Any]:
    """The posts of a client from a day on that lie inside one of its windows."""
    return (
        Post.objects.visible_to(member)
        .filter(Exists(_WINDOW), client=OuterRef("pk"), wall_at__gte=_day(since))
        .exclude(stage=PostStage.ARCHIVED)
    )


def inside_windows(*, member: Member, since: datetime) -> ArraySubquery:
    """Those posts as rows for `in_windows`, for a query of clients."""
    return ArraySubquery(
        _inside(member, since)
        .order_by("wall_at", "pk")
        .values(
            row=JSONObject(
                title="title",
                text=Left("text", TITLE_FROM),
                on=Cast("wall_at", DateField()),
                stage="stage",
                who=Subquery(_WINDOW.values("name")[:1]),
                hat=Subquery(_WINDOW.values("hat")[:1]),
            )
        )[:MOST]
    )


def _day(at: datetime) -> Cast:
    """The day of an instant, put together by the database, so that the instant stays a value of a prepared query."""
    return Cast(Value(at, DateTimeField()), DateField())


def _fact(name: str) -> KeyTextTransform:
    """A day among the facts as it is written: such days sort as texts do."""
    return KeyTextTransform(name, "facts")


def _rows(matters: MatterQuerySet, *order: str, **fields: Any) -> ArraySubquery:
    return ArraySubquery(matters.order_by(*order, "pk").values(row=JSONObject(**fields))[:MOST])
