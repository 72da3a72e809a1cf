"""A publisher dies, or is frozen for longer than its lease, at every point at which it can: no post twice, lost or hanging.

The points are read from the code (points.py): a commit or a call that nobody listed fails these tests.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.conf import settings as project

from networks.sandbox.orders import Orders
from tests.chaos import life, points, troupe
from tests.chaos.doomed import FREEZE, KILL

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.usefixtures("quick_pace"),
]

IS_FULL = os.environ.get("FULL") == "1"
N_ROUNDS = 50 if IS_FULL else 1
FROZEN_S = life.PACE["PUBLISH_LEASE_S"] + 0.3


def test_the_tables_of_points_name_only_what_the_code_has():
    assert points.stale() == []
    named = {reason.rpartition(": ")[2] for reason in points.ELSEWHERE.values()}
    missing = [name for name in named if "/" in name and not (project.BASE_DIR / name).exists()]
    assert missing == []
    assert len(points.moments(even_idle=False)) > 40


@pytest.mark.parametrize("n", range(N_ROUNDS))
def test_a_publisher_killed_at_any_point_leaves_no_post_twice_lost_or_hanging(
    n, nursery, sandbox, owner, client_of
):
    wrong = []
    for at in points.moments(even_idle=IS_FULL):
        sandbox.order("clear")
        entered = troupe.enter(sandbox, owner, client_of, on_stage(at))
        wrong += unexpected(at, nursery.send(at, KILL), "killed")
        troupe.end_leases()
        wrong += what_became_of(entered, at)

    assert wrong == []


@pytest.mark.parametrize("n", range(N_ROUNDS))
def test_a_publisher_frozen_at_any_point_beyond_its_lease_leaves_no_post_twice_lost_or_hanging(
    n, nursery, sandbox, owner, client_of
):
    """Others go on while it is frozen; then it wakes up and goes on too."""
    wrong = []
    for at in points.moments(even_idle=True) if IS_FULL else points.on_the_way_out():
        sandbox.order("clear")
        entered = troupe.enter(sandbox, owner, client_of, on_stage(at))
        report = nursery.send(at, FREEZE)
        if report["end"] == "frozen":
            thaw = threading.Timer(FROZEN_S, os.kill, [report["pid"], signal.SIGCONT])
            thaw.start()
            life.live(most_steps=20, sandbox=Orders(sandbox.origin))
            thaw.join()
            report = nursery.report()
        wrong += unexpected(at, report, "survived")
        wrong += what_became_of(entered, at)

    assert wrong == []


@pytest.mark.parametrize("n", range(N_ROUNDS))
def test_who_corrects_and_removes_can_die_at_any_point_and_it_is_done_all_the_same(
    n, nursery, sandbox, owner, client_of
):
    """And the go of a release is asked for once, whoever dies while asking."""
    wrong = []
    promises = tuple(points.PROMISES) if IS_FULL else ("key", "blind")
    for at in points.moments_after(even_idle=IS_FULL):
        sandbox.order("clear")
        entered = troupe.enter_repairs(sandbox, owner, client_of, on_stage(at, promises))
        wrong += unexpected(at, nursery.send(at, KILL, life="carry_out"), "killed")
        troupe.end_leases()
        is_quiet = life.carry_out(sandbox=Orders(sandbox.origin))
        found = entered.violations() if is_quiet else ["it does not come to rest"]
        wrong += [f"{at}: {words}" for words in found]

    assert wrong == []


def on_stage(at: str, promises: Sequence[str] = tuple(points.PROMISES)) -> Sequence[str]:
    """Networks of which promise have posts: where one of them is called that one, where something is written all."""
    called = at.partition("[")[2].partition("]")[0]
    return (called,) if called in promises and not IS_FULL else promises


def unexpected(at: str, report: dict[str, Any], end: str) -> list[str]:
    """Whether the process met its fate, and whether it passed what nobody listed."""
    wrong = [] if report["end"] == end else [f"{at}: it {report['end']}"]
    return wrong + [f"{at}: not listed: {name}" for name in report.get("unlisted", [])]


def what_became_of(entered: troupe.Troupe, at: str) -> list[str]:
    """The others go on; then the ledger judges. What went wrong, in words."""
    is_quiet = life.live(sandbox=Orders(entered.sandbox.origin))
    wrong = [] if is_quiet else ["it does not come to rest"]
    return [f"{at}: {words}" for words in wrong + entered.verdict().violations]
