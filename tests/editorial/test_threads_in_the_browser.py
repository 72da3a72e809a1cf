"""The page of a post of several parts in a real browser: accessible, narrow enough, its next act within reach of the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from editorial.models import Delivery
from tests.editorial.test_threads_decided import stopped_at_the_comment, stopped_in_doubt
from tests.editorial.threads import a_thread, rest
from tests.make_posts import just_after, run_round, sandbox_channel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(delivery: Delivery) -> str:
    post = delivery.post
    return reverse("editorial:post", args=[post.client.slug, post.public_id])


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_post_that_is_not_whole_is_accessible_and_fits(
    visit: Any, owner: Any, channel: Any, sandbox: Any, language: str
) -> None:
    whole = a_thread(owner, sandbox_channel(channel.client, sandbox))
    run_round(just_after(whole))
    stopped = stopped_at_the_comment(owner, channel, sandbox)
    doubtful = stopped_in_doubt(owner, sandbox_channel(channel.client, sandbox), sandbox)
    seen = visit(language)
    pages = {"whole": whole, "stopped": stopped, "doubtful": doubtful}
    assert seen.wrong_of({name: address(delivery) for name, delivery in pages.items()}) == {}
    assert seen.complaints == []


def test_the_rest_is_left_so_from_the_keyboard(
    visit: Any, owner: Any, channel: Any, sandbox: Any
) -> None:
    delivery = stopped_at_the_comment(owner, channel, sandbox)
    page = visit().open(address(delivery))

    page.get_by_role("button", name="Leave it so").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Left so: the post stays as it is.")
    assert rest(delivery) == "left"
