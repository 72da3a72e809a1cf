"""The gate before each channel: shut for a time when the network asks for it or keeps failing.

Meant for the publisher: a gate that is shut keeps deliveries waiting, it loses none.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from clients.models import Channel, Gate
from people import audit
from people.models import Member, User

FAILURES_BEFORE_SHUT = 5
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
MANY_FAILURES = "many_failures"


@transaction.atomic
def shut(*channel_ids: int, until: datetime, reason: str, now: datetime) -> int:
    """Shuts the channels' gates until an instant; never shortens a longer stop.

    Returns how many are now shut until then. ``reason`` is a code, such as an error kind.
    """
    _ensure(channel_ids)
    shorter = Q(shut_until=None) | Q(shut_until__lt=until)
    return Gate.objects.filter(shorter, channel_id__in=channel_ids).update(
        shut_until=until, reason=reason[:60], changed_at=now
    )


@transaction.atomic
def open_gates(
    *channel_ids: int, now: datetime, by: Member | User | None = None, why: str = ""
) -> int:
    """Opens gates and forgets their failures; audited when a person does it. Returns how many."""
    gates = Gate.objects.filter(_touched(), channel_id__in=channel_ids)
    opened = list(gates.select_related("channel__agency")) if by else []
    n_opened = gates.update(shut_until=None, reason="", n_failures=0, changed_at=now)
    for gate in opened:
        audit.record(
            actor=by,
            agency=gate.channel.agency,
            verb="gate.opened",
            target=gate.channel,
            data={"reason": gate.reason} | ({"why": why} if why else {}),
            now=now,
        )
    return n_opened


@transaction.atomic
def record_failure(channel_id: int, *, now: datetime) -> int:
    """Counts a failure that was the network's. From the fifth in a row on the gate shuts.

    The stop begins at one minute and doubles to thirty. Returns the failures in a row.
    """
    _ensure((channel_id,))
    Gate.objects.filter(channel_id=channel_id).update(n_failures=F("n_failures") + 1)
    gate = Gate.objects.select_for_update().get(channel_id=channel_id)
    if gate.n_failures >= FAILURES_BEFORE_SHUT:
        doublings = min(gate.n_failures - FAILURES_BEFORE_SHUT, 10)
        shut(
            channel_id,
            until=now + min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE),
            reason=MANY_FAILURES,
            now=now,
        )
    return gate.n_failures


def record_success(*channel_ids: int, now: datetime) -> int:
    """Forgets failures and opens what failures had shut; a stop the network asked for stays.

    Writes only where there is something to forget, and returns where.
    """
    gates = Gate.objects.filter(channel_id__in=channel_ids)
    n_opened = gates.filter(reason=MANY_FAILURES).update(
        n_failures=0, shut_until=None, reason="", changed_at=now
    )
    return n_opened + gates.filter(n_failures__gt=0).update(n_failures=0, changed_at=now)


def _touched() -> Q:
    return Q(shut_until__isnull=False) | Q(n_failures__gt=0)


def _ensure(channel_ids: tuple[int, ...]) -> None:
    """Every channel has a gate from the day it is connected; this heals one that has none."""
    missing = Channel.objects.filter(pk__in=channel_ids, gate=None)
    Gate.objects.bulk_create(
        [Gate(channel=channel, agency_id=channel.agency_id) for channel in missing],
        ignore_conflicts=True,
    )
