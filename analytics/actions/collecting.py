"""Asks networks for figures: which posts and channels are due, who measures them, what came back.

The samplings are the queue: a round leases what is due, asks a few channels at a time (far fewer than
publishing does, and one call at a time per channel, so that measuring never eats a channel's quota), and
writes everything in a few statements. A round that dies leaves leases that end by themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from analytics.actions.recording import (
    Taken,
    ensure_months,
    record_channel_readings,
    record_readings,
)
from analytics.actions.rolling_up import roll_up
from analytics.sampling import (
    ABSENCES_TO_BELIEVE,
    BELIEVED_GONE_AFTER,
    OLDEST,
    next_measure_at,
    pause_after_failures,
)
from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from networks.errors import ErrorKind, NetworkError
from networks.roles import Measures
from networks.types import Credentials, Measurement

log = logging.getLogger(__name__)

THREADS = 4
BATCH = 20
ROUND = 1000
CALL_DEADLINE_S = 20.0
LEASE = timedelta(minutes=5)
CHANNELS_EVERY = timedelta(minutes=50)
# Ids may be committed out of order; a look this far back finds the late ones without reading the whole table.
LOOK_BACK = 10_000

_ENLIST = """
    INSERT INTO analytics_sampling (agency_id, publication_id, next_at, n_failures, n_absences)
    SELECT p.agency_id, p.id, p.published_at, 0, 0
    FROM editorial_publication p
    WHERE p.id > (SELECT COALESCE(max(publication_id), 0) FROM analytics_sampling) - %(look_back)s
        AND p.source = 'network' AND p.removed_at IS NULL AND p.published_at > %(oldest)s
        AND NOT EXISTS (SELECT 1 FROM analytics_sampling s WHERE s.publication_id = p.id)
    ON CONFLICT (publication_id) DO NOTHING
"""

# The claim reads channels and gates, and locks only the samplings.
_CLAIM = """
    UPDATE analytics_sampling s SET lease_until = smm_now() + %(lease)s
    FROM editorial_publication p
    WHERE p.id = s.publication_id AND s.id = ANY(ARRAY(
        SELECT s.id FROM analytics_sampling s
        JOIN editorial_publication p ON p.id = s.publication_id
        JOIN clients_channel h ON h.id = p.channel_id AND h.health = 'ok'
        LEFT JOIN clients_gate g ON g.channel_id = h.id
        WHERE s.next_at <= %(now)s AND p.published_at <= %(now)s AND p.removed_at IS NULL
            AND (s.lease_until IS NULL OR s.lease_until < smm_now())
            AND (g.shut_until IS NULL OR g.shut_until <= %(now)s)
        ORDER BY s.next_at, s.id LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED
    ))
    RETURNING s.id, s.publication_id, p.channel_id, p.remote_id, p.published_at, s.n_failures, s.n_absences
"""

_SETTLE = """
    UPDATE analytics_sampling s SET lease_until = NULL, next_at = g.next_at,
        measured_at = COALESCE(g.measured_at, s.measured_at),
        n_failures = g.n_failures, n_absences = g.n_absences
    FROM unnest(%(ids)s::bigint[], %(next)s::timestamptz[], %(measured)s::timestamptz[],
        %(failures)s::int[], %(absences)s::int[]) AS g(id, next_at, measured_at, n_failures, n_absences)
    WHERE s.id = g.id
"""

_REMOVED = """
    UPDATE editorial_publication SET removed_at = %(now)s WHERE id = ANY(%(ids)s) AND removed_at IS NULL
"""

_CHANNELS_DUE = """
    SELECT h.id FROM clients_channel h LEFT JOIN clients_gate g ON g.channel_id = h.id
    WHERE h.health = 'ok' AND (g.shut_until IS NULL OR g.shut_until <= %(now)s)
        AND NOT EXISTS (
            SELECT 1 FROM analytics_channelreading r
            WHERE r.channel_id = h.id AND r.taken_at > %(since)s
        )
    ORDER BY h.id
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A sampling that this round has leased."""

    id: int
    publication_id: int
    channel_id: int
    remote_id: str
    published_at: datetime
    n_failures: int
    n_absences: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What one channel answered: figures by remote id, and the error that ended the asking, if one did."""

    asked: tuple[Due, ...]
    values: Mapping[str, Mapping[str, int]]
    unasked: tuple[Due, ...] = ()
    error: NetworkError | None = None
    is_unable: bool = False


