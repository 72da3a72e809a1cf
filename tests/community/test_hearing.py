"""What people say on a connected channel comes in once, into the conversation it belongs to, and answers given there are seen."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from clients.actions import gates
from clients.models import Client
from community.actions import hearing, promising, receiving
from community.models import Conversation, Hearing, Utterance
from community.states import HISTORY, Kind, Settled, Standing
from editorial.models import Publication
from networks.types import Incoming, IncomingKind
from people.clock import database_now
from tests.community.conftest import heard, posted

pytestmark = pytest.mark.django_db


def test_a_comment_comes_in_once_below_its_post(channel, post, says):
    publication = Publication.objects.create(
        agency_id=channel.agency_id, client_id=channel.client_id, channel=channel,
        remote_id=post.remote_id, published_at=database_now(), text="Domenica apriamo alle 10.",
    )  # fmt: skip
    says("marta", "siete aperti domenica?", below=post.remote_id, to=channel)
    for _ in range(2):
        heard(channel)

    (conversation,) = Conversation.objects.all()
    (said,) = conversation.utterances.all()
    assert "siete aperti domenica?" in said.text
    assert (conversation.kind, conversation.standing) == (Kind.COMMENT, Standing.TO_DO)
    assert conversation.publication == publication
    assert conversation.waiting_since == said.said_at
    assert conversation.due_at is None, "nothing was promised"
    assert conversation.person_handle.startswith("@marta")


def test_one_person_below_one_post_is_one_conversation_however_deep_the_thread(channel, post, says):
    first = says("marta", "siete aperti domenica?", below=post.remote_id, to=channel)
    heard(channel)
    ours = posted(channel, "Sì, dalle 10.", in_reply_to=first.remote_id)
    heard(channel, now=database_now() + timedelta(minutes=11))
    says("marta", "e i bambini?", below=ours.remote_id, to=channel)
    says("piero", "Ma il sindaco dov'era", below=post.remote_id, to=channel)
    heard(channel, now=database_now() + timedelta(minutes=12))

    marta, piero = Conversation.objects.order_by("pk")
    assert [each.is_own for each in marta.utterances.all()] == [False, True, False]
    assert marta.thread_id == piero.thread_id == post.remote_id
    assert [each.utterances.waiting().count() for each in (marta, piero)] == [1, 1]


def test_an_answer_given_on_the_network_itself_ends_the_waiting(channel, post, says):
    first = says("marta", "siete aperti domenica?", below=post.remote_id, to=channel)
    says("piero", "Bella luce", below=post.remote_id, to=channel)
    heard(channel)
    posted(channel, "Sì, dalle 10.", in_reply_to=first.remote_id)
    heard(channel, now=database_now() + timedelta(minutes=5))
    assert Conversation.objects.exclude(standing=Standing.DONE).count() == 2, (
        "read every ten minutes"
    )
    heard(channel, now=database_now() + timedelta(minutes=11))

    marta, piero = Conversation.objects.order_by("pk")
    assert (marta.standing, piero.standing) == (Standing.DONE, Standing.TO_DO)
    asked, answer = marta.utterances.all()
    assert (asked.settled, asked.settled_at) == (Settled.ANSWERED, answer.said_at)
    assert (answer.is_own, answer.written_by) == (True, None)


def test_what_is_said_in_private_is_one_conversation_and_hangs_on_no_post(channel, says):
    says("gino", "da ieri non giro il collo", to=channel, visibility="direct")
    says("gino", "cosa devo fare", to=channel, visibility="direct")
    heard(channel)

    (conversation,) = Conversation.objects.all()
    assert (conversation.kind, conversation.publication) == (Kind.MESSAGE, None)
    assert conversation.utterances.waiting().count() == 2


def test_what_was_promised_runs_from_the_moment_it_was_said(owner, client_of, channel, post, says):
    promising.promise(
        by=owner, client=client_of, within_h=2, days=range(1, 8), now=database_now(),
        opens=database_now().replace(hour=0, minute=0).time(),
        closes=database_now().replace(hour=23, minute=59).time(),
    )  # fmt: skip
    says("marta", "quanto costa??", below=post.remote_id, to=channel)
    heard(channel)

    (conversation,) = Conversation.objects.all()
    assert conversation.due_at is not None
    assert conversation.due_at >= conversation.waiting_since + timedelta(hours=2)


def test_history_waits_for_nobody(channel):
    now = database_now()
    old = Incoming(
        IncomingKind.COMMENT, "77", "76", "76", "@vecchio@example.org", "Vecchio", None, "Anni fa",
        now - HISTORY - timedelta(days=1), False, "https://example.org/77",
    )  # fmt: skip
    receiving.receive(channel, [old], now=now, is_first=True)

    (said,) = Utterance.objects.all()
    assert said.settled == Settled.HISTORY
    assert Conversation.objects.get().standing == Standing.DONE
    # Once the channel is heard, what comes in late was said to us all the same.
    later = Incoming(
        IncomingKind.COMMENT, "78", "76", "76", "@vecchio@example.org", "Vecchio", None, "Allora?",
        now - HISTORY - timedelta(days=1), False, "https://example.org/78",
    )  # fmt: skip
    receiving.receive(channel, [later], now=now, is_first=False)
    assert Conversation.objects.get().standing == Standing.TO_DO


def test_a_network_that_does_not_answer_is_asked_again_later_and_nothing_is_lost(
    channel, post, says, sandbox
):
    says("marta", "siete aperti?", below=post.remote_id, to=channel)
    sandbox.order("faults", kind="error_before", match="GET /api/v1/notifications", n=9)
    now = database_now()
    hearing._enlist(now=now)
    hearing.hear_due(now=now)
    row = Hearing.objects.get(channel=channel)
    assert (row.problem, row.next_at) == ("transient", now + hearing.AGAIN_IN)
    assert not Conversation.objects.exists()

    sandbox.order("clear")
    heard(channel, now=now + hearing.AGAIN_IN)
    assert Conversation.objects.count() == 1


def test_a_channel_is_heard_once_a_minute_and_not_while_its_gate_is_shut(channel):
    now = database_now()
    assert hearing.hear_due(now=now) == 1
    assert hearing.hear_due(now=now + timedelta(seconds=30)) == 0
    gates.shut(channel.pk, until=now + timedelta(minutes=5), reason="rate_limited", now=now)
    assert hearing.hear_due(now=now + timedelta(minutes=2)) == 0
    assert hearing.hear_due(now=now + timedelta(minutes=6)) == 1


def test_what_claims_to_be_of_the_year_one_makes_nobody_deaf(owner, client_of, channel):
    promising.promise(
        by=owner, client=client_of, within_h=2, days=[1], opens=time(9), closes=time(18),
        now=database_now(),
    )  # fmt: skip
    strange, usual = (
        Incoming(
            IncomingKind.COMMENT, name, "76", "76", f"@{name}@example.org", name, None, "Ciao", at,
            False, "",
        )
        for name, at in (("primo", datetime(1, 1, 1, 12, tzinfo=UTC)), ("altro", database_now()))
    )  # fmt: skip
    assert receiving.receive(channel, [strange, usual], now=database_now()) == 2
    assert Conversation.objects.count() == 2


def test_the_thread_nobody_has_read_yet_is_read_first(channel):
    now = database_now()
    for n, read_at in enumerate([now - timedelta(hours=1), None, now - timedelta(hours=2)]):
        Conversation.objects.create(
            agency_id=channel.agency_id, client_id=channel.client_id, channel=channel, kind="comment",
            thread_id=str(n), person_handle="@marta", person_name="Marta", standing="to_do",
            waiting_since=now, last_said_at=now, thread_read_at=read_at,
        )  # fmt: skip
    assert list(hearing._threads_to_read(channel, now=now)) == ["1", "2", "0"]


def test_a_thread_that_cannot_be_read_keeps_no_other_from_being_read(channel, post, says):
    says("marta", "siete aperti?", below=post.remote_id, to=channel)
    heard(channel)
    gone = Conversation.objects.get()
    Conversation.objects.filter(pk=gone.pk).update(thread_id="999999999")
    first = says("piero", "e domenica?", below=post.remote_id, to=channel)
    heard(channel, now=database_now() + timedelta(minutes=2))
    posted(channel, "Sì.", in_reply_to=first.remote_id)
    heard(channel, now=database_now() + timedelta(minutes=20))

    piero = Conversation.objects.exclude(pk=gone.pk).get()
    assert piero.standing == Standing.DONE


def test_nobody_listens_for_a_client_that_is_archived(channel, client_of):
    now = database_now()
    hearing._enlist(now=now)
    Client.objects.filter(pk=client_of.pk).update(status="archived")
    assert hearing.hear_due(now=now) == 0
