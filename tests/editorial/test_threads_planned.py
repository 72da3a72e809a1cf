"""Threads as they are planned, and what the database refuses of their parts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from editorial import when
from editorial.actions import refusals, scheduling
from editorial.lifecycle import PART_MOVES
from editorial.lifecycle import PartState as P
from editorial.models import Attempt, Delivery, PartAttempt, Step
from people.clock import database_now
from tests.clock import true_now
from tests.editorial.threads import MINUTE, a_thread, creates, parts, states
from tests.make_posts import just_after, run_round

pytestmark = pytest.mark.django_db(transaction=True)


def test_planning_again_replaces_the_parts_and_what_was_tried_cannot_be_deleted(
    owner, channel, sandbox
):
    delivery = a_thread(owner, channel)
    post = delivery.post
    post.thread = ["Un'altra seconda parte."]
    post.save(update_fields=["thread"])
    later = delivery.due_at + MINUTE
    scheduling.schedule(
        post=post,
        member=owner,
        wall_at=when.wall_of(later, post.client.time_zone),
        fold=when.fold_of(later, post.client.time_zone),
        is_repeat_ok=True,
        now=database_now(),
    )
    delivery.refresh_from_db()
    assert [step.kind for step in parts(delivery)] == ["status", "comment"]
    run_round(just_after(delivery))
    assert states(delivery) == [P.DONE] * 2
    assert creates(sandbox, channel, "Un'altra seconda parte.") == [1]

    with pytest.raises(IntegrityError), transaction.atomic():
        delivery.steps.filter(kind="comment").delete()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"thread": ["corta", "x" * 501]}, "Part 3"),
        ({"first_comment": "y" * 501}, "comment"),
    ],
)
def test_what_the_network_would_refuse_half_way_is_refused_before(owner, channel, more, words):
    with translation.override("en"), pytest.raises(refusals.ScheduleRefusedError) as refusal:
        a_thread(owner, channel, **more)
    assert words.lower() in str(refusal.value).lower()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("origin", list(P))
def test_the_database_refuses_every_other_move_of_a_part(owner, channel, origin):
    delivery = a_thread(owner, channel)
    step = parts(delivery)[0]
    whole: dict[str, Any] = {
        "remote_ref": "9",
        "done_at": database_now(),
        "lease_until": true_now(),
        "owner": 1,
        "check_after": database_now(),
    }
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editorial_step DISABLE TRIGGER USER")
        Step.objects.filter(pk=step.pk).update(state=origin, **whole)
        cursor.execute("ALTER TABLE editorial_step ENABLE TRIGGER USER")
    for target in P:
        if target == origin:
            continue
        try:
            with transaction.atomic():
                Step.objects.filter(pk=step.pk).update(state=target)
                transaction.set_rollback(True)
            is_legal = True
        except IntegrityError:
            is_legal = False
        assert is_legal == ((origin, target) in PART_MOVES), (origin, target)


def test_the_database_holds_one_result_per_part_and_one_call_at_a_time(owner, channel):
    delivery = a_thread(owner, channel)
    one, two, _ = parts(delivery)
    done = {"state": P.DONE, "done_at": database_now(), "remote_ref": "77"}
    Step.objects.filter(pk=one.pk).update(**done)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=two.pk).update(**done)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=two.pk).update(state=P.DONE)

    other = a_thread(owner, channel, text="Altro", due_in=20 * MINUTE)
    flying = {"state": P.SENDING, "owner": 1, "lease_until": true_now()}
    first, second, _ = parts(other)
    Step.objects.filter(pk=first.pk).update(**flying)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=second.pk).update(**flying)
    PartAttempt.objects.create(
        agency_id=first.agency_id, step=first, epoch=1, started_at=database_now()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        PartAttempt.objects.create(
            agency_id=first.agency_id, step=first, epoch=1, started_at=database_now()
        )
    assert Attempt.objects.count() == 0
