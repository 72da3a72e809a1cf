"""The moves of a delivery: those the database allows, and those of a person."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from editorial.actions import cancelling, deciding, reaping, refusals, scheduling
from editorial.lifecycle import MOVES
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Publication
from people.clock import database_now
from tests.editorial.engine import MINUTE, SECOND, creates
from tests.make_posts import draft, just_after, run_round, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("column", "value"),
    [("state", "published"), ("state", "sending"), ("state", "accepted"), ("state", "nonsense")],
)
def test_the_database_refuses_an_illegal_move_whoever_asks(owner, channel, column, value):
    delivery = scheduled(owner, channel)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE editorial_delivery SET {column} = %s WHERE id = %s", [value, delivery.pk]
        )


def test_the_database_allows_exactly_the_moves_of_the_lifecycle(owner, channel):
    """Every pair is tried with plain SQL, the row rolled back each time."""
    delivery = scheduled(owner, channel)
    allowed = set()
    for origin in S:
        for target in S:
            if origin == target:
                continue
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("ALTER TABLE editorial_delivery DISABLE TRIGGER USER")
                    cursor.execute(_PUT, [origin, origin, origin, origin, delivery.pk])
                    cursor.execute("ALTER TABLE editorial_delivery ENABLE TRIGGER USER")
                    cursor.execute(_PUT, [target, target, target, target, delivery.pk])
                    allowed.add((origin, target))
                    raise _RollBackError
            except (_RollBackError, IntegrityError):
                continue
    assert allowed == set(MOVES)


class _RollBackError(Exception):
    pass


_PUT = """UPDATE editorial_delivery SET state = %s, proof = '{}',
    lease_until = CASE WHEN %s IN ('claimed', 'sending') THEN now() END,
    owner = CASE WHEN %s IN ('claimed', 'sending') THEN 1 END,
    check_after = CASE WHEN %s = 'unknown' THEN now() END WHERE id = %s"""


def test_a_delivery_cannot_be_deleted_or_planned_twice(owner, channel):
    delivery = scheduled(owner, channel)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk)._raw_delete("default")
    delivery.pk, delivery.public_id = None, "0198c0de-0000-7000-8000-000000000001"
    delivery._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        delivery.save()


def test_publishing_now_can_be_taken_back_for_ten_seconds(owner, channel, sandbox):
    post = draft(owner, channel, text="Un attimo")
    now = database_now()
    scheduling.publish_now(post=post, member=owner, now=now)

    taken = cancelling.cancel(post=post, member=owner, now=now + 5 * SECOND)

    assert (taken.n_cancelled, taken.n_too_late) == (1, 0)
    assert run_round(now + 20 * SECOND) == 0
    assert creates(sandbox, "Un attimo") == 0
    post.refresh_from_db()
    assert post.stage == "draft"


def test_taking_back_what_is_out_says_so(owner, channel):
    delivery = scheduled(owner, channel)
    run_round(just_after(delivery))

    taken = cancelling.cancel(post=delivery.post, member=owner, now=just_after(delivery))

    assert (taken.n_cancelled, taken.n_too_late) == (0, 1)


def test_a_person_who_saw_the_post_pastes_its_link(owner, channel):
    delivery = scheduled(owner, channel)
    reaping.reap(now=delivery.due_at + 16 * MINUTE)
    url = f"{channel.host}/@qualcuno/10924"

    deciding.confirm_published(
        delivery=delivery, member=owner, url=url, now=delivery.due_at + 17 * MINUTE
    )

    delivery.refresh_from_db()
    assert delivery.state == S.PUBLISHED
    assert Publication.objects.get(delivery=delivery).remote_id == "10924"


def test_a_doubtful_post_is_sent_again_only_by_somebody_who_has_looked(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Forse")
    sandbox.order("faults", kind="error_before")
    run_round(just_after(delivery))
    Delivery.objects.filter(pk=delivery.pk).update(state=S.NEEDS_HUMAN, check_after=None)
    now = just_after(delivery) + MINUTE

    with pytest.raises(refusals.ScheduleRefusedError):
        deciding.send_again(delivery=delivery, member=owner, now=now)
    again = deciding.send_again(delivery=delivery, member=owner, has_looked=True, now=now)

    assert run_round(again.due_at + SECOND) == 1
    assert creates(sandbox, "Forse") == 1
