"""The calendar in a real browser: keys, the dialog, single clicks, taking back; accessible at every width."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from editorial.models import Delivery
from people.clock import database_now
from tests import make, make_posts
from tests.conftest import VisitAs
from tests.editorial.calendar_hands import (
    AT,
    MONTH,
    WEEK,
    calendar,
    drag,
    place_of,
    ready,
    said,
)
from tests.editorial.planned import draft
from tests.visit import Visit
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(visit_as: VisitAs, cast: Any) -> VisitAs:
    """Visits of Rita, who manages the client."""
    return partial(visit_as, cast.rita, viewport={"width": 1280, "height": 900})


def test_keys_move_the_focused_card_and_control_z_takes_back_move_by_move(visit, cast):
    post = draft(cast, AT)
    seen = visit()
    page = ready(seen, calendar(cast, **MONTH))
    page.focus(".post > a")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    said(page, "Moved to Thursday 18 March 2027, 18:15 (Rome).")
    assert place_of(post) == datetime(2027, 3, 18, 18, 15)
    assert (
        page.evaluate("document.activeElement.closest('[data-day]')?.dataset.day") == "2027-03-18"
    )

    page.keyboard.press("Control+z")
    said(page, "Moved to Thursday 11 March")
    page.keyboard.press("Control+z")
    said(page, "Moved to Wednesday 10 March")
    assert place_of(post) == AT
    assert (
        page.evaluate("document.activeElement.closest('[data-day]')?.dataset.day") == "2027-03-10"
    )
    page.keyboard.press("Control+z")  # nothing is left to take back
    page.wait_for_timeout(200)
    assert place_of(post) == AT
    assert seen.complaints == []


def test_a_day_that_is_not_shown_is_left_to_the_dialog(visit, cast):
    post = draft(cast, datetime(2027, 3, 1, 9, 0))
    page = ready(visit(), calendar(cast, **MONTH))
    page.focus(".post > a")
    page.keyboard.press("Shift+ArrowUp")
    said(page, "press M to choose it")
    page.keyboard.press("m")
    page.wait_for_selector("dialog[open]")
    assert page.evaluate("document.activeElement.name") == "day"
    page.fill("dialog [name=day]", "2027-06-02")
    page.click("dialog button[type=submit]")
    said(page, "Moved to Wednesday 2 June 2027, 09:00 (Rome).")
    assert page.locator("dialog[open]").count() == 0
    assert page.locator(".post").count() == 0
    assert page.evaluate("document.activeElement.id") == "heading"
    assert place_of(post) == datetime(2027, 6, 2, 9, 0)
    page.keyboard.press("Control+z")
    page.wait_for_selector('[data-day="2027-03-01"] .post')


def test_single_clicks_move_too_and_escape_leaves_everything(visit, cast):
    post = draft(cast, AT)
    page = ready(visit(), calendar(cast, **MONTH))
    page.click(".to-move")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    assert place_of(post) == AT
    page.click(".to-move")
    page.fill("dialog [name=clock]", "07:45")
    page.click("dialog button[type=submit]")
    page.wait_for_selector(".post time:has-text('07:45')")
    assert place_of(post) == datetime(2027, 3, 10, 7, 45)
    assert page.evaluate("document.activeElement.closest('.post') !== null")


def test_an_hour_that_does_not_exist_is_asked_in_the_dialog(visit, cast):
    post = draft(cast, datetime(2027, 3, 27, 2, 30))
    page = ready(visit(), calendar(cast, **MONTH))
    page.focus(".post > a")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_selector("dialog[open]:has-text('does not exist')")
    assert page.locator('[data-day="2027-03-27"] .post').count() == 1  # meanwhile it is back
    page.click("dialog button:has-text('At 03:00')")
    said(page, "Moved to Sunday 28 March 2027, 03:00 (Rome).")
    assert place_of(post) == datetime(2027, 3, 28, 3, 0)
    page.wait_for_selector('[data-day="2027-03-28"] .post')


def test_the_week_moves_by_quarters_of_an_hour_and_by_bands(visit, cast):
    post = draft(cast, AT)
    page = ready(visit(), calendar(cast, **WEEK))
    page.focus(".post > a")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowDown")
    said(page, "20:15 (Rome)")
    assert page.locator('[data-day="2027-03-10"][data-from="20"] .post').count() == 1
    drag(page, page.locator(".post"), '[data-day="2027-03-12"][data-from="9"]')
    said(page, "Moved to Friday 12 March 2027, 09:15 (Rome).")
    assert place_of(post) == datetime(2027, 3, 12, 9, 15)


def test_the_calendar_of_all_answers_with_the_client_on_the_card(visit, cast):
    draft(cast, AT)
    page = ready(visit(), reverse("editorial:all_calendar", query=MONTH))
    page.focus(".post > a")
    page.keyboard.press("Shift+ArrowRight")
    said(page, "Moved to Thursday 11 March")
    page.wait_for_selector('[data-day="2027-03-11"] .post .whose:has-text("Tenuta Trecorvi")')


def test_without_a_script_three_clicks_move_a_post(visit, cast):
    post = draft(cast, AT)
    page = visit(java_script_enabled=False).open(calendar(cast, **WEEK))
    page.click(".to-move")
    page.fill("[name=day]", "2027-03-12")
    click_through(page, page.locator("main button[type=submit]"))
    assert "view=week" in page.url
    assert place_of(post) == datetime(2027, 3, 12, 18, 15)
    click_through(page, page.locator(".toast button:has-text('Undo')"))
    assert place_of(post) == AT


def test_going_back_restores_the_period_and_the_filters(visit, cast):
    draft(cast, AT, text="Vino rosso")
    page = ready(visit(), calendar(cast, **MONTH))
    page.fill("main [name=q]", "vino")
    page.click("main button:has-text('Search')")
    page.wait_for_url("**q=vino**")
    page.click("text=Week >> nth=0")
    page.wait_for_url("**view=week**")
    week = page.url
    page.click("[rel=next]")
    page.wait_for_url(lambda url: url != week)
    page.go_back()
    page.go_back()
    page.locator("h1", has_text=re.compile(r"^March 2027$")).wait_for()
    assert "q=vino" in page.url
    assert "view=week" not in page.url
    assert page.input_value("main [name=q]") == "vino"
    assert page.locator("h1").inner_text() == "March 2027"
    assert page.locator(".post").count() == 1


def busy(cast: Any) -> dict[str, str]:
    """Every look of the calendar, with crowded days, other zones, fixed cards and long words."""
    now = database_now()
    monday = datetime.combine(now.date() - timedelta(days=now.weekday()), time(9))
    far = make.client(cast.alice, "Faro di Long Island", time_zone="America/New_York")
    make.assigned(cast.alice, far, cast.rita, "manager")
    draft(cast, monday, text="Alba", channels=[make.channel(far)], client=far)
    # What is scheduled below falls on one of the next two days, by whatever zone's clock: never on the crowded one.
    taken = {(now + timedelta(hours=hours)).date() for hours in (20, 33)}
    days = (monday + timedelta(days=n) for n in (2, 3, 5))
    crowded = next(day for day in days if day.date() not in taken)
    for hour in range(6):
        draft(cast, crowded + timedelta(hours=hour), text="Una parola" + "lunghissima" * 6)
    moved = draft(cast, monday + timedelta(days=4), text="Da spostare")
    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(hours=20))
    late = make_posts.scheduled(cast.rita, cast.channel, text="Perso", due_in=timedelta(hours=30))
    Delivery.objects.filter(pk=late.pk).update(state="missed", reason="late")
    everything = reverse("editorial:all_calendar")
    return {
        "month": calendar(cast),
        "week": calendar(cast, view="week"),
        "list": calendar(cast, view="list"),
        "empty": calendar(cast, on="2030-02-01", q="zucca"),
        "month of all": everything,
        "week of all": everything + "?view=week",
        "list of all": everything + "?view=list",
        "move": reverse("editorial:move", args=[cast.client.slug, moved.public_id]),
        "fixed": reverse("editorial:move", args=[cast.client.slug, late.post.public_id]),
    }


# Of a card: the size of the state's word, whether the whole word is inside the card, and how high the card is.
WORD = """(card) => {
    const state = card.querySelector(".state");
    const word = document.createRange();
    word.selectNodeContents(state);
    const [said, line] = [word.getBoundingClientRect(), card.getBoundingClientRect()];
    return [parseFloat(getComputedStyle(state).fontSize), said.width > 20 && said.right <= line.right, line.height];
}"""


def test_on_a_crowded_day_the_card_that_is_looked_at_says_its_state_in_a_word(visit, cast):
    page = ready(visit(), busy(cast)["month"])
    cards = page.locator(".crowded .post")
    first, second = cards.nth(0), cards.nth(1)
    page.mouse.move(1, 1)
    size, _is_whole, high = first.evaluate(WORD)
    assert size == 0
    first.hover()
    assert first.evaluate(WORD) == [12, True, high]
    assert first.locator(".state").inner_text() == "Draft"
    assert second.evaluate(WORD)[0] == 0
    page.mouse.move(1, 1)
    second.locator("a").first.focus()
    assert second.evaluate(WORD) == [12, True, high]
    assert first.evaluate(WORD)[0] == 0


SMALL = """() => [...document.querySelectorAll("main a, main button, main input, main select")]
    .filter((each) => each.checkVisibility() && each.type !== "hidden")
    .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
    .filter(([, box]) => box.height < 24 || box.width < 24).map(([html]) => html)"""


def axe_both(seen: Visit) -> list[tuple[str, Any]]:
    """What axe finds in light and in dark colours."""
    found = []
    for scheme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=scheme)
        found += [(scheme, each) for each in seen.axe()]
    return found


def test_every_look_is_accessible_and_fits(visit, cast):
    seen = visit()
    wrong = {}
    for name, address in busy(cast).items():
        page = seen.open(address)
        found = seen.looked_over()
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if small := page.evaluate(SMALL):
                found.append(f"{width}, too small: {small[:3]}")
            if width == 320:
                found += [f"320 {scheme}: {each}" for scheme, each in axe_both(seen)]
        if found:
            wrong[name] = found
    page = ready(seen, calendar(cast))
    page.locator(".to-move").first.click()
    page.wait_for_selector("dialog[open]")
    if found := seen.looked_over():
        wrong["dialog"] = found
    assert wrong == {}
    assert seen.complaints == []
