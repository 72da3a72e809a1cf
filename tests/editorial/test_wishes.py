"""A wish of the client: the text it suggests, used with one button and never in silence; the agency's answer to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from analytics.queries.handover import tables_of
from clients.models import Contact
from editorial.actions import answering, asking, drafting, releasing, wishes
from editorial.actions.reviewing import ReviewRefusedError
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import Review
from editorial.suggested import really_suggested, texts_in
from editorial.when import wall_of
from people import mail, outbox
from people.clock import database_now
from people.models import AuditEntry, Outbox
from portal.queries import to_decide
from tests import make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn
from tests.editorial.reviews import page_of
from tests.portal.people import NEW_TEXT, TEXT, Visitor, asked, draft, reword, visitor

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


def _mails(cast: Cast) -> int:
    """How many mails were ever written to Carla."""
    return Outbox.objects.filter(payload__to=cast.carla.email).count()


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


def test_a_stale_button_never_writes_over_words_that_were_approved_since(
    cast: Cast, sign_in: SignIn
) -> None:
    review = asked(cast)
    carla = _wish(cast, review)
    seen = review.post.edit_number
    again, _who = asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    for answer in (lambda: None, lambda: carla.approve(again)):
        answer()
        page = _use(cast, sign_in, review, seen).content.decode()
        assert "Somebody was asked or decided since this text was suggested" in page
        review.post.refresh_from_db()
        assert review.post.text == TEXT
    assert review.post.stage == PostStage.APPROVED


def test_of_two_wishes_the_last_is_used(cast: Cast, sign_in: SignIn) -> None:
    first = asked(cast)
    _wish(cast, first)
    last, _who = asking.ask_client(post=first.post, member=cast.rita, now=database_now())
    _wish(cast, last, text=NEW_TEXT)
    _use(cast, sign_in, first)
    first.post.refresh_from_db()
    assert first.post.text == TEXT
    _use(cast, sign_in, last)
    first.post.refresh_from_db()
    assert first.post.text == NEW_TEXT


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


@pytest.mark.parametrize("why", ["links ended", "embargo", "no address"])
def test_an_answer_lets_nobody_in_again_and_the_page_says_that_no_mail_went(
    cast: Cast, sign_in: SignIn, why: str
) -> None:
    review = asked(cast)
    _wish(cast, review, note="Tre.")
    if why == "links ended":
        cast.carla.links.update(revoked_at=database_now())
    elif why == "embargo":
        at = database_now() + timedelta(days=1)
        releasing.make_release(
            member=cast.rita, client=cast.client, name="Uscita", posts=[review.post],
            wall_at=wall_of(at, cast.client.time_zone), fold=0,
            circle=releasing.Circle(True, [cast.rita], []), now=database_now(),
        )  # fmt: skip
    else:
        Contact.objects.filter(pk=cast.carla.pk).update(email="")
    stood = (cast.carla.links.count(), _mails(cast))
    page = _answer(cast, sign_in, review).content.decode()
    assert "it stands on the client’s page. No e-mail went to Carla Ridolfi." in page
    review.refresh_from_db()
    assert review.answer == "Sì, tre anni."
    assert (cast.carla.links.count(), _mails(cast)) == stood


def test_what_is_answered_late_is_read_on_the_page_before_what_was_decided_meanwhile(
    cast: Cast, sign_in: SignIn
) -> None:
    then = database_now() - timedelta(days=40)
    review, _who = asking.ask_client(post=draft(cast), member=cast.rita, now=then)
    answering.decide_by_contact(
        review=review, contact=cast.carla, decision=ReviewDecision.CHANGES, note="Tre.",
        seen=review.revision.content_hash, now=then,
    )  # fmt: skip
    other = asked(cast, "Domenica apriamo alle dieci.")
    carla = visitor(cast.carla)
    carla.approve(other)
    _answer(cast, sign_in, review)
    told = to_decide.decided(contact=cast.carla, now=database_now())
    assert [each.review for each in told] == [review.public_id, other.public_id]
    assert "Sì, tre anni." in carla.get().content.decode()


def test_only_the_last_two_texts_are_compared_the_others_are_read_whole(cast: Cast) -> None:
    for n in range(3):
        _wish(cast, asked(cast, f"{TEXT} {n}"), text=f"{THEIRS} {n}")
    told = to_decide.decided(contact=cast.carla, now=database_now())
    marked = [{piece.kind for piece in each.suggested[0]} - {"gap"} for each in told]
    assert marked == [{"same", "removed", "added"}] * 2 + [{"same"}]
    assert told[2].suggested[0][0].text == f"{THEIRS} 0"


def test_a_wish_without_a_note_says_what_it_is_wherever_it_is_listed(
    cast: Cast, sign_in: SignIn
) -> None:
    review = asked(cast)
    _wish(cast, review)
    _answer(cast, sign_in, review)
    browser = sign_in(cast.bruno)
    for path in ("approvals/", ""):
        page = browser.get(f"/c/{cast.client.slug}/{path}").content.decode()
        assert "Carla Ridolfi suggests a text of their own" in page
    [table] = [each for each in tables_of(cast.client) if each.name == "approvals"]
    said = dict(zip(table.head, table.rows[0], strict=True))
    assert said["Suggested text"] == THEIRS
    assert said["Answer of the agency"] == "Sì, tre anni."


def test_a_wish_is_answered_once_and_with_words(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    _wish(cast, review, note="Tre.", text=TEXT)
    assert "Write the answer first." in _answer(cast, sign_in, review, " ").content.decode()
    before = _mails(cast)
    _answer(cast, sign_in, review)
    assert _mails(cast) == before + 1
    page = _answer(cast, sign_in, review, "Un'altra.").content.decode()
    assert "has answered already." in page
    assert "Un&#x27;altra." in page  # what was written is not lost
    review.refresh_from_db()
    assert review.answer == "Sì, tre anni."
    assert _mails(cast) == before + 1


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
