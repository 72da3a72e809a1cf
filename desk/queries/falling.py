"""What falls to others while somebody is away: tasks whose day comes, posts to approve, people to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import ngettext

from clients.models import Assignment, Task
from community.models import Conversation
from community.states import Standing
from editorial.lifecycle import ReviewStep
from editorial.models import Review
from people.absences import days_words
from people.models import Absence, Member
from people.prepared import prepared
from people.queries.absences import coming_absences
from people.roles import Capability, roles_with


@dataclass(frozen=True, slots=True)
class Falling:
    """An absence that is not over, and how much of what the reader sees falls into it. Conversations are counted once it has begun."""

    absence: Absence
    has_begun: bool
    n_tasks: int
    n_posts: int
    n_talks: int

    @property
    def days(self) -> str:
        return days_words(self.absence.first_on, self.absence.last_on)

    @property
    def words(self) -> str:
        """2 tasks fall due, 1 post to approve; empty where nothing does."""
        counted = [
            (self.n_tasks, ngettext("{n} task falls due", "{n} tasks fall due", self.n_tasks)),
            (self.n_posts, ngettext("{n} post to approve", "{n} posts to approve", self.n_posts)),
            (self.n_talks, ngettext("{n} conversation", "{n} conversations", self.n_talks)),
        ]
        return ", ".join(words.format(n=n) for n, words in counted if n)


def falling(
    *, member: Member, today: date, only: Member | None = None, most: int | None = None
) -> list[Falling]:
    """The absences that are not over, of all colleagues or of one, the first to begin first, in one query; `most` of them, or all."""
    rows = _falling(member=member, today=today, only=only, most=most)
    return [
        Falling(each, each.has_begun(today), each.n_tasks, each.n_posts, each.n_talks)
        for each in rows
    ]


@prepared("most")
def _falling(
    *, member: Member, today: date, only: Member | None, most: int | None
) -> QuerySet[Any]:
    found = coming_absences(member=member, today=today)
    if only is not None:
        found = found.filter(member_id=only.pk)
    tasks = Task.objects.visible_to(member).open().filter(
        member=OuterRef("member"), due_on__lte=OuterRef("last_on")
    )  # fmt: skip
    led = Assignment.objects.filter(
        member=OuterRef(OuterRef("member")), role__in=roles_with(Capability.REVIEW_POSTS)
    )
    posts = (
        Review.objects.visible_to(member)
        .open()
        .annotate(planned_on=Cast("post__wall_at", DateField()))
        .filter(
            step=ReviewStep.INTERNAL, client__in=led.values("client"),
            planned_on__gte=OuterRef("first_on"), planned_on__lte=OuterRef("last_on"),
        )
    )  # fmt: skip
    talks = Conversation.objects.visible_to(member).current().filter(
        standing=Standing.TO_DO, assignee=OuterRef("member")
    )  # fmt: skip
    return found.annotate(
        n_tasks=_of_absence(tasks, tasks.filter(due_on__gte=OuterRef("first_on")), today),
        n_posts=_n(posts),
        n_talks=_of_absence(talks, None, today),
    )[:most]


def _of_absence(once_away: QuerySet[Any], before: QuerySet[Any] | None, today: date) -> Case:
    """How many fall into it once it has begun, and before: until then people look after what is theirs."""
    default = Value(0) if before is None else _n(before)
    return Case(When(first_on__lte=today, then=_n(once_away)), default=default)


def _n(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("agency_id").annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
