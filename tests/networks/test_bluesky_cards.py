"""Link cards on Bluesky, made of pages on an open internet that a peer plays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from networks.bluesky.connector import BLUESKY
from networks.types import Draft
from tests.networks.bluesky_double import KEY, SENT_AT, me, plays, recorded, sent
from tests.networks.peers import Peer, Script, answers
from tests.networks.sandbox_visits import PNG
from tests.public_web import Web, public_web

LINK = "http://trecorvi.example/diario"
HEAD = (
    '<title>no</title><meta property="og:title" content="La potatura">'
    '<meta property="og:description" content="Sei gradi"><meta property="og:image" content="{}">'
)


@pytest.fixture
def pds() -> Iterator[Peer]:
    double = Peer(plays({"uploadBlob": recorded("blob"), "putRecord": recorded("put_record")}))
    yield double
    double.close()


@pytest.fixture
def web(pds: Peer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """Plays every public host: an answer by path, 404 for all else."""
    with public_web(monkeypatch, allow_origins=[pds.origin]) as start:
        yield start


def page(html: str, kind: str = "text/html; charset=utf-8") -> Script:
    return answers(html.encode(), kind=kind)


def embed(pds: Peer, *, is_prepared: bool = True, text: str = f"Leggi {LINK}") -> Any:
    """What goes out under the post."""
    draft, refs = Draft(text), {}
    if is_prepared:
        done = BLUESKY.prepare(me(pds.origin), draft, state={}, timeout_s=60)
        assert done.is_ready
        refs = dict(done.refs)
    BLUESKY.commit(me(pds.origin), draft, key=KEY, refs=refs, timeout_s=60, sent_at=SENT_AT)
    return sent(pds.requests[-1])["record"].get("embed")


@pytest.mark.parametrize("is_prepared", [True, False], ids=["ahead", "at the last moment"])
def test_a_card_has_title_words_and_picture_of_its_page(
    pds: Peer, web: Web, is_prepared: bool
) -> None:
    there = web({
        "/diario": page(HEAD.format("/foto.png")),
        "/foto.png": answers(PNG, kind="image/png"),
    })  # fmt: skip
    assert embed(pds, is_prepared=is_prepared) == {
        "$type": "app.bsky.embed.external",
        "external": {
            "uri": LINK, "title": "La potatura", "description": "Sei gradi", "thumb": recorded("blob")["blob"],
        },
    }  # fmt: skip
    assert len(there.requests) == 2
    assert not any(b"canary-token" in request for request in there.requests)


@pytest.mark.parametrize(
    "image",
    [
        "http://[bad/foto.png", "//[", "http://127.0.0.1/foto.png", "file:///etc/passwd", "data:image/png;base64,AA",
        "javascript:alert(1)", "/manca.png", "/grande.png", "/disegno.svg", "ftp://x/", "http://x:99999/", "\x00", "x" * 3000,
    ],
)  # fmt: skip
def test_a_picture_that_cannot_be_taken_costs_the_picture_alone(
    pds: Peer, web: Web, image: str
) -> None:
    web({
        "/diario": page(HEAD.format(image)),
        "/grande.png": answers(b"x" * 1_100_000, kind="image/png"),
        "/disegno.svg": answers(b"<svg/>", kind="image/svg+xml"),
    })  # fmt: skip
    assert embed(pds)["external"] == {
        "uri": LINK, "title": "La potatura", "description": "Sei gradi",
    }  # fmt: skip


@pytest.mark.parametrize(
    "script",
    [
        answers(b"", status="302 Found", headers="Location: http://[bad/\r\n"),
        answers(b"", status="302 Found", headers="Location: http://127.0.0.1/\r\n"),
        answers(b"", status="302 Found", headers="Location: /diario\r\n"),
        answers(b"", status="302 Found", headers="Location: gopher://x/\r\n"),
        answers(b"no", status="500 x"),
        answers(b"%PDF", kind="application/pdf"),
        answers(b"<title>" + b" " * 2_000_000, kind="text/html"),
        answers(b"<p>senza titolo", kind="text/html"),
        answers(b"<title>x</title>", kind="text/html", headers="Content-Encoding: gzip\r\n"),
        answers(b"<title>cut", kind="text/html", claim=4000),
    ],
)
def test_a_page_that_cannot_be_read_costs_the_card_alone(
    pds: Peer, web: Web, script: Script
) -> None:
    web({"/diario": script})
    assert embed(pds) is None


def test_a_page_that_has_moved_is_followed(pds: Peer, web: Web) -> None:
    moved = answers(b"", status="301 x", headers="Location: https://trecorvi.example/[x]\r\n")
    there = answers(b"", status="302 x", headers="Location: /nuovo\r\n")
    web({"/diario": there, "/nuovo": page("<title>Nuovo</title>"), "/altro": moved})
    assert embed(pds)["external"]["title"] == "Nuovo"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<title>Perché</title>".encode(), "text/html"),
        ("<title>Perché</title>".encode("cp1252"), "text/html; charset=ISO-8859-1"),
        ('<meta charset="windows-1252"><title>Perché</title>'.encode("cp1252"), "text/html"),
        ("<title>Perché</title>".encode(), 'text/html; charset="utf-8"'),
        ("<title>Perché</title>".encode(), "text/html; charset=punycode"),
        ("<title>Perché</title>".encode(), "text/html; charset=zip"),
    ],
)
def test_the_letters_of_a_page_are_read_as_it_says(
    pds: Peer, web: Web, body: bytes, kind: str
) -> None:
    web({"/diario": answers(body, kind=kind)})
    assert embed(pds)["external"]["title"] == "Perché"
