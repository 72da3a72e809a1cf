"""Carrying out what was asked for after publication: one call a remedy, its intent committed before a byte leaves.

A round is a small one of publishing (publishing.py): one session claims, begins and records, threads without a
connection call the networks; the advisory lock `owner` on that session is the evidence of life. A correction goes only
in the very words that are approved. docs/decisions/after-publication.md has the whole.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from editorial import pace
from editorial.actions import alerts
from editorial.actions.settling_remedies import RemedyOutcome, settle_remedy
from editorial.contents import FIRST_FOLLOWING, follow_ups, for_channel, resolved
from editorial.remedies import AmendmentKind
from editorial.verdicts import Answer, Meaning, meaning_of
from networks.roles import Amends, Removes
from networks.types import Credentials, Draft
from people import installation
from people.installation import MAY_ACT

log = logging.getLogger(__name__)

THREADS = 8
ROUND_S = 30.0
# Mastodon and its like let no poll end sooner.
SHORTEST_POLL = timedelta(minutes=5)

_going = threading.Lock()


@dataclass(frozen=True, slots=True)
class Due:
    """A remedy that could go now."""

    id: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class ReadyRemedy:
    """A remedy whose intent is committed. `draft` is what the post shall say; None for a removal.

    `problem` says why it cannot be called after all.
    """

    id: int
    epoch: int
    channel_id: int
    remote_id: str
    send_by: float
    draft: Draft | None = None
    refs: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


# May go: its channel lets us in, its words are approved, and nothing else about its post is in the air. Of a thread the
# last part is removed first, so that what stands is always its beginning.
_MAY_GO = f"""
  FROM editorial_remedy r
  JOIN editorial_amendment a ON a.id = r.amendment_id
  JOIN editorial_post p ON p.id = a.post_id
  JOIN editorial_delivery d ON d.id = r.delivery_id
  JOIN clients_channel c ON c.id = d.channel_id AND c.health = 'ok'
  LEFT JOIN editorial_revision n ON n.id = a.revision_id
 WHERE r.state = 'waiting' AND NOT r.is_by_hand AND r.next_try_at <= %(now)s
   AND (a.kind = 'remove' OR (p.stage = 'approved' AND p.approved_revision_id = a.revision_id))
   AND NOT EXISTS (SELECT 1 FROM editorial_remedy x
                    WHERE x.delivery_id = r.delivery_id AND x.id <> r.id
                      AND (x.state IN ('sending', 'unknown')
                           OR (x.state = 'waiting' AND a.kind = 'remove'
                               AND x.amendment_id = r.amendment_id AND x.position > r.position)))
   AND NOT EXISTS (SELECT 1 FROM clients_gate g
                    WHERE g.channel_id = d.channel_id AND g.shut_until > %(now)s)
   AND {MAY_ACT}
"""  # noqa: S608 (no values in it)
_DUE = f"""
SELECT id, channel_id FROM (
    SELECT DISTINCT ON (r.delivery_id) r.id, d.channel_id, r.next_try_at {_MAY_GO}
     ORDER BY r.delivery_id, r.position DESC) free
 ORDER BY next_try_at, id LIMIT %(limit)s
"""  # noqa: S608 (no values in it)
# One conditional UPDATE is the claim and the intent: of two rounds the second finds the remedy no longer waiting.
_BEGIN = f"""
WITH mine AS (
    SELECT r.id, d.id AS delivery_id, d.channel_id, d.revision_id, a.kind, n.content, d.release_link, d.ended_at
    {_MAY_GO}
       AND r.id = ANY(%(ids)s) AND d.channel_id <> ALL(%(unopened)s)
       FOR UPDATE OF d, r SKIP LOCKED
), opened AS (
    UPDATE editorial_remedy r
       SET state = 'sending', epoch = r.epoch + 1, owner = %(owner)s, n_tries = r.n_tries + 1,
           lease_until = clock_timestamp() + %(lease)s, reason = ''
      FROM mine WHERE r.id = mine.id
    RETURNING r.id, r.epoch, r.agency_id, r.position, r.remote_id
), tried AS (
    INSERT INTO editorial_remedyattempt
           (agency_id, remedy_id, epoch, started_at, outcome, error_kind, error_code, answer)
    SELECT agency_id, id, epoch, %(now)s, '', '', '', '' FROM opened
)
SELECT opened.id, opened.epoch, mine.channel_id, opened.remote_id, opened.position, mine.kind,
       mine.content, mine.release_link, mine.ended_at,
       (SELECT jsonb_agg(jsonb_build_object('kind', s.kind, 'payload', s.payload, 'refs', s.refs) ORDER BY s.position)
          FROM editorial_step s WHERE s.delivery_id = mine.delivery_id AND s.kind IN ('media', 'card')
           AND s.subject = was.content_hash)
  FROM mine JOIN opened USING (id) JOIN editorial_revision was ON was.id = mine.revision_id
"""  # noqa: S608 (no values in it)


def remedies_due(*, limit: int, now: datetime) -> list[Due]:
    """Up to `limit` remedies that could be carried out now, one a delivery, those that wait longest first."""
    values: dict[str, Any] = {"now": now, "limit": limit, **installation.terms()}
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        return [Due(id, channel_id) for id, channel_id in cursor.fetchall()]


def begin_remedies(
    *, owner: int, ids: Sequence[int], unopened: Collection[int] = (), now: datetime
) -> list[ReadyRemedy]:
    """Commit the intent to carry these out, with an attempt row each.

    Comes back without those that somebody else has taken, or that may no longer go.
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
    return [_ready(*row, send_by=send_by, now=now) for row in rows]


