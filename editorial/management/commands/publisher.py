"""`manage.py publisher`: publishes without Celery, beside it or instead of it.

The same action the workers run, in a plain loop woken by the database itself. It may run at any time, on any
number of machines: the claim decides. Useful when Redis is down, or for those who want no broker.
"""

from __future__ import annotations

import logging
import math
import select
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from editorial import pace
from editorial.actions import (
    checking_parts,
    checking_remedies,
    handing_over,
    publishing,
    reaping,
    reaping_remedies,
    reconciling,
    rederiving,
    remedying,
    standing_down,
)
from editorial.actions.waking import WAKE_CHANNEL
from people import zones
from people.clock import database_now

log = logging.getLogger(__name__)

PAUSE_AFTER_AN_ERROR_S = 2.0


class Command(BaseCommand):
    help = "Publish due deliveries in a loop (safe beside Celery workers)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self.stdout.write("Publishing what is due; Ctrl-C stops.")
        # On a thread of its own: a network that does not let itself be read must not make the others late.
        carer = threading.Thread(target=self._repeat, args=(self._care,), name="carer", daemon=True)
        carer.start()
        self._repeat(self._publish)

    def _stop(self, *_: Any) -> None:
        self.stopping.set()
        publishing.stop_claiming()

    def _repeat(self, work: Callable[[], None]) -> None:
        """Until told to stop, whatever goes wrong: a publisher that died would publish nothing."""
        while not self.stopping.is_set():
            try:
                work()
            except Exception:
                log.exception("Publishing goes on in %g seconds", PAUSE_AFTER_AN_ERROR_S)
                connection.close()
                self.stopping.wait(PAUSE_AFTER_AN_ERROR_S)

    def _publish(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {WAKE_CHANNEL}")
        publishing.publish_round(clock=database_now, seconds=math.inf)
        if connection.connection is None:
            return  # the round lost its session: listen on a new one first
        # Until the database says that something was scheduled, or one second.
        raw = connection.connection
        select.select([raw], [], [], 1.0)
        raw.poll()
        raw.notifies.clear()

    def _care(self) -> None:
        standing_down.stand_down_if_put_back(now=database_now())
        rederiving.derive_again(edition=zones.edition(), now=database_now())
        handing_over.hand_over(now=database_now())
        reaping.reap(now=database_now())
        reconciling.look_up_due(now=database_now())
        checking_parts.look_up_parts_due(now=database_now())
        reaping_remedies.reap_remedies(now=database_now())
        remedying.remedy_round(clock=database_now, seconds=pace.reap_s())
        checking_remedies.look_up_remedies_due(now=database_now())
        self.stopping.wait(pace.reap_s())
