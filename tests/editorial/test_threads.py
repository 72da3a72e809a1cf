"""A post of several parts goes out part by part: no part twice, none lost, against a network that misbehaves."""

from __future__ import annotations

import hashlib
import json
import threading
import urllib.request
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from clients.actions import connecting, gates
from clients.models import Channel, Client
from editorial import when
from editorial.actions import (
    checking_parts,
    following_up,
    publishing,
    reaping,
    reconciling,
    refusals,
    scheduling,
    settling_parts,
)
from editorial.actions.settling import Outcome
from editorial.lifecycle import PART_MOVES, Rest
from editorial.lifecycle import DeliveryState as S
from editorial.lifecycle import PartState as P
from editorial.models import Attempt, Delivery, PartAttempt, PartLookup, Publication, Step
from networks.types import Published
from people.clock import database_now
from people.models import Notice
from tests.make_posts import just_after, run_round, sandbox_channel, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
FIRST = "Sei gradi alle sei."
THREAD = ["Si pota lo stesso.", "Aldo dice che la vite preferisce il freddo."]
COMMENT = "#vendemmia #potatura"
WHOLE = [FIRST, *THREAD, COMMENT]


def creates(sandbox: Any, channel: Channel, *texts: str) -> list[int]:
    """How many different posts with each of these texts the network made on the channel, by its own ledger."""
    made = Counter(
        entry["text_sha256"]
        for entry in sandbox.ask("ledger")
        if entry["account_id"] == channel.remote_id and not entry["is_replay"]
    )
    return [made[hashlib.sha256(text.encode()).hexdigest()] for text in texts or WHOLE]


def parent_of(remote_id: str, channel: Channel, sandbox: Any) -> str | None:
    """What the network itself says that a post answers."""
    url = f"{sandbox.origin}/api/v1/statuses/{remote_id}"
    token = connecting.open_channel(channel).credentials.access_token.reveal()
    request = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
    parent = json.loads(urllib.request.urlopen(request).read())["in_reply_to_id"]
    return None if parent is None else str(parent)


def parts(delivery: Delivery) -> list[Step]:
    return list(delivery.steps.exclude(state="").order_by("position"))


def states(delivery: Delivery) -> list[str]:
    return [step.state for step in parts(delivery)]


def rest(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.rest


def on_the_networks_clock(sandbox: Any, at: datetime) -> None:
    sandbox.order("clock", offset_s=(at - database_now()).total_seconds())


def a_thread(owner: Any, channel: Channel, **more: Any) -> Delivery:
    more = {"text": FIRST, "thread": THREAD, "first_comment": COMMENT, **more}
    return scheduled(owner, channel, **more)


def test_a_thread_and_its_first_comment_go_out_in_order_each_once_each_below_the_one_before(
    owner, channel, sandbox
):
    delivery = a_thread(owner, channel)
    assert states(delivery) == [P.WAITING] * 3

    assert run_round(just_after(delivery)) == 1

    delivery.refresh_from_db()
    assert (delivery.state, delivery.rest) == (S.PUBLISHED, "")
    assert states(delivery) == [P.DONE] * 3
    assert [step.kind for step in parts(delivery)] == ["status", "status", "comment"]
    assert creates(sandbox, channel) == [1] * 4
    chain = [delivery.proof["remote_id"], *(step.remote_ref for step in parts(delivery))]
    assert len(set(chain)) == 4
    assert [parent_of(each, channel, sandbox) for each in chain] == [None, *chain[:-1]]
    assert all(step.url.startswith(sandbox.origin) for step in parts(delivery))
    assert PartAttempt.objects.filter(outcome="created").count() == 3
    assert Publication.objects.count() == 1


def test_what_follows_waits_until_the_first_part_is_confirmed(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    sandbox.order("faults", kind="cut_after")
    on_the_networks_clock(sandbox, just_after(delivery))

    run_round(just_after(delivery))
    delivery.refresh_from_db()
    assert delivery.state == S.UNKNOWN
    assert states(delivery) == [P.WAITING] * 3
    assert creates(sandbox, channel) == [1, 0, 0, 0]

    reconciling.look_up_due(now=delivery.check_after + SECOND)
    delivery.refresh_from_db()
    run_round(delivery.check_after or just_after(delivery) + 2 * MINUTE)
    assert rest(delivery) == ""
    assert creates(sandbox, channel) == [1] * 4


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("fault", ["cut_after", "error_after", "html_after"])
def test_a_part_whose_answer_is_lost_is_looked_up_and_nothing_goes_twice(
    owner, channel, sandbox, fault, at
):
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind=fault, skip=at)
    on_the_networks_clock(sandbox, now)

    run_round(now)

    doubtful = parts(delivery)[at - 1]
    assert (doubtful.state, rest(delivery)) == (P.UNKNOWN, Rest.CHECKING)
    assert delivery.state == S.PUBLISHED
    assert creates(sandbox, channel) == [1] * (at + 1) + [0] * (3 - at)
    # However often somebody asks: nothing moves before the look.
    for n in range(3):
        run_round(now + n * SECOND)
    assert doubtful.attempts.count() == 1

    assert checking_parts.look_up_parts_due(now=doubtful.check_after + SECOND) == 1
    run_round(doubtful.check_after + 2 * SECOND)

    assert (states(delivery), rest(delivery)) == ([P.DONE] * 3, "")
    assert creates(sandbox, channel) == [1] * 4
    assert PartLookup.objects.get().result == "found"
    assert delivery.attempts.count() == 1


@pytest.mark.parametrize("fault", ["cut_before", "error_before"])
def test_a_part_that_three_good_readings_do_not_show_goes_again_and_the_rest_after_it(
    owner, channel, sandbox, fault
):
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind=fault, skip=1)
    on_the_networks_clock(sandbox, now)
    run_round(now)

    for _ in range(3):
        doubtful = parts(delivery)[0]
        assert (doubtful.state, states(delivery)[1:]) == (P.UNKNOWN, [P.WAITING] * 2)
        checking_parts.look_up_parts_due(now=doubtful.check_after + SECOND)
    assert parts(delivery)[0].state == P.WAITING

    run_round(doubtful.check_after + 2 * SECOND)
    assert (states(delivery), rest(delivery)) == ([P.DONE] * 3, "")
    assert creates(sandbox, channel) == [1] * 4


