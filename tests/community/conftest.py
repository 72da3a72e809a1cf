"""A client of Alice's with an account on a real sandbox network, and strangers there who say things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest

from clients.actions import connecting
from clients.models import Channel
from community.actions import hearing
from community.models import Hearing
from networks import registry
from networks.types import Credentials, Draft, Published, Secret
from people.clock import database_now
from people.models import Member
from tests.on_the_sandbox import (  # noqa: F401  (fixtures)
    account_there,
    make_owner,
    tame_sandbox,
    winery,
)

Says = Callable[..., Published]


@pytest.fixture
def owner(db) -> Member:
    """Alice, who owns an agency."""
    return make_owner()


@pytest.fixture
def post(channel) -> Published:
    """A post of the client's, made on the network itself."""
    return posted(channel, "Domenica apriamo alle 10.")


@pytest.fixture
def says(sandbox) -> Says:
    """``says("marta", "Quanto costa?", below=post.remote_id)``: a stranger says something, naming the account."""
    people: dict[str, Credentials] = {}

    def say(
        who: str, text: str, *, below: str | None = None, to: Channel, **more: str
    ) -> Published:
        if who not in people:
            account = sandbox.order("accounts", quiet=True, usernames=[f"{who}{uuid4().hex[:6]}"])[
                0
            ]
            people[who] = Credentials(
                host=sandbox.origin,
                account_id=account["id"],
                access_token=Secret(account["token"]),
                scopes=frozenset(account["scopes"]),
            )
        draft = Draft(f"{to.handle} {text}", in_reply_to=below, **more)
        return registry.connector("sandbox").commit(
            people[who], draft, key=str(uuid4()), refs={}, timeout_s=5, sent_at=database_now()
        )

    return say


def posted(channel: Channel, text: str, **more: str) -> Published:
    """Something the client's account says by itself, without us."""
    opened = connecting.open_channel(channel)
    return opened.connector.commit(
        opened.credentials, Draft(text, **more), key=str(uuid4()), refs={}, timeout_s=5
    )


def heard(channel: Channel, *, now: datetime | None = None) -> None:
    """The channel is asked what people said, as the clock does."""
    now = now or database_now()
    hearing._enlist(now=now)
    Hearing.objects.filter(channel=channel).update(next_at=now)
    assert hearing.hear_due(now=now) == 1
    assert Hearing.objects.get(channel=channel).problem == ""
