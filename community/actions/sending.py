"""Sending answers: each at most once, its intent committed before a byte leaves.

What the network's answer leaves in doubt is looked up there, never sent again blindly; what cannot be looked up is shown to a
person. The same meanings as for posts (editorial/verdicts.py). A worker that dies leaves a lease, and its answer is looked up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from clients.actions import connecting, gates
from clients.actions.connecting import OpenChannel
from clients.models import Health
from community.actions.replying import arrived, proved
from community.models import Conversation, Reply, Utterance
from community.models.conversations import MAX_ID, MAX_URL
from community.states import Kind, ReplyState
from editorial.actions import alerts
from editorial.actions.settling import GONE
from editorial.verdicts import RESTRICTED_FOR, Answer, Meaning, meaning_of, next_try
from networks.errors import ErrorKind, NetworkError
from networks.roles import Publishes, Replies
from networks.types import Absent, Draft, Found, Incoming, IncomingKind, Published, Verdict
from people import installation
from people.installation import MAY_ACT

log = logging.getLogger(__name__)

S = ReplyState
CALL_S = 20.0
# Longer than any call may take, with the renewal of a token within it: whoever holds it past this is dead.
LEASE = timedelta(seconds=90)
AT_A_TIME = 10
ROUND_S = 20.0
# So often the network must say that it has no such answer, each time after what it takes to show one, before that is believed.
ABSENT_BEFORE_BELIEVED = 3
FIRST_LOOK_S = 60.0
# Later than this after it was written nothing is tried again, and past its moment by so much it is looked up before all else:
# the database may have been put back from a backup that does not know that it left.
LAST_TRY = timedelta(hours=2)
LATE = timedelta(minutes=15)
# Of its own answers a channel's last ones, which no other answer is taken for.
MOST_KNOWN = 200

# One thread of a worker at most: a network that hangs never takes those that publish.
_going = threading.Lock()

_OPEN = """NOT EXISTS (SELECT 1 FROM clients_gate g
                        WHERE g.channel_id = r.channel_id AND g.shut_until > %(now)s)"""
# The claim is the intent, and the call follows at once: of two workers the second finds the answer no longer held.
_BEGIN = f"""
UPDATE community_reply SET state = 'sending', lease_until = smm_now() + %(lease)s, n_tries = n_tries + 1,
       first_sent_at = COALESCE(first_sent_at, %(now)s)
 WHERE id = ANY(ARRAY(
    SELECT r.id FROM community_reply r
      JOIN clients_channel c ON c.id = r.channel_id AND c.health = 'ok'
      JOIN clients_client k ON k.id = r.client_id AND k.status <> 'archived'
     WHERE r.state = 'held' AND r.due_at <= %(now)s AND r.due_at > %(not_before)s
       AND {_OPEN} AND {MAY_ACT}
     ORDER BY r.due_at, r.id LIMIT 1 FOR UPDATE OF r SKIP LOCKED))
RETURNING id
"""  # noqa: S608 (no values in it)
# Whether it left before its worker died, or before a backup was put back, nobody knows: it is looked up. A gate that is shut
# is no doubt, until nobody would be tried for any more.
_DOUBT = f"""
UPDATE community_reply r SET state = 'unknown', lease_until = NULL, due_at = %(now)s, problem = 'unforeseen',
       first_sent_at = COALESCE(first_sent_at, due_at)
 WHERE (r.state = 'sending' AND r.lease_until < smm_now())
    OR (r.state = 'held' AND r.due_at <= %(not_before)s
        AND ({_OPEN} OR r.written_at <= %(last_try_of)s))
