"""Approvals in the agency: who may ask and decide, what an edit takes back, what scheduling waits for."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from clients.actions import onboarding
from editorial.actions import asking
from editorial.actions.reviewing import ReviewRefusedError, TextChangedError
from editorial.lifecycle import PostStage, ReviewStep
from editorial.models import Post, Review
from editorial.queries import review_queue
from people.clock import database_now
from people.models import AuditEntry, Member, Notice
from people.roles import Role
from tests import make, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.reviews import APPROVED, CHANGES, decide, in_review, page_of, stage_of
from tests.portal.people import NEW_TEXT, asked, draft, needs, reword


def test_asking_for_a_review_tells_those_who_approve_and_not_the_asker(cast: Cast) -> None:
    review = in_review(cast)
    assert stage_of(review.post) == PostStage.IN_REVIEW
    told = set(Notice.objects.filter(kind="review.asked").values_list("member_id", flat=True))
    assert told == {cast.alice.pk, cast.rita.pk}


def test_a_colleague_approves_exactly_the_revision_they_saw(cast: Cast) -> None:
    review = in_review(cast)
    decide(cast, review)
    review.post.refresh_from_db()
    assert review.post.stage == PostStage.APPROVED
    assert review.post.approved_revision_id == review.revision_id
    assert AuditEntry.objects.filter(verb="review.approved", actor=cast.rita).exists()


def test_an_edit_during_the_review_moves_it_to_the_new_words(cast: Cast) -> None:
    review = in_review(cast)
    reword(cast, review.post)
    with pytest.raises(TextChangedError, match="Here is the new version; please look again"):
        decide(cast, review)
    review.refresh_from_db()
    assert review.is_open
    assert review.revision.content["text"] == NEW_TEXT
    decide(cast, review)
    assert stage_of(review.post) == PostStage.APPROVED


def test_changes_without_words_are_refused_by_page_and_database(
    cast: Cast, sign_in: SignIn
) -> None:
    review = in_review(cast)
    post = review.post
    url = f"/c/{post.client.slug}/posts/{post.public_id}/review/decide/"
    fields = {"decision": "changes", "seen": review.revision.content_hash, "note": ""}
    sign_in(cast.rita).post(url, fields)
    assert stage_of(post) == PostStage.IN_REVIEW
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(cast, review, CHANGES)


def test_a_round_of_changes_comes_back_with_the_difference(cast: Cast, sign_in: SignIn) -> None:
    review = in_review(cast)
    decide(cast, review, CHANGES, "Tre anni, non due.")
    post = reword(cast, review.post)
    assert stage_of(post) == PostStage.CHANGES_REQUESTED
    page = page_of(sign_in, cast.bruno, post)
    assert "Tre anni, non due." in page
    assert "<del><span" in page
    in_review(cast, post)
    assert stage_of(post) == PostStage.IN_REVIEW


def test_an_editor_asks_but_neither_approves_nor_writes_to_the_client(
    cast: Cast, sign_in: SignIn
) -> None:
    review = in_review(cast)
    url = f"/c/{cast.client.slug}/posts/{review.post.public_id}/review/"
    browser = sign_in(cast.bruno)
    seen = {"decision": "approved", "seen": review.revision.content_hash}
    assert browser.post(url + "decide/", seen).status_code == 403
    assert browser.post(url + "ask-client/").status_code == 403
    assert browser.get(url + "voice/").status_code == 403
    assert stage_of(review.post) == PostStage.IN_REVIEW


def test_the_page_names_who_of_the_client_will_read(cast: Cast, sign_in: SignIn) -> None:
    post = draft(cast)
    assert "Ask Carla Ridolfi (client) for the ok" in page_of(sign_in, cast.rita, post)
    assert "(client) for the ok" not in page_of(sign_in, cast.bruno, post)


def test_a_client_whom_no_mail_reaches_cannot_be_asked(cast: Cast) -> None:
    onboarding.edit_contact(by=cast.alice, contact=cast.carla, email="", now=database_now())
    with pytest.raises(ReviewRefusedError, match="Add one under Contacts"):
        asked(cast)


def test_one_question_at_a_time(cast: Cast) -> None:
    review = asked(cast)
    with pytest.raises(ReviewRefusedError, match="asked already"):
        asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            agency_id=review.agency_id, client=review.client, post=review.post,
            revision=review.revision, step=ReviewStep.CLIENT, asked_by=cast.rita,
            asked_at=database_now(),
        )  # fmt: skip


def test_a_decision_is_written_once_whatever_code_runs(cast: Cast) -> None:
    review = decide(cast, in_review(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(decision=CHANGES, note="x")


def test_asking_the_client_approves_the_review_that_was_open(cast: Cast) -> None:
    needs(cast, "client")
    internal = in_review(cast)
    asking.ask_client(post=internal.post, member=cast.rita, now=database_now())
    internal.refresh_from_db()
    assert (internal.decision, internal.decided_by_id) == (APPROVED, cast.rita.pk)
    assert stage_of(internal.post) == PostStage.WITH_CLIENT


def test_where_the_client_approves_a_colleague_is_not_the_last_word(cast: Cast) -> None:
    needs(cast, "client")
    with pytest.raises(ReviewRefusedError, match="ask them"):
        decide(cast, in_review(cast))


def test_the_queue_says_whose_turn_it_is(cast: Cast, sign_in: SignIn) -> None:
    in_review(cast)
    asked(cast, "Domenica apriamo alle dieci.")
    mine = review_queue.queue(member=cast.rita, client=None, now=database_now())
    assert (len(mine.mine), len(mine.team), len(mine.client)) == (1, 0, 1)
    theirs = review_queue.queue(member=cast.bruno, client=None, now=database_now())
    assert (len(theirs.mine), len(theirs.team), len(theirs.client)) == (0, 1, 1)
    page = sign_in(cast.rita).get("/t/approvals/").content.decode()
    assert "Waiting for you" in page
    assert "Waiting for the client" in page
    assert '<span class="count">1' in page
    assert _n_for_me(cast.alice) == _n_for_me(cast.rita) == 1
    assert _n_for_me(cast.bruno) == 0


def _n_for_me(member: Member) -> int:
    return review_queue.waiting_for(member).count()


def test_who_is_not_assigned_sees_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    asked(cast)
    in_review(cast, draft(cast, "Un altro."))
    stranger = make.member(cast.alice, Role.MANAGER)
    assert review_queue.queue(member=stranger, client=None, now=database_now()).is_empty
    assert _n_for_me(stranger) == 0
    assert sign_in(stranger).get(f"/c/{cast.client.slug}/approvals/").status_code == 404


def test_a_wish_stays_in_the_queue_until_it_is_asked_about_again(cast: Cast) -> None:
    review = decide(cast, in_review(cast), CHANGES, "Tre anni.")
    assert [
        r.pk
        for r in review_queue.queue(member=cast.bruno, client=None, now=database_now()).rewrites
    ] == [review.pk]
    in_review(cast, review.post)
    assert review_queue.queue(member=cast.bruno, client=None, now=database_now()).rewrites == []


def test_the_database_refuses_a_review_that_points_into_another_agency(cast: Cast, rivals) -> None:
    review = asked(cast)
    theirs = make_posts.draft(rivals.eve, rivals.channel)
    with pytest.raises(IntegrityError, match="same_agency"):
        _point_at(review, theirs)


@transaction.atomic
def _point_at(review: Review, post: Post) -> None:
    Review.objects.filter(pk=review.pk).update(post=post)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
