"""The month on a phone: an agenda that begins with today, its empty days folded away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection

from editorial.models import Post
from tests import clock
from tests.conftest import VisitAs
from tests.editorial.calendar_hands import AT, MONTH, calendar, ready, said
from tests.editorial.planned import draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 800}


@pytest.fixture
def visit(visit_as: VisitAs, cast: Any) -> VisitAs:
    """Visits of Rita, who manages the client."""
    return partial(visit_as, cast.rita, viewport=PHONE)


def test_on_a_phone_empty_days_fold_away_and_days_are_headings(visit, cast):
    draft(cast, AT)
    page = visit().open(calendar(cast, **MONTH))
    visible = page.locator(".day:visible h2")
    assert [" ".join(text.split()) for text in visible.all_inner_texts()] == [
        "Wednesday 10 March",
        "Sunday 28 March",  # Easter
        "Monday 29 March",
    ]


def test_on_a_phone_the_agenda_of_a_month_begins_with_the_month(visit, cast):
    draft(cast, datetime(2027, 4, 1, 9, 0))
    seen = visit()
    heads = seen.open(calendar(cast, **MONTH)).locator(".day:visible h2")
    assert not [each for each in heads.all_inner_texts() if "April" in each]
    seen.page.set_viewport_size({"width": 1280, "height": 800})
    assert [each for each in heads.all_text_contents() if "April" in each]


NAMES = ".day:visible .post:visible bdi.clamp"


@pytest.fixture
def this_month(cast: Any) -> Iterator[dict[str, Post]]:
    """It is 20 March 2027; posts of the first day, of the day before, of today and of the day after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('smm_now'::regproc)")
        was = cursor.fetchone()[0]
    days = (("Primo", 1), ("Ieri", 19), ("Oggi", 20), ("Domani", 21))
    made = {name: draft(cast, datetime(2027, 3, day, 9, 0), text=name) for name, day in days}
    clock.move_to(datetime(2027, 3, 20, 11, 0, tzinfo=UTC))
    yield made
    with connection.cursor() as cursor:
        cursor.execute(was)


def test_a_phone_begins_the_month_with_today_and_the_days_before_are_a_tap_away(
    visit, cast, this_month
):
    seen = visit()
    page = seen.open(calendar(cast))
    assert page.locator(".day:visible").first.get_attribute("aria-current") == "date"
    assert page.locator("[aria-current=date]").last.bounding_box()["y"] < 800
    assert page.evaluate("scrollY") == 0
    assert page.locator(NAMES).all_inner_texts() == ["Oggi", "Domani"]
    assert seen.looked_over() == []
    page.set_viewport_size({"width": 360, "height": 800})

    page.click("text=Earlier this month: 2 posts")
    page.wait_for_url("**/calendar/?earlier=on")
    page.locator(NAMES, has_text="Primo").wait_for()
    assert page.locator(NAMES).all_inner_texts() == ["Primo", "Ieri", "Oggi", "Domani"]
    assert page.locator(".earlier:visible").count() == 0
    page.locator(NAMES).first.click()
    page.wait_for_url(f"**/{this_month['Primo'].public_id}/")
    page.go_back()
    page.locator(NAMES, has_text="Primo").wait_for()
    page.get_by_role("link", name="Today", exact=True).click()
    page.locator(".earlier:visible").wait_for()
    assert page.locator(NAMES).all_inner_texts() == ["Oggi", "Domani"]


def test_only_a_phone_and_only_a_month_that_is_on_begins_with_today(visit, cast, this_month):
    seen = visit()
    for query, n in (
        ({"on": "2027-03-01"}, 2),  # by the arrows
        ({"on": "2027-03-25"}, 2),
        ({"on": "2027-03-19"}, 4),  # who asks for a day gets it
        ({"q": "Primo"}, 1),
        ({"on": "2027-03-20", "whole": "on"}, 4),
    ):
        page = seen.open(calendar(cast, **query))
        assert page.locator(NAMES).count() == n, query
    page = seen.open(calendar(cast))
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator(NAMES).count() == 4
    assert page.locator(".earlier:visible").count() == 0


def test_a_post_that_goes_to_a_day_folded_away_opens_those_days(visit, cast, this_month):
    page = ready(visit(), calendar(cast))
    page.locator('[data-day="2027-03-20"] .post > a').first.focus()
    page.keyboard.press("Shift+ArrowLeft")
    said(page, "Moved to Friday 19 March")
    assert page.locator(NAMES).all_inner_texts() == ["Primo", "Ieri", "Oggi", "Domani"]
    assert (
        page.evaluate("document.activeElement.closest('[data-day]')?.dataset.day") == "2027-03-19"
    )
