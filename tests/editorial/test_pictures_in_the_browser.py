"""The library and the editor's pictures in a real browser: accessible, narrow enough, quiet, cut while one chooses."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from editorial.actions import making_pictures
from editorial.actions.picturing import PictureInput
from people.clock import database_now
from tests import make_pictures, make_posts
from tests.conftest import VisitAs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def visit(visit_as: VisitAs, cast: Any) -> VisitAs:
    """Visits of Bruno, who writes for the client."""
    return partial(visit_as, cast.bruno, viewport={"width": 1280, "height": 860})


def screens(cast: Any) -> dict[str, str]:
    """Each screen in its busiest state."""
    first = make_pictures.ready(
        cast.bruno, cast.client, make_pictures.photograph(), name="potatura-alba-07.jpg", alt="Alba"
    )
    second = make_pictures.ready(cast.bruno, cast.client, name="potatura-forbici-12.jpg")
    make_pictures.ready(cast.bruno, cast.client, name="libera.jpg")
    broken = make_pictures.picture("PNG", (300, 200), colour=(1, 2, 3))
    make_pictures.ready(cast.bruno, cast.client, broken[: len(broken) // 2], name="rotta.png")
    make_pictures.received(cast.bruno, cast.client, make_pictures.gif(4), name="in-arrivo.gif")
    post = make_posts.draft(
        cast.bruno,
        cast.channel,
        text="Sei gradi alle sei. Si pota lo stesso.",
        pictures=[PictureInput(first, alt="La vigna all'alba"), PictureInput(second, crop="4:5")],
    )
    slug = cast.client.slug
    return {
        "library": reverse("editorial:library", args=[slug]),
        "trash": reverse("editorial:library", args=[slug]) + "?show=trash",
        "asset": reverse("editorial:asset", args=[slug, first.public_id]),
        "edit": reverse("editorial:edit", args=[slug, post.public_id]),
        "post": reverse("editorial:post", args=[slug, post.public_id]),
    }


def test_every_screen_with_pictures_is_accessible_and_fits(visit: Any, cast: Any) -> None:
    seen = visit()
    assert seen.wrong_of(screens(cast)) == {}
    assert seen.complaints == []


def test_the_preview_is_cut_and_the_alt_text_counted_while_one_chooses(
    visit: Any, cast: Any
) -> None:
    seen = visit()
    page = seen.open(screens(cast)["edit"])
    shot = page.locator(".preview .shot").first
    assert shot.get_attribute("viewBox") == "0 0 1200 900"

    row = page.locator(".visuals > li").first
    row.locator("select").select_option("1:1")
    row.locator("input[type=radio][value='17-50']").check()
    assert shot.get_attribute("viewBox") == "0 0 900 900"
    row.locator("input[type=radio][value='83-50']").check()
    assert shot.get_attribute("viewBox") == "300 0 900 900"

    second = page.locator(".visuals > li").nth(1)
    assert second.locator("[data-part=missing]").is_visible()
    second.locator("textarea").fill("Forbici rosse")
    assert not second.locator("[data-part=missing]").is_visible()
    assert second.locator(".counter b").inner_text() == "13"
    assert page.locator(".preview .shot").nth(1).get_attribute("aria-label") == "Forbici rosse"
    assert seen.complaints == []


def test_enter_in_a_field_saves_and_moves_no_picture(visit: Any, cast: Any) -> None:
    page = visit().open(screens(cast)["edit"])
    page.locator("input[name=title]").fill("Potatura")
    page.locator("input[name=title]").press("Enter")
    page.wait_for_selector("text=Draft saved.")


def test_a_picture_that_is_being_prepared_appears_by_itself(visit: Any, cast: Any) -> None:
    asset = make_pictures.received(cast.bruno, cast.client)
    seen = visit()
    page = seen.open(reverse("editorial:library", args=[cast.client.slug]))
    assert page.locator(f"#thumb-{asset.public_id} .waiting").is_visible()

    making_pictures.make_due(now=database_now())

    page.wait_for_selector(f"#thumb-{asset.public_id} img")
    assert page.locator("[data-controller=poll]").count() == 0
    assert seen.complaints == []
