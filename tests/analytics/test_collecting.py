"""Collecting from a real sandbox network: what it says is what is kept, and its bad days do no harm."""

from __future__ import annotations

import json
import urllib.request
from datetime import datetime, timedelta
from typing import Any

import pytest

from analytics.actions import collecting
from analytics.models import (
    ChannelDay,
    ChannelReading,
    PublicationDay,
    PublicationTotal,
    Reading,
    Sampling,
)
from clients.models import Channel, Credential, Gate, Health
from editorial.models import Publication
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import Notice
from tests import make_numbers as make
from tests.make_posts import run_round, sandbox_channel, scheduled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]

READ_STATUSES = "GET /api/v1/statuses"


def posted(
    sandbox: SandboxProcess, channel: Channel, now: datetime, *, n: int = 1, age: timedelta
) -> list[Publication]:
    """Posts that are out on the sandbox since some time, and our rows of them."""
    rows = [
        {
            "account_id": channel.remote_id,
            "text": f"Si pota lo stesso {index}",
            "created_at": (now - age + timedelta(seconds=index)).isoformat(),
        }
        for index in range(n)
    ]
    made = sandbox.order("backdate", statuses=rows)
    return [
        make.publication(
            channel, at=datetime.fromisoformat(each["created_at"]), remote_id=each["id"]
        )
        for each in made
    ]


def seen_by_a_reader(sandbox: SandboxProcess, post: Publication) -> dict[str, Any]:
    """The status as anybody reads it, asked without our connector."""
    with urllib.request.urlopen(f"{sandbox.origin}/api/v1/statuses/{post.remote_id}") as answer:
        return dict(json.loads(answer.read()))


def test_what_the_network_counts_is_what_the_day_says(sandbox: SandboxProcess) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox, is_quiet=False)
    now = database_now()
    posts = posted(sandbox, channel, now, n=45, age=timedelta(hours=20))
    assert collecting.measure_due(now=now) == 46  # and one reading of the channel itself
    assert Reading.objects.count() == 45
    for post in (posts[0], posts[44]):
        truth = seen_by_a_reader(sandbox, post)
        reading = Reading.objects.get(publication=post)
        assert reading.likes == truth["favourites_count"]
        assert reading.comments == truth["replies_count"]
        assert reading.shares == truth["reblogs_count"]
        assert (reading.views, reading.reach, reading.source) == (None, None, "sandbox")
        assert PublicationTotal.objects.get(publication=post).likes == truth["favourites_count"]
    assert Reading.objects.filter(likes__gt=0).exists()
    assert PublicationDay.objects.count() == 45
    day = ChannelDay.objects.get(channel=channel)
    assert day.n_read == 45
    assert day.followers == ChannelReading.objects.get().followers


def test_a_post_that_went_out_is_measured_at_once_and_then_by_its_age(
    sandbox: SandboxProcess,
) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    delivery = scheduled(home.owner, channel, due_in=timedelta(seconds=1), now=now)
    run_round(delivery.due_at)
    post = Publication.objects.get()
    after = max(post.published_at, now) + timedelta(seconds=2)
    assert collecting.measure_due(now=after) >= 1
    assert collecting.measure_due(now=after) == 0
    sampling = Sampling.objects.get(publication=post)
    assert sampling.measured_at == after
    assert sampling.lease_until is None
    assert sampling.next_at is not None
    wait = sampling.next_at - after
    assert timedelta(minutes=1) <= wait <= timedelta(minutes=1.1)
    assert collecting.measure_due(now=after + timedelta(minutes=2)) == 1
    assert Reading.objects.filter(publication=post).count() == 2


def test_a_post_its_network_no_longer_knows_is_marked_removed_on_the_second_look(
    sandbox: SandboxProcess,
) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    gone = make.publication(channel, at=now - timedelta(hours=2), remote_id="999999")
    (here,) = posted(sandbox, channel, now, age=timedelta(hours=2))
    collecting.measure_due(now=now)
    gone.refresh_from_db()
    assert gone.removed_at is None
    later = now + timedelta(hours=1)
    collecting.measure_due(now=later)
    gone.refresh_from_db()
    here.refresh_from_db()
    assert (gone.removed_at, here.removed_at) == (later, None)
    assert Sampling.objects.get(publication=gone).next_at is None
    assert not Reading.objects.filter(publication=gone).exists()


def test_a_new_post_that_cannot_be_read_yet_is_not_called_removed(sandbox: SandboxProcess) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    post = make.publication(channel, at=now - timedelta(minutes=1), remote_id="999999")
    for minutes in (0, 2, 4):
        collecting.measure_due(now=now + timedelta(minutes=minutes))
    post.refresh_from_db()
    assert post.removed_at is None