"""  # noqa: S608 (no values in it)


def send_due(*, now: datetime, limit: int = AT_A_TIME) -> int:
    """Send the answers whose seconds are over, and look up the doubtful ones; returns how many were sent or looked for.

    Does nothing while this process is at it already, and nothing at all while the installation stands still.
    """
    if installation.stands_still() or not _going.acquire(blocking=False):
        return 0
    try:
        _give_back_what_cannot_go(now=now)
        _doubt_what_was_left(now=now)
        until, n = time.monotonic() + ROUND_S, 0
        while n < limit and time.monotonic() < until and (reply := _begin(now=now)) is not None:
            _guarded(_send, reply, now=now)
            n += 1
        return n + _look_up_due(now=now, limit=limit, until=until)
    finally:
        _going.release()


def _begin(*, now: datetime) -> Reply | None:
    values: dict[str, Any] = {
        "now": now, "not_before": now - LATE, "lease": LEASE, **installation.terms(),
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)
        row = cursor.fetchone()
    found: Reply | None = _whole().filter(pk=row[0]).first() if row else None
    return found


def _whole() -> Any:
    return Reply.objects.select_related("channel__agency", "client", "conversation", "answers")


def _guarded(act: Callable[..., None], reply: Reply, *, now: datetime) -> None:
    opened = connecting.open_channels([reply.channel_id]).get(reply.channel_id)
    try:
        act(reply, opened, now=now)
    except GONE:
        raise
    except Exception:
        log.exception("Answer %s is left to be looked up", reply.pk)


def _give_back_what_cannot_go(*, now: datetime) -> None:
    """Held for a channel that must be reconnected first: no byte has left, and whoever wrote it is told at once."""
    held = Reply.objects.filter(state=S.HELD, due_at__lte=now)
    held.exclude(channel__health=Health.OK).update(
        state=S.NOT_SENT, due_at=None, problem=ErrorKind.AUTH_EXPIRED.value
    )


def _doubt_what_was_left(*, now: datetime) -> None:
    values = {"now": now, "not_before": now - LATE, "last_try_of": now - LAST_TRY}
    with connection.cursor() as cursor:
        cursor.execute(_DOUBT, values)


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
    locked = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("conversation")
        .get(pk=reply.pk)
    )
    remote_id = published.remote_id if len(published.remote_id) <= MAX_ID else ""
    url = published.url if len(published.url) <= MAX_URL else ""
    if locked.state == S.SENT:
        proved(locked, remote_id=remote_id, url=url)
        return
    said_at = published.published_at or now
    arrived(locked, remote_id=remote_id, url=url, said_at=said_at, now=now)
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


def _look_up_due(*, now: datetime, limit: int, until: float) -> int:
    """Two workers at the same one read twice and write the same."""
    due = list(_whole().filter(state=S.UNKNOWN, due_at__lte=now).order_by("due_at", "pk")[:limit])
    n = 0
    for each in due:
        if time.monotonic() >= until:
            break
        _guarded(_look_up, each, now=now)
        n += 1
    return n


def _look_up(reply: Reply, opened: OpenChannel | None, *, now: datetime) -> None:
    # Whatever happens on the way, the next look is not now.
    again_at = now + 2 * _settle_time(reply)
    Reply.objects.filter(pk=reply.pk, state=S.UNKNOWN).update(due_at=again_at)
    if opened is None or not isinstance(opened.connector, Publishes):
        _ask_a_person(reply)
        return
    try:
        verdict = _verdict(reply, opened, opened.connector, now=now)
    except Exception as error:
        log.info("answer %s cannot be looked up: %s", reply.pk, error)
        if reply.written_at <= now - LAST_TRY:
            _ask_a_person(reply)
        return
    if isinstance(verdict, Found):
        _settle(reply, verdict.published, now=now)
    elif isinstance(verdict, Absent):
        _count_absent(reply, now=now)
    else:
        _ask_a_person(reply)


def _verdict(reply: Reply, opened: OpenChannel, connector: Publishes, *, now: datetime) -> Verdict:
    draft = _draft(reply, opened.connector)
    # Proofs of other answers. What was noticed in a thread is none: it may be this very answer.
    proved_ids = Reply.objects.filter(channel_id=reply.channel_id).exclude(remote_id="")
    newest = proved_ids.order_by("-pk").values_list("remote_id", flat=True)[:MOST_KNOWN]
    known_ids, sent_at = frozenset(newest), reply.first_sent_at or now
    return connecting.asked(
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
    Reply.objects.filter(pk=reply.pk, state=S.UNKNOWN).update(
        state=S.NEEDS_LOOK, due_at=None, problem=""
    )
