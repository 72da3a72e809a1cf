"""A machine whose clock is not the database's: told from two seconds, at rest from thirty, at work again once it is right."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import pytest

from editorial.actions import publishing
from editorial.lifecycle import DeliveryState as S
from people import clock_watch
from people.clock import database_now, machine_ahead_s
from people.clock_watch import FORGOTTEN_AFTER, ClockWatch
from people.models import SkewedClock
from tests import make, make_posts


class Shifted:
    """The machine's clock, so many seconds from the true one."""

    def __init__(self, by_s: float) -> None:
        self.by_s = by_s

    def __call__(self) -> float:
        return time.time() + self.by_s


def watch(by_s: float, machine: str = "worker-1") -> ClockWatch:
    return ClockWatch(machine_clock=Shifted(by_s), machine=machine)


@pytest.mark.django_db
@pytest.mark.parametrize("by_s", [-90.0, -2.5, 2.5, 31.0, 3600.0])
def test_the_difference_is_measured_to_the_length_of_the_question(by_s):
    began = time.monotonic()
    ahead_s = machine_ahead_s(machine_clock=Shifted(by_s))
    asked_for_s = time.monotonic() - began
    assert ahead_s == pytest.approx(by_s, abs=asked_for_s + 0.01)


@pytest.mark.django_db
def test_clocks_that_agree_differ_by_nothing_and_a_slow_answer_is_no_difference():
    ticks = iter([time.time() - 1.5, time.time() + 8])

    assert machine_ahead_s() == 0
    assert machine_ahead_s(machine_clock=lambda: next(ticks)) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by_s", "level", "said"),
    [
        (-9.2, logging.WARNING, "9.2 seconds behind the database's. Posts still go out on time"),
        (41.0, logging.ERROR, "41 seconds ahead of the database's. It claims no posts until"),
    ],
)
def test_a_clock_that_is_off_is_said_in_the_log_on_healthz_and_to_support(
    by_s, level, said, caplog, client, sign_in
):
    def _rounded(text: str) -> str:
        return text.replace("41.0", "41")

    began = time.monotonic()
    assert watch(by_s).may_claim() == (abs(by_s) < 30)
    asked_for_s = time.monotonic() - began

    (record,) = [r for r in caplog.records if r.name == "people.clock_watch"]
    assert record.levelno == level
    assert said.split(" seconds")[1] in _rounded(record.getMessage())
    answer = client.get("/healthz", headers={"accept-language": "en"})
    assert answer.status_code == (200 if abs(by_s) < 30 else 503)
    assert answer.json()["clocks_off_s"] == {
        "worker-1": pytest.approx(by_s, abs=asked_for_s + 0.01)
    }
    assert said.split(" seconds")[1] in answer.json()["warnings"][0]
    page = sign_in(make.staff()).get("/admin/", follow=True).content.decode()
    assert "The clock of worker-1 is" in page


@pytest.mark.django_db
def test_a_clock_set_right_is_forgotten_at_the_next_look_and_a_dead_machine_after_a_minute(client):
    off = watch(5)
    off.may_claim()
    gone = watch(5, machine="worker-2")
    gone.may_claim()
    SkewedClock.objects.filter(machine="worker-2").update(
        seen_at=database_now() - FORGOTTEN_AFTER - timedelta(seconds=1)
    )

    off.machine_clock = time.time
    off._looks_from = 0.0
    assert off.may_claim()

    assert client.get("/healthz").json()["clocks_off_s"] == {}


@pytest.mark.django_db
def test_the_clocks_are_not_compared_at_every_claim(django_assert_num_queries):
    calm = watch(0)
    calm.may_claim()

    with django_assert_num_queries(0):
        assert calm.may_claim()


def test_from_two_seconds_it_is_told_and_from_thirty_nothing_is_claimed():
    assert [clock_watch.differs(s) for s in (-2.1, -1.9, 1.9, 2.1)] == [True, False, False, True]
    assert [clock_watch.stops(s) for s in (-30.1, -29.9, 29.9, 30.1)] == [True, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_a_machine_that_is_far_off_leaves_posts_to_others(cast):
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(minutes=1))
    due = delivery.due_at + timedelta(seconds=1)

    publishing.publish_round(clock=lambda: due, watch=watch(45))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.epoch) == (S.SCHEDULED, 0)

    publishing.publish_round(clock=lambda: due, watch=watch(-20))
    delivery.refresh_from_db()
    assert delivery.epoch == 1
