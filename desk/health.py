"""How a client stands, in words: five checks, each with a sentence and the page where to act. Pure, no database.

The health of a client is the worst of its checks. "Needs care" means a harm within fourteen days that is certain
if nobody does anything; "to watch" means one that is likely. No check is a colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from people.templatetags.times import from_now
from people.templatetags.ui import percent

DAYS = 14
# A client is given a day to answer; after that somebody should ask.
PATIENCE = timedelta(days=1)
# Fewer days with an exit than this part of the usual ones is worth a look.
THIN = 0.5
# A fall this deep, of a period that had enough to compare, is worth a look.
FALL, ENOUGH = -0.25, 20


class Level(IntEnum):
    """How much it matters; the greater, the sooner."""

    FINE = 0
    WATCH = 1
    ACT = 2


@dataclass(frozen=True, slots=True)
class HealthLook:
    """A level as people see it: icon, word, class."""

    word: str | Promise
    icon: str
    css: str


LOOKS: dict[Level, HealthLook] = {
    Level.FINE: HealthLook(pgettext_lazy("health", "In order"), "check2", "s-ok"),
    Level.WATCH: HealthLook(pgettext_lazy("health", "To watch"), "eye", "s-review"),
    Level.ACT: HealthLook(
        pgettext_lazy("health", "Needs care"), "exclamation-triangle", "s-failed"
    ),
}
# The names of the levels in the address.
LEVELS = {"act": Level.ACT, "watch": Level.WATCH, "fine": Level.FINE}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks read of one client; days are those of its own zone, counted over the next fourteen."""

    n_days: int = 0
    n_planned_days: int = 0
    usual_days: float = 0
    n_standing: int = 0
    n_with_client: int = 0
    asked_at: datetime | None = None
    decision_needed_at: datetime | None = None
    n_channels: int = 0
    n_to_reconnect: int = 0
    n_ending: int = 0
    first_end: datetime | None = None
    n_at_risk: int = 0
    trend: float | None = None
    n_before: int = 0
    has_gone_out: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """One of the five: its name, how bad, in a sentence, and the screen of the client where to act."""

    name: str | Promise
    level: Level
    sentence: str
    screen: str
    query: str = ""

    @property
    def look(self) -> HealthLook:
        return LOOKS[self.level]


def checks(facts: Facts, *, now: datetime) -> list[Check]:
    """The five checks, the worst first."""
    five = [
        _standing(facts),
        _channels(facts, now),
        _approvals(facts, now),
        _exits(facts),
        _trend(facts),
    ]
    return sorted(five, key=lambda check: -check.level)


def level_of(facts: Facts, *, now: datetime) -> Level:
    """The worst of the checks, without their sentences: for sorting many clients."""
    return max(_standing_level(facts), _channels_level(facts), _approvals_level(facts, now),
               _exits_level(facts), _trend_level(facts))  # fmt: skip


def _standing_level(facts: Facts) -> Level:
    return Level.ACT if facts.n_standing else Level.FINE


def _standing(facts: Facts) -> Check:
    n = facts.n_standing
    words = (
        ngettext("{n} exit waits for a person.", "{n} exits wait for a person.", n).format(n=n)
        if n
        else _("Nothing stands still.")
    )
    return Check(
        gettext_lazy("To settle"), _standing_level(facts), words, "editorial:posts", "group=fix"
    )


def _channels_level(facts: Facts) -> Level:
    if facts.n_to_reconnect or facts.n_ending:
        return Level.ACT if facts.n_at_risk else Level.WATCH
    return Level.FINE if facts.n_channels else Level.WATCH


