"""A network that is slow to answer holds up no other, and neither does an agency that has much."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

from clients.models import Channel, Client
from editorial.actions import claiming, lanes
from editorial.actions.lanes import Lanes, Turns
from editorial.models import Delivery
from networks import registry
from people.actions.membership import create_agency
from people.clock import database_now
from smm.bench import stage
from tests.editorial.engine import MINUTE
from tests.make_posts import just_after, run_round, sandbox_channel, scheduled
from tests.waiting import eventually

SLOW, QUICK = "sandbox-natural", "sandbox"


@dataclass(frozen=True)
class Post:
    name: int
    place: str


@pytest.fixture(autouse=True)
def four_threads(settings: Any) -> Iterator[None]:
    """Few threads, and nothing known of any network."""
    settings.PUBLISH_THREADS = 4
    lanes.replace_threads()
    lanes._slow_until.clear()
    yield
    lanes.replace_threads()
    lanes._slow_until.clear()


def picked(out: Lanes, waiting: list[Post]) -> list[int]:
    found = out.pick(waiting)
    for post in found:
        out.begun(post.name, post.place)
    return [post.name for post in found]


def test_to_one_network_alone_everything_may_go() -> None:
    assert picked(Lanes(), [Post(n, "a") for n in range(9)]) == [0, 1, 2, 3, 4, 5]


def test_while_others_wait_no_network_gets_more_than_half_of_the_threads() -> None:
    out = Lanes()
    waiting = [Post(n, "a") for n in range(9)] + [Post(9, "b"), Post(10, "b"), Post(11, "b")]
    assert picked(out, waiting) == [0, 1, 9, 10]
    assert picked(out, waiting[2:9]) == [], "the other network is still being sent to"
    for name in (9, 10):
        out.back(name)
    assert picked(out, waiting[2:9]) == [2, 3, 4, 5]


def test_a_slow_network_has_threads_of_its_own_and_fills_only_those() -> None:
    lanes.note_answer("a", seconds=5)
    out = Lanes()
    assert picked(out, [Post(n, "a") for n in range(9)]) == [0, 1, 2, 3, 4, 5]
    assert picked(out, [Post(n, "b") for n in range(20, 29)]) == [20, 21, 22, 23, 24, 25]
    assert lanes.threads_for("a") is not lanes.threads_for("b")
    lanes.note_answer("a", seconds=0.1)
    assert not lanes.is_slow("a")


def test_of_a_network_of_which_enough_is_at_hand_no_more_is_claimed() -> None:
    out = Lanes()
    assert out.full([Post(n, "a") for n in range(3)] + [Post(9, "b")]) == ["a"]


@pytest.mark.django_db(transaction=True)
def test_what_is_due_on_a_quick_network_is_out_before_a_slow_one_has_answered_once(
    owner: Any, channel: Channel, sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.NETWORKS, SLOW, registry.OTHER_SANDBOXES[SLOW])
    slow, quick = [], []
    for n in range(24):
        each = sandbox_channel(channel.client, sandbox)
        if n < 16:
            Channel.objects.filter(pk=each.pk).update(network=SLOW)
            sandbox.order("faults", kind="hold", account_id=each.remote_id)
        of = slow if n < 16 else quick
        of.append(scheduled(owner, each, text=f"Numero {n}"))
    Delivery.objects.filter(pk__in=[each.pk for each in quick]).update(
        due_at=slow[0].due_at, next_attempt_at=slow[0].next_attempt_at
    )
    n_before = sandbox.ask("state")["n_creates"]

    def is_out() -> bool:
        return bool(sandbox.ask("state")["n_creates"] == n_before + 8)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run_round, just_after(slow[-1]))
        assert eventually(is_out)
        sandbox.order("let-go")
        assert done.result() == 24
        pool.submit(connection.close)
    written = [line["text_sha256"] for line in sandbox.ask(f"ledger?from={n_before}")]
    places = {
        each.pk: written.index(sha256(each.post.text.encode()).hexdigest())
        for each in [*slow, *quick]
    }
    assert sorted(places[each.pk] for each in quick) == list(range(8))


def test_an_agency_with_much_does_not_come_first_again_at_each_claim(
    owner: Any, client_of: Any, sandbox: Any
) -> None:
    """Its posts are the oldest rows: claimed one by one they would all go before the others' second."""
    other = create_agency(
        name="Altra", email="eva@altra.example", owner_name="Eva", password=None, now=database_now()
    )
    small = Client.objects.create(
        agency=other.agency, slug="piccolo", name="Piccolo", kind="company"
    )
    due_at = database_now() + MINUTE
    much, few = (
        stage.write(
            [
                stage.Planned(channel, f"{client.name} {at}", due_at)
                for at, channel in enumerate(stage.channels(sandbox, [client], n))
            ],
            owners={member.agency_id: member},
        )
        for member, client, n in ((owner, client_of, 8), (other, small, 3))
    )
    turns, order = Turns(), []
    for _ in range(len(much) + len(few)):
        claimed = claiming.claim_due(owner=1, limit=1, ahead=MINUTE, had=turns.lately(), now=due_at)
        turns.take(each.agency_id for each in claimed)
        order += [each.agency_id for each in claimed]

    assert len(order) == 11
    assert [order[:6].count(each.agency_id) for each in (owner, other)] == [3, 3]


def test_turns_are_forgotten_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns()
    turns.take([1, 1, 2])
    assert turns.lately() == {1: 2, 2: 1}
    monkeypatch.setattr(lanes, "REMEMBERED_S", -1.0)
    assert turns.lately() == {}
