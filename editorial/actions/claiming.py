"""Taking due deliveries: claim, begin, give back.

A claim is one conditional UPDATE that raises the row's epoch; whatever an older epoch reports later is
refused. `begin` commits the intent to send *before* a byte leaves, having asked again whether the post is
still approved, the channel still connected and its gate still open. The whole is in
docs/decisions/publishing.md.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from editorial import pace
from editorial.actions import alerts, calling
from editorial.actions.serving import CLIENT_CASES
from editorial.contents import for_channel, resolved
from editorial.lifecycle import CLIENT_LEFT, CLIENT_PAUSED, CLIENT_PROSPECT, HELD, NO_GO, NO_LINK
from editorial.models.deliveries import MEDIA
from editorial.models.holds import ON_HOLD
from editorial.models.releases import JOIN_RELEASE, LINK_SENT, RELEASE_CASES
from editorial.pace import CATCH_UP_DISTANCE, CATCHING_UP_AFTER
from networks.types import Draft
from people import installation, zones
from people.installation import MAY_ACT
from people.locks import Lock

log = logging.getLogger(__name__)

# A delivery whose pictures are still being handed over is looked at again after this.
MEDIA_WAIT = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours for the length of a lease; `starts_at` is on the monotonic clock.

    `place` is where it is sent: a network and its host. `agency_id` is whose turn was taken.
    """

    id: int
    epoch: int
    channel_id: int
    starts_at: float
    place: str
    agency_id: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery whose intent to be sent is committed. `send_by` is the last safe monotonic second.

    `draft` is None when the revision holds nothing that could be sent to this channel. `refs` is what the network
    gave back for the pictures it has got; `first_sent_at` is the instant of the first try. With a `step` it is that
    part of the delivery, and the epoch is the part's; without (0) it is the post itself.
    """

    id: int
    epoch: int
    agency_id: int
    channel_id: int
    key: str
    draft: Draft | None
    send_by: float
    refs: Mapping[str, Any] = field(default_factory=dict)
    first_sent_at: datetime | None = None
    step: int = 0


# Where a channel `c` is sent to.
PLACE = "(c.network || ' ' || c.host)"
# One claim at a time (people/locks.py).
_CLAIM = f"""
WITH free AS (
    SELECT DISTINCT ON (d.channel_id) d.id, d.agency_id, d.due_at
      FROM editorial_delivery d
      JOIN clients_channel c ON c.id = d.channel_id AND c.health = 'ok'
     WHERE d.state = 'scheduled'
       AND d.next_attempt_at <= %(now)s + %(ahead)s
       AND d.due_at + d.grace > %(now)s
       AND d.zones_edition >= %(edition)s
       AND {MAY_ACT}
       AND {PLACE} <> ALL(%(besides)s)
       AND NOT EXISTS (SELECT 1 FROM editorial_delivery x
                        WHERE x.channel_id = d.channel_id AND x.state IN ('claimed', 'sending'))
       AND NOT EXISTS (SELECT 1 FROM editorial_delivery u
                        WHERE u.channel_id = d.channel_id AND u.state = 'unknown'
                          AND u.text_hash = d.text_hash)
       AND NOT EXISTS (SELECT 1 FROM clients_gate g
                        WHERE g.channel_id = d.channel_id AND g.shut_until > %(now)s)
       AND (d.due_at > %(now)s - %(late)s
            OR NOT EXISTS (SELECT 1 FROM editorial_publication p
                            WHERE p.channel_id = d.channel_id
                              AND p.published_at > %(now)s - %(distance)s))
     ORDER BY d.channel_id, d.due_at, d.id
), fair AS (
    -- Turns go on where the last claims left them: else who has much would begin anew at each claim.
    SELECT free.id, free.due_at,
           COALESCE(had.n, 0) + row_number() OVER (PARTITION BY free.agency_id ORDER BY free.due_at, free.id) AS turn
      FROM free LEFT JOIN unnest(%(agencies)s::bigint[], %(turns)s::bigint[]) AS had (agency_id, n) USING (agency_id)
), pick AS (
    -- Asked again of the row as it is once locked: somebody may have moved it to another day meanwhile.
    SELECT d.id FROM editorial_delivery d JOIN fair USING (id)
     WHERE d.state = 'scheduled'
       AND d.next_attempt_at <= %(now)s + %(ahead)s AND d.due_at + d.grace > %(now)s
     ORDER BY fair.turn, fair.due_at, d.id LIMIT %(limit)s
       FOR UPDATE OF d SKIP LOCKED
)
UPDATE editorial_delivery d
   SET state = 'claimed', epoch = d.epoch + 1, owner = %(owner)s,
       lease_until = clock_timestamp() + %(lease)s
  FROM clients_channel c
 WHERE d.id = ANY(ARRAY(SELECT id FROM pick)) AND c.id = d.channel_id
