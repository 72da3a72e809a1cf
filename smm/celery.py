"""The clock: the Celery app, its queues, the one table of periodic jobs, and what each outbox kind does.

Nothing true lives in the broker. A message says "look": the rows of PostgreSQL say what is due, and
running any job twice is harmless (docs/decisions/rows-are-the-queue.md).
"""

from __future__ import annotations

import logging
import os
from typing import Any

import psycopg2
from celery import Celery
from celery.beat import PersistentScheduler
from celery.schedules import crontab
from kombu import Queue

from people.locks import Lock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smm.settings")

log = logging.getLogger(__name__)

app = Celery("smm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["people", "clients", "editorial", "community", "analytics", "smm"])

QUEUES = ("publish", "media", "measure", "listen", "report", "mail")
app.conf.task_queues = [Queue(name) for name in QUEUES]
app.conf.task_default_queue = "measure"

# job -> (task, every how many seconds or when, queue, seconds after which an unread message is void)
PERIODIC_JOBS: dict[str, tuple[str, float | crontab, str, float]] = {
    "publish what is due": ("editorial.tasks.publish_due", 1.0, "publish", 2),
    "settle what a dead worker left": ("editorial.tasks.reap", 5.0, "publish", 5),
    "correct and remove what is out": (
        "editorial.tasks.carry_out_remedies",
        2.0,
        "publish",
        4,
    ),
    "look up doubtful deliveries": ("editorial.tasks.reconcile", 5.0, "publish", 5),
    "make the posts of repeats": ("editorial.tasks.make_repeats", 60.0, "mail", 60),
    "make files of uploads": ("editorial.tasks.make_pictures", 2.0, "media", 4),
    "hand pictures to networks": ("editorial.tasks.prepare_media", 5.0, "media", 5),
    "empty the library's trash": (
        "editorial.tasks.empty_trash",
        crontab(hour="3", minute="50"),
        "media",
        3600,
    ),
    "forget broken-off uploads": (
        "editorial.tasks.forget_uploads",
        600.0,
        "media",
        300,
    ),
    "sweep the temporary folder": ("smm.tasks.sweep_scratch", 600.0, "media", 300),
    "watch what people were told of": ("editorial.tasks.watch_alerts", 10.0, "mail", 20),
    "watch for silences": ("editorial.tasks.watch_silences", 900.0, "mail", 600),
    "look for repetitions": ("editorial.tasks.look_for_repetitions", 60.0, "measure", 50),
    "read posts to come beside the voice": ("editorial.tasks.check_tone", 20.0, "measure", 18),
    "hand on the outbox": ("smm.tasks.relay_outbox", 2.0, "mail", 4),
    "measure what is due": ("analytics.tasks.measure_due", 15.0, "measure", 15),
    "measure the channels": ("analytics.tasks.measure_channels", 900.0, "measure", 600),
    "roll up the days": ("analytics.tasks.roll_up", 60.0, "measure", 60),
    "print the reports": ("analytics.tasks.print_reports", 5.0, "report", 10),
    "make the handover files": ("analytics.tasks.make_handovers", 10.0, "report", 20),
    "watch the hours of contracts": ("analytics.tasks.watch_hours", 900.0, "report", 600),
    "prepare next months' readings": (
        "analytics.tasks.prepare_months",
        crontab(hour="2", minute="10"),
        "measure",
        3600,
    ),
    "reopen channels whose goals are behind": (
        "analytics.tasks.reopen_fits",
        crontab(hour="4", minute="40"),
        "measure",
        3600,
    ),
    "send answers": ("community.tasks.send_replies", 2.0, "publish", 4),
    "hear the channels": ("community.tasks.hear_channels", 10.0, "listen", 10),
    "open the links": ("editorial.tasks.open_links", 60.0, "listen", 55),
    "find the links of profiles": ("editorial.tasks.note_standing_links", 3600.0, "listen", 600),
    "renew tokens": ("clients.tasks.renew_tokens", 60.0, "listen", 60),
    "read the competitors": ("clients.tasks.read_competitors", 60.0, "listen", 60),
    "read public accounts": ("clients.tasks.read_looks", 3.0, "listen", 6),
    "look at the channels by night": ("editorial.tasks.look_at_channels", 300.0, "listen", 240),
    "read past posts": ("editorial.tasks.read_past", 5.0, "listen", 10),
    "check the channels": (
        "clients.tasks.check_channels",
        crontab(hour="4", minute="20"),
        "listen",
        3600,
    ),
    "forget what is past keeping": (
        "smm.tasks.prune",
        crontab(hour="3", minute="30"),
        "mail",
        3600,
    ),
}
app.conf.beat_schedule = {
    name: {"task": task, "schedule": every, "options": {"queue": queue, "expires": expires}}
    for name, (task, every, queue, expires) in PERIODIC_JOBS.items()
}
app.conf.task_routes = {task: {"queue": queue} for task, _, queue, _ in PERIODIC_JOBS.values()}

# What must follow a change, by the kind of its outbox row. Handlers may see a row twice, never zero
# times; each is imported on first use, so that the web does not load what only a worker needs.
OUTBOX_HANDLERS: dict[str, str] = {
    "mail": "people.mail.send",
    "report_mail": "analytics.mailing.send",
    "revoke_access": "clients.actions.connecting.revoke_at_network",
}


class SingleBeat(PersistentScheduler):
    """The stock beat, ticking only while it holds the database's advisory lock.

    A second beat waits and takes over when the first one's session ends.
    """

    _session: Any = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if not self._holds_the_lock():
            return 1.0
        return float(super().tick(*args, **kwargs))

    def _holds_the_lock(self) -> bool:
        from django.conf import settings

        try:
            if self._session is None:
                database = settings.DATABASES["default"]
                self._session = psycopg2.connect(
                    host=database["HOST"],
                    port=database["PORT"] or None,
                    user=database["USER"],
                    password=database["PASSWORD"],
                    dbname=database["NAME"],
                    application_name="palinsesto beat",
                )
                self._session.autocommit = True
                self._locked = False
            with self._session.cursor() as cursor:
                if self._locked:
                    cursor.execute("SELECT 1")
                    return True
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [Lock.BEAT])
                self._locked = bool(cursor.fetchone()[0])
                return self._locked
        except psycopg2.Error:
            log.warning("Beat cannot reach the database; trying again in a second.")
            self._session = None
            return False


app.conf.beat_scheduler = "smm.celery:SingleBeat"
app.conf.beat_max_loop_interval = 1
