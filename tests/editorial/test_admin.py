"""What support sees of posts and deliveries: everything, in words, and nothing to change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from editorial.models import Delivery, Post, Publication
from people.clock import database_now
from tests import make, make_posts


@pytest.fixture
def support(db, sign_in):
    return sign_in(make.staff())


def changelist(name: str) -> str:
    return reverse(f"admin:editorial_{name}_changelist")


def test_support_finds_a_delivery_by_the_id_of_the_page_and_reads_why_it_did_not_go_out(
    cast, support
):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    Delivery.objects.filter(pk=delivery.pk).update(state="blocked", reason="edited")
    found = support.get(changelist("delivery"), {"q": str(delivery.public_id)}).content.decode()
    page = support.get(
        reverse("admin:editorial_delivery_change", args=[delivery.pk])
    ).content.decode()

    assert "The words changed after it was scheduled." in found
    assert "The words changed after it was scheduled." in page


@pytest.mark.parametrize(
    "wanted",
    ["@trecorvi", "pota", "post id", "channel id"],
    ids=["handle", "words", "post", "channel"],
)
def test_a_delivery_is_found_by_what_support_is_told(cast, support, wanted):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    query = {
        "post id": str(delivery.post.public_id),
        "channel id": str(cast.channel.public_id),
    }.get(wanted, wanted)

    assert "1 delivery" in support.get(changelist("delivery"), {"q": query}).content.decode()
    assert "0 deliveries" in support.get(changelist("delivery"), {"q": "zucca"}).content.decode()
    assert (
        "0 deliveries" in support.get(changelist("delivery"), {"state": "missed"}).content.decode()
    )


@pytest.mark.parametrize("name", ["post", "delivery", "attempt", "publication"])
def test_nothing_can_be_added(support, name):
    assert support.get(changelist(name)).status_code == 200
    assert support.get(reverse(f"admin:editorial_{name}_add")).status_code == 403


def test_nothing_can_be_changed_or_deleted(cast, support):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    publication = Publication.objects.create(
        agency=cast.agency,
        client=cast.client,
        channel=cast.channel,
        remote_id="1",
        published_at=delivery.created_at,
    )
    for row in (delivery, delivery.post, publication):
        name = f"admin:editorial_{row._meta.model_name}"
        assert support.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert (
            support.post(reverse(f"{name}_change", args=[row.pk]), {"title": "x"}).status_code
            == 403
        )
        assert (
            support.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code
            == 403
        )
    support.post(
        changelist("post"),
        {"action": "delete_selected", "_selected_action": [delivery.post_id], "post": "yes"},
    )
    assert Post.objects.filter(pk=delivery.post_id).exists()


def story_page(support, delivery) -> str:
    url = reverse("admin:editorial_delivery_change", args=[delivery.pk])
    return " ".join(support.get(url).content.decode().split())


def test_the_page_of_a_delivery_tells_the_story_with_zones_and_what_comes_next(cast, support):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    page = story_page(support, delivery)

    assert "It goes out by itself at its time." in page
    assert "Next: It goes out" in page
    assert "(Rome)" in page
    assert f"{delivery.due_at:%Y-%m-%d %H:%M:%S}" in page
    assert "scheduled the post" in page


def overdue(cast, **delta):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    due = database_now() - timedelta(**delta)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=due, next_attempt_at=due)
    return delivery


def test_a_post_that_no_worker_took_says_that_publishing_does_not_run(cast, support):
    page = story_page(support, overdue(cast, minutes=2))

    assert "no worker took it: publishing does not run." in page
    assert "Look at /healthz" in page


def test_a_post_before_a_shut_gate_says_until_when(cast, support):
    until = database_now() + timedelta(minutes=20)
    gate = cast.channel.gate
    gate.shut_until, gate.reason = until, "many_failures"
    gate.save()
    page = story_page(support, overdue(cast, minutes=2))

    assert "Calls to this channel pause" in page
    assert f"{until:%H:%M:%S} UTC" in page
    assert "publishing does not run" not in page


def test_a_post_of_a_channel_to_reconnect_says_so(cast, support):
    delivery = overdue(cast, minutes=2)
    cast.channel.health = "reconnect"
    cast.channel.save()

    assert "A manager of the agency reconnects it" in story_page(support, delivery)


def test_a_post_that_keeps_its_distance_says_so(cast, support):
    delivery = overdue(cast, minutes=3)
    Publication.objects.create(
        agency=cast.agency,
        client=cast.client,
        channel=cast.channel,
        remote_id="1",
        published_at=database_now() - timedelta(minutes=2),
    )

    assert "with five minutes between posts" in story_page(support, delivery)


def test_the_page_of_a_post_that_was_never_scheduled_says_so(cast, support):
    post = make_posts.draft(cast.rita, cast.channel)
    url = reverse("admin:editorial_post_change", args=[post.pk])

    assert "nobody scheduled it" in support.get(url).content.decode()
    assert "wrote the post" in support.get(url).content.decode()
