"""An open page keeps its numbers fresh, says that there is news, and moves nothing by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from editorial.models import Delivery, Post
from people.clock import database_now
from tests import make_posts
from tests.desk.visits import visit  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The page asks every half minute; a test asks it to ask at once.
ASK = """() => {
  const part = document.getElementById("live");
  part.dataset.liveEveryValue = "150";
  const again = part.cloneNode(true);
  part.replaceWith(again);
}"""


def test_numbers_are_kept_fresh_and_the_bar_offers_the_news(
    visit: Any,  # noqa: F811
    cast: Any,
) -> None:
    make_posts.draft(cast.rita, cast.channel, text="Il primo")
    seen = visit()
    page = seen.open(reverse("editorial:posts", args=[cast.client.slug]))
    assert not page.locator(".news").is_visible()
    make_posts.draft(cast.bruno, cast.channel, text="Di Bruno")
    Post.objects.filter(text="Di Bruno").update(edited_at=database_now())
    delivery = make_posts.scheduled(cast.rita, cast.channel, text="Mancato")
    Delivery.objects.filter(pk=delivery.pk).update(state="missed", reason="late")
    page.evaluate(ASK)

    page.locator("nav.nav .count.late:has-text('1')").wait_for()
    page.locator(".news:has-text('One change since you opened this page')").wait_for()
    assert page.locator("text=Di Bruno").count() == 0
    assert seen.axe() == []
    page.click(".news a")
    page.locator("text=Di Bruno").wait_for()
    assert not page.locator(".news").is_visible()
    assert page.evaluate("document.activeElement.matches('h1')")
    assert seen.complaints == []


def test_a_tab_nobody_looks_at_asks_nothing(visit: Any, cast: Any) -> None:  # noqa: F811
    seen = visit()
    page = seen.open(reverse("desk:today"))
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/live/" in request.url else None
    )
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate(ASK)
    page.wait_for_timeout(700)
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    with page.expect_request("**/live/**"):
        page.evaluate(ASK)
