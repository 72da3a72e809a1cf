"""What the clock does for clients."""

from __future__ import annotations

import logging

from celery import shared_task

from clients.actions.connecting import check
from clients.models import Channel
from people.clock import database_now

log = logging.getLogger(__name__)


@shared_task
def check_channels() -> None:
    """Checks every connected channel: profile, abilities, limits; dead ones are announced once."""
    for channel in Channel.objects.connected().select_related("agency").iterator(chunk_size=200):
        try:
            check(channel, now=database_now())
        except Exception:
            # One channel's surprise must not keep the others unchecked.
            log.exception("checking channel %s failed", channel.pk)
