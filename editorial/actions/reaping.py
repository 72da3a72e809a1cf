"""Leaving nothing hanging: what a dead worker held, what came too late, what lost or regained its channel.

Each sweep takes a few rows that nobody else holds, changes them and tells people, in a transaction of its
own. It never waits for a row, so it can be part of no deadlock; what it skips it finds five seconds later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from editorial import pace
from editorial.actions import alerts
from editorial.actions.reaping_parts import reap_parts
from editorial.actions.settling import FIRST_LOOK_S
from editorial.lifecycle import NO_GO, NO_LINK, AttemptOutcome
from editorial.models import Attempt
from editorial.words.alerts import AlertKind

AT_A_TIME = 200

_LEFT_CLAIMED = """
WITH taken AS MATERIALIZED (
    SELECT id FROM editorial_delivery
     WHERE state = 'claimed' AND lease_until < clock_timestamp()
     LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE editorial_delivery d SET state = 'scheduled', owner = NULL, lease_until = NULL
  FROM taken WHERE d.id = taken.id
RETURNING d.id, d.state
"""
# Evidence of life is the advisory lock of the round's own session: as long as it is held, the process lives
# and may still bring an answer; only when it is gone may the delivery be called doubtful. A process frozen for
# minutes holds its lock too: then its lease, long over, decides.
_LEFT_SENDING = """
WITH dead AS MATERIALIZED (
    SELECT owner FROM (SELECT DISTINCT owner FROM editorial_delivery
                        WHERE state = 'sending' AND lease_until < clock_timestamp()) o
     WHERE pg_try_advisory_xact_lock(owner)
), taken AS MATERIALIZED (
    SELECT id FROM editorial_delivery
     WHERE state = 'sending' AND lease_until < clock_timestamp()
       AND (owner IN (SELECT owner FROM dead) OR lease_until < clock_timestamp() - %(frozen)s)
     LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE editorial_delivery d
   SET state = 'unknown', epoch = d.epoch + 1, owner = NULL, lease_until = NULL,
       check_after = %(now)s + %(settle)s, n_negative_reads = 0, reason = 'worker_lost'
  FROM taken WHERE d.id = taken.id
RETURNING d.id, d.state
"""
_CHANNEL_BACK = """
WITH taken AS MATERIALIZED (
    SELECT d.id FROM editorial_delivery d
      JOIN clients_channel c ON c.id = d.channel_id AND c.health IN ('ok', 'by_hand')
     WHERE d.state = 'blocked' AND d.reason = 'reconnect'
     LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED
)
UPDATE editorial_delivery d
   SET state = CASE WHEN d.due_at + d.grace > %(now)s THEN 'scheduled' ELSE 'missed' END, reason = ''
  FROM taken WHERE d.id = taken.id
RETURNING d.id, d.state
"""
_NO_CHANNEL = """
WITH taken AS MATERIALIZED (
    SELECT d.id FROM editorial_delivery d
      JOIN clients_channel c ON c.id = d.channel_id AND c.health NOT IN ('ok', 'by_hand')
     WHERE d.state = 'scheduled' AND d.next_attempt_at <= %(now)s
     LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED
)
UPDATE editorial_delivery d SET state = 'blocked', reason = 'reconnect'
  FROM taken WHERE d.id = taken.id
RETURNING d.id, d.state
"""
# No try is put off beyond the grace, so the index of what is to be tried finds these too; asked for in its
# order, or the planner, hoping for many, reads the whole table.
_TOO_LATE = """
WITH taken AS MATERIALIZED (
    SELECT id FROM editorial_delivery
     WHERE state = 'scheduled' AND next_attempt_at <= %(now)s AND due_at + grace <= %(now)s
     ORDER BY next_attempt_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE editorial_delivery d
   SET state = 'missed', reason = CASE WHEN reason = '' THEN 'late' ELSE reason END
  FROM taken WHERE d.id = taken.id
RETURNING d.id, d.state
"""
# What waited for its release's go or link is past its time like anything else: a person decides.
_RELEASE_OVER = f"""
WITH taken AS MATERIALIZED (
    SELECT id FROM editorial_delivery
     WHERE state = 'blocked' AND reason IN ('{NO_GO}', '{NO_LINK}') AND due_at + grace <= %(now)s
     LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE editorial_delivery d SET state = 'missed' FROM taken WHERE d.id = taken.id
RETURNING d.id, d.state
"""  # noqa: S608 (no values in it)


def _end_attempts(ids: list[int], now: datetime) -> None:
    Attempt.objects.filter(delivery_id__in=ids, outcome="").update(
        outcome=AttemptOutcome.DOUBTFUL, ended_at=now, error_kind="worker_lost"
    )


@dataclass(frozen=True, slots=True)
class _Sweep:
    """A statement that moves some rows, whom it tells what by their new state, and what else it does."""

    sql: str
    told: dict[str, AlertKind]
    also: Callable[[list[int], datetime], None] | None = None


_SWEEPS = {
    "free claims": _Sweep(_LEFT_CLAIMED, {}),
    "doubt what was in the air": _Sweep(_LEFT_SENDING, {"unknown": alerts.CHECKING}, _end_attempts),
    "release what has its channel back": _Sweep(_CHANNEL_BACK, {"missed": alerts.TOO_LATE}),
    "hold what has lost its channel": _Sweep(_NO_CHANNEL, {"blocked": alerts.RECONNECT}),
    "mark what is too late": _Sweep(_TOO_LATE, {"missed": alerts.TOO_LATE}),
    "mark what its release kept too long": _Sweep(_RELEASE_OVER, {"missed": alerts.TOO_LATE}),
}


def reap(*, now: datetime) -> None:
    """Move on whatever nobody works on any more; a sweep that fails does not keep the others from theirs."""
    values: dict[str, Any] = {
        "now": now,
        "settle": pace.settle(FIRST_LOOK_S),
        "frozen": pace.FROZEN_AFTER,
        "limit": AT_A_TIME,
    }
    for doing, sweep in _SWEEPS.items():
        with alerts.aside(doing), connection.cursor() as cursor:
            cursor.execute(sweep.sql, values)
            rows = cursor.fetchall()
            if sweep.also is not None and rows:
                sweep.also([id for id, _ in rows], now)
            for state, what in sweep.told.items():
                alerts.raise_for_many([id for id, s in rows if s == state], what=what, now=now)
    reap_parts(now=now)
