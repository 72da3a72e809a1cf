"""The calendar as hands use it in a real browser: its address, dragging, waiting for what it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from editorial.models import Post
from tests.desk.visits import visit  # noqa: F401
from tests.visit import Visit

AT = datetime(2027, 3, 10, 18, 15)
MONTH = {"on": "2027-03-01"}
WEEK = {"on": "2027-03-10", "view": "week"}


def calendar(cast: Any, **query: str) -> str:
    return reverse("editorial:calendar", args=[cast.client.slug], query=query)


def ready(seen: Visit, address: str) -> Any:
    """The page, once dragging is there too."""
    return come_near(seen.open(address))


def come_near(page: Any) -> Any:
    page.locator(".cal-days").hover(position={"x": 3, "y": 3})
    page.wait_for_selector("[data-draggable]", state="attached")
    return page


def drag(page: Any, card: Any, to: str) -> None:
    """As a hand does: press, move, hover, let go."""
    start, end = card.bounding_box(), page.locator(to).bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + 30)
    page.mouse.down()
    page.mouse.move(start["x"] + 70, start["y"] + 36, steps=3)
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] / 2, steps=8)
    page.mouse.move(end["x"] + 64, end["y"] + end["height"] / 2, steps=2)
    page.mouse.up()


def place_of(post: Post) -> datetime | None:
    post.refresh_from_db()
    return post.wall_at


def said(page: Any, words: str) -> None:
    page.wait_for_selector(f"#toasts .toast:has-text('{words}')")


def ready_again(page: Any, address: str) -> Any:
    page.goto("/".join(page.url.split("/")[:3]) + address)
    return come_near(page)


def middle(page: Any, what: str) -> tuple[float, float]:
    box = page.locator(what).bounding_box()
    return box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