def _channels(facts: Facts, now: datetime) -> Check:
    n = facts.n_to_reconnect
    if not facts.n_channels:
        words = _("No channel is connected.")
    elif not n and facts.n_ending:
        words = ngettext(
            "{n} connection ends {when}",
            "{n} connections end soon, the first {when}",
            facts.n_ending,
        ).format(n=facts.n_ending, when=from_now(facts.first_end, now))
        words += _at_risk(facts)
    elif not n:
        words = ngettext(
            "The channel is connected.", "All {n} channels are connected.", facts.n_channels
        )
        words = words.format(n=facts.n_channels)
    else:
        words = ngettext(
            "{n} channel must be reconnected", "{n} channels must be reconnected", n
        ).format(n=n)
        words += _at_risk(facts)
    return Check(gettext_lazy("Channels"), _channels_level(facts), words, "clients:channels")


def _at_risk(facts: Facts) -> str:
    n = facts.n_at_risk
    return ngettext(", {n} exit at risk.", ", {n} exits at risk.", n).format(n=n) if n else "."


def _approvals_level(facts: Facts, now: datetime) -> Level:
    if not facts.n_with_client or facts.asked_at is None:
        return Level.FINE
    if facts.decision_needed_at and facts.decision_needed_at < now + PATIENCE:
        return Level.ACT
    return Level.WATCH if facts.asked_at < now - PATIENCE else Level.FINE


def _approvals(facts: Facts, now: datetime) -> Check:
    n = facts.n_with_client
    words = (
        ngettext("{n} post waits for the client, asked {when}.",
                 "{n} posts wait for the client, the oldest asked {when}.", n)
        .format(n=n, when=from_now(facts.asked_at, now))
        if n
        else _("The client has nothing to decide.")
    )  # fmt: skip
    if n and facts.decision_needed_at and facts.decision_needed_at < now + PATIENCE:
        words += " " + _("The first is meant to go out {when}.").format(
            when=from_now(facts.decision_needed_at, now)
        )
    return Check(
        gettext_lazy("Approvals"), _approvals_level(facts, now), words, "editorial:approvals"
    )


def _exits_level(facts: Facts) -> Level:
    if not facts.n_channels:
        return Level.FINE
    if not facts.has_gone_out:
        return Level.WATCH
    days = facts.n_days + facts.n_planned_days
    return Level.WATCH if days < max(1, facts.usual_days * THIN) else Level.FINE


def _exits(facts: Facts) -> Check:
    n, planned, usual = facts.n_days, facts.n_planned_days, round(facts.usual_days)
    words = ngettext(
        "Something goes out on {n} of the next 14 days",
        "Something goes out on {n} of the next 14 days",
        n,
    ).format(n=n)
    if planned:
        words += ngettext(", {n} more has a draft", ", {n} more have a draft", planned).format(
            n=planned
        )
    if usual:
        words += ngettext("; usually {n}.", "; usually {n}.", usual).format(n=usual)
    else:
        words += "."
    if not facts.has_gone_out:
        words = _("Nothing has ever gone out.") + " " + words
    return Check(gettext_lazy("Exits"), _exits_level(facts), words, "editorial:calendar")


def _trend_level(facts: Facts) -> Level:
    is_fall = facts.trend is not None and facts.trend <= FALL and facts.n_before >= ENOUGH
    return Level.WATCH if is_fall else Level.FINE


def _trend(facts: Facts) -> Check:
    if facts.trend is None:
        words = _(
            "Engagements cannot be compared yet: the 30 days before were not collected whole."
        )
    else:
        words = _("Engagements {change} on the 30 days before.").format(
            change=signed_percent(facts.trend)
        )
    return Check(gettext_lazy("Trend"), _trend_level(facts), words, "analytics:results")


def signed_percent(ratio: float) -> str:
    """A change with its sign and a true minus: +12 %, −3 %."""
    sign = "−" if ratio < 0 else "+"
    return f"{sign}{percent(abs(ratio))}"


def days_in_words(facts: Facts) -> str:
    """On how many of the next fourteen days something goes out, and on how many there is only a draft."""
    words = ngettext("exits on {n} day", "exits on {n} days", facts.n_days).format(n=facts.n_days)
    if facts.n_planned_days:
        words += ngettext(", {n} with a draft", ", {n} with a draft", facts.n_planned_days).format(
            n=facts.n_planned_days
        )
    return words