def test_a_dead_connection_is_told_once_and_asked_no_more(sandbox: SandboxProcess) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    posted(sandbox, channel, now, age=timedelta(hours=2))
    sandbox.order("faults", kind="token_death", match=READ_STATUSES)
    collecting.measure_due(now=now)
    channel.refresh_from_db()
    assert channel.health == Health.RECONNECT
    assert Notice.objects.filter(kind="channel.reconnect_needed").count() == 1
    assert collecting.measure_due(now=now + timedelta(hours=1)) == 0
    assert Sampling.objects.get().n_failures == 1


def test_a_network_that_says_too_often_makes_measuring_wait_and_leaves_publishing_open(
    sandbox: SandboxProcess,
) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    posted(sandbox, channel, now, n=3, age=timedelta(hours=2))
    sandbox.order("faults", kind="rate_limit", match=READ_STATUSES, seconds=120)
    collecting.measure_due(now=now)
    assert not Reading.objects.exists()
    nexts = {sampling.next_at for sampling in Sampling.objects.all()}
    assert len(nexts) == 1
    (at,) = nexts
    assert at is not None
    assert at >= now + timedelta(seconds=60)
    assert Gate.objects.get(channel=channel).shut_until is None
    assert collecting.measure_due(now=now + timedelta(minutes=10)) == 3


def test_a_server_in_trouble_is_asked_less_and_less(sandbox: SandboxProcess) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    posted(sandbox, channel, now, age=timedelta(hours=2))
    waits = []
    for _ in range(3):
        sandbox.order("faults", kind="error_before", match=READ_STATUSES, n=5)
        collecting.measure_due(now=now)
        sandbox.order("clear")
        sampling = Sampling.objects.get()
        assert sampling.next_at is not None
        waits.append((sampling.next_at - now).total_seconds())
        now = sampling.next_at
    assert waits == [60, 120, 240]
    assert collecting.measure_due(now=now) == 1
    assert Sampling.objects.get().n_failures == 0


def test_shut_gates_and_disconnected_channels_are_left_alone(sandbox: SandboxProcess) -> None:
    home = make.house()
    now = database_now()
    shut, broken = (sandbox_channel(home.client, sandbox) for _ in range(2))
    for channel in (shut, broken):
        posted(sandbox, channel, now, age=timedelta(hours=2))
    Gate.objects.filter(channel=shut).update(
        shut_until=now + timedelta(minutes=5), reason="rate_limited"
    )
    Channel.objects.filter(pk=broken.pk).update(health=Health.RECONNECT)
    assert collecting.measure_due(now=now) == 0
    assert collecting.measure_channels(now=now) == 0
    assert collecting.measure_due(now=now + timedelta(minutes=6)) == 2


def test_tokens_that_do_not_open_stop_nothing_else(sandbox: SandboxProcess) -> None:
    home = make.house()
    now = database_now()
    good, bad = (sandbox_channel(home.client, sandbox) for _ in range(2))
    for channel in (good, bad):
        posted(sandbox, channel, now, age=timedelta(hours=2))
    Credential.objects.filter(channel=bad).delete()
    collecting.measure_due(now=now)
    assert Reading.objects.get().channel_id == good.pk
    bad.refresh_from_db()
    assert bad.health == Health.OK


def test_two_rounds_at_once_measure_each_post_once(sandbox: SandboxProcess) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    posted(sandbox, channel, now, n=6, age=timedelta(hours=2))
    collecting.enlist(now=now)
    first = collecting.claim(now=now, limit=4)
    second = collecting.claim(now=now, limit=4)
    assert len(first) == 4
    assert len(second) == 2
    assert not {due.id for due in first} & {due.id for due in second}
    Sampling.objects.update(lease_until=now - timedelta(hours=1))
    assert len(collecting.claim(now=now, limit=10)) == 6


def test_followers_are_read_once_an_hour(sandbox: SandboxProcess) -> None:
    home = make.house()
    sandbox_channel(home.client, sandbox)
    now = database_now()
    assert collecting.measure_channels(now=now) == 1
    assert collecting.measure_channels(now=now + timedelta(minutes=15)) == 0
    assert collecting.measure_channels(now=now + timedelta(minutes=51)) == 1


def test_posts_older_than_two_years_are_not_enlisted(sandbox: SandboxProcess) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    make.publication(channel, at=now - timedelta(days=740))
    late = make.publication(channel, at=now - timedelta(days=3))
    assert collecting.enlist(now=now) == 1
    assert collecting.enlist(now=now, is_thorough=True) == 0
    assert Sampling.objects.get().publication_id == late.pk
