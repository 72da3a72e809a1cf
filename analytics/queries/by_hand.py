"""What was written down by hand of a post or a channel, for its form: a day's figures, and who wrote the last ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from analytics.models import ChannelReading, Reading
from analytics.models.readings import BY_HAND
from clients.models import Channel
from editorial.models import Publication

N_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Written:
    """One reading by hand: of which day, when it counts, who wrote it, and the figures."""

    on: date
    taken_at: datetime
    who: str
    values: dict[str, int | None]


def written(subject: Publication | Channel, *, metrics: Sequence[str], zone: str) -> list[Written]:
    """The latest figures by hand of a post or channel, newest first, corrections too."""
    found = _readings(subject).select_related("entered_by__user").order_by("-taken_at")[:N_SHOWN]
    return [_written(row, metrics, zone) for row in found]


def of_day(
    subject: Publication | Channel, *, on: date, metrics: Sequence[str], zone: str
) -> dict[str, int]:
    """What counts now of a day's figures by hand; empty where nobody wrote any."""
    start = datetime.combine(on, time(), ZoneInfo(zone))
    end = datetime.combine(on + timedelta(days=1), time(), ZoneInfo(zone))
    row = (
        _readings(subject)
        .filter(taken_at__gte=start, taken_at__lt=end)
        .order_by("-taken_at")
        .first()
    )
    if row is None:
        return {}
    return {name: n for name in metrics if (n := getattr(row, name)) is not None}


def _readings(subject: Publication | Channel):  # type: ignore[no-untyped-def] # one of two kinds of rows
    if isinstance(subject, Publication):
        return Reading.objects.filter(publication=subject, source=BY_HAND)
    return ChannelReading.objects.filter(channel=subject, source=BY_HAND)


def _written(row: Reading | ChannelReading, metrics: Sequence[str], zone: str) -> Written:
    return Written(
        on=row.taken_at.astimezone(ZoneInfo(zone)).date(),
        taken_at=row.taken_at,
        who=str(row.entered_by or ""),
        values={name: getattr(row, name) for name in metrics},
    )
