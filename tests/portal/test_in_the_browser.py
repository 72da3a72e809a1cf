"""The portal on a telephone of 320 px: from the link in the mail to approved, and every page accessible."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from editorial.actions import asking
from editorial.lifecycle import PostStage
from people.clock import database_now
from tests import make
from tests.cast import Cast
from tests.portal.people import asked, reword, visitor
from tests.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Acts that are smaller than a thumb, or lie on top of nothing: name and size of each.
_SMALL = """() => [...document.querySelectorAll('main button, main a.btn, main summary, nav a')]
  .filter(each => each.checkVisibility())
  .map(each => [each.innerText.trim(), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Any]:
    """Visits of whoever has a link, or of a member who is signed in."""
    made: list[Visit] = []

    def make_visit(signed_in: Any = None, **options: Any) -> Visit:
        options.setdefault("viewport", {"width": 320, "height": 640})
        seen = Visit(browser, live_server.url, **options)
        if signed_in is not None:
            value = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
            seen.context.add_cookies([cookie])
        made.append(seen)
        return seen

    yield make_visit
    for each in made:
        each.close()


# Of each language of the switch: how far its word is from the middle, and how round the line under it is.
_SWITCH = """() => [...document.querySelectorAll('.portal-language button')].map(each => {
  const word = document.createRange();
  word.selectNodeContents(each);
  const [a, b] = [word.getBoundingClientRect(), each.getBoundingClientRect()];
  return [Math.abs((a.left + a.right) - (b.left + b.right)) / 2, getComputedStyle(each).borderRadius];
})"""


def _in_english(cast: Cast) -> None:
    cast.carla.language = "en"
    cast.carla.save(update_fields=["language"])


def test_from_the_mail_to_approved_in_two_taps_at_320_px(
    cast: Cast, visit: Any, live_server: Any
) -> None:
    _in_english(cast)
    review = asked(cast, message="Cambiata la riga dell'annata.")
    link = make.mail_context(to=cast.carla.email)["link"]
    seen = visit(has_touch=True)
    page = seen.open("/" + link.split("/", 3)[3])
    assert page.evaluate(_SMALL) == []
    for off, radius in page.evaluate(_SWITCH):
        assert off <= 1
        assert radius == "0px"
    assert seen.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Approve").tap()
    page.get_by_role("heading", name="Nothing to decide").wait_for()
    review.post.refresh_from_db()
    assert review.post.stage == PostStage.APPROVED
    assert seen.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert seen.complaints == []


def test_a_change_is_asked_for_without_a_script(cast: Cast, visit: Any) -> None:
    _in_english(cast)
    review = asked(cast)
    seen = visit(java_script_enabled=False)
    page = seen.open(visitor(cast.carla).url())
    page.locator("summary", has_text="Ask for a change").click()
    page.get_by_role("textbox").fill("Tre anni, non due.")
    page.get_by_role("button", name="Send the request").click()
    page.get_by_text("Tre anni, non due.").wait_for()
    review.refresh_from_db()
    assert review.note == "Tre anni, non due."


def test_every_page_of_the_portal_is_accessible(cast: Cast, visit: Any) -> None:
    first, second = asked(cast), asked(cast, "Domenica apriamo alle dieci.")
    carla = visitor(cast.carla)
    carla.get()
    reword(cast, first.post)
    asking.ask_client(post=first.post, member=cast.rita, now=database_now())
    coming = asked(cast, "Una giornata in quarantuno secondi.")
    coming.post.wall_at = timezone.make_naive(database_now()) + timedelta(days=3)
    coming.post.save(update_fields=["wall_at"])
    carla.approve(coming)
    seen = visit()
    wrong = {}
    for path in ("", "all/", "calendar/", "published/", "reports/"):
        page = seen.open(carla.url(path))
        found = seen.looked_over()
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{width}, too small: {each}" for each in page.evaluate(_SMALL)]
        if found:
            wrong[path] = found
    assert second.is_open
    assert wrong == {}
    assert seen.complaints == []


def test_the_approvals_of_the_agency_are_accessible(cast: Cast, visit: Any, sign_in: Any) -> None:
    first = asked(cast, message="Guardi qui.")
    wish = asked(cast, "Domenica apriamo alle dieci.")
    carla = visitor(cast.carla)
    fields = {"review": wish.public_id, "seen": wish.revision.content_hash, "note": "Alle undici."}
    carla.post("changes/", fields)
    reword(cast, wish.post, "Domenica apriamo alle undici.")
    voided = asked(cast, "Sabato si cammina.")
    carla.approve(voided)
    reword(cast, voided.post, "Sabato si cammina tra i filari.")
    slug = cast.client.slug
    pages = [
        reverse("editorial:all_approvals"),
        reverse("editorial:approvals", args=[slug]),
        reverse("editorial:review_voice", args=[slug, first.post.public_id]),
        reverse("clients:contacts", args=[slug]),
        *(
            reverse("editorial:post", args=[slug, each.post.public_id])
            for each in (first, wish, voided)
        ),
    ]
    seen = visit(sign_in(cast.rita))
    assert seen.wrong_of({path: path for path in pages}) == {}
    assert seen.complaints == []
