"""The certificate of a yes: what was approved, who said so, how, and a fingerprint that anybody can work out again."""

from __future__ import annotations

import hashlib
import json
import re

from editorial.actions import answering, asking
from editorial.actions.answering import Voice
from editorial.actions.drafting import freeze_revision
from editorial.lifecycle import ReviewDecision
from editorial.models import Review, Revision
from people.clock import database_now
from tests import make, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.filling import url
from tests.editorial.reviews import decide, in_review, page_of
from tests.portal.people import TEXT, asked, needs, reword, visitor


def certificate(sign_in: SignIn, cast: Cast, review: Review) -> str:
    """The page as Bruno reads it, its tags and white space away."""
    address = url("certificate", cast, review.post.public_id, review.public_id)
    answer = sign_in(cast.bruno).get(address)
    assert answer.status_code == 200
    return words_of(answer.content.decode())


def words_of(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_it_says_what_was_approved_by_whom_when_and_how(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    visitor(cast.carla).approve(review)

    page = certificate(sign_in, cast, review)

    assert "The approval stands." in page
    assert TEXT.replace("'", "&#x27;") in page
    assert "Carla Ridolfi" in page
    assert "By a personal link" in page
    assert "Revision 1" in page
    assert "(Rome)" in page[page.index("When") :]
    assert review.revision.content_hash in page


def test_anybody_can_work_the_fingerprint_out_from_the_file(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast, "Perché “così”? È già l'ora: 18 €…")
    visitor(cast.carla).approve(review)

    answer = sign_in(cast.bruno).get(
        url("certified", cast, review.post.public_id, review.public_id)
    )

    assert hashlib.sha256(answer.content).hexdigest() == review.revision.content_hash
    assert json.loads(answer.content)["text"] == "Perché “così”? È già l'ora: 18 €…"
    assert "attachment" in answer.headers["Content-Disposition"]
    # And word for word as the page shows it.
    assert "Perché “così”? È già l" in certificate(sign_in, cast, review)


def test_a_post_that_changed_since_says_so_and_shows_what_was_approved(
    cast: Cast, sign_in: SignIn
) -> None:
    review = asked(cast, "Domenica apriamo alle dieci.")
    visitor(cast.carla).approve(review)
    reword(cast, review.post, "Domenica apriamo alle undici.")

    page = certificate(sign_in, cast, review)

    assert "The post was changed after this approval. The approval no longer counts since" in page
    assert "alle dieci" in page
    assert "alle undici" not in page
    assert "The approval stands." not in page


def test_words_changed_behind_the_program_are_found_out(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast, "Domenica apriamo alle dieci.")
    visitor(cast.carla).approve(review)
    kept = Revision.objects.get(pk=review.revision_id)
    content = {**kept.content, "text": "Domenica apriamo alle undici."}
    Revision.objects.filter(pk=kept.pk).update(content=content)

    page = certificate(sign_in, cast, review)

    assert "no longer has the fingerprint it was approved with" in page
    assert "The approval stands." not in page


def test_a_colleagues_yes_names_the_colleague_and_no_receipt(cast: Cast, sign_in: SignIn) -> None:
    needs(cast, "internal")
    review = decide(cast, in_review(cast))

    page = certificate(sign_in, cast, review)

    assert str(cast.rita) in page
    assert "A colleague, signed in to the agency’s account" in page
    assert "receipt" not in page


def test_a_yes_by_voice_says_how_and_who_wrote_it_down(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    now = database_now()
    answering.record_voice(
        review=review,
        member=cast.rita,
        voice=Voice(contact=cast.carla, said_at=now, said_how="phone"),
        decision=ReviewDecision.APPROVED,
        seen=review.revision.content_hash,
        now=now,
    )

    page = certificate(sign_in, cast, review)

    assert "By voice: on the phone" in page
    assert f"written down by {cast.rita} of {cast.agency.name}" in page


def test_a_question_that_nobody_said_yes_to_has_none(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    address = url("certificate", cast, review.post.public_id, review.public_id)
    assert sign_in(cast.bruno).get(address).status_code == 404


def test_the_post_the_approvals_and_the_history_lead_to_it(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    visitor(cast.carla).approve(review)
    address = url("certificate", cast, review.post.public_id, review.public_id)

    assert address in page_of(sign_in, cast.bruno, review.post)
    assert address in page_of(sign_in, cast.bruno, review.post, "revisions/")
    assert address in sign_in(cast.bruno).get(url("approvals", cast)).content.decode()
    assert address in sign_in(cast.bruno).get("/t/approvals/").content.decode()


def test_parts_warnings_and_what_is_not_for_everybody_stand_on_it(
    cast: Cast, sign_in: SignIn
) -> None:
    post = make_posts.draft(cast.bruno, cast.channel, text="La prima parte.")
    post.thread = ["La seconda parte."]
    post.save(update_fields=["thread"])
    post.versions.update(first_comment="#potatura", visibility="unlisted", spoiler="Spade")
    review, _contacts = asking.ask_client(post=post, member=cast.rita, now=database_now())
    visitor(cast.carla).approve(review)

    page = certificate(sign_in, cast, review)

    for words in (
        "Part 2 of 2 La seconda parte.",
        "First comment #potatura",
        "Content warning: Spade",
        "Who sees it: Everybody, but not in public timelines",
    ):
        assert words in page
    assert freeze_revision(post=post, member=cast.rita, now=database_now()) == review.revision


def test_the_receipt_has_the_same_fingerprint(cast: Cast) -> None:
    review = asked(cast)
    visitor(cast.carla).approve(review)
    [item] = make.mail_context(to=cast.carla.email)["items"]
    assert item["fingerprint"] == review.revision.content_hash
