"""The rows of the client list, written by Python: a page has twenty-five of ten cells, and a template takes four times as long.

Only words that people wrote, or that were translated, are escaped: the rest is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from analytics.queries.hours_used import HoursUsed
from analytics.templatetags.budget import pips
from desk.health import Check
from desk.queries.clients import ClientRow
from people import cldr
from people.addresses import screen_of
from people.templatetags.tables import labelled
from people.templatetags.times import day, from_now, in_zone, since, time_there
from people.templatetags.ui import absent, client_name, figure, icon, network_icon, state_word

register = template.Library()


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns are called; each of a narrow screen's cells says it again."""

    client: str
    health: str
    days: str
    asked: str
    channels: str
    trend: str
    last: str
    next: str
    hours: str
    drafts: str


def columns() -> Columns:
    """In the active language."""
    return Columns(
        client=gettext("Client"),
        health=gettext("Health"),
        days=gettext("Next 14 days"),
        asked=gettext("With the client"),
        channels=gettext("Channels"),
        trend=gettext("Engagements, 30 days"),
        last=gettext("Last exit"),
        next=gettext("Next exit"),
        hours=gettext("Hours"),
        drafts=gettext("Drafts"),
    )


@register.simple_tag
def client_rows(
    rows: Iterable[tuple[ClientRow, Sequence[Check]]],
    heads: Columns,
    now: datetime,
    own_zone: str,
    *,
    shows_hours: bool,
) -> SafeString:
    """Each client as a row; ``now`` is of the agency's zone, ``own_zone`` that of the person who reads."""
    return SafeString(
        "".join(_row(row, checks, heads, now, own_zone, shows_hours) for row, checks in rows)
    )


def _row(
    row: ClientRow,
    checks: Sequence[Check],
    heads: Columns,
    now: datetime,
    own_zone: str,
    shows_hours: bool,
) -> str:
    slug = row.client.slug
    cells = [
        labelled(heads.health, _health(row, checks)),
        labelled(heads.days, _days(row)),
        labelled(heads.asked, _asked(row, now)),
        labelled(heads.channels, _channels(row, now)),
        labelled(heads.trend, _trend(row)),
        labelled(heads.last, escape(from_now(row.last_at, now)) if row.last_at else _none()),
        labelled(heads.next, _next(row, now, own_zone)),
        labelled(heads.hours, hourslabelled(row.hours, slug)) if shows_hours else "",
        labelled(heads.drafts, _drafts(row), "num"),
    ]
    return f'<tr role="row">{_head(row)}{"".join(cells)}</tr>'


def _none() -> str:
    words = gettext("none")
    return f'<span class="muted">{escape(words)}</span>'


def _head(row: ClientRow) -> str:
    client = row.client
    kind = escape(client.get_kind_display())
    if client.leaving_on:
        until = escape(gettext("until %(day)s"))
        kind += f" · {until % {'day': day(client.leaving_on)}}"
    return (
        f'<th role="rowheader" scope="row">{client_name(client)}'
        f'<span class="sub under-mark">{kind}</span></th>'
    )


def _health(row: ClientRow, checks: Sequence[Check]) -> str:
    why = gettext("show why")
    name = escape(f"{why}: {row.client.name}")
    worst = f'<span class="sub">{escape(str(checks[0].name))}</span>' if row.level else ""
    return (
        f'<details class="why"><summary>{state_word(row.look)}{icon("chevron-down")}<span class="vh">, {name}</span></summary>'
        f"<ul>{''.join(_reason(check, row.client.slug) for check in checks)}</ul></details>{worst}"
    )


def _reason(check: Check, slug: str) -> str:
    """A check with its sentence; its name leads to the client's screen where to act."""
    url = screen_of(check.screen, slug) + (f"?{check.query}" if check.query else "")
    name = f'{icon(check.look.icon)}<a href="{url}">{escape(str(check.name))}</a>'
    return f'<li><span class="state {check.look.css}">{name}</span> {escape(check.sentence)}</li>'


def _days(row: ClientRow) -> str:
    return (
        f'<svg class="fourteen" viewBox="0 0 140 12" aria-hidden="true"><path class="full" d="{row.full}"></path>'
        f'<path class="half" d="{row.half}"></path><path class="none" d="{row.none}"></path></svg>'
        f'<span class="sub">{escape(row.days_in_words)}</span>'
    )


def _asked(row: ClientRow, now: datetime) -> str:
    n = row.facts.n_with_client
    if not n:
        return _none()
    url = screen_of("editorial:approvals", row.client.slug)
    return (
        f'<a class="state s-client" href="{url}">{icon("hourglass-split")}{figure(n)}</a>'
        f'<span class="sub">{escape(since(row.facts.asked_at, now))}</span>'
    )


def _channels(row: ClientRow, now: datetime) -> str:
    """The networks of a client's channels, those that must be reconnected apart, and what ends soon."""
    if not row.networks:
        return _none()
    nets = "".join(
        network_icon(name) if is_fine else f'<span class="state s-failed">{network_icon(name)}</span>'
        for name, is_fine in row.networks
    )  # fmt: skip
    return f'<span class="nets">{nets}</span>{_to_act_on(row, now)}'


def _to_act_on(row: ClientRow, now: datetime) -> str:
    n = row.facts.n_to_reconnect
    if n:
        css, sign = "s-failed", "plug"
        words = ngettext("%(n)s to reconnect", "%(n)s to reconnect", n) % {"n": n}
    elif row.facts.n_ending:
        css, sign = "s-changes", "hourglass-split"
        words = gettext("ends %(when)s") % {"when": from_now(row.facts.first_end, now)}
    else:
        return ""
    url = screen_of("clients:channels", row.client.slug)
    return f'<span class="sub"><a class="state {css}" href="{url}">{icon(sign)}{escape(words)}</a></span>'


def _trend(row: ClientRow) -> str:
    trend = row.facts.trend
    if trend is None:
        return absent(None, gettext("The 30 days before were not collected whole"))
    arrow = icon("arrow-up", "up") if trend > 0 else icon("arrow-down", "down") if trend < 0 else ""
    return f"{arrow} {escape(row.trend)}"


def _next(row: ClientRow, now: datetime, own_zone: str) -> str:
    at, zone = row.next_at, row.client.time_zone
    if at is None:
        return _none()
    when = f'<span class="sub">{in_zone(at, zone)}</span>{time_there(at, zone, own_zone)}'
    return escape(from_now(at, now)) + when


def _drafts(row: ClientRow) -> str:
    if not row.n_drafts:
        return "0"
    url = screen_of("editorial:posts", row.client.slug)
    return f'<a href="{url}?group=write">{figure(row.n_drafts)}</a>'


def hourslabelled(found: HoursUsed | None, slug: str) -> str:
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
    line = f'<a href="{screen_of("analytics:budget", slug)}">{escape(words)}</a>{bar}'
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
    return line
