"""Every list in its four states: waiting, broken with a way to try again, empty at first, empty by its filters."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from clients.models import Client
from people.notices import notify
from smm.places import LISTS
from tests import make, make_pictures, make_posts
from tests.desk.visits import visit  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What the address of a list has besides the client.
MORE = {"clients:fit_network": ("mastodon",)}
OF_ALL = {
    name for name in LISTS if name.startswith(("desk:today", "desk:clients", "people:", "find"))
}
OF_ALL |= {
    name
    for name in LISTS
    if ":all_" in name or name in ("analytics:agency", "analytics:hours_week")
}
# Marks what asks for another view of the page: a link to the same address with another question, a form that is asked by its
# address, or else the news that the page brings by itself.
MARK = """() => {
    const main = document.getElementById("main");
    const link = [...main.querySelectorAll("a[href]")].find(
        (a) => a.pathname === location.pathname && a.search && a.search !== location.search && !a.hash && a.checkVisibility());
    const form = main.querySelector("form[method=get]");
    const news = main.querySelector("#live .news");
    const words = form?.querySelector("[name=q]");
    if (!link && words) words.value = "vigna";
    if (!link && !form) news.hidden = false;
    (link || form?.querySelector("button") || news.querySelector("a")).dataset.asks = "";
    return link ? "link" : form ? "form" : "news";
}"""


def address(cast: Any, view: str) -> str:
    return reverse(view, args=[] if view in OF_ALL else [cast.client.slug, *MORE.get(view, ())])


def fill(cast: Any) -> None:
    make_posts.draft(cast.bruno, cast.channel, text="Una bozza")
    make_pictures.ready(cast.rita, cast.client, name="vigna.png")
    second = make.client(cast.alice, "Lanterne Storte")
    make.assigned(cast.alice, second, cast.rita, "editor")
    for n in range(60):
        notify(
            members=[cast.rita],
            kind="post_missed",
            text=f"Notizia {n}",
            once_key=f"of-the-test:{n}",
            now=make.NOW,
        )


@pytest.mark.parametrize("view", sorted(LISTS))
def test_a_list_waits_breaks_and_comes_again(visit: Any, cast: Any, view: str) -> None:  # noqa: F811
    fill(cast)
    seen = visit()
    there = address(cast, view)
    page = seen.open(there)
    kind = page.evaluate(MARK)
    held: list[Any] = []
    same = re.compile(re.escape(there) + r"($|\?)")
    seen.context.route(same, lambda route: held.append(route))
    page.evaluate("window.stays = true")
    page.click("main [data-asks]")
    page.locator(".list-wait").wait_for()
    assert page.url.endswith(there)
    held.pop().abort()
    failed = page.locator("main .callout[role=alert]")
    failed.wait_for()
    assert not page.locator(".list-wait").is_visible()
    assert page.evaluate("document.activeElement.matches('[role=alert]')")
    assert seen.axe() == []

    seen.context.unroute(same)
    with page.expect_response(same):
        failed.locator("button").click()
    failed.wait_for(state="hidden")
    page.wait_for_function(
        "() => !document.querySelector('[data-asks]') && !document.querySelector('main .page[aria-busy]')"
    )
    assert page.evaluate("document.activeElement !== document.body")
    if kind != "news":
        assert not page.url.endswith(there)
        page.go_back()
        page.wait_for_url(re.compile(re.escape(there) + "$"))
    assert page.evaluate("window.stays"), "the page was loaded anew"
    assert [each for each in seen.complaints if "ERR_FAILED" not in each] == []


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
    there = address(cast, view)
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


@pytest.mark.parametrize("name", ["desk:clients", "analytics:agency"])
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
    page = seen.open(address(cast, name))
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
