"""Threads for sending, shared out so that a network which is slow to answer holds up no other.

Quick networks share the threads; while others wait none of them gets more than half. One whose last answer took long is
sent to by threads of its own, so that it can fill only those. Networks are told apart by `place`: the network and its host.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Hashable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from django.conf import settings

# A call that takes longer is that of a slow network; for so long it is taken for one.
SLOW_S = 2.0
SLOW_FOR_S = 600.0
# How many calls may be begun for each thread: the half more waits in line for the first thread that is free,
# so that no thread waits for the database.
BEGUN_PER_THREAD = 1.5


# So long an agency's turns are remembered: longer than a burst takes, shorter than the time to the next.
REMEMBERED_S = 30.0


class Turns:
    """How many deliveries each agency has had claimed lately, so that one with many does not come first again and again.

    Of this process alone: it orders who goes first, and promises nothing.
    """

    def __init__(self) -> None:
        self._taken: deque[tuple[float, int]] = deque()
        self._counts: Counter[int] = Counter()

    def take(self, agencies: Iterable[int]) -> None:
        """Note a turn for each of these."""
        moment = time.monotonic()
        for agency_id in agencies:
            self._taken.append((moment, agency_id))
            self._counts[agency_id] += 1

    def lately(self) -> dict[int, int]:
        """Turns by agency."""
        while self._taken and self._taken[0][0] < time.monotonic() - REMEMBERED_S:
            _, agency_id = self._taken.popleft()
            self._counts[agency_id] -= 1
            if not self._counts[agency_id]:
                del self._counts[agency_id]
        return dict(self._counts)


class Placed(Protocol):
    """What is to be sent, and where."""

    @property
    def place(self) -> str: ...


P = TypeVar("P", bound=Placed)

_slow_until: dict[str, float] = {}
_threads: dict[bool, ThreadPoolExecutor] = {}  # made in the process that uses them: workers fork


def is_slow(place: str) -> bool:
    """Whether the last answer from there took long."""
    return _slow_until.get(place, 0.0) > time.monotonic()


def note_answer(place: str, *, seconds: float) -> None:
    """How long an answer from there took."""
    if seconds > SLOW_S:
        _slow_until[place] = time.monotonic() + SLOW_FOR_S
    else:
        _slow_until.pop(place, None)


def threads_for(place: str) -> ThreadPoolExecutor:
    """The threads that send there."""
    lane = is_slow(place)
    if lane not in _threads:
        name = "slow-sender" if lane else "sender"
        _threads[lane] = ThreadPoolExecutor(settings.PUBLISH_THREADS, thread_name_prefix=name)
    return _threads[lane]


def replace_threads() -> None:
    """Some of them hang: the next sending gets new ones, and these end when they can."""
    for pool in _threads.values():
        pool.shutdown(wait=False)
    _threads.clear()


class Lanes:
    """What one round has begun and not yet heard of, by where it is sent."""

    def __init__(self) -> None:
        self.at_once = int(settings.PUBLISH_THREADS * BEGUN_PER_THREAD)
        self._out: dict[Hashable, tuple[str, bool]] = {}

    def begun(self, name: Hashable, place: str) -> None:
        self._out[name] = place, is_slow(place)

    def back(self, name: Hashable) -> None:
        self._out.pop(name, None)

    @property
    def room(self) -> int:
        """How many may be begun now on quick networks."""
        return max(self.at_once - sum(not slow for _, slow in self._out.values()), 0)

    def full(self, waiting: Iterable[Placed]) -> list[str]:
        """The places of which enough is at hand, so that only others should be claimed."""
        counted = Counter(one.place for one in waiting)
        return [place for place, n in counted.items() if n >= self.at_once // 2]

    def pick(self, waiting: Sequence[P]) -> list[P]:
        """Those that may begin now, in their order; to one network alone everything may go."""
        slow_room = self.at_once - sum(slow for _, slow in self._out.values())
        room, share = self.room, max(settings.PUBLISH_THREADS // 2, 1)
        out = Counter(place for place, slow in self._out.values() if not slow)
        has_others = len({*out, *(one.place for one in waiting if not is_slow(one.place))}) > 1
        picked = []
        for one in waiting:
            if is_slow(one.place):
                if slow_room > 0:
                    slow_room -= 1
                    picked.append(one)
            elif room > 0 and not (has_others and out[one.place] >= share):
                room -= 1
                out[one.place] += 1
                picked.append(one)
        return picked
