"""What goes wrong around a call: one bad row, a lost session, a hanging thread, a person at the same instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from clients.models import Channel
from editorial.actions import deciding, reaping, reconciling, refusals, settling
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Publication, Revision
from editorial.verdicts import Meaning, meaning_of
from networks import registry
from networks.errors import ErrorKind, NetworkError
from networks.types import Published
from people.clock import database_now
from smm import checks
from tests.editorial import odd_networks
from tests.editorial.engine import MINUTE, SECOND, begun, creates, outcome, state
from tests.make_posts import just_after, run_round, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def odd(monkeypatch, sandbox) -> Callable[[Channel, str], None]:
    """Moves a channel to a network that misbehaves."""
    for slug, place in odd_networks.ODD.items():
        monkeypatch.setitem(registry.NETWORKS, slug, place)

    def move(channel: Channel, slug: str) -> None:
        Channel.objects.filter(pk=channel.pk).update(network=slug)

    return move


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


@pytest.mark.parametrize(("call_s", "lease_s"), [(30, 35), (30, 10), (0, 90)])
def test_a_lease_that_a_call_could_outlive_is_refused_by_the_system_check(
    settings, call_s, lease_s
):
    assert checks.leases_outlive_calls(None) == []
    settings.PUBLISH_CALL_S, settings.PUBLISH_LEASE_S = call_s, lease_s

    assert [error.id for error in checks.leases_outlive_calls(None)] == ["smm.E010"]
