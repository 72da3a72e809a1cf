"""Looking up doubtful deliveries on their network, until they are found, proved absent, or put to a person.

Three good readings that do not show the post, a settling time of the network apart, prove it absent; a
reading that failed proves nothing. Only what is proved absent may be sent again, with the same idempotency
key and while the network still knows that key, and only inside its grace: later a person decides.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from editorial import pace
from editorial.actions import alerts
from editorial.actions.settling import FIRST_LOOK_S, GONE, Outcome, is_recordable, settle
from editorial.contents import for_channel
from editorial.lifecycle import DeliveryState, LookupResult, PartState
from editorial.models import Delivery, Lookup, Publication, Step
from networks.errors import ErrorKind, NetworkError
from networks.roles import Publishes
from networks.types import Absent, Draft, Found, Undecided, Verdict

log = logging.getLogger(__name__)

# A delivery, or a later part of one.
Doubtful = TypeVar("Doubtful", bound=Model)

GOOD_READS_FOR_ABSENT = 3
# Nothing stays doubtful longer than this without a person having been asked.
PATIENCE = timedelta(minutes=15)
READ_TIMEOUT_S = 20.0
# Twenty looks by eight threads take three timeouts at worst, which is less than the lease they are made under.
AT_A_TIME = 20
LOOK_THREADS = 8

S = DeliveryState
_looking = threading.Lock()

_TAKE = """
UPDATE editorial_delivery SET check_after = %(now)s + %(lease)s
 WHERE id = ANY(ARRAY(SELECT id FROM editorial_delivery
                       WHERE state = 'unknown' AND check_after <= %(now)s
                       ORDER BY check_after LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look told: a verdict, or why the reading failed; and how long a key protects a second send."""

    verdict: Verdict | None
    failure: str = ""
    protected_for: timedelta = timedelta.max


Reading = Callable[[], Look]


def look_up_due(*, now: datetime, limit: int = AT_A_TIME) -> int:
    """Look at up to `limit` doubtful deliveries whose next look is due; returns how many were looked at.

    Does nothing when this process is already at it, so that slow networks never take all of a worker's threads.
    """
    return look_at_due(_TAKE, _look_at, alone=_looking, now=now, limit=limit)


def look_at_due(
    take: str, look_at: Callable[..., None], *, alone: threading.Lock, now: datetime, limit: int
) -> int:
    """Take the ids that the statement `take` gives, each for a lease, and look at them; 0 while `alone` is held."""
    if not alone.acquire(blocking=False):
        return 0
    try:
        values: dict[str, Any] = {"now": now, "lease": pace.lease(), "limit": limit}
        with connection.cursor() as cursor:
            cursor.execute(take, values)
            ids = [row[0] for row in cursor.fetchall()]
        look_at(ids, now=now)
        return len(ids)
    finally:
        alone.release()


def look_up_now(*, delivery: Delivery, now: datetime) -> None:
    """A person asks for a look at once. One that is under way still counts if it finds the post."""
    taken = Delivery.objects.filter(pk=delivery.pk, state=S.UNKNOWN).update(
        check_after=now + pace.lease()
    )
    if taken:
        _look_at([delivery.pk], now=now)


def _look_at(ids: list[int], *, now: datetime) -> None:
    deliveries = Delivery.objects.filter(pk__in=ids).select_related("revision", "channel")
    look_at_each(deliveries, reading=_reading, record=_record, ask=_ask_if_due, now=now)


def look_at_each(
    doubtful: Iterable[Doubtful],
    *,
    reading: Callable[[Doubtful], Reading],
    record: Callable[..., None],
    ask: Callable[..., None],
    now: datetime,
) -> None:
    """Read many at the same time, record one by one: the threads hold no database connection.

    What cannot be recorded is still asked about. Raises only one of `GONE`.
    """
    found = list(doubtful)
    if not found:
        return
    with ThreadPoolExecutor(min(LOOK_THREADS, len(found)), "looker") as threads:
        futures = [(one, threads.submit(reading(one))) for one in found]
        for one, future in futures:
            try:
                record(one, future.result(), now=now)
            except GONE:
                raise
            except Exception:
                log.exception("A look at %s could not be recorded", named(one))
                with alerts.aside(f"asking people about {named(one)}"):
                    ask(one, now=now)


def named(doubtful: Model) -> str:
    """What is looked at, as the log calls it: delivery 12, step 7."""
    return f"{doubtful._meta.model_name} {doubtful.pk}"


def _reading(delivery: Delivery) -> Reading:
    """The call that reads the network back, ready to be made by a thread."""
    try:
        channel = connecting.open_channels([delivery.channel_id]).get(delivery.channel_id)
        if channel is None:
            return partial(Look, None, failure=ErrorKind.AUTH_EXPIRED)
        draft = for_channel(delivery.content, delivery.channel_id)
        assert delivery.first_sent_at is not None, "a doubtful delivery has been sent"
        return reading_of(
            channel,
            draft,
            first_sent_at=delivery.first_sent_at,
            known=known_remote_ids(delivery.channel_id),
            key=f"{delivery.public_id}:0",
        )
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("Delivery %s cannot be looked up", delivery.pk)
        return partial(Look, None, failure=type(error).__name__)


def known_remote_ids(channel_id: int) -> frozenset[str]:
    """The newest posts of a channel that are accounted for: those of deliveries, and their later parts."""
    posts = Publication.objects.filter(channel_id=channel_id).order_by("-published_at")
    parts = Step.objects.filter(delivery__channel_id=channel_id, state=PartState.DONE).order_by(
        "-done_at"
    )
    return frozenset(posts.values_list("remote_id", flat=True)[:200]) | frozenset(
        parts.values_list("remote_ref", flat=True)[:200]
    )


def reading_of(
    channel: OpenChannel, draft: Draft, *, first_sent_at: datetime, known: frozenset[str], key: str
) -> Reading:
    """The call that looks for a draft on an open channel; it touches no database but to renew a token."""
    connector = channel.connector
    if not isinstance(connector, Publishes) or connector.idempotency == "blind":
        return partial(Look, Undecided(reason="blind"))
    has_key = connector.idempotency == "key"
    protected = timedelta(seconds=connector.resend_window_s) if has_key else timedelta.max

    def read() -> Look:
        try:
            verdict: Verdict = connecting.asked(
                channel,
                lambda credentials: connector.verify(
                    credentials,
                    draft,
                    first_sent_at=first_sent_at,
                    known_remote_ids=known,
                    timeout_s=READ_TIMEOUT_S,
                    key=key,
                ),
            )
        except NetworkError as error:
            return Look(None, failure=error.kind)
        except Exception as error:  # a reading we cannot understand is a failed one
            log.exception("Unforeseen error while looking up %s", key)
            return Look(None, failure=type(error).__name__)
        return Look(verdict, protected_for=protected)

    return read


def lookup_result(look: Look) -> LookupResult:
    """What a look is written down as."""
    return {
        Found: LookupResult.FOUND,
        Absent: LookupResult.ABSENT,
        Undecided: LookupResult.UNDECIDED,
    }.get(type(look.verdict), LookupResult.FAILED)


def _record(delivery: Delivery, look: Look, *, now: datetime) -> None:
    result = lookup_result(look)
    with transaction.atomic():
        held = _hold(delivery)
        if held is None or (held.check_after != delivery.check_after and result != "found"):
            return  # settled, or taken up by a later look
        is_apart = not held.lookups.filter(
            result=LookupResult.ABSENT, at__gt=now - settle_time(held)
        ).exists()
        Lookup.objects.create(
            agency_id=held.agency_id,
            delivery=held,
            at=now,
            result=result,
            detail=look.failure[:200],
        )
        match look.verdict:
            case Found(published=published):
                text = for_channel(delivery.content, held.channel_id).text
                found = Outcome(held.pk, held.epoch, held.channel_id, text, published=published)
                if is_recordable(published):
                    settle([found], now=now)
                _ask_if_still_doubtful(held, now=now)
            case Undecided(reason=reason, candidates=candidates):
                urls = [candidate.url for candidate in candidates][:5]
                _ask(held, reason=reason, params={"candidates": urls}, now=now)
            case Absent() if is_apart:
                _one_more_absence(held, look, now=now)
            case _:
                _again_or_ask(held, now=now)


def _hold(delivery: Delivery) -> Delivery | None:
    """The delivery, locked, if it is still the doubt that was looked at."""
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "post", "client")
        .filter(pk=delivery.pk, epoch=delivery.epoch, state=S.UNKNOWN)
        .first()
    )


def settle_time(delivery: Delivery) -> timedelta:
    """How long its network takes to show a new post."""
    try:
        return pace.settle(connecting.settle_s_of(delivery.channel))
    except LookupError:  # a network that is no longer registered
        return pace.settle(FIRST_LOOK_S)


def _last_try(delivery: Delivery) -> tuple[datetime, datetime]:
    """When the last try began, and when it became doubtful."""
    assert delivery.first_sent_at is not None
    attempt = delivery.attempts.order_by("-epoch").first()
    if attempt is None:
        return delivery.first_sent_at, delivery.first_sent_at
    return attempt.started_at, attempt.ended_at or attempt.started_at


def _one_more_absence(delivery: Delivery, look: Look, *, now: datetime) -> None:
    apart = settle_time(delivery)
    began_at, doubtful_at = _last_try(delivery)
    delivery.n_negative_reads += 1
    is_long_enough = now - doubtful_at >= 3 * apart
    if delivery.n_negative_reads < GOOD_READS_FOR_ABSENT or not is_long_enough:
        _again_or_ask(delivery, now=now)
        return
    is_in_time = now < delivery.due_at + delivery.grace
    # What is not due yet was only taken for a post that stood there (standing_down.py): nobody here has sent it.
    if is_in_time and (now - began_at < look.protected_for or now < delivery.due_at):
        at = max(now, delivery.due_at)
        _write(delivery, state=S.SCHEDULED, check_after=None, next_attempt_at=at, reason="absent")
    else:
        _write(delivery, state=S.MISSED, check_after=None, reason="absent")
        alerts.raise_for(delivery, what=alerts.TOO_LATE, now=now)


def _again_or_ask(delivery: Delivery, *, now: datetime) -> None:
    _, doubtful_at = _last_try(delivery)
    if now - doubtful_at > PATIENCE:
        _ask(delivery, reason="no_answer", params={}, now=now)
    else:
        _write(delivery, check_after=now + settle_time(delivery))


def _ask_if_still_doubtful(delivery: Delivery, *, now: datetime) -> None:
    """Found, but it could not be recorded as this delivery's own: that is for a person."""
    delivery.refresh_from_db(fields=["state"])
    if delivery.state == S.UNKNOWN:
        _ask(delivery, reason="unforeseen", params={}, now=now)


def _ask_if_due(delivery: Delivery, *, now: datetime) -> None:
    """What breaks at every look must not stay doubtful for ever."""
    held = _hold(delivery)
    if held is not None and now - _last_try(held)[1] > PATIENCE:
        _ask(held, reason="no_answer", params={}, now=now)


def _ask(delivery: Delivery, *, reason: str, params: dict[str, Any], now: datetime) -> None:
    _write(delivery, state=S.NEEDS_HUMAN, check_after=None, reason=reason, reason_params=params)
    alerts.raise_for(delivery, what=alerts.DECIDE, now=now)


def _write(delivery: Delivery, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=[*fields, "n_negative_reads"])
