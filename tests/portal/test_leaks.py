"""Point 25: nothing that the team writes for itself is shown behind a link: every page of the portal and of a shared report.

The addresses come from the URLconf, so that a new page is looked at without anybody thinking of it.
"""

from __future__ import annotations

import io

import pytest
from django.db.models import Model
from django.test import Client as Browser
from pypdf import PdfReader

from analytics import tasks
from clients import meetings as meeting_words
from clients.actions import meetings, offering
from clients.models import ClientNote, Competitor, Contact, Contract, Meeting, Task
from editorial.actions import answering, asking, by_hand
from editorial.lifecycle import ReviewDecision, ReviewStep, WhyNot
from editorial.models import (
    Amendment,
    Asset,
    Cost,
    HandAct,
    Post,
    Review,
    TimeEntry,
)
from people.clock import database_now
from tests import make, make_posts
from tests.architecture.access_table import TABLE
from tests.architecture.sides import Side
from tests.architecture.test_access_matrix import ours

pytestmark = pytest.mark.django_db

SHOWN = "comincia da questi tagli"
# What the team writes for itself, by the rows that hold it and how they are narrowed to what is internal.
INTERNAL: list[tuple[type[Model], dict[str, object], tuple[str, ...]]] = [
    (ClientNote, {}, ("words",)),
    (Contact, {}, ("notes",)),
    (Post, {}, ("title",)),
    (Asset, {}, ("name",)),
    (Review, {"step": ReviewStep.INTERNAL}, ("message", "note")),
    (Task, {"side": meeting_words.Side.OURS}, ("text",)),
    (Meeting, {}, ("notes", "people")),
    (HandAct, {"kind": "not_done"}, ("words",)),
    (TimeEntry, {}, ("note",)),
    (Cost, {}, ("what", "supplier")),
    (Competitor, {}, ("name", "note")),
    (Contract, {}, ("note",)),
    (Amendment, {}, ("why",)),
]
# What these addresses name is none of this client's: their own tests have what is.
NAMES_NOTHING = {"portal:picture", "portal:logo", "analytics:shared_logo"}


def _canaries() -> dict[str, str]:
    """A word of its own in every field; the row of each must be there, or nothing would be proved."""
    words = {}
    for model, narrowed, names in INTERNAL:
        for name in names:
            word = f"kx{len(words)}canarino"
            words[word] = f"{model.__name__}.{name}"
            assert model._default_manager.filter(**narrowed).update(**{name: word}), words[word]
    return words


def _lived(side: Side) -> None:
    """A client with something on every page of theirs, and with much that the team said of it among itself."""
    now = database_now()
    assert side.portal_link  # before others of theirs are mailed
    for name in (
        "note",
        "hours",
        "cost",
        "competitor",
        "contract",
        "extra",
        "asset",
        "amendment",
        "meeting",
    ):
        getattr(side, name)
    Contact.objects.filter(pk=side.contact.pk).update(part="approver")
    side.contact.refresh_from_db()
    offering.send(by=side.owner, offer=side.offer, contacts=[side.contact], now=now)
    meetings.give_task(
        by=side.owner, client=side.client, meeting=None, text="Mandare le foto",
        side=meeting_words.Side.THEIRS, now=now,
    )  # fmt: skip
    by_hand.not_done(
        delivery=side.errand,
        member=side.owner,
        why=WhyNot.ACCOUNT,
        words="Manca il codice.",
        now=now,
    )
    for text in (f"Il Gracco {SHOWN}.", "Domenica apriamo alle dieci."):
        post = make_posts.draft(side.owner, side.channel, text=text)
        inside = asking.ask_review(post=post, member=side.owner, message="Va bene?", now=now)
        answering.decide_in_agency(
            review=inside, member=side.owner, decision=ReviewDecision.CHANGES, note="Meno lungo.",
            seen=inside.revision.content_hash, now=now,
        )  # fmt: skip
        asking.ask_client(post=post, member=side.owner, now=now)


def test_25_nothing_internal_is_shown_on_any_page_behind_a_link() -> None:
    side = Side(make.agency("Nostra"), "nostro")
    _lived(side)
    canaries = _canaries()
    browser = Browser(headers={"accept-language": "it"})
    behind = [a for a in ours() if a.name.startswith(("portal:", "analytics:shared_"))]
    pages = {a.name: a.on(side) for a in behind if a.parts and "GET" in TABLE[a.name].methods}
    tasks.print_reports()
    wrong = []
    for name, url in pages.items():
        answer = browser.get(url)
        if name in NAMES_NOTHING:
            assert answer.status_code == 404, name
            continue
        assert answer.status_code == 200, name
        seen = str(answer.headers) + _text(answer)
        wrong += [f"{name} shows {of}" for word, of in canaries.items() if word in seen]
    assert wrong == []
    assert len(pages) >= 13
    assert SHOWN in browser.get(pages["portal:decide"]).content.decode()
    assert "Mandare le foto" in browser.get(pages["portal:decide"]).content.decode()


def _text(answer: object) -> str:
    content: bytes = getattr(answer, "content")  # noqa: B009 - whatever kind of answer
    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode()
