"""By hand, in a real browser: a post is scheduled, comes due, a person does it on a phone, figures follow, the dashboard shows them."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from analytics.actions import by_hand as figures
from analytics.actions.by_hand import DayFigures, HistoryPost
from analytics.actions.rolling_up import roll_up_all
from clients.actions import by_hand as channels
from clients.models import Channel
from editorial.actions import handing_over
from editorial.actions.picturing import PictureInput
from editorial.models import Delivery
from people.clock import database_now
from tests import make_pictures, make_posts
from tests.conftest import VisitAs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = "https://www.instagram.com/p/DRx1_abC/"


@pytest.fixture
def instagram(cast: Any) -> Channel:
    return channels.add_channel(
        by=cast.alice,
        client=cast.client,
        network="instagram",
        account="@trecorvi",
        now=database_now(),
    )


@pytest.fixture
def visit(visit_as: VisitAs, cast: Any) -> VisitAs:
    """Visits of Rita, who manages the client."""
    return partial(visit_as, cast.rita)


def _sheet(delivery: Delivery) -> str:
    where = [delivery.client.slug, delivery.post.public_id, delivery.public_id]
    return reverse("editorial:by_hand", args=where)


def screens(cast: Any, instagram: Channel) -> dict[str, str]:
    """Each screen in its busiest state."""
    now = database_now()
    asset = make_pictures.ready(cast.alice, cast.client)
    due = make_posts.scheduled(
        cast.rita, instagram, text="Sei gradi alle sei.\n\n#potatura " + "x" * 80,
        pictures=[PictureInput(asset, alt="La vigna sotto la neve")], due_in=timedelta(minutes=1),
    )  # fmt: skip
    make_posts.scheduled(cast.rita, instagram, text="Domani", due_in=timedelta(days=1))
    handing_over.hand_over(now=make_posts.just_after(due))
    figures.import_history(
        by=cast.bruno,
        channel=instagram,
        posts=[
            HistoryPost(
                now - timedelta(days=3 * n + 2), f"https://www.instagram.com/p/A{n}/", f"Vigna {n}",
                [DayFigures((now - timedelta(days=3 * n + 1)).date(), {"likes": 30 + n, "saves": n})],
            )
            for n in range(6)
        ],
        channel_figures=[DayFigures((now - timedelta(days=1)).date(), {"followers": 912})],
        now=now,
    )  # fmt: skip
    roll_up_all()
    slug = cast.client.slug
    post = instagram.publications.latest("published_at")
    return {
        "connect": reverse("clients:connect", args=[slug]),
        "add by hand": reverse("clients:channel_by_hand", args=[slug, "instagram"]),
        "channels": reverse("clients:channels", args=[slug]),
        "channel": reverse("clients:channel", args=[slug, instagram.public_id]),
        "today": reverse("desk:today"),
        "all by hand": reverse("editorial:all_by_hand"),
        "sheet": _sheet(due),
        "post": reverse("editorial:post", args=[slug, due.post.public_id]),
        "figures": reverse("analytics:figures", args=[slug, post.public_id]),
        "figures of the channel": reverse(
            "analytics:channel_figures", args=[slug, instagram.public_id]
        ),
        "import": reverse("analytics:import_posts", args=[slug, instagram.public_id]),
        "results": reverse("analytics:results", args=[slug]) + f"?channel={instagram.public_id}",
    }


def test_every_screen_is_accessible_and_fits(visit: Any, cast: Any, instagram: Channel) -> None:
    seen = visit()
    assert seen.wrong_of(screens(cast, instagram)) == {}
    assert seen.complaints == []


def test_the_journey_of_a_post_by_hand(visit: Any, cast: Any, instagram: Channel) -> None:
    desk = visit(viewport={"width": 1280, "height": 860})
    post = make_posts.draft(cast.bruno, instagram, text="Sei gradi alle sei. Si pota lo stesso.")
    page = desk.open(reverse("editorial:post", args=[cast.client.slug, post.public_id]))
    page.get_by_role("button", name="Publish now").click()
    page.get_by_text("In 10 seconds a person is asked to publish it.").wait_for()
    delivery = post.deliveries.get()

    handing_over.hand_over(now=make_posts.just_after(delivery))

    phone = visit(viewport={"width": 360, "height": 740}, has_touch=True)
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = phone.open(reverse("desk:today"))
    page.get_by_role("link", name=re.compile(r"^Publish\b.*Sei gradi")).click()
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_text("Copied.").wait_for()
    assert (
        page.evaluate("navigator.clipboard.readText()") == "Sei gradi alle sei. Si pota lo stesso."
    )
    page.get_by_label("Link of the post").fill("https://www.instagram.com/trecorvi/")
    page.get_by_role("button", name="It is published").click()
    page.get_by_text("This is no address of a post on Instagram").first.wait_for()
    page.get_by_label("Link of the post").fill(LINK)
    page.get_by_role("button", name="It is published").click()
    page.get_by_text("Noted: it is published.").wait_for()

    publication = instagram.publications.get()
    page = phone.open(reverse("analytics:figures", args=[cast.client.slug, publication.public_id]))
    page.get_by_label("Likes").fill("1.234")
    page.get_by_role("button", name="Write them down").click()
    page.get_by_text("Written down, as figures by hand.").wait_for()
    page = desk.open(
        reverse("analytics:results", args=[cast.client.slug]) + f"?channel={instagram.public_id}"
    )
    page.locator(".chip", has_text="by hand, Rita").wait_for()
    assert page.locator("dl.figures").inner_text().count("1,234") >= 1
    assert desk.complaints == []
