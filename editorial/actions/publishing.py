"""A round of publishing: claim what is due, send it from many threads, record what came back.

One thread of the round talks to the database, the others only to networks: a sender thread holds no
connection, so thirty-two of them cost one. The session that claims also holds an advisory lock, `owner`;
while it is held nobody may call this round's deliveries doubtful. Celery rings `publish_round` each second
and `manage.py publisher` runs it in a loop; any number of either may run at once, since the claim decides.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from editorial.actions.claiming import Claimed, Ready, begin, claim_due, give_back
from editorial.actions.settling import Outcome, settle
from editorial.verdicts import Answer, Meaning, meaning_of
from networks.roles import Publishes

log = logging.getLogger(__name__)

CALL_DEADLINE_S = 30.0
# With less lease than this left, a call could outlive it: the delivery goes back unsent.
SAFETY_S = CALL_DEADLINE_S + 5.0
AHEAD = timedelta(seconds=1)
ROUND_S = 30.0
# How many calls may be begun for each thread: the half more waits in line for the first thread that is free,
# so that no thread waits for the database.
BEGUN_PER_THREAD = 1.5

_threads: ThreadPoolExecutor | None = None
_one_round = threading.Lock()
_stopping = threading.Event()


def stop_claiming() -> None:
    """A worker is going down: finish what is being sent, claim nothing more."""
    _stopping.set()


def publish_round(*, clock: Callable[[], datetime], seconds: float = ROUND_S) -> int:
    """Publish what is due within a second of now, and what becomes due meanwhile; returns how many were sent.

    Ends when nothing is due any more, or stops claiming after `seconds`. Does nothing when this process is
    already at it.
    """
    if not _one_round.acquire(blocking=False):
        return 0
    try:
        return _Round(clock=clock, until=time.monotonic() + seconds).run()
    finally:
        _one_round.release()


def _sender_threads() -> ThreadPoolExecutor:
    global _threads  # one pool per process, made in the process that uses it: workers fork
    if _threads is None:
        _threads = ThreadPoolExecutor(settings.PUBLISH_THREADS, thread_name_prefix="sender")
    return _threads


@dataclass
class _Round:
    clock: Callable[[], datetime]
    until: float
    owner: int = field(default_factory=lambda: secrets.randbits(62))
    waiting: list[Claimed] = field(default_factory=list)
    n_sending: int = 0
    n_sent: int = 0
    came_back: queue.SimpleQueue[Outcome] = field(default_factory=queue.SimpleQueue)
    most_begun: int = field(
        default_factory=lambda: int(settings.PUBLISH_THREADS * BEGUN_PER_THREAD)
    )

    def run(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [self.owner])
        try:
            while self._claim() or self.waiting or self.n_sending:
                self._start_those_due()
                self._record_those_back()
        except DatabaseError:
            log.exception("The database went away in the middle of a round")
            self._rescue()
        finally:
            self._leave()
        return self.n_sent

    def _claim(self) -> bool:
        """Keep as many at hand as can be begun; True when something was claimed."""
        room = self.most_begun * 2 - self.n_sending - len(self.waiting)
        if room < self.most_begun // 2 or time.monotonic() > self.until or _stopping.is_set():
            return False
        claimed = claim_due(owner=self.owner, limit=room, ahead=AHEAD, now=self.clock())
        self.waiting += claimed
        return bool(claimed)

    def _start_those_due(self) -> None:
        moment = time.monotonic()
        free = self.most_begun - self.n_sending
        self.waiting.sort(key=lambda c: c.starts_at)
        due = [c for c in self.waiting[:free] if c.starts_at <= moment]
        if not due:
            return
        del self.waiting[: len(due)]
        ready = begin(owner=self.owner, ids=[c.id for c in due], now=self.clock())
        channels = connecting.open_channels([r.channel_id for r in ready])
        self._send(ready, channels)

    def _send(self, ready: Sequence[Ready], channels: dict[int, OpenChannel]) -> None:
        threads = _sender_threads()
        for one in ready:
            channel = channels.get(one.channel_id)
            if channel is None:
                # Its credentials cannot be opened: that is a connection to be made again.
                self.came_back.put(_not_sent(one, Answer(Meaning.RECONNECT, kind="auth_expired")))
            else:
                threads.submit(self._send_one, one, channel)
            self.n_sending += 1

    def _send_one(self, one: Ready, channel: OpenChannel) -> None:
        self.came_back.put(send(one, channel))

    def _record_those_back(self) -> None:
        """Wait for the first answer or the next due moment, then record all answers that are there."""
        patience = 0.25
        if self.waiting and self.n_sending < self.most_begun:
            patience = min(patience, max(self.waiting[0].starts_at - time.monotonic(), 0))
        outcomes: list[Outcome] = []
        try:
            outcomes.append(
                self.came_back.get(timeout=patience) if patience else self.came_back.get_nowait()
            )
            while True:
                outcomes.append(self.came_back.get_nowait())
        except queue.Empty:
            pass
        if outcomes:
            settle(outcomes, now=self.clock())
            self.n_sending -= len(outcomes)
            self.n_sent += sum(o.published is not None for o in outcomes)

    def _rescue(self) -> None:
        """Answers still on their way are worth keeping: wait for them, then try to record them once more."""
        outcomes = []
        last = time.monotonic() + CALL_DEADLINE_S + 5
        while self.n_sending and time.monotonic() < last:
            try:
                outcomes.append(self.came_back.get(timeout=1))
                self.n_sending -= 1
            except queue.Empty:
                continue
        connection.close()
        try:
            settle(outcomes, now=self.clock())
        except DatabaseError:
            # The reaper will find them in `sending` without a living owner, and look them up.
            log.exception("%s outcomes could not be recorded", len(outcomes))

    def _leave(self) -> None:
        try:
            if self.waiting:
                give_back(owner=self.owner, ids=[c.id for c in self.waiting])
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [self.owner])
        except DatabaseError:
            connection.close()  # the session ends, and the lock with it


def _not_sent(one: Ready, answer: Answer | None) -> Outcome:
    return Outcome(one.id, one.epoch, one.channel_id, one.draft.text, answer=answer)


def send(one: Ready, channel: OpenChannel) -> Outcome:
    """The one irreversible call. Touches no database; whatever happens comes back as an outcome."""
    connector = channel.connector
    if not isinstance(connector, Publishes):
        return _not_sent(one, Answer(Meaning.REFUSED, kind="not_supported"))
    if one.send_by - time.monotonic() < SAFETY_S:
        return _not_sent(one, None)
    try:
        published = connector.commit(
            channel.credentials, one.draft, key=one.key, refs={}, timeout_s=CALL_DEADLINE_S
        )
    except Exception as error:  # whatever it was, the delivery must not stay in flight
        answer = meaning_of(error)
        if answer.kind == "unforeseen":
            log.exception("Unforeseen error while sending delivery %s", one.id)
        return _not_sent(one, answer)
    return Outcome(one.id, one.epoch, one.channel_id, one.draft.text, published=published)