RETURNING d.id, d.epoch, d.channel_id,
          GREATEST(EXTRACT(EPOCH FROM d.next_attempt_at - %(now)s), 0)::float8, {PLACE}, d.agency_id
"""  # noqa: S608 (no values in it)


def claim_due(
    *,
    owner: int,
    limit: int,
    ahead: timedelta,
    besides: Sequence[str] = (),
    had: Mapping[int, int] | None = None,
    now: datetime,
) -> list[Claimed]:
    """Claim up to `limit` deliveries due by `now + ahead`, one per channel, agencies in turn; none of the places `besides`.

    `had` is how many turns an agency has had lately: it comes after those that had fewer.

    Refused by the SQL itself: a channel in flight, to reconnect, or with its gate shut; a text that is
    being looked up there; a delivery later than its grace (it is missed: a person decides); one whose instant
    stands by older time zone data than ours (it is derived again first: rederiving.py).
    """
    values: dict[str, Any] = {
        "now": now,
        "ahead": ahead,
        "late": CATCHING_UP_AFTER,
        "distance": CATCH_UP_DISTANCE,
        "limit": limit,
        "owner": owner,
        "lease": pace.lease(),
        "besides": list(besides),
        "agencies": list(had or ()),
        "turns": list((had or {}).values()),
        **installation.terms(),
        "edition": zones.edition(),
    }
    started = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [Lock.CLAIM])
        if not cursor.fetchone()[0]:
            return []
        # A burst of deliveries that the statistics have not seen yet would be joined row by row, a hundred times
        # slower; hash joins cost the same whatever the planner believes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_CLAIM, values)
        return [
            Claimed(id, epoch, channel_id, started + wait, place, agency_id)
            for id, epoch, channel_id, wait, place, agency_id in cursor.fetchall()
        ]


# The post is locked before its delivery, as everybody does who changes a post: an edit under way is waited for.
_BEGIN = f"""
WITH mine AS (
    SELECT d.id, d.epoch, d.agency_id, d.channel_id, d.public_id, d.revision_id,
           CASE WHEN p.stage <> 'approved' OR p.approved_revision_id IS DISTINCT FROM d.revision_id
                     THEN 'approval_lost'
                WHEN c.health <> 'ok' OR d.channel_id = ANY(%(unopened)s) THEN 'reconnect'
                WHEN {ON_HOLD} THEN '{HELD}'
                {CLIENT_CASES}
                WHEN d.due_at + d.grace <= %(now)s THEN 'late'
                {RELEASE_CASES}
                WHEN g.shut_until > %(now)s THEN 'gate'
                WHEN {MEDIA} IS NOT NULL AND jsonb_array_length({MEDIA}) > (
                     SELECT count(*) FROM editorial_step s
                      WHERE s.delivery_id = d.id AND s.kind = 'media' AND s.done_at IS NOT NULL
                        AND s.subject = r.content_hash AND s.expires_at > %(now)s) THEN 'media'
                ELSE '' END AS obstacle,
           -- Tried again under the same key, it says what it said the first time.
           CASE WHEN d.first_sent_at IS NULL THEN {LINK_SENT} ELSE d.release_link END AS link,
           g.shut_until, COALESCE(d.first_sent_at, %(now)s) AS first_sent_at
      FROM editorial_delivery d
      JOIN editorial_post p ON p.id = d.post_id
      JOIN editorial_revision r ON r.id = d.revision_id
      JOIN clients_channel c ON c.id = d.channel_id
      JOIN clients_client k ON k.id = d.client_id
      LEFT JOIN clients_gate g ON g.channel_id = d.channel_id
      {JOIN_RELEASE}
     WHERE d.id = ANY(%(ids)s) AND d.state = 'claimed' AND d.owner = %(owner)s
       FOR SHARE OF p FOR UPDATE OF d
), opened AS (
    UPDATE editorial_delivery d
       SET state = 'sending', n_attempts = d.n_attempts + 1, reason = '', reason_params = '{{}}',
           lease_until = clock_timestamp() + %(lease)s,
           first_sent_at = COALESCE(d.first_sent_at, %(now)s), release_link = mine.link
      FROM mine WHERE d.id = mine.id AND mine.obstacle = ''
    RETURNING d.id, d.epoch, d.agency_id
), tried AS (
    INSERT INTO editorial_attempt
           (agency_id, delivery_id, epoch, started_at, outcome, error_kind, error_code, answer)
    SELECT agency_id, id, epoch, %(now)s, '', '', '', '' FROM opened
), held AS (
    UPDATE editorial_delivery d
       SET state = CASE WHEN mine.obstacle IN ('gate', 'late', 'media') THEN 'scheduled'
                        ELSE 'blocked' END,
           reason = CASE WHEN mine.obstacle IN ('gate', 'late') THEN d.reason ELSE mine.obstacle END,
           owner = NULL, lease_until = NULL,
           next_attempt_at = CASE WHEN mine.obstacle = 'gate'
                                  THEN GREATEST(LEAST(mine.shut_until, d.due_at + d.grace), d.due_at)
                                  WHEN mine.obstacle = 'media'
                                  THEN GREATEST(%(now)s + %(media_wait)s, d.due_at)
                                  ELSE d.next_attempt_at END
      FROM mine WHERE d.id = mine.id AND mine.obstacle <> ''
)
SELECT mine.obstacle, mine.id, mine.epoch, mine.agency_id, mine.channel_id, mine.public_id, r.content,
       (SELECT jsonb_agg(jsonb_build_object('kind', s.kind, 'payload', s.payload, 'refs', s.refs) ORDER BY s.position)
          FROM editorial_step s WHERE s.delivery_id = mine.id AND s.kind IN ('media', 'card')
           AND s.subject = r.content_hash),
       mine.first_sent_at, mine.link
  FROM mine JOIN editorial_revision r ON r.id = mine.revision_id
