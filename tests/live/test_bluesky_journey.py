"""Live, in a browser: an account of a real Bluesky is connected, written for, heard and answered; the desk says what became of it.

Connect by handle and app password → write with a picture, its description and a link → publish → it stands on the network →
somebody likes it and replies → the reply is in the inbox, the answer stands under it, the like is in the results → the post is
taken down. What stands on the network is read back without our connector.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from smm.local import homes, place, supervise
from smm.local.starting import Stack
from tests.journeys.people import A_POST, PATIENCE_S, People, Person
from tests.live.acts import png, reply_to, strong
from tests.live.network import Network
from tests.live.network import Person as Account
from tests.waiting import click_through, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OWNER, PASSWORD = "nora@quintavoce.example", "una frase lunga e mia"
TEXT = "Si apre la vigna a #Trecorvi: https://trecorvi.example/visite"
ALT = "Due filari al tramonto"


@pytest.fixture
def installation(net: Network) -> Iterator[Stack]:
    """An installation whose Bluesky is the network of these tests."""
    directory = place.throw_away()
    os.environ["BLUESKY_NETWORK"] = f"{net.pds},{net.plc},{net.appview}"
    try:
        with supervise.stack(data=directory, sandbox=False, is_durable=False) as running:
            running.environment["OWNER_PASSWORD"] = PASSWORD
            running.manage(
                "createowner", "--agency", "Quintavoce", "--email", OWNER, "--name", "Nora Astolfi",
                "--language", "it",
            )  # fmt: skip
            yield running
    finally:
        del os.environ["BLUESKY_NETWORK"]
        homes.remove(directory)


def until_it_says(person: Person, path: str, words: re.Pattern[str]) -> None:
    """Opens a page of the desk until what the workers bring in stands on it."""
    main = person.page.locator("main")
    for _ in range(int(PATIENCE_S)):
        person.go(path)
        if words.search(main.inner_text()):
            return
        person.page.wait_for_timeout(1000)
    raise AssertionError(main.inner_text()[:1500])


def posts_of(net: Network, who: Account) -> list[dict[str, Any]]:
    """What stands on somebody's server, asked without our connector."""
    query = f"?repo={who.did}&collection=app.bsky.feed.post"
    found: list[dict[str, Any]] = net.call("com.atproto.repo.listRecords", query=query)["records"]
    return found


def test_a_bluesky_account_from_its_app_password_to_the_answer_under_a_reply(
    browser: Any, installation: Stack, net: Network
) -> None:
    vineyard, reader = net.person("trecorvi"), net.person("gino")
    people = People(browser, installation)
    nora = people.somebody("nora")
    page = nora.page
    nora.sign_in(OWNER, PASSWORD)
    nora.go("/t/clients/new/")
    page.get_by_role("textbox", name="Nome", exact=True).fill("Tenuta Trecorvi")
    click_through(page, page.get_by_role("button", name="Crea cliente"))

    # The account's own password is refused before anybody is asked; the app password leads to the account
    nora.go("/c/tenuta-trecorvi/channels/connect/")
    click_through(page, page.get_by_role("link", name="Bluesky", exact=True))
    nora.look()
    page.get_by_label(re.compile("^Account")).fill(f"@{vineyard.handle}")
    page.get_by_label("Password per app").fill(vineyard.password)
    click_through(page, page.get_by_role("button", name="Continua"))
    page.get_by_role("alert").first.wait_for()
    nora.look()
    page.get_by_label("Password per app").fill(vineyard.app_password)
    click_through(page, page.get_by_role("button", name="Continua"))
    page.get_by_role("heading", name=re.compile(re.escape(vineyard.handle))).wait_for()
    nora.look()
    click_through(page, page.get_by_role("button", name="Collega account"))
    nora.look()

    # A post with a picture out of the library, a tag and a link
    nora.go("/c/tenuta-trecorvi/library/")
    page.get_by_role("button", name="Carica immagini e video").set_input_files(
        {"name": "filari.png", "mimeType": "image/png", "buffer": png(640, 480)}
    )
    page.get_by_role("button", name="Carica", exact=True).click()
    page.get_by_role("link", name=re.compile("filari")).first.wait_for()
    nora.go("/c/tenuta-trecorvi/posts/new/")
    page.get_by_role("textbox", name="Testo per tutti i canali").fill(TEXT)
    visual = page.get_by_role("region", name="Visual")
    visual.get_by_role("checkbox", name=re.compile("filari")).check(force=True)
    visual.get_by_role("button", name="Aggiungi al post").click()
    visual.get_by_role("textbox", name="Testo alternativo").fill(ALT)
    nora.look()
    page.get_by_role("button", name="Pubblica ora", exact=True).click()
    page.wait_for_url(A_POST)
    post_path = nora.path()
    page.locator(".s-published").first.wait_for(timeout=PATIENCE_S * 1000)
    nora.look()

    # It stands on the network: once, as written
    (listed,) = posts_of(net, vineyard)
    out = listed["value"]
    assert out["text"].startswith("Si apre la vigna a #Trecorvi")
    kinds = {facet["features"][0]["$type"] for facet in out["facets"]}
    assert kinds == {"app.bsky.richtext.facet#tag", "app.bsky.richtext.facet#link"}
    (shown,) = out["embed"]["images"]
    assert shown["alt"] == ALT

    # Somebody likes it and asks; the desk hears both without being asked to
    now = datetime.now(UTC).isoformat()
    like = {"subject": strong(net, listed["uri"]), "createdAt": now}
    net.write(reader, {"$type": "app.bsky.feed.like", **like})
    asked = reply_to(net, reader, listed["uri"], "Quanto costa la visita?")
    until_it_says(nora, "/c/tenuta-trecorvi/inbox/", re.compile("Quanto costa la visita"))
    talk = page.locator(".talks li").filter(has_text="Quanto costa la visita?")
    click_through(page, talk.get_by_role("link").first)
    nora.look()
    page.get_by_role("textbox", name="Risposta").fill("18 euro, con tre assaggi.")
    click_through(page, page.get_by_role("button", name="Rispondi come Tenuta Trecorvi"))
    ours = page.locator(".said-list .ours").get_by_role("link", name="su Bluesky")
    ours.wait_for(timeout=PATIENCE_S * 1000)
    answers = [
        each
        for each in posts_of(net, vineyard)
        if each["value"]["text"] == "18 euro, con tre assaggi."
    ]
    assert [each["value"]["reply"]["parent"]["uri"] for each in answers] == [asked]

    # The like and the reply are figures of the post, with their source
    until_it_says(
        nora, post_path, re.compile(r"Interazioni\n\D*2\n+Mi piace\n\D*1\n[^§]*Fonte: Bluesky")
    )
    nora.look()

    # Taken down, there as here
    click_through(page, page.get_by_role("link", name="Rimuovi quello che è uscito"))
    nora.look()
    page.get_by_label(re.compile("^Perché")).fill("Il prezzo non era ancora deciso.")
    click_through(page, page.get_by_role("button", name="Rimuovi", exact=True))
    assert eventually(
        lambda: listed["uri"] not in {each["uri"] for each in posts_of(net, vineyard)}
    ), page.locator("main").inner_text()
    people_wrong = people.go_home()
    assert not people_wrong, "\n".join(people_wrong)
