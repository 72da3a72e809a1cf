"""Sending answers: each at most once, its intent committed before a byte leaves.

What the network's answer leaves in doubt is looked up there, never sent again blindly; what cannot be looked up is shown to a
person. The same meanings as for posts (editorial/verdicts.py). A worker that dies leaves a lease, and its answer is looked up.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Coalesce

from clients.actions import connecting, gates
from clients.actions.connecting import OpenChannel
from community.actions.replying import arrived
from community.models import Conversation, Reply, Utterance
from community.models.conversations import MAX_ID, MAX_URL
from community.states import Kind, ReplyState
from editorial.actions import alerts
from editorial.actions.settling import GONE
from editorial.verdicts import RESTRICTED_FOR, Answer, Meaning, meaning_of, next_try
from networks.errors import ErrorKind, NetworkError
from networks.roles import Publishes, Replies
from networks.types import Absent, Draft, Found, Incoming, IncomingKind, Published
from people import installation
from people.installation import MAY_ACT

log = logging.getLogger(__name__)

S = ReplyState
CALL_S = 20.0
# Longer than any call may take: whoever holds it past this is dead.
LEASE = timedelta(seconds=60)
AT_A_TIME = 10
# So often the network must say that it has no such answer, each time after what it takes to show one, before that is believed.
ABSENT_BEFORE_BELIEVED = 3
FIRST_LOOK_S = 60.0
# Later than this after it was written nothing is tried again, and past its moment by so much it is looked up before all else:
# the database may have been put back from a backup that does not know that it left.
LAST_TRY = timedelta(hours=2)
LATE = timedelta(minutes=15)

_BEGIN = f"""
UPDATE community_reply SET state = 'sending', lease_until = smm_now() + %(lease)s, n_tries = n_tries + 1,
       first_sent_at = COALESCE(first_sent_at, %(now)s)
 WHERE id = ANY(ARRAY(
    SELECT r.id FROM community_reply r
      JOIN clients_channel c ON c.id = r.channel_id AND c.health = 'ok'
     WHERE r.state = 'held' AND r.due_at <= %(now)s AND r.due_at > %(not_before)s
       AND NOT EXISTS (SELECT 1 FROM clients_gate g
                        WHERE g.channel_id = r.channel_id AND g.shut_until > %(now)s)
       AND {MAY_ACT}
     ORDER BY r.due_at LIMIT %(limit)s FOR UPDATE OF r SKIP LOCKED))
