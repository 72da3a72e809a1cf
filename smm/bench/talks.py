"""What people said to the crowd's clients, written in bulk: most of it answered, some of it waiting, some past what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from clients.models import Channel, Client
from community.models import Conversation, ReplyPromise, Utterance
from community.states import Kind, Settled, Standing
from people.models import Member

# Of so many posts somebody says something about one.
POSTS_PER_TALK = 5
APART = timedelta(hours=9)
# Of so many conversations one still waits.
ONE_WAITS = 8


def promise(by: Member, clients: Iterable[Client], now: datetime) -> None:
    """An answer within four hours, for each of them."""
    ReplyPromise.objects.bulk_create(
        ReplyPromise(
            agency_id=client.agency_id, client=client, within_h=4, opens=time(9), closes=time(18),
            changed_by=by, changed_at=now,
        )
        for client in clients
    )  # fmt: skip


def add(
    channels: dict[int, list[Channel]], clients: Iterable[Client], *, n_posts: int, now: datetime
) -> None:
    """The conversations below so many posts of each client, the newest now."""
    for client in clients:
        of = channels[client.pk]
        made = Conversation.objects.bulk_create(
            _talk(client, of[n % len(of)], n, now) for n in range(n_posts // POSTS_PER_TALK)
        )
        Utterance.objects.bulk_create(
            said for conversation in made for said in _said(conversation, now)
        )


def _talk(client: Client, channel: Channel, n: int, now: datetime) -> Conversation:
    said_at, waits = now - APART * n, n % ONE_WAITS == 0
    return Conversation(
        agency_id=client.agency_id, client=client, channel=channel, kind=Kind.COMMENT,
        person_handle=f"@persona-{n % 40}@social.example", person_name=f"Persona {n % 40}",
        standing=Standing.TO_DO if waits else Standing.DONE, last_said_at=said_at,
        waiting_since=said_at if waits else None, due_at=said_at + timedelta(hours=4) if waits else None,
    )  # fmt: skip


def _said(conversation: Conversation, now: datetime) -> Iterable[Utterance]:
    waits = conversation.standing == Standing.TO_DO
    of = {
        "agency_id": conversation.agency_id, "client_id": conversation.client_id,
        "channel_id": conversation.channel_id, "conversation": conversation, "heard_at": now,
    }  # fmt: skip
    yield Utterance(
        **of, text="Quanto costa la visita, e si può venire anche con i bambini la domenica?",
        said_at=conversation.last_said_at, due_at=conversation.last_said_at + timedelta(hours=4),
        settled="" if waits else Settled.ANSWERED,
        settled_at=None if waits else conversation.last_said_at + timedelta(hours=1),
    )  # fmt: skip
    if not waits:
        yield Utterance(
            **of, is_own=True, text="18 euro con tre assaggi, e i bambini non pagano.",
            said_at=conversation.last_said_at + timedelta(hours=1),
        )  # fmt: skip
