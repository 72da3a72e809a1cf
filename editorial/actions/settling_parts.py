"""Recording what became of a try at a later part of a post: once, whoever comes second.

The post itself is out whatever happens here, and nothing here can make it go again. What was clearly not created
goes again by itself until its time is over; what may have been created is looked up (checking_parts.py); what was
refused, and what cannot be known, is for a person.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from clients.actions import connecting, gates
from clients.models import Gate
from editorial import pace
from editorial.actions import alerts, arming
from editorial.actions.settling import FIRST_LOOK_S, GONE, MAX_URL, Outcome, close_tries, plain
from editorial.lifecycle import AttemptOutcome, PartState
from editorial.models import Delivery, PartAttempt, Publication, Step
from editorial.verdicts import RESTRICTED_FOR, Answer, Meaning, next_try
from editorial.words.alerts import AlertKind
from networks.types import Published

log = logging.getLogger(__name__)

P = PartState
_DOUBT = Answer(Meaning.LOOK_UP, kind="unforeseen", code="not_recordable")


def settle_parts(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Record each of these in a transaction of its own; what cannot be recorded is doubtful, or left to the reaper.

    Raises only one of `GONE`: then the same outcomes may be given again.
    """
    for outcome in outcomes:
        for one in (outcome, replace(outcome, published=None, answer=_DOUBT)):
            try:
                with transaction.atomic():
                    _record(one, now=now)
                break
            except GONE:
                raise
            except Exception:
                log.exception("The outcome of step %s could not be recorded: %s", one.step, one)


def hold(step_id: int) -> tuple[Delivery, Step]:
    """A part's delivery and the part, both locked, in the one order that everybody keeps."""
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "post", "client", "revision")
        .get(steps=step_id)
    )
    return delivery, delivery.steps.select_for_update().get(pk=step_id)


def move(
    delivery: Delivery,
    step: Step,
    state: PartState,
    *,
    now: datetime,
    told: AlertKind | None = None,
    **fields: Any,
) -> None:
    """Write a part's new state, and with it what the whole reads; leaving flight always drops the lease."""
    values: dict[str, Any] = {"owner": None, "lease_until": None, **fields, "state": state}
    for name, value in values.items():
        setattr(step, name, value)
    step.save(update_fields=list(values))
    arming.next_part(delivery.pk, now=now)
    if told is not None:
        alerts.raise_for_part(delivery, step, what=told, now=now)


def _record(outcome: Outcome, *, now: datetime) -> None:
    delivery, step = hold(outcome.step)
    if outcome.published is not None:
        _record_published(delivery, step, outcome, outcome.published, now=now)
    elif step.state == P.SENDING and step.epoch == outcome.epoch:
        _record_no_proof(delivery, step, outcome, outcome.answer, now=now)


def _record_published(
    delivery: Delivery, step: Step, outcome: Outcome, published: Published, *, now: datetime
) -> None:
    """A proof counts whenever it comes: then the part is out, whatever had been settled meanwhile."""
    remote_id = published.remote_id
    is_other = (
        Publication.objects.filter(
            channel=delivery.channel_id, remote_id=remote_id, delivery__isnull=False
        ).exists()
        or Step.objects.filter(
            delivery__channel=delivery.channel_id, is_commit=True, remote_ref=remote_id
        )
        .exclude(pk=step.pk)
        .exists()
    )
    if is_other:
        # The network answered with another post of ours: that proves nothing about this part.
        if step.state == P.SENDING and step.epoch == outcome.epoch:
            answer = Answer(Meaning.LOOK_UP, kind="duplicate")
            _record_no_proof(delivery, step, outcome, answer, now=now)
        return
    _close_attempt(outcome, result=AttemptOutcome.CREATED, answer=None, now=now)
    if step.state == P.DONE:
        if step.remote_ref != remote_id:
            log.error("Step %s is out as %s and as %s", step.pk, step.remote_ref, remote_id)
            alerts.raise_for_part(delivery, step, what=alerts.OUT_ALL_THE_SAME, now=now)
        return
    was_left = step.state == P.LEFT
    Gate.objects.filter(channel=delivery.channel_id, n_failures__gt=0).update(n_failures=0)
    move(
        delivery,
        step,
        P.DONE,
        remote_ref=remote_id,
        url=published.url if len(published.url) <= MAX_URL else "",
        done_at=now,
        check_after=None,
        problem="",
        problem_params={},
        now=now,
        told=alerts.OUT_ALL_THE_SAME if was_left else None,
    )


