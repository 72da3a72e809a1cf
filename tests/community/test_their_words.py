"""How people put it, mined from what they said: on the page of the audiences, for who sees the client."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.actions import audiences, by_hand
from clients.mining import Heard
from community.actions import triage, writing_down
from community.queries.words import their_words
from community.states import Kind, Settled
from people.clock import database_now
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def says(cast):
    """``says("Marta", "quanto costa?")``: a comment of five minutes ago, written down by Alice."""
    channel = by_hand.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )

    def say(person, text, *, kind=Kind.COMMENT, ago=timedelta(minutes=5)):
        now = database_now()
        return writing_down.write_down(
            by=cast.alice, channel=channel, kind=kind, person=person, text=text, said_at=now - ago, now=now
        )  # fmt: skip

    return say


def _words(cast):
    return their_words(client=cast.client, now=database_now())


def test_what_two_people_ask_is_how_they_speak_and_one_person_is_one(cast, says):
    says("Marta", "siete aperti domenica?")
    says("Gino", "Ma domenica siete aperti?")
    for n in range(3):
        says("Ugo", f"buonissimo vino rosso {n}")
    found = _words(cast)
    assert found.found.questions == (Heard("siete aperti domenica?", 2),)
    assert "vino rosso" not in {each.words for each in found.found.phrases}
    assert found.n_texts == 5


def test_spam_and_old_words_are_not_read(cast, says):
    for person in ("Marta", "Gino"):
        says(person, "che bella annata", ago=timedelta(days=200))
        talk = says(person, f"guadagna subito da casa {person}")
        triage.close(by=cast.alice, conversation=talk, how=Settled.SPAM, now=database_now())
    found = _words(cast)
    assert (found.found.questions, found.found.phrases) == ((), ())


def test_it_stands_on_the_page_of_the_audiences_in_one_query_more(cast, says, sign_in):
    audiences.write_audience(
        by=cast.alice,
        client=cast.client,
        name="Coppie della domenica",
        habits=[],
        now=database_now(),
    )
    browser = sign_in(cast.bruno)
    page = browser.get(reverse("clients:audiences", args=[cast.client.slug])).content.decode()
    part = reverse("community:inbox_words", args=[cast.client.slug])
    assert f'hx-get="{part}"' in page
    assert "They ask" not in browser.get(part).content.decode()
    says("Marta", "si può venire col cane? <b>")
    says("Gino", "col cane si può venire?")
    told = browser.get(part).content.decode()
    assert "col cane si può venire?" in told
    assert "<b>" not in told
    with CaptureQueriesContext(connection) as few:
        browser.get(part)
    for n in range(6):
        says(f"Persona {n}", "col cane si può venire?")
    with CaptureQueriesContext(connection) as many:
        browser.get(part)
    assert len(few) == len(many) <= 12


def test_another_agency_reads_none(cast, rivals, says, sign_in):
    part = reverse("community:inbox_words", args=[cast.client.slug])
    assert sign_in(rivals.eve).get(part).status_code == 404


def test_what_is_said_in_private_stays_there(cast, says):
    for who in ("Marta", "Gino"):
        says(who, "quanto costa la visita?", kind=Kind.MESSAGE)

    assert _words(cast).n_texts == 0
