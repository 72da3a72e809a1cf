"""How long each part of publishing may take: the few durations that must fit together, in one place.

A lease outlives the call that it covers, a look-up comes after the network had time to show the post, and no
call is begun that could outlive its lease. The settings change them together, for tests that cannot wait
ninety seconds; a system check refuses values that do not fit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeVar

from django.conf import settings

T = TypeVar("T")

# Between the end of a call at its deadline and the end of its lease: time to notice and to record.
MARGIN_S = 5.0
# A living owner keeps its deliveries for this long after their lease; then they are looked up all the same.
FROZEN_AFTER = timedelta(minutes=5)
# A delivery claimed more than this after its time is catching up: then posts of a channel keep a distance.
CATCHING_UP_AFTER = timedelta(seconds=60)
CATCH_UP_DISTANCE = timedelta(minutes=5)


def call_s() -> float:
    """Seconds that the one irreversible call may take in all."""
    return float(settings.PUBLISH_CALL_S)


def safety_s() -> float:
    """With less of its lease left than this a call is not begun."""
    return call_s() + MARGIN_S


def lease() -> timedelta:
    """For how long a claim, and then an intent to send, is its owner's."""
    return timedelta(seconds=settings.PUBLISH_LEASE_S)


def settle(network_s: float) -> timedelta:
    """How long to wait before looking for a post on a network that shows new posts after `network_s` seconds."""
    return timedelta(seconds=settings.PUBLISH_SETTLE_S or network_s)


def reap_s() -> float:
    """Seconds between two rounds of settling what dead workers left."""
    return float(settings.PUBLISH_REAP_S)


def one_by_one(lease_next: Callable[[], T | None], *, until: float) -> Iterator[T]:
    """What `lease_next` gives, one after another, until it gives nothing or the clock of time.monotonic() says `until`."""
    while time.monotonic() < until and (work := lease_next()) is not None:
        yield work
