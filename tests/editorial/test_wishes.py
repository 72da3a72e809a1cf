"""A wish of the client: the text it suggests, used with one button and never in silence; the agency's answer to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from editorial.actions import asking, drafting, wishes
from editorial.actions.reviewing import ReviewRefusedError
from editorial.lifecycle import PostStage
from editorial.models import Review
from editorial.suggested import really_suggested, texts_in
from people import mail, outbox
from people.clock import database_now
from people.models import AuditEntry, Outbox
from tests import make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn
from tests.editorial.reviews import page_of
from tests.portal.people import NEW_TEXT, TEXT, Visitor, asked, reword, visitor

THEIRS = "Il Gracco 2026 comincia da questi tagli: un'eccellenza da aspettare tre anni."


def _wish(cast: Cast, review: Review, *, note: str = "", text: str = THEIRS) -> Visitor:
    carla = visitor(cast.carla)
    fields = {
        "review": review.public_id,
        "seen": review.revision.content_hash,
        "note": note,
        "text-all": text,
    }
    carla.answer = carla.post("changes/", fields)  # type: ignore[attr-defined]
    review.refresh_from_db()
    review.post.refresh_from_db()
    return carla


def _use(cast: Cast, sign_in: SignIn, review: Review, number: int | None = None):
    review.post.refresh_from_db()
    url = reverse("editorial:suggestion_use", args=[cast.client.slug, review.post.public_id])
    number = review.post.edit_number if number is None else number
    browser = sign_in(cast.bruno)
    return browser.post(url, {"review": review.public_id, "edit_number": number}, follow=True)


def _answer(cast: Cast, sign_in: SignIn, review: Review, words: str = "Sì, tre anni."):
    url = reverse("editorial:wish_answer", args=[cast.client.slug, review.post.public_id])
    browser = sign_in(cast.rita)
    return browser.post(url, {"review": review.public_id, "answer": words}, follow=True)


def test_the_form_begins_with_the_text_as_it_is(cast: Cast) -> None:
    asked(cast)
    page = visitor(cast.carla).get().content.decode()
    field = page.partition('name="text-all"')[2].partition("</textarea>")[0]
    assert "un&#x27;eccellenza da aspettare due anni." in field


def test_a_suggested_text_says_enough_without_a_note(cast: Cast) -> None:
    review = asked(cast)
    carla = _wish(cast, review)
    assert carla.answer.status_code == 302  # type: ignore[attr-defined]
    assert (review.note, review.suggested) == ("", {"": THEIRS})
    assert review.post.stage == PostStage.CHANGES_REQUESTED
    assert review.post.text == TEXT
    assert make.mail_context(to=cast.carla.email)["has_suggested"] is True
    page = carla.get().content.decode()
    assert "</span>tre</ins>" in page


def test_neither_a_note_nor_another_text_asks_for_one(cast: Cast) -> None:
    review = asked(cast)
    carla = _wish(cast, review, text=f"{TEXT}\r\n")
    assert carla.answer.status_code == 422  # type: ignore[attr-defined]
    assert review.is_open
    assert review.suggested == {}


def test_a_text_for_words_that_changed_meanwhile_is_shown_again(cast: Cast) -> None:
    review = asked(cast)
    reword(cast, review.post)
    carla = _wish(cast, review, note="Tre.")
    assert carla.answer.status_code == 409  # type: ignore[attr-defined]
    page = carla.answer.content.decode()  # type: ignore[attr-defined]
    assert "Tre." in page
    assert "da aspettare tre anni." in page
    assert review.suggested == {}


def test_a_yes_brings_no_text_along(cast: Cast) -> None:
    review = asked(cast)
    visitor(cast.carla).post(
        "approve/",
        {"review": review.public_id, "seen": review.revision.content_hash, "text-all": THEIRS},
    )
    review.refresh_from_db()
    assert review.suggested == {}
    assert review.post.text == TEXT


def test_the_agency_sees_the_difference_and_one_button_makes_it_the_text(
    cast: Cast, sign_in: SignIn
) -> None:
    review = asked(cast)
    _wish(cast, review, note="Così?")
    page = page_of(sign_in, cast.bruno, review.post)
    part = page.partition("The client suggests:")[2].partition("</section>")[0]
    assert "<del>" in part
    assert "</span>due</del>" in part
    assert "</span>tre</ins>" in part
    answer = _use(cast, sign_in, review)
    page = answer.content.decode()
    assert "The post says what the client suggests." in page
    assert "The post says this now" in page
    assert "Use this text" not in page
    review.post.refresh_from_db()
    assert review.post.text == THEIRS
    assert AuditEntry.objects.filter(verb="review.suggestion_used").count() == 1
    again, _who = asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    assert again.revision.number == review.revision.number + 1
    assert review.post.revisions.get(number=review.revision.number).content["text"] == TEXT


def test_it_never_writes_over_words_that_somebody_saved_meanwhile(
    cast: Cast, sign_in: SignIn
) -> None:
    review = asked(cast)
    _wish(cast, review)
    seen = review.post.edit_number
    reword(cast, review.post)
    page = _use(cast, sign_in, review, seen).content.decode()
    assert "Somebody saved this post meanwhile: nothing was changed." in page
    assert "The post was changed since the client wrote this" in page
    review.post.refresh_from_db()
    assert review.post.text == NEW_TEXT
    _use(cast, sign_in, review)
    review.post.refresh_from_db()
    assert review.post.text == THEIRS


def test_a_text_of_one_channel_goes_there_alone(cast: Cast, sign_in: SignIn) -> None:
    post = drafting.create_post(
        member=cast.bruno,
        client=cast.client,
        text=TEXT,
        versions=[drafting.VersionInput(cast.channel, text="Solo qui: due anni.")],
        now=database_now(),
    )
    review, _who = asking.ask_client(post=post, member=cast.rita, now=database_now())
    page = visitor(cast.carla).get().content.decode()
    assert f'name="text-{cast.channel.pk}"' in page
    assert 'name="text-all"' not in page
    visitor(cast.carla).post(
        "changes/",
        {
            "review": review.public_id,
            "seen": review.revision.content_hash,
            f"text-{cast.channel.pk}": "Solo qui: tre anni.",
            "text-all": "Di nascosto.",
            "text-999": "Altrove.",
        },
    )
    review.refresh_from_db()
    assert review.suggested == {str(cast.channel.pk): "Solo qui: tre anni."}
    _use(cast, sign_in, review)
    post.refresh_from_db()
    assert (post.text, post.versions.get().text) == (TEXT, "Solo qui: tre anni.")


@pytest.mark.parametrize(
    ("base", "own", "keys"),
    [
        ("Base", ["", ""], [""]),
        ("Base", ["", "Mio"], ["", "2"]),
        ("Base", ["Uno", "Due"], ["1", "2"]),
        ("", ["Uno"], ["1"]),
        ("", [""], [""]),
    ],
)
def test_the_texts_of_a_post(base: str, own: list[str], keys: list[str]) -> None:
    content = {
        "text": base,
        "versions": {str(n): {"text": text} for n, text in enumerate(own, start=1)},
    }
    assert list(texts_in(content)) == keys


def test_line_breaks_of_a_browser_are_no_other_text() -> None:
    content = {"text": "Una riga.\n\nUn'altra.", "versions": {}}
    assert really_suggested(content, {"": "Una riga.\r\n\r\nUn'altra.\r\n"}) == {}
    assert really_suggested(content, {"": "  \r\n "}) == {}


def test_an_answer_stands_on_the_clients_page_and_comes_by_mail(
    cast: Cast, sign_in: SignIn
) -> None:
    review = asked(cast)
    carla = _wish(cast, review, note="Tre anni, non due.", text=TEXT)
    page = _answer(cast, sign_in, review).content.decode()
    assert "Answered: Carla Ridolfi reads it on the page and by e-mail." in page
    assert "the client reads it" in page
    told = make.mail_context(to=cast.carla.email)
    assert (told["answer"], told["note"]) == ("Sì, tre anni.", "Tre anni, non due.")
    assert told["who"] == str(cast.rita)
    seen = carla.get().content.decode()
    assert "Risposta dell’agenzia" in seen
    assert "Sì, tre anni." in seen


def test_a_wish_is_answered_once_and_with_words(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    _wish(cast, review, note="Tre.", text=TEXT)
    n = Outbox.objects.count()
    assert "Write the answer first." in _answer(cast, sign_in, review, " ").content.decode()
    _answer(cast, sign_in, review)
    page = _answer(cast, sign_in, review, "Un'altra.").content.decode()
    assert "has answered already." in page
    assert "Un&#x27;altra." in page  # what was written is not lost
    review.refresh_from_db()
    assert review.answer == "Sì, tre anni."
    assert Outbox.objects.filter(payload__to=cast.carla.email).count() - n <= 1


def test_what_is_no_wish_of_the_client_has_no_answer(cast: Cast) -> None:
    review = asked(cast)
    with pytest.raises(ReviewRefusedError):
        wishes.answer_wish(review=review, member=cast.rita, words="Ecco.", now=database_now())
    with pytest.raises(ReviewRefusedError):
        wishes.use_suggested(
            review=review,
            member=cast.rita,
            edit_number=review.post.edit_number,
            now=database_now(),
        )


def test_a_wish_of_another_post_or_agency_is_not_found(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    review, other = asked(cast), asked(cast, "Domenica apriamo alle dieci.")
    _wish(cast, review)
    url = reverse("editorial:suggestion_use", args=[cast.client.slug, other.post.public_id])
    browser = sign_in(cast.bruno)
    for name in (review.public_id, "nonsense", ""):
        assert browser.post(url, {"review": name, "edit_number": 0}).status_code == 404
    url = reverse("editorial:wish_answer", args=[cast.client.slug, review.post.public_id])
    assert browser.post(url, {"review": review.public_id, "answer": "x"}).status_code == 403
    eve = sign_in(rivals.eve)
    assert eve.post(url, {"review": review.public_id, "answer": "x"}).status_code == 404


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_mail_with_the_answer_says_why_it_comes(
    cast: Cast, sign_in: SignIn, language: str
) -> None:
    cast.carla.language = language
    cast.carla.save(update_fields=["language"])
    review = asked(cast)
    _wish(cast, review, note="<i>Tre</i> anni.", text=TEXT)
    _answer(cast, sign_in, review, "Sì: <b>tre</b>.")
    outbox.deliver_due(
        handlers={"mail": mail.send}, now=database_now() + timedelta(seconds=11), limit=100
    )
    theirs = [each for each in django_mail.outbox if each.to == [cast.carla.email]]
    (message,) = [each for each in theirs if "Sì: <b>tre</b>." in each.body]
    html = message.alternatives[0].content  # type: ignore[attr-defined]
    assert "&lt;b&gt;tre" in html
    assert "style=" not in html
    why = {"it": "perché è stata chiesta una modifica", "en": "because a change was asked for"}
    assert why[language] in message.body
    assert "/p/" in message.body


def test_internal_words_stay_inside_when_a_wish_is_answered(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    review.post.title = "Titolo-segreto"
    review.post.save(update_fields=["title"])
    carla = _wish(cast, review, note="Tre.")
    asking.ask_review(
        post=review.post, member=cast.bruno, message="Nota-segreta per Rita", now=database_now()
    )
    _answer(cast, sign_in, review)
    told = str(list(Outbox.objects.filter(payload__to=cast.carla.email).values("payload")))
    for secret in ("Titolo-segreto", "Nota-segreta"):
        assert secret not in carla.get().content.decode()
        assert secret not in told
