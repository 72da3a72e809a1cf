"""What the clock does for clients."""

from __future__ import annotations

import logging

from celery import shared_task

from clients.actions import looking, observing
from clients.actions.connecting import check, mark_reauth_needed, renew_ahead, warn_of_ends
from clients.models import Channel, Health
from people import installation
from people.clock import database_now

log = logging.getLogger(__name__)


@shared_task
def check_channels() -> None:
    """Checks every connected channel: profile, abilities, limits; dead ones are announced once."""
    connected = Channel.objects.connected().exclude(health=Health.BY_HAND)
    for channel in connected.select_related("agency").iterator(chunk_size=200):
        try:
            check(channel, now=database_now())
        except Exception:
            # One channel's surprise must not keep the others unchecked.
            log.exception("checking channel %s failed", channel.pk)


@shared_task
def renew_tokens() -> None:
    """Renews short-lived tokens before they end, so that publishing never has to; says which a person must renew."""
    if installation.stands_still():
        return  # a token renewed by a copy ends that of the original
    now = database_now()
    for channel_id in renew_ahead(now=now):
        mark_reauth_needed(channel_id, now=now)
    warn_of_ends(now=now)


@shared_task
def read_competitors() -> None:
    """Reads the public profiles that are due: each once a day, one of each server a minute."""
    if installation.stands_still():
        return
    for profile in observing.take_due(now=database_now()):
        try:
            observing.read(profile, now=database_now())
        except Exception:
            # Its lease ends, and it is tried again; the others are read.
            log.exception("reading the competitor's profile %s failed", profile.pk)


@shared_task
def read_looks() -> None:
    """Reads the public accounts of prospects that somebody asked for, one of each server at a time."""
    if installation.stands_still():
        return
    for sighting in looking.take_asked(now=database_now()):
        try:
            looking.read(sighting, now=database_now())
        except Exception:
            # Its lease ends, and it is tried again; the others are read.
            log.exception("reading the public account of the look %s failed", sighting.pk)
