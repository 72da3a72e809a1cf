"""Telling the people who can act when a delivery needs them: one trouble is told once, however many deliveries it holds.

What happened is true whether or not it can be told: an alert that fails is logged and undoes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, transaction

from editorial.actions import telling
from editorial.models import Delivery, Step
from editorial.words.alerts import AlertKind

log = logging.getLogger(__name__)

CHECKING = AlertKind.CHECKING
REFUSED = AlertKind.REFUSED
RECONNECT = AlertKind.RECONNECT
NOT_LET_IN = AlertKind.NOT_LET_IN
TOO_LATE = AlertKind.TOO_LATE
DECIDE = AlertKind.DECIDE
NOT_APPROVED = AlertKind.NOT_APPROVED
CLIENT_PAUSED = AlertKind.CLIENT_PAUSED
CLIENT_LEFT = AlertKind.CLIENT_LEFT
CLIENT_PROSPECT = AlertKind.CLIENT_PROSPECT
ON_HOLD = AlertKind.ON_HOLD
NO_SUCH_HOUR = AlertKind.NO_SUCH_HOUR
REST_CHECKING = AlertKind.REST_CHECKING
REST_MISSING = AlertKind.REST_MISSING
REST_DECIDE = AlertKind.REST_DECIDE
OUT_ALL_THE_SAME = AlertKind.OUT_ALL_THE_SAME


@contextmanager
def aside(doing: str) -> Iterator[None]:
    """Does what hangs on an outcome in a savepoint: when it fails it is logged, and undoes only itself.

    Raises only when the database is gone, which undoes the outcome too.
    """
    try:
        with transaction.atomic():
            yield
    except OperationalError:
        raise
    except Exception:
        log.exception("Failed: %s", doing)


def raise_for(delivery: Delivery, *, what: AlertKind, now: datetime) -> None:
    """Everybody who may schedule for this client is told, in the language of each.

    Call it inside the transaction that changes the delivery: that stands even if nobody can be told.
    """
    with aside(f"telling people of delivery {delivery.pk}"):
        telling.tell([delivery], kind=what, now=now)


def raise_for_part(delivery: Delivery, step: Step, *, what: AlertKind, now: datetime) -> None:
    """`raise_for`, of a later part of the delivery."""
    with aside(f"telling people of step {step.pk}"):
        telling.tell([delivery], kind=what, now=now)


def raise_for_many(ids: Sequence[int], *, what: AlertKind, now: datetime) -> None:
    """`raise_for` all of these deliveries: those of one trouble together."""
    if not ids:
        return
    found = Delivery.objects.filter(pk__in=ids).select_related("channel", "post", "client__agency")
    with aside(f"telling people of {len(ids)} deliveries"):
        telling.tell(list(found), kind=what, now=now)