def _ready(
    id: int,
    epoch: int,
    channel_id: int,
    remote_id: str,
    position: int,
    kind: str,
    content: Any,
    link: str,
    out_since: datetime | None,
    steps: Any,
    *,
    send_by: float,
    now: datetime,
) -> ReadyRemedy:
    ready = ReadyRemedy(id, epoch, channel_id, remote_id, send_by)
    if kind == AmendmentKind.REMOVE:
        return ready
    try:
        handed_over = _plain(steps) or []
        stored = draft_of(
            resolved(_plain(content), link), channel_id, position, handed_over=handed_over
        )
        draft = _with_the_time_left(stored, out_since=out_since, now=now)
    except (IndexError, KeyError, TypeError, ValueError):
        log.exception("The new words of remedy %s cannot be read", id)
        return replace(ready, problem="unreadable_revision")
    if draft is None:
        return replace(ready, problem="poll_over")
    refs: dict[str, Any] = {}
    for step in handed_over:
        refs |= step["refs"]
    return replace(ready, draft=draft, refs=refs)


def draft_of(
    content: Any, channel_id: int, position: int, *, handed_over: Sequence[Mapping[str, Any]] = ()
) -> Draft:
    """What the part at that position shall say; the first with the very files that the network has got."""
    if position:
        return follow_ups(content, channel_id)[position - FIRST_FOLLOWING].draft
    files = [step["payload"] for step in handed_over if step["kind"] == "media"]
    return for_channel(content, channel_id, handed_over=files)


def _with_the_time_left(draft: Draft, *, out_since: datetime | None, now: datetime) -> Draft | None:
    """An edited poll runs again from now, so it gets what was left of its time; None where nothing was."""
    if draft.poll is None or out_since is None:
        return draft
    left = out_since + timedelta(seconds=draft.poll.expires_in_s) - now
    if left <= SHORTEST_POLL:
        return None
    return replace(draft, poll=replace(draft.poll, expires_in_s=int(left.total_seconds())))


def _plain(raw: Any) -> Any:
    """JSON as the driver gives it, read or not."""
    return json.loads(raw) if isinstance(raw, str) else raw


def remedy_round(*, clock: Callable[[], datetime], seconds: float = ROUND_S) -> int:
    """Carry out what is due, and what becomes due meanwhile; returns how many calls were made.

    Does nothing while this process is at it already, so that a slow network takes one thread of a worker at most.
    """
    if not remedies_due(limit=1, now=clock()) or not _going.acquire(blocking=False):
        return 0
    until, owner, n_called = time.monotonic() + seconds, secrets.randbits(62), 0
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [owner])
        while time.monotonic() < until and (due := remedies_due(limit=THREADS, now=clock())):
            n = _carry_out(due, owner=owner, clock=clock)
            n_called += n
            if not n:
                break
    finally:
        _going.release()
        _leave(owner)
    return n_called


def _leave(owner: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [owner])
    except Exception:
        log.exception("A round could not take its leave; its session ends, and the lock with it")
        connection.close()


def _carry_out(due: Sequence[Due], *, owner: int, clock: Callable[[], datetime]) -> int:
    """Begin these, call, record one by one; what hangs or cannot be recorded is left to the reaper."""
    wanted = {one.channel_id for one in due}
    channels = connecting.open_channels(wanted)
    unopened = wanted - channels.keys()
    for channel_id in unopened:
        with alerts.aside(f"marking channel {channel_id} to be reconnected"):
            connecting.mark_reauth_needed(channel_id, now=clock())
    ready = begin_remedies(owner=owner, ids=[one.id for one in due], unopened=unopened, now=clock())
    if not ready:
        return 0
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="remedy")
    try:
        futures = [(one, threads.submit(call, one, channels[one.channel_id])) for one in ready]
        for one, future in futures:
            try:
                outcome = future.result(max(one.send_by - time.monotonic(), 0))
            except OutOfTime:
                # Every call has a deadline well inside its lease: whatever this thread does, it is not coming back.
                hung = Answer(Meaning.LOOK_UP, kind="unforeseen", code="hung")
                outcome = RemedyOutcome(one.id, one.epoch, answer=hung)
            with alerts.aside(f"recording remedy {one.id}"):
                settle_remedy(outcome, now=clock())
    finally:
        threads.shutdown(wait=False)
    return len(ready)


def call(one: ReadyRemedy, channel: OpenChannel) -> RemedyOutcome:
    """The one call; whatever happens comes back as an outcome. Touches no database but to renew an ended token."""
    connector = channel.connector
    if one.problem:
        answer = Answer(Meaning.REFUSED, kind=one.problem)
        return RemedyOutcome(one.id, one.epoch, answer=answer)
    if one.send_by - time.monotonic() < pace.safety_s():
        return RemedyOutcome(one.id, one.epoch)

    def ask(credentials: Credentials) -> bool:
        if one.draft is None and isinstance(connector, Removes):
            connector.remove(credentials, one.remote_id, timeout_s=pace.call_s())
            return True
        if one.draft is not None and isinstance(connector, Amends):
            connector.amend(
                credentials, one.remote_id, one.draft, refs=one.refs, timeout_s=pace.call_s()
            )
            return True
        return False

    try:
        is_offered = connecting.asked(channel, ask)
    except Exception as error:  # whatever it was, the remedy must not stay in flight
        answer = meaning_of(error)
        if answer.kind == "unforeseen":
            log.exception("Unforeseen error while carrying out remedy %s", one.id)
        return RemedyOutcome(one.id, one.epoch, answer=answer)
    if not is_offered:
        answer = Answer(Meaning.REFUSED, kind="not_supported")
        return RemedyOutcome(one.id, one.epoch, answer=answer)
    return RemedyOutcome(one.id, one.epoch, is_done=True)
