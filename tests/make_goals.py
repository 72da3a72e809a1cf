"""Goals and the client's own figures, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from analytics.actions import declaring
from analytics.actions.declaring import Declared
from analytics.models import Way
from clients.actions import goals
from clients.actions.goals import SourceFacts, Wanted
from clients.models import Client, FigureSource, Goal
from editorial.actions import planning
from editorial.actions.planning import PillarFacts, SeriesFacts
from editorial.models import Pillar, Series
from people.models import Member
from tests.make import NOW


def source(by: Member, to: Client, name: str = "Bookings form", **more: Any) -> FigureSource:
    """A source of the client's own figures, filled each month."""
    facts = SourceFacts(**{"name": name, "unit": "visits", "declared_by": "Paola Ridolfi", **more})
    return goals.add_source(by=by, client=to, facts=facts, now=NOW)


def goal(by: Member, to: Client, title: str = "Visits booked a month", **more: Any) -> Goal:
    """A goal from October to April, of the client's own figures unless `metric` says otherwise."""
    fields: dict[str, Any] = {
        "objective": "sell",
        "reckoning": "a_month",
        "baseline": Decimal(22),
        "target": Decimal(40),
        "from_on": date(2026, 10, 1),
        "to_on": date(2027, 4, 30),
        **more,
    }
    if not fields.get("metric") and "source" not in fields:
        fields["source"] = source(by, to)
    return goals.set_goal(by=by, client=to, wanted=Wanted(title=title, **fields), now=NOW)


def declared(
    by: Member, source: FigureSource, *values: tuple[str, str, Any], now: datetime = NOW
) -> declaring.Taken:
    """Values of days from first to last, written as days of ISO."""
    return declaring.declare(
        source=source,
        values=[
            Declared(
                date.fromisoformat(a), date.fromisoformat(b), None if n is None else Decimal(str(n))
            )
            for a, b, n in values
        ],
        way=Way.HAND,
        by=by,
        today=now.astimezone(ZoneInfo("Europe/Rome")).date(),
        now=now,
    )


def pillar(by: Member, to: Client, name: str = "Vigna", *, share: int = 35, **more: Any) -> Pillar:
    """Something the client talks about."""
    return planning.add_pillar(by=by, client=to, facts=PillarFacts(name, share, **more), now=NOW)


def series(by: Member, of: Pillar, name: str = "Il venerdì in vigna", **more: Any) -> Series:
    """A recurring column of a pillar."""
    return planning.add_series(by=by, pillar=of, facts=SeriesFacts(name, **more), now=NOW)


MONTHS: Sequence[tuple[str, str]] = (
    ("2026-07-01", "2026-07-31"),
    ("2026-08-01", "2026-08-31"),
    ("2026-09-01", "2026-09-30"),
    ("2026-10-01", "2026-10-31"),
)
