"""Rows that Python writes escape what people wrote, once: names, titles and suppliers that look like markup stay words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from uuid import UUID

from analytics.templatetags.agency_rows import Line as ResultsLine
from analytics.templatetags.agency_rows import agency_rows
from analytics.templatetags.money_rows import boost_rows, cost_rows
from clients.models import Channel, Client, Touchpoint, TouchpointMoment
from clients.queries.own_dates import OwnDate
from clients.queries.presence import Elsewhere
from desk.health import Facts, Level
from desk.queries.clients import ClientRow
from desk.templatetags.client_rows import client_rows, columns
from desk.templatetags.lines import told_line
from desk.unblocking import Line
from editorial.calendar_days import Day
from editorial.models import Boost, Cost, Post
from editorial.periods import day_name
from editorial.templatetags.days import quiet_of_day
from people import cldr

# What would begin a tag, end an attribute, name an entity, or be read as a value to put in.
HOSTILE = """<b x="1">'Rossi' &amp; %s %(n)s {0}"""
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ROSSI = Client(name=HOSTILE, slug="rossi", kind="company", colour="#8C2F45", time_zone="Asia/Tokyo")
ANY = UUID(int=7)


class _Read(HTMLParser):
    """The words of a piece of HTML, and the values of its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.values: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.values += [value or "" for _name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


def _said(html: str) -> int:
    """How often the words stand there as they were written; no tag of theirs does, and no link leads where they say."""
    read = _Read(html)
    assert html.count("<b x") == 0
    assert "&amp;amp;amp;" not in html
    assert not any(value.startswith("javascript:") for value in read.values)
    return read.words.count(HOSTILE) + sum(value.count(HOSTILE) for value in read.values)


def test_a_client_in_the_list():
    facts = Facts(n_channels=1, n_with_client=1, asked_at=NOW, trend=-0.5, n_before=90)
    row = ClientRow(
        client=ROSSI, networks=[("mastodon", False)], next_at=NOW, last_at=NOW, facts=facts,
        level=Level.WATCH, days=["s", "d", *[""] * 12], n_drafts=2,
    )  # fmt: skip
    html = client_rows([(row, row.checks(NOW))], columns(), NOW, "Europe/Rome", shows_hours=True)
    assert _said(html) == 2  # its name, and whose reasons these are


def test_a_line_of_today():
    line = Line(
        NOW, "", None, ROSSI, "rules:1", 1, HOSTILE,
        title=HOSTILE, why=HOSTILE, quote=HOSTILE, quote_in='it" x="', also=HOSTILE, act=HOSTILE,
        url='/c/rossi/?a="<b x', far=HOSTILE, day=HOSTILE,
    )  # fmt: skip
    # client, title, why, quote, also, act with client and title, far, day; and the menu's client and name
    assert _said(told_line(line, NOW, "Europe/Rome")) == 12


def test_costs_and_boosts():
    post = Post(public_id=ANY)
    cost = Cost(
        public_id=ANY, on=NOW.date(), what=HOSTILE, supplier=HOSTILE, amount=Decimal(-0), currency="EUR",
        proof='https://example.org/?"><b x="1">', post=post,
    )  # fmt: skip
    boost = Boost(
        public_id=ANY, name=HOSTILE, starts_on=NOW.date(), ends_on=NOW.date(), currency="EUR",
        channel=Channel(network="mastodon", handle=HOSTILE), post=post, planned=Decimal(3),
    )  # fmt: skip
    assert _said(cost_rows("rossi", [(cost, HOSTILE)], may_change=True)) == 4
    assert _said(boost_rows("rossi", [(boost, HOSTILE)], may_change=True)) == 4


def test_a_client_in_the_agencys_results():
    line = ResultsLine(
        client=ROSSI, url="/c/rossi/", engagements="1", engagements_url='/?"<b x', change=HOSTILE,
        direction="up", before=HOSTILE, followers="1", followers_change=HOSTILE, posts="1",
        posts_url="/", spark="",
    )  # fmt: skip
    # client, change, before, followers; and the days' head on its cell
    assert _said(agency_rows([line], HOSTILE)) == 5


def test_what_a_day_is_besides_its_posts():
    on = date(2026, 11, 30)
    moment = TouchpointMoment(
        public_id=ANY, client=ROSSI, touchpoint=Touchpoint(name=HOSTILE), title=HOSTILE
    )
    own = OwnDate("window", ROSSI, HOSTILE, rule=HOSTILE, on=on, until=on)
    day = Day(
        on=on, name=day_name(on), cards=[], n_more=0, holiday=HOSTILE, dates=[(own, HOSTILE, "/")],
        n_more_dates=1, elsewhere=Elsewhere([moment], 1), is_today=False, is_outside=False,
    )  # fmt: skip
    # holiday; title and words of the date, with the client on the page of all; client, touchpoint and title of the moment
    assert _said(quiet_of_day(day, '/?"<b x', shows_client=False)) == 5
    assert _said(quiet_of_day(day, '/?"<b x', shows_client=True)) == 8


def test_minus_zero_is_zero_for_whoever_comes_after():
    assert cldr.money(Decimal("-0"), "EUR") == cldr.money(Decimal(0), "EUR") == "€0.00"
    assert cldr.money("12.50", "EUR") == cldr.money(Decimal("12.5"), "EUR") == "€12.50"
    assert cldr.number(-0.0) == cldr.number(0) == "0"