def test_what_cannot_be_known_of_a_part_is_asked_in_the_end(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind="cut_after", skip=1)
    run_round(now)
    sandbox.order("faults", kind="error_before", match="GET /api/v1/accounts/", n=50)

    for _ in range(3):
        doubtful = parts(delivery)[0]
        checking_parts.look_up_parts_due(now=doubtful.check_after + SECOND)
    assert (doubtful.state, doubtful.n_negative_reads) == (P.UNKNOWN, 0)
    late = doubtful.first_sent_at + 16 * MINUTE
    Step.objects.filter(pk=doubtful.pk).update(check_after=late)
    checking_parts.look_up_parts_due(now=late + SECOND)

    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.problem) == (P.NEEDS_HUMAN, "no_answer")
    assert rest(delivery) == Rest.NEEDS_YOU
    run_round(late + 2 * SECOND)
    assert creates(sandbox, channel) == [1, 1, 0, 0]


def test_a_refused_part_leaves_the_post_published_and_asks_a_person_once(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    sandbox.order("faults", kind="invalid", skip=3)

    for n in range(3):
        run_round(just_after(delivery) + n * MINUTE)

    comment = parts(delivery)[2]
    assert (comment.state, comment.problem) == (P.NEEDS_HUMAN, "content_rejected")
    assert (rest(delivery), delivery.state) == (Rest.NEEDS_YOU, S.PUBLISHED)
    assert comment.attempts.get().http_status == 422
    assert Notice.objects.filter(member=owner, kind="delivery").count() == 1
    assert creates(sandbox, channel) == [1, 1, 1, 0]


def test_a_network_that_asks_a_part_to_wait_is_obeyed(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind="rate_limit", seconds=120, skip=1)

    run_round(now)
    run_round(now + MINUTE)
    assert (states(delivery), rest(delivery)) == ([P.WAITING] * 3, Rest.COMING)

    run_round(now + 3 * MINUTE)
    assert (states(delivery), rest(delivery)) == ([P.DONE] * 3, "")
    assert creates(sandbox, channel) == [1] * 4


def test_a_part_whose_time_is_over_is_asked_about_and_not_sent(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind="rate_limit", seconds=1, skip=1)
    run_round(now)
    gates.shut(channel.pk, until=now + 20 * MINUTE, reason="rate_limited", now=now)

    for minutes in (5, 14, 16):
        run_round(now + minutes * MINUTE)
        reaping.reap(now=now + minutes * MINUTE)
    run_round(now + 30 * MINUTE)

    assert states(delivery) == [P.NEEDS_HUMAN, P.WAITING, P.WAITING]
    assert rest(delivery) == Rest.NEEDS_YOU
    assert creates(sandbox, channel) == [1, 0, 0, 0]


def test_a_connection_that_ends_in_the_middle_keeps_the_rest_until_it_is_back(
    owner, channel, sandbox
):
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind="forbidden", skip=1)
    Channel.objects.filter(pk=channel.pk).update(health="ok")
    run_round(now)
    assert states(delivery)[0] == P.NEEDS_HUMAN

    other = a_thread(owner, sandbox_channel(channel.client, sandbox), text="Altrove")
    sandbox.order("faults", kind="token_death", skip=1)
    run_round(just_after(other))
    other.channel.refresh_from_db()
    assert (states(other), other.channel.health) == ([P.WAITING] * 3, "reconnect")
    assert rest(other) == Rest.COMING


