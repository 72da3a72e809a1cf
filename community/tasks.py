"""What the clock rings for the community: hearing the channels, sending the answers."""

from __future__ import annotations

from celery import shared_task

from community.actions import hearing, sending
from people import installation
from people.clock import database_now


@shared_task
def hear_channels() -> None:
    """Ask the channels that are due what people said. A copy only listens once somebody lets it go on."""
    if not installation.stands_still():
        hearing.hear_due(now=database_now())


@shared_task
def send_replies() -> None:
    """Send the answers that nobody took back, and look up the doubtful ones."""
    sending.send_due(now=database_now())
