"""The toast's way back from a question, an answer, a schedule that was given up, and what was written about a picture."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest

from clients.models import Client
from editorial import when
from editorial.actions import asking, scheduling
from editorial.actions.drafting import content_of
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import Delivery, Post, Review
from editorial.queries import review_queue
from people.clock import database_now
from people.models import Notice, Outbox
from portal.queries import to_decide
from tests import make_pictures, make_posts
from tests.editorial.filling import url
from tests.editorial.reviews import CHANGES, decide, in_review, page_of, stage_of
from tests.editorial.test_putting_back import HOURS, how_it_stands, taken_back
from tests.portal.people import asked, draft, needs, visitor


def mails_to(email: str) -> list[Outbox]:
    """What still has to leave for this address."""
    return list(Outbox.objects.filter(kind="mail", done_at=None, payload__to=email))


def all_of(post: Post) -> dict[str, object]:
    """How it stands, with the whole history of questions, as the page of approvals tells of it."""
    told = review_queue.standing(post=post, content=lambda: content_of(post))
    wish = told.wish and told.wish.pk
    return how_it_stands(post) | {"rounds": told.n_rounds, "wish": wish}


@pytest.mark.parametrize("first", ["draft", "after changes were asked for"])
def test_colleagues_who_were_asked_by_mistake_hear_nothing(cast, sign_in, first):
    needs(cast, "internal")
    post = draft(cast)
    if first != "draft":
        decide(cast, in_review(cast, post), CHANGES, "Due, non tre.")
    stood = all_of(post)
    told = Notice.objects.count()
    mailed = mails_to(cast.rita.user.email)
    browser = sign_in(cast.bruno)

    page = browser.post(url("ask_review", cast, post.public_id), follow=True)
    assert stage_of(post) == PostStage.IN_REVIEW
    assert len(mails_to(cast.rita.user.email)) == len(mailed) + 1
    words = taken_back(browser, page)

    assert all_of(post) == stood
    assert Notice.objects.count() == told
    assert mails_to(cast.rita.user.email) == mailed
    assert "Taken back. The post is as it was:" in words


def test_a_client_who_was_asked_by_mistake_gets_no_mail(cast, sign_in):
    post = draft(cast)
    decide_first = in_review(cast, post)
    stood = all_of(post)
    browser = sign_in(cast.rita)

    page = browser.post(url("ask_client", cast, post.public_id), follow=True)
    [mail] = mails_to(cast.carla.email)
    assert mail.next_attempt_at - mail.created_at == timedelta(seconds=10)
    words = taken_back(browser, page)

    assert mails_to(cast.carla.email) == []
    assert all_of(post) == stood
    assert Review.objects.open().get().public_id == decide_first.public_id
    assert "The e-mail to the client did not leave." in words


def test_after_the_mail_has_left_the_question_goes_and_it_says_so(cast, sign_in):
    post = draft(cast)
    browser = sign_in(cast.rita)
    page = browser.post(url("ask_client", cast, post.public_id), follow=True)
    Outbox.objects.update(done_at=database_now(), payload={})

    words = taken_back(browser, page)

    assert stage_of(post) == PostStage.DRAFT
    assert "The e-mail to the client had left already: tell them." in words


def test_what_the_client_saw_meanwhile_is_withdrawn_and_kept(cast, sign_in):
    post = draft(cast)
    browser = sign_in(cast.rita)
    page = browser.post(url("ask_client", cast, post.public_id), follow=True)
    visitor(cast.carla).look()

    taken_back(browser, page)

    assert stage_of(post) == PostStage.DRAFT
    assert post.reviews.get().decision == ReviewDecision.WITHDRAWN


def test_a_question_that_was_withdrawn_by_mistake_goes_on(cast, sign_in):
    review = asked(cast)
    stood = all_of(review.post)
    carla = visitor(cast.carla)
    browser = sign_in(cast.rita)

    page = browser.post(url("review_withdraw", cast, review.post.public_id), follow=True)
    assert stage_of(review.post) == PostStage.DRAFT
    taken_back(browser, page)

    assert all_of(review.post) == stood
    assert carla.approve(review).status_code == 302
    assert stage_of(review.post) == PostStage.APPROVED


def test_withdrawing_at_once_calls_the_mail_off_and_the_way_back_sends_it_again(cast, sign_in):
    post = draft(cast)
    browser = sign_in(cast.rita)
    browser.post(url("ask_client", cast, post.public_id), follow=True)
    assert len(mails_to(cast.carla.email)) == 1

    page = browser.post(url("review_withdraw", cast, post.public_id), follow=True)

    assert "The e-mail to the client did not leave." in unescape(page.content.decode())
    assert mails_to(cast.carla.email) == []
    taken_back(browser, page)
    assert stage_of(post) == PostStage.WITH_CLIENT
    [mail] = mails_to(cast.carla.email)
    assert mail.next_attempt_at - mail.created_at == timedelta(seconds=10)
    # And once more: the question that stands again is withdrawn like the first.
    browser.post(url("review_withdraw", cast, post.public_id))
    assert mails_to(cast.carla.email) == []


def test_a_mail_that_has_left_is_not_sent_again_by_the_way_back(cast, sign_in):
    post = draft(cast)
    browser = sign_in(cast.rita)
    browser.post(url("ask_client", cast, post.public_id), follow=True)
    Outbox.objects.update(done_at=database_now(), payload={})

    page = browser.post(url("review_withdraw", cast, post.public_id), follow=True)
    assert "did not leave" not in page.content.decode()
    taken_back(browser, page)

    assert stage_of(post) == PostStage.WITH_CLIENT
    assert mails_to(cast.carla.email) == []


def test_colleagues_who_had_not_read_it_are_told_again_and_the_others_are_not(cast, sign_in):
    needs(cast, "internal")
    post = draft(cast)
    browser = sign_in(cast.bruno)
    browser.post(url("ask_review", cast, post.public_id), follow=True)
    told = Notice.objects.filter(kind="review.asked")
    assert {each.member for each in told} == {cast.alice, cast.rita}
    told.filter(member=cast.rita).update(read_at=database_now())

    page = browser.post(url("review_withdraw", cast, post.public_id), follow=True)
    assert [each.member for each in told.all()] == [cast.rita]
    assert mails_to(cast.alice.user.email) == []
    taken_back(browser, page)

    assert stage_of(post) == PostStage.IN_REVIEW
    assert sorted(each.member.pk for each in told.all()) == sorted([cast.rita.pk, cast.alice.pk])
    assert len(mails_to(cast.alice.user.email)) == 1


def test_a_question_that_somebody_asked_again_meanwhile_is_not_taken_away(cast, sign_in):
    review = asked(cast)
    browser = sign_in(cast.rita)
    page = browser.post(url("review_withdraw", cast, review.post.public_id), follow=True)
    sign_in(cast.alice).post(url("ask_client", cast, review.post.public_id))
    again = review.post.reviews.open().get()
    mailed = mails_to(cast.carla.email)

    words = taken_back(browser, page)

    assert "Somebody changed this post meanwhile." in words
    assert list(review.post.reviews.open()) == [again]
    assert mails_to(cast.carla.email) == mailed


def test_an_answer_that_came_at_once_stands_although_its_question_is_taken_back(cast, sign_in):
    post = draft(cast)
    browser = sign_in(cast.rita)
    for wish in ("Due, non tre.", "Tre, non due."):
        page = browser.post(url("ask_client", cast, post.public_id), follow=True)
        review = post.reviews.open().get()
        seen = {"review": review.public_id, "seen": review.revision.content_hash}
        visitor(cast.carla).post("changes/", {**seen, "note": wish})
    stood = all_of(post)

    words = taken_back(browser, page)

    assert "Somebody changed this post meanwhile." in words
    assert all_of(post) == stood


@pytest.mark.parametrize("decision", ["approved", "changes"])
def test_a_colleagues_decision_is_open_again_and_the_author_hears_nothing(cast, sign_in, decision):
    needs(cast, "internal")
    review = in_review(cast)
    stood = all_of(review.post)
    told = Notice.objects.filter(member=cast.bruno).count()
    browser = sign_in(cast.rita)

    data = {"decision": decision, "seen": review.revision.content_hash, "note": "Due, non tre."}
    page = browser.post(url("review_decide", cast, review.post.public_id), data, follow=True)
    assert Notice.objects.filter(member=cast.bruno).count() == told + 1
    taken_back(browser, page)

    assert all_of(review.post) == stood
    assert Notice.objects.filter(member=cast.bruno).count() == told
    page = page_of(sign_in, cast.rita, review.post)
    assert "asked by" in page
    assert "Due, non tre." not in page


@pytest.mark.parametrize("decision", ["approved", "changes"])
def test_a_word_written_down_by_mistake_is_no_word_of_the_client(cast, sign_in, decision):
    review = asked(cast)
    Outbox.objects.all().delete()
    stood = all_of(review.post)
    browser = sign_in(cast.rita)

    data = {
        "contact": cast.carla.pk, "said": "2026-01-05T09:00", "said_how": "phone", "note": "Due.",
        "decision": decision, "seen": review.revision.content_hash,
    }  # fmt: skip
    page = browser.post(url("review_voice", cast, review.post.public_id), data, follow=True)
    [receipt] = mails_to(cast.carla.email)
    assert receipt.next_attempt_at - receipt.created_at == timedelta(seconds=10)
    words = taken_back(browser, page)

    assert all_of(review.post) == stood
    assert mails_to(cast.carla.email) == []
    assert to_decide.decided(contact=cast.carla, now=database_now()) == []
    today = cast.client.today(database_now())
    cards = to_decide.to_decide(contact=cast.carla, token="t", today=today)
    assert [card.review.public_id for card in cards] == [review.public_id]
    assert "The e-mail to the client did not leave." in words


def test_what_went_on_by_a_decision_is_held_again(cast, sign_in):
    needs(cast, "internal")
    delivery = _held_for_other_words(cast)
    stood = all_of(delivery.post)
    review = Review.objects.open().get()
    browser = sign_in(cast.rita)

    data = {"decision": "approved", "seen": review.revision.content_hash}
    page = browser.post(url("review_decide", cast, delivery.post.public_id), data, follow=True)
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"
    taken_back(browser, page)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("blocked", "approval_lost")
    assert all_of(delivery.post) == stood


def _held_for_other_words(cast) -> Delivery:
    """Scheduled by a yes, then held by no; a colleague is asked about the very words again."""
    post = draft(cast)
    decide(cast, in_review(cast, post))
    post.refresh_from_db()
    now = database_now()
    [delivery] = scheduling.schedule(
        post=post,
        member=cast.rita,
        wall_at=when.wall_of(now + HOURS, cast.client.time_zone),
        now=now,
    )
    Delivery.objects.filter(pk=delivery.pk).update(state="blocked", reason="approval_lost")
    Post.objects.filter(pk=post.pk).update(stage=PostStage.CHANGES_REQUESTED)
    post.refresh_from_db()
    asking.ask_review(post=post, member=cast.bruno, now=database_now())
    delivery.refresh_from_db()
    return delivery


def test_what_others_scheduled_on_the_strength_of_a_yes_stays(cast, sign_in):
    needs(cast, "internal")
    review = in_review(cast)
    browser = sign_in(cast.rita)
    data = {"decision": "approved", "seen": review.revision.content_hash}
    page = browser.post(url("review_decide", cast, review.post.public_id), data, follow=True)
    now = database_now()
    review.post.refresh_from_db()
    scheduling.schedule(
        post=review.post,
        member=cast.alice,
        wall_at=when.wall_of(now + HOURS, cast.client.time_zone),
        now=now,
    )
    stood = all_of(review.post)

    words = taken_back(browser, page)

    assert all_of(review.post) == stood
    assert "Somebody changed this post meanwhile." in words


@pytest.mark.parametrize("approval", [False, True])
def test_a_schedule_given_up_by_mistake_stands_again(cast, sign_in, approval):
    browser = sign_in(cast.rita)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=HOURS)
    if approval:
        Client.objects.filter(pk=cast.client.pk).update(approval="internal")
    stood = all_of(delivery.post)

    page = browser.post(url("cancel", cast, delivery.post.public_id), follow=True)
    assert not delivery.post.deliveries.exclude(state="cancelled").exists()
    words = taken_back(browser, page)

    assert all_of(delivery.post) == stood
    assert "Taken back: it is scheduled as before," in words


def test_who_may_not_decide_takes_no_decision_back(cast, sign_in):
    needs(cast, "internal")
    review = in_review(cast)
    data = {"decision": "approved", "seen": review.revision.content_hash}
    page = sign_in(cast.rita).post(
        url("review_decide", cast, review.post.public_id), data, follow=True
    )
    found = re.search(r'action="([^"]+)" data-undo-target="form"', page.content.decode())
    assert found

    for address in (unescape(found[1]), unescape(found[1]).replace("review/put-back", "restore")):
        assert sign_in(cast.bruno).post(address).status_code == 403
    assert stage_of(review.post) == PostStage.APPROVED


# --- pictures -----------------------------------------------------------------------------------------


def _entries(asset) -> tuple[object, ...]:
    asset.refresh_from_db()
    return asset.alt, asset.labels, asset.rights_until


@pytest.mark.parametrize(
    "written", [{"labels": "vigna, muri", "rights_until": "2027-01-31"}, {"alt": "Un muro."}]
)
def test_what_was_written_about_a_picture_is_as_it_was(cast, sign_in, written):
    asset = make_pictures.ready(cast.rita, cast.client)
    asset.alt, asset.labels, asset.rights_until = "Filari.", ["filari"], date(2027, 6, 1)
    asset.save()
    stood = _entries(asset)
    browser = sign_in(cast.bruno)

    page = browser.post(url("asset", cast, asset.public_id), written, follow=True)
    assert _entries(asset) != stood
    words = taken_back(browser, page)

    assert _entries(asset) == stood
    assert "entries are as they were" in words


def test_what_somebody_else_wrote_about_it_meanwhile_stays(cast, sign_in):
    asset = make_pictures.ready(cast.rita, cast.client)
    browser = sign_in(cast.bruno)
    page = browser.post(url("asset", cast, asset.public_id), {"labels": "vigna"}, follow=True)
    sign_in(cast.rita).post(url("asset", cast, asset.public_id), {"labels": "muri"})

    words = taken_back(browser, page)

    assert _entries(asset)[1] == ["muri"]
    assert "Somebody changed this picture" in words


def test_a_way_back_that_is_too_old_erases_nothing(cast, sign_in):
    asset = make_pictures.ready(cast.rita, cast.client)
    asset.alt = "Filari."
    asset.save()
    address = url("asset", cast, asset.public_id)
    assert sign_in(cast.bruno).post(f"{address}?was=x").status_code == 302
    assert _entries(asset)[0] == "Filari."
