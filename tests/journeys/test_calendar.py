"""A month is put in order: a post moves by keyboard and by the window, and every look of the calendar agrees."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.journeys.people import A_POST, People, fill_moment, mark, today

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "studio-passolieve"


def month_after_next(day: date) -> date:
    """The first of a month in which nothing of the demo is planned yet."""
    return ((day.replace(day=1) + timedelta(days=32)).replace(day=1) + timedelta(days=32)).replace(
        day=1
    )


def test_a_post_moves_by_keyboard_and_by_the_window_and_every_look_agrees(people: People) -> None:
    word = mark()
    first = month_after_next(today())
    giulia = people.member("giulia")
    page = giulia.go(f"/c/{SLUG}/posts/new/")
    page.get_by_role("textbox", name="Testo per tutti i canali").fill(f"Due minuti, una {word}.")
    fill_moment(page, first.replace(day=10), "18:15")
    page.get_by_role("button", name="Salva bozza").click()
    page.wait_for_url(A_POST)

    month = f"/c/{SLUG}/calendar/?on={first.isoformat()}"
    giulia.go(month)
    giulia.look()

    def stands_on(day: int, clock: str = "18:15") -> None:
        cell = page.locator(f'[data-day="{first.replace(day=day).isoformat()}"]')
        cell.get_by_role("listitem").filter(has_text=word).get_by_text(clock).wait_for()
        assert page.locator(".post", has_text=word).count() == 1

    def focus() -> None:
        page.locator(".post", has_text=word).get_by_role("link").first.focus()

    # By keyboard: one day on, one week on, and one step back
    stands_on(10)
    focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_text(re.compile(r"Spostato a .*\b11 .*18:15")).wait_for()
    page.keyboard.press("Shift+ArrowDown")
    page.get_by_text(re.compile(r"Spostato a .*\b18 .*18:15")).wait_for()
    stands_on(18)
    page.keyboard.press("Control+z")
    page.get_by_text(re.compile(r"Spostato a .*\b11 .*18:15")).wait_for()
    stands_on(11)

    # By the window: another day, the same clock; then taken back by the button
    page.locator(".post", has_text=word).get_by_role("link", name="Sposta…").click()
    window = page.get_by_role("dialog", name="Sposta il post")
    assert window.get_by_label(re.compile("^Ora")).input_value() == "18:15"
    giulia.look()
    window.get_by_label(re.compile("^Giorno")).fill(first.replace(day=20).isoformat())
    window.get_by_role("button", name="Sposta", exact=True).click()
    page.get_by_text(re.compile(r"Spostato a .*\b20 .*18:15")).wait_for()
    stands_on(20)
    page.get_by_role("button", name="Annulla").click()
    page.get_by_text(re.compile(r"Spostato a .*\b11 .*18:15")).wait_for()
    stands_on(11)

    # Every look, of one client and of all, has it on that day at that hour
    eleventh = first.replace(day=11)
    for path in (f"/c/{SLUG}/calendar/", "/t/calendar/"):
        for view in ("", "week", "list"):
            giulia.go(f"{path}?on={eleventh.isoformat()}&view={view}&q={word}")
            shown = page.locator(f'[data-wall="{eleventh.isoformat()}T18:15"]')
            shown.filter(has_text=word).wait_for()
            assert page.locator("[data-wall]").count() == 1
            assert (shown.get_by_text("Studio Passolieve").count() > 0) == (path == "/t/calendar/")
            giulia.look()

    # The arrows lead away and back, the filter stays
    page.get_by_role("link", name="Mese", exact=True).click()
    page.get_by_role("link", name="Mese successivo").click()
    page.wait_for_url(lambda url: eleventh.isoformat() not in url)
    assert page.locator("[data-wall]").count() == 0
    page.get_by_role("link", name="Mese precedente").click()
    shown_again: Any = page.locator(f'[data-wall="{eleventh.isoformat()}T18:15"]')
    shown_again.filter(has_text=word).wait_for()
