"""What goes wrong around a call: one bad row, a lost session, a hanging thread, a person at the same instant."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from clients.actions import connecting, gates
from clients.models import Channel, Client
from editorial.actions import (
    claiming,
    deciding,
    publishing,
    reaping,
    reconciling,
    refusals,
    settling,
)
from editorial.actions.claiming import Ready
from editorial.lifecycle import DeliveryState as S
from editorial.models import Attempt, Delivery, Post, Publication, Revision
from editorial.verdicts import Meaning, meaning_of
from networks import registry
from networks.errors import ErrorKind, NetworkError
from networks.types import Published
from people.clock import database_now
from people.models import Member, Notice
from smm import checks
from tests.editorial import odd_networks
from tests.make_posts import just_after, run_round, sandbox_channel, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def other_channel(client_of, sandbox) -> Channel:
    return sandbox_channel(client_of, sandbox)


@pytest.fixture
def odd(monkeypatch, sandbox) -> Callable[[Channel, str], None]:
    """Moves a channel to a network that misbehaves."""
    for slug, place in odd_networks.ODD.items():
        monkeypatch.setitem(registry.NETWORKS, slug, place)

    def move(channel: Channel, slug: str) -> None:
        Channel.objects.filter(pk=channel.pk).update(network=slug)

    return move


def creates(sandbox: Any, text: str) -> int:
    digest = hashlib.sha256(text.encode()).hexdigest()
    lines = [e for e in sandbox.ask("ledger") if e["text_sha256"] == digest and not e["is_replay"]]
    return len(lines)


def begun(*deliveries: Delivery, owner: int = 9) -> list[Ready]:
    """Their intent to be sent is committed, by a worker that is gone."""
    at = max(just_after(d) for d in deliveries)
    claimed = claiming.claim_due(owner=owner, limit=9, ahead=SECOND, now=at)
    ready = claiming.begin(owner=owner, ids=[c.id for c in claimed], now=at)
    return sorted(ready, key=lambda r: r.id)


def outcome(one: Ready, **what: Any) -> settling.Outcome:
    return settling.Outcome(one.id, one.epoch, one.channel_id, "", **what)


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def n_told(member: Member) -> int:
    """How many notices about deliveries a member has."""
    return Notice.objects.filter(member=member, kind="delivery").count()


@contextmanager
def another_session() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Runs functions on another thread, whose database session is another one."""
    results: list[Any] = []
    wanted, done, work = threading.Semaphore(0), threading.Semaphore(0), []

    def live() -> None:
        try:
            with transaction.atomic():
                while True:
                    wanted.acquire()
                    act = work.pop()
                    if act is None:
                        return
                    results.append(act())
                    done.release()
        finally:
            connection.close()
            done.release()

    thread = threading.Thread(target=live)
    thread.start()

    def run(act: Callable[[], Any]) -> Any:
        work.append(act)
        wanted.release()
        assert done.acquire(timeout=10)
        return results.pop()

    try:
        yield run
    finally:
        work.append(None)
        wanted.release()
        thread.join(10)


# --- one bad row never takes the others with it -------------------------------------------------------


def test_an_answer_with_characters_the_database_refuses_is_recorded_without_them(owner, channel):
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)

    answer = meaning_of(
        NetworkError(ErrorKind.UNKNOWN_OUTCOME, "c\x00", raw="<html>\x00 \ud800", was_sent=True)
    )
    settling.settle([outcome(ready, answer=answer)], now=just_after(delivery))

    assert state(delivery) == S.UNKNOWN
    assert delivery.attempts.get().answer == "<html> ?"


@pytest.mark.parametrize(
    "published",
    [
        Published("7" * 300, "https://a.example/7"),
        Published("7\x00", "https://a.example/7"),
        Published("\ud800", "https://a.example/7"),
    ],
)
def test_a_proof_that_cannot_be_stored_leaves_the_others_of_its_batch_alone(
    owner, channel, other_channel, published
):
    bad, good = scheduled(owner, channel), scheduled(owner, other_channel)
    ready = begun(bad, good)

    settling.settle(
        [
            outcome(ready[0], published=published),
            outcome(ready[1], published=Published("8", "https://a.example/8")),
        ],
        now=just_after(good),
    )

    assert (state(bad), state(good)) == (S.UNKNOWN, S.PUBLISHED)


