"""Recording what became of a try, once, whoever comes second.

Every statement asks for the epoch under which the try was begun. A worker that was thought dead and comes
back changes nothing but one thing: if it brings the proof of a publication, the proof is kept. An outcome
that the database refuses is recorded as doubtful; it never takes the others of its batch with it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg2.extras import execute_values

from clients.actions import connecting, gates
from editorial import pace
from editorial.actions import alerts, arming
from editorial.lifecycle import AttemptOutcome, DeliveryState
from editorial.models import Attempt, Delivery, Publication
from editorial.verdicts import RESTRICTED_FOR, Answer, Meaning, next_try
from networks.errors import MAX_RAW
from networks.types import Published
from people.ids import uuid7

log = logging.getLogger(__name__)

# How long networks usually take to show what they have accepted, before a first look is worth anything.
FIRST_LOOK_S = 60.0
MAX_REMOTE_ID = 200
MAX_URL = 500
# The database is gone, or took our transaction for the victim of a deadlock: trying again may help.
GONE = (OperationalError, InterfaceError)

S = DeliveryState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sender brings back: a publication, an answer, or neither (given back unsent).

    With a `step` it is of that later part (settling_parts.py), and the epoch is the part's.
    """

    id: int
    epoch: int
    channel_id: int
    text: str
    published: Published | None = None
    answer: Answer | None = None
    step: int = 0


_PUBLISHED = """
WITH said (id, epoch, remote_id, url, published_at, text, public_id) AS (VALUES %s
), won AS (
    UPDATE editorial_delivery d
       SET state = 'published', owner = NULL, lease_until = NULL, check_after = NULL,
           reason = '', reason_params = '{}', ended_at = said.published_at::timestamptz,
           proof = jsonb_build_object('remote_id', said.remote_id, 'url', said.url)
      FROM said
     WHERE d.id = said.id
       AND ((d.epoch = said.epoch AND d.state = 'sending')
            OR d.state IN ('unknown', 'needs_human', 'missed', 'blocked'))
       AND NOT EXISTS (SELECT 1 FROM editorial_publication p
                        WHERE p.channel_id = d.channel_id AND p.remote_id = said.remote_id
                          AND p.delivery_id <> d.id)
    RETURNING d.id, d.agency_id, d.client_id, d.channel_id, said.epoch, said.remote_id, said.url,
              said.published_at::timestamptz AS published_at, said.text, said.public_id
), publication AS (
    INSERT INTO editorial_publication
           (agency_id, client_id, channel_id, delivery_id, public_id, remote_id, url, published_at, text)
    SELECT agency_id, client_id, channel_id, id, public_id::uuid, remote_id, url, published_at, text
      FROM won
    ON CONFLICT (channel_id, remote_id) DO UPDATE
       SET delivery_id = COALESCE(editorial_publication.delivery_id, EXCLUDED.delivery_id)
), step AS (
    UPDATE editorial_step s SET remote_ref = won.remote_id, done_at = won.published_at
      FROM won WHERE s.delivery_id = won.id AND s.position = 0 AND s.done_at IS NULL
), attempt AS (
    UPDATE editorial_attempt a SET outcome = 'created', ended_at = won.published_at
      FROM won WHERE a.delivery_id = won.id AND a.epoch = won.epoch
), gate AS (
    UPDATE clients_gate g SET n_failures = 0
      FROM won WHERE g.channel_id = won.channel_id AND g.n_failures > 0
)
SELECT id FROM won
"""


