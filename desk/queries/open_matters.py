"""What else is open about a client, read with the client itself: subqueries, so that a screen that has the client asks nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, TruncMonth

from analytics.missing_figures import missing, period_words
from analytics.queries.missing_figures import with_last
from clients.models import (
    Act,
    Channel,
    Deliverable,
    FigureSource,
    FitAssessment,
    Kind,
    LinkCheck,
    Offer,
    ProfileTask,
    Work,
)
from clients.models.prospects import OfferState
from community.models import Conversation
from community.queries.answered import PATIENCE
from editorial.models import Boost, Extra, TimeEntry
from editorial.queries.commitments import EVENT_NEAR
from people.models import Member

# A deliverable is spoken of so long before its day.
DUE_WITHIN = timedelta(days=30)
# A day of the client's own may have begun before or end after ours.
_A_DAY = timedelta(days=1)
MOST = 20
# Of an event's programme so many acts are counted.
MOST_ACTS = 200


@dataclass(frozen=True, slots=True)
class MissingFigure:
    """A source by its public id and name, the period without a figure, and who fills it in."""

    source: str
    name: str
    period: str
    filled_by: str


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """Of one client. `minutes` are those written down, by the first day of their month, `agreed` those of extras with a yes,
    `boosts` what was spent on them by month and currency; `fits` the networks whose decision is due and why it is open before its day; `profiles` channels by handle; `changes` of profiles
    (handle, id, what); `deliverables` (code and title, day); `figures` of the client's own that nobody gave for a period that
    is over; `acts` (name, day) and `works` (title, who, day) that have no yes yet while their day comes near; people are counted."""

    minutes: dict[date, int]
    boosts: dict[tuple[date, str], Decimal]
    agreed: dict[date, int]
    extras: list[str]
    offers: list[date]
    fits: list[tuple[str, str]]
    profiles: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    deliverables: list[tuple[str, date]]
    figures: list[MissingFigure]
    acts: list[tuple[str, date]]
    works: list[tuple[str, str, date]]
    n_unanswered: int
    unanswered_since: datetime | None
    n_dead_links: int

    def minutes_between(self, first_on: date, last_on: date) -> int:
        """What was written down in the months of a period; a contract shares no month with another."""
        return _between(self.minutes, first_on, last_on)

    def boosts_between(self, first_on: date, last_on: date, currency: str) -> Decimal:
        """What boosts that began in these months spent in a currency."""
        first = first_on.replace(day=1)
        found = self.boosts.items()
        mine = [n for (month, code), n in found if code == currency and first <= month <= last_on]
        return sum(mine, Decimal(0))

    def agreed_between(self, first_on: date, last_on: date) -> int:
        """Minutes beyond the contract that the client said yes to in these months."""
        return _between(self.agreed, first_on, last_on)


def _between(by_month: dict[date, int], first_on: date, last_on: date) -> int:
    first = first_on.replace(day=1)
    return sum(n for month, n in by_month.items() if first <= month <= last_on)


def instants(now: datetime) -> dict[str, datetime]:
    """What `with_open_matters` compares with, as values of a prepared query of its own."""
    return {
        "now": now,
        "patient_since": now - PATIENCE,
        "since": now - _A_DAY,
        "soon": now + _A_DAY,
        "due_until": now + _A_DAY + DUE_WITHIN,
        "acts_until": now + _A_DAY + EVENT_NEAR,
    }


def with_open_matters(
    clients: QuerySet[Any],
    *,
    member: Member,
    now: datetime,
    patient_since: datetime,
    since: datetime,
    soon: datetime,
    due_until: datetime,
    acts_until: datetime,
) -> QuerySet[Any]:
    """The clients with the rows that `open_matters` takes; the instants are those of `instants`."""
    of: dict[str, Any] = {"client": OuterRef("pk")}
    by_month = (
        TimeEntry.objects.filter(**of)
        .order_by()
        .annotate(month=TruncMonth("on"))
        .values("month")
        .annotate(n=Sum("minutes"))
    )
    agreed = (
        Extra.objects.accepted()
        .filter(**of)
        .order_by()
        .annotate(month=TruncMonth("said_on"))
        .values("month")
        .annotate(n=Sum("minutes"))
    )
    boosts = (
        Boost.objects.filter(spent__isnull=False, **of)
        .order_by()
        .annotate(month=TruncMonth("starts_on"))
        .values("month", "currency")
        .annotate(amount=Cast(Sum("spent"), TextField()))
    )
    waiting = Conversation.objects.filter(
        Q(due_at__lt=now) | Q(due_at=None, waiting_since__lt=patient_since), **of
    )
    late = waiting.order_by().values("client").annotate(n=Count("pk"), since=Min("waiting_since"))
    dead = (
        LinkCheck.objects.dead(now).filter(**of).order_by().values("client").annotate(n=Count("pk"))
    )
    today: Any = _day_of(soon)
    fits = FitAssessment.objects.visible_to(member).due(today).filter(**of)
    profiles = Channel.objects.connected().filter(care__review_on__lte=today, **of)
    changes = ProfileTask.objects.filter(
        done_at=None, on__lte=today, channel__disconnected_at=None, **of
    )
    due = Deliverable.objects.filter(handed_in_on=None, due_on__lte=_day_of(due_until), **of)
    ahead = _day_of(since)
    acts = Act.objects.filter(is_confirmed=False, on__gte=ahead, on__lte=_day_of(acts_until), **of)
    works = Work.objects.filter(
        approved_on=None, out_on__gte=ahead, out_on__lte=_day_of(due_until), **of
    )
    offers = Offer.objects.filter(state=OfferState.SENT, valid_until__gte=_day_of(since), **of)
    return clients.annotate(
        minutes_by_month=_rows(by_month, month="month", n="n"),
        boosts_by_month=_rows(boosts, month="month", currency="currency", amount="amount"),
        agreed_by_month=_rows(agreed, month="month", n="n"),
        open_extras=_rows(Extra.objects.open().filter(**of).order_by("offered_at")[:MOST], what="what"),
        open_offers=_rows(offers[:MOST], until="valid_until"),
        open_fits=_rows(fits[:MOST], network="network", why="reopened_because", on="review_on"),
        open_profiles=_rows(
            profiles.order_by("care__review_on")[:MOST],
            handle="handle", id="public_id", on="care__review_on",
        ),
        open_changes=_rows(
            changes.order_by("on", "pk")[:MOST],
            handle="channel__handle", id="channel__public_id", what="what", on="on",
        ),
        open_deliverables=_rows(due.order_by("due_on")[:MOST], code="code", title="title", on="due_on"),
        open_acts=_rows(acts.order_by("on", "at", "pk")[:MOST_ACTS], name="name", on="on"),
        open_works=_rows(works.order_by("out_on", "pk")[:MOST], title="title", who="approver", on="out_on"),
        own_sources=_rows(
            with_last(FigureSource.objects.filter(**of)).order_by("name")[:MOST],
            id="public_id", name="name", rhythm="rhythm", counting="counting", by="filled_by",
            since="created_at", until="figures_until",
        ),
        late_answers=Subquery(late.values(row=JSONObject(n="n", since="since"))),
        n_dead_links=Coalesce(Subquery(dead.values("n")), 0),
    )  # fmt: skip


def _day_of(at: datetime) -> Cast:
    """The day of an instant, put together by the database, so that the instant stays a value of a prepared query."""
    return Cast(Value(at, DateTimeField()), DateField())


def _rows(found: QuerySet[Any], **fields: str) -> ArraySubquery:
    return ArraySubquery(
        found.values(row=JSONObject(**{name: F(at) for name, at in fields.items()}))
    )


def open_matters(found: Any, today: date) -> OpenMatters:
    """Of a client of such a query, on a day of its own."""
    late = found.late_answers
    return OpenMatters(
        minutes={_day(row["month"]): row["n"] for row in found.minutes_by_month},
        boosts={
            (_day(row["month"]), row["currency"]): Decimal(row["amount"])
            for row in found.boosts_by_month
        },
        agreed={_day(row["month"]): row["n"] for row in found.agreed_by_month},
        extras=[row["what"] for row in found.open_extras],
        offers=[_day(row["until"]) for row in found.open_offers if _day(row["until"]) >= today],
        fits=[
            (row["network"], row["why"])
            for row in found.open_fits
            if row["why"] or _day(row["on"]) <= today
        ],
        profiles=[
            (row["handle"], row["id"]) for row in found.open_profiles if _day(row["on"]) <= today
        ],
        changes=[
            (row["handle"], row["id"], row["what"])
            for row in found.open_changes
            if _day(row["on"]) <= today
        ],
        deliverables=[
            (f"{row['code']} {row['title']}", _day(row["on"]))
            for row in found.open_deliverables
            if _day(row["on"]) <= today + DUE_WITHIN
        ],
        figures=list(_missing(found, today)),
        acts=_acts(found, today),
        works=_works(found, today),
        n_unanswered=late["n"] if late else 0,
        unanswered_since=datetime.fromisoformat(late["since"]) if late else None,
        n_dead_links=found.n_dead_links,
    )


def _acts(found: Any, today: date) -> list[tuple[str, date]]:
    if found.kind != Kind.EVENT:
        return []
    rows = [(row["name"], _day(row["on"])) for row in found.open_acts]
    return [(name, on) for name, on in rows if today <= on <= today + EVENT_NEAR]


def _works(found: Any, today: date) -> list[tuple[str, str, date]]:
    """Works for which somebody must say yes: whoever is written down, or the label."""
    if found.kind != Kind.ARTIST:
        return []
    label = str(found.facts.get("label_approves") or "").strip()
    rows = [(r["title"], r["who"] or label, _day(r["on"])) for r in found.open_works]
    return [each for each in rows if each[1] and today <= each[2] <= today + DUE_WITHIN]


def _missing(found: Any, today: date) -> Iterator[MissingFigure]:
    for row in found.own_sources:
        period = missing(
            rhythm=row["rhythm"],
            counting=row["counting"],
            since=found.today(datetime.fromisoformat(row["since"])),
            last_on=_day(row["until"]) if row["until"] else None,
            today=today,
        )
        if period is not None:
            yield MissingFigure(row["id"], row["name"], period_words(*period), row["by"])


def _day(words: str) -> date:
    return date.fromisoformat(words[:10])