def _close_attempt(
    outcome: Outcome, *, result: AttemptOutcome, answer: Answer | None, now: datetime
) -> None:
    tries = PartAttempt.objects.filter(step_id=outcome.step, epoch=outcome.epoch)
    close_tries(tries, result=result, answer=answer, now=now)


def _record_no_proof(
    delivery: Delivery, step: Step, outcome: Outcome, answer: Answer | None, *, now: datetime
) -> None:
    if answer is None:
        _record_given_back(delivery, step, outcome, now=now)
        return
    result = {
        Meaning.LOOK_UP: AttemptOutcome.DOUBTFUL,
        Meaning.REFUSED: AttemptOutcome.REFUSED,
    }.get(answer.meaning, AttemptOutcome.NOT_CREATED)
    _close_attempt(outcome, result=result, answer=answer, now=now)
    reason = plain(answer.kind, 60)
    why: dict[str, Any] = {
        "problem": reason,
        "problem_params": {"code": plain(answer.code, 60), "kind": reason},
    }
    match answer.meaning:
        case Meaning.LOOK_UP:
            look_at = now + pace.settle(FIRST_LOOK_S)
            told = alerts.REST_CHECKING
            move(delivery, step, P.UNKNOWN, **why, check_after=look_at, n_negative_reads=0, now=now, told=told)  # fmt: skip
        case Meaning.REFUSED:
            move(delivery, step, P.NEEDS_HUMAN, **why, now=now, told=alerts.REST_MISSING)
        case Meaning.RECONNECT:
            with alerts.aside(f"marking channel {delivery.channel_id} to be reconnected"):
                connecting.mark_reauth_needed(delivery.channel_id, now=now, problem=reason)
            move(delivery, step, P.WAITING, **why | {"problem": "reconnect"}, now=now)
        case Meaning.HOLD:
            gates.shut(delivery.channel_id, until=now + RESTRICTED_FOR, reason=reason, now=now)
            move(delivery, step, P.NEEDS_HUMAN, **why, now=now, told=alerts.REST_MISSING)
        case Meaning.WAIT | Meaning.TRY_AGAIN:
            _try_again(delivery, step, answer, why, now=now)


def _try_again(
    delivery: Delivery, step: Step, answer: Answer, why: dict[str, Any], *, now: datetime
) -> None:
    """Nothing was created: its turn comes again, unless no try is left before its time is over."""
    assert step.late_after is not None, "what was sent had its turn"
    if answer.meaning is Meaning.WAIT and answer.retry_in:
        gates.shut(delivery.channel_id, until=now + answer.retry_in, reason=answer.kind, now=now)
    else:
        gates.record_failure(delivery.channel_id, now=now)
    moment = next_try(
        now=now, n_attempts=step.n_tries, retry_in=answer.retry_in, last_at=step.late_after
    )
    if moment is None:
        move(delivery, step, P.NEEDS_HUMAN, **why, now=now, told=alerts.REST_MISSING)
    else:
        move(delivery, step, P.WAITING, **why, next_try_at=moment, now=now)


def _record_given_back(delivery: Delivery, step: Step, outcome: Outcome, *, now: datetime) -> None:
    """Nothing was tried: it does not count among the tries, nor is it the first of them."""
    _close_attempt(outcome, result=AttemptOutcome.GIVEN_BACK, answer=None, now=now)
    is_unsent = not step.attempts.exclude(outcome=AttemptOutcome.GIVEN_BACK).exists()
    move(
        delivery,
        step,
        P.WAITING,
        n_tries=max(step.n_tries - 1, 0),
        first_sent_at=None if is_unsent else step.first_sent_at,
        now=now,
    )
