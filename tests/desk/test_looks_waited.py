"""This week's look at the others and sheets that got old are told where people meet them: agenda, walk, Today, a client's page."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from clients.actions import sheets, watching
from clients.models import Client, CompetitorProfile, Kind, Meeting, Status
from people.clock import database_now
from people.roles import Role
from tests import make
from tests.conftest import SignIn

WEEK = timedelta(days=7)


def watched(cast, name: str, account: str, *, looked_ago: timedelta | None = None) -> None:
    """An Instagram account that only people can look at, looked at so long ago."""
    now = database_now()
    watching.watch(
        by=cast.alice, client=cast.client, name=name, network="instagram", account=account, now=now
    )
    if looked_ago is not None:
        found = CompetitorProfile.objects.filter(competitor__name=name)
        found.update(read_at=now - looked_ago)


def due(browser, **query: str) -> str:
    return html.unescape(browser.get(reverse("desk:due", query=query)).content.decode())


def test_profiles_nobody_looked_at_for_a_week_are_on_the_agenda_the_walk_and_today(cast, sign_in):
    watched(cast, "Altanebbia", "@alta", looked_ago=WEEK + timedelta(hours=1))
    watched(cast, "Pian dei Cerri", "@pian", looked_ago=WEEK - timedelta(hours=1))
    watched(cast, "Mai Vista", "@mai")
    browser = sign_in(cast.rita)
    words = "Competitors: 2 profiles wait for this week’s look, Altanebbia (Instagram), Mai Vista (Instagram)"

    assert words in html.unescape(browser.get(reverse("desk:walk")).content.decode())
    browser.post(reverse("desk:meeting_begin", args=[cast.client.slug]))
    (point,) = Meeting.objects.get().points.filter(source="figure")
    assert point.text == words
    assert point.url == reverse("clients:competitors_week", args=[cast.client.slug])
    for page in (due(browser), due(browser, client=cast.client.slug)):
        assert "Altanebbia" in page
        assert "2 profiles" in page
        assert "Pian dei Cerri" not in page
        assert point.url in page


def test_once_looked_at_nothing_is_asked_for_a_week(cast, sign_in):
    watched(cast, "Altanebbia", "@alta")
    browser = sign_in(cast.rita)
    assert "Altanebbia" in due(browser)
    profile = CompetitorProfile.objects.get()
    page = reverse("clients:competitors_week", args=[cast.client.slug])
    assert browser.post(page, {f"p{profile.pk}-followers": "310"}).status_code == 302
    assert "Altanebbia" not in due(browser)
    assert "Altanebbia" not in browser.get(reverse("desk:walk")).content.decode()


def test_a_public_body_looks_at_comparisons(cast, sign_in):
    Client.objects.filter(pk=cast.client.pk).update(kind=Kind.PUBLIC_FIGURE)
    watched(cast, "Comune di Pontelungo", "@pontelungo")
    page = html.unescape(sign_in(cast.rita).get(reverse("desk:walk")).content.decode())
    assert "Comparisons: 1 profile waits for this week’s look, Comune di Pontelungo" in page
    assert "Competitors: " not in page


@pytest.mark.parametrize("status", [Status.PAUSED, Status.ARCHIVED])
def test_nobody_looks_for_a_client_that_rests(cast, sign_in, status):
    watched(cast, "Altanebbia", "@alta")
    Client.objects.filter(pk=cast.client.pk).update(status=status)
    assert "Altanebbia" not in due(sign_in(cast.alice))


def test_only_who_may_write_figures_down_is_asked(cast, rivals, sign_in):
    watched(cast, "Altanebbia", "@alta")
    answers = make.member(cast.alice, Role.COMMUNITY)
    make.assigned(cast.alice, cast.client, answers, Role.COMMUNITY)
    assert "Altanebbia" not in due(sign_in(answers))
    assert "Altanebbia" not in due(sign_in(rivals.eve))


def test_sheets_that_got_old_are_told_to_who_minds_them(cast, sign_in: SignIn):
    now = database_now()
    make.channel(cast.client)
    for network, days in (("sandbox", 91), ("tiktok", 300)):
        sheets.look_at(by=cast.alice, network=network, text="So it is.", now=now - timedelta(days))
    title = "Network sheets that got old"
    page = due(sign_in(cast.alice))
    assert title in page
    assert reverse("clients:network_sheet", args=["sandbox"]) in page
    # No client of ours is on TikTok.
    assert reverse("clients:network_sheet", args=["tiktok"]) not in page
    assert title not in due(sign_in(cast.alice), client=cast.client.slug)
    assert title not in due(sign_in(cast.bruno))

    sheets.look_at(by=cast.alice, network="sandbox", text="So it is.", now=now)

    assert title not in due(sign_in(cast.alice))


def test_they_cost_today_no_query_and_the_part_of_it_few(
    cast, sign_in, django_assert_max_num_queries
):
    watched(cast, "Altanebbia", "@alta")
    make.channel(cast.client)
    now = database_now() - timedelta(days=91)
    sheets.look_at(by=cast.alice, network="sandbox", text="So it is.", now=now)
    browser = sign_in(cast.alice)
    due(browser)
    with django_assert_max_num_queries(12):
        assert "Altanebbia" in due(browser)
