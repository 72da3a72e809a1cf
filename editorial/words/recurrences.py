"""How a repeat is said: every Tuesday and Friday at 09:00, until 31 December. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from editorial.recurring import THE_LAST, Every, Pattern
from people import cldr

_A_MONDAY = date(2024, 1, 1)
_SUNDAY = 6
# Which one of a month, before its weekday: the Italian Sunday alone is feminine.
NTH = {
    1: (pgettext_lazy("weekday", "the first"), pgettext_lazy("Sunday", "the first")),
    2: (pgettext_lazy("weekday", "the second"), pgettext_lazy("Sunday", "the second")),
    3: (pgettext_lazy("weekday", "the third"), pgettext_lazy("Sunday", "the third")),
    4: (pgettext_lazy("weekday", "the fourth"), pgettext_lazy("Sunday", "the fourth")),
    THE_LAST: (pgettext_lazy("weekday", "the last"), pgettext_lazy("Sunday", "the last")),
}


def weekday_name(weekday: int) -> str:
    """The whole name of a day of the week, 0 for Monday."""
    return cldr.day(_A_MONDAY + timedelta(days=weekday), "EEEE")


def listed(names: Sequence[str]) -> str:
    """One, one and two, one, two and three."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}


def days_in_words(pattern: Pattern) -> str:
    """On which days, without the hour and the end."""
    n = pattern.interval
    if pattern.every == Every.WEEK:
        names = [weekday_name(each) for each in sorted(pattern.weekdays)]
        if n == 1:
            return _("every %(days)s") % {"days": listed(names)}
        return _("every %(n)s weeks, on %(days)s") % {"n": n, "days": listed(names)}
    if pattern.every == Every.MONTH_DAY:
        words = ngettext("every month, on day %(day)s", "every %(n)s months, on day %(day)s", n) % {
            "n": n,
            "day": pattern.month_day,
        }
        if pattern.month_day > 28:
            return words + " " + pgettext("day of the month", "(or the last)")
        return words
    weekday = pattern.weekdays[0]
    which = NTH[pattern.nth][weekday == _SUNDAY]
    return ngettext(
        "every month, %(nth)s %(weekday)s", "every %(n)s months, %(nth)s %(weekday)s", n
    ) % {"n": n, "nth": which, "weekday": weekday_name(weekday)}


def in_words(pattern: Pattern, at: time) -> str:
    """The whole of it: days, hour, end, holidays."""
    words = _("%(days)s at %(clock)s") % {"days": days_in_words(pattern), "clock": f"{at:%H:%M}"}
    if pattern.ends_on is not None:
        words += " " + pgettext("last day", "until %(day)s") % {
            "day": cldr.day(pattern.ends_on, "d MMMM y")
        }
    if pattern.skips_holidays:
        words += ", " + _("not on public holidays")
    return words
