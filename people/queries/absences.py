"""Who is away, and whom that concerns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from people.absences import NEAR, Away
from people.models import Absence, Member


def coming_absences(*, member: Member, today: date) -> QuerySet[Absence]:
    """Of all colleagues, those that are not over, with their people; the first to begin first."""
    found = Absence.objects.visible_to(member).from_day(today)
    return found.select_related("member__user", "stand_in__user")


def next_absence(today: date | str, *, of: str = "pk") -> Subquery:
    """Of the member that column `of` names, the absence that runs or begins within NEAR: a row for `Away.of_row`.

    `today` is a day, or its text where it is a value of a prepared query.
    """
    day: Any = today
    until: Any = None
    if isinstance(today, date):
        until = today + NEAR
    else:
        day = Cast(Value(today, TextField()), DateField())
        until = ExpressionWrapper(day + Value(NEAR), output_field=DateTimeField())
    user = "stand_in__user__"
    return Subquery(
        Absence.objects.filter(member=OuterRef(of), last_on__gte=day, first_on__lte=until)
        .order_by("first_on")
        .values(
            row=JSONObject(
                first_on="first_on",
                last_on="last_on",
                stand_in=Coalesce(NullIf(F(f"{user}name"), Value("")), F(f"{user}email")),
            )
        )[:1]
    )


def with_absence(members: QuerySet[Member], today: date) -> QuerySet[Member]:
    """The members, each with the absence that whoever gives them work should know of (`name_and_absence`)."""
    return members.annotate(absence_near=next_absence(today))


def words_of_absence(member: Member, today: date) -> str:
    """Of a member of `with_absence`: away until 9 December, Giulia Marchegiani stands in; empty for somebody who is here."""
    away = Away.of_row(getattr(member, "absence_near", None))
    return away.words(today) if away else ""


def name_and_absence(member: Member, today: date) -> str:
    """A member of `with_absence` as a choice: Luca Ferraguti (away until 9 December, Giulia Marchegiani stands in)."""
    away = words_of_absence(member, today)
    return f"{member} ({away})" if away else str(member)
