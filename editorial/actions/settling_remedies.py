"""Recording what became of a remedy, once, whoever comes second.

Asked of the epoch under which the call was begun, as for a delivery (settling.py). A proof that comes late always counts.
Who moves a remedy locks its delivery first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from clients.actions import connecting, gates
from editorial import pace
from editorial.actions import alerts, amending_notices, noting_links
from editorial.actions.settling import FIRST_LOOK_S, close_tries, plain
from editorial.lifecycle import AttemptOutcome, Gone
from editorial.models import Delivery, Publication, PublishedLinks, Remedy, RemedyAttempt
from editorial.remedies import AmendmentKind, RemedyState
from editorial.verdicts import RESTRICTED_FOR, Answer, Meaning, next_try
from people import audit
from people.models import Member

R = RemedyState
# A remedy has no hour of its own: only the number of tries ends it.
NO_END = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RemedyOutcome:
    """What a caller brings back: it is done, an answer, or neither (given back, no byte left)."""

    id: int
    epoch: int
    is_done: bool = False
    answer: Answer | None = None


def hold(remedy_id: int) -> tuple[Delivery, Remedy]:
    """The delivery and the remedy, locked in the order of everybody."""
    delivery_id = Remedy.objects.values_list("delivery_id", flat=True).get(pk=remedy_id)
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "post", "client")
        .get(pk=delivery_id)
    )
    remedy = (
        Remedy.objects.select_for_update(of=("self",))
        .select_related("amendment__asked_by")
        .get(pk=remedy_id)
    )
    return delivery, remedy


def move(remedy: Remedy, state: RemedyState, **fields: Any) -> None:
    """Write the new state; leaving flight always drops the lease."""
    values: dict[str, Any] = {"owner": None, "lease_until": None, "check_after": None, **fields}
    values["state"] = state
    for name, value in values.items():
        setattr(remedy, name, value)
    remedy.save(update_fields=list(values))


@transaction.atomic
def settle_remedy(outcome: RemedyOutcome, *, now: datetime) -> None:
    """Record what came of one call."""
    delivery, remedy = hold(outcome.id)
    tries = RemedyAttempt.objects.filter(remedy=remedy, epoch=outcome.epoch)
    if outcome.is_done:
        close_tries(tries, result=AttemptOutcome.CREATED, answer=None, now=now)
        done(delivery, remedy, now=now)
        gates.record_success(delivery.channel_id, now=now)
        return
    if remedy.epoch != outcome.epoch or remedy.state != R.SENDING:
        return  # thought dead, and looked up since
    if outcome.answer is None:
        close_tries(tries, result=AttemptOutcome.GIVEN_BACK, answer=None, now=now)
        move(remedy, R.WAITING, n_tries=max(remedy.n_tries - 1, 0))
        return
    answer = outcome.answer
    result = {
        Meaning.LOOK_UP: AttemptOutcome.DOUBTFUL,
        Meaning.REFUSED: AttemptOutcome.REFUSED,
    }.get(answer.meaning, AttemptOutcome.NOT_CREATED)
    close_tries(tries, result=result, answer=answer, now=now)
    _read(delivery, remedy, answer, now=now)


def _read(delivery: Delivery, remedy: Remedy, answer: Answer, *, now: datetime) -> None:
    reason = plain(answer.kind, 60)
    match answer.meaning:
        case Meaning.LOOK_UP:
            move(remedy, R.UNKNOWN, check_after=now + settle_time(delivery), reason=reason)
        case Meaning.RECONNECT:
            with alerts.aside(f"marking channel {delivery.channel_id} to be reconnected"):
                connecting.mark_reauth_needed(delivery.channel_id, now=now, problem=reason)
            ask(delivery, remedy, "reconnect", now=now)
        case Meaning.HOLD:
            gates.shut(delivery.channel_id, until=now + RESTRICTED_FOR, reason=reason, now=now)
            ask(delivery, remedy, reason, now=now)
        case Meaning.REFUSED:
            ask(delivery, remedy, reason, now=now)
        case Meaning.WAIT | Meaning.TRY_AGAIN:
            if answer.meaning is Meaning.WAIT and answer.retry_in:
                until = now + answer.retry_in
                gates.shut(delivery.channel_id, until=until, reason=reason, now=now)
            else:
                gates.record_failure(delivery.channel_id, now=now)
            again_or_ask(delivery, remedy, reason, retry_in=answer.retry_in, now=now)


def again_or_ask(
    delivery: Delivery,
    remedy: Remedy,
    reason: str,
    *,
    retry_in: timedelta | None = None,
    now: datetime,
) -> None:
    """Nothing has changed on the network: again after a while, or a person when enough was tried."""
    moment = next_try(now=now, n_attempts=remedy.n_tries, retry_in=retry_in, last_at=now + NO_END)
    if moment is None:
        ask(delivery, remedy, reason, now=now)
    else:
        move(remedy, R.WAITING, next_try_at=moment, reason=reason)


def ask(delivery: Delivery, remedy: Remedy, reason: str, *, now: datetime) -> None:
    """It goes no further until a person decides, and people are told."""
    move(remedy, R.NEEDS_HUMAN, reason=reason)
    amending_notices.tell_it_stands(delivery, remedy, now=now)


def done(delivery: Delivery, remedy: Remedy, *, by: Member | None = None, now: datetime) -> None:
    """It has had its effect: what hangs on the post says so. Twice is harmless."""
    if remedy.state == R.DONE:
        return
    move(remedy, R.DONE, reason="", done_at=now, done_by=by)
    kind = remedy.amendment.kind
    if remedy.position == 0:
        publications = Publication.objects.filter(delivery=delivery)
        if kind == AmendmentKind.REMOVE:
            # The figures stay as they were; nobody measures it any more.
            publications.filter(removed_at=None).update(removed_at=now)
            delivery.gone, delivery.gone_at = Gone.REMOVED, now
            delivery.save(update_fields=["gone", "gone_at"])
        else:
            publications.update(text=remedy.after)
    noting_links.read_anew(PublishedLinks.objects.filter(publication__delivery=delivery), now=now)
    audit.record(
        actor=by,
        agency=delivery.channel.agency,
        verb="delivery.removed" if kind == AmendmentKind.REMOVE else "delivery.corrected",
        target=delivery,
        data={"position": remedy.position},
        now=now,
    )


def settle_time(delivery: Delivery) -> timedelta:
    """How long its network takes to show a change."""
    try:
        return pace.settle(connecting.settle_s_of(delivery.channel))
    except LookupError:
        return pace.settle(FIRST_LOOK_S)
