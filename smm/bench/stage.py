"""Agencies, channels on the sandbox and posts that are due there, written in bulk: preparing is not what is measured.

The rows are the product's own, as scheduling leaves them; only the way they come in is short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from clients.actions.connecting.keeping import store_credentials
from clients.models import Channel, Client, Gate
from editorial import when
from editorial.contents import FIRST_FOLLOWING, ChannelText, content_hash, freeze, text_hash
from editorial.lifecycle import PartState, PostStage, StepKind
from editorial.models import Delivery, Post, Revision, Step, Version
from networks.types import Credentials, Secret
from people.actions.membership import create_agency
from people.clock import database_now
from people.models import Member

ZONE = "Europe/Rome"


class SandboxControl(Protocol):
    """Whatever gives orders to a running sandbox."""

    @property
    def origin(self) -> str:
        """Where it is."""
        ...

    def order(self, name: str, /, **data: Any) -> Any:
        """POST /sandbox/<name>."""
        ...


@dataclass(frozen=True, slots=True)
class Planned:
    """A post to be written: its channel, its words, when it is due, and a second part of it, if any."""

    channel: Channel
    text: str
    due_at: datetime
    second_part: str = ""


def agencies(n: int) -> list[tuple[Member, Client]]:
    """So many agencies, each with its owner and one client."""
    return [_agency(number) for number in range(n)]


def _agency(number: int) -> tuple[Member, Client]:
    member = create_agency(
        name=f"Agenzia {number}",
        email=f"bench{number}@example.org",
        owner_name=f"Prova {number}",
        password=None,
        slug=f"bench-{number}",
        now=database_now(),
    )
    client = Client.objects.create(
        agency=member.agency, slug="bench", name=f"Cliente {number}", kind="company"
    )
    return member, client


def channels(
    sandbox: SandboxControl, clients: Sequence[Client], n: int, *, network: str = "sandbox"
) -> list[Channel]:
    """`n` connected channels, the clients in turn, each with an account of its own on the sandbox.

    As connecting leaves them; a thousand walks through OAuth are not what is measured.
    """
    if n == 0:
        return []
    accounts = sandbox.order("accounts", n=n, quiet=True, prefix="canale")
    now = database_now()
    made = Channel.objects.bulk_create(
        Channel(
            agency_id=client.agency_id,
            client=client,
            network=network,
            host=sandbox.origin,
            remote_id=account["id"],
            handle=f"@{account['username']}",
            connected_at=now,
        )
        for account, client in _in_turn(accounts, clients)
    )
    Gate.objects.bulk_create(Gate(agency_id=each.agency_id, channel=each) for each in made)
    for channel, account in zip(made, accounts, strict=True):
        credentials = Credentials(
            host=sandbox.origin,
            account_id=account["id"],
            access_token=Secret(account["token"]),
            scopes=frozenset(account["scopes"]),
        )
        store_credentials(channel, credentials, now)
    return made


def _in_turn(
    accounts: Sequence[dict[str, Any]], clients: Sequence[Client]
) -> list[tuple[dict[str, Any], Client]]:
    return [(account, clients[at % len(clients)]) for at, account in enumerate(accounts)]


@transaction.atomic
def write(posts: Sequence[Planned], *, owners: Mapping[int, Member]) -> list[Delivery]:
    """Approved posts and their scheduled deliveries, in the same order; `owners` by the id of their agency."""
    now = database_now()
    rows = Post.objects.bulk_create(_post(each, owners, now) for each in posts)
    Version.objects.bulk_create(
        Version(agency_id=row.agency_id, post=row, channel=each.channel)
        for row, each in zip(rows, posts, strict=True)
    )
    contents = [_content(each) for each in posts]
    revisions = Revision.objects.bulk_create(
        Revision(
            agency_id=row.agency_id,
            post=row,
            number=1,
            content=content,
            content_hash=content_hash(content),
            created_by_id=row.created_by_id,
            created_at=now,
        )
        for row, content in zip(rows, contents, strict=True)
    )
    for row, revision in zip(rows, revisions, strict=True):
        row.stage, row.approved_revision = PostStage.APPROVED, revision
    Post.objects.bulk_update(rows, ["stage", "approved_revision"], batch_size=500)
    deliveries = Delivery.objects.bulk_create(
        _delivery(each, revision, now) for each, revision in zip(posts, revisions, strict=True)
    )
    steps = [_first_step(each) for each in deliveries]
    steps += [
        _second_part(delivery, revision)
        for delivery, revision, each in zip(deliveries, revisions, posts, strict=True)
        if each.second_part
    ]
    Step.objects.bulk_create(steps)
    return deliveries


def _post(planned: Planned, owners: Mapping[int, Member], now: datetime) -> Post:
    owner = owners[planned.channel.agency_id]
    return Post(
        agency_id=planned.channel.agency_id,
        client_id=planned.channel.client_id,
        text=planned.text,
        thread=[planned.second_part] if planned.second_part else [],
        time_zone=ZONE,
        created_by=owner,
        created_at=now,
        edited_by=owner,
        edited_at=now,
    )


def _content(planned: Planned) -> dict[str, Any]:
    return freeze(
        text=planned.text,
        language="it",
        versions={planned.channel.pk: ChannelText("")},
        thread=[planned.second_part] if planned.second_part else [],
    )


def _delivery(planned: Planned, revision: Revision, now: datetime) -> Delivery:
    return Delivery(
        agency_id=revision.agency_id,
        client_id=planned.channel.client_id,
        post_id=revision.post_id,
        channel=planned.channel,
        revision=revision,
        wall_at=when.wall_of(planned.due_at, ZONE),
        time_zone=ZONE,
        due_at=planned.due_at,
        next_attempt_at=planned.due_at,
        text_hash=text_hash(planned.text),
        created_by_id=revision.created_by_id,
        created_at=now,
    )


def _first_step(delivery: Delivery) -> Step:
    return Step(
        agency_id=delivery.agency_id,
        delivery=delivery,
        position=0,
        kind=StepKind.STATUS,
        is_commit=True,
    )


def _second_part(delivery: Delivery, revision: Revision) -> Step:
    return Step(
        agency_id=delivery.agency_id,
        delivery=delivery,
        position=FIRST_FOLLOWING,
        kind=StepKind.STATUS,
        is_commit=True,
        state=PartState.WAITING,
        subject=revision.content_hash,
    )
