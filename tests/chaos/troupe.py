"""Posts on networks of every idempotency class, each with a fate of its own, and what became of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from clients.models import Channel, Client
from editorial.actions import claiming, remedying
from editorial.lifecycle import PostStage
from editorial.models import Amendment, Delivery, Post, Release
from editorial.remedies import AmendmentKind, RemedyState
from editorial.when import wall_of
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import Member, Notice
from smm.bench import stage
from smm.bench.judging import Verdict, judge
from tests.chaos import life
from tests.chaos.points import PROMISES
from tests.editorial import after
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


@dataclass(frozen=True)
class Repairs:
    """Posts that are out, what was asked for since, and a release that wants a go."""

    sandbox: SandboxProcess
    amendments: list[Amendment]
    release: Release

    def violations(self) -> list[str]:
        """What the network shows against what was asked for, and what was told of the release; in words."""
        found = []
        for amendment in self.amendments:
            for remedy in amendment.remedies.select_related("delivery__channel"):
                channel = remedy.delivery.channel
                name = f"{amendment.kind} on {channel.network}"
                if remedy.state != RemedyState.DONE:
                    found.append(f"{name}: {remedy.state}")
                if amendment.kind == AmendmentKind.REMOVE:
                    if after.is_there(channel, remedy.remote_id):
                        found.append(f"{name}: it is still there")
                elif after.said(channel) != [NEW_WORDS]:
                    found.append(f"{name}: it says {after.said(channel)}")
        n_calls = Notice.objects.filter(url__contains=str(self.release.public_id)).count()
        if n_calls != 1:
            found.append(f"asked for the go {n_calls} times")
        return found


NEW_WORDS = "Si pota mercoledì, per chi legge."


def enter_repairs(
    sandbox: SandboxProcess, owner: Member, client: Client, promises: Sequence[str]
) -> Repairs:
    """On each network a post to be corrected and one to be removed, of which the answers of half are lost.

    And one of each that a dead worker left in the air.
    """
    channels = _channels(sandbox, client, promises, 4)
    now = database_now()
    stage.write([_post(each, now) for each in channels], owners={owner.agency_id: owner})
    assert life.live(), "the posts do not come out"
    amendments = []
    for at, channel in enumerate(channels):
        delivery = Delivery.objects.select_related("post").get(channel=channel)
        deed = "PUT" if at % 2 else "DELETE"
        amendments.append(
            after.corrected(owner, delivery, NEW_WORDS)
            if deed == "PUT"
            else after.removed(owner, delivery)
        )
        if at % 4 < 2:
            sandbox.order("faults", kind="cut_after", match=deed, account_id=channel.remote_id)
    for amendment in amendments:
        post = Post.objects.get(pk=amendment.post_id)
        if amendment.revision_id and post.approved_revision_id != amendment.revision_id:
            Post.objects.filter(pk=post.pk).update(
                stage=PostStage.APPROVED, approved_revision=amendment.revision_id
            )
    dead = secrets.randbits(40)
    left = [each.remedies.get().pk for each in amendments[-2:]]
    remedying.begin_remedies(owner=dead, ids=left, now=database_now())
    end_leases()
    post = Post.objects.filter(client=client).latest("pk")
    release = Release.objects.create(
        agency_id=client.agency_id,
        client=client,
        name=f"Uscita {post.pk}",
        wall_at=wall_of(now, client.time_zone),
        time_zone=client.time_zone,
        due_at=now + timedelta(minutes=20),
        created_by=owner,
        created_at=now,
    )
    return Repairs(sandbox, amendments, release)


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
        for table in ("editorial_delivery", "editorial_step", "editorial_remedy"):
            cursor.execute(
                f"UPDATE {table} SET lease_until = clock_timestamp() - interval '1 second'"
                " WHERE lease_until IS NOT NULL AND owner IS NOT NULL"
            )
