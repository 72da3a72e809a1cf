"""What came of the day: how much went out of what was due, how late the slowest was, and how the day before ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from editorial.lifecycle import AWAITS_A_PERSON, DeliveryState
from editorial.models import Delivery
from people.models import Member
from people.prepared import prepared

S = DeliveryState
_NOT_OUT = [*AWAITS_A_PERSON, S.FAILED]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many deliveries went out between two moments, and how many of the same span did not."""

    n_out: int
    n_not_out: int


@dataclass(frozen=True, slots=True)
class SoFar:
    """Of what was due today until now: how many, how many of them are out, how many wait for a person or were refused.

    `slowest` is by how much the latest of those that a program sent was late, from its time until the network had it.
    """

    n_due: int
    n_out: int
    n_not_out: int
    slowest: timedelta | None

    @property
    def n_under_way(self) -> int:
        """Being sent, looked up, or tried again by themselves."""
        return self.n_due - self.n_out - self.n_not_out

    @property
    def is_all_out(self) -> bool:
        return self.n_due > 0 and self.n_out == self.n_due

    @property
    def late_s(self) -> int | None:
        """Whole seconds, never less than none."""
        return None if self.slowest is None else max(0, round(self.slowest.total_seconds()))


def outcomes(
    *, member: Member, now: datetime, spans: Sequence[tuple[datetime, datetime]]
) -> tuple[SoFar, list[Outcome]]:
    """What came of each span, by when it went out or should have; and of the first one, today's, how it stands now.

    One query.
    """
    bounds = {
        f"{name}{n}": at
        for n, span in enumerate(spans)
        for name, at in zip(("begin", "end"), span, strict=True)
    }
    first, last = min(each[0] for each in spans), max(each[1] for each in spans)
    (found, *_) = _came_of(member=member, now=now, first=first, last=last, **bounds) or [
        (0, 0, 0, None, *[0] * 2 * len(spans))
    ]
    each = found[4:]
    return SoFar(*found[:4]), [Outcome(each[2 * n], each[2 * n + 1]) for n in range(len(spans))]


@prepared()
def _came_of(
    *, member: Member, now: datetime, first: datetime, last: datetime, **bounds: datetime
) -> QuerySet[Any, Any]:
    """One row, or none: how today stands, then of each span how many went out and how many did not."""
    due = Q(due_at__gte=bounds["begin0"], due_at__lte=now) & ~Q(state=S.CANCELLED)
    by_program = due & Q(state=S.PUBLISHED, first_sent_at__isnull=False)
    asked: list[Any] = [
        Count("pk", filter=due),
        Count("pk", filter=due & Q(state=S.PUBLISHED)),
        Count("pk", filter=due & Q(state__in=_NOT_OUT)),
        Max(F("ended_at") - F("due_at"), filter=by_program),
    ]
    for n in range(len(bounds) // 2):
        begin, end = bounds[f"begin{n}"], bounds[f"end{n}"]
        out = Q(state=S.PUBLISHED, ended_at__gte=begin, ended_at__lt=end)
        not_out = Q(state__in=_NOT_OUT, due_at__gte=begin, due_at__lt=end)
        asked += [Count("pk", filter=out), Count("pk", filter=not_out)]
    # What was due before the first span, or after the last, counts only where it went out in one.
    deliveries = Delivery.objects.visible_to(member).filter(
        Q(due_at__gte=first, due_at__lt=last) | Q(ended_at__gte=first)
    )
    return (
        deliveries.order_by()
        .values("agency_id")
        .annotate(**{f"n{n}": count for n, count in enumerate(asked)})
        .values_list(*(f"n{n}" for n in range(len(asked))))
    )
