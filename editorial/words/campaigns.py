"""Campaigns in words: how one stands, and what is wrong with the order of its posts, in the active language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from editorial.campaigning import Step, Trouble
from editorial.lifecycle import Look
from people import cldr

COMING = Look(pgettext_lazy("campaign", "To begin"), "clock", "s-scheduled")
RUNNING = Look(pgettext_lazy("campaign", "Running"), "send", "s-approved")
OVER = Look(pgettext_lazy("campaign", "Over"), "check2-all", "s-published")
ENDED = Look(pgettext_lazy("campaign", "Ended early"), "x-lg", "s-idea")


def look_of(*, starts_on: date, ends_on: date, is_ended: bool, today: date) -> Look:
    """How a campaign stands on a day; `is_ended`: before its last day."""
    if is_ended:
        return ENDED
    if ends_on < today:
        return OVER
    return COMING if starts_on > today else RUNNING


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with the order, and the way to mend it: `deed` is "move" this post, or "time", "see" or "order"."""

    sentence: str
    fix: str
    deed: str


def told(trouble: Trouble, *, at: datetime | None, first: Step, zone: str) -> Told:
    """The trouble of a post meant for `at` that goes after `first`, in one sentence."""
    name = first.name or _("Post without words")
    if trouble is Trouble.EARLY and at is not None and first.at is not None:
        words = _("It leaves %(at)s, and “%(first)s”, which goes first, only %(first_at)s.")
        said = {"at": _when(at, zone), "first": name, "first_at": _when(first.at, zone)}
        return Told(cldr.spoken(words % said), _("Move it"), "move")
    sentences = {
        Trouble.ARCHIVED: _("“%(first)s”, which goes first, is in the archive."),
        Trouble.FAILED: _("“%(first)s”, which goes first, did not go out."),
        Trouble.HELD: _("“%(first)s”, which goes first, is on hold."),
        Trouble.UNTIMED: _("“%(first)s”, which goes first, has no time yet."),
    }
    ways = {
        Trouble.ARCHIVED: (_("Say anew what goes first"), "order"),
        Trouble.UNTIMED: (_("Give it a time"), "time"),
    }
    fix, deed = ways.get(trouble, (_("See that post"), "see"))
    return Told(sentences[trouble] % {"first": name}, fix, deed)


def _when(at: datetime, zone: str) -> str:
    there = ZoneInfo(zone)
    words = _("on %(day)s at %(time)s")
    return words % {
        "day": cldr.instant(at, "d MMMM", there),
        "time": cldr.instant(at, "HH:mm", there),
    }
