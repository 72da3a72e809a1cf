"""Leaving no remedy hanging: what a dead worker had in the air, what only a person can do, what lost or regained its channel.

The same evidence of life as for deliveries (reaping.py). Each sweep takes rows that nobody holds and never waits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from editorial import pace
from editorial.actions import alerts, amending_notices
from editorial.actions.settling import FIRST_LOOK_S
from editorial.lifecycle import AttemptOutcome
from editorial.models import Remedy, RemedyAttempt

AT_A_TIME = 200

_LEFT_SENDING = """
WITH dead AS MATERIALIZED (
    SELECT owner FROM (SELECT DISTINCT owner FROM editorial_remedy
                        WHERE state = 'sending' AND lease_until < clock_timestamp()) o
     WHERE pg_try_advisory_xact_lock(owner)
), taken AS MATERIALIZED (
    SELECT r.id FROM editorial_remedy r JOIN editorial_delivery d ON d.id = r.delivery_id
     WHERE r.state = 'sending' AND r.lease_until < clock_timestamp()
       AND (r.owner IN (SELECT owner FROM dead) OR r.lease_until < clock_timestamp() - %(frozen)s)
     LIMIT %(limit)s FOR UPDATE OF d, r SKIP LOCKED
)
UPDATE editorial_remedy r
   SET state = 'unknown', epoch = r.epoch + 1, owner = NULL, lease_until = NULL,
       check_after = %(now)s + %(settle)s, reason = 'worker_lost'
  FROM taken WHERE r.id = taken.id
RETURNING r.id
"""
# Those that may be carried out, as remedying.py has it.
_WAITING = """
      FROM editorial_remedy r
      JOIN editorial_amendment a ON a.id = r.amendment_id
      JOIN editorial_post p ON p.id = a.post_id
      JOIN editorial_delivery d ON d.id = r.delivery_id
      JOIN clients_channel c ON c.id = d.channel_id
     WHERE r.state = 'waiting' AND r.next_try_at <= %(now)s
       AND (a.kind = 'remove' OR (p.stage = 'approved' AND p.approved_revision_id = a.revision_id))
"""
_BY_HAND = f"""
WITH taken AS MATERIALIZED (
    SELECT r.id {_WAITING} AND (r.is_by_hand OR c.health IN ('by_hand', 'disconnected'))
     LIMIT %(limit)s FOR UPDATE OF d, r SKIP LOCKED
)
UPDATE editorial_remedy r SET state = 'by_hand', is_by_hand = true
  FROM taken WHERE r.id = taken.id
RETURNING r.id
"""  # noqa: S608 (no values in it)
_NO_CHANNEL = f"""
WITH taken AS MATERIALIZED (
    SELECT r.id {_WAITING} AND NOT r.is_by_hand AND c.health = 'reconnect'
     LIMIT %(limit)s FOR UPDATE OF d, r SKIP LOCKED
)
UPDATE editorial_remedy r SET state = 'needs_human', reason = 'reconnect'
  FROM taken WHERE r.id = taken.id
RETURNING r.id
"""  # noqa: S608 (no values in it)
_CHANNEL_BACK = """
WITH taken AS MATERIALIZED (
    SELECT r.id FROM editorial_remedy r
      JOIN editorial_delivery d ON d.id = r.delivery_id
      JOIN clients_channel c ON c.id = d.channel_id AND c.health = 'ok'
     WHERE r.state = 'needs_human' AND r.reason = 'reconnect'
     LIMIT %(limit)s FOR UPDATE OF d, r SKIP LOCKED
)
UPDATE editorial_remedy r SET state = 'waiting', reason = '', n_tries = 0, next_try_at = %(now)s
  FROM taken WHERE r.id = taken.id
RETURNING r.id
"""


def reap_remedies(*, now: datetime) -> None:
    """Move on whatever remedy nobody works on; a sweep that fails does not keep the others from theirs."""
    with alerts.aside("doubt what remedies were in the air"):
        RemedyAttempt.objects.filter(remedy__in=_moved(_LEFT_SENDING, now=now), outcome="").update(
            outcome=AttemptOutcome.DOUBTFUL, ended_at=now, error_kind="worker_lost"
        )
    with alerts.aside("release remedies that have their channel back"):
        _moved(_CHANNEL_BACK, now=now)
    for doing, sweep in (
        ("hand remedies to people", _BY_HAND),
        ("hold remedies that have lost their channel", _NO_CHANNEL),
    ):
        with alerts.aside(doing):
            moved = Remedy.objects.filter(pk__in=_moved(sweep, now=now)).select_related(
                "amendment", "delivery__channel", "delivery__post", "delivery__client"
            )
            for remedy in moved:
                amending_notices.tell_it_stands(remedy.delivery, remedy, now=now)


def _moved(sql: str, *, now: datetime) -> list[int]:
    values: dict[str, Any] = {
        "now": now,
        "settle": pace.settle(FIRST_LOOK_S),
        "frozen": pace.FROZEN_AFTER,
        "limit": AT_A_TIME,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
