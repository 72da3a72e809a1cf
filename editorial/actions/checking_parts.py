"""Looking up doubtful parts on their network, by the rules that hold for a delivery (reconciling.py).

Three good readings that do not show it, a settling time apart, prove a part absent; a reading that failed proves
nothing. Only what is proved absent may be sent again by itself, under the same key and inside its time.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DatabaseError, transaction

from clients.actions import connecting
from editorial import pace
from editorial.actions import alerts
from editorial.actions.following_up import draft_of, key_of
from editorial.actions.reconciling import (
    AT_A_TIME,
    GOOD_READS_FOR_ABSENT,
    PATIENCE,
    Look,
    Reading,
    known_remote_ids,
    look_at_due,
    look_at_each,
    lookup_result,
    reading_of,
    settle_time,
)
from editorial.actions.settling import Outcome, is_recordable
from editorial.actions.settling_parts import hold, move, settle_parts
from editorial.lifecycle import LookupResult, PartState
from editorial.models import Delivery, PartLookup, Step
from networks.errors import ErrorKind
from networks.types import Absent, Found, Undecided

log = logging.getLogger(__name__)

P = PartState
_looking = threading.Lock()

_TAKE = """
UPDATE editorial_step SET check_after = %(now)s + %(lease)s
 WHERE id = ANY(ARRAY(SELECT id FROM editorial_step
                       WHERE state = 'unknown' AND check_after <= %(now)s
                       ORDER BY check_after LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING id
"""


def look_up_parts_due(*, now: datetime, limit: int = AT_A_TIME) -> int:
    """Look at up to `limit` doubtful parts whose next look is due; returns how many were looked at."""
    return look_at_due(_TAKE, _look_at, alone=_looking, now=now, limit=limit)


def look_up_parts_now(*, delivery: Delivery, now: datetime) -> None:
    """A person asks for a look at once."""
    doubtful = delivery.steps.filter(state=P.UNKNOWN)
    if doubtful.update(check_after=now + pace.lease()):
        _look_at(list(doubtful.values_list("pk", flat=True)), now=now)


def _look_at(ids: list[int], *, now: datetime) -> None:
    steps = Step.objects.filter(pk__in=ids).select_related(
        "delivery__revision", "delivery__channel"
    )
    look_at_each(steps, reading=_reading, record=_record, ask=_ask_if_due, now=now)


def _reading(step: Step) -> Reading:
    """The call that reads the network back, ready to be made by a thread."""
    delivery = step.delivery
    try:
        channel = connecting.open_channels([delivery.channel_id]).get(delivery.channel_id)
        if channel is None:
            return partial(Look, None, failure=ErrorKind.AUTH_EXPIRED)
        root = str((delivery.proof or {}).get("remote_id", ""))
        before = delivery.steps.filter(state=P.DONE, position__lt=step.position).last()
        parent = before.remote_ref if before else root
        content = delivery.content
        draft = draft_of(content, delivery.channel_id, step.position, root=root, parent=parent)
        assert step.first_sent_at is not None, "a doubtful part has been sent"
        return reading_of(
            channel,
            draft,
            first_sent_at=step.first_sent_at,
            known=known_remote_ids(delivery.channel_id),
            key=key_of(delivery.public_id, step.position),
        )
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("Step %s cannot be looked up", step.pk)
        return partial(Look, None, failure=type(error).__name__)


def _record(seen: Step, look: Look, *, now: datetime) -> None:
    result = lookup_result(look)
    with transaction.atomic():
        delivery, step = hold(seen.pk)
        is_same = step.state == P.UNKNOWN and step.epoch == seen.epoch
        if not is_same or (step.check_after != seen.check_after and result != LookupResult.FOUND):
            return  # settled, or taken up by a later look
        is_apart = not step.lookups.filter(
            result=LookupResult.ABSENT, at__gt=now - settle_time(delivery)
        ).exists()
        PartLookup.objects.create(
            agency_id=step.agency_id, step=step, at=now, result=result, detail=look.failure[:200]
        )
        match look.verdict:
            case Found(published=published) if is_recordable(published):
                found = Outcome(delivery.pk, step.epoch, delivery.channel_id, "", published=published, step=step.pk)  # fmt: skip
                settle_parts([found], now=now)
                step.refresh_from_db(fields=["state"])
                if step.state == P.UNKNOWN:
                    _ask(delivery, step, "unforeseen", now=now)
            case Undecided(reason=reason, candidates=candidates):
                urls = [candidate.url for candidate in candidates][:5]
                _ask(delivery, step, reason, {"candidates": urls}, now=now)
            case Absent() if is_apart:
                _one_more_absence(delivery, step, look, now=now)
            case _:
                _again_or_ask(delivery, step, now=now)


def _last_try(step: Step) -> tuple[datetime, datetime]:
    """When the last try began, and when it became doubtful."""
    assert step.first_sent_at is not None
    attempt = step.attempts.order_by("-epoch").first()
    if attempt is None:
        return step.first_sent_at, step.first_sent_at
    return attempt.started_at, attempt.ended_at or attempt.started_at


def _one_more_absence(delivery: Delivery, step: Step, look: Look, *, now: datetime) -> None:
    began_at, doubtful_at = _last_try(step)
    n = step.n_negative_reads + 1
    is_long_enough = now - doubtful_at >= 3 * settle_time(delivery)
    if n < GOOD_READS_FOR_ABSENT or not is_long_enough:
        _again_or_ask(delivery, step, n_negative_reads=n, now=now)
        return
    is_in_time = step.late_after is not None and now < step.late_after
    absent: dict[str, Any] = {"n_negative_reads": n, "check_after": None, "problem": "absent"}
    if is_in_time and now - began_at < look.protected_for:
        move(delivery, step, P.WAITING, **absent, next_try_at=now, now=now)
    else:
        move(delivery, step, P.NEEDS_HUMAN, **absent, now=now, told=alerts.REST_MISSING)


def _again_or_ask(delivery: Delivery, step: Step, *, now: datetime, **fields: Any) -> None:
    _, doubtful_at = _last_try(step)
    if now - doubtful_at > PATIENCE:
        _ask(delivery, step, "no_answer", now=now, **fields)
    else:
        move(delivery, step, P.UNKNOWN, **fields, check_after=now + settle_time(delivery), now=now)


def _ask_if_due(seen: Step, *, now: datetime) -> None:
    """What breaks at every look must not stay doubtful for ever."""
    delivery, step = hold(seen.pk)
    if step.state == P.UNKNOWN and now - _last_try(step)[1] > PATIENCE:
        _ask(delivery, step, "no_answer", now=now)


def _ask(
    delivery: Delivery,
    step: Step,
    reason: str,
    params: dict[str, Any] | None = None,
    *,
    now: datetime,
    **fields: Any,
) -> None:
    why: dict[str, Any] = {"problem": reason[:60], "problem_params": params or {}}
    move(delivery, step, P.NEEDS_HUMAN, **why, check_after=None, **fields, now=now, told=alerts.REST_DECIDE)  # fmt: skip
