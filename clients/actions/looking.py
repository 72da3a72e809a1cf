"""Reading a prospect's own public profile: somebody asks, the worker looks once, and what was seen stands beside what people typed.

One look takes at most three calls, and of one server one account at a time. What could not be read is said on the page; who
asked presses again. Nothing that a person typed is ever changed.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from clients import looks
from clients.actions import connecting, observing
from clients.actions.watching import account_named
from clients.models import Client, Sighting
from clients.words.competitors import NOT_PUBLIC
from networks.errors import ErrorKind, NetworkError
from networks.types import Profile, PublicAccount, PublicListing
from people import audit
from people.models import Member

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
MOST_AT_ONCE = 10
# How far back the day of the last post is looked for; two pages are read at most.
LOOKS_BACK = timedelta(days=5 * 365)


@transaction.atomic
def ask(*, by: Member, client: Client, network: str, account: str, now: datetime) -> Sighting:
    """Has the public profile of an account read, within seconds. Raises WatchingError for what names no account there.

    Asked twice on one day it is one look, and what a person wrote down of that account on this day stays in it.
    """
    named = account_named(network, account)
    asked = {
        "host": named.host[:300],
        "name": named.name[:255],
        "asked_at": now,
        "lease_until": None,
        "problem": "",
    }
    sighting, _made = Sighting.objects.update_or_create(
        client=client,
        network=network,
        address=named.handle[:300],
        seen_on=client.today(now),
        defaults=asked,
        create_defaults={**asked, "agency_id": client.agency_id},
    )
    data = {"client": client.slug, "network": network, "account": named.handle}
    audit.record(
        actor=by, agency=by.agency, verb="sighting.asked", target=sighting, data=data, now=now
    )
    return sighting


@transaction.atomic
def take_asked(*, now: datetime) -> list[Sighting]:
    """What is to be read now, one of each server, kept from other workers for a while."""
    rows = (
        Sighting.objects.asked(now)
        .select_related("client")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("asked_at", "pk")[: MOST_AT_ONCE * 5]
    )
    one_a_host = {row.host: row for row in reversed(list(rows))}
    taken = list(one_a_host.values())[:MOST_AT_ONCE]
    Sighting.objects.filter(pk__in=[row.pk for row in taken]).update(lease_until=now + LEASE)
    return taken


def read(sighting: Sighting, *, now: datetime) -> bool:
    """Looks at the account and keeps what was seen, or why not; whether it could be read. The calls are made outside transactions."""
    observer = connecting.observer(sighting.network)
    try:
        if observer is None:
            raise NetworkError(ErrorKind.NOT_SUPPORTED, NOT_PUBLIC)
        account = PublicAccount(sighting.host, sighting.name)
        profile, listing = observing.look(observer, account, since=now - LOOKS_BACK)
    except NetworkError as error:
        log.info("the public account of the look %s could not be read: %s", sighting.pk, error)
        _end(sighting, problem=observing.problem_of(error))
        return False
    _keep(sighting, profile, listing, now)
    return True


def _keep(sighting: Sighting, profile: Profile, listing: PublicListing, now: datetime) -> None:
    found = looks.to_json(profile, listing, zone=ZoneInfo(sighting.client.time_zone), now=now)
    _end(sighting, read_at=now, found=found)


def _end(sighting: Sighting, **seen: object) -> None:
    """Only what the program knows is written: a person may be typing into the same look."""
    Sighting.objects.filter(pk=sighting.pk, asked_at=sighting.asked_at).update(
        asked_at=None, lease_until=None, **seen
    )