def measure_due(*, now: datetime, limit: int = ROUND) -> int:
    """Measures posts that are due, records the readings and rolls their days up; returns how many readings.

    Channels to be reconnected and gates that are shut wait. A post that its network twice no longer
    knows is marked removed. A dead connection is marked for reconnecting; other failures push the next
    look away. New channels get their first reading here too, so that nobody waits for the hour.
    """
    enlist(now=now)
    n_readings = measure_channels(now=now, is_first_only=True)
    due = claim(now=now, limit=limit)
    answers = _ask_all(due)
    if answers:
        n_readings += _keep(answers, now=now)
    if n_readings:
        roll_up()
    return n_readings


def enlist(*, now: datetime, is_thorough: bool = False) -> int:
    """Gives posts that have none a place in the queue; returns how many. Thorough: looks at all of them."""
    look_back = 2**62 if is_thorough else LOOK_BACK
    with connection.cursor() as cursor:
        cursor.execute(_ENLIST, {"look_back": look_back, "oldest": now - OLDEST})
        return int(cursor.rowcount)


def claim(*, now: datetime, limit: int) -> list[Due]:
    """Leases up to `limit` due samplings, oldest first; others skip them until the lease ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        parameters: dict[str, Any] = {"now": now, "limit": limit, "lease": LEASE}
        cursor.execute(_CLAIM, parameters)
        return [Due(*row) for row in cursor.fetchall()]


def measure_channels(*, now: datetime, is_first_only: bool = False) -> int:
    """Reads followers of the channels not read in the last fifty minutes; returns how many readings.

    `is_first_only` asks only channels that were never read.
    """
    since = datetime.min.replace(tzinfo=now.tzinfo) if is_first_only else now - CHANNELS_EVERY
    with connection.cursor() as cursor:
        cursor.execute(_CHANNELS_DUE, {"now": now, "since": since})
        ids = [pk for (pk,) in cursor.fetchall()]
    if not ids:
        return 0
    channels = connecting.open_channels(ids)
    rows: list[Taken] = []
    with ThreadPoolExecutor(THREADS, thread_name_prefix="measure") as pool:
        for pk, values, error in pool.map(_ask_profile, channels.items()):
            if error is not None:
                _heed(error, channel_id=pk, now=now)
            elif values:
                rows.append(Taken(pk, now, values))
    ensure_months([now])
    return record_channel_readings(rows)


def prepare_months(*, now: datetime) -> int:
    """Makes this month's partitions and the next two's, and enlists posts missed so far; returns how many tables."""
    enlist(now=now, is_thorough=True)
    return ensure_months([now, now + timedelta(days=31), now + timedelta(days=62)])


# --- asking: threads that touch no database, but to renew a token -----------------------------------


def _ask_all(due: Sequence[Due]) -> list[Answer]:
    if not due:
        return []
    ordered = sorted(due, key=lambda each: (each.channel_id, each.id))
    groups = {pk: tuple(each) for pk, each in groupby(ordered, key=lambda each: each.channel_id)}
    channels = connecting.open_channels(list(groups))
    jobs = [(group, channels.get(pk)) for pk, group in groups.items()]
    with ThreadPoolExecutor(THREADS, thread_name_prefix="measure") as pool:
        return list(pool.map(lambda job: _ask(*job), jobs))


def _ask(group: tuple[Due, ...], channel: OpenChannel | None) -> Answer:
    """All due posts of one channel, twenty a call, one call after the other; stops at the first error."""
    if channel is None:
        # Its tokens do not open. The publisher tells people so; here a wrong key must not stop a whole agency.
        return Answer((), {}, unasked=group, error=NetworkError(ErrorKind.TRANSIENT, "not_open"))
    connector = channel.connector
    if not isinstance(connector, Measures):
        return Answer((), {}, unasked=group, is_unable=True)
    values: dict[str, Mapping[str, int]] = {}
    for start in range(0, len(group), BATCH):
        batch = group[start : start + BATCH]
        try:
            measured = connecting.asked(
                channel, partial(_measure, connector, [each.remote_id for each in batch])
            )
        except NetworkError as error:
            return Answer(group[:start], values, unasked=group[start:], error=error)
        values.update({one.remote_id: one.values for one in measured})
    return Answer(group, values)


def _measure(
    connector: Measures, remote_ids: list[str], credentials: Credentials
) -> list[Measurement]:
    return connector.measure(credentials, remote_ids, timeout_s=CALL_DEADLINE_S)


def _ask_profile(
    item: tuple[int, OpenChannel],
) -> tuple[int, Mapping[str, int], NetworkError | None]:
    pk, channel = item
    connector = channel.connector
    if not isinstance(connector, Measures):
        return pk, {}, None
    try:
        measured = connecting.asked(
            channel,
            lambda credentials: connector.measure_profile(credentials, timeout_s=CALL_DEADLINE_S),
        )
    except NetworkError as error:
        return pk, {}, error
    return pk, measured.values, None


# --- keeping what came back -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Next:
    id: int
    next_at: datetime | None
    measured_at: datetime | None
    n_failures: int
    n_absences: int


def _keep(answers: Iterable[Answer], *, now: datetime) -> int:
    rows: list[Taken] = []
    nexts: list[_Next] = []
    removed: list[int] = []
    for answer in answers:
        for due in answer.asked:
            values = answer.values.get(due.remote_id)
            if values is not None:
                rows.append(Taken(due.publication_id, now, values))
                nexts.append(_Next(due.id, _next_for(due, now), now, 0, 0))
            else:
                gone = _is_gone(due, now)
                removed += [due.publication_id] if gone else []
                at = None if gone else _next_for(due, now)
                nexts.append(_Next(due.id, at, now, 0, due.n_absences + 1))
        nexts += [_put_off(due, answer, now) for due in answer.unasked]
        if answer.error is not None and answer.unasked:
            _heed(answer.error, channel_id=answer.unasked[0].channel_id, now=now)
    ensure_months([now])
    with transaction.atomic():
        n_readings = record_readings(rows)
        _settle(nexts)
        if removed:
            with connection.cursor() as cursor:
                cursor.execute(_REMOVED, {"now": now, "ids": removed})
    return n_readings


def _next_for(due: Due, now: datetime) -> datetime | None:
    return next_measure_at(published_at=due.published_at, measured_at=now, key=due.publication_id)


def _is_gone(due: Due, now: datetime) -> bool:
    is_old_enough = now - due.published_at >= BELIEVED_GONE_AFTER
    return is_old_enough and due.n_absences + 1 >= ABSENCES_TO_BELIEVE


def _put_off(due: Due, answer: Answer, now: datetime) -> _Next:
    """When to try a post again that was not measured; never again where the network has no figures at all."""
    if answer.is_unable:
        return _Next(due.id, None, None, 0, due.n_absences)
    n_failures = due.n_failures + 1
    wait = pause_after_failures(n_failures)
    asked_for = answer.error.retry_at_s if answer.error else None
    if asked_for is not None:
        wait = max(wait, timedelta(seconds=min(asked_for, 86_400)))
    return _Next(due.id, now + wait, None, n_failures, due.n_absences)


def _heed(error: NetworkError, *, channel_id: int, now: datetime) -> None:
    """A dead connection is a matter for people; the rest is for the next round.

    A network that says "too often" to measuring does not shut the channel's gate: that would hold back
    what people have promised to publish. Measuring alone waits.
    """
    log.info("channel %s could not be measured: %s", channel_id, error)
    if error.kind == ErrorKind.AUTH_EXPIRED:
        connecting.mark_reauth_needed(channel_id, now=now, problem=error.kind.value)


def _settle(nexts: Sequence[_Next]) -> None:
    if not nexts:
        return
    parameters: dict[str, list[Any]] = {
        "ids": [each.id for each in nexts],
        "next": [each.next_at for each in nexts],
        "measured": [each.measured_at for each in nexts],
        "failures": [each.n_failures for each in nexts],
        "absences": [each.n_absences for each in nexts],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, parameters)
