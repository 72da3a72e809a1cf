"""The outbox: at least once, never lost, patient with those who refuse."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from people import outbox
from people.models import Outbox
from tests import make

pytestmark = pytest.mark.django_db


def _add(kind: str = "letter", **payload: object) -> Outbox:
    return outbox.add(kind=kind, payload=payload, agency=None, now=make.NOW)


def test_a_row_is_handed_over_once_and_its_content_forgotten() -> None:
    row, seen = _add(word="ciao"), []
    handlers = {"letter": seen.append}
    assert outbox.deliver_due(handlers=handlers, now=make.NOW, limit=10) == 1
    assert outbox.deliver_due(handlers=handlers, now=make.NOW, limit=10) == 0
    assert [(item.id, item.payload) for item in seen] == [(row.pk, {"word": "ciao"})]
    row.refresh_from_db()
    assert (row.done_at, row.payload, row.n_attempts) == (make.NOW, {}, 1)


def test_every_due_row_is_handed_over_whatever_way_the_database_plans_the_claim() -> None:
    for number in range(5):
        _add(number=number)
    seen: list[outbox.Item] = []
    with connection.cursor() as cursor:
        for way in (
            "hashagg",
            "sort",
            "material",
            "hashjoin",
            "mergejoin",
            "indexscan",
            "bitmapscan",
        ):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    assert outbox.deliver_due(handlers={"letter": seen.append}, now=make.NOW, limit=10) == 5
    assert [item.payload["number"] for item in seen] == [0, 1, 2, 3, 4]


def test_a_row_of_a_rolled_back_act_does_not_exist() -> None:
    @transaction.atomic
    def act() -> None:
        _add()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Outbox.objects.exists()


def test_a_handler_that_fails_is_tried_again_later_and_later() -> None:
    row = _add()

    def fail(item: outbox.Item) -> None:
        raise OSError("no route")

    now, pauses = make.NOW, []
    for _ in range(4):
        assert outbox.deliver_due(handlers={"letter": fail}, now=now, limit=1) == 0
        row.refresh_from_db()
        assert row.done_at is None
        assert row.last_error == "OSError: no route"
        pauses.append(row.next_attempt_at - now)
        assert outbox.deliver_due(handlers={"letter": fail}, now=now, limit=1) == 0
        now = row.next_attempt_at
    assert pauses == [timedelta(seconds=s) for s in (15, 30, 60, 120)]
    assert row.n_attempts == 4


def test_giving_up_closes_the_row_with_its_reason() -> None:
    row = _add()

    def refuse(item: outbox.Item) -> None:
        raise outbox.GiveUpError("nobody there")

    outbox.deliver_due(handlers={"letter": refuse}, now=make.NOW, limit=1)
    row.refresh_from_db()
    assert row.done_at is not None
    assert "nobody there" in row.last_error


def test_a_kind_without_a_handler_waits_untouched() -> None:
    row = _add("unknown")
    assert outbox.deliver_due(handlers={"letter": print}, now=make.NOW, limit=5) == 0
    row.refresh_from_db()
    assert row.n_attempts == 0


def test_a_dead_relays_row_comes_back_when_its_lease_ends() -> None:
    row = _add()
    # The relay died after claiming: attempts counted, lease running, nothing done.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_outbox SET lease_until = smm_now() + interval '5 min'")
    assert outbox.deliver_due(handlers={"letter": print}, now=make.NOW, limit=1) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_outbox SET lease_until = smm_now() - interval '1 s'")
    assert outbox.deliver_due(handlers={"letter": print}, now=make.NOW, limit=1) == 1
    row.refresh_from_db()
    assert row.done_at is not None


def test_replaying_makes_a_waiting_row_due_and_leaves_a_done_one() -> None:
    waiting, done = _add(), _add()
    Outbox.objects.filter(pk=waiting.pk).update(next_attempt_at=make.later(hours=6))
    Outbox.objects.filter(pk=done.pk).update(done_at=make.NOW)
    assert outbox.replay(ids=[waiting.pk, done.pk], now=make.NOW) == 1
    assert outbox.deliver_due(handlers={"letter": print}, now=make.NOW, limit=5) == 1


def test_done_rows_are_forgotten_and_waiting_ones_kept() -> None:
    done, waiting = _add(), _add()
    Outbox.objects.filter(pk=done.pk).update(done_at=make.later(days=-40))
    assert outbox.forget_done(before=make.later(days=-30)) == 1
    assert list(Outbox.objects.all()) == [waiting]


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_hand_over_each_row_once() -> None:
    for number in range(20):
        _add(number=number)
    seen: list[int] = []
    lock = threading.Lock()

    def take(item: outbox.Item) -> None:
        with lock:
            seen.append(item.payload["number"])

    def relay() -> None:
        try:
            outbox.deliver_due(handlers={"letter": take}, now=make.NOW, limit=20)
        finally:
            connection.close()

    threads = [threading.Thread(target=relay) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(20))
