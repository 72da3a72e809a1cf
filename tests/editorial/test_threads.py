"""A post of several parts goes out part by part: no part twice, none lost, against a network that misbehaves."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from clients.actions import connecting, gates
from clients.models import Channel, Client
from editorial.actions import checking_parts, reaping, reconciling
from editorial.lifecycle import DeliveryState as S
from editorial.lifecycle import PartState as P
from editorial.lifecycle import Rest
from editorial.models import PartAttempt, PartLookup, Publication, Step
from people.models import Notice
from tests.editorial.threads import (
    MINUTE,
    SECOND,
    a_thread,
    creates,
    on_the_networks_clock,
    parts,
    rest,
    states,
)
from tests.make_posts import just_after, run_round, sandbox_channel

pytestmark = pytest.mark.django_db(transaction=True)


def parent_of(remote_id: str, channel: Channel, sandbox: Any) -> str | None:
    """What the network itself says that a post answers."""
    url = f"{sandbox.origin}/api/v1/statuses/{remote_id}"
    token = connecting.open_channel(channel).credentials.access_token.reveal()
    request = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
    parent = json.loads(urllib.request.urlopen(request).read())["in_reply_to_id"]
    return None if parent is None else str(parent)


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


@pytest.mark.parametrize("status", ["paused", "prospect"])
def test_a_client_that_is_paused_or_none_yet_gets_no_further_part(owner, channel, sandbox, status):
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind="rate_limit", seconds=1, skip=1)
    run_round(now)
    Client.objects.filter(pk=channel.client_id).update(status=status)

    run_round(now + 5 * MINUTE)
    reaping.reap(now=now + 16 * MINUTE)

    assert creates(sandbox, channel) == [1, 0, 0, 0]
    assert (parts(delivery)[0].state, parts(delivery)[0].problem) == (
        P.NEEDS_HUMAN,
        f"client_{status}",
    )
