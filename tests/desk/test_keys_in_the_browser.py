"""Shortcuts of a single key: listed, quick, silent while one types, and off for whoever wants so."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from people.models import User
from tests import make_posts
from tests.desk.visits import visit  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_question_mark_lists_those_of_the_screen_and_the_focus_returns(
    visit: Any,  # noqa: F811
    cast: Any,
) -> None:
    make_posts.draft(cast.bruno, cast.channel, text="Una bozza")
    seen = visit()
    page = seen.open(reverse("editorial:posts", args=[cast.client.slug]))
    page.locator("nav.nav a", has_text="Calendar").focus()
    page.keyboard.press("?")
    dialog = page.locator("#keys")
    for words in (
        "Search or command",
        "Go to Calendar",
        "Next and previous line",
        "Search in this screen",
    ):
        assert dialog.locator(f"dd:has-text('{words}')").is_visible(), words
    assert dialog.locator("dd:has-text('Ask for day and time')").count() == 0
    assert seen.axe() == []
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Calendar"
    assert seen.complaints == []
    page = seen.open(reverse("editorial:calendar", args=[cast.client.slug]))
    page.keyboard.press("?")
    assert page.locator("#keys dd:has-text('Ask for day and time')").is_visible()


def test_letters_go_write_search_and_walk_the_lines(visit: Any, cast: Any) -> None:  # noqa: F811
    for n in range(3):
        make_posts.draft(cast.bruno, cast.channel, text=f"Bozza {n}")
    address = reverse("editorial:posts", args=[cast.client.slug])
    page = visit().open(address)
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert first.startswith("Bozza")
    assert page.evaluate("document.activeElement.textContent.trim()") == first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("gn?")
    assert page.input_value("main input[type=search]") == "gn?"
    page.locator("h1").focus()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url(f"**{reverse('editorial:calendar', args=[cast.client.slug])}*")
    page.keyboard.press("n")
    page.wait_for_url(f"**{reverse('editorial:new', args=[cast.client.slug])}*")


def test_switched_off_they_do_nothing_and_ctrl_k_still_works(visit: Any, cast: Any) -> None:  # noqa: F811
    User.objects.update(has_shortcuts=False)
    page = visit().open(reverse("desk:today"))
    for key in ("?", "g", "c", "n"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert not page.locator("#keys").is_visible()
    assert page.url.endswith(reverse("desk:today"))
    page.keyboard.press("Control+k")
    assert page.locator("#find").is_visible()
    page.keyboard.press("Escape")
    page.click(".me > summary")
    page.click("[data-keys-open]")
    assert page.locator("#keys:has-text('switched off in your preferences')").is_visible()


def test_the_choice_is_in_the_preferences(visit: Any, cast: Any) -> None:  # noqa: F811
    seen = visit()
    page = seen.open(reverse("people:preferences"))
    page.uncheck("input[name=has_shortcuts]")
    page.click("button:has-text('Save')")
    page.locator(".toast").wait_for()
    assert not User.objects.get(pk=cast.rita.user_id).has_shortcuts
    assert not page.is_checked("input[name=has_shortcuts]")
    assert seen.axe() == []
