"""How far away the day is for which a client lives: the first evening of an event, a release. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.kinds import day_of

# For each kind, the fact that holds the day, and the one that holds the last day.
_DAYS: dict[str, tuple[str, str]] = {
    "event": ("starts_on", "ends_on"),
    "artist": ("next_release_on", "next_release_on"),
}


def day_x(kind: str, facts: Mapping[str, Any]) -> date | None:
    """The day everything is counted from, or None where the kind has none or nobody has said it."""
    return day_of(facts, _DAYS[kind][0]) if kind in _DAYS else None


def countdown(kind: str, facts: Mapping[str, Any], today: date) -> str:
    """“41 days to go”, “Tomorrow”, “Day 2 of 3”; empty for other kinds, without a day, and when it is over."""
    first = day_x(kind, facts)
    if first is None:
        return ""
    n = (first - today).days
    if n > 1:
        return ngettext("%(n)s day to go", "%(n)s days to go", n) % {"n": n}
    if n == 1:
        return _("Tomorrow")
    last = max(day_of(facts, _DAYS[kind][1]) or first, first)
    n_days = (last - first).days + 1
    if today > last:
        return ""
    if n_days == 1:
        return _("Today is the day")
    return _("Day %(n)s of %(all)s") % {"n": 1 - n, "all": n_days}
