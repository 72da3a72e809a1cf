"""`manage.py publisher`: publishes without Celery, beside it or instead of it.

The same action the workers run, in a plain loop woken by the database itself. It may run at any time, on any
number of machines: the claim decides. Useful when Redis is down, or for those who want no broker.
"""

from __future__ import annotations

import select
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.db.utils import OperationalError

from editorial.actions import publishing, reconciling, settling
from editorial.actions.scheduling import WAKE_CHANNEL
from people.clock import database_now

REAP_EVERY_S = 5.0


class Command(BaseCommand):
    help = "Publish due deliveries in a loop (safe beside Celery workers)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self.stdout.write("Publishing what is due; Ctrl-C stops.")
        next_reap = 0.0
        while not self.is_stopping:
            try:
                self._listen()
                publishing.publish_round(clock=database_now)
                if time.monotonic() >= next_reap:
                    settling.reap(now=database_now())
                    reconciling.look_up_due(now=database_now())
                    next_reap = time.monotonic() + REAP_EVERY_S
                self._sleep()
            except OperationalError:
                self.stderr.write("The database cannot be reached; trying again in two seconds.")
                connection.close()
                time.sleep(2)

    def _stop(self, *_: Any) -> None:
        self.is_stopping = True
        publishing.stop_claiming()

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {WAKE_CHANNEL}")

    def _sleep(self) -> None:
        """Until the database says that something was scheduled, or one second."""
        raw = connection.connection
        select.select([raw], [], [], 1.0)
        raw.poll()
        raw.notifies.clear()
