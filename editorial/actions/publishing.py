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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection

from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from editorial import pace
from editorial.actions import alerts
from editorial.actions.claiming import Claimed, Ready, begin, claim_due, give_back
from editorial.actions.following_up import begin_parts, parts_due
from editorial.actions.lanes import Lanes, Turns, note_answer, replace_threads, threads_for
from editorial.actions.settling import Outcome, is_recordable, settle
from editorial.actions.settling_parts import settle_parts
from editorial.verdicts import Answer, Meaning, doubted, meaning_of, says_no
from networks.errors import ErrorKind, NetworkError
from networks.roles import Publishes
from networks.types import Credentials, Published
from people.clock_watch import ClockWatch

log = logging.getLogger(__name__)

AHEAD = timedelta(seconds=1)
ROUND_S = 30.0

_claiming = threading.Lock()
_stopping = threading.Event()
_watch = ClockWatch()
_turns = Turns()


def stop_claiming() -> None:
    """A worker is going down: finish what is being sent, claim nothing more."""
    _stopping.set()


def publish_round(
    *, clock: Callable[[], datetime], seconds: float = ROUND_S, watch: ClockWatch = _watch
) -> int:
    """Publish what is due within a second of now, and what becomes due meanwhile; returns how many were sent.

    Ends when nothing is due any more, or stops claiming after `seconds`. Does nothing when another round of
    this process is claiming; one that only waits for its last answers is in nobody's way. A machine whose clock is far
    from the database's (`watch`) claims nothing.
    """
    if not _claiming.acquire(blocking=False):
        return 0
    return _Round(
        clock, until=time.monotonic() + seconds, has_stopped=_claiming.release, watch=watch
    ).run()


