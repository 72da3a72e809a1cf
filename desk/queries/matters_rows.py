"""What else is open about a client, as rows read with the client itself: subqueries, so that a screen that has the client asks
nothing more. Read by desk/queries/open_matters.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
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
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject, TruncMonth

from analytics.queries.missing_figures import with_last
from clients.models import (
    Act,
    Channel,
    Deliverable,
    FigureSource,
    FitAssessment,
    LinkCheck,
    Offer,
    ProfileTask,
    Sponsor,
    Window,
    Work,
)
from clients.models.prospects import OfferState
from clients.queries.competitors import A_WEEK, waited_for
from community.models import Conversation
from community.queries.answered import PATIENCE
from editorial.models import Boost, Extra, TimeEntry
from editorial.queries.commitments import EVENT_NEAR, inside_windows
from editorial.queries.mentions import n_in_posts
from people.models import Member

# A deliverable, a work or a window is spoken of so long before its day.
DUE_WITHIN = timedelta(days=30)
# An offer that ended without an answer is asked after for so long.
ASKED_AFTER = timedelta(days=30)
# A day of the client's own may have begun before or end after ours.
_A_DAY = timedelta(days=1)
MOST = 20
# Of an event's programme so many acts are counted.
MOST_ACTS = 200
_OF: dict[str, Any] = {"client": OuterRef("pk")}


def instants(now: datetime) -> dict[str, datetime]:
    """What `with_open_matters` compares with, as values of a prepared query of its own."""
    return {
        "now": now,
        "patient_since": now - PATIENCE,
        "looked_since": now - A_WEEK,
        "since": now - _A_DAY,
        "soon": now + _A_DAY,
        "due_until": now + _A_DAY + DUE_WITHIN,
        "acts_until": now + _A_DAY + EVENT_NEAR,
        "ended_since": now - _A_DAY - ASKED_AFTER,
    }


def with_open_matters(
    clients: QuerySet[Any],
    *,
    member: Member,
    now: datetime,
    patient_since: datetime,
    looked_since: datetime,
    since: datetime,
    soon: datetime,
    due_until: datetime,
    acts_until: datetime,
    ended_since: datetime,
) -> QuerySet[Any]:
    """The clients with the rows that `open_matters` takes; the instants are those of `instants`."""
    return clients.annotate(
        **_money(),
        **_answers(now, patient_since),
        **_looks(looked_since),
        **_decisions(member, _day_of(soon), _day_of(ended_since)),
        **_handed_in(_day_of(due_until)),
        **_dates(member, since, _day_of(due_until), _day_of(acts_until)),
    )


def _money() -> dict[str, Any]:
    """What was worked, spent and agreed, by month; extras without an answer."""
    by_month = (
        TimeEntry.objects.filter(**_OF)
        .order_by()
        .annotate(month=TruncMonth("on"))
        .values("month")
        .annotate(n=Sum("minutes"))
    )
    agreed = (
        Extra.objects.accepted()
        .filter(**_OF)
        .order_by()
        .annotate(month=TruncMonth("said_on"))
        .values("month")
        .annotate(n=Sum("minutes"))
    )
    boosts = (
        Boost.objects.filter(spent__isnull=False, **_OF)
        .order_by()
        .annotate(month=TruncMonth("starts_on"))
        .values("month", "currency")
        .annotate(amount=Cast(Sum("spent"), TextField()))
    )
    extras = Extra.objects.open().filter(**_OF).order_by("offered_at")
    return {
        "minutes_by_month": _rows(by_month, month="month", n="n"),
        "boosts_by_month": _rows(boosts, month="month", currency="currency", amount="amount"),
        "agreed_by_month": _rows(agreed, month="month", n="n"),
        "open_extras": _rows(extras[:MOST], what="what"),
    }


def _answers(now: datetime, patient_since: datetime) -> dict[str, Any]:
    """People without an answer, and links that do not open."""
    waiting = Conversation.objects.filter(
        Q(due_at__lt=now) | Q(due_at=None, waiting_since__lt=patient_since), **_OF
    )
    late = waiting.order_by().values("client").annotate(n=Count("pk"), since=Min("waiting_since"))
    dead = LinkCheck.objects.dead(now).filter(**_OF).order_by().values("client")
    return {
        "late_answers": Subquery(late.values(row=JSONObject(n="n", since="since"))),
        "n_dead_links": Coalesce(Subquery(dead.annotate(n=Count("pk")).values("n")), 0),
    }


def _looks(looked_since: datetime) -> dict[str, Any]:
    """Profiles of competitors that only people can look at, and nobody did this week."""
    waited = waited_for(since=looked_since).filter(**_OF)
    return {"open_looks": _rows(waited[:MOST], name="competitor__name", network="network")}


def _decisions(member: Member, today: Any, ended_since: Any) -> dict[str, Any]:
    """Offers, decisions about networks, looks at profiles and changes of them."""
    offers = Offer.objects.filter(
        Q(state=OfferState.SENT, valid_until__gte=ended_since) | Q(state=OfferState.DRAFT), **_OF
    )
    fits = FitAssessment.objects.visible_to(member).due(today).filter(**_OF)
    profiles = Channel.objects.connected().filter(care__review_on__lte=today, **_OF)
    changes = ProfileTask.objects.filter(
        done_at=None, on__lte=today, channel__disconnected_at=None, **_OF
    )
    return {
        "open_offers": _rows(offers[:MOST], until="valid_until", state="state"),
        "open_fits": _rows(fits[:MOST], network="network", why="reopened_because", on="review_on"),
        "open_profiles": _rows(
            profiles.order_by("care__review_on")[:MOST],
            handle="handle", id="public_id", on="care__review_on",
        ),
        "open_changes": _rows(
            changes.order_by("on", "pk")[:MOST],
            handle="channel__handle", id="channel__public_id", what="what", on="on",
        ),
    }  # fmt: skip


def _handed_in(due_until: Any) -> dict[str, Any]:
    """Deliverables, and figures of the client's own."""
    due = Deliverable.objects.filter(handed_in_on=None, due_on__lte=due_until, **_OF)
    sources = with_last(FigureSource.objects.filter(**_OF)).order_by("name")
    return {
        "open_deliverables": _rows(
            due.order_by("due_on")[:MOST], code="code", title="title", on="due_on"
        ),
        "own_sources": _rows(
            sources[:MOST],
            id="public_id", name="name", rhythm="rhythm", counting="counting", by="filled_by",
            since="created_at", until="figures_until",
        ),
    }  # fmt: skip