def test_an_address_longer_than_we_keep_does_not_cost_the_proof(owner, channel):
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)

    long = Published("7", "https://a.example/" + "x" * 900)
    settling.settle([outcome(ready, published=long)], now=just_after(delivery))

    assert state(delivery) == S.PUBLISHED
    assert Publication.objects.get(delivery=delivery).url == ""


def test_a_delivery_that_has_a_publication_already_does_not_break_its_batch(
    owner, channel, other_channel
):
    bad, good = scheduled(owner, channel), scheduled(owner, other_channel)
    ready = begun(bad, good)
    Publication.objects.create(
        agency_id=bad.agency_id,
        client_id=bad.client_id,
        channel=channel,
        delivery=bad,
        remote_id="old",
        published_at=bad.due_at,
    )

    settling.settle(
        [outcome(one, published=Published(str(one.id), "")) for one in ready], now=just_after(good)
    )

    assert (state(bad), state(good)) == (S.UNKNOWN, S.PUBLISHED)


def test_the_post_of_another_delivery_proves_nothing_about_this_one(owner, channel):
    first = scheduled(owner, channel, text="Uno")
    run_round(just_after(first))
    remote_id = Publication.objects.get(delivery=first).remote_id
    second = scheduled(owner, channel, text="Due")
    (ready,) = begun(second)

    settling.settle([outcome(ready, published=Published(remote_id, ""))], now=just_after(second))

    assert (state(second), second.reason) == (S.UNKNOWN, "duplicate")
    assert Publication.objects.get(remote_id=remote_id).delivery_id == first.pk


def test_an_outcome_is_kept_even_when_nobody_can_be_told(owner, channel):
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)
    answer = meaning_of(NetworkError(ErrorKind.CONTENT_REJECTED, http_status=422))

    with nobody_can_be_told():
        settling.settle([outcome(ready, answer=answer)], now=just_after(delivery))
        assert state(delivery) == S.FAILED
        late = scheduled(owner, channel, text="Tardi")
        reaping.reap(now=late.due_at + late.grace)

    assert state(late) == S.MISSED


