"""How the hours of a period burn down: what was used, at which pace, when they end, and what would keep them inside. Pure.

Everything is whole minutes and exact fractions: a sentence that names a day must not hang on a rounding.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

# The pace is that of the last working days, no more than this many: a slow beginning is forgotten after two weeks.
MOST_BASE_DAYS = 10
# Under so many working days a pace is chance.
FEWEST_BASE_DAYS = 3
# Ten working days lie within these days also around Christmas.
LOOK_BACK = timedelta(days=21)
ALERT_AT = Fraction(8, 10)


def working_days(first_on: date, last_on: date, *, holidays: Collection[date] = ()) -> list[date]:
    """Monday to Friday without the holidays, both ends included."""
    n_days = (last_on - first_on).days + 1
    days = (first_on + timedelta(days=n) for n in range(n_days))
    return [day for day in days if day.weekday() < 5 and day not in holidays]


@dataclass(frozen=True, slots=True)
class BurnDay:
    """A day of the period. `used` and `forecast` are sums up to its end; None where there is none."""

    on: date
    is_working: bool
    used: int | None
    forecast: Fraction | None
    pace: Fraction | None


@dataclass(frozen=True, slots=True)
class Burn:
    """A period's hours, in minutes. `included` None: no hours were agreed; `extra` of them the client said yes to beyond the
    contract. `rate` None: too early to say."""

    first_on: date
    last_on: date
    today: date
    included: int | None
    used: int
    n_working: int
    n_worked: int
    n_base: int
    rate: Fraction | None
    at_end: Fraction | None
    ends_on: date | None
    days: tuple[BurnDay, ...]
    extra: int = 0

    @property
    def over(self) -> Fraction:
        """How much the end would be over what is included; 0 where it would not, or nobody knows."""
        if self.included is None or self.at_end is None:
            return Fraction(0)
        return max(self.at_end - self.included, Fraction(0))

    @property
    def is_over(self) -> bool:
        """More is used than included, today."""
        return self.included is not None and self.used > self.included

    @property
    def level(self) -> Literal["", "near", "over"]:
        """What people are alerted of: 80 % used, or more than everything."""
        if not self.included:
            return ""
        if self.used > self.included:
            return "over"
        return "near" if Fraction(self.used, self.included) >= ALERT_AT else ""

    @property
    def is_finished(self) -> bool:
        """Whether the period is over."""
        return self.today > self.last_on


def burn(
    *,
    first_on: date,
    last_on: date,
    today: date,
    minutes: Mapping[date, int],
    included: int | None,
    extra: int = 0,
    holidays: Collection[date] = (),
    since: date | None = None,
) -> Burn:
    """The burn line of a period from the minutes of its days, against those of the contract and of extras with a yes.

    The forecast adds to every working day after today the average of the last working days up to today, work at
    weekends included; the contract's own pace spreads what is included evenly over the working days.

    `since` is the first day of the same terms where they are older than the period: nobody's pace begins anew on the first
    of a month, so it is read from the days before too. `minutes` and `holidays` then reach back by LOOK_BACK.
    """
    included = None if included is None else included + extra
    working = working_days(first_on, last_on, holidays=holidays)
    until = min(today, last_on)
    used = sum(n for day, n in minutes.items() if first_on <= day <= until)
    known_from = _known_from(first_on, since, minutes) if today >= first_on else first_on
    worked = working_days(known_from, until, holidays=holidays)
    base = worked[-MOST_BASE_DAYS:]
    # A weekend's work counts with the working days around it.
    base_from = known_from if len(base) == len(worked) else base[0]
    in_base = sum(n for day, n in minutes.items() if base_from <= day <= until)
    rate = Fraction(in_base, len(base)) if len(base) >= FEWEST_BASE_DAYS else None
    to_come = [day for day in working if day > today]
    at_end = used + rate * len(to_come) if rate is not None else None
    if today > last_on:
        at_end = Fraction(used)
    return Burn(
        first_on=first_on,
        last_on=last_on,
        today=today,
        included=included,
        used=used,
        n_working=len(working),
        n_worked=sum(day <= today for day in working),
        n_base=len(base),
        rate=rate,
        at_end=at_end,
        ends_on=_ends_on(used, rate, included, to_come),
        days=_days(first_on, last_on, today, minutes, included, working, rate, used),
        extra=0 if included is None else extra,
    )


def _known_from(first_on: date, since: date | None, minutes: Mapping[date, int]) -> date:
    """Where the days begin that tell the pace: days before anybody wrote hours down would only make it look slower."""
    if since is None:
        return first_on
    earliest = max(since, first_on - LOOK_BACK)
    return min((day for day in minutes if earliest <= day < first_on), default=first_on)


def _ends_on(
    used: int, rate: Fraction | None, included: int | None, to_come: list[date]
) -> date | None:
    """The working day on which everything included is used; None where that does not happen in the period."""
    if included is None or not rate or used >= included:
        return None
    n_days = ceil((included - used) / rate)
    if n_days > len(to_come) or (n_days == len(to_come) and used + rate * n_days == included):
        return None  # exactly at the end is inside
    return to_come[n_days - 1]


def _days(
    first_on: date,
    last_on: date,
    today: date,
    minutes: Mapping[date, int],
    included: int | None,
    working: list[date],
    rate: Fraction | None,
    used: int,
) -> tuple[BurnDay, ...]:
    are_working = set(working)
    days = []
    so_far, ahead, n_passed = 0, Fraction(used), 0
    for n in range((last_on - first_on).days + 1):
        on = first_on + timedelta(days=n)
        is_working = on in are_working
        n_passed += is_working
        so_far += minutes.get(on, 0)
        if on > today and is_working and rate is not None:
            ahead += rate
        days.append(
            BurnDay(
                on=on,
                is_working=is_working,
                used=so_far if on <= today else None,
                forecast=ahead if on >= today and rate is not None else None,
                pace=Fraction(included * n_passed, len(working))
                if included is not None and working
                else None,
            )
        )
    return tuple(days)


def worth_of_an_hour(fee: Decimal, minutes: int | Fraction) -> Decimal | None:
    """What an hour earns when the fee pays for so many minutes; None for no minutes."""
    if not minutes:
        return None
    whole = Fraction(minutes)
    return (fee * 60 * whole.denominator / whole.numerator).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Habits:
    """What work usually takes, of the last months: minutes a piece, minutes of a round of changes, rounds a post."""

    per_piece: Fraction | None = None
    per_round: Fraction | None = None
    rounds_per_post: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to stay inside: what kind, of how many pieces, and the minutes it saves (an extra brings instead, and so do
    those `offered` already, with a yes)."""

    kind: Literal["one_round", "move", "offered", "extra"]
    n: int
    minutes: int


def ways_inside(*, over: Fraction, n_missing: int, habits: Habits, offered: int = 0) -> list[Way]:
    """What would keep a period inside, when it would end `over` minutes too late; what saves nothing is left out.

    `n_missing` is how many pieces of the contract are not out yet. One round only saves the usual rounds beyond the
    first on each of them; moving saves what a piece usually takes, for as few as would do. `offered` are the minutes of
    extras that wait for a yes: only what is over beyond them is one more to offer.
    """
    if over <= 0:
        return []
    ways = []
    if habits.per_round and habits.rounds_per_post and habits.rounds_per_post > 1:
        saved = int(habits.per_round * (habits.rounds_per_post - 1) * n_missing)
        if saved:
            ways.append(Way("one_round", n_missing, saved))
    if habits.per_piece and n_missing:
        n = min(ceil(over / habits.per_piece), n_missing)
        ways.append(Way("move", n, int(habits.per_piece * n)))
    if offered:
        ways.append(Way("offered", 1, min(offered, ceil(over))))
    if ceil(over) > offered:
        ways.append(Way("extra", 1, ceil(over) - offered))
    return ways
