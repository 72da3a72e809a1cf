"""Setting and seeing a repeat in a real browser: accessible, narrow enough, and only what was chosen is asked about."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from editorial.models import Recurrence
from tests import make_posts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(name: str, of: Recurrence) -> str:
    return reverse(f"editorial:{name}", args=[of.client.slug, of.public_id])


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_repeat_and_its_form_are_accessible_and_fit(
    visit: Any, owner: Any, channel: Any, language: str
) -> None:
    weekly = make_posts.repeated(owner, channel, text="La cantina è aperta.")
    seen = visit(language)
    pages = {
        "all": reverse("editorial:recurrences", args=[channel.client.slug]),
        "one": address("recurrence", weekly),
        "form": address("recurrence_edit", weekly),
    }
    assert seen.wrong_of(pages) == {}
    assert seen.complaints == []


def test_only_what_belongs_to_the_choice_is_asked_for(visit: Any, owner: Any, channel: Any) -> None:
    weekly = make_posts.repeated(owner, channel, text="La cantina è aperta.")
    page = visit().open(address("recurrence_edit", weekly))
    day, last = page.get_by_label("Day of the month"), page.get_by_label("Last day")
    assert not day.is_visible()
    assert not last.is_visible()

    page.get_by_label("Every month, on a date").check()
    assert day.is_visible()
    assert not page.get_by_role("checkbox", name="Monday").is_visible()
    page.get_by_label("Until a day").check()
    assert last.is_visible()
    assert not page.get_by_label("How many posts").is_visible()
    last.fill("2020-01-01")
    with page.expect_navigation():
        page.get_by_role("button", name="Save the pattern").click()

    assert page.get_by_text("That is before the first post.").first.is_visible()
    assert last.is_visible()
