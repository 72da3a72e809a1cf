"""The days of a calendar as its pages draw them: posts, the client's own dates, what happens elsewhere, public holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock_time

from django.utils.translation import get_language, ngettext

from clients.holidays import OF_AGENCY, holidays_of
from clients.models import Client
from clients.queries.own_dates import OwnDate, OwnDates
from clients.queries.presence import Elsewhere
from editorial.models import Series
from editorial.periods import BANDS, DayName, Period, band_of, day_name
from editorial.queries import calendar as cards_of
from editorial.queries.calendar import Card, Found
from editorial.words.own_dates import page_of, words_of
from people.public_holidays import holidays_between

# From so many cards a day they stand one a line.
MANY = 4
NOTHING_ELSEWHERE = Elsewhere([])
NO_DATES = OwnDates([])


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the page draws it. `dates` are the client's own, each with its words and its page; `is_within` a window or the
    days of an event; `slots` the columns that have their weekday and no post; `now` the hour, of today alone."""

    on: date
    name: DayName
    cards: list[Card]
    n_more: int
    holiday: str
    dates: list[tuple[OwnDate, str, str]]
    n_more_dates: int
    elsewhere: Elsewhere
    is_today: bool
    is_outside: bool
    is_within: bool = False
    slots: list[Series] = field(default_factory=list)
    now: clock_time | None = None

    @property
    def is_rest_day(self) -> bool:
        """Saturday, Sunday, or a public holiday."""
        return self.on.weekday() >= 5 or bool(self.holiday)

    @property
    def is_crowded(self) -> bool:
        """Whether its cards must stand one a line: there are many, or more than it has room for."""
        return len(self.cards) >= MANY or self.n_more > 0

    @property
    def more(self) -> str:
        """How many posts the day has no room for, in words."""
        return ngettext("and %(n)s more post", "and %(n)s more posts", self.n_more) % {
            "n": self.n_more
        }

    @property
    def is_quiet(self) -> bool:
        """Whether it is anything besides its posts."""
        return bool(self.holiday or self.dates or self.elsewhere.moments)

    @property
    def more_dates(self) -> str:
        """How many of the client's own dates the day has no room for, in words."""
        n = self.n_more_dates
        return ngettext("and %(n)s more date", "and %(n)s more dates", n) % {"n": n}

    @property
    def more_elsewhere(self) -> str:
        """How many moments of the wider presence the day has no room for, in words."""
        n = self.elsewhere.n_more
        return ngettext("and %(n)s more elsewhere", "and %(n)s more elsewhere", n) % {"n": n}

    def bands(self) -> Iterator[tuple[int, int, list[Card], list[Card], bool]]:
        """The hours of the day from and to, with their cards up to now and later, and whether now is among them."""
        held: dict[tuple[int, int], list[Card]] = {band: [] for band in BANDS}
        for card in self.cards:
            held[band_of(card.wall_at.hour)].append(card)
        now = self.now
        for band, cards in held.items():
            if now is None or band_of(now.hour) != band:
                yield *band, [], cards, False
                continue
            n = sum(card.wall_at.time() <= now for card in cards)
            yield *band, cards[:n], cards[n:], True


def days_of(
    period: Period,
    found: Found,
    outside: Found,
    moments: Mapping[date, Elsewhere],
    dates: Mapping[date, OwnDates],
    room: Mapping[date, int] | None,
    slots: Mapping[date, list[Series]],
    here: datetime,
    client: Client | None,
) -> list[Day]:
    """The days of the page, each with what it has room for (`room`: of posts, by day); `here` is now where the page is."""
    language = get_language() or "en"
    named = (
        holidays_between(period.first_on, period.last_on, language=language, country=OF_AGENCY)
        if client is None
        else holidays_of(client, period.first_on, period.last_on, language=language)
    )
    by_day: dict[date, list[Card]] = {}
    for card in sorted(
        [*found.cards[: cards_of.MOST], *outside.cards], key=lambda card: card.wall_at
    ):
        by_day.setdefault(card.wall_at.date(), []).append(card)
    made = []
    for on in period.days:
        cards, own = by_day.get(on, []), dates.get(on, NO_DATES)
        n_shown = len(cards) if room is None else cards_of.n_shown(len(cards), room[on])
        made.append(
            Day(
                on=on,
                name=day_name(on),
                cards=cards[:n_shown],
                n_more=found.more.get(on, 0) + outside.more.get(on, 0) + len(cards) - n_shown,
                holiday=named.get(on, ""),
                dates=[(each, words_of(each), page_of(each)) for each in own.shown],
                n_more_dates=own.n_more,
                elsewhere=moments.get(on, NOTHING_ELSEWHERE),
                is_today=on == here.date(),
                is_outside=period.is_outside(on),
                is_within=own.is_within,
                slots=slots.get(on, []),
                now=here.time() if on == here.date() else None,
            )
        )
    return made
