"""Posts on networks of every idempotency class, each with a fate of its own, and what became of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from clients.models import Channel, Client
from editorial.actions import claiming
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import Member
from smm.bench import stage
from smm.bench.judging import Verdict, judge
from tests.chaos.points import PROMISES
from tests.editorial.engine import SECOND

PART_IS_DOUBTED = {"kind": "cut_after", "skip": 1}
# What each of the three posts of a class meets; only the first has a second part, whose answer is lost.
FATES = (PART_IS_DOUBTED, {"kind": "cut_after"}, {"kind": "cut_before"})


@dataclass(frozen=True)
class Troupe:
    """The deliveries of one act, and where the ledger stood before it."""

    sandbox: SandboxProcess
    deliveries: list[int]
    from_line: int

    def verdict(self) -> Verdict:
        """What became of them, by the network's own book."""
        return judge(self.sandbox.ask(f"ledger?from={self.from_line}"), self.deliveries)


def enter(
    sandbox: SandboxProcess,
    owner: Member,
    client: Client,
    promises: Sequence[str] = tuple(PROMISES),
    *,
    fates: Sequence[dict[str, Any]] = FATES,
    n_left: int = 1,
) -> Troupe:
    """Posts of each idempotency class that are due now and meet a fault each.

    And `n_left` of the last two classes that a dead worker left in the air.
    """
    from_line = int(sandbox.ask("state")["n_creates"])
    owners = {owner.agency_id: owner}
    now = database_now()
    left = [_post(each, now) for each in _channels(sandbox, client, promises[-2:], n_left)]
    begun = stage.write(left, owners=owners)
    dead = secrets.randbits(40)
    claimed = claiming.claim_due(owner=dead, limit=99, ahead=SECOND, now=now)
    claiming.begin(owner=dead, ids=[each.id for each in claimed], now=now)
    end_leases()
    posts = []
    for at, channel in enumerate(_channels(sandbox, client, promises, len(fates))):
        fate = fates[at % len(fates)]
        sandbox.order("faults", account_id=channel.remote_id, **fate)
        posts.append(_post(channel, now, has_second_part=fate is PART_IS_DOUBTED))
    deliveries = begun + stage.write(posts, owners=owners)
    return Troupe(sandbox, [each.pk for each in deliveries], from_line)


def _channels(
    sandbox: SandboxProcess, client: Client, promises: Sequence[str], n_each: int
) -> list[Channel]:
    return [
        channel
        for promise in promises
        for channel in stage.channels(sandbox, [client], n_each, network=PROMISES[promise])
    ]


def _post(channel: Channel, due_at: datetime, *, has_second_part: bool = False) -> stage.Planned:
    # Words that resemble each other would be put to a person: that is right, and not what is asked here.
    second = secrets.token_hex(30) if has_second_part else ""
    return stage.Planned(channel, secrets.token_hex(30), due_at, second)


def end_leases() -> None:
    """As if the time of every lease were over."""
    with connection.cursor() as cursor:
        for table in ("editorial_delivery", "editorial_step"):
            cursor.execute(
                f"UPDATE {table} SET lease_until = clock_timestamp() - interval '1 second'"
                " WHERE lease_until IS NOT NULL AND owner IS NOT NULL"
            )