def test_a_paused_client_gets_no_further_part(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind="rate_limit", seconds=1, skip=1)
    run_round(now)
    Client.objects.filter(pk=channel.client_id).update(status="paused")

    run_round(now + 5 * MINUTE)
    reaping.reap(now=now + 16 * MINUTE)

    assert creates(sandbox, channel) == [1, 0, 0, 0]
    assert (parts(delivery)[0].state, parts(delivery)[0].problem) == (
        P.NEEDS_HUMAN,
        "client_paused",
    )


def test_two_rounds_at_once_send_each_part_once(owner, client_of, sandbox):
    channels = [sandbox_channel(client_of, sandbox) for _ in range(8)]
    deliveries = [
        scheduled(owner, c, text=f"Uno {n}", thread=[f"Due {n}", f"Tre {n}"])
        for n, c in enumerate(channels)
    ]
    at = max(just_after(d) for d in deliveries)
    sandbox.order("latency", ms=30)

    def work() -> None:
        # Each thread is a worker of its own: the lock of the process is not what keeps them apart.
        publishing._Round(lambda: at, until=float("inf"), has_stopped=lambda: None).run()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_round(at)

    assert {state for d in deliveries for state in states(d)} == {P.DONE}
    for n, channel in enumerate(channels):
        assert creates(sandbox, channel, f"Uno {n}", f"Due {n}", f"Tre {n}") == [1, 1, 1]
    # The key at the network would hide a second call: there was none.
    mine = {channel.remote_id for channel in channels}
    ledger = [entry for entry in sandbox.ask("ledger") if entry["account_id"] in mine]
    assert not any(entry["is_replay"] for entry in ledger)


def first_part_out(delivery: Delivery, sandbox: Any) -> None:
    """Publish the first part and put the second off, as a network that asks to wait does; then let it be due."""
    sandbox.order("faults", kind="rate_limit", seconds=1, skip=1)
    run_round(just_after(delivery))
    delivery.steps.filter(state=P.WAITING, next_try_at__isnull=False).update(
        next_try_at=delivery.due_at, first_sent_at=None
    )


def test_of_two_workers_one_gets_the_part(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]
    assert len(ids) == 1

    first = following_up.begin_parts(owner=1, ids=ids, now=at)
    second = following_up.begin_parts(owner=2, ids=ids, now=at)

    assert (len(first), second) == (1, [])
    delivery.refresh_from_db()
    root = delivery.proof["remote_id"]
    assert PartAttempt.objects.filter(step=ids[0], outcome="").count() == 1
    assert first[0].key == f"{delivery.public_id}:100"
    assert first[0].draft.in_reply_to == first[0].draft.thread_root == root


def test_a_part_of_a_dead_worker_is_looked_up_under_a_new_epoch(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]
    (ready,) = following_up.begin_parts(owner=77, ids=ids, now=at)

    reaping.reap(now=at)
    assert states(delivery)[0] == P.SENDING, "its lease is not over"
    Step.objects.filter(pk=ready.step).update(lease_until=database_now() - SECOND)
    reaping.reap(now=at)

    step = parts(delivery)[0]
    assert (step.state, step.problem, step.epoch) == (P.UNKNOWN, "worker_lost", ready.epoch + 1)
    assert rest(delivery) == Rest.CHECKING
    # What the dead worker says later without a proof is not believed; a proof always is.
    late = Outcome(ready.id, ready.epoch, ready.channel_id, "", step=ready.step)
    settling_parts.settle_parts([late], now=at)
    assert parts(delivery)[0].state == P.UNKNOWN
    proof = Published("1234", f"{sandbox.origin}/@x/1234")
    late = Outcome(ready.id, ready.epoch, ready.channel_id, "", published=proof, step=ready.step)
    settling_parts.settle_parts([late], now=at)
    assert (parts(delivery)[0].state, parts(delivery)[0].remote_ref) == (P.DONE, "1234")
    assert parts(delivery)[1].next_try_at == at


