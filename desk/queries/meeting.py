"""What a meeting about a client needs to know: what is open, the next two weeks, who decides; few queries, one client at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import slug_re
from django.db.models import Case, Count, Min, OuterRef, QuerySet, TextField, When
from django.db.models.functions import Cast, JSONObject, Lower

from analytics.queries.budget import period_under, pieces, planned
from analytics.queries.goals import goal_lines, goals_running
from clients.access import clients_where_may
from clients.actions.meetings import Point
from clients.meetings import MeetingKind
from clients.models import ENDS_SOON, Channel, Client, Contact, Contract, Meeting, Status
from clients.queries.contracts import month_span
from clients.queries.meetings import OpenTask, open_tasks, tasks_in
from desk.agenda import Waiting, points
from desk.health import DAYS
from desk.queries.matters_rows import instants, with_open_matters
from desk.queries.open_matters import OpenMatters, open_matters
from desk.queries.overview import Day, week
from editorial.lifecycle import ReviewStep
from editorial.models import Review
from editorial.models.posts import open_to
from editorial.queries.attention import troubles, with_risk
from editorial.queries.continuity import AHEAD, rhythms_among, with_exits
from people.models import Member
from people.prepared import prepared
from people.roles import Capability

# Whoever is paused, asleep or archived is not walked through. Who is no client yet comes last: an offer wants its answer.
WALKED = (Status.ACTIVE, Status.LEAVING, Status.PROSPECT)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands on one screen."""

    agenda: list[Point]
    days: list[Day]
    tasks: list[OpenTask]
    contacts: list[Contact]

    @property
    def n_empty(self) -> int:
        """On how many days nothing is planned."""
        return sum(not day.posts for day in self.days)


@dataclass(frozen=True, slots=True)
class Account:
    """What belongs to a client by itself: who decides, what is to be done, what waits for a yes, what was agreed."""

    client: Client
    contacts: list[Contact]
    tasks: list[OpenTask]
    waiting: dict[str, Waiting]
    contracts: list[Contract]
    matters: OpenMatters

    def contract_on(self, on: date) -> Contract | None:
        """The terms of the month of a day, so far as they say how many pieces there are."""
        month = month_span(on)
        return next((each for each in self.contracts if each.is_over(*month)), None)


@dataclass(frozen=True, slots=True)
class Walked:
    """A client of the walk, with its open Monday meeting, among all of them (`slugs`) in their order."""

    account: Account
    meeting: Meeting | None
    slugs: list[str] = field(default_factory=list)

    @property
    def at(self) -> int:
        """Which of them it is, from 0."""
        return self.slugs.index(self.account.client.slug)


def walked(*, member: Member, at: str | None, now: datetime) -> Walked | None:
    """The client of this slug, or the first one, if it is among those the member walks through; one query."""
    if at is not None and not slug_re.match(at):
        return None  # no name of a client, and some of its signs the database would refuse
    found: Any = next(iter(_walked(member=member, at=at, **instants(now))), None)
    if found is None:
        return None
    meeting = next((Meeting(**row) for row in found.monday), None)
    return Walked(_account(found, now), meeting, list(found.slugs))


def account_of(*, member: Member, client: Client, now: datetime) -> Account:
    """The client's account, in one query."""
    (found,) = _accounts(member=member, client=client, **instants(now))
    return _account(found, now)


def standing(*, member: Member, account: Account, now: datetime) -> Standing:
    """All of it, in four queries beside the account's own however much is open, and four more where the client has goals."""
    client = account.client
    today = client.today(now)
    is_prospect = client.status == Status.PROSPECT
    days = week(member=member, client=client, now=now, n_days=DAYS)
    channels = _channels(member=member, client=client, now=now, until=now + AHEAD)
    period = period_under(account.contract_on(today), today)
    running = goals_running(member=member, client=client, on=today)
    agenda = points(
        client=client,
        troubles=troubles(
            member=member,
            client=client,
            out_of_order=[each for each in channels if _is_out_of_order(each, now)],
        ),
        with_client=account.waiting.get(ReviewStep.CLIENT, Waiting()),
        for_us=account.waiting.get(ReviewStep.INTERNAL, Waiting()),
        tasks=account.tasks,
        rhythms=rhythms_among(channels, now=now),
        pieces=pieces(planned(client=client, period=period, member=member), period),
        matters=account.matters,
        period=period,
        goals=goal_lines(goals=running, client=client, now=now),
        empty=0 if is_prospect else sum(not day.posts for day in days),
        today=today,
        now=now,
    )
    return Standing(agenda, days, account.tasks, account.contacts)


