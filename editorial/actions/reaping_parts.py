"""Leaving no later part hanging: what a dead worker was sending, what had no turn in time, what was never given one.

The same evidence of life as for deliveries (reaping.py): a part is called doubtful only when the lock of the round
that sends it can be taken, or minutes after its lease.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from editorial import pace
from editorial.actions import alerts, arming
from editorial.actions.serving import GOES_ON
from editorial.actions.settling import FIRST_LOOK_S
from editorial.lifecycle import CLIENT_PAUSED, CLIENT_PROSPECT, HELD, AttemptOutcome
from editorial.models import PartAttempt, Step
from editorial.models.holds import ON_HOLD

AT_A_TIME = 200

_LEFT_SENDING = """
WITH dead AS MATERIALIZED (
    SELECT owner FROM (SELECT DISTINCT owner FROM editorial_step
                        WHERE state = 'sending' AND lease_until < clock_timestamp()) o
     WHERE pg_try_advisory_xact_lock(owner)
), taken AS MATERIALIZED (
    SELECT s.id FROM editorial_step s JOIN editorial_delivery d ON d.id = s.delivery_id
     WHERE s.state = 'sending' AND s.lease_until < clock_timestamp()
       AND (s.owner IN (SELECT owner FROM dead) OR s.lease_until < clock_timestamp() - %(frozen)s)
     LIMIT %(limit)s FOR UPDATE OF d, s SKIP LOCKED
)
UPDATE editorial_step s
   SET state = 'unknown', epoch = s.epoch + 1, owner = NULL, lease_until = NULL,
       check_after = %(now)s + %(settle)s, n_negative_reads = 0, problem = 'worker_lost', problem_params = '{}'
  FROM taken WHERE s.id = taken.id
RETURNING s.id, s.delivery_id
"""
_TOO_LATE = f"""
WITH taken AS MATERIALIZED (
    SELECT s.id, CASE WHEN c.health <> 'ok' THEN 'reconnect'
                      WHEN {ON_HOLD} THEN '{HELD}'
                      WHEN k.status = 'prospect' THEN '{CLIENT_PROSPECT}'
                      WHEN NOT {GOES_ON} THEN '{CLIENT_PAUSED}'
                      WHEN s.problem <> '' THEN s.problem ELSE 'late' END AS problem
      FROM editorial_step s
      JOIN editorial_delivery d ON d.id = s.delivery_id
      JOIN clients_channel c ON c.id = d.channel_id
      JOIN clients_client k ON k.id = d.client_id
     WHERE s.state = 'waiting' AND s.next_try_at IS NOT NULL AND s.late_after <= %(now)s
     LIMIT %(limit)s FOR UPDATE OF d, s SKIP LOCKED
)
UPDATE editorial_step s SET state = 'needs_human', problem = taken.problem
  FROM taken WHERE s.id = taken.id
RETURNING s.id, s.delivery_id
"""  # noqa: S608 (no values in it)
_WITHOUT_A_TURN = """
SELECT DISTINCT s.delivery_id
  FROM editorial_step s
  JOIN editorial_delivery d ON d.id = s.delivery_id AND d.state = 'published'
 WHERE s.state = 'waiting' AND s.next_try_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM editorial_step e
                    WHERE e.delivery_id = s.delivery_id AND e.position < s.position
                      AND e.state NOT IN ('', 'done'))
 LIMIT %(limit)s
"""


def reap_parts(*, now: datetime) -> None:
    """Move on whatever part nobody works on any more; what fails does not keep the others from theirs."""
    with alerts.aside("doubt what parts were in the air"):
        ids = _moved(_LEFT_SENDING, now=now)
        PartAttempt.objects.filter(step__in=ids, outcome="").update(
            outcome=AttemptOutcome.DOUBTFUL, ended_at=now, error_kind="worker_lost"
        )
        _tell(ids, alerts.REST_CHECKING, now=now)
    with alerts.aside("ask about parts that are too late"):
        _tell(_moved(_TOO_LATE, now=now), alerts.REST_MISSING, now=now)
    with alerts.aside("give parts their turn"), connection.cursor() as cursor:
        values: dict[str, Any] = {"limit": AT_A_TIME}
        cursor.execute(_WITHOUT_A_TURN, values)
        arming.first_part_is_out([row[0] for row in cursor.fetchall()], now=now)


def _moved(sql: str, *, now: datetime) -> list[int]:
    """Run a sweep; the parts it moved, with what their deliveries say of them already written."""
    values: dict[str, Any] = {
        "now": now,
        "settle": pace.settle(FIRST_LOOK_S),
        "frozen": pace.FROZEN_AFTER,
        "limit": AT_A_TIME,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    arming.note_rest({delivery for _, delivery in rows})
    return [step for step, _ in rows]


def _tell(ids: list[int], what: Any, *, now: datetime) -> None:
    steps = Step.objects.filter(pk__in=ids).select_related(
        "delivery__channel", "delivery__post", "delivery__client"
    )
    for step in steps:
        alerts.raise_for_part(step.delivery, step, what=what, now=now)
