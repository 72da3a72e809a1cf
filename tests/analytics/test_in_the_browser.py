"""The results' and reports' screens in a real browser: accessible, narrow enough, quiet."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from analytics import tasks
from analytics.actions import reporting
from analytics.actions.rolling_up import roll_up_all
from analytics.models import ReportLink
from analytics.series import month_before
from clients.models import Client, Contact, Kind
from people.clock import database_now
from tests import make_numbers as make
from tests.conftest import VisitAs
from tests.waiting import eventually, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> make.House:
    """An agency with a busy client, a client without figures, and a report that was sent."""
    settings.MEDIA_ROOT = tmp_path / "media"
    now = database_now()
    home = make.house()
    Client.objects.create(
        agency=home.agency, slug="nuovo", name="Un cliente dal nome piuttosto lungo",
        kind=Kind.COMPANY, time_zone="Europe/Rome",
    )  # fmt: skip
    second = make.channel_of(home.client, network="sandbox")
    for n in range(9):
        born = now - timedelta(days=40 - 4 * n, hours=5)
        channel = second if n % 3 == 0 else home.channel
        post = make.publication(channel, at=born, text=f"Si pota lo stesso, anche se piove {n}")
        make.story(
            post,
            {
                born + timedelta(days=d, minutes=20): {"likes": 10 + d * n, "comments": d}
                for d in range((now - born).days + 1)
            },
        )
    for d in range(40):
        for channel in (home.channel, second):
            make.followers(channel, now - timedelta(days=d), 900 - d)
    roll_up_all()
    return home


@pytest.fixture
def visit(visit_as: VisitAs, home: make.House) -> VisitAs:
    """Visits of the agency's owner."""
    return partial(visit_as, home.owner)


def screens(home: make.House) -> dict[str, str]:
    """Each screen in its busiest state."""
    now = database_now()
    report = reporting.make_report(
        by=home.owner, client=home.client, month_on=month_before(now.date()), now=now
    )
    reporting.write_words(
        by=home.owner, report=report, in_brief="Bene.", next_steps="Ancora.", needs="", now=now
    )
    carla = Contact.objects.create(
        agency=home.agency, client=home.client, name="Carla", email="carla@trecorvi.example"
    )
    reporting.send_report(by=home.owner, report=report, contacts=[carla], now=now)
    _, token = reporting.make_link(by=home.owner, report=report, label="Paola", now=now)
    tasks.print_reports()
    slug = home.client.slug
    post = home.channel.publications.latest("published_at")
    results = reverse("analytics:results", args=[slug])
    return {
        "agency": reverse("analytics:agency"),
        "results": results,
        "one channel": f"{results}?channel={home.channel.public_id}&days=90",
        "behind": reverse("analytics:behind", args=[slug]) + "?by=likes",
        "no link behind": reverse("analytics:behind", args=[slug]) + "?by=own_clicks",
        "nothing behind": reverse("analytics:behind", args=[slug]) + "?by=clicks",
        "post": reverse("analytics:post", args=[slug, post.public_id]),
        "reports": reverse("analytics:reports", args=[slug]),
        "report": reverse("analytics:report", args=[slug, report.public_id]),
        "shared report": reverse("analytics:shared_report", args=[token]),
    }


def test_every_screen_is_accessible_and_fits(visit: Any, home: make.House) -> None:
    seen = visit()
    assert seen.wrong_of(screens(home)) == {}
    assert seen.complaints == []


def test_a_shared_report_is_opened_once_by_somebody_who_moves_on_it(
    visit: VisitAs, home: make.House
) -> None:
    address = screens(home)["shared report"]
    links = ReportLink.objects.filter(label="Paola")
    seen = visit()
    page = seen.open(address)
    page.mouse.move(200, 200)
    assert eventually(lambda: links.get().n_views == 1)
    until(page, "!document.querySelector('[hx-post]')")
    page.mouse.move(300, 300)
    page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    assert links.get().n_views == 1
    assert seen.complaints == []
