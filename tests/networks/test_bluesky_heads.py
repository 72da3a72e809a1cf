"""What Bluesky's connector reads of a page to make its card, whoever wrote the page."""

from __future__ import annotations

import time

import pytest

from networks.bluesky import card, page_head
from networks.bluesky.connector import BLUESKY
from networks.limits import check
from networks.types import (
    Draft,
)
from tests.networks.bluesky_double import (
    Start,
    commit,
    picture,
    plays,
    prepare_all,
    recorded,
    sent,
)

PAGE = """<!doctype html><html><head><title> Tenuta
 Trecorvi </title><meta property="og:title" content="La potatura &amp; il gelo">
<meta name="description" content="Sei gradi alle sei."><meta property="og:image" content="/foto.jpg">
</head><body><title>no</title><meta property="og:title" content="no"></body></html>"""


def test_a_page_is_read_for_its_card() -> None:
    assert page_head.read(PAGE) == {
        "title": "La potatura & il gelo",
        "description": "Sei gradi alle sei.",
        "image": "/foto.jpg",
    }
    assert page_head.read("<title>Solo <b>questo</title>")["title"] == "Solo"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<META CONTENT='Uno' PROPERTY=og:title>", {"title": "Uno"}),
        ('<meta property="og:title" content="a > b"/><title>c</title>', {"title": "a > b"}),
        ('<meta name=description content=breve><title lang="it">T</title>', {"title": "T", "description": "breve"}),
        ("<!-- <title>no</title> --><title>s\u00ec</title>", {"title": "s\u00ec"}),
        ("<script>'<title>no</title>'</script><title>s\u00ec</title>", {"title": "s\u00ec"}),
        ("<style>a{}</style><metadata><titles>x", {}),
        ('<meta property="og:title" content="uno"><meta property="og:title" content="due">', {"title": "uno"}),
        ('<meta property="og:title" content=" ">', {}),
        ("<title>a\u202eb\x00c</title>", {"title": "abc"}),
        ("<body><title>no</title>", {}),
        ("<title>", {}),
        ("<meta", {}),
        ("<title>" + "x" * 9000, {"title": "x" * 300}),
    ],
)  # fmt: skip
def test_heads_of_every_make_are_read(html: str, said: dict[str, str]) -> None:
    assert page_head.read(html) == said


@pytest.mark.parametrize(
    "piece",
    ["<", "<meta ", "<meta a='", "<meta a=b ", "<title>", "<!--", "<script ", "<style>", "&#", "</", "<meta content=\"", "<m", "a b "],
)  # fmt: skip
def test_a_page_made_to_be_slow_is_read_at_once(piece: str) -> None:
    page = piece * (1_500_000 // len(piece))
    began = time.process_time()
    assert not page_head.read(page).get("description")
    assert time.process_time() - began < 1


def test_a_page_that_cannot_be_read_costs_the_card_and_not_the_post(peer: Start) -> None:
    double = peer(plays({"putRecord": recorded("put_record")}))
    draft = Draft("Leggi https://127.0.0.1/pagina e https://trecorvi.invalid/")
    assert check(draft, BLUESKY.limits) == []
    refs, n_calls = prepare_all(double.origin, Draft("Leggi https://trecorvi.invalid/due"))
    assert (refs["card"]["card"], n_calls) == ({}, 1)
    commit(double.origin, Draft("Leggi https://trecorvi.invalid/due"), refs=refs)
    assert "embed" not in sent(double.requests[-1])["record"]


def test_a_card_goes_out_as_it_was_prepared(peer: Start) -> None:
    double = peer(plays({"putRecord": recorded("put_record")}))
    link = "https://trecorvi.example/a"
    made = {
        "uri": link,
        "title": "La potatura",
        "description": "",
        "thumb": recorded("blob")["blob"],
    }
    commit(double.origin, Draft(f"Leggi {link}"), refs={"card": {"of": link, "card": made}})
    assert sent(double.requests[-1])["record"]["embed"] == {
        "$type": "app.bsky.embed.external",
        "external": made,
    }


def test_the_link_that_was_chosen_gets_the_card_and_pictures_leave_it_no_room() -> None:
    text = "Leggi https://trecorvi.example/a e https://trecorvi.example/b"
    assert card.link_of(Draft(text)) == "https://trecorvi.example/a"
    chosen = "https://trecorvi.example/b"
    assert card.link_of(Draft(text, link=chosen)) == chosen
    assert card.link_of(Draft(text, link=chosen, media=(picture("x"),))) == ""
    for strange in ("javascript:alert(1)", "", "file:///etc/passwd", "trecorvi.example"):
        assert card.link_of(Draft(text, link=strange)) == "https://trecorvi.example/a"


def test_a_post_that_was_not_prepared_looks_for_its_card_and_goes_out_without(peer: Start) -> None:
    double = peer(plays({"putRecord": recorded("put_record")}))
    commit(double.origin, Draft("Leggi https://trecorvi.invalid/tre"))
    (request,) = double.requests
    assert "embed" not in sent(request)["record"]
