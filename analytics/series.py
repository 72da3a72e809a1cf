"""Periods, days and figures as values: what the queries fill and charts, sentences and tables read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clients.comparing import FEW_POSTS

# As FEW_POSTS of clients/comparing.py: under these too the screens say "few data".
FEW_ENGAGEMENTS = 20


@dataclass(frozen=True, slots=True)
class Period:
    """Days from first to last, both included."""

    first_on: date
    last_on: date

    @property
    def n_days(self) -> int:
        """How many days."""
        return (self.last_on - self.first_on).days + 1

    @property
    def days(self) -> list[date]:
        """Every day, in order."""
        return [self.first_on + timedelta(days=n) for n in range(self.n_days)]

    def before(self) -> Period:
        """As many days, just before."""
        return Period(
            self.first_on - timedelta(days=self.n_days), self.first_on - timedelta(days=1)
        )

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first_on <= day <= self.last_on


def last_days(n_days: int, *, today: date) -> Period:
    """The days up to and with today."""
    return Period(today - timedelta(days=n_days - 1), today)


def month_of(day: date) -> Period:
    """The calendar month a day is in."""
    first = day.replace(day=1)
    return Period(first, next_month(first) - timedelta(days=1))


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a client or a channel. None is a gap: nothing was read. `is_open`: the day is not over.

    `own_clicks` are on our own links, counted by us; `clicks` are what networks say.
    """

    day_on: date
    engagements: int | None
    found: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    views: int | None = None
    saves: int | None = None
    clicks: int | None = None
    own_clicks: int | None = None
    followers: int | None = None
    n_out: int = 0
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of a period beside the period before; a level (followers) is compared as a difference."""

    name: str
    value: int | None
    before: int | None = None
    is_level: bool = False

    @property
    def difference(self) -> int | None:
        """Value less before, None where either is not known."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before

    @property
    def ratio(self) -> float | None:
        """The difference as a part of before; None where before is zero or not known."""
        if self.difference is None or not self.before:
            return None
        return self.difference / self.before

    @property
    def direction(self) -> str:
        """ "up", "down" or "" where nothing changed or nothing is known."""
        if not self.difference:
            return ""
        return "up" if self.difference > 0 else "down"


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from and when they were collected last; `by_hand` names who wrote them down, where people did."""

    network: str
    taken_at: datetime
    by_hand: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A channel that was not read on some days of the period."""

    handle: str
    network: str
    n_days: int


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel of the period beside the others."""

    channel_id: int
    engagements: Figure
    followers: Figure
    posts: Figure


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """All that is known of a period: days, measures, where they come from, what is missing."""

    period: Period
    previous: Period
    days: tuple[Day, ...]
    figures: tuple[Figure, ...]
    sources: tuple[Source, ...] = ()
    missing: tuple[Missing, ...] = ()
    channels: tuple[ChannelLine, ...] = ()
    data_since: date | None = None

    @property
    def is_comparable(self) -> bool:
        """Whether the whole period before was collected too."""
        return self.data_since is not None and self.data_since <= self.previous.first_on

    @property
    def first_comparison_on(self) -> date | None:
        """The first day on which the period before will be whole."""
        if self.data_since is None:
            return None
        return self.data_since + timedelta(days=2 * self.period.n_days - 1)

    def figure(self, name: str) -> Figure:
        """The measure of that name; KeyError where it is not shown."""
        for each in self.figures:
            if each.name == name:
                return each
        raise KeyError(name)

    @property
    def n_undated(self) -> int:
        """Engagements that were found in the period and belong to no one day of it."""
        found = total(day.found for day in self.days) or 0
        return found - (total(day.engagements for day in self.days) or 0)

    @property
    def is_few(self) -> bool:
        """Too little to judge."""
        engagements = self.figure("engagements").value or 0
        posts = self.figure("posts").value or 0
        return posts < FEW_POSTS or engagements < FEW_ENGAGEMENTS


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None when nothing is. Zero stays zero."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def last_known(values: Sequence[int | None]) -> int | None:
    """The last value that is known."""
    return next((value for value in reversed(values) if value is not None), None)
