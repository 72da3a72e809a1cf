"""An answer can be taken back for ten seconds, leaves once, and is never sent again blindly."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from clients.actions import gates
from clients.models import Channel, Client
from community.actions import replying, sending, triage
from community.actions.replying import ReplyingError
from community.actions.triage import TriageError
from community.models import Conversation, Reply
from community.states import UNDO, ReplyState, Settled, Standing
from editorial.actions import standing_down
from people import installation
from people.clock import database_now
from people.models import Installation
from tests.community.conftest import heard
from tests.editorial.engine import creates

pytestmark = pytest.mark.django_db

S = ReplyState
WORDS = "Sì, dalle 10. Passa a trovarci."


@pytest.fixture
def marta(channel, post, says) -> Conversation:
    """Marta asks something, and we have heard it."""
    says("marta", "siete aperti domenica?", below=post.remote_id, to=channel)
    heard(channel)
    return Conversation.objects.get()


def sent(reply: Reply, *, after: timedelta = UNDO) -> Reply:
    """What becomes of it that long after it was written."""
    sending.send_due(now=reply.written_at + after)
    reply.refresh_from_db()
    return reply


def answer(owner, conversation, text=WORDS):
    return replying.reply(by=owner, conversation=conversation, text=text, now=database_now())


def n_there(sandbox, conversation, text=WORDS) -> int:
    """How many such answers the network made, by its own ledger."""
    return creates(sandbox, f"{conversation.person_handle} {text}")


def test_an_answer_leaves_after_ten_seconds_once_and_ends_the_waiting(owner, marta, sandbox):
    reply = answer(owner, marta)
    assert sent(reply, after=UNDO - timedelta(seconds=1)).state == S.HELD
    for _ in range(2):
        assert sent(reply).state == S.SENT

    assert n_there(sandbox, marta) == 1
    marta.refresh_from_db()
    assert marta.standing == Standing.DONE
    asked, said = marta.utterances.all()
    assert (asked.settled, said.is_own, said.written_by) == (Settled.ANSWERED, True, owner)
    # Somebody asks more, so the thread is read: it is still one answer.
    triage.reopen(by=owner, conversation=marta, now=database_now())
    heard(reply.channel, now=database_now() + timedelta(minutes=20))
    assert marta.utterances.count() == 2


def test_an_answer_that_is_taken_back_never_leaves_and_its_words_are_kept(owner, marta, sandbox):
    reply = answer(owner, marta)
    replying.take_back(by=owner, reply=reply, now=database_now())
    assert sent(reply, after=timedelta(minutes=1)).state == S.NOT_SENT

    assert n_there(sandbox, marta) == 0
    assert reply.text == WORDS
    marta.refresh_from_db()
    assert marta.standing == Standing.TO_DO


def test_what_has_left_cannot_be_taken_back(owner, marta):
    reply = sent(answer(owner, marta))
    with pytest.raises(ReplyingError, match="left already"):
        replying.take_back(by=owner, reply=reply, now=database_now())


def test_two_people_cannot_both_answer(owner, marta):
    reply = answer(owner, marta)
    with pytest.raises(ReplyingError, match="Alice has answered already"):
        answer(owner, marta, "Anche io rispondo")
    with pytest.raises(TriageError, match="on its way"):
        triage.close(by=owner, conversation=marta, how=Settled.NOT_NEEDED, now=database_now())
    reply.pk, reply.public_id = None, uuid4()
    with pytest.raises(IntegrityError, match="reply_one_at_a_time"), transaction.atomic():
        reply.save()


def test_what_came_in_meanwhile_still_waits(owner, marta, channel, post, says):
    reply = answer(owner, marta)
    says("marta", "e i bambini?", below=post.remote_id, to=channel)
    heard(channel, now=database_now() + timedelta(minutes=2))
    sent(reply)

    marta.refresh_from_db()
    assert marta.standing == Standing.TO_DO
    assert [each.settled for each in marta.utterances.filter(is_own=False)] == [
        Settled.ANSWERED,
        "",
    ]


@pytest.mark.parametrize("kind", ["cut_after", "error_after"])
def test_an_answer_whose_receipt_was_lost_is_found_and_not_sent_again(owner, marta, sandbox, kind):
    sandbox.order("faults", kind=kind)
    reply = sent(answer(owner, marta))
    assert reply.state == S.UNKNOWN
    sent(reply, after=timedelta(minutes=5))

    assert reply.state == S.SENT
    assert n_there(sandbox, marta) == 1
    assert reply.remote_id


def test_an_answer_that_is_not_there_is_told_and_only_a_person_sends_it_again(
    owner, marta, sandbox
):
    sandbox.order("faults", kind="cut_before")
    reply = sent(answer(owner, marta))
    for minutes in range(2, 12):
        sent(reply, after=timedelta(minutes=minutes))

    assert (reply.state, reply.problem) == (S.NOT_SENT, "not_there")
    assert n_there(sandbox, marta) == 0
    sent(answer(owner, marta))
    assert n_there(sandbox, marta) == 1


def test_a_lost_receipt_is_found_even_where_the_thread_was_read_before(owner, marta, sandbox):
    sandbox.order("faults", kind="cut_after")
    reply = sent(answer(owner, marta))
    assert reply.state == S.UNKNOWN
    heard(reply.channel, now=database_now() + timedelta(minutes=11))
    assert marta.utterances.filter(is_own=True).count() == 1, "noticed in the thread"
    for minutes in range(12, 20):
        sent(reply, after=timedelta(minutes=minutes))

    assert (reply.state, n_there(sandbox, marta)) == (S.SENT, 1)
    (ours,) = marta.utterances.filter(is_own=True)
    assert ours.written_by == owner


def test_what_came_in_unseen_still_waits_however_early_it_was_said(
    owner, marta, channel, post, says
):
    says("marta", "no, sono allergica", below=post.remote_id, to=channel)
    reply = answer(owner, marta)
    heard(channel, now=database_now() + timedelta(minutes=2))
    sent(reply, after=timedelta(minutes=3))

    marta.refresh_from_db()
    assert marta.standing == Standing.TO_DO
    assert [each.settled for each in marta.utterances.filter(is_own=False)] == [
        Settled.ANSWERED,
        "",
    ]


def test_a_refusal_is_told_with_the_words_kept(owner, marta, sandbox):
    sandbox.order("faults", kind="invalid")
    reply = sent(answer(owner, marta))
    assert (reply.state, reply.problem, reply.text) == (S.NOT_SENT, "content_rejected", WORDS)
    assert n_there(sandbox, marta) == 0


def test_a_look_that_fails_again_and_again_ends_with_a_person(owner, marta, sandbox):
    sandbox.order("faults", kind="cut_after")
    reply = sent(answer(owner, marta))
    sandbox.order("faults", kind="error_before", match="GET", n=500)
    sent(reply, after=timedelta(minutes=5))
    assert reply.state == S.UNKNOWN
    assert reply.due_at > reply.written_at + timedelta(minutes=5), "not again at once"
    sent(reply, after=sending.LAST_TRY + timedelta(minutes=1))
    assert (reply.state, reply.problem) == (S.NEEDS_LOOK, "")


def test_what_cannot_go_is_given_back_at_once_and_a_shut_gate_is_waited_for(
    owner, marta, channel, sandbox
):
    gates.shut(
        channel.pk, until=database_now() + timedelta(minutes=40), reason="x", now=database_now()
    )
    reply = answer(owner, marta)
    assert sent(reply, after=timedelta(minutes=30)).state == S.HELD
    Channel.objects.filter(pk=channel.pk).update(health="reconnect")
    assert sent(reply, after=timedelta(minutes=31)).state == S.NOT_SENT
    assert (reply.problem, n_there(sandbox, marta)) == ("auth_expired", 0)


def test_no_answer_leaves_for_an_archived_client(owner, marta, client_of, sandbox):
    reply = answer(owner, marta)
    Client.objects.filter(pk=client_of.pk).update(status="archived")
    sent(reply)
    assert n_there(sandbox, marta) == 0


def test_two_workers_at_once_send_once(owner, marta, sandbox):
    reply = answer(owner, marta)
    now = reply.written_at + UNDO
    first, second = sending._begin(now=now), sending._begin(now=now)
    assert (first, second) == (reply, None)


def test_a_proof_that_comes_late_counts(owner, marta, sandbox):
    reply = answer(owner, marta)
    begun = sending._begin(now=reply.written_at + UNDO)
    Reply.objects.filter(pk=reply.pk).update(
        state=S.NOT_SENT, problem="not_there", lease_until=None
    )
    sending._guarded(sending._send, begun, now=database_now())
    reply.refresh_from_db()
    assert (reply.state, n_there(sandbox, marta)) == (S.SENT, 1)


def test_an_answer_that_is_too_long_is_refused_before_it_leaves(owner, marta):
    with pytest.raises(ReplyingError, match="500"):
        answer(owner, marta, "parola " * 200)
    assert not Reply.objects.exists()


def test_a_wait_is_waited(owner, marta, sandbox):
    sandbox.order("faults", kind="rate_limit", seconds=30)
    reply = sent(answer(owner, marta))
    assert (reply.state, reply.problem) == (S.HELD, "rate_limited")
    assert n_there(sandbox, marta) == 0
    assert sent(reply, after=timedelta(minutes=2)).state == S.SENT
    assert n_there(sandbox, marta) == 1


def test_what_a_dead_worker_left_is_looked_up_first(owner, marta, sandbox):
    reply = answer(owner, marta)
    Reply.objects.filter(pk=reply.pk).update(
        state=S.SENDING, first_sent_at=reply.written_at, lease_until=reply.written_at, n_tries=1
    )
    for minutes in range(1, 9):
        sent(reply, after=timedelta(minutes=minutes))

    assert (reply.state, reply.problem) == (S.NOT_SENT, "not_there")
    assert n_there(sandbox, marta) == 0


def test_an_answer_of_a_restored_backup_is_looked_up_and_not_sent(owner, marta, sandbox):
    before = answer(owner, marta)
    sent(before)
    assert n_there(sandbox, marta) == 1
    # The backup was made while it was held, and is put back an hour later.
    marta.utterances.filter(is_own=True).delete()
    Reply.objects.filter(pk=before.pk).delete()
    again = Reply(**{f.attname: getattr(before, f.attname) for f in Reply._meta.concrete_fields})
    again.state, again.first_sent_at, again.n_tries, again.remote_id = S.HELD, None, 0, ""
    again.due_at = before.written_at + UNDO
    again.save(force_insert=True)
    sent(again, after=timedelta(hours=1))

    assert again.state == S.SENT
    assert n_there(sandbox, marta) == 1


def test_a_paused_installation_answers_nobody(owner, marta, sandbox):
    installation.show_life(now=database_now())
    reply = answer(owner, marta)
    standing_down.stand_down(why=Installation.Why.BY_HAND, now=database_now())
    assert sent(reply).state == S.HELD
    assert n_there(sandbox, marta) == 0


def test_the_database_refuses_a_move_that_is_not_legal(owner, marta):
    reply = sent(answer(owner, marta))
    with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(state=S.HELD, due_at=database_now())


def test_where_nobody_can_answer_from_here_a_person_says_that_they_did(owner, marta, channel):
    Channel.objects.filter(pk=channel.pk).update(health="reconnect")
    marta.channel.refresh_from_db()
    with pytest.raises(ReplyingError, match="answer there"):
        answer(owner, marta)
    replying.answered_there(by=owner, conversation=marta, text="Detto a voce.", now=database_now())

    marta.refresh_from_db()
    assert marta.standing == Standing.DONE
    assert [each.text for each in marta.utterances.filter(is_own=True)] == ["Detto a voce."]


def test_an_answer_that_cannot_be_told_is_decided_by_a_person(owner, marta, sandbox):
    reply = answer(owner, marta)
    Reply.objects.filter(pk=reply.pk).update(
        state=S.SENDING, first_sent_at=reply.written_at, lease_until=reply.written_at, n_tries=1
    )
    Channel.objects.update(health="reconnect")
    sent(reply, after=timedelta(minutes=1))
    assert reply.state == S.NEEDS_LOOK
    replying.say_how_it_ended(by=owner, reply=reply, is_there=True, now=database_now())

    marta.refresh_from_db()
    assert marta.standing == Standing.DONE
    with pytest.raises(ReplyingError, match="known meanwhile"):
        replying.say_how_it_ended(by=owner, reply=reply, is_there=False, now=database_now())
