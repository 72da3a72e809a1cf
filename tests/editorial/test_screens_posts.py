"""The list of posts, the editor and the page of a post, through the browser's door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from editorial.models import Delivery, Post
from people.clock import database_now
from people.roles import Role
from tests import make, make_posts
from tests.editorial.filling import TOMORROW, move, post_of, tomorrow_at, url


def test_scheduling_from_the_page_and_taking_it_back(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    browser = sign_in(cast.rita)
    page = browser.post(
        url("schedule", cast, post.public_id), tomorrow_at("18:15", cast), follow=True
    ).content.decode()

    assert Delivery.objects.get().state == "scheduled"
    assert "Scheduled: it goes out" in page
    assert "(Rome)" in page
    assert url("cancel", cast, post.public_id) in page

    page = browser.post(url("cancel", cast, post.public_id), follow=True).content.decode()
    assert Delivery.objects.get().state == "cancelled"
    assert "Taken back: nothing goes out." in page


def test_a_time_that_has_passed_is_refused_in_its_place(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    answer = sign_in(cast.rita).post(
        url("schedule", cast, post.public_id), {"day": "2026-01-02", "clock": "09:00"}
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "That time has passed." in page
    assert 'value="2026-01-02"' in page
    assert Delivery.objects.count() == 0


def test_publishing_now_leaves_ten_seconds_to_think_again(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    before = database_now()
    page = (
        sign_in(cast.rita)
        .post(url("publish_now", cast, post.public_id), follow=True)
        .content.decode()
    )

    assert Delivery.objects.get().due_at - before >= timedelta(seconds=9)
    assert "It goes out in 10 seconds." in page
    assert f'action="{url("cancel", cast, post.public_id)}?was=' in page
    assert 'data-controller="poll"' in page


def test_the_same_words_at_the_same_minute_are_asked_about(cast, sign_in):
    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(seconds=10))
    twin = make_posts.draft(cast.rita, cast.channel)
    browser = sign_in(cast.rita)
    page = browser.post(url("publish_now", cast, twin.public_id)).content.decode()
    assert "Plan them twice?" in page
    assert Delivery.objects.count() == 1

    browser.post(url("publish_now", cast, twin.public_id), {"is_repeat_ok": "1"})
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("act", ["schedule", "cancel", "publish_now"])
def test_who_may_not_schedule_gets_403_in_words(cast, sign_in, act):
    post = make_posts.draft(cast.bruno, cast.channel)
    answer = sign_in(cast.bruno).post(url(act, cast, post.public_id))

    assert answer.status_code == 403
    assert "schedule and publish posts" in answer.content.decode()


def test_an_editor_cannot_cancel_by_archiving(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=TOMORROW)

    assert (
        sign_in(cast.bruno).post(url("archive", cast, delivery.post.public_id)).status_code == 403
    )
    assert Delivery.objects.get().state == "scheduled"


def test_the_archive_and_the_way_back(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    browser = sign_in(cast.bruno)
    page = browser.post(url("archive", cast, post.public_id), follow=True).content.decode()
    assert post_of(cast).stage == "archived"
    assert url("restore", cast, post.public_id) in page

    browser.post(url("restore", cast, post.public_id))
    assert post_of(cast).stage == "draft"


def test_a_copy_is_a_draft_without_a_time(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, text="Da copiare", due_in=TOMORROW)
    sign_in(cast.bruno).post(url("copy", cast, delivery.post.public_id))
    copied = Post.objects.exclude(pk=delivery.post_id).get()

    assert (copied.text, copied.stage, copied.wall_at) == ("Da copiare", "draft", None)
    assert [v.channel for v in copied.versions.all()] == [cast.channel]


def test_the_page_asks_as_much_for_one_delivery_as_for_four(
    cast, sign_in, django_assert_max_num_queries
):
    one = make_posts.scheduled(cast.rita, cast.channel, due_in=TOMORROW)
    channels = [cast.channel, *(make.channel(cast.client) for _ in range(3))]
    four = make_posts.scheduled(cast.rita, *channels, text="Quattro", due_in=TOMORROW)
    browser = sign_in(cast.bruno)
    browser.get(url("post", cast, one.post.public_id))
    with django_assert_max_num_queries(20) as few:
        browser.get(url("post", cast, one.post.public_id))
    with django_assert_max_num_queries(len(few)):
        browser.get(url("post", cast, four.post.public_id))


def test_nothing_of_another_agency_or_client_is_reachable(cast, rivals, sign_in):
    theirs = make_posts.draft(rivals.eve, rivals.channel, text="canarino-segreto")
    other = make.client(cast.alice, "Non di Rita")
    hidden = make_posts.draft(cast.alice, make.channel(other), text="canarino-segreto")
    browser = sign_in(cast.rita)
    for post, client in ((theirs, rivals.client), (hidden, other)):
        for slug in (client.slug, cast.client.slug):
            for name in ("post", "edit"):
                address = reverse(f"editorial:{name}", args=[slug, post.public_id])
                assert browser.get(address).status_code == 404
            for name in ("schedule", "cancel", "publish_now", "copy", "archive", "restore"):
                address = reverse(f"editorial:{name}", args=[slug, post.public_id])
                assert browser.post(address).status_code == 404
    assert "canarino-segreto" not in browser.get(reverse("editorial:all_posts")).content.decode()
    assert Post.objects.filter(text="canarino-segreto").count() == 2


def test_who_only_reads_sees_the_page_without_buttons(cast, sign_in):
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    post = make_posts.draft(cast.bruno, cast.channel)
    browser = sign_in(analyst)
    page = browser.get(url("post", cast, post.public_id)).content.decode()

    assert "Make a copy" not in page
    assert "Publish now" not in page
    assert browser.get(url("new", cast)).status_code == 403


def test_cancelling_tells_when_it_was_too_late(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    move(delivery, "claimed", "sending")
    page = (
        sign_in(cast.rita)
        .post(url("cancel", cast, delivery.post.public_id), follow=True)
        .content.decode()
    )

    assert "Too late for 1 channel" in page
