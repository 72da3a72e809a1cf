"""What a release is called while it comes, goes and is out; and how far its moment is. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from editorial.lifecycle import Look

PLANNED = Look(gettext_lazy("Planned"), "clock", "s-scheduled", is_certain=False)
ASKED = Look(gettext_lazy("Go or no go?"), "question-diamond", "s-changes")
GO = Look(pgettext_lazy("release", "Go"), "check2", "s-approved")
NOT_GONE = Look(gettext_lazy("No go: nothing goes out"), "pause-circle", "s-failed")
PARTLY_OUT = Look(gettext_lazy("Going out"), "send", "s-scheduled", is_certain=False)
OUT = Look(gettext_lazy("Out"), "check2-all", "s-published")
DISSOLVED = Look(gettext_lazy("Dissolved"), "x-lg", "s-idea")


def look_of(
    *,
    has_go: bool,
    is_dissolved: bool,
    opens_at: datetime,
    due_at: datetime,
    n_out: int,
    n_all: int,
    now: datetime,
) -> Look:
    """The one look of a release."""
    if is_dissolved:
        return DISSOLVED
    if n_all and n_out == n_all:
        return OUT
    if n_out:
        return PARTLY_OUT
    if has_go:
        return GO
    if now < opens_at:
        return PLANNED
    return ASKED if now < due_at else NOT_GONE


def countdown(left: timedelta) -> str:
    """Hours, minutes and seconds until its moment, or since it: −00:12:31, +00:00:04; whole days stand before them."""
    seconds = int(abs(left).total_seconds())
    days, rest = divmod(seconds, 86_400)
    clock = f"{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}"
    sign = "−" if left > timedelta(0) else "+"
    if days:
        return f"{sign}{ngettext('%(n)s day', '%(n)s days', days) % {'n': days}} {clock}"
    return f"{sign}{clock}"


def out_words(n_out: int, n_all: int) -> str:
    """How many of them are out."""
    return _("%(n)s of %(all)s are out") % {"n": n_out, "all": n_all}


def late_words(late: timedelta | None) -> str:
    """How late the slowest went; empty while none is out."""
    if late is None:
        return ""
    seconds = max(round(late.total_seconds()), 0)
    if seconds < 120:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    return ngettext("%(n)s minute", "%(n)s minutes", seconds // 60) % {"n": seconds // 60}