RETURNING id
"""  # noqa: S608 (no values in it)


def send_due(*, now: datetime, limit: int = AT_A_TIME) -> int:
    """Send the answers whose seconds are over, and look up the doubtful ones; returns how many were sent or looked for."""
    _doubt_what_was_left(now=now)
    values: dict[str, Any] = {"now": now, "lease": LEASE, "limit": limit, **installation.terms()}
    values["not_before"] = now - LATE
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)
        ids = [row[0] for row in cursor.fetchall()]
    replies = list(_whole().filter(pk__in=ids).order_by("due_at", "pk"))
    opened = connecting.open_channels([each.channel_id for each in replies])
    for each in replies:
        _guarded(_send, each, opened.get(each.channel_id), now=now)
    return len(replies) + _look_up_due(now=now, limit=limit)


def _whole() -> Any:
    return Reply.objects.select_related("channel__agency", "client", "conversation", "answers")


def _guarded(act: Any, reply: Reply, opened: OpenChannel | None, *, now: datetime) -> None:
    try:
        act(reply, opened, now=now)
    except GONE:
        raise
    except Exception:
        log.exception("Answer %s is left to be looked up", reply.pk)


def _doubt_what_was_left(*, now: datetime) -> None:
    """Whether it left before its worker died, or before a backup was put back, nobody knows: it is looked up."""
    left = {"state": S.UNKNOWN, "lease_until": None, "due_at": now, "problem": "unforeseen"}
    Reply.objects.filter(state=S.SENDING, lease_until__lt=now).update(**left)
    late = Reply.objects.filter(state=S.HELD, due_at__lte=now - LATE)
    late.update(first_sent_at=Coalesce("first_sent_at", "due_at"), **left)


def _send(reply: Reply, opened: OpenChannel | None, *, now: datetime) -> None:
    if opened is None or not isinstance(opened.connector, Replies):
        no_byte_left = NetworkError(ErrorKind.AUTH_EXPIRED)
        _read(reply, meaning_of(no_byte_left), now=now)
        return
    connector = opened.connector
    draft = _draft(reply, connector)
    try:
        published = connecting.asked(
            opened,
            lambda credentials: connector.reply(
                credentials, draft, key=_key(reply), timeout_s=CALL_S
            ),
        )
    except Exception as error:
        _read(reply, meaning_of(error), now=now)
        return
    _settle(reply, published, now=now)


def _key(reply: Reply) -> str:
    return f"reply:{reply.public_id}"


def _draft(reply: Reply, connector: Replies) -> Draft:
    return connector.address(_incoming(reply), reply.text, language=reply.client.language)


def _incoming(reply: Reply) -> Incoming:
    said: Utterance = reply.answers
    conversation: Conversation = reply.conversation
    kind = Kind(conversation.kind)
    return Incoming(
        kind=IncomingKind(kind.value) if kind is not Kind.REVIEW else IncomingKind.COMMENT,
        remote_id=said.remote_id,
        thread_id=conversation.thread_id,
        parent_id=None,
        author_handle=conversation.person_handle,
        author_name=conversation.person_name,
        author_avatar=None,
        text=said.text,
        created_at=said.said_at,
        is_own=False,
        url=said.url,
    )


@transaction.atomic
def _settle(reply: Reply, published: Published, *, now: datetime) -> None:
    """A proof counts whenever it comes, but once."""
    locked = Reply.objects.select_for_update().get(pk=reply.pk)
    if locked.state == S.SENT:
        return
    arrived(
        locked,
        remote_id=published.remote_id if len(published.remote_id) <= MAX_ID else "",
        url=published.url if len(published.url) <= MAX_URL else "",
        said_at=published.published_at or now,
        now=now,
    )
    gates.record_success(locked.channel_id, now=now)


@transaction.atomic
def _read(reply: Reply, answer: Answer, *, now: datetime) -> None:
    """Write down what an answer of the network means; whoever was thought dead changes nothing any more."""
    locked = Reply.objects.select_for_update().get(pk=reply.pk)
    if locked.state != S.SENDING or locked.n_tries != reply.n_tries:
        return
    match answer.meaning:
        case Meaning.LOOK_UP:
            _move(locked, S.UNKNOWN, due_at=now + _settle_time(locked), problem=answer.kind)
            return
        case Meaning.RECONNECT:
            with alerts.aside(f"marking channel {locked.channel_id} to be reconnected"):
                connecting.mark_reauth_needed(locked.channel_id, now=now, problem=answer.kind)
        case Meaning.HOLD:
            gates.shut(locked.channel_id, until=now + RESTRICTED_FOR, reason=answer.kind, now=now)
        case Meaning.WAIT | Meaning.TRY_AGAIN:
            if answer.meaning is Meaning.WAIT and answer.retry_in:
                gates.shut(
                    locked.channel_id, until=now + answer.retry_in, reason=answer.kind, now=now
                )
            else:
                gates.record_failure(locked.channel_id, now=now)
            again_at = next_try(
                now=now,
                n_attempts=locked.n_tries,
                retry_in=answer.retry_in,
                last_at=locked.written_at + LAST_TRY,
            )
            if again_at is not None:
                _move(locked, S.HELD, due_at=again_at, problem=answer.kind)
                return
        case Meaning.REFUSED:
            pass
    _move(locked, S.NOT_SENT, problem=answer.kind)


def _move(reply: Reply, state: ReplyState, **fields: Any) -> None:
    values = {"lease_until": None, "due_at": None, "problem": "", **fields, "state": state}
    for name, value in values.items():
        setattr(reply, name, value)
    reply.save(update_fields=list(values))


def _settle_time(reply: Reply) -> timedelta:
    with suppress(LookupError):
        return timedelta(seconds=connecting.settle_s_of(reply.channel))
    return timedelta(seconds=FIRST_LOOK_S)


def _look_up_due(*, now: datetime, limit: int) -> int:
    """Two workers at the same one read twice and write the same."""
    due = list(_whole().filter(state=S.UNKNOWN, due_at__lte=now).order_by("due_at", "pk")[:limit])
    opened = connecting.open_channels([each.channel_id for each in due])
    for each in due:
        _guarded(_look_up, each, opened.get(each.channel_id), now=now)
    return len(due)


def _look_up(reply: Reply, opened: OpenChannel | None, *, now: datetime) -> None:
    if (
        opened is None
        or not isinstance(opened.connector, Publishes)
        or not isinstance(opened.connector, Replies)
    ):
        _ask_a_person(reply)
        return
    connector, draft = opened.connector, _draft(reply, opened.connector)
    known = Utterance.objects.filter(channel_id=reply.channel_id, is_own=True)
    known_ids = frozenset(known.exclude(remote_id="").values_list("remote_id", flat=True)[:2000])
    sent_at = reply.first_sent_at or now
    try:
        verdict = connecting.asked(
            opened,
            lambda credentials: connector.verify(
                credentials,
                draft,
                first_sent_at=sent_at,
                known_remote_ids=known_ids,
                timeout_s=CALL_S,
                key=_key(reply),
            ),
        )
    except NetworkError as error:
        log.info("answer %s cannot be looked up: %s", reply.pk, error)
        Reply.objects.filter(pk=reply.pk, state=S.UNKNOWN).update(
            due_at=now + 2 * _settle_time(reply)
        )
        return
    if isinstance(verdict, Found):
        _settle(reply, verdict.published, now=now)
    elif isinstance(verdict, Absent):
        _count_absent(reply, now=now)
    else:
        _ask_a_person(reply)


@transaction.atomic
def _count_absent(reply: Reply, *, now: datetime) -> None:
    locked = Reply.objects.select_for_update().get(pk=reply.pk)
    if locked.state != S.UNKNOWN or locked.n_absent != reply.n_absent:
        return
    locked.n_absent += 1
    if locked.n_absent < ABSENT_BEFORE_BELIEVED:
        locked.due_at = now + _settle_time(locked)
        locked.save(update_fields=["n_absent", "due_at"])
        return
    locked.save(update_fields=["n_absent"])
    _move(locked, S.NOT_SENT, problem="not_there")


def _ask_a_person(reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk, state=S.UNKNOWN).update(state=S.NEEDS_LOOK, due_at=None)
