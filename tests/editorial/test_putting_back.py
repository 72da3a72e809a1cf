"""The toast's way back after a slip: the post stands as it stood, on the page's own button."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from editorial.actions import drafting, putting_back, scheduling
from editorial.lifecycle import PostStage
from editorial.models import Delivery, Review
from people.clock import database_now
from tests import make_posts
from tests.editorial.filling import url
from tests.editorial.reviews import decide, in_review, page_of, stage_of
from tests.editorial.test_releases import released
from tests.portal.people import asked, visitor

HOURS = timedelta(hours=6)


def taken_back(browser, page) -> str:
    """Press the toast's button; the page that follows."""
    html = page.content.decode()
    found = re.search(r'action="([^"]+)" data-undo-target="form"', html)
    assert found, html
    answer = browser.post(unescape(found[1]), follow=True)
    return answer.content.decode()


def how_it_stands(post) -> dict[str, object]:
    """All of a post that a slip may change: itself, what waits for its hour, what is asked."""
    post.refresh_from_db()
    names = ("stage", "wall_at", "time_zone", "fold", "release_id", "approved_revision_id")
    kept = (
        "channel", "state", "reason", "due_at", "wall_at", "revision", "text_hash", "next_attempt_at",
    )  # fmt: skip
    waiting = post.deliveries.exclude(state="cancelled").order_by("channel").values_list(*kept)
    asked_of = post.reviews.open().values_list("public_id", "step", "asked_at", "revision")
    said = post.reviews.standing().values_list("public_id", "decided_name")
    return {name: getattr(post, name) for name in names} | {
        "waiting": list(waiting),
        "asked": list(asked_of),
        "said": list(said),
    }


@pytest.mark.parametrize("act", ["publish_now", "archive"])
def test_a_scheduled_post_is_scheduled_again_at_its_hour(cast, sign_in, act):
    browser = sign_in(cast.rita)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=HOURS)
    stood = how_it_stands(delivery.post)

    page = browser.post(url(act, cast, delivery.post.public_id), follow=True)
    assert how_it_stands(delivery.post) != stood
    words = taken_back(browser, page)

    assert how_it_stands(delivery.post) == stood
    assert "Taken back: it is scheduled as before," in words


@pytest.mark.parametrize("act", ["publish_now", "archive"])
def test_a_draft_keeps_the_hour_that_was_planned(cast, sign_in, act):
    browser = sign_in(cast.rita)
    post = make_posts.draft(cast.bruno, cast.channel)
    post.wall_at = (database_now() + HOURS).replace(tzinfo=None, second=0, microsecond=0)
    post.save(update_fields=["wall_at"])
    stood = how_it_stands(post)

    page = browser.post(url(act, cast, post.public_id), follow=True)
    assert how_it_stands(post) != stood
    words = taken_back(browser, page)

    assert how_it_stands(post) == stood
    assert "Taken back: nothing goes out. The post is as it was: Draft." in words
    assert not Delivery.objects.exclude(state="cancelled").exists()


def test_another_hour_taken_back_is_the_hour_before(cast, sign_in):
    browser = sign_in(cast.rita)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=HOURS)
    stood = how_it_stands(delivery.post)
    day = (delivery.wall_at + timedelta(days=2)).date().isoformat()

    page = browser.post(
        url("schedule", cast, delivery.post.public_id), {"day": day, "clock": "09:00"}, follow=True
    )
    assert how_it_stands(delivery.post) != stood
    taken_back(browser, page)

    assert how_it_stands(delivery.post) == stood


def test_archiving_taken_back_keeps_the_yes_of_the_client(cast, sign_in):
    browser = sign_in(cast.rita)
    review = asked(cast)
    visitor(cast.carla).approve(review)
    stood = how_it_stands(review.post)
    assert stood["stage"] == PostStage.APPROVED

    page = browser.post(url("archive", cast, review.post.public_id), follow=True)
    taken_back(browser, page)

    assert how_it_stands(review.post) == stood
    assert "Carla" in page_of(sign_in, cast.rita, review.post)


def test_archiving_taken_back_goes_on_asking_under_the_link_the_client_has(cast, sign_in):
    browser = sign_in(cast.rita)
    review = asked(cast)
    carla = visitor(cast.carla)
    stood = how_it_stands(review.post)

    page = browser.post(url("archive", cast, review.post.public_id), follow=True)
    assert not Review.objects.open().exists()
    taken_back(browser, page)
    assert how_it_stands(review.post) == stood

    # The page she had open before: its form still counts.
    assert carla.approve(review).status_code == 302
    assert stage_of(review.post) == PostStage.APPROVED