@contextmanager
def nobody_can_be_told() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE FUNCTION refuse_notices() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN RAISE EXCEPTION 'no'; END $$;
               CREATE TRIGGER refuse_notices BEFORE INSERT ON people_notice
               FOR EACH ROW EXECUTE FUNCTION refuse_notices()"""
        )
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION refuse_notices CASCADE")


def test_a_channel_of_an_unknown_network_does_not_keep_the_others_from_going_out(
    owner, channel, other_channel
):
    bad, good = scheduled(owner, channel), scheduled(owner, other_channel)
    Channel.objects.filter(pk=channel.pk).update(network="gone")

    assert run_round(just_after(good)) == 1

    assert (state(bad), bad.reason, bad.attempts.count()) == (S.BLOCKED, "reconnect", 0)
    assert state(good) == S.PUBLISHED


def test_a_revision_that_cannot_be_read_does_not_keep_the_others_from_going_out(
    owner, channel, other_channel
):
    bad, good = scheduled(owner, channel), scheduled(owner, other_channel)
    Revision.objects.filter(pk=bad.revision_id).update(content={"text": "?"})

    assert run_round(just_after(good)) == 1

    assert (state(bad), state(good)) == (S.FAILED, S.PUBLISHED)


def test_a_doubt_that_cannot_be_looked_up_does_not_keep_the_others_waiting_and_ends_with_a_person(
    owner, channel, other_channel, sandbox
):
    bad, good = scheduled(owner, channel, text="A"), scheduled(owner, other_channel, text="B")
    sandbox.order("faults", kind="error_after", n=2)
    ahead = just_after(good) - database_now()
    sandbox.order("clock", offset_s=ahead.total_seconds())
    run_round(just_after(good))
    Channel.objects.filter(pk=channel.pk).update(network="gone")

    now = max(d.check_after for d in Delivery.objects.all()) + SECOND
    reconciling.look_up_due(now=now)
    assert (state(bad), state(good)) == (S.UNKNOWN, S.PUBLISHED)

    reconciling.look_up_due(now=now + 16 * MINUTE)
    assert state(bad) == S.NEEDS_HUMAN


# --- connectors that break their promises ---------------------------------------------------------------


@pytest.mark.parametrize("slug", ["mute", "quitting", "babbling", "forgetful"])
def test_a_connector_that_does_not_say_what_it_made_leaves_a_doubt_never_a_second_try(
    owner, channel, sandbox, odd, slug
):
    delivery = scheduled(owner, channel, text=f"Strano {slug}")
    odd(channel, slug)

    assert run_round(just_after(delivery)) == 0
    assert state(delivery) == S.UNKNOWN
    assert run_round(just_after(delivery) + SECOND) == 0
    assert creates(sandbox, f"Strano {slug}") == 1


def test_a_call_that_never_comes_back_is_looked_up_and_holds_up_nobody(
    owner, channel, other_channel, odd, settings
):
    settings.PUBLISH_CALL_S, settings.PUBLISH_LEASE_S = 0.5, 7
    hanging, good = scheduled(owner, channel), scheduled(owner, other_channel)
    odd(channel, "hung")
    odd_networks.released.clear()
    try:
        assert run_round(just_after(good)) == 1
        assert (state(hanging), hanging.attempts.get().error_code) == (S.UNKNOWN, "hung")
        third = scheduled(owner, other_channel, text="Dopo")
        assert run_round(just_after(third)) == 1
    finally:
        odd_networks.released.set()


@pytest.mark.parametrize(
    "error",
    [
        NetworkError(ErrorKind.TRANSIENT, "reset", was_sent=True),
        NetworkError(ErrorKind.TRANSIENT, http_status=503, was_sent=True),
        NetworkError(ErrorKind.CONTENT_REJECTED, http_status=500, was_sent=True),
        NetworkError(ErrorKind.PROVIDER_CHANGED, "malformed", http_status=200, was_sent=True),
        NetworkError(ErrorKind.RATE_LIMITED, http_status=408, was_sent=True),
    ],
    ids=str,
)
def test_a_connector_is_not_believed_when_it_says_no_without_a_refusal_of_the_network(error):
    assert meaning_of(error).meaning is Meaning.LOOK_UP


def test_a_refusal_with_its_status_is_believed():
    refusal = NetworkError(ErrorKind.CONTENT_REJECTED, http_status=422, was_sent=True)
    assert meaning_of(refusal).meaning is Meaning.REFUSED


# --- the database goes away ------------------------------------------------------------------------------


def end_other_sessions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND backend_type = 'client backend'"""
        )


def test_an_answer_that_comes_after_the_session_was_ended_is_recorded_on_a_new_one(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel, text="Sessione")
    sandbox.order("latency", ms=800)
    at = just_after(delivery)

    def work() -> None:
        run_round(at)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    while state(delivery) != S.SENDING:
        time.sleep(0.02)
    end_other_sessions()
    worker.join(20)

    assert state(delivery) == S.PUBLISHED, "the answer itself, not a look-up"
    assert creates(sandbox, "Sessione") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone() == (0,)


def test_what_was_to_begin_when_the_session_ended_is_given_back_unsent(owner, channel, sandbox):
    """The session ends between the claim and the intent: no doubt arises, for no byte left."""
    delivery = scheduled(owner, channel, text="Prima del via")
    at = just_after(delivery)
    ticks = iter(range(10**6))

    def clock() -> Any:
        if next(ticks) == 1:  # the second look at the clock is the one of `begin`
            connection.connection.close()
        return at

    round_ = publishing._Round(clock, until=float("inf"), has_stopped=lambda: None)
    assert round_.run() == 0

    assert (state(delivery), delivery.attempts.count()) == (S.SCHEDULED, 0)
    assert run_round(at) == 1
    assert creates(sandbox, "Prima del via") == 1


# --- people at the same instant ----------------------------------------------------------------------------


def test_a_delivery_moved_to_another_day_while_it_is_being_claimed_is_not_taken(
    owner, channel, monkeypatch
):
    """A pause is put between the claim's look and its hold, where somebody moves the post."""
    delivery = scheduled(owner, channel)
    slow = claiming._CLAIM.replace(
        "FROM editorial_delivery d JOIN fair USING (id)",
        "FROM (SELECT pg_sleep(0.6)) pause, editorial_delivery d JOIN fair USING (id)",
    )
    assert slow != claiming._CLAIM
    monkeypatch.setattr(claiming, "_CLAIM", slow)
    claimed: list[Any] = []

    def claim() -> None:
        at = just_after(delivery)
        claimed.extend(claiming.claim_due(owner=3, limit=5, ahead=SECOND, now=at))
        connection.close()

    worker = threading.Thread(target=claim)
    worker.start()
    time.sleep(0.2)
    tomorrow = delivery.due_at + timedelta(days=1)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=tomorrow, next_attempt_at=tomorrow)
    worker.join(10)

    assert claimed == []
    assert state(delivery) == S.SCHEDULED


