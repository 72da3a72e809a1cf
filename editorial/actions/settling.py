"""Recording what became of a try, once, whoever comes second.

Every statement asks for the epoch under which the try was begun. A worker that was thought dead and comes
back changes nothing but one thing: if it brings the proof of a publication, the proof is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from clients.actions import connecting, gates
from editorial.actions import alerts
from editorial.lifecycle import AttemptOutcome, DeliveryState
from editorial.models import Attempt, Delivery
from editorial.verdicts import RESTRICTED_FOR, Answer, Meaning, next_try
from networks.types import Published
from people.ids import uuid7

log = logging.getLogger(__name__)

# How long a network may take to show what it has accepted, before a first look is worth anything.
SETTLE = timedelta(seconds=60)

S = DeliveryState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sender brings back: a publication, an answer, or neither (given back unsent)."""

    id: int
    epoch: int
    channel_id: int
    text: str
    published: Published | None = None
    answer: Answer | None = None


_PUBLISHED = """
WITH said (id, epoch, remote_id, url, published_at, text, public_id) AS (VALUES %s
), won AS (
    UPDATE editorial_delivery d
       SET state = 'published', owner = NULL, lease_until = NULL, check_after = NULL,
           reason = '', reason_params = '{}', ended_at = said.published_at::timestamptz,
           proof = jsonb_build_object('remote_id', said.remote_id, 'url', said.url)
      FROM said
     WHERE d.id = said.id
       AND ((d.epoch = said.epoch AND d.state = 'sending') OR d.state IN ('unknown', 'needs_human'))
    RETURNING d.id, d.agency_id, d.client_id, d.channel_id, said.epoch, said.remote_id, said.url,
              said.published_at::timestamptz AS published_at, said.text, said.public_id
), publication AS (
    INSERT INTO editorial_publication
           (agency_id, client_id, channel_id, delivery_id, public_id, remote_id, url, published_at, text)
    SELECT agency_id, client_id, channel_id, id, public_id::uuid, remote_id, url, published_at, text
      FROM won
    ON CONFLICT (channel_id, remote_id) DO UPDATE
       SET delivery_id = COALESCE(editorial_publication.delivery_id, EXCLUDED.delivery_id)
), step AS (
    UPDATE editorial_step s SET remote_ref = won.remote_id, done_at = won.published_at
      FROM won WHERE s.delivery_id = won.id AND s.is_commit AND s.done_at IS NULL
), attempt AS (
    UPDATE editorial_attempt a SET outcome = 'created', ended_at = won.published_at
      FROM won WHERE a.delivery_id = won.id AND a.epoch = won.epoch
), gate AS (
    UPDATE clients_gate g SET n_failures = 0
      FROM won WHERE g.channel_id = won.channel_id AND g.n_failures > 0
)
SELECT id FROM won
"""


