"""The lines of the agency's results, written by Python: a page has fifty, and a template takes four times as long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from analytics import wording
from clients.models import Client
from people.templatetags.tables import labelled
from people.templatetags.ui import absent, client_name, icon

register = template.Library()
_MEASURES = ("engagements", "followers", "posts")
_ARROWS = {"up": ("arrow-up", "up"), "down": ("arrow-down", "down")}


@dataclass(frozen=True, slots=True)
class Line:
    """A client as the table shows it; its figures open down to where they come from."""

    client: Client
    url: str
    engagements: str | None
    engagements_url: str
    change: str
    direction: str
    before: str
    followers: str | None
    followers_change: str
    posts: str
    posts_url: str
    spark: SafeString


@register.simple_tag
def agency_rows(lines: Iterable[Line], days_head: str) -> SafeString:
    """Each client's line; ``days_head`` is what the column of the days is called."""
    heads = {name: str(wording.NAMES[name]) for name in _MEASURES}
    heads |= {"change": gettext("Against the period before"), "days": days_head}
    return SafeString("".join(_row(line, heads) for line in lines))


def _row(line: Line, heads: dict[str, str]) -> str:
    drawn = line.spark or absent(None, gettext("Too few days to draw"))
    cells = [
        labelled(heads["engagements"], _engagements(line), "num"),
        labelled(heads["change"], _change(line), "num"),
        labelled(heads["followers"], _followers(line), "num"),
        labelled(heads["posts"], f'<a href="{escape(line.posts_url)}">{line.posts}</a>', "num"),
        labelled(heads["days"], drawn),
    ]
    name = client_name(line.client, line.url)
    return f'<tr role="row"><th role="rowheader" scope="row">{name}</th>{"".join(cells)}</tr>'


def _engagements(line: Line) -> str:
    if line.engagements is None:
        return absent(None, gettext("Not collected in this period"))
    return f'<a href="{escape(line.engagements_url)}">{line.engagements}</a>'


def _change(line: Line) -> str:
    if not line.before:
        return absent(None, gettext("The period before was not collected whole"))
    arrow = icon(*_ARROWS[line.direction]) if line.direction in _ARROWS else ""
    change = f'<span class="nowrap">{arrow} {escape(line.change)}</span>'
    return f'{change}<span class="sub">{escape(line.before)}</span>'


def _followers(line: Line) -> str:
    if line.followers is None:
        return absent(None, gettext("Not collected in this period"))
    words = f'<a href="{escape(line.url)}#followers">{line.followers}</a>'
    if line.followers_change:
        words += f'<span class="sub">{escape(line.followers_change)}</span>'
    return words
