"""Approvals in the agency: who may ask and decide, what an edit takes back, what scheduling waits for."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from clients.actions import onboarding
from editorial.actions import answering, asking, cancelling, drafting, scheduling
from editorial.actions.answering import Voice
from editorial.actions.drafting import VersionInput
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.reviewing import AlreadyDecidedError, ReviewRefusedError, TextChangedError
from editorial.lifecycle import DeliveryState, PostStage, ReviewDecision, ReviewStep
from editorial.models import Post, Review
from editorial.queries import review_queue
from people.clock import database_now
from people.models import AuditEntry, Member, Notice, Outbox
from people.roles import Role
from tests import make, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.portal.people import NEW_TEXT, TEXT, asked, draft, needs, reword, visitor

APPROVED, CHANGES = ReviewDecision.APPROVED, ReviewDecision.CHANGES


def _in_review(cast: Cast, post: Post | None = None) -> Review:
    return asking.ask_review(post=post or draft(cast), member=cast.bruno, now=database_now())


def _decide(
    cast: Cast, review: Review, decision: ReviewDecision = APPROVED, note: str = ""
) -> Review:
    return answering.decide_in_agency(
        review=review,
        member=cast.rita,
        decision=decision,
        seen=review.revision.content_hash,
        note=note,
        now=database_now(),
    )


def _schedule(cast: Cast, post: Post, **delta: float):
    post.refresh_from_db()
    wall = (timezone.make_naive(database_now()) + timedelta(**(delta or {"days": 2}))).replace(
        second=0
    )
    return scheduling.schedule(
        post=post, member=cast.rita, wall_at=wall, is_repeat_ok=True, now=database_now()
    )


def _stage(post: Post) -> str:
    post.refresh_from_db()
    return post.stage


def _page(sign_in: SignIn, who, post: Post, path: str = "") -> str:
    return sign_in(who).get(f"/c/{post.client.slug}/posts/{post.public_id}/{path}").content.decode()


# --- in the agency --------------------------------------------------------------------------------------


def test_asking_for_a_review_tells_those_who_approve_and_not_the_asker(cast: Cast) -> None:
    review = _in_review(cast)
    assert _stage(review.post) == PostStage.IN_REVIEW
    told = set(Notice.objects.filter(kind="review.asked").values_list("member_id", flat=True))
    assert told == {cast.alice.pk, cast.rita.pk}


def test_a_colleague_approves_exactly_the_revision_they_saw(cast: Cast) -> None:
    review = _in_review(cast)
    _decide(cast, review)
    review.post.refresh_from_db()
    assert review.post.stage == PostStage.APPROVED
    assert review.post.approved_revision_id == review.revision_id
    assert AuditEntry.objects.filter(verb="review.approved", actor=cast.rita).exists()


def test_an_edit_during_the_review_moves_it_to_the_new_words(cast: Cast) -> None:
    review = _in_review(cast)
    reword(cast, review.post)
    with pytest.raises(TextChangedError, match="Here is the new version; please look again"):
        _decide(cast, review)
    review.refresh_from_db()
    assert review.is_open
    assert review.revision.content["text"] == NEW_TEXT
    _decide(cast, review)
    assert _stage(review.post) == PostStage.APPROVED


def test_changes_without_words_are_refused_by_page_and_database(
    cast: Cast, sign_in: SignIn
) -> None:
    review = _in_review(cast)
    post = review.post
    url = f"/c/{post.client.slug}/posts/{post.public_id}/review/decide/"
    fields = {"decision": "changes", "seen": review.revision.content_hash, "note": ""}
    sign_in(cast.rita).post(url, fields)
    assert _stage(post) == PostStage.IN_REVIEW
    with pytest.raises(IntegrityError), transaction.atomic():
        _decide(cast, review, CHANGES)


def test_a_round_of_changes_comes_back_with_the_difference(cast: Cast, sign_in: SignIn) -> None:
    review = _in_review(cast)
    _decide(cast, review, CHANGES, "Tre anni, non due.")
    post = reword(cast, review.post)
    assert _stage(post) == PostStage.CHANGES_REQUESTED
    page = _page(sign_in, cast.bruno, post)
    assert "Tre anni, non due." in page
    assert "<del><span" in page
    _in_review(cast, post)
    assert _stage(post) == PostStage.IN_REVIEW


def test_an_editor_asks_but_neither_approves_nor_writes_to_the_client(
    cast: Cast, sign_in: SignIn
) -> None:
    review = _in_review(cast)
    url = f"/c/{cast.client.slug}/posts/{review.post.public_id}/review/"
    browser = sign_in(cast.bruno)
    seen = {"decision": "approved", "seen": review.revision.content_hash}
    assert browser.post(url + "decide/", seen).status_code == 403
    assert browser.post(url + "ask-client/").status_code == 403
    assert browser.get(url + "voice/").status_code == 403
    assert _stage(review.post) == PostStage.IN_REVIEW


def test_the_page_names_who_of_the_client_will_read(cast: Cast, sign_in: SignIn) -> None:
    post = draft(cast)
    assert "Ask Carla Ridolfi (client) for the ok" in _page(sign_in, cast.rita, post)
    assert "(client) for the ok" not in _page(sign_in, cast.bruno, post)


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
    review = _decide(cast, _in_review(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(decision=CHANGES, note="x")


def test_asking_the_client_approves_the_review_that_was_open(cast: Cast) -> None:
    needs(cast, "client")
    internal = _in_review(cast)
    asking.ask_client(post=internal.post, member=cast.rita, now=database_now())
    internal.refresh_from_db()
    assert (internal.decision, internal.decided_by_id) == (APPROVED, cast.rita.pk)
    assert _stage(internal.post) == PostStage.WITH_CLIENT


def test_where_the_client_approves_a_colleague_is_not_the_last_word(cast: Cast) -> None:
    needs(cast, "client")
    with pytest.raises(ReviewRefusedError, match="ask them"):
        _decide(cast, _in_review(cast))


# --- an edit after approval (acceptance 23) --------------------------------------------------------------


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
    assert _stage(post) == PostStage.DRAFT


def test_an_edit_that_changes_no_words_takes_nothing_back(cast: Cast) -> None:
    review = asked(cast)
    visitor(cast.carla).approve(review)
    post = reword(cast, review.post, TEXT)
    assert _stage(post) == PostStage.APPROVED
    assert review_queue.voided_by_edit(post=post) == []


def test_an_edit_withdraws_the_question_to_the_client(cast: Cast) -> None:
    review = asked(cast)
    reword(cast, review.post)
    review.refresh_from_db()
    assert review.voided_at is not None
    assert _stage(review.post) == PostStage.DRAFT
    with pytest.raises(TextChangedError, match="You will be asked again"):
        answering.decide_by_contact(
            review=review, contact=cast.carla, decision=APPROVED,
            seen=review.revision.content_hash, now=database_now(),
        )  # fmt: skip


# --- scheduling ------------------------------------------------------------------------------------------


def test_by_default_who_schedules_approves(cast: Cast) -> None:
    post = draft(cast)
    _schedule(cast, post)
    assert _stage(post) == PostStage.APPROVED


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
    assert _stage(review.post) == PostStage.APPROVED
    cancelling.cancel(post=review.post, member=cast.rita, now=database_now())
    assert _stage(review.post) == PostStage.APPROVED  # the client's word outlives the plan


def test_after_an_edit_the_old_ok_schedules_nothing(cast: Cast) -> None:
    needs(cast, "client")
    review = asked(cast)
    visitor(cast.carla).approve(review)
    reword(cast, review.post)
    with translation.override("en"), pytest.raises(ScheduleRefusedError, match="approves first"):
        _schedule(cast, review.post)


def test_a_colleagues_ok_is_enough_where_the_rule_is_internal(cast: Cast) -> None:
    needs(cast, "internal")
    review = _decide(cast, _in_review(cast))
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


# --- by voice, reminders, withdrawing --------------------------------------------------------------------


def _voice(cast: Cast, **more: object) -> Voice:
    fields = {
        "contact": cast.carla,
        "said_at": database_now() - timedelta(minutes=5),
        "said_how": "phone",
    }
    return Voice(**{**fields, **more})  # type: ignore[arg-type]


def _record(
    cast: Cast, review: Review, voice: Voice, decision: ReviewDecision = APPROVED
) -> Review:
    return answering.record_voice(
        review=review, member=cast.rita, voice=voice, decision=decision,
        seen=review.revision.content_hash, now=database_now(),
    )  # fmt: skip


def test_approved_by_voice_keeps_who_when_how_and_who_wrote_it_down(
    cast: Cast, sign_in: SignIn
) -> None:
    review = asked(cast)
    voice = _voice(cast)
    _record(cast, review, voice)
    review.refresh_from_db()
    assert (review.decided_name, review.said_at, review.said_how, review.decided_by_id) == (
        "Carla Ridolfi", voice.said_at, "phone", cast.rita.pk,
    )  # fmt: skip
    assert _stage(review.post) == PostStage.APPROVED
    page = _page(sign_in, cast.bruno, review.post)
    assert "Approved by voice" in page
    assert "written down by Rita" in page
    assert make.mail_context(to=cast.carla.email)["recorded_by"] == "Rita"


def test_what_is_still_to_come_or_said_by_who_only_looks_is_not_an_approval(cast: Cast) -> None:
    review = asked(cast)
    pia = make.contact(cast.alice, cast.client, "Pia", part="viewer")
    with pytest.raises(ReviewRefusedError, match="still to come"):
        _record(cast, review, _voice(cast, said_at=database_now() + timedelta(hours=1)))
    with pytest.raises(ReviewRefusedError, match="Only those who approve"):
        _record(cast, review, _voice(cast, contact=pia))
    assert _stage(review.post) == PostStage.WITH_CLIENT


def test_the_form_for_the_voice_reads_the_clients_clock(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    url = f"/c/{cast.client.slug}/posts/{review.post.public_id}/review/voice/"
    browser = sign_in(cast.rita)
    assert browser.get(url).status_code == 200
    data = {
        "contact": cast.carla.pk, "said": "2026-01-15T10:30", "said_how": "meeting",
        "decision": "approved", "note": "", "seen": review.revision.content_hash,
    }  # fmt: skip
    browser.post(url, data)
    review.refresh_from_db()
    assert review.said_at is not None
    assert f"{review.said_at:%H:%M}" == "09:30"  # Rome in winter


def test_the_client_is_reminded_at_most_once_a_day(cast: Cast) -> None:
    review = asked(cast)
    now = database_now()
    with pytest.raises(ReviewRefusedError, match="Once a day"):
        asking.remind(review=review, member=cast.rita, now=now + timedelta(hours=1))
    asking.remind(review=review, member=cast.rita, now=now + timedelta(hours=25))
    assert make.mail_context(to=cast.carla.email)["is_reminder"] is True
    with pytest.raises(ReviewRefusedError, match="Once a day"):
        asking.remind(review=review, member=cast.rita, now=now + timedelta(hours=30))


def test_a_question_taken_back_cannot_be_answered(cast: Cast) -> None:
    review = asked(cast)
    asking.withdraw(review=review, member=cast.rita, now=database_now())
    assert _stage(review.post) == PostStage.DRAFT
    with pytest.raises(AlreadyDecidedError, match="withdrew"):
        answering.decide_by_contact(
            review=review, contact=cast.carla, decision=APPROVED,
            seen=review.revision.content_hash, now=database_now(),
        )  # fmt: skip


def test_an_archived_post_is_asked_about_no_more(cast: Cast) -> None:
    review = asked(cast)
    drafting.archive_post(post=review.post, member=cast.rita, now=database_now())
    assert visitor(cast.carla).approve(review).status_code == 409
    assert _stage(review.post) == PostStage.ARCHIVED


# --- the queue -------------------------------------------------------------------------------------------


def test_the_queue_says_whose_turn_it_is(cast: Cast, sign_in: SignIn) -> None:
    _in_review(cast)
    asked(cast, "Domenica apriamo alle dieci.")
    mine = review_queue.queue(member=cast.rita, client=None)
    assert (len(mine.mine), len(mine.team), len(mine.client)) == (1, 0, 1)
    theirs = review_queue.queue(member=cast.bruno, client=None)
    assert (len(theirs.mine), len(theirs.team), len(theirs.client)) == (0, 1, 1)
    page = sign_in(cast.rita).get("/t/approvals/").content.decode()
    assert "From me" in page
    assert "From the client" in page
    assert '<span class="count">1' in page
    assert _n_for_me(cast.alice) == _n_for_me(cast.rita) == 1
    assert _n_for_me(cast.bruno) == 0


def _n_for_me(member: Member) -> int:
    return review_queue.waiting_for(member).count()


def test_who_is_not_assigned_sees_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    asked(cast)
    _in_review(cast, draft(cast, "Un altro."))
    stranger = make.member(cast.alice, Role.MANAGER)
    assert review_queue.queue(member=stranger, client=None).is_empty
    assert _n_for_me(stranger) == 0
    assert sign_in(stranger).get(f"/c/{cast.client.slug}/approvals/").status_code == 404


def test_a_wish_stays_in_the_queue_until_it_is_asked_about_again(cast: Cast) -> None:
    review = _decide(cast, _in_review(cast), CHANGES, "Tre anni.")
    assert [r.pk for r in review_queue.queue(member=cast.bruno, client=None).rewrites] == [
        review.pk
    ]
    _in_review(cast, review.post)
    assert review_queue.queue(member=cast.bruno, client=None).rewrites == []


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_the_same_moment_one_decides(transactional_db: None) -> None:
    cast = make.cast()
    aldo = make.contact(cast.alice, cast.client, "Aldo Ridolfi")
    review = asked(cast)
    results: list[str] = []
    start = threading.Barrier(2)

    def decide(contact, decision: ReviewDecision) -> None:
        try:
            start.wait()
            answering.decide_by_contact(
                review=review, contact=contact, decision=decision,
                seen=review.revision.content_hash, note="No.", now=database_now(),
            )  # fmt: skip
            results.append("decided")
        except AlreadyDecidedError:
            results.append("late")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(cast.carla, APPROVED)),
        threading.Thread(target=decide, args=(aldo, CHANGES)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["decided", "late"]
    review.refresh_from_db()
    wanted = {APPROVED: PostStage.APPROVED, CHANGES: PostStage.CHANGES_REQUESTED}
    assert _stage(review.post) == wanted[ReviewDecision(review.decision)]


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


def test_mails_to_the_client_say_tu_or_lei_and_render(cast: Cast) -> None:
    asked(cast, message="Ciao")
    context = make.mail_context(to=cast.carla.email)
    assert context["is_formal"] is True
    onboarding.edit_contact(by=cast.alice, contact=cast.carla, form="tu", now=database_now())
    asked(cast, "Domenica apriamo alle dieci.")
    assert make.mail_context(to=cast.carla.email)["is_formal"] is False
    assert Outbox.objects.filter(kind="mail", payload__to=cast.carla.email).count() == 2


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
    assert _stage(post) == PostStage.DRAFT
