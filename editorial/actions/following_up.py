"""What follows the first part of a post: the parts of a thread one after another, then the first comment.

Each is a Step, a row with the guards of a delivery: its own state and epoch, its own tries, its own key at the
network. None can make the post go out again, nor a part that is out. They are sent by the same rounds
(publishing.py), under the same owner lock. docs/decisions/publishing.md has the whole.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from clients.models import Channel
from editorial import pace
from editorial.actions.claiming import PLACE, Ready
from editorial.actions.serving import GOES_ON
from editorial.contents import FIRST_FOLLOWING, follow_ups, resolved
from editorial.lifecycle import PartState
from editorial.models import Delivery, Revision, Step
from editorial.models.holds import ON_HOLD
from networks.types import Draft
from people import installation
from people.installation import MAY_ACT

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A part whose turn it is."""

    step: int
    channel_id: int
    place: str


def plan_follow_ups(*, delivery: Delivery, revision: Revision, channel: Channel) -> None:
    """Rows for all that follows this delivery's post, in place of those of an earlier plan. Nothing of it has left.

    On a channel that is kept by hand there are none: who publishes there publishes the whole.
    """
    delivery.steps.filter(state=PartState.WAITING).delete()
    if channel.is_by_hand:
        return
    Step.objects.bulk_create(
        [
            Step(
                agency_id=delivery.agency_id,
                delivery=delivery,
                position=FIRST_FOLLOWING + at,
                kind=each.kind,
                is_commit=True,
                state=PartState.WAITING,
                subject=revision.content_hash,
            )
            for at, each in enumerate(follow_ups(revision.content, delivery.channel_id))
        ]
    )


# May go: its channel lets us in, its client goes on, nobody put everything on hold, its time has come and is not over.
_MAY_GO = f"""
  FROM editorial_step s
  JOIN editorial_delivery d ON d.id = s.delivery_id AND d.state = 'published'
  JOIN editorial_revision r ON r.id = d.revision_id AND r.content_hash = s.subject
  JOIN clients_channel c ON c.id = d.channel_id AND c.health = 'ok'
  JOIN clients_client k ON k.id = d.client_id AND {GOES_ON}
 WHERE s.state = 'waiting' AND s.next_try_at <= %(now)s AND s.late_after > %(now)s
   AND NOT EXISTS (SELECT 1 FROM clients_gate g
                    WHERE g.channel_id = d.channel_id AND g.shut_until > %(now)s)
   AND NOT {ON_HOLD}
   AND {MAY_ACT}
"""  # noqa: S608 (no values in it)
_DUE = f"SELECT s.id, d.channel_id, {PLACE} {_MAY_GO} ORDER BY s.next_try_at, s.id LIMIT %(limit)s"
# One conditional UPDATE is the claim and the intent: of two rounds the second finds the part no longer waiting.
_BEGIN = f"""
WITH mine AS (
    SELECT s.id, d.id AS delivery_id, d.channel_id, d.public_id, r.content, d.release_link, d.proof ->> 'remote_id' AS root
    {_MAY_GO}
       AND s.id = ANY(%(ids)s) AND d.channel_id <> ALL(%(unopened)s)
       FOR UPDATE OF d, s SKIP LOCKED
), opened AS (
    UPDATE editorial_step s
       SET state = 'sending', epoch = s.epoch + 1, owner = %(owner)s, n_tries = s.n_tries + 1,
           lease_until = clock_timestamp() + %(lease)s, problem = '', problem_params = '{{}}',
           first_sent_at = COALESCE(s.first_sent_at, %(now)s)
      FROM mine WHERE s.id = mine.id
    RETURNING s.id, s.epoch, s.agency_id, s.position, s.first_sent_at
), tried AS (
    INSERT INTO editorial_partattempt
           (agency_id, step_id, epoch, started_at, outcome, error_kind, error_code, answer)
    SELECT agency_id, id, epoch, %(now)s, '', '', '', '' FROM opened
)
SELECT mine.delivery_id, opened.id, opened.epoch, opened.agency_id, mine.channel_id, mine.public_id,
       opened.position, opened.first_sent_at, mine.content, mine.release_link, mine.root,
       (SELECT e.remote_ref FROM editorial_step e
         WHERE e.delivery_id = mine.delivery_id AND e.state = 'done' AND e.position < opened.position
         ORDER BY e.position DESC LIMIT 1)
  FROM mine JOIN opened USING (id)
"""  # noqa: S608 (no values in it)


def parts_due(*, limit: int, now: datetime) -> list[Due]:
    """Up to `limit` parts that could be sent now, those that wait longest first."""
    values: dict[str, Any] = {"now": now, "limit": limit, **installation.terms()}
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        return [Due(*row) for row in cursor.fetchall()]


def begin_parts(
    *, owner: int, ids: Sequence[int], unopened: Collection[int] = (), now: datetime
) -> list[Ready]:
    """Commit the intent to send these parts, with an attempt row each.

    Comes back without those that somebody else has taken, or that may no longer go: the channel must be
    reconnected or is among the `unopened`, the client is paused, the gate shut, the time over, or the part before
    is not out.
    """
    values: dict[str, Any] = {
        "ids": list(ids),
        "owner": owner,
        "unopened": list(unopened),
        "now": now,
        "lease": pace.lease(),
        **installation.terms(),
    }
    send_by = time.monotonic() + pace.lease().total_seconds()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)
        rows = cursor.fetchall()
    return [_ready(*row, send_by=send_by) for row in rows]


def _ready(
    delivery_id: int,
    step: int,
    epoch: int,
    agency_id: int,
    channel_id: int,
    public_id: UUID,
    position: int,
    first_sent_at: datetime,
    content: Any,
    link: str,
    root: str | None,
    last: str | None,
    *,
    send_by: float,
) -> Ready:
    draft: Draft | None = None
    try:
        content = resolved(json.loads(content) if isinstance(content, str) else content, link)
        draft = draft_of(content, channel_id, position, root=root or "", parent=last or root or "")
    except (IndexError, KeyError, TypeError, ValueError):
        log.exception("Step %s of delivery %s cannot be read", step, delivery_id)
    return Ready(
        id=delivery_id,
        epoch=epoch,
        agency_id=agency_id,
        channel_id=channel_id,
        key=key_of(public_id, position),
        draft=draft,
        first_sent_at=first_sent_at,
        send_by=send_by,
        step=step,
    )


def draft_of(content: Any, channel_id: int, position: int, *, root: str, parent: str) -> Draft:
    """The words of the part at that position, as an answer to the part before. Raises ValueError without one."""
    if not root or not parent:
        raise ValueError("what a part answers to must be out")
    draft = follow_ups(content, channel_id)[position - FIRST_FOLLOWING].draft
    return replace(draft, in_reply_to=parent, thread_root=root)


def key_of(public_id: UUID, position: int) -> str:
    """What the network knows a part by, the same for every try; of the first part the position is 0."""
    return f"{public_id}:{position}"
