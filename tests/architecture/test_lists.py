"""Every screen that asks for another view of itself does so in place: it waits, breaks and comes again like any other."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from smm.places import LISTS
from tests.architecture.access_table import TABLE
from tests.architecture.test_access_matrix import World, ours, world  # noqa: F401

# Forms that something is typed into, which saves itself or is asked for anew: a page of its own each time.
WRITTEN = {"clients:new", "clients:edit", "desk:walk"}


def asks_for_another_view(main: str, path: str) -> bool:
    """Whether something of the page leads to the same address with another question."""
    links = [urlsplit(each) for each in re.findall(r'<a [^>]*href="([^"]*)"', main)]
    return 'method="get"' in main or any(
        each.query and not each.netloc and each.path in ("", path) for each in links
    )


def test_a_screen_that_asks_for_another_view_of_itself_is_a_list(world: World) -> None:  # noqa: F811
    """It stands in smm/places.py, LISTS, and so has the mark while it waits and the way to try again."""
    browser, seen = world.browser("owner"), set()
    for view in ours():
        rule = TABLE[view.name]
        if "GET" not in rule.methods or rule.where not in ("client", "agency", "member"):
            continue
        path = view.on(world.own)
        answer = browser.get(path + rule.query)
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        page = answer.content.decode() if is_page else ""
        main = page[page.find("<main") : page.find("</main>")]
        if asks_for_another_view(main, path) and view.name not in WRITTEN:
            assert view.name in LISTS, view.name
        if main and view.name in LISTS:
            seen.add(view.name)
            for part in (
                'controller="list"',
                'list-target="wait"',
                'list-target="failed"',
                'action="list#again"',
            ):
                assert f"data-{part}" in main, (view.name, part)

    assert seen == LISTS
