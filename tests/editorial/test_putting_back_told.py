"""Whom the toast's way back tells again, and what nobody can take back once the client reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from editorial.actions import wishes
from editorial.lifecycle import PostStage
from people.clock import database_now
from people.models import Notice, Outbox
from tests import make
from tests.editorial.filling import url
from tests.editorial.reviews import stage_of
from tests.editorial.test_putting_back import taken_back
from tests.editorial.test_putting_back_reviews import mails_to
from tests.portal.people import asked, draft, needs

pytestmark = pytest.mark.django_db


def _left(email: str) -> None:
    """The mail server took what waited for this address."""
    Outbox.objects.filter(payload__to=email).update(done_at=database_now(), payload={})


def test_of_two_who_were_asked_only_whose_mail_had_not_left_is_asked_again(cast, sign_in):
    aldo = make.contact(cast.alice, cast.client, "Aldo Ridolfi", part="approver")
    post = draft(cast)
    browser = sign_in(cast.rita)
    browser.post(url("ask_client", cast, post.public_id), follow=True)
    assert len(mails_to(aldo.email)) == 1
    _left(cast.carla.email)

    page = browser.post(url("review_withdraw", cast, post.public_id), follow=True)
    assert mails_to(aldo.email) == []
    taken_back(browser, page)

    assert stage_of(post) == PostStage.WITH_CLIENT
    assert mails_to(cast.carla.email) == []
    assert len(mails_to(aldo.email)) == 1


def test_a_colleague_whose_mail_left_finds_the_notice_again_and_no_second_mail(cast, sign_in):
    needs(cast, "internal")
    post = draft(cast)
    browser = sign_in(cast.bruno)
    browser.post(url("ask_review", cast, post.public_id), follow=True)
    _left(cast.rita.user.email)

    page = browser.post(url("review_withdraw", cast, post.public_id), follow=True)
    taken_back(browser, page)

    told = Notice.objects.filter(kind="review.asked")
    assert {each.member for each in told} == {cast.alice, cast.rita}
    assert mails_to(cast.rita.user.email) == []
    assert len(mails_to(cast.alice.user.email)) == 1


def test_a_wish_that_was_answered_is_not_taken_back(cast, sign_in):
    review = asked(cast)
    browser = sign_in(cast.rita)
    data = {
        "contact": cast.carla.pk, "said": "2026-01-05T09:00", "said_how": "phone", "note": "Due.",
        "decision": "changes", "seen": review.revision.content_hash,
    }  # fmt: skip
    page = browser.post(url("review_voice", cast, review.post.public_id), data, follow=True)
    wishes.answer_wish(
        review=review, member=cast.alice, words="Due.", now=database_now() + timedelta(seconds=1)
    )

    words = taken_back(browser, page)

    assert "Somebody changed this post meanwhile." in words
    assert stage_of(review.post) == PostStage.CHANGES_REQUESTED
    review.refresh_from_db()
    assert (review.is_wish, review.answer) == (True, "Due.")
