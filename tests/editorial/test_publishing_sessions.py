"""Publishing while sessions end, and while people do something to the same row at the same instant."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from analytics.actions import rolling_up
from analytics.models import DirtyDay
from clients.models import Client
from editorial.actions import claiming, publishing, reaping
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Post
from tests.editorial.engine import SECOND, another_session, creates, n_told, state
from tests.make_posts import just_after, run_round, scheduled
from tests.waiting import PATIENCE_S, eventually

pytestmark = pytest.mark.django_db(transaction=True)


def end_other_sessions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND backend_type = 'client backend'"""
        )


def n_advisory_locks() -> int:
    """Those of this database; other tests use the same server."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
                WHERE locktype = 'advisory' AND d.datname = current_database()"""
        )
        (n,) = cursor.fetchone()
    return n


def is_waited_for() -> bool:
    """Whether a session of this database waits for what another holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE NOT granted AND datname = current_database()"""
        )
        (n,) = cursor.fetchone()
    return n > 0


def test_an_answer_that_comes_after_the_session_was_ended_is_recorded_on_a_new_one(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel, text="Sessione")
    sandbox.order("faults", kind="hold")
    at = just_after(delivery)

    def work() -> None:
        run_round(at)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert eventually(lambda: sandbox.ask("state")["n_held"] == 1)
    assert state(delivery) == S.SENDING
    end_other_sessions()
    sandbox.order("let-go")
    worker.join()

    assert state(delivery) == S.PUBLISHED, "the answer itself, not a look-up"
    assert creates(sandbox, "Sessione") == 1
    assert eventually(lambda: n_advisory_locks() == 0), "an ended session keeps no channel"


def test_what_was_to_begin_when_the_session_ended_is_given_back_unsent(owner, channel, sandbox):
    """The session ends between the claim and the intent: no doubt arises, for no byte left."""
    delivery = scheduled(owner, channel, text="Prima del via")
    at = just_after(delivery)
    ticks = iter(range(10**6))

    def clock() -> Any:
        if next(ticks) == 1:  # the second look at the clock is the one of `begin`
            connection.connection.close()
        return at

    round_ = publishing._Round(clock, until=float("inf"), has_stopped=lambda: None)
    assert round_.run() == 0

    assert (state(delivery), delivery.attempts.count()) == (S.SCHEDULED, 0)
    assert run_round(at) == 1
    assert creates(sandbox, "Prima del via") == 1


def test_a_delivery_moved_to_another_day_while_it_is_being_claimed_is_not_taken(
    owner, channel, monkeypatch
):
    """The claim is held up between its look and its hold, where somebody moves the post."""
    delivery = scheduled(owner, channel)
    slow = claiming._CLAIM.replace(
        "FROM editorial_delivery d JOIN fair USING (id)",
        "FROM (SELECT pg_advisory_xact_lock(-7)) pause, editorial_delivery d JOIN fair USING (id)",
    )
    assert slow != claiming._CLAIM
    monkeypatch.setattr(claiming, "_CLAIM", slow)
    claimed: list[Any] = []

    def claim() -> None:
        at = just_after(delivery)
        claimed.extend(claiming.claim_due(owner=3, limit=5, ahead=SECOND, now=at))
        connection.close()

    worker = threading.Thread(target=claim)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(-7)")
        worker.start()
        with another_session() as run:
            assert eventually(lambda: run(is_waited_for))
            tomorrow = delivery.due_at + timedelta(days=1)
            moved = {"due_at": tomorrow, "next_attempt_at": tomorrow}
            run(lambda: Delivery.objects.filter(pk=delivery.pk).update(**moved))
    worker.join()

    assert claimed == []
    assert state(delivery) == S.SCHEDULED


def test_a_roll_up_under_way_keeps_nothing_from_being_claimed(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)

    with another_session() as run:
        run(
            lambda: DirtyDay.objects.create(
                agency=channel.agency, day_on=at.date(), channel_ids=[channel.pk]
            )
        )
        assert run(rolling_up.roll_up) == 1
        claimed = claiming.claim_due(owner=6, limit=5, ahead=SECOND, now=at)

    assert [each.id for each in claimed] == [delivery.pk]


def test_an_edit_under_way_is_waited_for_before_anything_is_sent(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=at)
    begun: list[Any] = []

    def begin() -> None:
        begun.append(claiming.begin(owner=4, ids=[c.id for c in claimed], now=at))
        connection.close()

    with another_session() as run:

        def edit() -> None:
            Post.objects.select_for_update().get(pk=delivery.post_id)
            Post.objects.filter(pk=delivery.post_id).update(stage="draft")

        run(edit)
        worker = threading.Thread(target=begin)
        worker.start()
        assert eventually(is_waited_for), "begin must wait for the edit's end"
        assert begun == []
    worker.join()

    assert begun == [[]]
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "approval_lost")
    assert n_told(owner) == 1


def test_the_reaper_waits_for_nobody(owner, channel):
    delivery = scheduled(owner, channel)
    late = delivery.due_at + delivery.grace

    with another_session() as run:
        run(lambda: Delivery.objects.select_for_update().get(pk=delivery.pk))

        def reap() -> None:
            reaping.reap(now=late)
            connection.close()

        reaper = threading.Thread(target=reap)
        reaper.start()
        reaper.join(PATIENCE_S)
        assert not reaper.is_alive()
        assert state(delivery) == S.SCHEDULED
    reaping.reap(now=late)

    assert state(delivery) == S.MISSED


@pytest.mark.parametrize(
    ("status", "reason"), [("paused", "client_paused"), ("leaving", "client_left")]
)
def test_a_post_of_a_client_that_is_paused_or_has_left_is_held_and_people_are_told(
    owner, channel, status, reason
):
    delivery = scheduled(owner, channel)
    yesterday = (delivery.due_at - timedelta(days=1)).date()
    Client.objects.filter(pk=delivery.client_id).update(status=status, leaving_on=yesterday)

    assert run_round(just_after(delivery)) == 0

    assert (state(delivery), delivery.reason) == (S.BLOCKED, reason)
    assert n_told(owner) == 1


def test_a_client_that_leaves_today_is_still_served_today(owner, channel):
    delivery = scheduled(owner, channel)
    today = delivery.wall_at.date()
    Client.objects.filter(pk=delivery.client_id).update(status="leaving", leaving_on=today)

    assert run_round(just_after(delivery)) == 1


def test_a_grace_that_ends_between_claim_and_intent_is_heeded(owner, channel):
    delivery = scheduled(owner, channel)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=just_after(delivery))
    late = delivery.due_at + delivery.grace

    assert claiming.begin(owner=4, ids=[c.id for c in claimed], now=late) == []
    reaping.reap(now=late)

    assert (state(delivery), delivery.reason) == (S.MISSED, "late")


def test_answers_are_kept_when_the_session_ends_at_the_moment_of_recording_them(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel, text="Al momento di scrivere")
    at = just_after(delivery)
    is_ended = False

    def clock() -> Any:
        nonlocal is_ended
        if round_.back and not is_ended:
            is_ended = True
            with connection.cursor() as cursor, suppress(DatabaseError):
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return at

    round_ = publishing._Round(clock, until=float("inf"), has_stopped=lambda: None)
    round_.run()

    assert is_ended
    assert state(delivery) == S.PUBLISHED, "the answer itself, not a look-up"
    assert creates(sandbox, "Al momento di scrivere") == 1
