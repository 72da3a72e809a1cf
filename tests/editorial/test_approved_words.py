"""What was approved is these very words: an edit takes it back, and only what is approved is scheduled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from editorial.actions import answering, asking, cancelling, drafting, scheduling
from editorial.actions.drafting import VersionInput
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.reviewing import TextChangedError
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import Post
from editorial.queries import review_queue
from people.clock import database_now
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.reviews import APPROVED, decide, in_review, stage_of
from tests.portal.people import NEW_TEXT, TEXT, asked, draft, needs, reword, visitor


def _schedule(cast: Cast, post: Post, **delta: float):
    post.refresh_from_db()
    wall = (timezone.make_naive(database_now()) + timedelta(**(delta or {"days": 2}))).replace(
        second=0
    )
    return scheduling.schedule(
        post=post, member=cast.rita, wall_at=wall, is_repeat_ok=True, now=database_now()
    )


def test_an_edit_after_approval_names_what_it_took_back_and_who_decides_again(
    cast: Cast, sign_in: SignIn
) -> None:
    needs(cast, "client")
    review = asked(cast)
    visitor(cast.carla).approve(review)
    post = review.post
    post.refresh_from_db()
    channel = f"c{cast.channel.public_id.hex}"
    browser = sign_in(cast.bruno)
    edit = f"/c/{cast.client.slug}/posts/{post.public_id}/edit/"
    form = browser.get(edit).context["form"]
    data = {"text": NEW_TEXT, "title": "", "edit_number": post.edit_number, "deed": "save"}
    for each in form.channel_forms:
        data[each.add_prefix("is_on")] = "on"
        data[each.add_prefix("visibility")] = "public"
    page = browser.post(edit, data, follow=True).content.decode()
    assert channel  # the channel stays on
    assert "Carla Ridolfi had approved revision 1: this no longer counts." in page
    assert "Must decide again: Carla Ridolfi." in page
    assert 'class="diff"' in page
    assert "added: </span>annata" in page
    assert stage_of(post) == PostStage.DRAFT


def test_an_edit_that_changes_no_words_takes_nothing_back(cast: Cast) -> None:
    review = asked(cast)
    visitor(cast.carla).approve(review)
    post = reword(cast, review.post, TEXT)
    assert stage_of(post) == PostStage.APPROVED
    assert review_queue.voided_by_edit(post=post) == []


def test_an_edit_withdraws_the_question_to_the_client(cast: Cast) -> None:
    review = asked(cast)
    reword(cast, review.post)
    review.refresh_from_db()
    assert review.voided_at is not None
    assert stage_of(review.post) == PostStage.DRAFT
    with pytest.raises(TextChangedError, match="You will be asked again"):
        answering.decide_by_contact(
            review=review, contact=cast.carla, decision=APPROVED,
            seen=review.revision.content_hash, now=database_now(),
        )  # fmt: skip


def test_by_default_who_schedules_approves(cast: Cast) -> None:
    post = draft(cast)
    _schedule(cast, post)
    assert stage_of(post) == PostStage.APPROVED


@pytest.mark.parametrize(
    ("approval", "words"), [("client", "approves first"), ("internal", "by a colleague")]
)
def test_scheduling_waits_for_the_approval_the_client_wants(
    cast: Cast, approval: str, words: str
) -> None:
    needs(cast, approval)
    post = draft(cast)
    with pytest.raises(ScheduleRefusedError, match=words):
        _schedule(cast, post)
    with pytest.raises(ScheduleRefusedError, match=words):
        scheduling.publish_now(post=post, member=cast.alice, now=database_now())
    assert post.deliveries.count() == 0


def test_after_the_clients_ok_it_is_scheduled_in_that_revision(cast: Cast) -> None:
    needs(cast, "client")
    review = asked(cast)
    visitor(cast.carla).approve(review)
    (delivery,) = _schedule(cast, review.post)
    assert delivery.revision_id == review.revision_id
    assert stage_of(review.post) == PostStage.APPROVED
    cancelling.cancel(post=review.post, member=cast.rita, now=database_now())
    assert stage_of(review.post) == PostStage.APPROVED  # the client's word outlives the plan


def test_after_an_edit_the_old_ok_schedules_nothing(cast: Cast) -> None:
    needs(cast, "client")
    review = asked(cast)
    visitor(cast.carla).approve(review)
    reword(cast, review.post)
    with translation.override("en"), pytest.raises(ScheduleRefusedError, match="approves first"):
        _schedule(cast, review.post)


def test_a_colleagues_ok_is_enough_where_the_rule_is_internal(cast: Cast) -> None:
    needs(cast, "internal")
    review = decide(cast, in_review(cast))
    (delivery,) = _schedule(cast, review.post)
    assert delivery.revision_id == review.revision_id


def test_nothing_is_scheduled_while_the_client_is_asked(cast: Cast) -> None:
    review = asked(cast)
    with translation.override("en"), pytest.raises(ScheduleRefusedError, match="not answered yet"):
        _schedule(cast, review.post)


def test_a_scheduled_post_whose_old_words_are_approved_again_goes_on(cast: Cast) -> None:
    needs(cast, "client")
    review = asked(cast)
    visitor(cast.carla).approve(review)
    (delivery,) = _schedule(cast, review.post)
    reword(cast, review.post, NEW_TEXT)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BLOCKED
    reword(cast, review.post, TEXT)
    again, _contacts = asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BLOCKED
    visitor(cast.carla).approve(again)
    delivery.refresh_from_db()
    review.post.refresh_from_db()
    assert delivery.state == DeliveryState.SCHEDULED
    assert delivery.revision_id == review.post.approved_revision_id


def test_new_words_that_are_approved_do_not_let_the_old_ones_out(cast: Cast) -> None:
    needs(cast, "client")
    review = asked(cast)
    visitor(cast.carla).approve(review)
    (delivery,) = _schedule(cast, review.post)
    reword(cast, review.post, NEW_TEXT)
    again, _contacts = asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    visitor(cast.carla).approve(again)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BLOCKED


def test_a_version_for_another_channel_is_a_change_too(cast: Cast) -> None:
    review = asked(cast)
    visitor(cast.carla).approve(review)
    other = make.channel(cast.client, "@secondo@example.org")
    post = review.post
    post.refresh_from_db()
    drafting.edit_post(
        post=post, member=cast.bruno, edit_number=post.edit_number, text=TEXT,
        versions=[VersionInput(cast.channel), VersionInput(other)], now=database_now(),
    )  # fmt: skip
    assert stage_of(post) == PostStage.DRAFT
