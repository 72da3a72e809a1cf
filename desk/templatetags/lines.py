"""The lines of Today: their moment, their menu, those that their words tell; and how late something began."""

from __future__ import annotations

from datetime import datetime
from html import escape
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from desk.unblocking import Line
from people.addresses import screen_of
from people.templatetags.times import from_now, in_zone, time_there
from people.templatetags.ui import client_name, icon

register = template.Library()


@register.simple_tag
def told_line(line: Line, now: datetime, own_zone: str) -> SafeString:
    """A line that its own words tell; written by Python, because forty of them stand on a full day."""
    said = f"{line.client.name}, {line.title}"
    why = escape(line.why)
    if line.quote:
        why += f' <bdi lang="{escape(line.quote_in)}">{escape(line.quote)}</bdi>'
    if line.also:
        why += f" · {escape(line.also)}"
    return SafeString(
        f'<li>{gutter(line, now, own_zone)}<div class="what"><h3>{client_name(line.client)}'
        f'<span class="net"><span>{escape(line.title)}</span></span></h3><p class="why">{why}</p></div>'
        f'<a class="btn btn-sm" href="{escape(line.url)}">{escape(line.act)}<span class="vh">: {escape(said)}</span></a>'
        f"{line_menu(line)}</li>"
    )


@register.simple_tag
def gutter(line: Line, now: datetime, own_zone: str) -> SafeString:
    """The moment of a line: how far off it is, and when that is, where the client is and where the reader is."""
    far = escape(line.far or from_now(line.at, now))
    if line.is_past:
        far = f'<b class="state s-failed">{icon("exclamation-triangle")}{far}</b>'
    elif line.is_soon:
        far = f'<b class="state s-review">{icon("clock")}{far}</b>'
    else:
        far = f"<b>{far}</b>"
    zone = line.client.time_zone
    when = escape(line.day) if line.day else in_zone(line.at, zone)
    own = "" if line.day else time_there(line.at, zone, own_zone)
    return SafeString(f'<div class="when">{far}<span class="sub">{when}</span>{own}</div>')


@register.simple_tag
def line_menu(line: Line) -> SafeString:
    """The menu of a line of Today; what stands in it is fetched when it opens. Without a script it leads to the same."""
    asked = urlencode(
        {"matter": line.matter, "n": line.n, "at": line.at.isoformat() if line.at else ""}
    )
    url = escape(f"{screen_of('desk:ways_to_put_off')}?{asked}")
    put_off = escape(pgettext("verb", "Put off"))
    name = escape(gettext("More for {name}").format(name=f"{line.client.name}, {line.name}"))
    return SafeString(
        '<details class="drop line-menu" data-controller="drop" '
        'data-action="keydown->drop#key click@window->drop#elsewhere focusout->drop#left">'
        f'<summary class="btn btn-icon">{icon("three-dots")}<span class="vh">{name}</span></summary>'
        f'<div class="drop-box from-right" hx-get="{url}" hx-trigger="toggle from:closest details once">'
        f'<p><a href="{url}">{put_off}</a></p></div></details>'
    )


@register.filter
def seconds_late(seconds: int) -> str:
    """How late something began: on the second, 9 s late, 4 min late."""
    if not seconds:
        return gettext("on the second")
    if seconds < 120:
        return gettext("{n} s late").format(n=seconds)
    return gettext("{n} min late").format(n=round(seconds / 60))
