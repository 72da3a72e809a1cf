"""What support reads of posts that repeat: the words of smm/admin_words.py for these rows and acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MODELS: dict[str, tuple[Any, Any]] = {
    "editorial.recurrence": (_("repeat of a post"), _("repeats of posts")),
    "editorial.recurrenceday": (_("day of a repeat"), _("days of repeats")),
}
FIELDS: dict[str, Any] = {
    "every": _("counted by"),
    "interval": _("weeks or months apart"),
    "weekdays": _("days of the week"),
    "month_day": _("day of the month"),
    "nth": _("which weekday of the month"),
    "starts_on": _("first day"),
    "ends_on": _("last day"),
    "skips_holidays": _("leaves out public holidays"),
    "clock": _("time on the wall"),
    "in_gap": _("where that time does not exist"),
    "is_scheduled": _("scheduled by the machine"),
    "rest_days": _("days the same words rest"),
    "next_on": _("next day to be made"),
    "set_by": _("set by"),
    "set_at": _("set or changed at"),
    "begun_at": _("set for the first time at"),
    "ended_by": _("ended by"),
    "recurrence": _("repeat of a post"),
    "on": _("day"),
    "tried_revision": _("approved revision it was held against"),
    "told_at": _("people told at"),
    "skipped_by": _("left out by"),
    "skipped_at": _("left out at"),
}
VERBS: dict[str, Any] = {
    "recurrence.set": _("let a post repeat"),
    "recurrence.changed": _("changed on which days a post repeats"),
    "recurrence.words": _("let other words repeat"),
    "recurrence.day_skipped": _("left a day of a repeat out"),
    "recurrence.day_put_back": _("took a day of a repeat in again"),
    "recurrence.ended": _("ended a repeat"),
    "post.approval_inherited": _("was approved as the same words were before"),
    "channel.reconnect_asked": _("sent the client a link to connect again"),
    "connect_link.sent": _("sent the client a link to connect"),
    "connect_link.ended": _("took a link to connect back"),
    "connect_link.used": _("connected an account by a link"),
}
