"""`manage.py publisher`: a process of its own publishes without any broker, and may die at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as project
from django.db import connection

from editorial.actions import (
    checking_remedies,
    reaping,
    reaping_remedies,
    reconciling,
    scheduling,
)
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Lookup, Remedy
from people.clock import database_now
from tests import make_posts
from tests.clock import true_now
from tests.editorial.after import NEW, corrected, only, out, removed, said
from tests.editorial.engine import creates
from tests.make_posts import draft, scheduled
from tests.waiting import PATIENCE_S, eventually

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[[], subprocess.Popen[bytes]]
NAME = "publisher of the tests"


@pytest.fixture
def publisher(sandbox, tmp_path: Path) -> Iterator[Start]:
    """Starts publishers on the tests' database; all are gone afterwards."""
    running: list[subprocess.Popen[bytes]] = []
    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "SANDBOX_ORIGIN": sandbox.origin,
        "PROCESS_NAME": NAME,
    }

    def start() -> subprocess.Popen[bytes]:
        with (tmp_path / "publisher.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "publisher"],
                cwd=project.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
            )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_until_at_work(seconds: float = PATIENCE_S) -> None:
    """Until a publisher has looked into the database: how long a process takes to begin is not what is measured."""
    end = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE application_name = %s", [NAME])
            if cursor.fetchone():
                return
            time.sleep(0.05)
    raise AssertionError("no publisher came")


def wait_for(delivery: Delivery, *states: str, seconds: float = PATIENCE_S) -> Delivery:
    """The delivery once it is in one of these states; fails after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        delivery.refresh_from_db()
        if delivery.state in states:
            return delivery
        time.sleep(0.02)
    raise AssertionError(f"still {delivery.state}, not {states}")


def is_held(sandbox) -> bool:
    """Whether a call stands at the network, which says nothing."""
    return sandbox.ask("state")["n_held"] > 0


def test_it_publishes_what_becomes_due_and_stops_when_told(owner, channel, publisher):
    process = publisher()
    wait_until_at_work()
    delivery = scheduled(owner, channel, due_in=timedelta(seconds=3))

    wait_for(delivery, S.PUBLISHED)
    lag = delivery.attempts.get().started_at - delivery.due_at
    process.send_signal(signal.SIGTERM)

    # How soon is measured by the bench; here only that it comes with its time, and not with some later round's.
    assert timedelta(0) <= lag < timedelta(seconds=10)
    assert process.wait(PATIENCE_S) == 0


def test_a_publisher_killed_in_the_middle_of_a_call_leaves_one_post_and_a_found_delivery(
    owner, channel, publisher, sandbox
):
    sandbox.order("faults", kind="hold")
    process = publisher()
    post = draft(owner, channel, text="Ucciso a metà")
    (delivery,) = scheduling.publish_now(post=post, member=owner, now=database_now())
    wait_for(delivery, S.SENDING)
    assert eventually(lambda: is_held(sandbox))

    process.kill()
    process.wait()
    sandbox.order("let-go")  # the network finishes what it was asked
    assert eventually(lambda: creates(sandbox, "Ucciso a metà") == 1)
    publisher()
    assert wait_for(delivery, S.SENDING).state == S.SENDING, "nobody may touch it before its lease"
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=true_now() - timedelta(seconds=1))
    reaping.reap(now=database_now())
    assert wait_for(delivery, S.UNKNOWN).reason == "worker_lost"
    reconciling.look_up_due(now=delivery.check_after + timedelta(seconds=1))

    assert wait_for(delivery, S.PUBLISHED).attempts.count() == 1
    own = [line for line in sandbox.ask("ledger") if line["account_id"] == channel.remote_id]
    assert len(own) == 1


@pytest.mark.parametrize("deed", [corrected, removed])
def test_a_publisher_killed_in_the_middle_of_a_correction_or_removal_leaves_nothing_hanging(
    owner, channel, publisher, sandbox, deed
):
    delivery = out(owner, channel)
    remedy = only(deed(owner, delivery))
    sandbox.order("faults", kind="hold", match="PUT" if deed is corrected else "DELETE")
    process = publisher()
    assert eventually(lambda: is_held(sandbox))
    remedy.refresh_from_db()
    assert remedy.state == "sending"

    process.kill()
    process.wait()
    sandbox.order("let-go")  # the network finishes what it was asked
    wanted = [NEW] if deed is corrected else []
    assert eventually(lambda: said(channel) == wanted)
    Remedy.objects.update(lease_until=true_now() - timedelta(seconds=1))
    reaping_remedies.reap_remedies(now=database_now())
    remedy.refresh_from_db()
    assert (remedy.state, remedy.reason) == ("unknown", "worker_lost")
    checking_remedies.look_up_remedies_due(now=remedy.check_after + timedelta(seconds=1))

    remedy.refresh_from_db()
    assert (remedy.state, remedy.attempts.count()) == ("done", 1)
    assert said(channel) == wanted


def test_it_lives_on_when_its_database_sessions_are_ended(owner, channel, publisher):
    process = publisher()
    first = scheduled(owner, channel, text="Prima", due_in=timedelta(seconds=3))
    wait_for(first, S.PUBLISHED)

    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                      AND backend_type = 'client backend'"""
            )
        time.sleep(0.4)
    second = scheduled(owner, channel, text="Dopo", due_in=timedelta(seconds=1))

    wait_for(second, S.PUBLISHED)
    assert process.poll() is None


def test_a_network_that_lets_itself_be_read_slowly_makes_no_post_late(
    owner, client_of, channel, publisher, sandbox
):
    doubtful = scheduled(owner, channel, text="In dubbio", due_in=timedelta(seconds=3))
    sandbox.order("faults", kind="error_after", account_id=channel.remote_id)
    sandbox.order("faults", kind="hold", match="GET /api/v1/accounts/", n=9)
    publisher()
    wait_for(doubtful, S.UNKNOWN)
    Delivery.objects.filter(pk=doubtful.pk).update(check_after=database_now())
    assert eventually(lambda: is_held(sandbox))  # the look-up is under way
    other = make_posts.sandbox_channel(client_of, sandbox)
    delivery = scheduled(owner, other, text="Puntuale", due_in=timedelta(seconds=1))

    wait_for(delivery, S.PUBLISHED)
    sent_at = delivery.attempts.get().started_at
    assert not Lookup.objects.filter(at__lt=sent_at).exists(), (
        "it waited until the look-up was over"
    )
