"""What the tests of the publishing engine share: deliveries that were begun, how they stand, a second session."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from editorial.actions import claiming, publishing, settling
from editorial.actions.claiming import Ready
from editorial.models import Delivery
from people.models import Member, Notice
from tests.make_posts import just_after
from tests.waiting import PATIENCE_S, eventually

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def creates(sandbox: Any, text: str) -> int:
    """How many different posts with this text the network made, by its own ledger."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    lines = [e for e in sandbox.ask("ledger") if e["text_sha256"] == digest and not e["is_replay"]]
    return len(lines)


def begun(*deliveries: Delivery, owner: int = 9) -> list[Ready]:
    """Their intent to be sent is committed, by a worker that is gone."""
    at = max(just_after(d) for d in deliveries)
    claimed = claiming.claim_due(owner=owner, limit=9, ahead=SECOND, now=at)
    ready = claiming.begin(owner=owner, ids=[c.id for c in claimed], now=at)
    return sorted(ready, key=lambda r: r.id)


def outcome(one: Ready, **what: Any) -> settling.Outcome:
    return settling.Outcome(one.id, one.epoch, one.channel_id, "", **what)


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def n_told(member: Member) -> int:
    """How many notices about deliveries a member has."""
    return Notice.objects.filter(member=member, kind="delivery").count()


@contextmanager
def another_session() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Runs functions on another thread, whose database session is another one."""
    results: list[Any] = []
    wanted, done, work = threading.Semaphore(0), threading.Semaphore(0), []

    def live() -> None:
        try:
            with transaction.atomic():
                while True:
                    wanted.acquire()
                    act = work.pop()
                    if act is None:
                        return
                    results.append(act())
                    done.release()
        finally:
            connection.close()
            done.release()

    thread = threading.Thread(target=live)
    thread.start()

    def run(act: Callable[[], Any]) -> Any:
        work.append(act)
        wanted.release()
        assert done.acquire(timeout=PATIENCE_S)
        return results.pop()

    try:
        yield run
    finally:
        work.append(None)
        wanted.release()
        thread.join(PATIENCE_S)


@contextmanager
def living_owner(number: int) -> Iterator[None]:
    """A worker that holds the lock of its rounds, and so lives, until the block ends."""

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])

    def is_gone() -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
            return bool(cursor.fetchone()[0])

    with another_session() as elsewhere:
        elsewhere(hold)
        yield
    # The server notices a little later than the client that a session has ended.
    assert eventually(is_gone)


def four_workers(at: datetime) -> None:
    """Four rounds at once, each a worker of its own: the lock of the process is not what keeps them apart."""

    def work() -> None:
        publishing._Round(lambda: at, until=float("inf"), has_stopped=lambda: None).run()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