"""  # noqa: S608 (no values in it)
# What people are told of those held back; a shut gate and a lateness settle themselves.
_TOLD = {
    "approval_lost": alerts.NOT_APPROVED,
    "reconnect": alerts.RECONNECT,
    CLIENT_PROSPECT: alerts.CLIENT_PROSPECT,
    CLIENT_PAUSED: alerts.CLIENT_PAUSED,
    CLIENT_LEFT: alerts.CLIENT_LEFT,
    HELD: alerts.ON_HOLD,
}


def begin(
    *, owner: int, ids: Sequence[int], unopened: Collection[int] = (), now: datetime
) -> list[Ready]:
    """Commit the intent to send these claimed deliveries, with an attempt row each.

    Comes back without those that may no longer go out: their approval was lost, their channel must be
    reconnected or is among the `unopened`, everything is on hold, its release has no go or no link, the client is paused or has left (and people are told), their
    grace ended, a gate was shut, or the network has not got all their pictures yet (scheduled again: the reaper
    or a later round takes them).
    """
    values: dict[str, Any] = {
        "ids": list(ids),
        "owner": owner,
        "unopened": list(unopened),
        "now": now,
        "lease": pace.lease(),
        "media_wait": MEDIA_WAIT,
    }
    send_by = time.monotonic() + pace.lease().total_seconds()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)
        rows = cursor.fetchall()
        for obstacle, what in _TOLD.items():
            held = [row[1] for row in rows if row[0] == obstacle]
            alerts.raise_for_many(held, what=what, now=now)
        calling.tell_held_back(
            without_go=[row[1] for row in rows if row[0] == NO_GO],
            without_link=[row[1] for row in rows if row[0] == NO_LINK],
            now=now,
        )
    return [_ready(*row[1:], send_by=send_by) for row in rows if not row[0]]


def _ready(
    id: int,
    epoch: int,
    agency_id: int,
    channel_id: int,
    public_id: UUID,
    raw: Any,
    steps: Any,
    first_sent_at: datetime,
    link: str,
    *,
    send_by: float,
) -> Ready:
    draft: Draft | None = None
    refs: dict[str, Any] = {}
    try:
        handed_over = _plain(steps) or []
        for step in handed_over:
            refs |= step["refs"]
        draft = for_channel(
            resolved(_plain(raw), link),
            channel_id,
            handed_over=[step["payload"] for step in handed_over if step["kind"] == "media"],
        )
    except (KeyError, TypeError, ValueError):
        log.exception("The revision of delivery %s cannot be read", id)
    return Ready(
        id=id,
        epoch=epoch,
        agency_id=agency_id,
        channel_id=channel_id,
        key=f"{public_id}:0",
        draft=draft,
        refs=refs,
        first_sent_at=first_sent_at,
        send_by=send_by,
    )


def _plain(raw: Any) -> Any:
    """JSON as the driver gives it, read or not."""
    return json.loads(raw) if isinstance(raw, str) else raw


def give_back(*, owner: int, ids: Sequence[int]) -> int:
    """Return claimed, unsent deliveries, so that another round may take them at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE editorial_delivery SET state = 'scheduled', owner = NULL, lease_until = NULL
                WHERE id = ANY(%s) AND state = 'claimed' AND owner = %s""",
            [list(ids), owner],
        )
        return int(cursor.rowcount)
