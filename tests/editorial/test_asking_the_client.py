"""Asking the client: by voice, reminders, taking the question back, two approvers at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from clients.actions import onboarding
from editorial.actions import answering, archiving, asking
from editorial.actions.answering import Voice
from editorial.actions.reviewing import AlreadyDecidedError, ReviewRefusedError
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import Review
from people.clock import database_now
from people.models import Outbox
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.reviews import APPROVED, CHANGES, page_of, stage_of
from tests.portal.people import asked, visitor


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
    assert stage_of(review.post) == PostStage.APPROVED
    page = page_of(sign_in, cast.bruno, review.post)
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
    assert stage_of(review.post) == PostStage.WITH_CLIENT


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
    assert stage_of(review.post) == PostStage.DRAFT
    with pytest.raises(AlreadyDecidedError, match="withdrew"):
        answering.decide_by_contact(
            review=review, contact=cast.carla, decision=APPROVED,
            seen=review.revision.content_hash, now=database_now(),
        )  # fmt: skip


def test_an_archived_post_is_asked_about_no_more(cast: Cast) -> None:
    review = asked(cast)
    archiving.archive_post(post=review.post, member=cast.rita, now=database_now())
    assert visitor(cast.carla).approve(review).status_code == 409
    assert stage_of(review.post) == PostStage.ARCHIVED


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
    assert stage_of(review.post) == wanted[ReviewDecision(review.decision)]


def test_mails_to_the_client_say_tu_or_lei_and_render(cast: Cast) -> None:
    asked(cast, message="Ciao")
    context = make.mail_context(to=cast.carla.email)
    assert context["is_formal"] is True
    onboarding.edit_contact(by=cast.alice, contact=cast.carla, form="tu", now=database_now())
    asked(cast, "Domenica apriamo alle dieci.")
    assert make.mail_context(to=cast.carla.email)["is_formal"] is False
    assert Outbox.objects.filter(kind="mail", payload__to=cast.carla.email).count() == 2
