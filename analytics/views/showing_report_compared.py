"""The comparison of a report as its page and its print take it: words made, in the active language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from analytics import charts
from analytics.queries.report_compared import rows_of
from analytics.wording import number
from clients.words import comparing


@dataclass(frozen=True, slots=True)
class ReportRival:
    """An account of the month: followers with how many weeks nobody looked, posts a week, engagements per post and their spread.

    None is not known. `weeks` are the followers of the last weeks, `spark` the same drawn; gaps stay open.
    """

    network: str
    name: str
    handle: str
    is_own: bool
    followers: str | None
    gaps: str
    weeks: tuple[int | None, ...]
    per_week: str | None
    middle: str | None
    spread: str

    @property
    def spark(self) -> SafeString:
        """The followers of the last weeks as a small line."""
        return charts.spark(self.weeks, is_last_open=False)


def report_rivals(stored: Iterable[dict[str, Any]]) -> list[ReportRival]:
    """The frozen rows in words."""
    return [
        ReportRival(
            network=row.network,
            name=row.name,
            handle=row.handle,
            is_own=row.is_own,
            followers=None if row.figures.followers is None else number(row.figures.followers),
            gaps=comparing.gaps(row.figures),
            weeks=row.figures.weeks,
            per_week=comparing.per_week(row.figures),
            middle=None if row.figures.middle is None else number(round(row.figures.middle, 1)),
            spread=comparing.spread(row.figures),
        )
        for row in rows_of(stored)
    ]