def test_while_its_owner_lives_nobody_calls_a_part_doubtful(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]
    following_up.begin_parts(owner=4343, ids=ids, now=at)
    Step.objects.filter(state=P.SENDING).update(lease_until=database_now() - SECOND)
    alive, release = threading.Event(), threading.Event()

    def live() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(4343)")
        alive.set()
        release.wait(10)
        connection.close()

    worker = threading.Thread(target=live)
    worker.start()
    alive.wait(10)
    reaping.reap(now=at)
    assert states(delivery)[0] == P.SENDING

    release.set()
    worker.join()
    reaping.reap(now=at)
    assert states(delivery)[0] == P.UNKNOWN


def test_a_part_that_was_never_given_its_turn_gets_it_from_the_reaper(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    delivery.steps.filter(state=P.WAITING).update(next_try_at=None, late_after=None)
    at = just_after(delivery) + MINUTE

    assert run_round(at) == 0
    assert states(delivery)[0] == P.WAITING
    reaping.reap(now=at)
    run_round(at)
    assert states(delivery) == [P.DONE] * 3


def test_a_worker_that_is_told_to_stop_begins_no_further_part(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)

    publishing.stop_claiming()
    try:
        run_round(just_after(delivery) + 2 * SECOND)
    finally:
        publishing._stopping.clear()
    assert states(delivery) == [P.WAITING] * 3

    run_round(just_after(delivery) + 2 * SECOND)
    assert states(delivery) == [P.DONE] * 3


def test_planning_again_replaces_the_parts_and_what_was_tried_cannot_be_deleted(
    owner, channel, sandbox
):
    delivery = a_thread(owner, channel)
    post = delivery.post
    post.thread = ["Un'altra seconda parte."]
    post.save(update_fields=["thread"])
    later = delivery.due_at + MINUTE
    scheduling.schedule(
        post=post,
        member=owner,
        wall_at=when.wall_of(later, post.client.time_zone),
        fold=when.fold_of(later, post.client.time_zone),
        is_repeat_ok=True,
        now=database_now(),
    )
    delivery.refresh_from_db()
    assert [step.kind for step in parts(delivery)] == ["status", "comment"]
    run_round(just_after(delivery))
    assert states(delivery) == [P.DONE] * 2
    assert creates(sandbox, channel, "Un'altra seconda parte.") == [1]

    with pytest.raises(IntegrityError), transaction.atomic():
        delivery.steps.filter(kind="comment").delete()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"thread": ["corta", "x" * 501]}, "Part 3"),
        ({"first_comment": "y" * 501}, "comment"),
    ],
)
def test_what_the_network_would_refuse_half_way_is_refused_before(owner, channel, more, words):
    with translation.override("en"), pytest.raises(refusals.ScheduleRefusedError) as refusal:
        a_thread(owner, channel, **more)
    assert words.lower() in str(refusal.value).lower()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("origin", list(P))
def test_the_database_refuses_every_other_move_of_a_part(owner, channel, origin):
    delivery = a_thread(owner, channel)
    step = parts(delivery)[0]
    whole: dict[str, Any] = {
        "remote_ref": "9",
        "done_at": database_now(),
        "lease_until": database_now(),
        "owner": 1,
        "check_after": database_now(),
    }
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editorial_step DISABLE TRIGGER USER")
        Step.objects.filter(pk=step.pk).update(state=origin, **whole)
        cursor.execute("ALTER TABLE editorial_step ENABLE TRIGGER USER")
    for target in P:
        if target == origin:
            continue
        try:
            with transaction.atomic():
                Step.objects.filter(pk=step.pk).update(state=target)
                transaction.set_rollback(True)
            is_legal = True
        except IntegrityError:
            is_legal = False
        assert is_legal == ((origin, target) in PART_MOVES), (origin, target)


def test_the_database_holds_one_result_per_part_and_one_call_at_a_time(owner, channel):
    delivery = a_thread(owner, channel)
    one, two, _ = parts(delivery)
    done = {"state": P.DONE, "done_at": database_now(), "remote_ref": "77"}
    Step.objects.filter(pk=one.pk).update(**done)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=two.pk).update(**done)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=two.pk).update(state=P.DONE)

    other = a_thread(owner, channel, text="Altro", due_in=20 * MINUTE)
    flying = {"state": P.SENDING, "owner": 1, "lease_until": database_now()}
    first, second, _ = parts(other)
    Step.objects.filter(pk=first.pk).update(**flying)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=second.pk).update(**flying)
    PartAttempt.objects.create(
        agency_id=first.agency_id, step=first, epoch=1, started_at=database_now()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        PartAttempt.objects.create(
            agency_id=first.agency_id, step=first, epoch=1, started_at=database_now()
        )
    assert Attempt.objects.count() == 0
