"""Notes of the team about a client: who writes, changes and removes them, and for how long one can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions import notes
from clients.models import Client, ClientNote
from editorial.tasks import empty_trash
from people.clock import database_now
from people.roles import Role
from tests import make
from tests.portal.people import asked, needs, visitor


def url(cast, name: str, note: ClientNote | None = None) -> str:
    more = [note.public_id] if note else []
    return reverse(f"clients:{name}", args=[cast.client.slug, *more])


def written(by, cast, words: str = "Prima delle 10 no") -> ClientNote:
    return notes.write(by=by, client=cast.client, words=words, now=database_now())


def overview(browser, cast) -> str:
    page = browser.get(reverse("desk:overview", args=[cast.client.slug])).content.decode()
    return page.partition('id="notes"')[2].partition("</section>")[0]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COMMUNITY, Role.ANALYST])
def test_whoever_works_on_the_client_writes_notes_and_reads_everybodys(cast, sign_in, role):
    written(cast.rita, cast, "Di Rita")
    who = make.member(cast.alice, role, name="Ugo")
    make.assigned(cast.alice, cast.client, who, role)
    browser = sign_in(who)

    answer = browser.post(url(cast, "notes"), {"words": "Paola risponde a voce"}, follow=True)

    assert answer.redirect_chain[-1][0].endswith(f"/c/{cast.client.slug}/#notes")
    words = overview(browser, cast)
    assert "Paola risponde a voce" in words
    assert "Ugo" in words
    assert "Di Rita" in words


def test_a_note_too_long_is_kept_in_the_form_and_written_nowhere(cast, sign_in):
    answer = sign_in(cast.bruno).post(url(cast, "notes"), {"words": "a" * 601})

    assert answer.status_code == 422
    assert "a" * 601 in answer.content.decode()
    assert not ClientNote.objects.exists()


def test_one_changes_ones_own_note_and_who_runs_the_client_changes_any(cast, sign_in):
    own, of_rita = written(cast.bruno, cast, "Mia"), written(cast.rita, cast, "Di Rita")
    browser = sign_in(cast.bruno)
    words = overview(browser, cast)
    assert url(cast, "note", own) in words
    assert url(cast, "note", of_rita) not in words

    browser.post(url(cast, "note", own), {"words": "Mia, corretta"})
    assert browser.post(url(cast, "note", of_rita), {"words": "No"}).status_code == 403
    assert browser.post(url(cast, "note_remove", of_rita)).status_code == 403
    own.refresh_from_db()
    of_rita.refresh_from_db()
    assert (own.words, of_rita.words, of_rita.removed_at) == ("Mia, corretta", "Di Rita", None)
    assert own.changed_at is not None

    sign_in(cast.rita).post(url(cast, "note", own), {"words": "Di nuovo"})
    own.refresh_from_db()
    assert own.words == "Di nuovo"


def test_a_note_that_was_removed_is_taken_back_by_the_toast(cast, sign_in):
    note = written(cast.bruno, cast)
    browser = sign_in(cast.bruno)

    page = browser.post(url(cast, "note_remove", note), follow=True).content.decode()
    assert note.words not in overview(browser, cast)
    (way_back,) = re.findall(r'<form[^>]+action="([^"]+/restore/)"', page)
    browser.post(way_back)

    assert note.words in overview(browser, cast)


def test_after_thirty_days_a_removed_note_is_gone_and_a_kept_one_is_not(cast):
    kept, recent, old = (written(cast.bruno, cast, words) for words in ("a", "b", "c"))
    now = database_now()
    notes.remove(by=cast.bruno, note=recent, now=now - timedelta(days=29))
    notes.remove(by=cast.bruno, note=old, now=now - timedelta(days=31))

    empty_trash()

    assert set(ClientNote.objects.all()) == {kept, recent}


def test_three_notes_stand_on_the_overview_and_all_on_their_page(cast, sign_in):
    for n in range(5):
        written(cast.bruno, cast, f"Nota {n}")
    browser = sign_in(cast.bruno)

    words = overview(browser, cast)
    assert re.findall(r"Nota (\d)<", words) == ["4", "3", "2"]
    assert "All 5" in words
    page = browser.get(url(cast, "notes")).content.decode()
    assert re.findall(r"Nota (\d)<", page) == ["4", "3", "2", "1", "0"]


def test_of_an_archived_client_notes_are_read_only(cast, sign_in):
    note = written(cast.rita, cast)
    Client.objects.filter(pk=cast.client.pk).update(status="archived")
    browser = sign_in(cast.rita)

    assert note.words in browser.get(url(cast, "notes")).content.decode()
    assert "textarea" not in overview(browser, cast)
    assert browser.post(url(cast, "notes"), {"words": "Altro"}).status_code == 403
    assert browser.post(url(cast, "note_remove", note)).status_code == 403
    assert ClientNote.objects.kept().count() == 1


def test_the_client_never_reads_a_note(cast):
    needs(cast, "client")
    written(cast.rita, cast, "Paga sempre in ritardo")
    asked(cast, "Da decidere")

    page = visitor(cast.carla).get().content.decode()

    assert "Da decidere" in page
    assert "Paga sempre in ritardo" not in page


def test_the_database_takes_no_note_without_words(cast):
    note = written(cast.rita, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClientNote.objects.filter(pk=note.pk).update(words="")
