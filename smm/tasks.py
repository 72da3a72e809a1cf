"""Jobs that belong to no single app: the outbox relay and the pruning of what is past keeping."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils.module_loading import import_string

from people import installation, outbox, scratch
from people.clock import database_now
from smm.celery import OUTBOX_HANDLERS

KEEP_DONE_OUTBOX = timedelta(days=30)


@shared_task
def relay_outbox() -> None:
    """Hand each due outbox row to its handler; not while it is in doubt whether another installation did."""
    if installation.stands_still():
        return
    handlers = {kind: import_string(path) for kind, path in OUTBOX_HANDLERS.items()}
    outbox.deliver_due(handlers=handlers, now=database_now(), limit=50)


@shared_task
def prune() -> None:
    """Forget done outbox rows after thirty days, and sessions that have ended."""
    now = database_now()
    outbox.forget_done(before=now - KEEP_DONE_OUTBOX)
    Session.objects.filter(expire_date__lt=now).delete()


@shared_task
def sweep_scratch() -> None:
    """Remove from the temporary folder what killed processes left there."""
    scratch.sweep()
