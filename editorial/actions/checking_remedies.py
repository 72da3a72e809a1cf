"""Looking at the network whether a doubtful remedy has had its effect.

Both deeds may be done twice without harm, so one good look, a settling time after the call, is enough to try again;
without a look nothing is tried again.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from functools import partial

from django.db import DatabaseError, transaction

from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from editorial.actions.reconciling import (
    AT_A_TIME,
    PATIENCE,
    READ_TIMEOUT_S,
    Look,
    Reading,
    look_at_due,
    look_at_each,
    lookup_result,
)
from editorial.actions.remedying import draft_of
from editorial.actions.settling_remedies import (
    again_or_ask,
    ask,
    done,
    hold,
    move,
    settle_time,
)
from editorial.contents import resolved
from editorial.lifecycle import StepKind
from editorial.models import Delivery, Remedy, RemedyLookup
from editorial.remedies import AmendmentKind, RemedyState
from networks.errors import ErrorKind, NetworkError
from networks.roles import Amends, Lists
from networks.types import Absent, Credentials, Found, Published, Undecided, Verdict

log = logging.getLogger(__name__)

R = RemedyState
_looking = threading.Lock()

_TAKE = """
UPDATE editorial_remedy SET check_after = %(now)s + %(lease)s
 WHERE id = ANY(ARRAY(SELECT id FROM editorial_remedy
                       WHERE state = 'unknown' AND check_after <= %(now)s
                       ORDER BY check_after LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING id
"""


def look_up_remedies_due(*, now: datetime, limit: int = AT_A_TIME) -> int:
    """Look at up to `limit` doubtful remedies whose next look is due; returns how many were looked at."""
    return look_at_due(_TAKE, _look_at, alone=_looking, now=now, limit=limit)


def _look_at(ids: list[int], *, now: datetime) -> None:
    remedies = Remedy.objects.filter(pk__in=ids).select_related(
        "amendment__revision", "delivery__channel", "delivery__revision"
    )
    look_at_each(remedies, reading=_reading, record=_record, ask=_ask_if_due, now=now)


def _reading(remedy: Remedy) -> Reading:
    """The call that reads the network back, ready to be made by a thread."""
    delivery = remedy.delivery
    try:
        channel = connecting.open_channels([delivery.channel_id]).get(delivery.channel_id)
        if channel is None:
            return partial(Look, None, failure=ErrorKind.AUTH_EXPIRED)
        if remedy.amendment.kind == AmendmentKind.REMOVE:
            return partial(_read, channel, partial(_is_removed, channel, remedy))
        return partial(_read, channel, _says_the_new_words(channel, remedy))
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("Remedy %s cannot be looked up", remedy.pk)
        return partial(Look, None, failure=type(error).__name__)


def _read(channel: OpenChannel, look: partial[Verdict]) -> Look:
    try:
        return Look(connecting.asked(channel, look))
    except NetworkError as error:
        if error.kind is ErrorKind.NOT_FOUND:
            return Look(Undecided(reason="not_found"))
        return Look(None, failure=error.kind)
    except Exception as error:  # a reading we cannot understand is a failed one
        log.exception("Unforeseen error while looking at channel %s", channel.channel_id)
        return Look(None, failure=type(error).__name__)


def _is_removed(channel: OpenChannel, remedy: Remedy, credentials: Credentials) -> Verdict:
    if not isinstance(channel.connector, Lists):
        return Undecided(reason="blind")
    is_there = channel.connector.is_there(credentials, remedy.remote_id, timeout_s=READ_TIMEOUT_S)
    return Absent() if is_there else _effect(remedy)


def _says_the_new_words(channel: OpenChannel, remedy: Remedy) -> partial[Verdict]:
    delivery, revision = remedy.delivery, remedy.amendment.revision
    assert revision is not None, "a correction has its words"
    steps = delivery.steps.filter(
        kind=StepKind.MEDIA, subject=delivery.revision.content_hash
    ).order_by("position")
    draft = draft_of(
        resolved(revision.content, delivery.release_link),
        delivery.channel_id,
        remedy.position,
        handed_over=list(steps.values("kind", "payload")),
    )

    def look(credentials: Credentials) -> Verdict:
        if not isinstance(channel.connector, Amends):
            return Undecided(reason="blind")
        says = channel.connector.says(
            credentials, remedy.remote_id, draft, timeout_s=READ_TIMEOUT_S
        )
        return _effect(remedy) if says else Absent()

    return partial(look)


def _effect(remedy: Remedy) -> Found:
    return Found(Published(remedy.remote_id, remedy.url))


def _record(seen: Remedy, look: Look, *, now: datetime) -> None:
    with transaction.atomic():
        delivery, remedy = hold(seen.pk)
        is_same = remedy.state == R.UNKNOWN and remedy.epoch == seen.epoch
        if not is_same or remedy.check_after != seen.check_after:
            return  # settled, or taken up by a later look
        RemedyLookup.objects.create(
            agency_id=remedy.agency_id,
            remedy=remedy,
            at=now,
            result=lookup_result(look),
            detail=look.failure[:200],
        )
        match look.verdict:
            case Found():
                done(delivery, remedy, now=now)
            case Absent():
                again_or_ask(delivery, remedy, "absent", now=now)
            case Undecided(reason=reason):
                ask(delivery, remedy, reason, now=now)
            case _:
                _look_again_or_ask(delivery, remedy, now=now)


def _look_again_or_ask(delivery: Delivery, remedy: Remedy, *, now: datetime) -> None:
    if now - _doubtful_at(remedy) > PATIENCE:
        ask(delivery, remedy, "no_answer", now=now)
    else:
        move(remedy, R.UNKNOWN, check_after=now + settle_time(delivery))


def _doubtful_at(remedy: Remedy) -> datetime:
    attempt = remedy.attempts.order_by("-epoch").first()
    if attempt is None:
        return remedy.next_try_at
    return attempt.ended_at or attempt.started_at


def _ask_if_due(seen: Remedy, *, now: datetime) -> None:
    """What breaks at every look must not stay doubtful for ever."""
    delivery, remedy = hold(seen.pk)
    if remedy.state == R.UNKNOWN and now - _doubtful_at(remedy) > PATIENCE:
        ask(delivery, remedy, "no_answer", now=now)
