"""What a result of a goal cost: what was spent on the posts that serve it, by what came of it. Pure; currencies stay apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from analytics.forecast import Point
from clients.models.goals import Reckoning

CENT = Decimal("0.01")


def results_of(
    *,
    reckoning: str,
    value: float | None,
    baseline: float,
    points: Sequence[Point],
    from_on: date,
) -> float | None:
    """How many results came since the goal's first day; None where they are no number of things, or none came.

    What adds up and what is counted at one moment has come beyond its baseline; of what is told a month, all months of the
    goal that are over. A median per post counts nothing.
    """
    came: float | None = None
    if reckoning == Reckoning.A_MONTH:
        came = sum(point.value for point in points if point.on >= from_on)
    elif reckoning in (Reckoning.IN_ALL, Reckoning.LEVEL) and value is not None:
        came = value - baseline
    return came if came is not None and came > 0 else None


def per_result(
    costs: Iterable[tuple[Decimal, str]], n_results: float | None
) -> list[tuple[Decimal, str]]:
    """The cost of one result in each currency; none without results."""
    if not n_results:
        return []
    return [
        ((amount / Decimal(str(n_results))).quantize(CENT), currency) for amount, currency in costs
    ]
