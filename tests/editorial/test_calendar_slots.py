"""What a client's calendar says of its plan: the columns without a post, the line of now, the band of a window, the meter."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from clients.models import Client, Window
from editorial.models import Post, Series
from people.clock import database_now
from people.roles import Role
from tests import make, make_goals, make_money
from tests.editorial.planned import draft, html_of, url


@pytest.fixture
def series(cast):
    """A column with the weekday of tomorrow."""
    day = (make.today(cast.client) + timedelta(days=1)).weekday()
    pillar = make_goals.pillar(cast.alice, cast.client)
    return make_goals.series(cast.alice, pillar, weekday=day)


def slots(html: str) -> list[str]:
    """The days whose empty slots the page offers."""
    return re.findall(r'class="hole" href="[^"]+\?day=([0-9-]+)&amp;series=[0-9a-f-]+"', html)


def days_of(cast, n_weeks: int = 0) -> date:
    return make.today(cast.client) + timedelta(days=1 + 7 * n_weeks)


def test_a_column_without_its_post_is_an_empty_slot_and_a_post_of_it_fills_it(
    cast, sign_in, series
):
    browser, there = sign_in(cast.rita), days_of(cast, 1)
    week = {"view": "week", "on": there.isoformat()}
    html = html_of(browser, url(cast), **week)
    assert slots(html) == [there.isoformat()]
    assert series.name in html

    post = draft(cast, datetime.combine(there, time(18, 15)))
    assert slots(html_of(browser, url(cast), **week)) == []  # proposed for the column of its day
    Post.objects.filter(pk=post.pk).update(series=None)
    assert slots(html_of(browser, url(cast), **week)) == [there.isoformat()]
    Post.objects.filter(pk=post.pk).update(series=series)
    Post.objects.filter(pk=post.pk).update(stage="archived")
    assert slots(html_of(browser, url(cast), **week)) == [there.isoformat()]


def test_a_post_written_from_a_slot_begins_in_its_column_where_two_share_the_day(
    cast, sign_in, series
):
    other = make_goals.series(cast.alice, series.pillar, name="Un altro", weekday=series.weekday)
    browser, there = sign_in(cast.rita), days_of(cast, 1)
    html = html_of(browser, url(cast), view="week", on=there.isoformat())
    links = {unescape(each) for each in re.findall(r'class="hole" href="([^"]+)"', html)}
    assert len(links) == 2
    for each in (series, other):
        (link,) = (link for link in links if str(each.public_id) in link)
        assert f'value="s:{each.public_id}" selected' in html_of(browser, link)
    # One that is closed by now is not proposed, and neither is one of somebody else or none at all.
    Series.objects.filter(pk=other.pk).update(closed_at=database_now())
    (link,) = (link for link in links if str(other.public_id) in link)
    assert f'value="s:{series.public_id}" selected' in html_of(browser, link)
    assert browser.get(link.partition("&")[0] + "&series=x").status_code == 200


def test_slots_are_of_days_to_come_of_open_columns_for_who_writes_and_sees_all(
    cast, sign_in, series
):
    browser, there = sign_in(cast.rita), days_of(cast)
    past = days_of(cast, -1).isoformat()
    assert slots(html_of(browser, url(cast), view="week", on=past)) == []
    week = {"view": "week", "on": there.isoformat()}
    assert slots(html_of(browser, url(cast), **week)) == [there.isoformat()]
    assert slots(html_of(browser, url(cast), **week, q="x")) == []
    assert slots(html_of(browser, reverse("editorial:all_calendar"), **week)) == []
    reader = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, reader, Role.ANALYST)
    assert slots(html_of(sign_in(reader), url(cast), **week)) == []
    series.closed_at = database_now()
    series.save()
    assert slots(html_of(sign_in(cast.rita), url(cast), **week)) == []


def test_now_stands_between_what_is_past_and_what_comes(cast, sign_in):
    here = database_now().astimezone(ZoneInfo(cast.client.time_zone))
    html = html_of(sign_in(cast.rita), url(cast), view="week")
    lines = re.findall(r'class="now-line" data-wall="([^"]+)"', html)

    assert len(lines) == 1
    assert abs(datetime.fromisoformat(lines[0]) - here.replace(tzinfo=None)) < timedelta(minutes=3)
    day = html[html.index('aria-current="date"') :].partition('<li class="day')[0]
    assert "now-line" in day
    other = (here.date() + timedelta(days=14)).isoformat()
    assert "now-line" not in html_of(sign_in(cast.rita), url(cast), view="week", on=other)


def test_a_window_is_a_band_with_its_name_on_the_first_day_of_each_week(cast, sign_in):
    mayor = make.client(cast.alice, "Sindaca", kind="public_figure")
    # From a Thursday to the Tuesday after.
    Window.objects.create(
        agency=mayor.agency, client=mayor, name="Voto", rule="Niente bilanci",
        starts_on=date(2027, 1, 7), ends_on=date(2027, 1, 12),
    )  # fmt: skip
    browser = sign_in(cast.alice)
    address = reverse("editorial:calendar", args=[mayor.slug])
    html = html_of(browser, address, on="2027-01-08")

    parts = re.findall(r'data-window="([^"]+)"', html)
    assert parts == ["first", "on", "on", "on", "first", "on last"]
    assert html.count(" within") == 6
    (note,) = re.findall(r'<p class="window-note[^>]*>(.*?)</p>', html, re.S)
    assert "Niente bilanci" in note
    everybody = html_of(browser, reverse("editorial:all_calendar"), on="2027-01-08")
    assert "data-window" not in everybody


def test_the_days_of_an_event_are_marked_also_without_an_act(cast, sign_in):
    event = make.client(
        cast.alice, "Lanterne", kind="event",
        facts={"starts_on": "2027-01-08", "ends_on": "2027-01-11"},
    )  # fmt: skip
    html = html_of(
        sign_in(cast.alice), reverse("editorial:calendar", args=[event.slug]), on="2027-01-08"
    )

    assert html.count(" within") == 4


def meter(browser, client: Client, month: date) -> str:
    address = reverse("analytics:month_meter", args=[client.slug])
    answer = browser.get(address, {"month": f"{month:%Y-%m}"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_meter_says_how_far_the_month_on_the_page_is(
    cast, sign_in, django_assert_max_num_queries
):
    today = make.today(cast.client)
    browser = sign_in(cast.bruno)
    assert meter(browser, cast.client, today) == ""
    make_money.contract(cast.alice, cast.client, starts_on=today.replace(day=1))
    make_money.posts_out(cast.alice, cast.channel, 2, on=today)

    with django_assert_max_num_queries(6):
        words = meter(browser, cast.client, today)
    assert "2 of 12, 10 missing" in words
    assert "0 of 4, 4 missing" in words
    assert f"?month={today:%Y-%m}" in words
    after = today.replace(day=1) + timedelta(days=40)
    assert "0 of 12, 12 missing" in meter(browser, cast.client, after)
    # By itself it leads to the page it is a part of.
    alone = browser.get(reverse("analytics:month_meter", args=[cast.client.slug]))
    assert alone.status_code == 302
    page = html_of(browser, url(cast), on=f"{after:%Y-%m-%d}")
    assert f"/budget/meter/?month={after:%Y-%m}" in page
