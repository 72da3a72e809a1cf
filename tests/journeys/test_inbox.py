"""Somebody says something on a network; it stands in the inbox within a minute, is answered from there, and stands on the network once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from networks import http, registry
from networks.sandbox.orders import Orders
from networks.types import Credentials, Draft, Secret
from smm.local.starting import Stack
from tests.journeys.people import PATIENCE_S, People, mark
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TENUTA = "/c/tenuta-trecorvi/"


def a_stranger_says(stack: Stack, text: str) -> None:
    """On the sandbox network, to the account of the winery."""
    origin = stack.environment["SANDBOX_ORIGIN"]
    account = Orders(origin).order("accounts", quiet=True, usernames=[f"s{uuid4().hex[:8]}"])[0]
    stranger = Credentials(
        host=origin,
        account_id=account["id"],
        access_token=Secret(account["token"]),
        scopes=frozenset(account["scopes"]),
    )
    http.configure(allow_origins=[origin])
    try:
        registry.connector("sandbox").commit(
            stranger,
            Draft(f"@tenutatrecorvi {text}"),
            key=str(uuid4()),
            refs={},
            timeout_s=10,
            sent_at=datetime.now(UTC),
        )
    finally:
        http.configure()


def test_a_comment_is_heard_answered_once_and_the_next_one_comes(
    people: People, demo_stack: Stack
) -> None:
    word = mark()
    a_stranger_says(demo_stack, f"quanto costa la visita {word}?")
    davide = people.member("davide")
    page = davide.page

    # It comes in by itself: nobody asked for it.
    line = page.locator(".talks li").filter(has_text=word)
    for _ in range(int(PATIENCE_S // 4)):
        davide.go(f"{TENUTA}inbox/")
        if line.count():
            break
        page.wait_for_timeout(4000)
    click_through(page, line.get_by_role("link"))
    davide.look()

    # Taken back, and the words are still there
    box = page.get_by_role("textbox", name="Risposta")
    box.fill(f"18 euro con tre assaggi, {word}.")
    click_through(page, page.get_by_role("button", name="Rispondi come Tenuta Trecorvi"))
    click_through(page, page.locator(".toast").get_by_role("button", name=re.compile("^Annulla")))
    assert box.input_value() == f"18 euro con tre assaggi, {word}."

    # Sent: the page itself sees it go
    click_through(page, page.get_by_role("button", name="Rispondi come Tenuta Trecorvi"))
    ours = page.locator(".said-list .ours")
    ours.get_by_role("link", name="su Sandbox").wait_for(timeout=PATIENCE_S * 1000)
    assert ours.count() == 1
    assert "risposta di Davide Porro" in ours.inner_text()
    davide.look()

    # And it stands on the network, once
    page.goto(str(ours.get_by_role("link", name="su Sandbox").get_attribute("href")))
    assert page.get_by_text(f"18 euro con tre assaggi, {word}.").count() == 1

    # Who waited longer than promised is named by Today, and seen to where the program cannot answer
    davide.go("/t/")
    late = page.get_by_role("listitem").filter(has_text="aspettano oltre il tempo promesso")
    click_through(page, late.get_by_role("link", name=re.compile("^Apri")))
    click_through(
        page, page.locator(".talks li").filter(has_text="Gino Zampieri").get_by_role("link")
    )
    click_through(page, page.get_by_role("button", name="Ho risposto là"))
    assert page.get_by_role("heading", level=1).inner_text() == "Roberta 58"
    davide.look()

    # Pressed by mistake: he waits again, as the others who share this demo expect
    click_through(page, page.locator(".toast").get_by_role("button", name=re.compile("^Annulla")))
    page.get_by_role("button", name="Ho risposto là").wait_for()
    davide.go("/t/")
    assert late.count() == 1
