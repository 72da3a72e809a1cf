"""Wall time and the instant it stands for.

People think in wall time ("09:00 in Rome"), the machine in instants. A wall time may not exist (the clock
jumps over it in spring) or exist twice (in autumn); `zoneinfo` never says so, hence this module. A post
keeps its wall time, zone and fold; the instant is derived, and derived again when the law changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

FARTHEST = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Exact:
    """The wall time is one instant."""

    instant: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """The wall time does not exist: the last minute before the jump and the first after it."""

    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Twice:
    """The wall time happens twice: the instants of the first and of the second."""

    first: datetime
    second: datetime


def instant_of(wall: datetime, zone: str, fold: int = 0) -> datetime:
    """The UTC instant of a naive wall time; `fold` 1 means the second of two."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def resolve(wall: datetime, zone: str) -> Exact | Gap | Twice:
    """Tell whether a naive wall time is one instant, none or two.

    The two folds are compared: equal, it is one instant; if the first converts back to another wall time,
    the clock jumped over it; else it happens twice. The rule holds for half-hour shifts and missing days.
    """
    first, second = instant_of(wall, zone), instant_of(wall, zone, fold=1)
    if first == second:
        return Exact(first)
    if wall_of(first, zone) != wall:
        # Reading the wall time with the offset before the jump overshoots, with the one after undershoots.
        before, after = sorted((wall_of(second, zone), wall_of(first, zone)))
        jump = _jump_between(second, first, zone)
        return Gap(
            before=wall_of(jump - timedelta(minutes=1), zone) if jump else before,
            after=wall_of(jump, zone) if jump else after,
        )
    return Twice(first, second)


def _jump_between(earlier: datetime, later: datetime, zone: str) -> datetime | None:
    """The instant between two at which the zone's offset changes, to the minute."""
    low, high = earlier - timedelta(hours=26), later + timedelta(hours=26)
    tz = ZoneInfo(zone)
    start = low.astimezone(tz).utcoffset()
    if high.astimezone(tz).utcoffset() == start:
        return None
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(tz).utcoffset() == start:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)


def wall_of(instant: datetime, zone: str) -> datetime:
    """The naive wall time of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def fold_of(instant: datetime, zone: str) -> int:
    """1 when the instant is the second of two equal wall times."""
    return instant.astimezone(ZoneInfo(zone)).fold


@lru_cache(maxsize=1)
def city_zones() -> list[str]:
    """The zones a person may choose: cities only, so that summer time is always right."""
    regions = (
        "Africa/",
        "America/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return sorted(zone for zone in available_timezones() if zone.startswith(regions))