def test_sending_at_once_answers_a_colleagues_question_only_until_it_is_taken_back(cast, sign_in):
    browser = sign_in(cast.rita)
    review = in_review(cast)
    stood = how_it_stands(review.post)
    assert stood["stage"] == PostStage.IN_REVIEW

    page = browser.post(url("publish_now", cast, review.post.public_id), follow=True)
    assert not Review.objects.open().exists()
    taken_back(browser, page)

    assert how_it_stands(review.post) == stood
    asked_again = Review.objects.get(public_id=review.public_id)
    decide(cast, asked_again)
    assert stage_of(review.post) == PostStage.APPROVED


def test_archiving_taken_back_leaves_the_post_in_its_release(cast, sign_in):
    browser = sign_in(cast.rita)
    post = make_posts.draft(cast.rita, cast.channel)
    release = released(cast.rita, post)
    scheduling.schedule(
        post=post, member=cast.rita, wall_at=release.wall_at, fold=release.fold, now=database_now()
    )
    stood = how_it_stands(post)

    page = browser.post(url("archive", cast, post.public_id), follow=True)
    taken_back(browser, page)

    assert stood["release_id"] == release.pk
    assert how_it_stands(post) == stood


def test_taken_back_twice_is_taken_back_once(cast, sign_in):
    browser = sign_in(cast.rita)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=HOURS)
    stood = how_it_stands(delivery.post)
    page = browser.post(url("archive", cast, delivery.post.public_id), follow=True)

    taken_back(browser, page)
    words = taken_back(browser, page)

    assert how_it_stands(delivery.post) == stood
    assert "Taken back" in words


def test_what_somebody_changed_meanwhile_stays_so(cast, sign_in):
    browser = sign_in(cast.rita)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=HOURS)
    post = delivery.post
    page = browser.post(url("publish_now", cast, post.public_id), follow=True)
    post.refresh_from_db()
    drafting.edit_post(
        post=post, member=cast.bruno, edit_number=post.edit_number, text="Altro.",
        versions=[drafting.VersionInput(cast.channel)], wall_at=post.wall_at, now=database_now(),
    )  # fmt: skip
    stood = how_it_stands(post)

    words = taken_back(browser, page)

    assert how_it_stands(post) == stood
    assert "Somebody changed this post meanwhile." in words


def test_what_everybody_was_held_for_meanwhile_stays_held(cast, sign_in):
    browser = sign_in(cast.rita)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=HOURS)
    hour = delivery.due_at
    page = browser.post(url("publish_now", cast, delivery.post.public_id), follow=True)
    Delivery.objects.filter(pk=delivery.pk).update(state="blocked", reason="held")

    taken_back(browser, page)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason, delivery.due_at) == ("blocked", "held", hour)


def test_what_has_left_is_not_taken_back(cast, sign_in):
    browser = sign_in(cast.rita)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=HOURS)
    page = browser.post(url("publish_now", cast, delivery.post.public_id), follow=True)
    now = database_now()
    Delivery.objects.filter(pk=delivery.pk).update(
        state="claimed", epoch=1, owner=1, lease_until=now + HOURS
    )
    Delivery.objects.filter(pk=delivery.pk).update(state="sending")

    words = taken_back(browser, page)

    delivery.refresh_from_db()
    assert delivery.state == "sending"
    assert "Too late for 1 channel" in words


def test_a_way_back_is_of_its_post_and_of_its_time(cast):
    post = make_posts.draft(cast.rita, cast.channel)
    other = make_posts.draft(cast.rita, cast.channel, text="Altro.")
    now = database_now()
    token = putting_back.before(post=post, now=now).token

    assert putting_back.read(token, post=post, now=now)
    assert putting_back.read(token, post=other, now=now) is None
    assert putting_back.read(token, post=post, now=now + timedelta(hours=1)) is None
    assert putting_back.read(token[:-1], post=post, now=now) is None
    assert putting_back.read("", post=post, now=now) is None


def test_who_may_not_schedule_puts_no_schedule_back(cast, sign_in):
    rita = sign_in(cast.rita)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=HOURS)
    page = rita.post(url("archive", cast, delivery.post.public_id), follow=True)
    found = re.search(r'action="([^"]+)" data-undo-target="form"', page.content.decode())

    answer = sign_in(cast.bruno).post(unescape(found[1]))

    assert answer.status_code == 403
    assert stage_of(delivery.post) == PostStage.ARCHIVED


def test_out_of_the_archive_later_the_yes_stands_and_the_schedule_does_not(cast, sign_in):
    review = asked(cast)
    visitor(cast.carla).approve(review)
    browser = sign_in(cast.rita)
    browser.post(url("archive", cast, review.post.public_id))

    page = browser.post(url("restore", cast, review.post.public_id), follow=True)

    assert stage_of(review.post) == PostStage.APPROVED
    assert "Back, and still approved." in page.content.decode()
    assert not review.post.deliveries.exclude(state="cancelled").exists()
