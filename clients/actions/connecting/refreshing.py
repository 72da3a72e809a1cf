"""Keeping short-lived tokens alive: ahead of their end, and once more when a network says that they ended.

A refresh spends the refresh token, so one is in flight per credential: a lease in the row decides who asks, the others wait
for the answer. The new pair is stored before anything else is done with it. That a right has ended is believed only after
the row was read again. No call is made inside a transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from clients.actions.connecting.keeping import replace_credentials
from clients.actions.connecting.opening import OpenChannel, open_with
from clients.models import Credential, Health
from networks import registry, types
from networks.errors import ErrorKind, NetworkError
from networks.roles import Refreshes
from people.sealing import SealError

log = logging.getLogger(__name__)

T = TypeVar("T")

CALL_TIMEOUT_S = 10.0
LEASE = timedelta(seconds=20)
PATIENCE_S = 20.0
POLL_S = 0.1
# After a network that did not answer nobody asks for this long; after one that said no, for longer.
REST = timedelta(seconds=5)
REST_AFTER_NO = timedelta(seconds=60)
# The part of a pair's life after which it is renewed, in percent; channels are spread over the range.
FIRST_PERCENT, N_PERCENTS = 55, 11


def asked(opened: OpenChannel, ask: Callable[[types.Credentials], T]) -> T:
    """What the network answers; where it says that the access token has ended, asked once more with a fresh one.

    Raises what `ask` raises. Raises auth_expired only when the right itself has ended, and transient, nothing sent,
    when it could not be renewed just now. May be used in any thread; call it outside transactions.
    """
    try:
        return ask(opened.credentials)
    except NetworkError as error:
        can_renew = isinstance(opened.connector, Refreshes) and opened.credentials.refresh_token
        if error.kind is not ErrorKind.AUTH_EXPIRED or not can_renew:
            raise
    return ask(renew(opened.channel_id, seen=opened.version))


def renew(channel_id: int, *, seen: int) -> types.Credentials:
    """Credentials newer than version `seen`: those that somebody just made, or new ones. Raises as `asked` does."""
    was_open = connection.connection is not None
    try:
        return _renew(channel_id, seen)
    finally:
        if not was_open:
            connection.close()  # a sender thread holds no connection longer than it must


def renew_ahead(*, now: datetime, limit: int = 50) -> list[int]:
    """Renews the pairs that are past a good half of their life; returns the channels whose right has ended."""
    networks = [
        slug for slug in registry.labels() if isinstance(registry.connector(slug), Refreshes)
    ]
    alive = Credential.objects.filter(
        channel__network__in=networks,
        channel__disconnected_at=None,
        channel__health=Health.OK,
        expires_at__isnull=False,
    ).exclude(refresh="")
    due = [row for row in alive.order_by("expires_at")[: limit * 4] if _is_due(row, now)][:limit]
    ended = []
    for row in due:
        try:
            renew(row.channel_id, seen=row.version)
        except NetworkError as error:
            log.info("channel %s could not be renewed: %s", row.channel_id, error)
            if error.kind is ErrorKind.AUTH_EXPIRED:
                ended.append(row.channel_id)
    return ended


def _is_due(row: Credential, now: datetime) -> bool:
    assert row.expires_at is not None
    life = row.expires_at - row.changed_at
    return now >= row.changed_at + life * (FIRST_PERCENT + row.pk % N_PERCENTS) / 100


def _renew(channel_id: int, seen: int) -> types.Credentials:
    end = time.monotonic() + PATIENCE_S
    while True:
        row = _read(channel_id)
        if row.version != seen:
            return _opened(row)
        if _take(row):
            return _ask_and_store(row)
        if row.refresh_problem:
            raise _problem(row.refresh_problem)
        if time.monotonic() > end:
            raise _problem(ErrorKind.TRANSIENT)
        time.sleep(POLL_S)


def _read(channel_id: int) -> Credential:
    row = (
        Credential.objects.filter(channel_id=channel_id, channel__disconnected_at=None)
        .select_related("channel")
        .first()
    )
    if row is None:
        raise _problem(ErrorKind.AUTH_EXPIRED)
    return row


def _take(row: Credential) -> bool:
    """The lease, if nobody has it. The clock is the database's, of this very statement."""
    is_free = Q(refresh_lease_until=None) | Q(refresh_lease_until__lt=Now())
    mine = Credential.objects.filter(is_free, pk=row.pk, version=row.version)
    return bool(mine.update(refresh_lease_until=Now() + LEASE, refresh_problem=""))


def _ask_and_store(row: Credential) -> types.Credentials:
    try:
        connector = registry.connector(row.channel.network)
        fresh: types.Credentials = connector.refresh(_opened(row), timeout_s=CALL_TIMEOUT_S)
    except NetworkError as error:
        return _believe(error, row)
    except BaseException:
        _leave(row, problem=ErrorKind.TRANSIENT, rest=REST)
        raise
    if not replace_credentials(row, fresh):
        return _opened(_read(row.channel_id))  # connected anew meanwhile: that pair counts
    return fresh


def _believe(error: NetworkError, row: Credential) -> types.Credentials:
    """A refused refresh may mean that another was quicker: look before anybody is told to connect again."""
    again = _read(row.channel_id)
    if again.version != row.version:
        return _opened(again)
    if error.kind in (ErrorKind.AUTH_EXPIRED, ErrorKind.ACCOUNT_RESTRICTED):
        _leave(row, problem=error.kind, rest=REST_AFTER_NO)
        raise error
    _leave(row, problem=ErrorKind.TRANSIENT, rest=REST)
    log.warning("channel %s: the refresh did not succeed: %s", row.channel_id, error)
    raise _problem(ErrorKind.TRANSIENT) from error


def _leave(row: Credential, *, problem: ErrorKind, rest: timedelta) -> None:
    """The lease becomes a rest, with the reason for those who wait."""
    mine = Credential.objects.filter(pk=row.pk, version=row.version)
    mine.update(refresh_lease_until=Now() + rest, refresh_problem=problem.value)


def _opened(row: Credential) -> types.Credentials:
    try:
        return open_with(row.channel, row).credentials
    except SealError as error:
        log.error("channel %s does not open: %s", row.channel_id, error)
        raise _problem(ErrorKind.TRANSIENT) from error


def _problem(kind: str) -> NetworkError:
    return NetworkError(ErrorKind(kind), "refresh_failed", was_sent=False)
