"""What else is open about a client, in the client's own day: read from the rows that came with it (desk/queries/matters_rows.py)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from analytics.missing_figures import missing, period_words
from clients.kinds import day_of
from clients.models import Kind
from clients.models.fitting import reopened_words
from clients.models.matters import window_name
from clients.models.profiles import task_words
from clients.models.prospects import OfferState
from desk.queries.matters_rows import ASKED_AFTER, DUE_WITHIN
from editorial.queries.commitments import EVENT_NEAR, Matters, in_windows


@dataclass(frozen=True, slots=True)
class MissingFigure:
    """A source by its public id and name, the period without a figure, and who fills it in."""

    source: str
    name: str
    period: str
    filled_by: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A window that begins: its name, first and last day, and what holds in it."""

    name: str
    starts_on: date
    ends_on: date
    rule: str


@dataclass(frozen=True, slots=True)
class Left:
    """A sponsor by name: how many mentions are owed, how many made, and until which day."""

    name: str
    n_owed: int
    n_done: int
    until: date


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """Of one client. `minutes` are those written down, by the first day of their month, `agreed` those of extras with a yes,
        `boosts` what was spent on them by month and currency; `fits` the networks whose decision is due and why it is open before its day; `profiles` channels by handle; `changes` of profiles
        (handle, id, what); `deliverables` (code and title, day); `figures` of the client's own that nobody gave for a period that
        is over; `acts` (name, day) and `works` (title, who, day) that have no yes yet while their day comes near; `mentions` an event that
    comes near still owes; `windows` that begin, `inside` the posts without a yes in the nearest. `offers` wait for an answer until a day,
    `ended` ended without one; `n_drafts` are not sent; `looks` are profiles of competitors nobody looked at this week (name, network).
    People are counted."""

    minutes: dict[date, int]
    boosts: dict[tuple[date, str], Decimal]
    agreed: dict[date, int]
    extras: list[str]
    offers: list[date]
    ended: list[date]
    n_drafts: int
    fits: list[tuple[str, str]]
    profiles: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    deliverables: list[tuple[str, date]]
    figures: list[MissingFigure]
    looks: list[tuple[str, str]]
    acts: list[tuple[str, date]]
    works: list[tuple[str, str, date]]
    mentions: list[Left]
    windows: list[Coming]
    inside: Matters | None
    n_unanswered: int
    unanswered_since: datetime | None
    n_dead_links: int

    def minutes_between(self, first_on: date, last_on: date) -> int:
        """What was written down in the months of a period; a contract shares no month with another."""
        return _between(self.minutes, first_on, last_on)

    def boosts_between(self, first_on: date, last_on: date, currency: str) -> Decimal:
        """What boosts that began in these months spent in a currency."""
        first = first_on.replace(day=1)
        found = self.boosts.items()
        mine = [n for (month, code), n in found if code == currency and first <= month <= last_on]
        return sum(mine, Decimal(0))

    def agreed_between(self, first_on: date, last_on: date) -> int:
        """Minutes beyond the contract that the client said yes to in these months."""
        return _between(self.agreed, first_on, last_on)


def _between(by_month: dict[date, int], first_on: date, last_on: date) -> int:
    first = first_on.replace(day=1)
    return sum(n for month, n in by_month.items() if first <= month <= last_on)


def open_matters(found: Any, today: date) -> OpenMatters:
    """Of a client of such a query, on a day of its own."""
    late = found.late_answers
    sent = [_day(row["until"]) for row in found.open_offers if row["state"] == OfferState.SENT]
    return OpenMatters(
        minutes={_day(row["month"]): row["n"] for row in found.minutes_by_month},
        boosts={
            (_day(row["month"]), row["currency"]): Decimal(row["amount"])
            for row in found.boosts_by_month
        },
        agreed={_day(row["month"]): row["n"] for row in found.agreed_by_month},
        extras=[row["what"] for row in found.open_extras],
        offers=[until for until in sent if until >= today],
        ended=[until for until in sent if today > until >= today - ASKED_AFTER],
        n_drafts=len(found.open_offers) - len(sent),
        fits=[
            (row["network"], reopened_words(row["why"]))
            for row in found.open_fits
            if row["why"] or _day(row["on"]) <= today
        ],
        profiles=[
            (row["handle"], row["id"]) for row in found.open_profiles if _day(row["on"]) <= today
        ],
        changes=[
            (row["handle"], row["id"], task_words(row["what"]))
            for row in found.open_changes
            if _day(row["on"]) <= today
        ],
        deliverables=[
            (f"{row['code']} {row['title']}", _day(row["on"]))
            for row in found.open_deliverables
            if _day(row["on"]) <= today + DUE_WITHIN
        ],
        figures=list(_missing(found, today)),
        looks=[(row["name"], row["network"]) for row in found.open_looks],
        acts=_acts(found, today),
        works=_works(found, today),
        mentions=_mentions(found, today),
        windows=_windows(found, today),
        inside=in_windows(found, today) if found.kind == Kind.PUBLIC_FIGURE else None,
        n_unanswered=late["n"] if late else 0,
        unanswered_since=datetime.fromisoformat(late["since"]) if late else None,
        n_dead_links=found.n_dead_links,
    )


def _acts(found: Any, today: date) -> list[tuple[str, date]]:
    if found.kind != Kind.EVENT:
        return []
    rows = [(row["name"], _day(row["on"])) for row in found.open_acts]
    return [(name, on) for name, on in rows if today <= on <= today + EVENT_NEAR]


def _works(found: Any, today: date) -> list[tuple[str, str, date]]:
    """Works for which somebody must say yes: whoever is written down, or the label."""
    if found.kind != Kind.ARTIST:
        return []
    label = str(found.facts.get("label_approves") or "").strip()
    rows = [(r["title"], r["who"] or label, _day(r["on"])) for r in found.open_works]
    return [each for each in rows if each[1] and today <= each[2] <= today + DUE_WITHIN]


def _mentions(found: Any, today: date) -> list[Left]:
    """What an event still owes to sponsors once its first day comes near, until its last day."""
    first = day_of(found.facts, "starts_on")
    last = day_of(found.facts, "ends_on") or first
    if found.kind != Kind.EVENT or first is None or last is None:
        return []
    if first > today + EVENT_NEAR or last < today:
        return []
    rows = [Left(r["name"], r["owed"], r["said"] + r["before"], last) for r in found.sponsors_near]
    return [each for each in rows if each.n_done < each.n_owed]


def _windows(found: Any, today: date) -> list[Coming]:
    if found.kind != Kind.PUBLIC_FIGURE:
        return []
    rows = [
        Coming(
            window_name(row["name"], row["hat"]), _day(row["on"]), _day(row["until"]), row["rule"]
        )
        for row in found.coming_windows
    ]
    return [each for each in rows if today < each.starts_on <= today + DUE_WITHIN]


def _missing(found: Any, today: date) -> Iterator[MissingFigure]:
    for row in found.own_sources:
        period = missing(
            rhythm=row["rhythm"],
            counting=row["counting"],
            since=found.today(datetime.fromisoformat(row["since"])),
            last_on=_day(row["until"]) if row["until"] else None,
            today=today,
        )
        if period is not None:
            yield MissingFigure(row["id"], row["name"], period_words(*period), row["by"])


def _day(words: str) -> date:
    return date.fromisoformat(words[:10])
