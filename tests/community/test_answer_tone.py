"""The client's voice is asked of answers while they are written: a hint with its rule, that keeps nothing from leaving."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse
from django.utils import translation

from clients.actions import by_hand, voicing
from clients.manner import Manner, Phrase, Sentence
from community.actions import writing_down
from community.states import Kind, Standing
from people.clock import database_now

pytestmark = pytest.mark.django_db

VOICE = Manner(
    address="tu",
    replies="lei",
    avoid=(Phrase("garantito", "", "L’ordine non lo permette."),),
    tags_always=("passolieve",),
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def asked(cast):
    """A question of Gino's to a client that says tu in posts and lei in answers."""
    now = database_now()
    voicing.settle_voice(by=cast.rita, client=cast.client, manner=VOICE, edit_number=0, now=now)
    voicing.set_rules(
        by=cast.rita,
        client=cast.client,
        manner=Manner(sentences=(Sentence("Studio iscritto all’albo"),)),
        edit_number=1,
        now=now,
    )
    channel = by_hand.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@passolieve", now=now
    )
    return writing_down.write_down(
        by=cast.alice, channel=channel, kind=Kind.COMMENT, person="Gino",
        text="non giro più il collo", said_at=now, now=now,
    )  # fmt: skip


def said(browser, conversation, text: str) -> str:
    url = reverse("community:answer_look", args=[conversation.client.slug, conversation.public_id])
    answer = browser.post(url, {"text": text})
    assert answer.status_code == 200
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def test_an_answer_is_held_against_the_address_of_answers_and_the_words_to_avoid(
    cast, asked, sign_in
):
    browser = sign_in(cast.alice)
    told = said(browser, asked, "Ciao Gino, ti aspettiamo: risultato garantito!")
    assert "It speaks to tu: “ti”" in told
    assert "Answers speak to lei." in told
    assert "“garantito” is to be avoided" in told
    assert "L’ordine non lo permette." in told
    assert said(browser, asked, "Buongiorno, La aspettiamo domani alle 9.") == ""
    assert said(browser, asked, " ") == ""


def test_what_only_posts_must_carry_is_not_asked_of_an_answer(cast, asked, sign_in):
    told = said(sign_in(cast.alice), asked, "Buongiorno, grazie.")
    assert "passolieve" not in told
    assert "Missing" not in told


def test_the_page_asks_while_one_writes_and_the_hint_stops_nothing(cast, asked, sign_in):
    browser = sign_in(cast.alice)
    url = reverse("community:inbox_talk", args=[asked.client.slug, asked.public_id])
    look = reverse("community:answer_look", args=[asked.client.slug, asked.public_id])
    page = browser.get(url).content.decode()
    assert f'hx-post="{look}"' in page
    assert 'id="answer-tone"' in page
    act = reverse("community:inbox_act", args=[asked.client.slug, asked.public_id])
    browser.post(act, {"deed": "answered_there", "text": "Ciao, ti aspettiamo: garantito."})
    asked.refresh_from_db()
    assert asked.standing == Standing.DONE
