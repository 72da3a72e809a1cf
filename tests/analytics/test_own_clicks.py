"""Clicks on our own links are a measure of ours in the results of a post, a client and a month; no network's clicks are in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from analytics.actions import reporting
from analytics.actions.rolling_up import roll_up_all
from analytics.queries.one_post import one_post
from analytics.queries.results import results
from analytics.series import Figure
from analytics.views.showing_post import post_shown
from analytics.views.showing_print import sheet_of
from analytics.views.showing_reports import body_of
from clients.actions import presence
from clients.models import Channel, LinkPage, PageLink
from clients.models.link_pages import PageClicks
from editorial.models import LinkClicks, Post, Publication, ShortLink
from people.clock import database_now
from tests import make_numbers as make
from tests.conftest import SignIn
from tests.make_posts import scheduled

pytestmark = pytest.mark.django_db

NOW = make.NOW


ROME = ZoneInfo("Europe/Rome")


def _out(
    home: make.House,
    channel: Channel,
    *,
    clicks: int | None,
    days_ago: int = 3,
    now: datetime = NOW,
) -> Publication:
    """A post of ours that is out, its network counting seven clicks; `clicks` on our short link, None: without one."""
    delivery = scheduled(home.owner, channel, text=f"Uscito {channel.pk} {days_ago}")
    at = now - timedelta(days=days_ago)
    found = make.publication(channel, at=at, text=f"Uscito {days_ago}")
    Publication.objects.filter(pk=found.pk).update(delivery=delivery)
    make.reading(found, at + timedelta(hours=1), likes=2, clicks=7)
    if clicks is not None:
        link = ShortLink.objects.create(
            agency=home.client.agency, client=home.client, post=delivery.post, channel=channel,
            code=f"abc{delivery.post_id}{channel.pk}", created_at=at, target="https://a.example", fixed_at=at,
        )  # fmt: skip
        if clicks:
            LinkClicks.objects.create(
                agency=home.client.agency,
                link=link,
                day=(at + timedelta(days=1)).astimezone(ROME).date(),
                n=clicks,
            )
    return Publication.objects.select_related("channel", "delivery__post").get(pk=found.pk)


def _on_the_page(home: make.House, n: int, day: date) -> None:
    of = {"agency": home.client.agency}
    page = LinkPage.objects.create(**of, client=home.client, code="pagina", title="Pagina", changed_at=NOW)  # fmt: skip
    link = PageLink.objects.create(**of, page=page, position=0, label="Visite", url="https://a.example")  # fmt: skip
    PageClicks.objects.create(**of, link=link, day=day, n=n)


def _figures(home: make.House, channel: Channel | None = None) -> dict[str, Figure]:
    roll_up_all()
    found = results(
        client=home.client, n_days=30, channel=channel and channel.public_id, now=NOW
    ).known
    return {figure.name: figure for figure in found.figures}


def test_a_client_has_its_own_clicks_beside_those_of_the_network() -> None:
    home = make.house()
    other = make.channel_of(home.client)
    _out(home, home.channel, clicks=11)
    _out(home, other, clicks=4)
    _out(home, home.channel, clicks=5, days_ago=40)
    _on_the_page(home, 100, (NOW - timedelta(days=2)).date())

    found = _figures(home)

    assert (found["own_clicks"].value, found["own_clicks"].before) == (115, 5)
    # The network's own, of the posts of these days.
    assert found["clicks"].value == 14
    # Of one channel, what is no channel's is left out.
    assert _figures(home, other)["own_clicks"].value == 4


def test_a_link_that_nobody_followed_is_a_zero_and_no_link_no_figure() -> None:
    home = make.house()
    _out(home, home.channel, clicks=None)
    assert "own_clicks" not in _figures(home)

    _out(home, home.channel, clicks=0)
    assert (_figures(home)["own_clicks"].value, _figures(home)["own_clicks"].before) == (0, None)


def test_the_page_says_who_counted_and_the_file_has_a_column(sign_in: SignIn) -> None:
    home = make.house()
    home.owner.user.language = "en"
    home.owner.user.save()
    _out(home, home.channel, clicks=11, now=database_now())
    roll_up_all()
    browser = sign_in(home.owner)

    page = browser.get(reverse("analytics:results", args=[home.client.slug])).content.decode()
    file = browser.get(reverse("analytics:results_csv", args=[home.client.slug])).content.decode()

    assert "Clicks on our own links" in page
    assert "counted by us" in page
    head, *days = file.lstrip("\ufeff").splitlines()
    separator = ";" if ";" in head else ","
    place = head.split(separator).index("Clicks on our own links")
    assert head.split(separator)[place - 1] == "Clicks"
    told = [line.split(separator)[place] for line in days]
    # Before the link stood nothing was counted: empty, no zero.
    assert [each for each in told if each] == ["0", "11", "0", "0"]


def test_the_cost_in_queries_is_one() -> None:
    home = make.house()
    _out(home, home.channel, clicks=11)
    _on_the_page(home, 3, (NOW - timedelta(days=2)).date())
    roll_up_all()

    with CaptureQueriesContext(connection) as queries:
        results(client=home.client, n_days=30, channel=None, now=NOW)

    assert len([q for q in queries if "linkclicks" in q["sql"] or "pageclicks" in q["sql"]]) == 1


def test_a_post_has_those_of_its_own_channel_alone() -> None:
    home = make.house()
    found = _out(home, home.channel, clicks=11)
    other = make.channel_of(home.client)
    assert found.delivery is not None
    link = ShortLink.objects.create(
        agency=home.client.agency, client=home.client, post=found.delivery.post, channel=other, code="altro",
        created_at=NOW, target="https://a.example", fixed_at=NOW,
    )  # fmt: skip
    LinkClicks.objects.create(agency=home.client.agency, link=link, day=NOW.date(), n=50)

    with translation.override("en"):
        shown = post_shown(
            one_post(publication=found, client=home.client, now=NOW), zone=UTC, now=NOW
        )
        bare = _out(home, home.channel, clicks=None, days_ago=4)
        without = post_shown(
            one_post(publication=bare, client=home.client, now=NOW), zone=UTC, now=NOW
        )

    cells = {cell.label: cell for cell in shown.cells}
    assert (cells["Clicks on our own links"].value, cells["Clicks on our own links"].note) == ("11", "counted by us")  # fmt: skip
    assert "counted by us" in cells["Clicks on our own links"].definition
    assert "Clicks on our own links" not in {cell.label for cell in without.cells}


def test_a_report_has_them_in_the_month_and_by_post_on_page_and_paper(sign_in: SignIn) -> None:
    home = make.house()
    home.client.language = "en"
    home.client.save()
    _out(home, home.channel, clicks=11)
    _out(home, home.channel, clicks=None, days_ago=4)
    roll_up_all()
    report = reporting.make_report(
        by=home.owner, client=home.client, month_on=NOW.date().replace(day=1), now=NOW
    )
    LinkClicks.objects.all().update(n=99)

    body = body_of(report, language="en")
    sheet = sheet_of(report)

    (cell,) = [each for each in body.cells if each.label == "Clicks on our own links"]
    assert (cell.value, cell.note) == ("11", "counted by us")
    assert {post.own_clicks for post in body.posts} == {11, None}
    (went_out,) = [table for table in sheet["tables"] if table["title"] == "What went out"]
    assert went_out["columns"][-1] == "Clicks on our own links"
    assert [row[-1] for row in went_out["rows"]].count("11") == 1
    page = sign_in(home.owner).get(
        reverse("analytics:report", args=[home.client.slug, report.public_id])
    )
    assert "counted by us; the other figures are the networks’" in page.content.decode()
    # One that was frozen before has neither.
    report.figures["figures"] = [
        each for each in report.figures["figures"] if each[0] != "own_clicks"
    ]
    for post in report.figures["posts"]:
        del post["own_clicks"]
    old = body_of(report, language="en")
    assert not old.has_own_clicks


def test_a_moment_sums_what_the_posts_that_support_it_brought(sign_in: SignIn) -> None:
    home = make.house()
    home.owner.user.language = "en"
    home.owner.user.save()
    touchpoint = presence.keep_touchpoint(
        by=home.owner, client=home.client, kind="site", name="Sito", now=NOW
    )
    moment = presence.plan_moment(
        by=home.owner, touchpoint=touchpoint, title="Porte aperte", on=NOW.date(), now=NOW
    )
    for clicks in (11, 4, None):
        found = _out(home, home.channel, clicks=clicks, days_ago=3 + (clicks or 0))
        assert found.delivery is not None
        Post.objects.filter(pk=found.delivery.post_id).update(supports=moment)

    page = sign_in(home.owner).get(reverse("editorial:supporting", args=[home.client.slug]))

    words = page.content.decode()
    assert "15 clicks on our own links" in words
    assert "· 11 clicks" in words
    assert words.count("clicks</span>") == 2


def test_clicks_of_a_day_are_those_of_the_clients_calendar() -> None:
    home = make.house()
    late = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
    _out(home, home.channel, clicks=1, days_ago=0, now=late)
    found = results(client=home.client, n_days=30, channel=None, now=NOW).known

    zeros = [day.day_on for day in found.days if day.own_clicks is not None]
    assert min(zeros) == date(2026, 11, 2)