def test_an_edit_under_way_is_waited_for_before_anything_is_sent(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=at)
    begun: list[Any] = []

    def begin() -> None:
        begun.append(claiming.begin(owner=4, ids=[c.id for c in claimed], now=at))
        connection.close()

    with another_session() as run:

        def edit() -> None:
            Post.objects.select_for_update().get(pk=delivery.post_id)
            Post.objects.filter(pk=delivery.post_id).update(stage="draft")

        run(edit)
        worker = threading.Thread(target=begin)
        worker.start()
        worker.join(0.5)
        assert begun == [], "begin must wait for the edit's end"
    worker.join(10)

    assert begun == [[]]
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "approval_lost")
    assert n_told(owner) == 1


def test_the_reaper_waits_for_nobody(owner, channel):
    delivery = scheduled(owner, channel)
    late = delivery.due_at + delivery.grace

    with another_session() as run:
        run(lambda: Delivery.objects.select_for_update().get(pk=delivery.pk))
        began = time.monotonic()
        reaping.reap(now=late)
        assert time.monotonic() - began < 2
        assert state(delivery) == S.SCHEDULED
    reaping.reap(now=late)

    assert state(delivery) == S.MISSED


@pytest.mark.parametrize(
    ("status", "reason"), [("paused", "client_paused"), ("leaving", "client_left")]
)
def test_a_post_of_a_client_that_is_paused_or_has_left_is_held_and_people_are_told(
    owner, channel, status, reason
):
    delivery = scheduled(owner, channel)
    yesterday = (delivery.due_at - timedelta(days=1)).date()
    Client.objects.filter(pk=delivery.client_id).update(status=status, leaving_on=yesterday)

    assert run_round(just_after(delivery)) == 0

    assert (state(delivery), delivery.reason) == (S.BLOCKED, reason)
    assert n_told(owner) == 1


def test_a_client_that_leaves_today_is_still_served_today(owner, channel):
    delivery = scheduled(owner, channel)
    today = delivery.wall_at.date()
    Client.objects.filter(pk=delivery.client_id).update(status="leaving", leaving_on=today)

    assert run_round(just_after(delivery)) == 1


def test_a_grace_that_ends_between_claim_and_intent_is_heeded(owner, channel):
    delivery = scheduled(owner, channel)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=just_after(delivery))
    late = delivery.due_at + delivery.grace

    assert claiming.begin(owner=4, ids=[c.id for c in claimed], now=late) == []
    reaping.reap(now=late)

    assert (state(delivery), delivery.reason) == (S.MISSED, "late")


# --- proofs that come late -----------------------------------------------------------------------------------


def test_a_proof_that_comes_when_the_post_is_about_to_be_sent_again_keeps_it_from_being_sent(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel, text="Prova tardiva")
    (ready,) = begun(delivery)
    late = publishing.send(ready, connecting.open_channels([channel.pk])[channel.pk])
    # Everybody believes that it is not there.
    Delivery.objects.update(lease_until=database_now() - SECOND)
    reaping.reap(now=just_after(delivery))
    Delivery.objects.update(state=S.SCHEDULED, check_after=None, reason="absent")

    settling.settle([late], now=just_after(delivery) + MINUTE)

    assert state(delivery) == S.PUBLISHED
    assert run_round(just_after(delivery) + 2 * MINUTE) == 0
    assert len(sandbox.ask(f"ledger?account_id={channel.remote_id}")) == 1


def test_a_proof_for_a_delivery_that_a_person_gave_up_is_kept_and_shown(owner, channel):
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)
    Delivery.objects.update(lease_until=database_now() - SECOND)
    reaping.reap(now=just_after(delivery))
    Delivery.objects.update(state=S.NEEDS_HUMAN, check_after=None)
    deciding.drop(delivery=delivery, member=owner, now=just_after(delivery))

    late = outcome(ready, published=Published("77", "https://a.example/77"))
    settling.settle([late], now=just_after(delivery) + MINUTE)

    assert state(delivery) == S.CANCELLED
    assert Publication.objects.get(remote_id="77").delivery is None
    assert n_told(owner) == 2, "once that it is doubtful, once that it is out all the same"


