"""What publishers do all day, with a clock that runs ahead, so that a quarter of an hour passes in a second."""

from __future__ import annotations

from datetime import timedelta

from editorial.actions import (
    checking_parts,
    checking_remedies,
    going,
    publishing,
    reaping,
    reaping_remedies,
    reconciling,
    remedying,
)
from editorial.lifecycle import AWAITS_A_PERSON, ENDED, Rest
from editorial.models import Delivery, Remedy
from editorial.remedies import MOVING
from networks.sandbox.orders import Orders
from people.clock import database_now

# Leases and deadlines so short that a process can be frozen for longer than its lease without anybody waiting long.
PACE = {
    "PUBLISH_CALL_S": 0.4,
    "PUBLISH_LEASE_S": 1.0,
    "PUBLISH_SETTLE_S": 1.0,
    "PUBLISH_REAP_S": 1.0,
    "PUBLISH_THREADS": 8,
}
MARGIN_S = 0.2
STEP = timedelta(seconds=12)
MOST_STEPS = 70


def carry_out(*, most_steps: int = MOST_STEPS, sandbox: Orders | None = None) -> bool:
    """The same of what comes after publication: corrections, removals, the call for the go of releases."""
    for step in range(most_steps):
        ahead = STEP * step
        if sandbox is not None:
            sandbox.order("clock", offset_s=ahead.total_seconds())
        now = database_now() + ahead
        going.call_for_go(now=now)
        remedying.remedy_round(clock=lambda: database_now() + ahead)  # noqa: B023
        reaping_remedies.reap_remedies(now=now)
        checking_remedies.look_up_remedies_due(now=now)
        if not Remedy.objects.filter(state__in=MOVING).exists():
            return True
    return False


def is_quiet() -> bool:
    """Whether everything has come to its end, or to a person."""
    under_way = Delivery.objects.exclude(state__in=ENDED | AWAITS_A_PERSON)
    rest = Delivery.objects.filter(rest__in=[Rest.COMING, Rest.CHECKING])
    return not under_way.exists() and not rest.exists()


def live(*, most_steps: int = MOST_STEPS, sandbox: Orders | None = None) -> bool:
    """Publish, reap and look up until all is quiet; whether it came to that. The clock of `sandbox` runs ahead too."""
    for step in range(most_steps):
        ahead = STEP * step
        if sandbox is not None:
            sandbox.order("clock", offset_s=ahead.total_seconds())
        publishing.publish_round(clock=lambda: database_now() + ahead)  # noqa: B023
        reaping.reap(now=database_now() + ahead)
        reconciling.look_up_due(now=database_now() + ahead)
        checking_parts.look_up_parts_due(now=database_now() + ahead)
        if is_quiet():
            return True
    return False


LIVES = {"live": live, "carry_out": carry_out}
