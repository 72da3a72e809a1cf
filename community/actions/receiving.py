"""Writing down what people said on a channel: each thing once, into the conversation it belongs to.

A conversation is one person below one post, or one person in private. An answer to something that is known belongs where that
was said, however deep the network's thread has become.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower

from clients.models import Channel
from community.actions.waiting import hold, promised, recount, settle
from community.models import Conversation, Utterance
from community.models.conversations import MAX_ID, MAX_NAME, MAX_TEXT, MAX_URL
from community.states import HISTORY, OLDEST, Kind, Settled, Standing
from editorial.actions.settling import GONE, plain
from editorial.models import Publication, Step
from networks.types import Incoming, IncomingKind

log = logging.getLogger(__name__)

# What is said in private hangs on no post: all of one person's is one conversation.
PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said: the network's name of it, and our post where it is one."""

    thread_id: str
    publication_id: int | None


@transaction.atomic
def receive(
    channel: Channel, items: Sequence[Incoming], *, now: datetime, is_first: bool = False
) -> int:
    """Keep what is new of what people said; returns how many things that were.

    `is_first`: the channel is heard for the first time, and what is older than a week is history that waits for nobody.
    """
    readable = [each for each in items if not each.is_own and len(each.remote_id) <= MAX_ID]
    known = _known(channel, [each.remote_id for each in readable])
    n = 0
    for item in sorted(readable, key=lambda each: each.created_at):
        if item.remote_id in known:
            continue
        known.add(item.remote_id)
        try:
            with transaction.atomic():
                _keep(channel, item, now=now, is_first=is_first)
        except GONE:
            raise
        except Exception:
            # One thing that cannot be kept must not make the channel deaf for all that follows.
            log.exception(
                "What was said on channel %s cannot be kept: %s", channel.pk, item.remote_id
            )
            continue
        n += 1
    return n


def _keep(channel: Channel, item: Incoming, *, now: datetime, is_first: bool) -> None:
    conversation = _conversation(channel, item, now=now)
    said_at = _moment(item, now)
    is_history = is_first and said_at < now - HISTORY
    Utterance.objects.create(
        agency_id=channel.agency_id,
        client_id=channel.client_id,
        channel=channel,
        conversation=conversation,
        remote_id=item.remote_id,
        text=plain(item.text, MAX_TEXT),
        said_at=said_at,
        heard_at=now,
        url=item.url if len(item.url) <= MAX_URL else "",
        due_at=None if is_history else promised(channel.client, said_at),
        settled=Settled.HISTORY if is_history else "",
        settled_at=now if is_history else None,
    )
    recount(conversation, has_news=not is_history)


def _moment(item: Incoming, now: datetime) -> datetime:
    """When it was said, which networks let its author claim: not in the future, and not before networks were."""
    return max(min(item.created_at, now), now - OLDEST)


def _known(channel: Channel, remote_ids: Sequence[str]) -> set[str]:
    found = Utterance.objects.filter(channel=channel, remote_id__in=remote_ids)
    return set(found.values_list("remote_id", flat=True))


def _conversation(channel: Channel, item: Incoming, *, now: datetime) -> Conversation:
    place = _place(channel, item)
    handle = item.author_handle[:MAX_NAME]
    found = (
        Conversation.objects.select_for_update()
        .alias(folded=Lower("person_handle"))
        .filter(channel=channel, thread_id=place.thread_id, folded=Lower(Value(handle)))
        .first()
    )
    if found is not None:
        return found
    made: Conversation = Conversation.objects.create(
        agency_id=channel.agency_id,
        client_id=channel.client_id,
        channel=channel,
        publication_id=place.publication_id,
        kind=_KINDS.get(item.kind, Kind.MENTION),
        thread_id=place.thread_id,
        person_handle=handle,
        person_name=(item.author_name or handle)[:MAX_NAME],
        # Nothing waits until what was said is written down.
        standing=Standing.DONE,
        last_said_at=_moment(item, now),
    )
    return made


_KINDS = {
    IncomingKind.COMMENT: Kind.COMMENT,
    IncomingKind.MENTION: Kind.MENTION,
    IncomingKind.MESSAGE: Kind.MESSAGE,
    IncomingKind.QUOTE: Kind.QUOTE,
}


def _place(channel: Channel, item: Incoming) -> Place:
    """The post, or the beginning of what is known of the thread."""
    if item.kind is IncomingKind.MESSAGE:
        return Place(PRIVATE, None)
    above = Utterance.objects.filter(channel=channel, remote_id=item.parent_id or "-")
    known = above.values_list("conversation__thread_id", "conversation__publication_id").first()
    if known is not None and known[0] != PRIVATE:
        return Place(*known)
    root = item.thread_id[:MAX_ID]
    return Place(root, _post_of(channel, root))


def _post_of(channel: Channel, remote_id: str) -> int | None:
    """Our post of that name, or the one of whose thread it is a part."""
    mine = Publication.objects.filter(channel=channel)
    found = mine.filter(remote_id=remote_id).values_list("pk", flat=True).first()
    if found is None:
        parts = Step.objects.filter(delivery__channel=channel, remote_ref=remote_id)
        found = (
            mine.filter(delivery__in=parts.values("delivery_id"))
            .values_list("pk", flat=True)
            .first()
        )
    return found


@transaction.atomic
def notice_answers(channel: Channel, items: Sequence[Incoming], *, now: datetime) -> int:
    """Keep the answers that somebody gave on the network itself: what they answer waits no longer.

    `items` are those of a thread, ours among them; returns how many answers were new.
    """
    own = [
        each for each in items if each.is_own and each.parent_id and len(each.remote_id) <= MAX_ID
    ]
    known = _known(channel, [each.remote_id for each in own])
    n = 0
    for item in sorted(own, key=lambda each: each.created_at):
        above = Utterance.objects.filter(channel=channel, remote_id=item.parent_id)
        answered = above.select_related("conversation").first()
        if item.remote_id in known or answered is None:
            continue
        said_at = _moment(item, now)
        conversation = hold(answered.conversation)
        Utterance.objects.create(
            agency_id=channel.agency_id,
            client_id=channel.client_id,
            channel=channel,
            conversation=conversation,
            remote_id=item.remote_id,
            is_own=True,
            text=plain(item.text, MAX_TEXT),
            said_at=said_at,
            heard_at=now,
            url=item.url if len(item.url) <= MAX_URL else "",
        )
        seen = Q(said_at__lte=said_at)
        if not settle(conversation, Settled.ANSWERED, at=said_at, seen=seen):
            recount(conversation)
        n += 1
    return n
