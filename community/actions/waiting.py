"""What of a conversation waits: told anew from its utterances whenever one comes in or is settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, Q

from clients.models import Client
from community.models import Conversation, ReplyPromise, Utterance
from community.promises import MOST_DAYS, due_at
from community.states import Settled, Standing
from people.public_holidays import holidays_between


def hold(conversation: Conversation) -> Conversation:
    """The conversation as it stands now, locked until the transaction ends."""
    locked: Conversation = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("client", "channel", "agency")
        .get(pk=conversation.pk)
    )
    return locked


def recount(conversation: Conversation, *, has_news: bool = False) -> None:
    """Write down since when somebody waits, until when they were promised an answer, and whether anything is to be done.

    Something new ends a putting off; so does settling the last of it.
    """
    waiting = conversation.utterances.waiting().aggregate(since=Min("said_at"), due=Min("due_at"))
    last = conversation.utterances.aggregate(at=Max("said_at"))["at"]
    conversation.waiting_since, conversation.due_at = waiting["since"], waiting["due"]
    if conversation.waiting_since is None:
        conversation.standing, conversation.later_until = Standing.DONE, None
    elif conversation.standing == Standing.DONE or has_news:
        conversation.standing, conversation.later_until = Standing.TO_DO, None
    if last is not None:
        conversation.last_said_at = last
    conversation.save(
        update_fields=["standing", "later_until", "waiting_since", "due_at", "last_said_at"]
    )


def settle(conversation: Conversation, how: Settled, *, at: datetime, seen: Q | None = None) -> int:
    """Settle what waits in it, or only what was `seen`, and count again; returns how many utterances that were."""
    waiting = conversation.utterances.waiting()
    if seen is not None:
        waiting = waiting.filter(seen)
    n = waiting.update(settled=how, settled_at=at)
    if n:
        recount(conversation)
    return n


def promised(client: Client, said_at: datetime) -> datetime | None:
    """Until when the client promises an answer to what was said then; None where nothing is promised."""
    promise = ReplyPromise.objects.filter(client=client).first()
    if promise is None:
        return None
    promise.client = client
    return _until(promise, said_at)


def promise_again(client: Client, utterances: Iterable[Utterance]) -> None:
    """Give what waits the promise as it is now, or none."""
    promise = ReplyPromise.objects.filter(client=client).first()
    if promise is not None:
        promise.client = client
    changed = list(utterances)
    for each in changed:
        each.due_at = _until(promise, each.said_at) if promise else None
    Utterance.objects.bulk_update(changed, ["due_at"])


def _until(promise: ReplyPromise, said_at: datetime) -> datetime:
    first_on = said_at.date() - timedelta(days=1)
    return due_at(said_at, promise.within_h, promise.hours, _holidays(first_on))


def _holidays(first_on: date) -> frozenset[date]:
    return frozenset(
        holidays_between(first_on, first_on + timedelta(days=MOST_DAYS), language="en")
    )