def settle(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Record a batch of outcomes in one transaction; what follows them hangs on the same commit.

    A batch that cannot be recorded whole is recorded one by one. Raises only one of `GONE`: then nothing, or
    all, was recorded, and the same batch may be given again.
    """
    try:
        with transaction.atomic():
            _record(outcomes, now=now)
    except GONE:
        raise
    except Exception:
        log.exception("%s outcomes could not be recorded together", len(outcomes))
        for outcome in outcomes:
            _settle_alone(outcome, now=now)


def _settle_alone(outcome: Outcome, *, now: datetime) -> None:
    """Record one outcome; failing that, that it is doubtful; failing that, leave it to the reaper."""
    doubt = Answer(Meaning.LOOK_UP, kind="unforeseen", code="not_recordable")
    for one in (outcome, replace(outcome, published=None, answer=doubt)):
        try:
            with transaction.atomic():
                _record([one], now=now)
            return
        except GONE:
            raise
        except Exception:
            log.exception("The outcome of delivery %s could not be recorded: %s", one.id, one)


def _record(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    created = [o for o in outcomes if o.published is not None]
    if created:
        won = _record_published(created, now=now)
        for outcome in created:
            if outcome.id not in won:
                _keep_proof(outcome, now=now)
    for outcome in outcomes:
        if outcome.published is not None:
            continue
        if outcome.answer is None:
            _record_given_back(outcome, now=now)
        else:
            _record_answer(outcome, outcome.answer, now=now)


def is_recordable(published: Published) -> bool:
    """Whether our tables can hold this network's name for the post; a long address may be left out."""
    remote_id, url = published.remote_id, published.url
    is_whole = plain(remote_id, MAX_REMOTE_ID) == remote_id and plain(url, len(url)) == url
    return bool(remote_id) and is_whole


def plain(text: str, limit: int) -> str:
    """A text of a network without what PostgreSQL refuses: NUL, lone surrogates, more than fits."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:limit]


def _record_published(outcomes: Sequence[Outcome], *, now: datetime) -> set[int]:
    """Mark these published and note their publications; returns the ids of those that could be."""
    rows = [
        (
            o.id,
            o.epoch,
            o.published.remote_id,
            # Half an address leads nowhere.
            o.published.url if len(o.published.url) <= MAX_URL else "",
            # Our own clock, not the network's: lateness and order must be comparable across networks.
            now,
            o.text,
            str(uuid7()),
        )
        for o in outcomes
        if o.published is not None
    ]
    # psycopg2's own helper works below Django's cursor, where errors are not yet Django's.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        won = execute_values(cursor.cursor, _PUBLISHED, rows, page_size=len(rows), fetch=True)
    ids = {row[0] for row in won}
    arming.first_part_is_out(ids, now=now)
    return ids


def _keep_proof(outcome: Outcome, *, now: datetime) -> None:
    """A publication whose delivery went on without it: it must not be sent again, and people must see it."""
    assert outcome.published is not None
    remote_id = outcome.published.remote_id
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "post", "client")
        .get(pk=outcome.id)
    )
    known = Publication.objects.filter(channel_id=delivery.channel_id, remote_id=remote_id).first()
    if known is not None and known.delivery_id == delivery.pk:
        return  # recorded already, by a commit whose answer was lost
    log.error("Delivery %s is %s; its publication is %s", delivery.pk, delivery.state, remote_id)
    if known is not None and known.delivery_id is not None:
        # The network answered with the post of another delivery: that proves nothing about this one.
        _record_answer(outcome, Answer(Meaning.LOOK_UP, kind="duplicate"), now=now)
        return
    if delivery.state in (S.SCHEDULED, S.CLAIMED):
        _move(delivery, S.BLOCKED)
        _record_published([outcome], now=now)
    elif known is None:
        Publication.objects.create(
            agency_id=delivery.agency_id,
            client_id=delivery.client_id,
            channel_id=delivery.channel_id,
            remote_id=remote_id,
            url=outcome.published.url if len(outcome.published.url) <= MAX_URL else "",
            published_at=now,
            text=outcome.text,
        )
    alerts.raise_for(delivery, what=alerts.OUT_ALL_THE_SAME, now=now)


def _hold(outcome: Outcome) -> Delivery | None:
    """The delivery, locked, if it is still ours to settle."""
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "post", "client")
        .filter(pk=outcome.id, epoch=outcome.epoch, state=S.SENDING)
        .first()
    )


def _close_attempt(
    outcome: Outcome, *, result: AttemptOutcome, answer: Answer | None, now: datetime
) -> None:
    tries = Attempt.objects.filter(delivery_id=outcome.id, epoch=outcome.epoch)
    close_tries(tries, result=result, answer=answer, now=now)


def close_tries(
    tries: QuerySet[Any], *, result: AttemptOutcome, answer: Answer | None, now: datetime
) -> None:
    """Write into tries of a delivery or of a part how they ended, with what the network answered."""
    tries.update(
        outcome=result,
        ended_at=now,
        error_kind=plain(answer.kind, 30) if answer else "",
        error_code=plain(answer.code, 60) if answer else "",
        http_status=answer.http_status if answer else None,
        answer=plain(answer.raw, MAX_RAW) if answer else "",
    )


def _record_given_back(outcome: Outcome, *, now: datetime) -> None:
    delivery = _hold(outcome)
    if delivery is None:
        return
    _close_attempt(outcome, result=AttemptOutcome.GIVEN_BACK, answer=None, now=now)
    # Nothing was tried: it does not count among the tries, nor is it the first of them.
    _move(
        delivery,
        S.SCHEDULED,
        n_attempts=max(delivery.n_attempts - 1, 0),
        first_sent_at=None if _is_unsent(delivery) else delivery.first_sent_at,
    )


def _is_unsent(delivery: Delivery) -> bool:
    """Whether every try so far was given back before a byte left."""
    return not delivery.attempts.exclude(outcome=AttemptOutcome.GIVEN_BACK).exists()


def _move(delivery: Delivery, state: DeliveryState, **fields: Any) -> None:
    """Write the new state; leaving flight always drops the lease."""
    values: dict[str, Any] = {"owner": None, "lease_until": None, **fields, "state": state}
    for name, value in values.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=list(values))


def _record_answer(outcome: Outcome, answer: Answer, *, now: datetime) -> None:
    delivery = _hold(outcome)
    if delivery is None:
        return
    result = {
        Meaning.LOOK_UP: AttemptOutcome.DOUBTFUL,
        Meaning.REFUSED: AttemptOutcome.REFUSED,
    }.get(answer.meaning, AttemptOutcome.NOT_CREATED)
    _close_attempt(outcome, result=result, answer=answer, now=now)
    reason = plain(answer.kind, 60)
    params = {"code": plain(answer.code, 60), "kind": reason}
    match answer.meaning:
        case Meaning.LOOK_UP:
            _move(
                delivery,
                S.UNKNOWN,
                check_after=now + pace.settle(FIRST_LOOK_S),
                n_negative_reads=0,
                reason=reason,
                reason_params=params,
            )
            alerts.raise_for(delivery, what=alerts.CHECKING, now=now)
        case Meaning.REFUSED:
            _move(delivery, S.FAILED, reason=reason, reason_params=params, ended_at=now)
            alerts.raise_for(delivery, what=alerts.REFUSED, now=now)
        case Meaning.RECONNECT:
            with alerts.aside(f"marking channel {delivery.channel_id} to be reconnected"):
                connecting.mark_reauth_needed(delivery.channel_id, now=now, problem=reason)
            _move(delivery, S.BLOCKED, reason="reconnect", reason_params=params)
            alerts.raise_for(delivery, what=alerts.RECONNECT, now=now)
        case Meaning.HOLD:
            gates.shut(delivery.channel_id, until=now + RESTRICTED_FOR, reason=reason, now=now)
            _move(delivery, S.BLOCKED, reason=reason, reason_params=params)
            alerts.raise_for(delivery, what=alerts.NOT_LET_IN, now=now)
        case Meaning.WAIT | Meaning.TRY_AGAIN:
            _try_again(delivery, answer, params=params, now=now)


def _try_again(
    delivery: Delivery, answer: Answer, *, params: dict[str, Any], now: datetime
) -> None:
    """Nothing was created: back to scheduled with a distance, or missed when no try is left in time."""
    last_at = delivery.due_at + delivery.grace
    moment = next_try(
        now=now, n_attempts=delivery.n_attempts, retry_in=answer.retry_in, last_at=last_at
    )
    if answer.meaning is Meaning.WAIT and answer.retry_in:
        gates.shut(delivery.channel_id, until=now + answer.retry_in, reason=answer.kind, now=now)
    else:
        gates.record_failure(delivery.channel_id, now=now)
    if moment is None:
        _move(delivery, S.MISSED, reason=answer.kind, reason_params=params)
        alerts.raise_for(delivery, what=alerts.TOO_LATE, now=now)
    else:
        _move(
            delivery,
            S.SCHEDULED,
            next_attempt_at=max(moment, delivery.due_at),
            reason=answer.kind,
            reason_params=params,
        )
