"""The desk's and the posts' screens in a real browser: accessible, narrow enough, quiet, and alive while one types."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from editorial.models import Delivery
from people.clock import database_now
from tests import make, make_posts
from tests.conftest import VisitAs
from tests.waiting import until_kept_here

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Sei gradi alle sei. Si pota lo stesso.\n\n#potatura https://trecorvi.example/visite"


@pytest.fixture
def visit(visit_as: VisitAs, cast: Any) -> VisitAs:
    """Visits of Rita, who manages the client."""
    return partial(visit_as, cast.rita, viewport={"width": 1280, "height": 860})


def screens(cast: Any) -> dict[str, str]:
    """Each screen in its busiest state."""
    slug = cast.client.slug
    draft = make_posts.draft(cast.bruno, cast.channel, text=TEXT, spoiler="Vino")
    coming = make_posts.scheduled(cast.rita, cast.channel, text=TEXT, due_in=timedelta(days=1))
    missed = make_posts.scheduled(cast.rita, cast.channel, text="Mancato")
    doubtful = make_posts.scheduled(cast.rita, make.channel(cast.client), text="Forse")
    other = make.channel(cast.client)
    Delivery.objects.filter(pk=missed.pk).update(state="missed", reason="late")
    walk(doubtful, "claimed", "sending", "unknown")
    other.health = "reconnect"
    other.save()
    new = make.client(cast.alice, "Lanterne Storte", kind="event")
    make.assigned(cast.alice, new, cast.rita, "manager")
    posts = {
        "draft": draft,
        "coming": coming.post,
        "missed": missed.post,
        "doubtful": doubtful.post,
    }
    return {
        "today": reverse("desk:today"),
        "clients": reverse("desk:clients"),
        "overview": reverse("desk:overview", args=[slug]),
        "overview of a new client": reverse("desk:overview", args=[new.slug]),
        "posts": reverse("editorial:posts", args=[slug]),
        "no posts": reverse("editorial:posts", args=[slug]) + "?q=zucca",
        "all posts": reverse("editorial:all_posts"),
        "new": reverse("editorial:new", args=[slug]),
        "edit": reverse("editorial:edit", args=[slug, draft.public_id]),
        **{
            name: reverse("editorial:post", args=[slug, post.public_id])
            for name, post in posts.items()
        },
    }


def walk(delivery: Delivery, *states: str) -> None:
    """Along legal moves, without a network."""
    now = database_now()
    for state in states:
        in_flight = state in ("claimed", "sending")
        Delivery.objects.filter(pk=delivery.pk).update(
            state=state,
            reason="" if in_flight else "unknown_outcome",
            owner=1 if in_flight else None,
            lease_until=now + timedelta(minutes=5) if in_flight else None,
            first_sent_at=now,
            check_after=None if in_flight else now + timedelta(minutes=5),
        )


def test_every_screen_is_accessible_and_fits(visit: Any, cast: Any) -> None:
    seen = visit()
    assert seen.wrong_of(screens(cast)) == {}
    assert seen.complaints == []


def test_counters_previews_and_words_follow_what_is_typed(visit: Any, cast: Any) -> None:
    page = visit().open(reverse("editorial:new", args=[cast.client.slug]))
    page.fill("textarea[name=text]", "ciao " + "https://example.org/" + "a" * 80)
    counter = page.locator(".write + .counters .counter")
    own_counter = page.locator(".channels .counter")
    preview = page.locator(".preview .p-text")
    assert counter.locator("b").inner_text() == "28"
    # The server draws the preview, a moment after the last key.
    expect(preview).to_contain_text("ciao ")
    expect(preview).to_contain_text("example.org/aaa")

    page.click("summary:has-text('shared text')")
    assert not own_counter.is_visible()
    page.fill(f"textarea[name=on-{cast.channel.public_id.hex}-text]", "x" * 501)
    assert "1 over the limit" in counter.inner_text()
    assert own_counter.inner_text() == counter.inner_text()
    expect(preview).to_contain_text("x" * 400)
    expect(preview).not_to_contain_text("ciao")
    assert page.locator("summary:has-text('own text')").is_visible()

    page.uncheck(f"input[name=on-{cast.channel.public_id.hex}-is_on]")
    assert not preview.is_visible()
    assert not counter.is_visible()
    assert not own_counter.is_visible()


def test_the_page_tells_by_itself_that_the_post_is_out(visit: Any, cast: Any, sandbox: Any) -> None:
    channel = make_posts.sandbox_channel(cast.client, sandbox)
    post = make_posts.draft(cast.bruno, channel, text=TEXT)
    seen = visit()
    page = seen.open(reverse("editorial:post", args=[cast.client.slug, post.public_id]))
    page.click("text=Publish now")
    page.wait_for_selector("text=It goes out in 10 seconds.")
    page.locator("#do button:has-text('Make a copy')").focus()
    make_posts.run_round(make_posts.just_after(post.deliveries.get()))

    page.wait_for_selector("#post-look:has-text('Published')")
    assert page.locator("text=Open it on Sandbox").is_visible()
    assert page.locator("#do:has-text('It is out on all its channels.')").is_visible()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Make a copy"
    # Nothing on the page still speaks of what may be done before it goes out.
    assert page.locator("#post-tools a").count() == 0
    assert page.locator("#post-facts:has-text('Planned time')").is_visible()
    assert page.locator("[data-controller=poll]").count() == 0
    assert not seen.complaints


def test_a_text_that_never_reached_the_server_is_offered_back(visit: Any, cast: Any) -> None:
    seen = visit()
    address = reverse("editorial:new", args=[cast.client.slug])
    page = seen.open(address)
    page.fill("textarea[name=text]", TEXT)
    until_kept_here(page, TEXT.splitlines()[0])
    page.close()
    page = seen.context.new_page()
    page.goto(seen.base + address)
    page.click("text=Put it back")
    assert page.input_value("textarea[name=text]") == TEXT