def _dates(member: Member, since: datetime, due_until: Any, acts_until: Any) -> dict[str, Any]:
    """What comes near by the kind of client: acts and mentions of an event, works of an artist, windows of a public figure."""
    ahead = _day_of(since)
    acts = Act.objects.filter(is_confirmed=False, on__gte=ahead, on__lte=acts_until, **_OF)
    works = Work.objects.filter(approved_on=None, out_on__gte=ahead, out_on__lte=due_until, **_OF)
    windows = Window.objects.filter(starts_on__gte=ahead, starts_on__lte=due_until, **_OF)
    # Mentions are counted in posts: only of an event that comes near.
    near = Sponsor.objects.alias(first_day=KeyTextTransform("starts_on", "client__facts"))
    sponsors = near.filter(first_day__lte=Cast(acts_until, TextField()), **_OF)
    return {
        "open_acts": _rows(acts.order_by("on", "at", "pk")[:MOST_ACTS], name="name", on="on"),
        "open_works": _rows(
            works.order_by("out_on", "pk")[:MOST], title="title", who="approver", on="out_on"
        ),
        "coming_windows": _rows(
            windows.order_by("starts_on", "pk")[:MOST],
            name="name", hat="hat", on="starts_on", until="ends_on", rule="rule",
        ),
        "posts_inside": inside_windows(member=member, since=since),
        "sponsors_near": _rows(
            sponsors.annotate(said=n_in_posts()).order_by("name", "pk")[:MOST],
            name="name", owed="n_owed", before="n_before", said="said",
        ),
    }  # fmt: skip


def _day_of(at: datetime) -> Cast:
    """The day of an instant, put together by the database, so that the instant stays a value of a prepared query."""
    return Cast(Value(at, DateTimeField()), DateField())


def _rows(found: QuerySet[Any], **fields: str) -> ArraySubquery:
    return ArraySubquery(
        found.values(row=JSONObject(**{name: F(at) for name, at in fields.items()}))
    )
