"""Posts to come that break a rule of their client's voice: of each client how many, and the first of them.

Nothing is read here: a worker keeps what the check found (actions/checking_tone.py). What changed since says nothing until
it was read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import JSONObject, Left, Lower

from clients.models import Client, Status
from editorial.contents import short_title
from editorial.models import LeftSo, ToneCheck
from editorial.models.posts import open_to
from editorial.models.tone_checks import ToneCheckQuerySet
from editorial.models.walltime import planned_at
from editorial.tone_text import Told
from people.models import Member


@dataclass(frozen=True, slots=True)
class AgainstRules:
    """A client's posts to come that break a rule: how many, and the first one with its time, its words and what it breaks."""

    client: Client
    n: int
    public_id: UUID
    name: str
    language: str
    due_at: datetime
    told: tuple[Told, ...]
    may_write: bool


def broken_of_clients(
    *, member: Member, now: datetime | None, until: datetime | None
) -> ToneCheckQuerySet:
    """For a query of clients the member sees (`OuterRef("pk")`): the open findings in their posts between the two moments, the soonest first."""
    mine: Any = _broken(member, now, until).filter(client=OuterRef("pk"))
    found: ToneCheckQuerySet = mine.order_by("due_at", "pk")
    return found


def soonest_to_break(
    *, member: Member, now: datetime, until: datetime, most: int
) -> QuerySet[ToneCheck, Any]:
    """The keys of so many clients in work whose posts break a rule soonest."""
    theirs = _broken(member, now, until).filter(
        client__in=Client.objects.visible_to(member)
        .filter(status__in=[Status.ACTIVE, Status.LEAVING])
        .order_by()
        .values("pk")
    )
    of_each = theirs.order_by().values("client").annotate(first_at=Min("due_at"))
    return of_each.order_by("first_at", Lower("client__name"), "client").values("client")[:most]


def _broken(member: Member, now: datetime | None, until: datetime | None) -> ToneCheckQuerySet:
    """Which of the agency's clients the member sees is asked elsewhere: here only an embargo is left to ask about."""
    theirs = ToneCheck.objects.filter(open_to(member), agency_id=member.agency_id)
    told: Any = theirs.current().open().annotate(due_at=planned_at("post__"))
    found: ToneCheckQuerySet = told.filter(due_at__gte=now, due_at__lt=until)
    return found


def first_at(checks: Any) -> Subquery:
    """The hour of the first of them."""
    return Subquery(checks.values("due_at")[:1])


def first_of(checks: ToneCheckQuerySet) -> ArraySubquery:
    """The first of them as `against_rules` reads it, with how many they are; or nothing."""
    left = LeftSo.objects.filter(post=OuterRef("post")).values("key")
    row = JSONObject(
        public_id="post__public_id",
        title="post__title",
        text=Left("post__text", 400),
        language="post__language",
        due_at="due_at",
        findings="findings",
        left=ArraySubquery(left),
        n=Window(Count("pk")),
    )
    return ArraySubquery(checks.values(row=row)[:1])


def against_rules(client: Client, row: Mapping[str, Any], *, may_write: bool) -> AgainstRules:
    """From a row of `first_of`."""
    left = set(row["left"])
    return AgainstRules(
        client=client,
        n=row["n"],
        public_id=UUID(row["public_id"]),
        name=row["title"] or short_title(row["text"], length=200),
        language=row["language"],
        due_at=datetime.fromisoformat(row["due_at"]),
        told=tuple(Told(**each) for each in row["findings"] if each["key"] not in left),
        may_write=may_write,
    )