def test_an_outcome_recorded_twice_is_recorded_once(owner, channel):
    """A commit whose answer was lost: the same batch is given again."""
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)
    proof = outcome(ready, published=Published("77", ""))

    for _ in range(2):
        settling.settle([proof], now=just_after(delivery))

    assert state(delivery) == S.PUBLISHED
    assert Publication.objects.count() == 1
    assert n_told(owner) == 0


# --- doubts ----------------------------------------------------------------------------------------------------


def absent_thrice(delivery: Delivery) -> None:
    for _ in range(3):
        delivery.refresh_from_db()
        assert delivery.state == S.UNKNOWN
        reconciling.look_up_due(now=delivery.check_after + SECOND)
    delivery.refresh_from_db()


def test_the_second_doubt_of_a_delivery_needs_three_readings_of_its_own(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Due volte in dubbio")
    sandbox.order("faults", kind="error_before", n=2)
    run_round(just_after(delivery))
    absent_thrice(delivery)
    assert delivery.state == S.SCHEDULED
    run_round(delivery.next_attempt_at + SECOND)
    assert state(delivery) == S.UNKNOWN

    reconciling.look_up_due(now=delivery.check_after + SECOND)

    assert state(delivery) == S.UNKNOWN
    assert delivery.n_negative_reads == 1


def test_looking_thrice_in_a_row_is_one_reading(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Impaziente")
    sandbox.order("faults", kind="error_before")
    run_round(just_after(delivery))
    now = just_after(delivery) + 5 * MINUTE

    for n in range(4):
        reconciling.look_up_now(delivery=delivery, now=now + n * SECOND)

    assert state(delivery) == S.UNKNOWN
    assert delivery.n_negative_reads == 1


def test_a_post_proved_absent_after_the_networks_key_has_ended_is_for_a_person(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel, text="Chiave scaduta")
    Delivery.objects.filter(pk=delivery.pk).update(grace=timedelta(hours=3))
    sandbox.order("faults", kind="error_before")
    run_round(just_after(delivery))
    Attempt.objects.update(started_at=just_after(delivery) - timedelta(minutes=50))

    absent_thrice(delivery)

    assert (delivery.state, delivery.reason) == (S.MISSED, "absent")


def test_a_frozen_owner_does_not_keep_a_delivery_in_the_air_for_ever(owner, channel):
    delivery = scheduled(owner, channel)
    begun(delivery, owner=4242)
    with another_session() as run:

        def hold() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(4242)")

        run(hold)
        Delivery.objects.update(lease_until=database_now() - 4 * MINUTE)
        reaping.reap(now=just_after(delivery))
        assert state(delivery) == S.SENDING
        Delivery.objects.update(lease_until=database_now() - 6 * MINUTE)
        reaping.reap(now=just_after(delivery))

    assert state(delivery) == S.UNKNOWN


def test_many_doubts_on_a_slow_network_are_read_at_the_same_time(owner, client_of, sandbox):
    deliveries = [
        scheduled(owner, sandbox_channel(client_of, sandbox), text=f"Lento {n}") for n in range(8)
    ]
    sandbox.order("faults", kind="error_before", n=8)
    run_round(just_after(deliveries[-1]))
    sandbox.order("faults", kind="slow", match="GET /api/v1/accounts/", seconds=1.0, n=8)
    now = max(d.check_after for d in Delivery.objects.all()) + SECOND
    began = time.monotonic()

    assert reconciling.look_up_due(now=now) == 8

    assert time.monotonic() - began < 4


# --- nothing left untold, nothing left hanging --------------------------------------------------------------------


def test_what_is_too_late_when_its_channel_is_back_is_missed_and_people_are_told(owner, channel):
    delivery = scheduled(owner, channel)
    Channel.objects.filter(pk=channel.pk).update(health="reconnect")
    reaping.reap(now=just_after(delivery))
    assert state(delivery) == S.BLOCKED
    Channel.objects.filter(pk=channel.pk).update(health="ok")

    reaping.reap(now=delivery.due_at + 20 * MINUTE)

    assert state(delivery) == S.MISSED
    assert n_told(owner) == 2, "once that it waits, once that it is missed"


def test_a_delivery_missed_twice_is_told_twice(owner, channel):
    delivery = scheduled(owner, channel)
    gates.shut(channel.pk, until=delivery.due_at + 60 * MINUTE, reason="x", now=delivery.due_at)
    reaping.reap(now=delivery.due_at + 15 * MINUTE)
    again = deciding.send_again(delivery=delivery, member=owner, now=delivery.due_at + 16 * MINUTE)

    reaping.reap(now=again.due_at + 15 * MINUTE)

    assert state(delivery) == S.MISSED
    assert n_told(owner) == 2


def test_what_is_given_back_unsent_does_not_count_among_the_tries(owner, channel):
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)

    settling.settle([outcome(ready)], now=just_after(delivery))

    assert (state(delivery), delivery.n_attempts) == (S.SCHEDULED, 0)
    assert delivery.first_sent_at is None


def test_a_slow_call_does_not_keep_what_becomes_due_meanwhile_waiting(
    owner, channel, other_channel, sandbox
):
    """A round that only waits for its last answer leaves the claiming to the next ring."""
    slow = scheduled(owner, channel, text="Lenta", due_in=timedelta(seconds=0.5))
    soon = scheduled(owner, other_channel, text="Puntuale", due_in=timedelta(seconds=2))
    sandbox.order("faults", kind="slow", seconds=5, account_id=channel.remote_id)

    def ring() -> None:
        publishing.publish_round(clock=database_now, seconds=0.8)
        connection.close()

    rings = []
    for _ in range(4):
        rings.append(threading.Thread(target=ring))
        rings[-1].start()
        time.sleep(0.9)
    assert (state(soon), state(slow)) == (S.PUBLISHED, S.SENDING)
    for thread in rings:
        thread.join(15)
    assert state(slow) == S.PUBLISHED


def test_a_shut_gate_found_at_the_last_moment_leaves_the_reason_of_the_last_try(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=at)
    gates.shut(channel.pk, until=at + MINUTE, reason="rate_limited", now=at)

    assert claiming.begin(owner=4, ids=[c.id for c in claimed], now=at) == []

    assert state(delivery) == S.SCHEDULED
    assert run_round(at + 2 * MINUTE) == 1


def test_a_link_longer_than_any_post_has_is_refused_in_words(owner, channel):
    delivery = scheduled(owner, channel)
    reaping.reap(now=delivery.due_at + 16 * MINUTE)

    with pytest.raises(refusals.ScheduleRefusedError):
        deciding.confirm_published(
            delivery=delivery,
            member=owner,
            url=f"{channel.host}/@a/{'9' * 300}",
            now=delivery.due_at + 17 * MINUTE,
        )


def test_a_gate_shut_for_days_puts_no_try_off_beyond_the_grace(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=at)
    gates.shut(channel.pk, until=at + timedelta(days=5), reason="forbidden", now=at)
    claiming.begin(owner=4, ids=[c.id for c in claimed], now=at)

    reaping.reap(now=delivery.due_at + delivery.grace)

    assert state(delivery) == S.MISSED


def test_answers_are_kept_when_the_session_ends_at_the_moment_of_recording_them(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel, text="Al momento di scrivere")
    at = just_after(delivery)
    is_ended = False

    def clock() -> Any:
        nonlocal is_ended
        if round_.back and not is_ended:
            is_ended = True
            with connection.cursor() as cursor, suppress(DatabaseError):
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return at

    round_ = publishing._Round(clock, until=float("inf"), has_stopped=lambda: None)
    round_.run()

    assert is_ended
    assert state(delivery) == S.PUBLISHED, "the answer itself, not a look-up"
    assert creates(sandbox, "Al momento di scrivere") == 1


@pytest.mark.parametrize(("call_s", "lease_s"), [(30, 35), (30, 10), (0, 90)])
def test_a_lease_that_a_call_could_outlive_is_refused_by_the_system_check(
    settings, call_s, lease_s
):
    assert checks.leases_outlive_calls(None) == []
    settings.PUBLISH_CALL_S, settings.PUBLISH_LEASE_S = call_s, lease_s

    assert [error.id for error in checks.leases_outlive_calls(None)] == ["smm.E010"]
