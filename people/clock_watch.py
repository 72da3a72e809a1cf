"""Whether the clock of this machine agrees with the database's, which is the one all times here are asked by.

A machine that is minutes off writes misleading logs, misjudges tokens and certificates, and is ill in some way nobody knows
yet. From two seconds it is told, from thirty the machine claims nothing: others, whose clock is right, publish.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from people import cldr
from people.clock import database_now, machine_ahead_s
from people.models import SkewedClock

log = logging.getLogger(__name__)

TOLD_FROM_S = 2.0
STOPS_FROM_S = 30.0
LOOKS_EVERY_S = 10.0
# A machine that has said nothing for so long was set right, or is gone.
FORGOTTEN_AFTER = timedelta(seconds=60)


class ClockWatch:
    """Looks at the clocks now and then, for a process that works by itself; says what it sees to logs and to the others."""

    def __init__(
        self, *, machine_clock: Callable[[], float] = time.time, machine: str | None = None
    ) -> None:
        self.machine_clock = machine_clock
        self.machine = (machine or socket.gethostname())[:120]
        self.ahead_s = 0.0
        self._looks_from = 0.0

    def may_claim(self) -> bool:
        """False while this machine's clock is so far off that it should begin nothing."""
        if time.monotonic() >= self._looks_from:
            self._look()
            self._looks_from = time.monotonic() + LOOKS_EVERY_S
        return abs(self.ahead_s) <= STOPS_FROM_S

    def _look(self) -> None:
        had_differed = differs(self.ahead_s)
        self.ahead_s = machine_ahead_s(machine_clock=self.machine_clock)
        if differs(self.ahead_s):
            SkewedClock.objects.update_or_create(
                machine=self.machine,
                defaults={"ahead_s": self.ahead_s, "seen_at": database_now()},
            )
            level = logging.ERROR if stops(self.ahead_s) else logging.WARNING
            log.log(level, "%s", words(self.machine, self.ahead_s))
        elif had_differed:
            SkewedClock.objects.filter(machine=self.machine).delete()
            log.info("The clock of %s agrees with the database's again.", self.machine)


def differs(ahead_s: float) -> bool:
    """Whether it is worth telling."""
    return abs(ahead_s) > TOLD_FROM_S


def stops(ahead_s: float) -> bool:
    """Whether such a machine claims nothing."""
    return abs(ahead_s) > STOPS_FROM_S


def skewed(*, now: datetime) -> dict[str, float]:
    """The machines that lately differed, with the seconds they are ahead; this one among them, looked at right now."""
    found = {
        each.machine: each.ahead_s for each in SkewedClock.objects.since(now - FORGOTTEN_AFTER)
    }
    own = machine_ahead_s()
    if differs(own):
        found[socket.gethostname()] = own
    return found


def words(machine: str, ahead_s: float) -> str:
    """One machine's clock in words: what is wrong, what follows, what to do."""
    seconds = cldr.number(round(abs(ahead_s), 1))
    said = {"machine": machine, "seconds": seconds}
    happened = (
        _("The clock of %(machine)s is %(seconds)s seconds ahead of the database's.")
        if ahead_s > 0
        else _("The clock of %(machine)s is %(seconds)s seconds behind the database's.")
    ) % said
    follows = (
        _("It claims no posts until they agree; other machines go on.")
        if stops(ahead_s)
        else _("Posts still go out on time: times are asked of the database.")
    )
    return " ".join([happened, follows, _("Have both set by a time server (NTP).")])
