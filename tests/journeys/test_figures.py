"""A figure is followed down, from all clients to a single post, and is the same number on every floor."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import pytest

from tests.journeys.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLIENT = "Tenuta Trecorvi"
TRIES = 4


def number(words: str) -> int:
    """The first whole number in Italian words."""
    found = re.search(r"\d[\d.]*", words)
    assert found, words
    return int(found[0].replace(".", ""))


def total_of(page: Any) -> tuple[int, int]:
    """What the list of posts says they add up to, and what they do, page by page."""
    said = number(page.locator(".lead").inner_text().partition(": ")[2])
    brought = 0
    for n in count(2):
        cells = page.get_by_role("table").locator("tbody tr td:nth-of-type(2)").all_inner_texts()
        brought += sum(number(cell) for cell in cells)
        further = page.get_by_role("link", name="Successiva")
        if not further.count():
            break
        further.click()
        page.wait_for_url(re.compile(rf"[?&]page={n}\b"))
    return said, brought


def followed(person: Person, link: Any) -> tuple[int, int, int]:
    """A figure, what its list says, and what the posts there add up to. The reader stands on the list after that."""
    shown = number(link.inner_text())
    link.click()
    person.page.get_by_role("heading", level=1, name=re.compile("post per post")).wait_for()
    return shown, *total_of(person.page)


def agree(person: Person, address: str, find: Any) -> int:
    """Follows a figure from a page until all three numbers agree: the demo is measured while one looks."""
    for _ in range(TRIES):
        person.go(address)
        shown, said, brought = followed(person, find(person.page))
        if shown == said == brought:
            return shown
    raise AssertionError(f"{address} says {shown}, its list {said}, the posts on it {brought}")


@pytest.mark.parametrize("days", [30, 90])
def test_a_figure_is_the_same_from_all_clients_down_to_the_post(people: People, days: int) -> None:
    luca = people.member("luca")
    page = luca.go("/t/results/")
    page.get_by_role("group", name="Periodo").get_by_role("link", name=f"{days} giorni").click()
    page.wait_for_url(f"**days={days}**")
    luca.look()
    all_clients = page.url
    line = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=CLIENT))
    assert re.search(r"\d{1,2}:\d{2}", page.locator(".source").inner_text())

    # All clients → the posts behind one client's engagements
    def engagements(page: Any) -> Any:
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=CLIENT))
        return row.get_by_role("cell").nth(0).get_by_role("link")

    on_top = agree(luca, all_clients, engagements)
    luca.look()

    # All clients → the client: the same figure, the same period before
    luca.go(all_clients)
    before = line.get_by_role("cell").nth(1).locator(".sub").all_inner_texts()
    line.get_by_role("rowheader").get_by_role("link").click()
    page.get_by_role("heading", level=1, name="Risultati").wait_for()
    measures = page.get_by_label("Misure del periodo")
    figure = measures.locator(".figure").filter(has_text="Interazioni").first
    assert number(figure.locator("dd.value").inner_text()) >= on_top
    assert (
        page.get_by_role("group", name="Periodo").locator("[aria-current]").inner_text()
        == f"{days} giorni"
    )
    if before:
        assert str(number(before[0])) in figure.locator(".note").inner_text().replace(".", "")
    figure.locator("summary").click()
    assert re.search(r"\d{1,2}:\d{2}", figure.locator(".drop-box").inner_text())
    page.keyboard.press("Escape")
    luca.look()
    client = page.url

    # The client → its channels, which add up → one of them → its posts → one post
    channels = page.get_by_role("table", name="Canale per canale")
    each = [
        number(cell)
        for cell in channels.locator("tbody td:nth-of-type(1)").all_inner_texts()
        if re.search(r"\d", cell)
    ]
    assert sum(each) == number(figure.locator("dd.value").inner_text())
    channels.get_by_role("row").nth(1).get_by_role("rowheader").get_by_role("link").click()
    page.wait_for_url("**channel=**")
    assert f"days={days}" in page.url
    luca.look()
    agree(
        luca,
        page.url,
        lambda page: page.get_by_label("Misure del periodo").locator(".figure dd.value a").first,
    )
    luca.go(client)
    agree(
        luca,
        client,
        lambda page: page.get_by_label("Misure del periodo").locator(".figure dd.value a").first,
    )
    page.get_by_role("table").get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_role("heading", level=1, name="Risultati di un post").wait_for()
    page.get_by_role("region", name="Contato finora").wait_for()
    luca.look()
