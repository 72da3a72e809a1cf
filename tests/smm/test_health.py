"""`/healthz` tells an operator that posts wait for a worker, and stays calm while they wait for something else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from editorial.models import Delivery, Publication
from people.clock import database_now
from tests import make, make_posts


@pytest.fixture
def late(cast):
    """A delivery three minutes past its time that no worker has taken."""
    now = database_now()
    delivery = make_posts.scheduled(cast.rita, cast.channel, now=now)
    due = now - timedelta(minutes=3)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=due, next_attempt_at=due)
    delivery.refresh_from_db()
    return delivery


def _published(delivery, *, ago: timedelta) -> None:
    Publication.objects.create(
        agency_id=delivery.agency_id,
        client_id=delivery.client_id,
        channel_id=delivery.channel_id,
        remote_id="1",
        published_at=database_now() - ago,
    )


def test_a_post_that_no_worker_takes_is_said(client, late):
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert not answer.json()["publishing"]
    assert 170 < answer.json()["oldest_due_s"] < 200


def test_posts_kept_apart_while_a_channel_catches_up_are_not_late(client, late):
    _published(late, ago=timedelta(minutes=2))

    assert client.get("/healthz").json() == {
        "database": True,
        "oldest_due_s": 0.0,
        "publishing": True,
        "clocks_off_s": {},
        "warnings": [],
    }


def test_once_the_distance_is_kept_waiting_counts_from_there(client, late):
    _published(late, ago=timedelta(minutes=5, seconds=20))
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert 19 < answer.json()["oldest_due_s"] < 40


def test_a_post_behind_another_of_its_channel_is_not_late(cast, client, late):
    other = make_posts.scheduled(cast.rita, cast.channel, text="Un altro.")
    lease = database_now() + timedelta(seconds=60)
    Delivery.objects.filter(pk=other.pk).update(state="claimed", lease_until=lease)

    assert client.get("/healthz").status_code == 200


def test_a_post_before_a_shut_gate_is_not_late(cast, client, late):
    cast.channel.gate.shut_until = database_now() + timedelta(minutes=1)
    cast.channel.gate.reason = "many_failures"
    cast.channel.gate.save()

    assert client.get("/healthz").status_code == 200


def test_another_channels_posts_do_not_excuse_a_late_one(cast, client, late):
    other = make_posts.scheduled(cast.rita, make.channel(cast.client), text="Un altro.")
    _published(other, ago=timedelta(minutes=2))

    assert client.get("/healthz").status_code == 503
