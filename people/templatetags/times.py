"""Instants and days in the reader's language, for every page.

A built-in library (settings.TEMPLATES), so templates need no `{% load %}`. Nothing here asks the database. Dates come from CLDR
through Babel; the language is the active one, the zone is always given by the page, because a time without its place is half a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from people import cldr
from people.templatetags.ui import absent

register = template.Library()


def _zone(where: Any) -> ZoneInfo:
    """A zone from its name, a ZoneInfo, or anything that has a ``time_zone``."""
    if isinstance(where, ZoneInfo):
        return where
    return ZoneInfo(where if isinstance(where, str) else where.time_zone)


@register.filter
def zone_name(where: Any) -> str:
    """The place a zone is named after, in the reader's language: ``Europe/Rome`` is Roma, Rome."""
    return cldr.city(_zone(where).key)


def _written(instant: datetime | None, where: Any, pattern: str) -> str:
    if instant is None:
        return "–"
    return cldr.instant(instant, pattern, _zone(where))


def _timed(instant: datetime | None, words: str) -> SafeString:
    if instant is None:
        return absent(None)
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(), words)


@register.filter
def in_zone(instant: datetime | None, where: Any) -> SafeString:
    """An instant as people of that place say it, with the place: gio 26 nov, 18:15 (Roma)."""
    return _timed(instant, f"{_written(instant, where, 'EEE d MMM, HH:mm')} ({zone_name(where)})")


@register.filter
def in_zone_long(instant: datetime | None, where: Any) -> SafeString:
    """The same in full: giovedì 26 novembre 2026, 18:15 (Roma)."""
    words = _written(instant, where, "EEEE d MMMM y, HH:mm")
    return _timed(instant, f"{words} ({zone_name(where)})")


@register.simple_tag(takes_context=True)
def own_time(context: Mapping[str, Any], instant: datetime | None, where: Any) -> SafeString:
    """The same instant in the zone of the person who reads, where that is not the one it was told in."""
    member = getattr(context.get("request"), "member", None)
    return SafeString("") if member is None else time_there(instant, where, member.time_zone)


def time_there(instant: datetime | None, where: Any, there: str) -> SafeString:
    """The instant in the zone named ``there``, where that is not the one it was told in; for rows that Python writes."""
    if instant is None or there == _zone(where).key:
        return SafeString("")
    return format_html('<span class="sub">{}</span>', in_zone(instant, there))


@register.simple_tag
def clock_there(instant: datetime, where: Any, there: str) -> SafeString:
    """For a narrow place: the hour in another zone, with the place; with the day where it is another day there."""
    is_same_day = instant.astimezone(_zone(where)).date() == instant.astimezone(_zone(there)).date()
    pattern = "HH:mm" if is_same_day else "EEE d MMM, HH:mm"
    return format_html(
        '<span class="sub">{} {}</span>',
        _timed(instant, _written(instant, there, pattern)),
        zone_name(there),
    )


@register.filter
def day(instant: datetime | date | None, where: Any = "UTC") -> SafeString:
    """Only the day: gio 26 nov. A plain date needs no zone."""
    return _day(instant, where, "EEE d MMM")


@register.filter
def day_year(instant: datetime | date | None, where: Any = "UTC") -> SafeString:
    """A day that is far off or long past: 30 apr 2027."""
    return _day(instant, where, "d MMM y")


@register.filter
def day_long(instant: datetime | date | None, where: Any = "UTC") -> SafeString:
    """The day in full: giovedì 26 novembre 2026."""
    return _day(instant, where, "EEEE d MMMM y")


def _day(instant: datetime | date | None, where: Any, pattern: str) -> SafeString:
    if isinstance(instant, date) and not isinstance(instant, datetime):
        words = cldr.day(instant, pattern)
        return format_html('<time datetime="{}">{}</time>', instant.isoformat(), words)
    return _timed(instant, _written(instant, where, pattern))


@register.filter
def clock(instant: datetime | None, where: Any) -> SafeString:
    """Only the hour: 18:15. The page must name the place near it."""
    return _timed(instant, _written(instant, where, "HH:mm"))


@register.filter
def clock_seconds(instant: datetime | None, where: Any) -> SafeString:
    """The hour to the second, for what happened minute by minute: 18:00:04."""
    return _timed(instant, _written(instant, where, "HH:mm:ss"))


@register.filter
def from_now(instant: datetime | None, now: datetime) -> str:
    """How far an instant is from ``now`` (given by the view): tra 3 ore, 2 days ago.

    Under ninety minutes it counts minutes, under forty-eight hours it counts hours, then the days of the
    calendar of ``now``'s own zone: a page of a place passes its ``now`` in that place.
    """
    if instant is None:
        return "–"
    counted = _counted(instant, now)
    return cldr.far(*counted) if counted else pgettext("time", "now")


@register.filter
def since(instant: datetime | None, now: datetime) -> str:
    """How long something has been waiting, counted as `from_now` does: da 4 giorni, for 4 days."""
    if instant is None:
        return "–"
    counted = _counted(instant, now)
    if not counted:
        return pgettext("time", "now")
    return gettext("for {time}").format(time=cldr.long(*counted))


def _counted(instant: datetime, now: datetime) -> tuple[timedelta, cldr.Unit] | None:
    """The span in the unit that people would count it in; None for what is happening now."""
    seconds = (instant - now).total_seconds()
    if abs(seconds) < 45:
        return None
    if abs(seconds) < 90 * 60:
        return timedelta(minutes=round(seconds / 60) or 1), "minute"
    if abs(seconds) < 48 * 3600:
        return timedelta(hours=round(seconds / 3600)), "hour"
    return instant.astimezone(now.tzinfo).date() - now.date(), "day"
