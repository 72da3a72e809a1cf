"""What support sees of posts and deliveries: everything, in words, and nothing to change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.models import Delivery, Post, Publication
from people.clock import database_now
from people.models import AuditEntry
from people.trail import who_words
from people.zoned import Zoned
from tests import make, make_posts
from tests.portal.people import asked, visitor


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


# --- whose clock, and who ------------------------------------------------------------------------------


def test_lists_and_pages_say_a_moment_on_the_clock_of_its_client_with_the_place(cast, support):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    other = make.client(cast.alice, "Altrove", time_zone="America/New_York")
    there = make_posts.scheduled(cast.alice, make.channel(other, "@altrove@example.org"))
    at = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
    for each in (delivery, there):
        Delivery.objects.filter(pk=each.pk).update(due_at=at, next_attempt_at=at)

    listed = support.get(changelist("delivery")).content.decode()
    page = support.get(reverse("admin:editorial_delivery_change", args=[delivery.pk]))

    assert "Fri 20 Nov 2026, 20:30:00 (Rome)" in listed
    assert "Fri 20 Nov 2026, 14:30:00 (New York)" in listed
    assert "Fri 20 Nov 2026, 20:30:00 (Rome)" in page.content.decode()


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_list_is_still_put_in_the_order_of_its_moments(cast, support, sign):
    first = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(hours=3), text="Prima")
    second = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(hours=9), text="Poi")
    page = support.get(changelist("delivery")).content.decode()
    column = re.search(r"column-due_at.*?\?o=-?(\d+)", page, re.S)
    assert column

    listed = support.get(changelist("delivery"), {"o": sign + column[1]}).content.decode()

    places = [listed.index(f"/delivery/{each.pk}/change/") for each in (first, second)]
    assert places == sorted(places, reverse=bool(sign))


def test_a_list_asks_as_much_for_many_rows_as_for_few(cast, support, django_assert_max_num_queries):
    for n in range(3):
        make_posts.scheduled(cast.rita, cast.channel, text=f"Post {n}")
    with CaptureQueriesContext(connection) as few:
        support.get(changelist("delivery"))
    for n in range(12):
        make_posts.scheduled(cast.rita, cast.channel, text=f"Altro {n}")
    with django_assert_max_num_queries(len(few)):
        support.get(changelist("delivery"))


def test_what_a_contact_decided_is_said_to_be_theirs(cast, support):
    review = asked(cast)
    visitor(cast.carla).approve(review)
    entry = AuditEntry.objects.get(verb="review.approved")
    assert entry.actor_name == "Carla Ridolfi"

    trail = support.get(reverse("admin:editorial_post_change", args=[review.post_id]))
    listed = support.get(reverse("admin:people_auditentry_changelist"))

    for page in (trail, listed):
        html = page.content.decode()
        assert re.search(r"<td[^>]*>Carla Ridolfi</td>", html)


def test_what_a_contact_decided_before_names_were_kept_is_theirs_too(cast):
    entry = AuditEntry(verb="review.approved", data={"by": "contact", "contact": "Irene Folli"})
    assert who_words(entry) == "Irene Folli"
    assert who_words(AuditEntry(verb="delivery.missing", data={})) == "the program"


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda m: m._meta.label)
def test_no_page_of_support_says_a_moment_without_a_place(model):
    """Every list whose column is a moment goes through the one way of saying it."""
    page = admin.site._registry[model]
    kinds = {f.name: f.get_internal_type() for f in model._meta.concrete_fields}
    moments = [name for name in page.list_display if kinds.get(name) == "DateTimeField"]
    assert not moments or isinstance(page, Zoned)
    for inline in page.inlines:
        kinds = {f.name: f.get_internal_type() for f in inline.model._meta.concrete_fields}
        told = inline.fields or ()
        assert not [n for n in told if kinds.get(n) == "DateTimeField"] or issubclass(inline, Zoned)
