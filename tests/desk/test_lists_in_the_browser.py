"""Every list in its four states: waiting, broken with a way to try again, empty at first, empty by its filters."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from clients.models import Client
from tests import make, make_pictures, make_posts
from tests.desk.visits import visit  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A list: its address, a control that asks for another view of it, and what the address says then.
LISTS = {
    "clients": ("desk:clients", False, "thead a:has-text('Client')", "sort=name"),
    "all posts": ("editorial:all_posts", False, ".seg a:has-text('To write')", "group=write"),
    "posts": ("editorial:posts", True, ".seg a:has-text('To write')", "group=write"),
    "library": ("editorial:library", True, ".list-tools .seg a >> nth=1", "show="),
    "results": ("analytics:agency", False, "thead a:has-text('Client')", "sort=name"),
}


def address(cast: Any, view: str, of_client: bool) -> str:
    return reverse(view, args=[cast.client.slug] if of_client else [])


def fill(cast: Any) -> None:
    make_posts.draft(cast.bruno, cast.channel, text="Una bozza")
    make_pictures.ready(cast.rita, cast.client, name="vigna.png")
    second = make.client(cast.alice, "Lanterne Storte")
    make.assigned(cast.alice, second, cast.rita, "editor")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_waits_breaks_and_comes_again(visit: Any, cast: Any, name: str) -> None:  # noqa: F811
    view, of_client, control, said = LISTS[name]
    fill(cast)
    seen = visit()
    there = address(cast, view, of_client)
    page = seen.open(there)
    held: list[Any] = []
    same = re.compile(re.escape(there) + r"\?")
    seen.context.route(same, lambda route: held.append(route))
    page.click(f"main {control}")
    page.locator(".list-wait").wait_for()
    assert page.url.endswith(there)
    held.pop().abort()
    failed = page.locator("main [role=alert]")
    failed.wait_for()
    assert not page.locator(".list-wait").is_visible()
    assert page.evaluate("document.activeElement.matches('[role=alert]')")
    assert seen.axe() == []

    seen.context.unroute(same)
    failed.locator("button").click()
    page.wait_for_url(re.compile(re.escape(said)))
    assert not failed.is_visible()
    page.go_back()
    page.wait_for_url(re.compile(re.escape(there) + "$"))
    assert page.locator(f"main {control}").first.is_visible()


EMPTY = {
    "clients": ("desk:clients", False, "No client", "q=zucca", "No client here"),
    "all posts": ("editorial:all_posts", False, "No post yet", "q=zucca", "No post matches"),
    "posts": ("editorial:posts", True, "No post yet", "q=zucca", "No post matches"),
    "library": ("editorial:library", True, "", "q=zucca", "Nothing here fits all the filters"),
    "approvals": ("editorial:all_approvals", False, "Everything is decided", "", ""),
    "reports": ("analytics:reports", True, "No reports yet", "", ""),
    "results": ("analytics:agency", False, "No client here", "", ""),
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_list_says_whether_it_is_new_or_filtered(
    visit: Any,  # noqa: F811
    cast: Any,
    name: str,
) -> None:
    view, of_client, first, query, filtered = EMPTY[name]
    there = address(cast, view, of_client)
    seen = visit()
    if not of_client and name != "all posts":
        Client.objects.filter(agency=cast.agency).update(status="archived")
    page = seen.open(there + ("?status=active" if name == "clients" else ""))
    assert page.locator(f".empty:has-text('{first}')").is_visible()
    if query:
        Client.objects.filter(agency=cast.agency).update(status="active")
        fill(cast)
        page = seen.open(f"{there}?{query}")
        assert page.locator(f".empty:has-text('{filtered}')").is_visible()
        page.click("text=Remove the filters")
        page.wait_for_url(re.compile(re.escape(there) + "$"))
        page.locator(".empty").wait_for(state="detached")
    assert seen.complaints == []


@pytest.mark.parametrize("name", ["clients", "results"])
@pytest.mark.parametrize("width", [360, 320])
def test_a_list_is_ordered_on_a_phone_and_nothing_unseen_takes_the_focus(
    visit: Any,  # noqa: F811
    cast: Any,
    name: str,
    width: int,
) -> None:
    """The heads of the columns stand above the cards as links; which of them orders now is marked."""
    fill(cast)
    seen = visit(viewport={"width": width, "height": 740})
    page = seen.open(address(cast, LISTS[name][0], of_client=False))
    heads = page.locator("main thead a")
    boxes = [each.bounding_box() for each in heads.all()]
    assert boxes
    assert all(box["height"] >= 24 and box["width"] >= 24 for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    first_card = page.locator("main tbody tr").first.bounding_box()
    assert max(box["y"] + box["height"] for box in boxes) <= first_card["y"]
    by_name = heads.filter(has_text="Client")
    # A finger finds the link itself there, and the keyboard is where one sees it.
    by_name.click()
    page.wait_for_url("**sort=name**")
    marked = page.locator("main th[aria-sort] a")
    assert marked.inner_text().strip() == "Client"
    assert marked.locator("svg").is_visible()
    plain = heads.filter(has_text="Engagements").first
    look = "el => getComputedStyle(el).backgroundColor"
    assert marked.evaluate(look) != plain.evaluate(look)
    assert seen.axe() == []
    assert seen.complaints == []
