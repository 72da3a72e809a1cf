"""What a day of the calendar is besides its posts, and the way to those it has no room for. Written by Python: a month has forty-two days."""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString

from clients.models import TouchpointMoment
from clients.queries.own_dates import OwnDate
from editorial.calendar_days import Day
from people.addresses import screen_of
from people.templatetags.ui import client_mark, icon

register = template.Library()


@register.simple_tag
def quiet_of_day(day: Day, day_url: str, *, shows_client: bool) -> SafeString:
    """A public holiday, the client's own dates, moments of the wider presence. ``day_url`` wants the day at its end."""
    parts = []
    if day.holiday:
        parts.append(f'<p class="holiday">{icon("calendar-event")}{escape(day.holiday)}</p>')
    parts += [
        _own_date(day, own, words, page, shows_client=shows_client)
        for own, words, page in day.dates
    ]
    if day.n_more_dates:
        parts.append(_more(day, day_url, day.more_dates))
    parts += [_moment(each, shows_client=shows_client) for each in day.elsewhere.moments]
    if day.elsewhere.n_more:
        parts.append(_more(day, day_url, day.more_elsewhere))
    return SafeString(f'<div class="quiet">{"".join(parts)}</div>')


@register.simple_tag
def more_of_day(day: Day, day_url: str) -> SafeString:
    """The way to the posts that the day's cell has no room for."""
    return SafeString(_more(day, day_url, day.more))


def _more(day: Day, day_url: str, words: str) -> str:
    of_day = f", {day.name.number} {escape(day.name.month)}"
    return (
        f'<p class="more"><a class="link" href="{escape(day_url)}{day.on.isoformat()}">{escape(words)}'
        f'<span class="vh">{of_day}</span></a></p>'
    )


def _own_date(day: Day, own: OwnDate, words: str, page: str, *, shows_client: bool) -> str:
    said = escape(words)
    whose, mark, title, window = "", "", escape(own.rule), ""
    if shows_client:
        name = escape(own.client.name)
        whose, mark = f'<span class="vh">{name}: </span>', client_mark(own.client)
        title = f"{name}: {title or said}"
    elif own.what == "window":
        # A window is one band over its days; each week draws its piece of it anew.
        begins = "first" if own.on == day.on or day.on.weekday() == 0 else "on"
        ends = " last" if own.until == day.on else ""
        window = f' data-window="{begins}{ends}"'
    titled = f' title="{title}"' if title else ""
    return (
        f'<p class="holiday own"{window}{titled}>{icon("flag")}{mark}<a href="{page}">{whose}<bdi>{said}</bdi></a></p>'
    )  # fmt: skip


def _moment(moment: TouchpointMoment, *, shows_client: bool) -> str:
    url = f"{screen_of('clients:presence', moment.client.slug)}#moment-{moment.public_id}"
    whose = f"{escape(moment.client.name)}: " if shows_client else ""
    return (
        f'<p class="holiday elsewhere">{icon("globe")}<a href="{url}">{whose}'
        f'<span class="vh">{escape(moment.touchpoint.name)}: </span><bdi>{escape(moment.title)}</bdi></a></p>'
    )
