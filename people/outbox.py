"""The transactional outbox: rows that other systems must hear of, and the relay's one step.

An action writes a row in its own transaction; the relay hands it over later, at least once.
Whoever receives must therefore bear seeing a row twice: mails carry the row's id in their
Message-ID. A row is done only after its handler returned.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from people.models import Agency, Outbox

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One row as its handler sees it."""

    id: int
    agency_id: int | None
    kind: str
    payload: dict[str, Any]
    n_attempts: int
    now: datetime


Handler = Callable[[Item], None]


class GiveUpError(Exception):
    """A handler says that no later attempt can help; the row is closed with this as its error."""


def add(
    *,
    kind: str,
    payload: Mapping[str, Any],
    agency: Agency | None,
    now: datetime,
    due: datetime | None = None,
) -> Outbox:
    """Writes a row inside the caller's transaction, to be handed on at ``due``, at once without.

    Secrets in ``payload`` must be sealed.
    """
    return Outbox.objects.create(
        kind=kind, payload=dict(payload), agency=agency, created_at=now, next_attempt_at=due or now
    )


# An array, not IN: a subquery under IN may be run again for each row, and would then lease more than it was asked.
_CLAIM = """
    UPDATE people_outbox SET lease_until = smm_now() + make_interval(secs => %(lease_s)s), n_attempts = n_attempts + 1
    WHERE id = ANY(ARRAY(
        SELECT id FROM people_outbox
        WHERE done_at IS NULL AND next_attempt_at <= %(now)s AND kind = ANY(%(kinds)s)
            AND (lease_until IS NULL OR lease_until < smm_now())
        ORDER BY next_attempt_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ))
    RETURNING id, agency_id, kind, payload::text, n_attempts
"""


def deliver_due(*, handlers: Mapping[str, Handler], now: datetime, limit: int) -> int:
    """Hands over up to ``limit`` due rows and returns how many were accepted.

    Rows are claimed one at a time under a lease, so several relays can run and one that dies
    delays its row only until the lease ends. A handler that raises puts its row back with a
    growing pause (15 s doubling to 6 h); rows of a kind without a handler stay untouched.
    """
    n_done = 0
    for _ in range(limit):
        item = _claim(kinds=list(handlers), now=now)
        if item is None:
            break
        n_done += _hand_over(item, handlers[item.kind])
    return n_done


def _claim(*, kinds: list[str], now: datetime) -> Item | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM, {"lease_s": LEASE.total_seconds(), "now": now, "kinds": kinds, "limit": 1}
        )
        row = cursor.fetchone()
    if row is None:
        return None
    pk, agency_id, kind, payload, n_attempts = row
    return Item(
        id=pk,
        agency_id=agency_id,
        kind=kind,
        payload=json.loads(payload),
        n_attempts=n_attempts,
        now=now,
    )


def _hand_over(item: Item, handler: Handler) -> bool:
    mine = Outbox.objects.filter(pk=item.id, done_at=None, n_attempts=item.n_attempts)
    try:
        handler(item)
    except GiveUpError as error:
        log.warning("outbox row %s (%s) given up: %s", item.id, item.kind, error)
        mine.update(done_at=item.now, lease_until=None, last_error=_words(error), payload={})
        return False
    except Exception as error:
        log.warning("outbox row %s (%s) failed: %s", item.id, item.kind, type(error).__name__)
        pause = min(FIRST_PAUSE * 2 ** min(item.n_attempts - 1, 12), LONGEST_PAUSE)
        mine.update(next_attempt_at=item.now + pause, lease_until=None, last_error=_words(error))
        return False
    mine.update(done_at=item.now, lease_until=None, last_error="", payload={})
    return True


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def replay(*, ids: list[int], now: datetime) -> int:
    """Makes rows that still wait due at once; returns how many. Rows handed over, or being so right now, stay so."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return Outbox.objects.filter(free, pk__in=ids, done_at=None).update(
        next_attempt_at=now, lease_until=None
    )


def forget_done(*, before: datetime) -> int:
    """Deletes rows handed over before an instant; returns how many."""
    n_deleted, _ = Outbox.objects.filter(done_at__lt=before).delete()
    return n_deleted
