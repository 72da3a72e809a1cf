"""Writing in a real browser: what is typed is safe, what a network will show is seen before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.urls import reverse

from editorial.models import Post
from tests import make_posts
from tests.frontend.test_in_the_browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(browser: Any, live_server: Any, cast: Any, sign_in: Any) -> Iterator[Any]:
    """Visits of Bruno, who writes for the client."""
    made: list[Visit] = []

    def make_visit(**options: Any) -> Visit:
        options.setdefault("viewport", {"width": 1280, "height": 860})
        seen = Visit(browser, live_server.url, **options)
        cookie = sign_in(cast.bruno).cookies[project.SESSION_COOKIE_NAME].value
        seen.context.add_cookies(
            [{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        made.append(seen)
        return seen

    yield make_visit
    for each in made:
        each.context.close()


def address(cast: Any, name: str, *more: Any) -> str:
    return reverse(f"editorial:{name}", args=[cast.client.slug, *more])


def wait_saved(page: Any) -> None:
    page.locator("#save-state", has_text="Saved at").wait_for(timeout=9000)


def test_a_new_post_saves_itself_and_is_there_after_the_tab_was_killed(
    visit: Any, cast: Any
) -> None:
    seen = visit()
    page = seen.open(address(cast, "new"))
    page.fill("textarea[name=text]", "Si pota")
    page.wait_for_url("**/edit/", timeout=4000)
    page.locator("textarea[name=text]").press_sequentially(" lo stesso.")
    page.wait_for_timeout(700)  # the local copy is there, the server may not have it yet
    address_now = page.url
    page.context.new_page()
    page.close(run_before_unload=False)

    seen.page = page = seen.context.new_page()
    page.goto(address_now)
    text = page.locator("textarea[name=text]").input_value()
    if page.locator(".safekeeping").is_visible():
        page.locator(".safekeeping button").first.click()
        text = page.locator("textarea[name=text]").input_value()
    assert text == "Si pota lo stesso."
    assert Post.objects.count() == 1
    page.wait_for_timeout(2500)
    assert Post.objects.get().text == "Si pota lo stesso."


def test_without_a_connection_the_text_waits_here_and_arrives_later(visit: Any, cast: Any) -> None:
    post = make_posts.draft(cast.bruno, cast.channel, text="Prima")
    seen = visit()
    page = seen.open(address(cast, "edit", post.public_id))
    seen.context.set_offline(True)
    page.fill("textarea[name=text]", "Scritto in treno")
    page.get_by_text("kept in this browser").wait_for()
    seen.context.set_offline(False)
    wait_saved(page)
    post.refresh_from_db()
    assert post.text == "Scritto in treno"


def test_a_button_pressed_while_the_page_saves_is_no_conflict(visit: Any, cast: Any) -> None:
    post = make_posts.draft(cast.bruno, cast.channel, text="Prima")
    page = visit().open(address(cast, "edit", post.public_id))
    page.fill("textarea[name=text]", "Dopo")
    page.wait_for_timeout(1190)
    page.locator(".buttons button[value=save]").click()
    page.wait_for_url(f"**{address(cast, 'post', post.public_id)}")
    post.refresh_from_db()
    assert post.text == "Dopo"
