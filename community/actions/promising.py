"""Promising whoever writes to a client an answer within some hours, or nothing any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction

from clients.models import Client
from community.actions.waiting import promise_again, recount
from community.models import Conversation, ReplyPromise, Utterance
from community.states import Standing
from people import audit
from people.models import Member


@transaction.atomic
def promise(
    *,
    by: Member,
    client: Client,
    within_h: int,
    days: Sequence[int],
    opens: time,
    closes: time,
    now: datetime,
) -> None:
    """From now on; whoever already waits is promised the same."""
    ReplyPromise.objects.update_or_create(
        client=client,
        defaults={
            "agency_id": client.agency_id,
            "within_h": within_h,
            "days": sorted(days),
            "opens": opens,
            "closes": closes,
            "changed_by": by,
            "changed_at": now,
        },
    )
    _tell_those_who_wait(client)
    audit.record(
        actor=by, agency=by.agency, verb="reply_promise.made", target=client, data={"within_h": within_h}, now=now
    )  # fmt: skip


@transaction.atomic
def promise_nothing(*, by: Member, client: Client, now: datetime) -> None:
    """Nobody is late any more. Again is harmless."""
    n, _each = ReplyPromise.objects.filter(client=client).delete()
    if n:
        _tell_those_who_wait(client)
        audit.record(
            actor=by, agency=by.agency, verb="reply_promise.withdrawn", target=client, now=now
        )


def _tell_those_who_wait(client: Client) -> None:
    waiting = Conversation.objects.filter(client=client).exclude(standing=Standing.DONE)
    held = list(waiting.order_by("pk").select_for_update())
    promise_again(client, Utterance.objects.waiting().filter(conversation__in=held))
    for conversation in held:
        recount(conversation)
