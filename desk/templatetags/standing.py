"""How a client stands, check by check, as the list of clients shows it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from analytics.queries.hours_used import HoursUsed
from analytics.templatetags.budget import pips
from desk.health import Check
from desk.unblocking import Line
from people import cldr
from people.addresses import screen_of
from people.templatetags.ui import absent, icon, network_icon

register = template.Library()


@register.simple_tag
def reasons(checks: Iterable[Check], slug: str) -> SafeString:
    """Each check with its sentence; its name leads to the client's screen where to act. Forty clients a page have five each."""
    return SafeString("".join(_reason(check, slug) for check in checks))


@register.simple_tag
def line_menu(line: Line) -> SafeString:
    """The menu of a line of Today; what stands in it is fetched when it opens. Without a script it leads to the same."""
    asked = urlencode(
        {"matter": line.matter, "n": line.n, "at": line.at.isoformat() if line.at else ""}
    )
    url = escape(f"{screen_of('desk:ways_to_put_off')}?{asked}")
    name = escape(gettext("More for {name}").format(name=f"{line.client.name}, {line.name}"))
    return SafeString(
        '<details class="drop line-menu" data-controller="drop" '
        'data-action="keydown->drop#key click@window->drop#elsewhere focusout->drop#left">'
        f'<summary class="btn btn-icon">{icon("three-dots")}<span class="vh">{name}</span></summary>'
        f'<div class="drop-box from-right" hx-get="{url}" hx-trigger="toggle from:closest details once">'
        f'<p><a href="{url}">{escape(pgettext("verb", "Put off"))}</a></p></div></details>'
    )


def _reason(check: Check, slug: str) -> str:
    url = screen_of(check.screen, slug) + (f"?{check.query}" if check.query else "")
    name = f'{icon(check.look.icon)}<a href="{url}">{escape(str(check.name))}</a>'
    return f'<li><span class="state {check.look.css}">{name}</span> {escape(check.sentence)}</li>'


@register.simple_tag
def channel_icons(networks: Iterable[tuple[str, bool]]) -> SafeString:
    """The networks of a client's channels; those that must be reconnected stand out."""
    return SafeString(
        "".join(
            network_icon(name)
            if is_fine
            else f'<span class="state s-failed">{network_icon(name)}</span>'
            for name, is_fine in networks
        )
    )


@register.simple_tag
def hours_cell(found: HoursUsed | None, slug: str) -> SafeString:
    """Hours used of those included as a figure and a bar; what is over, or nearly used, says so by icon, word and colour."""
    if found is None:
        return absent(None, gettext("No hours were agreed"))
    used, included = (
        cldr.number(n / 60, "#,##0.#" if n < 6000 else "#,##0")
        for n in (found.used, found.included)
    )
    words = gettext("{used} of {included} h").format(used=used, included=included)
    css = "bad" if found.is_over else "series-1"
    bar = pips([(css, min(found.used, found.included))], found.included) if found.used else ""
    url = screen_of("analytics:budget", slug)
    line = f'<a href="{url}">{escape(words)}</a>{bar}'
    if found.is_over:
        over = gettext("{n} h over").format(
            n=cldr.number((found.used - found.included) / 60, "#,##0.#")
        )
        line += (
            f'<span class="sub state s-failed">{icon("exclamation-triangle")}{escape(over)}</span>'
        )
    elif found.is_near:
        near = gettext("nearly used up")
        line += f'<span class="sub state s-changes">{icon("hourglass-split")}{escape(near)}</span>'
    return SafeString(line)


@register.filter
def seconds_late(seconds: int) -> str:
    """How late something began: on the second, 9 s late, 4 min late."""
    if not seconds:
        return gettext("on the second")
    if seconds < 120:
        return gettext("{n} s late").format(n=seconds)
    return gettext("{n} min late").format(n=round(seconds / 60))
