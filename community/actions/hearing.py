"""Asking the connected channels what people said: a few channels a ring, one after the other, the gate heeded.

The row is the queue: a channel is taken for a while, so that a worker that dies over it leaves it to the next, and running it
twice keeps everything once. Where somebody waits, the thread is read too: whoever answered on the network is seen to have.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q

from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from clients.models import Channel, Health
from community.actions import receiving
from community.models import Conversation, Hearing
from community.states import Standing
from editorial.actions.settling import GONE
from networks.errors import ErrorKind, NetworkError
from networks.roles import Listens

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
# Of one channel that cannot be heard just now, or never.
AGAIN_IN = timedelta(minutes=15)
NEVER_AGAIN_IN = timedelta(days=1)
CALL_S = 15.0
AT_A_TIME = 60
ROUND_S = 45.0
MOST_PAGES = 5
# A thread with somebody who waits is read this often, a few at each hearing.
THREAD_EVERY = timedelta(minutes=10)
MOST_THREADS = 3
NOT_SUPPORTED, UNFORESEEN = "not_supported", "unforeseen"
_OF_THE_CHANNEL = (ErrorKind.AUTH_EXPIRED, ErrorKind.RATE_LIMITED, ErrorKind.TRANSIENT)

_TAKE = """
UPDATE community_hearing SET next_at = %(again_at)s
 WHERE id = ANY(ARRAY(
    SELECT h.id FROM community_hearing h
      JOIN clients_channel c ON c.id = h.channel_id AND c.health = 'ok'
      JOIN clients_client k ON k.id = c.client_id AND k.status <> 'archived'
     WHERE h.next_at <= %(now)s
       AND NOT EXISTS (SELECT 1 FROM clients_gate g
                        WHERE g.channel_id = h.channel_id AND g.shut_until > %(now)s)
     ORDER BY h.next_at LIMIT %(limit)s FOR UPDATE OF h SKIP LOCKED))
RETURNING channel_id
"""


def hear_due(*, now: datetime, limit: int = AT_A_TIME) -> int:
    """Hear up to `limit` channels whose minute has come; returns how many were heard."""
    _enlist(now=now)
    values: dict[str, Any] = {"now": now, "again_at": now + AGAIN_IN, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        ids = [row[0] for row in cursor.fetchall()]
    until = time.monotonic() + ROUND_S
    channels = list(Channel.objects.filter(pk__in=ids).select_related("client", "agency"))
    opened = connecting.open_channels(ids)
    try:
        while channels and time.monotonic() < until:
            channel = channels.pop()
            _guarded(channel, opened.get(channel.pk), now=now)
    finally:
        # Slow networks, or a database that went away: the next ring goes on where this one stopped.
        with suppress(*GONE):
            Hearing.objects.filter(channel__in=channels).update(next_at=now)
    return len(ids) - len(channels)


def _guarded(channel: Channel, opened: OpenChannel | None, *, now: datetime) -> None:
    try:
        hear(channel, opened, now=now)
    except GONE:
        raise
    except Exception:
        log.exception("Channel %s could not be heard", channel.pk)
        Hearing.objects.filter(channel=channel).update(problem=UNFORESEEN)


def _enlist(*, now: datetime) -> None:
    """A row for each connected channel that has none."""
    new = Channel.objects.filter(health=Health.OK, hearing=None)[:500]
    Hearing.objects.bulk_create(
        [Hearing(agency_id=one.agency_id, channel=one, next_at=now) for one in new],
        ignore_conflicts=True,
    )


def hear(channel: Channel, opened: OpenChannel | None, *, now: datetime) -> None:
    """Hear one channel and keep what is new, or why nothing could be heard. The calls are made outside transactions."""
    hearing = Hearing.objects.get(channel=channel)
    try:
        if opened is None:
            raise NetworkError(ErrorKind.AUTH_EXPIRED)
        if not isinstance(opened.connector, Listens):
            _write_down(hearing, problem=NOT_SUPPORTED, next_at=now + NEVER_AGAIN_IN)
            return
        _listen(channel, opened, opened.connector, hearing, now=now)
        _write_down(hearing, heard_at=now)
        _look_for_answers(channel, opened, opened.connector, now=now)
    except NetworkError as error:
        _write_down(hearing, problem=error.kind.value, next_at=now + AGAIN_IN)
        return
    _write_down(hearing, problem="", next_at=now + EVERY)


def _listen(
    channel: Channel, opened: OpenChannel, connector: Listens, hearing: Hearing, *, now: datetime
) -> None:
    """Page after page, the mark kept with each: what was read once is not asked for again."""
    for _page in range(MOST_PAGES):
        cursor = hearing.cursor or None
        page = connecting.asked(
            opened,
            lambda credentials, since=cursor: connector.notifications(  # type: ignore[misc]
                credentials, cursor=since, timeout_s=CALL_S
            ),
        )
        receiving.receive(channel, page.items, now=now, is_first=hearing.heard_at is None)
        hearing.cursor = page.cursor or hearing.cursor
        _write_down(hearing, cursor=hearing.cursor)
        if not page.items or hearing.cursor == cursor:
            break


def _look_for_answers(
    channel: Channel, opened: OpenChannel, connector: Listens, *, now: datetime
) -> None:
    for root, conversations in _threads_to_read(channel, now=now).items():
        Conversation.objects.filter(pk__in=conversations).update(thread_read_at=now)
        try:
            page = connecting.asked(
                opened,
                lambda credentials, of=root: connector.thread(  # type: ignore[misc]
                    credentials, of, timeout_s=CALL_S
                ),
            )
        except NetworkError as error:
            if error.kind in _OF_THE_CHANNEL:
                raise
            # Of this thread alone: the post is gone, or hidden from us. What was said below it a person still settles.
            log.info("a thread of channel %s cannot be read: %s", channel.pk, error)
            continue
        receiving.notice_answers(channel, page.items, now=now)


def _threads_to_read(channel: Channel, *, now: datetime) -> dict[str, list[int]]:
    """The threads in which somebody waits, each with its conversations, those not read for longest first."""
    unread = Q(thread_read_at=None) | Q(thread_read_at__lte=now - THREAD_EVERY)
    waiting = (
        Conversation.objects.filter(unread, channel=channel)
        .exclude(standing=Standing.DONE)
        .exclude(thread_id="")
        .order_by(F("thread_read_at").asc(nulls_first=True), "pk")
    )
    threads: dict[str, list[int]] = {}
    for each in waiting[: MOST_THREADS * 5]:
        root = each.thread_id
        if root == receiving.PRIVATE:
            oldest = each.utterances.waiting().values_list("remote_id", flat=True).first()
            root = oldest or ""
        if root and (root in threads or len(threads) < MOST_THREADS):
            threads.setdefault(root, []).append(each.pk)
    return threads


def _write_down(hearing: Hearing, **fields: Any) -> None:
    Hearing.objects.filter(pk=hearing.pk).update(**fields)
