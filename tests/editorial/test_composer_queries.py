"""What the composer and the page of a draft ask of the database: at most twelve questions, however much there is to choose from."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.actions import audiences
from tests import make, make_goals, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.reviews import CHANGES, decide, in_review

pytestmark = pytest.mark.django_db

MOST = 12
TEXT = "Si pota lo stesso, anche se piove: sei gradi alle sei, e la vite preferisce il freddo a chi ha fretta."


def much_to_choose_from(cast: Cast) -> None:
    for n in range(3):
        pillar = make_goals.pillar(cast.alice, cast.client, f"Vigna {n}", share=20)
        make_goals.series(cast.alice, pillar, f"In vigna {n}")
        source = make_goals.source(cast.alice, cast.client, f"Bookings {n}")
        make_goals.goal(cast.alice, cast.client, f"Visits {n}", source=source)
        audiences.write_audience(
            by=cast.alice, client=cast.client, name=f"Couples {n}", now=make.NOW
        )
        make_posts.draft(cast.bruno, make.channel(cast.client), text=f"{TEXT} {n}")


@pytest.mark.parametrize("is_much", [False, True])
@pytest.mark.parametrize("what", ["new", "new on a day", "draft", "to change", "scheduled"])
def test_the_composer_asks_twelve_questions_at_most(
    cast: Cast, sign_in: SignIn, what: str, is_much: bool
) -> None:
    delivery = make_posts.scheduled(cast.alice, cast.channel, text=TEXT)
    draft = make_posts.draft(cast.bruno, cast.channel, text=TEXT)
    if what == "to change":
        decide(cast, in_review(cast, draft), CHANGES, "Tre anni, non due.")
    if is_much:
        much_to_choose_from(cast)
    slug = cast.client.slug
    page = {
        "new": reverse("editorial:new", args=[slug]),
        "new on a day": reverse("editorial:new", args=[slug]) + f"?day={date(2026, 12, 4)}",
        "draft": reverse("editorial:edit", args=[slug, draft.public_id]),
        "to change": reverse("editorial:edit", args=[slug, draft.public_id]),
    }.get(what) or reverse("editorial:edit", args=[slug, delivery.post.public_id])
    browser = sign_in(cast.bruno)
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    assert len(asked) <= MOST, [each["sql"][:200] for each in asked]


def test_the_page_of_a_draft_asks_twelve_questions_at_most(cast: Cast, sign_in: SignIn) -> None:
    much_to_choose_from(cast)
    draft = make_posts.draft(cast.bruno, cast.channel, text=TEXT)
    page = reverse("editorial:post", args=[cast.client.slug, draft.public_id])
    browser = sign_in(cast.alice)  # who sees what a post took
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    assert len(asked) <= MOST, [each["sql"][:200] for each in asked]
