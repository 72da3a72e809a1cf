"""Making the card of a post's link before it is due, so that the sending itself stays one short call.

Where a network leaves that to us, its connector reads the page behind the link in `prepare`, through the one door
that lets no address inside our own network be read. Only posts without pictures get a card. It is worth two tries and
never holds a post: whatever becomes of it, the post goes out at its time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from clients.actions import connecting
from editorial import pace
from editorial.contents import for_channel
from editorial.lifecycle import StepKind
from editorial.models import Delivery, Step
from editorial.models.deliveries import MEDIA
from networks.errors import NetworkError
from networks.roles import Publishes
from networks.text import links, normalise
from networks.types import Draft

log = logging.getLogger(__name__)

AHEAD = timedelta(minutes=30)
LEASE = timedelta(seconds=60)
CALL_S = 20.0
# A page, its picture and who is named are a few calls; a connector that wants more goes on without a card.
MOST_CALLS = 6
MOST_TRIES = 2
REFS_LAST = timedelta(hours=12)
# The place of a card among a delivery's steps: far from the pictures, which it never has beside it.
POSITION = 90

_NEXT = f"""
SELECT d.id
  FROM editorial_delivery d
  JOIN editorial_revision r ON r.id = d.revision_id
  JOIN clients_channel c ON c.id = d.channel_id AND c.health = 'ok'
 WHERE d.state = 'scheduled' AND d.due_at > %(now)s AND d.due_at <= %(now)s + %(ahead)s
   AND COALESCE(jsonb_array_length({MEDIA}), 0) = 0 AND r.content::text LIKE '%%http%%'
   AND NOT EXISTS (SELECT 1 FROM editorial_step s
                    WHERE s.delivery_id = d.id AND s.kind = 'card' AND s.subject = r.content_hash
                      AND (s.done_at IS NOT NULL OR s.lease_until > %(now)s OR s.n_tries >= %(tries)s))
 ORDER BY d.due_at, d.id
 LIMIT 1 FOR UPDATE OF d SKIP LOCKED
"""  # noqa: S608 (no values in it)


def make_cards_due(*, clock: Callable[[], datetime], seconds: float = 30.0) -> int:
    """Make the cards of what goes out within half an hour, soonest first; returns how many were worked at."""
    until = time.monotonic() + seconds
    n_worked = 0
    for delivery, step in pace.one_by_one(lambda: _lease_next(clock()), until=until):
        _make(delivery, step, clock=clock)
        n_worked += 1
    return n_worked


def _lease_next(now: datetime) -> tuple[Delivery, Step] | None:
    values: dict[str, Any] = {"now": now, "ahead": AHEAD, "tries": MOST_TRIES}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, values)
            row = cursor.fetchone()
        if row is None:
            return None
        delivery = Delivery.objects.select_related("revision", "channel").get(pk=row[0])
        step = delivery.steps.filter(kind=StepKind.CARD).first() or Step(
            agency_id=delivery.agency_id,
            delivery=delivery,
            position=POSITION,
            kind=StepKind.CARD,
            is_commit=False,
        )
        if step.subject != delivery.revision.content_hash:
            step.subject, step.refs, step.n_tries = delivery.revision.content_hash, {}, 0
            step.done_at, step.remote_ref, step.problem = None, "", ""
        step.n_tries += 1
        step.lease_until = now + LEASE
        step.save()
    return delivery, step


def _make(delivery: Delivery, step: Step, *, clock: Callable[[], datetime]) -> None:
    lease = step.lease_until
    problem = ""
    refs: Mapping[str, Any] = {}
    try:
        refs = _prepared(delivery)
    except NetworkError as error:
        problem = error.kind.value
    except Exception as error:  # a strange page must not keep the other cards from being made
        log.exception("The card of delivery %s cannot be made", delivery.pk)
        problem = type(error).__name__
    now = clock()
    is_done = not problem
    # Only as long as it is ours: a later lease, or another revision, has its own result.
    Step.objects.filter(pk=step.pk, lease_until=lease, subject=step.subject).update(
        refs=dict(refs),
        problem=problem[:60],
        lease_until=None,
        remote_ref=("made" if refs else "none") if is_done else "",
        done_at=now if is_done else None,
        expires_at=now + REFS_LAST if is_done else None,
    )


def _prepared(delivery: Delivery) -> Mapping[str, Any]:
    """What the connector has made for this post; nothing where there is no link, no channel, or too much to do."""
    draft = for_channel(delivery.revision.content, delivery.channel_id)
    channel = connecting.open_channels([delivery.channel_id]).get(delivery.channel_id)
    if channel is None or not _has_link(draft) or not isinstance(channel.connector, Publishes):
        return {}
    connector = channel.connector
    refs: Mapping[str, Any] = {}
    for _call in range(MOST_CALLS):
        state = refs
        prepared = connecting.asked(
            channel,
            lambda credentials: connector.prepare(
                credentials,
                draft,
                state=state,  # noqa: B023 (called at once)
                timeout_s=CALL_S,
            ),
        )
        refs = prepared.refs
        if prepared.is_ready or prepared.next_check_s:
            break
    return refs


def _has_link(draft: Draft) -> bool:
    return bool(draft.link) or bool(links(normalise(draft.text)))
