"""A whole installation: workers as shipped and publishers beside them, killed by real signals and started again.

`run.py bench chaos` is the long form of the same; crash points one by one are in test_crash_points.py.
"""

from __future__ import annotations

import os

import pytest

from smm.local.bench_chaos import Plan, endure, measure
from smm.local.supervise import Stack

pytestmark = pytest.mark.slow


def test_five_hundred_posts_outlive_kills_of_all_they_stand_on(record_property) -> None:
    plan = Plan(
        n_posts=500,
        n_kills=20,
        n_freezes=4,
        n_cuts=1,
        n_broker_kills=1,
        n_database_restarts=1,
        n_deploys=3,
        seed=int(os.environ.get("CHAOS_SEED", "20261126")),
        patience_s=480,  # what was tried often waits for minutes; the wait ends when all is quiet
    )
    result = measure(plan, is_durable=False, say=print)
    record_property("figures", result)
    print(result)

    assert result["violations"] == []
    assert (result["duplicates"], result["lost"], result["stuck"]) == (0, 0, 0)
    assert result["posts"] == 500
    assert result["kills"] >= 20
    assert result["done"]["SIGSTOP beyond the lease"] > 0
    assert result["left_by_dead_workers"], "no kill hit a call: the test has proved nothing"
    # How soon is measured by the bench, on a machine that does nothing else; here only that nothing waits for a lease of an hour.
    assert result["resume_s"]["max"] <= 60


def test_a_deploy_at_any_moment_loses_nothing_and_stalls_nothing(stack: Stack) -> None:
    """What publishes is told to stop while it is busy, ends in good order, and the next goes on."""
    plan = Plan(n_posts=300, n_kills=0, n_deploys=5, has_faults=False, patience_s=120)
    result = endure(stack, plan)
    print(result)

    assert result["violations"] == []
    assert result["posts"] >= 300, "those that other tests left in this installation are judged too"
    assert result["done"]["ended in good order"] == result["done"]["SIGTERM"] == 5
    assert result["left_by_dead_workers"] == 0, "it left calls to the reaper"
    assert result["doubtful"] == 0
    assert result["start_lag_s"]["max"] <= 60, (
        "a deploy stalled it (the bench has the exact figure)"
    )