def settle(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Record a batch of outcomes in one transaction; what follows them hangs on the same commit."""
    created = [o for o in outcomes if o.published is not None]
    others = [o for o in outcomes if o.published is None]
    with transaction.atomic():
        if created:
            _record_published(created, now=now)
        for outcome in others:
            if outcome.answer is None:
                _record_given_back(outcome, now=now)
            else:
                _record_answer(outcome, outcome.answer, now=now)


def _record_published(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    rows = [
        (
            o.id,
            o.epoch,
            o.published.remote_id,
            o.published.url,
            # Our own clock, not the network's: lateness and order must be comparable across networks.
            now,
            o.text,
            str(uuid7()),
        )
        for o in outcomes
        if o.published is not None
    ]
    with connection.cursor() as cursor:
        won = {
            row[0]
            for row in execute_values(
                cursor.cursor, _PUBLISHED, rows, page_size=len(rows), fetch=True
            )
        }
    for o in outcomes:
        if o.id not in won:
            # Fenced: somebody settled it meanwhile. The proof must still be seen by a person.
            log.error("Delivery %s was settled elsewhere; its publication is %s", o.id, o.published)


def _hold(outcome: Outcome) -> Delivery | None:
    """The delivery, locked, if it is still ours to settle."""
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "post", "client")
        .filter(pk=outcome.id, epoch=outcome.epoch, state=S.SENDING)
        .first()
    )


def _close_attempt(
    outcome: Outcome, *, result: AttemptOutcome, answer: Answer | None, now: datetime
) -> None:
    Attempt.objects.filter(delivery_id=outcome.id, epoch=outcome.epoch).update(
        outcome=result,
        ended_at=now,
        error_kind=answer.kind[:30] if answer else "",
        error_code=answer.code[:60] if answer else "",
        http_status=answer.http_status if answer else None,
        answer=answer.raw if answer else "",
    )


def _record_given_back(outcome: Outcome, *, now: datetime) -> None:
    delivery = _hold(outcome)
    if delivery is None:
        return
    _close_attempt(outcome, result=AttemptOutcome.GIVEN_BACK, answer=None, now=now)
    _move(delivery, S.SCHEDULED)


def _move(delivery: Delivery, state: DeliveryState, **fields: Any) -> None:
    """Write the new state; leaving flight always drops the lease."""
    values: dict[str, Any] = {"owner": None, "lease_until": None, **fields, "state": state}
    for name, value in values.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=list(values))


def _record_answer(outcome: Outcome, answer: Answer, *, now: datetime) -> None:
    delivery = _hold(outcome)
    if delivery is None:
        return
    result = {
        Meaning.LOOK_UP: AttemptOutcome.DOUBTFUL,
        Meaning.REFUSED: AttemptOutcome.REFUSED,
    }.get(answer.meaning, AttemptOutcome.NOT_CREATED)
    _close_attempt(outcome, result=result, answer=answer, now=now)
    params = {"code": answer.code, "kind": answer.kind}
    match answer.meaning:
        case Meaning.LOOK_UP:
            _move(
                delivery,
                S.UNKNOWN,
                check_after=now + SETTLE,
                reason=answer.kind,
                reason_params=params,
            )
            alerts.raise_for(delivery, what=alerts.CHECKING, now=now)
        case Meaning.REFUSED:
            _move(delivery, S.FAILED, reason=answer.kind, reason_params=params, ended_at=now)
            alerts.raise_for(delivery, what=alerts.REFUSED, now=now)
        case Meaning.RECONNECT:
            connecting.mark_reauth_needed(delivery.channel_id, now=now, problem=answer.kind)
            _move(delivery, S.BLOCKED, reason="reconnect", reason_params=params)
            alerts.raise_for(delivery, what=alerts.RECONNECT, now=now)
        case Meaning.HOLD:
            gates.shut(delivery.channel_id, until=now + RESTRICTED_FOR, reason=answer.kind, now=now)
            _move(delivery, S.BLOCKED, reason=answer.kind, reason_params=params)
            alerts.raise_for(delivery, what=alerts.NOT_LET_IN, now=now)
        case Meaning.WAIT | Meaning.TRY_AGAIN:
            _try_again(delivery, answer, params=params, now=now)


def _try_again(
    delivery: Delivery, answer: Answer, *, params: dict[str, Any], now: datetime
) -> None:
    """Nothing was created: back to scheduled with a distance, or missed when no try is left in time."""
    last_at = delivery.due_at + delivery.grace
    moment = next_try(
        now=now, n_attempts=delivery.n_attempts, retry_in=answer.retry_in, last_at=last_at
    )
    if answer.meaning is Meaning.WAIT and answer.retry_in:
        gates.shut(delivery.channel_id, until=now + answer.retry_in, reason=answer.kind, now=now)
    else:
        gates.record_failure(delivery.channel_id, now=now)
    if moment is None:
        _move(delivery, S.MISSED, reason=answer.kind, reason_params=params)
        alerts.raise_for(delivery, what=alerts.TOO_LATE, now=now)
    else:
        _move(
            delivery,
            S.SCHEDULED,
            next_attempt_at=max(moment, delivery.due_at),
            reason=answer.kind,
            reason_params=params,
        )


_LEFT_CLAIMED = """
UPDATE editorial_delivery SET state = 'scheduled', owner = NULL, lease_until = NULL
 WHERE state = 'claimed' AND lease_until < clock_timestamp()
"""
# Evidence of life is the advisory lock of the round's own session: as long as it is held, the process lives
# and may still bring an answer; only when it is gone may the delivery be called doubtful.
_LEFT_SENDING = """
WITH dead AS MATERIALIZED (
    SELECT owner FROM (SELECT DISTINCT owner FROM editorial_delivery
                        WHERE state = 'sending' AND lease_until < clock_timestamp()) o
     WHERE pg_try_advisory_xact_lock(owner)
)
UPDATE editorial_delivery d
   SET state = 'unknown', epoch = d.epoch + 1, owner = NULL, lease_until = NULL,
       check_after = %(now)s + %(settle)s, reason = 'worker_lost'
  FROM dead
 WHERE d.owner = dead.owner AND d.state = 'sending' AND d.lease_until < clock_timestamp()
RETURNING d.id
"""
_TOO_LATE = """
UPDATE editorial_delivery SET state = 'missed', reason = CASE WHEN reason = '' THEN 'late' ELSE reason END
 WHERE state = 'scheduled' AND due_at + grace <= %(now)s
RETURNING id
"""
_NO_CHANNEL = """
UPDATE editorial_delivery d SET state = 'blocked', reason = 'reconnect'
  FROM clients_channel c
 WHERE c.id = d.channel_id AND c.health <> 'ok' AND d.state = 'scheduled' AND d.next_attempt_at <= %(now)s
RETURNING d.id
"""
_CHANNEL_BACK = """
UPDATE editorial_delivery d
   SET state = CASE WHEN d.due_at + d.grace > %(now)s THEN 'scheduled' ELSE 'missed' END, reason = ''
  FROM clients_channel c
 WHERE c.id = d.channel_id AND c.health = 'ok' AND d.state = 'blocked' AND d.reason = 'reconnect'
"""


def reap(*, now: datetime) -> None:
    """Leave nothing hanging: what a dead worker held, what came too late, what lost or regained its channel."""
    with transaction.atomic(), connection.cursor() as cursor:
        values: dict[str, Any] = {"now": now, "settle": SETTLE}
        cursor.execute(_LEFT_CLAIMED)
        cursor.execute(_LEFT_SENDING, values)
        doubtful = [row[0] for row in cursor.fetchall()]
        cursor.execute(_CHANNEL_BACK, values)
        cursor.execute(_NO_CHANNEL, values)
        held = [row[0] for row in cursor.fetchall()]
        cursor.execute(_TOO_LATE, values)
        missed = [row[0] for row in cursor.fetchall()]
        Attempt.objects.filter(delivery_id__in=doubtful, outcome="").update(
            outcome=AttemptOutcome.DOUBTFUL, ended_at=now, error_kind="worker_lost"
        )
        for ids, what in (
            (doubtful, alerts.CHECKING),
            (held, alerts.RECONNECT),
            (missed, alerts.TOO_LATE),
        ):
            if ids:
                alerts.raise_for_many(ids, what=what, now=now)