def _is_out_of_order(channel: Any, now: datetime) -> bool:
    ends_at = channel.ends_at
    return channel.health == "reconnect" or (ends_at is not None and ends_at <= now + ENDS_SOON)


@prepared()
def _channels(
    *, member: Member, client: Client, now: datetime, until: datetime
) -> QuerySet[Channel, Any]:
    """Every channel of the client, with what cannot go out there and what did and will."""
    mine = Channel.objects.visible_to(member).filter(client=client).with_end()
    return with_exits(
        with_risk(mine.select_related("client"), member=member), now=now, until=until
    ).order_by("id")


@prepared()
def _walked(*, member: Member, at: str | None, **at_instants: datetime) -> QuerySet[Client, Any]:
    """At most one client."""
    mine = clients_where_may(member=member, capability=Capability.EDIT_STRATEGY)
    is_prospect = Case(When(status=Status.PROSPECT, then=True), default=False)
    mine = mine.filter(status__in=WALKED).order_by(is_prospect, Lower("name"), "id")
    monday = Meeting.objects.filter(
        client=OuterRef("pk"), kind=MeetingKind.MONDAY, ended_at=None
    ).values(
        row=JSONObject(
            public_id="public_id", people="people", notes="notes", edit_number="edit_number"
        )
    )
    asked = mine if at is None else mine.filter(slug=at)
    found = _with_account(asked, member, at_instants).annotate(
        monday=ArraySubquery(monday[:1]), slugs=ArraySubquery(mine.values("slug"))
    )
    return found[:1]


@prepared()
def _accounts(*, member: Member, client: Client, **at_instants: datetime) -> QuerySet[Client, Any]:
    return _with_account(Client.objects.filter(pk=client.pk), member, at_instants)


def _with_account(
    clients: QuerySet[Client], member: Member, at_instants: dict[str, datetime]
) -> QuerySet[Client, Any]:
    of = {"client": OuterRef("pk")}
    waiting = Review.objects.open().filter(open_to(member), **of).order_by().values("step")
    counted = waiting.annotate(n=Count("pk"), since=Min("asked_at"))
    clients = with_open_matters(clients.select_related("agency"), member=member, **at_instants)
    return clients.annotate(
        people=ArraySubquery(
            Contact.objects.filter(**of).values(
                row=JSONObject(name="name", part="part", phone="phone")
            )
        ),
        open_tasks=open_tasks(),
        waiting=ArraySubquery(counted.values(row=JSONObject(step="step", n="n", since="since"))),
        agreed=ArraySubquery(
            Contract.objects.filter(**of).values(
                row=JSONObject(
                    basis="basis",
                    starts_on="starts_on",
                    ends_on="ends_on",
                    quotas="quotas",
                    hours="hours",
                    ad_spend=Cast("ad_spend", TextField()),
                    currency="currency",
                )
            )
        ),
    )


def _account(found: Any, now: datetime) -> Account:
    return Account(
        client=found,
        contacts=[Contact(**row) for row in found.people],
        tasks=tasks_in(found.open_tasks),
        waiting={
            row["step"]: Waiting(row["n"], datetime.fromisoformat(row["since"]))
            for row in found.waiting
        },
        contracts=[_contract(row) for row in found.agreed],
        matters=open_matters(found, found.today(now)),
    )


def _contract(row: dict[str, Any]) -> Contract:
    ends_on = row["ends_on"]
    agreed = {
        "hours": None if row["hours"] is None else Decimal(str(row["hours"])),
        "ad_spend": None if row["ad_spend"] is None else Decimal(row["ad_spend"]),
        "starts_on": date.fromisoformat(row["starts_on"]),
        "ends_on": date.fromisoformat(ends_on) if ends_on else None,
    }
    return Contract(**{**row, **agreed})
