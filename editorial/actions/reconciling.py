"""Looking up doubtful deliveries on their network, until they are found, proved absent, or put to a person.

Three good readings that do not show the post, over at least three times the network's settling time, prove
it absent; a reading that failed proves nothing. Only what is proved absent may be sent again, with the same
idempotency key, and only inside its grace: later a person decides.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from clients.actions import connecting
from editorial.actions import alerts
from editorial.actions.settling import Outcome, settle
from editorial.contents import for_channel
from editorial.lifecycle import DeliveryState, LookupResult
from editorial.models import Delivery, Lookup, Publication
from networks.errors import ErrorKind, NetworkError
from networks.roles import Publishes
from networks.types import Absent, Found, Undecided, Verdict

log = logging.getLogger(__name__)

GOOD_READS_FOR_ABSENT = 3
# Nothing stays doubtful longer than this without a person having been asked.
PATIENCE = timedelta(minutes=15)
READ_TIMEOUT_S = 20.0
# A look takes the row out of reach of other lookers for this long.
LOOK_LEASE = timedelta(seconds=90)

S = DeliveryState

_TAKE = """
UPDATE editorial_delivery SET check_after = %(now)s + %(lease)s
 WHERE id IN (SELECT id FROM editorial_delivery
               WHERE state = 'unknown' AND check_after <= %(now)s
               ORDER BY check_after LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look told: a verdict, or why the reading failed."""

    verdict: Verdict | None
    failure: str = ""


def look_up_due(*, now: datetime, limit: int = 20) -> int:
    """Look at up to `limit` doubtful deliveries whose next look is due; returns how many were looked at."""
    values: dict[str, Any] = {"now": now, "lease": LOOK_LEASE, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        ids = [row[0] for row in cursor.fetchall()]
    for delivery in Delivery.objects.filter(pk__in=ids).select_related("revision", "channel"):
        _record(delivery, _look(delivery), now=now)
    return len(ids)


def look_up_now(*, delivery: Delivery, now: datetime) -> None:
    """A person asks for a look at once; refused silently when another look is under way."""
    taken = Delivery.objects.filter(
        pk=delivery.pk, state=S.UNKNOWN, check_after__lte=now + LOOK_LEASE
    ).update(check_after=now + LOOK_LEASE)
    if taken:
        _record(delivery, _look(delivery), now=now)


def _look(delivery: Delivery) -> Look:
    """Read the network back; holds no transaction while it does."""
    channel = connecting.open_channels([delivery.channel_id]).get(delivery.channel_id)
    if channel is None:
        return Look(None, failure=ErrorKind.AUTH_EXPIRED)
    connector = channel.connector
    if not isinstance(connector, Publishes) or connector.idempotency == "blind":
        return Look(Undecided(reason="blind"))
    others = Publication.objects.filter(channel_id=delivery.channel_id).order_by("-published_at")
    assert delivery.first_sent_at is not None, "a doubtful delivery has been sent"
    try:
        return Look(
            connector.verify(
                channel.credentials,
                for_channel(delivery.revision.content, delivery.channel_id),
                first_sent_at=delivery.first_sent_at,
                known_remote_ids=frozenset(others.values_list("remote_id", flat=True)[:200]),
                timeout_s=READ_TIMEOUT_S,
            )
        )
    except NetworkError as error:
        return Look(None, failure=error.kind)
    except Exception as error:  # a reading we cannot understand is a failed one
        log.exception("Unforeseen error while looking up delivery %s", delivery.pk)
        return Look(None, failure=type(error).__name__)


def _record(delivery: Delivery, look: Look, *, now: datetime) -> None:
    result = {
        Found: LookupResult.FOUND,
        Absent: LookupResult.ABSENT,
        Undecided: LookupResult.UNDECIDED,
    }.get(type(look.verdict), LookupResult.FAILED)
    with transaction.atomic():
        held = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("channel", "post", "client")
            .filter(pk=delivery.pk, epoch=delivery.epoch, state=S.UNKNOWN)
            .first()
        )
        if held is None:
            return
        Lookup.objects.create(
            agency_id=held.agency_id,
            delivery=held,
            at=now,
            result=result,
            detail=look.failure[:200],
        )
        match look.verdict:
            case Found(published=published):
                text = for_channel(delivery.revision.content, held.channel_id).text
                settle(
                    [Outcome(held.pk, held.epoch, held.channel_id, text, published=published)],
                    now=now,
                )
            case Undecided(reason=reason, candidates=candidates):
                urls = [candidate.url for candidate in candidates][:5]
                _ask(held, reason=reason, params={"candidates": urls}, now=now)
            case Absent():
                _one_more_absence(held, now=now)
            case None:
                _again_or_ask(held, now=now)


def _one_more_absence(delivery: Delivery, *, now: datetime) -> None:
    settle_time = timedelta(seconds=connecting.settle_s_of(delivery.channel))
    delivery.n_negative_reads += 1
    assert delivery.first_sent_at is not None
    is_long_enough = now - delivery.first_sent_at >= 3 * settle_time
    if delivery.n_negative_reads < GOOD_READS_FOR_ABSENT or not is_long_enough:
        _again_or_ask(delivery, now=now, distance=settle_time)
        return
    if now < delivery.due_at + delivery.grace:
        _write(delivery, state=S.SCHEDULED, check_after=None, next_attempt_at=now, reason="absent")
    else:
        _write(delivery, state=S.MISSED, check_after=None, reason="absent")
        alerts.raise_for(delivery, what=alerts.TOO_LATE, now=now)


def _again_or_ask(
    delivery: Delivery, *, now: datetime, distance: timedelta = timedelta(seconds=60)
) -> None:
    assert delivery.first_sent_at is not None
    if now - delivery.first_sent_at > PATIENCE:
        _ask(delivery, reason="no_answer", params={}, now=now)
    else:
        _write(delivery, check_after=now + distance)


def _ask(delivery: Delivery, *, reason: str, params: dict[str, Any], now: datetime) -> None:
    _write(delivery, state=S.NEEDS_HUMAN, check_after=None, reason=reason, reason_params=params)
    alerts.raise_for(delivery, what=alerts.DECIDE, now=now)


def _write(delivery: Delivery, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=[*fields, "n_negative_reads"])