@dataclass
class _Round:
    """`out` is what was begun and has not come back, `back` what came back and is not yet recorded.

    What follows the first part of a post goes before posts that have not begun: half a thread is worse than a late one.
    """

    clock: Callable[[], datetime]
    until: float
    has_stopped: Callable[[], None]
    watch: ClockWatch = _watch
    owner: int = field(default_factory=lambda: secrets.randbits(62))
    is_claiming: bool = True
    waiting: list[Claimed] = field(default_factory=list)
    beginning: list[Claimed] = field(default_factory=list)
    out: dict[tuple[int, int, int], Ready] = field(default_factory=dict)
    answers: queue.SimpleQueue[Outcome] = field(default_factory=queue.SimpleQueue)
    back: list[Outcome] = field(default_factory=list)
    lanes: Lanes = field(default_factory=Lanes)
    looked_at: float = 0.0
    n_sent: int = 0

    def run(self) -> int:
        try:
            self._show_life()
            while any([self._claim(), self._follow_up(), self.waiting, self.out]):
                self._start_those_due()
                self._wait_for_answers()
                self._record()
        except Exception:
            log.exception("A round was broken off; what is out is still waited for")
            self._rescue()
        finally:
            self._stop_claiming()
            self._leave()
        return self.n_sent

    def _show_life(self) -> None:
        """Hold, on this very session, the lock that tells the reaper to leave our deliveries alone."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [self.owner])

    def _claim(self) -> bool:
        """Keep as many at hand as can be begun; True when something was claimed."""
        if time.monotonic() > self.until or _stopping.is_set() or not self.watch.may_claim():
            self._stop_claiming()
        most, full = self.lanes.at_once, self.lanes.full(self.waiting)
        room = self.lanes.room + most - sum(each.place not in full for each in self.waiting)
        if not self.is_claiming or room < most // 2:
            return False
        claimed = claim_due(
            owner=self.owner,
            limit=room,
            ahead=AHEAD,
            besides=full,
            had=_turns.lately(),
            now=self.clock(),
        )
        _turns.take(each.agency_id for each in claimed)
        self.waiting += claimed
        return bool(claimed)

    def _stop_claiming(self) -> None:
        if self.is_claiming:
            self.is_claiming = False
            self.has_stopped()

    def _start_those_due(self) -> None:
        self.looked_at = moment = time.monotonic()
        self.waiting.sort(key=lambda c: c.starts_at)
        self.beginning = self.lanes.pick([c for c in self.waiting if c.starts_at <= moment])
        if not self.beginning:
            return
        places = {c.id: c.place for c in self.beginning}
        self.waiting = [c for c in self.waiting if c.id not in places]
        channels = _open(c.channel_id for c in self.beginning)
        unopened = {c.channel_id for c in self.beginning} - channels.keys()
        ids = [c.id for c in self.beginning]
        ready = begin(owner=self.owner, ids=ids, unopened=unopened, now=self.clock())
        self.beginning = []
        self._send(ready, channels, places)
        self._mark_unopened(unopened)

    def _follow_up(self) -> bool:
        """Start the later parts of posts whose turn it is; True when some were started."""
        if not self.is_claiming or not self.lanes.room:
            return False
        due = self.lanes.pick(parts_due(limit=4 * self.lanes.at_once, now=self.clock()))
        if not due:
            return False
        places = {part.step: part.place for part in due}
        channels = _open(part.channel_id for part in due)
        unopened = {part.channel_id for part in due} - channels.keys()
        ids = [part.step for part in due]
        ready = begin_parts(owner=self.owner, ids=ids, unopened=unopened, now=self.clock())
        self._send(ready, channels, places)
        self._mark_unopened(unopened)
        return bool(ready)

    def _mark_unopened(self, unopened: Iterable[int]) -> None:
        for channel_id in unopened:
            with alerts.aside(f"marking channel {channel_id} to be reconnected"):
                connecting.mark_reauth_needed(channel_id, now=self.clock())

    def _send(
        self, ready: Sequence[Ready], channels: dict[int, OpenChannel], places: Mapping[int, str]
    ) -> None:
        """Hand these to the threads of their networks; `places` by the number of the part, or else of the delivery."""
        for one in ready:
            self.out[_name(one)] = one
        for one in ready:
            place = places[one.step or one.id]
            self.lanes.begun(_name(one), place)
            try:
                threads_for(place).submit(self._send_one, one, channels[one.channel_id], place)
            except RuntimeError:  # the interpreter is going down and takes no more work
                self.answers.put(_not_sent(one, None))

    def _send_one(self, one: Ready, channel: OpenChannel, place: str) -> None:
        began = time.monotonic()
        try:
            outcome = send(one, channel)
        except BaseException as error:  # nobody would ever hear of it in this thread
            outcome = _not_sent(one, meaning_of(error))
        note_answer(place, seconds=time.monotonic() - began)
        self.answers.put(outcome)

    def _wait_for_answers(self) -> None:
        """Until the first answer or the next due moment; then take all answers that are there."""
        patience = 0.25
        # What was due when it was last looked waits for a thread of its network, and so for an answer.
        if coming := [c.starts_at for c in self.waiting if c.starts_at > self.looked_at]:
            patience = min(patience, max(min(coming) - time.monotonic(), 0))
        self._take_answers(patience)
        hung = [one for one in self.out.values() if one.send_by < time.monotonic()]
        for one in hung:
            # Every call has a deadline well inside its lease. Whatever this thread does, it is not coming back.
            log.error("The call %s hangs; it will be looked up", one.key)
            self._came_back(_not_sent(one, Answer(Meaning.LOOK_UP, kind="unforeseen", code="hung")))
        if hung:
            replace_threads()

    def _take_answers(self, patience: float) -> None:
        try:
            self._came_back(
                self.answers.get(timeout=patience) if patience else self.answers.get_nowait()
            )
            while True:
                self._came_back(self.answers.get_nowait())
        except queue.Empty:
            pass

    def _came_back(self, outcome: Outcome) -> None:
        self.out.pop(_name(outcome), None)
        self.lanes.back(_name(outcome))
        self.back.append(outcome)

    def _record(self) -> None:
        if self.back:
            # Posts first: recorded twice, when the database goes away between the two, they stay the same.
            now = self.clock()
            if posts := [o for o in self.back if not o.step]:
                settle(posts, now=now)
            if parts := [o for o in self.back if o.step]:
                settle_parts(parts, now=now)
            self.n_sent += sum(o.published is not None for o in posts)
            self.back = []

    def _rescue(self) -> None:
        """Record what is back and what still comes, on a new session, for as long as leases last."""
        self._stop_claiming()
        # Their intent may be committed or not; certainly no byte of them left.
        self.back += [Outcome(c.id, c.epoch, c.channel_id, "") for c in self.beginning]
        self.waiting += self.beginning
        last = time.monotonic() + pace.lease().total_seconds()
        is_connected = False
        # Also what only waits is given back at once rather than when its lease ends, and needs a session for it.
        while self.out or self.back or (self.waiting and not is_connected):
            if time.monotonic() > last:
                break
            self._take_answers(0.5 if self.out or not is_connected else 0)
            try:
                if not is_connected:
                    connection.close()
                    self._show_life()
                    is_connected = True
                self._record()
            except DatabaseError:
                is_connected = False
                log.exception("%s outcomes could not be recorded yet", len(self.back))
        if self.out or self.back:
            log.error("Left to the reaper: %s", [*self.out, *map(_name, self.back)])

    def _leave(self) -> None:
        try:
            if self.waiting:
                give_back(owner=self.owner, ids=[c.id for c in self.waiting])
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [self.owner])
        except Exception:
            log.exception(
                "A round could not take its leave; its session ends, and the lock with it"
            )
            connection.close()


def _open(channel_ids: Iterable[int]) -> dict[int, OpenChannel]:
    """The channels that open. One that breaks in an unforeseen way does not keep the others shut."""
    wanted = set(channel_ids)
    try:
        return connecting.open_channels(wanted)
    except DatabaseError:
        raise
    except Exception:
        log.exception("Channels could not be opened together")
    opened: dict[int, OpenChannel] = {}
    for channel_id in wanted:
        with alerts.aside(f"opening channel {channel_id}"):
            opened |= connecting.open_channels([channel_id])
    return opened


def _name(one: Ready | Outcome) -> tuple[int, int, int]:
    """What is on its way, whether it is a post or a later part of one."""
    return one.id, one.step, one.epoch


def _not_sent(one: Ready, answer: Answer | None) -> Outcome:
    text = one.draft.text if one.draft else ""
    return Outcome(one.id, one.epoch, one.channel_id, text, answer=answer, step=one.step)


def send(one: Ready, channel: OpenChannel) -> Outcome:
    """The one irreversible call; whatever happens comes back as an outcome.

    Touches no database, but for the moment in which a token that has ended is renewed.
    """
    connector = channel.connector
    if not isinstance(connector, Publishes):
        return _not_sent(one, Answer(Meaning.REFUSED, kind="not_supported"))
    if one.draft is None:
        return _not_sent(one, Answer(Meaning.REFUSED, kind="unreadable_revision"))
    if one.send_by - time.monotonic() < pace.safety_s():
        return _not_sent(one, None)
    draft = one.draft

    def commit(credentials: Credentials) -> Any:
        if one.send_by - time.monotonic() < pace.safety_s():
            raise NetworkError(ErrorKind.TRANSIENT, "no_time_left", was_sent=False)
        try:
            return connector.commit(
                credentials,
                draft,
                key=one.key,
                refs=one.refs,
                timeout_s=pace.call_s(),
                sent_at=one.first_sent_at,
            )
        except NetworkError as error:
            if says_no(error):
                raise
            # Not even an ended token is a reason to call again while the first call may have created.
            raise doubted(error) from error

    try:
        published = connecting.asked(channel, commit)
    except Exception as error:  # whatever it was, the delivery must not stay in flight
        answer = meaning_of(error)
        if answer.kind == "unforeseen":
            log.exception("Unforeseen error while sending %s", one.key)
        return _not_sent(one, answer)
    if not isinstance(published, Published) or not is_recordable(published):
        # It was accepted, and we cannot say as what.
        return _not_sent(one, Answer(Meaning.LOOK_UP, kind="unforeseen", raw=repr(published)))
    text = one.draft.text
    return Outcome(one.id, one.epoch, one.channel_id, text, published=published, step=one.step)
