"""A channel that sleeps: what is planned there is told, the hint is left so with a name, waking and closing take nothing for granted."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from clients.actions import profiles
from clients.models import Part
from editorial.models import LeftSo, Post
from people.clock import database_now
from tests import make, make_posts
from tests.editorial.filling import form, tomorrow_at, url
from tests.editorial.looking import checks, look


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def put_to_sleep(cast, **more) -> date:
    until = make.today(cast.client) + timedelta(days=30)
    profiles.put_to_sleep(
        by=cast.rita,
        channel=cast.channel,
        why="Dopo il festival si riposa",
        until=until,
        followers="Ci vediamo a maggio",
        today=make.today(cast.client),
        now=database_now(),
        **more,
    )
    return until


def test_a_new_post_does_not_go_to_a_channel_that_sleeps_unless_somebody_says_so(cast, sign_in):
    awake = make.channel(cast.client)
    put_to_sleep(cast)
    page = sign_in(cast.bruno).get(url("new", cast)).content.decode()

    def is_ticked(channel) -> bool:
        box = re.search(rf'<input[^>]*name="on-{channel.public_id.hex}-is_on"[^>]*>', page)
        assert box
        return "checked" in box[0]

    assert is_ticked(awake)
    assert not is_ticked(cast.channel)


def test_a_post_on_a_channel_that_sleeps_is_told_until_when_and_why_and_stops_nothing(
    cast, sign_in
):
    until = put_to_sleep(cast)
    browser = sign_in(cast.rita)
    answer = look(browser, cast)
    said = checks(answer)

    assert f"{cast.channel.handle} sleeps until {until.day} {until:%B %Y}" in said
    assert "Dopo il festival si riposa" in said
    assert "Followers are told: Ci vediamo a maggio" in said
    assert "stops it from being scheduled" not in said
    assert f'value="fix:off:{cast.channel.public_id.hex}"' in answer.content.decode()
    assert f"/strategy/profiles/{cast.channel.public_id}/" in answer.content.decode()
    sent = browser.post(url("new", cast), form(cast, deed="schedule", **tomorrow_at("18:15", cast)))
    assert sent.status_code == 302
    post = Post.objects.get()
    assert post.deliveries.filter(state="scheduled").exists()


def test_the_hint_of_a_sleeping_channel_is_left_so_with_a_name_and_checked_again(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    put_to_sleep(cast)
    key = f"asleep:{cast.channel.public_id.hex}"
    browser = sign_in(cast.bruno)
    page = browser.get(url("post", cast, post.public_id)).content.decode()
    assert f'value="tone:leave:{key}"' in page
    browser.post(url("leave_so", cast, post.public_id), {"deed": f"tone:leave:{key}"})
    assert LeftSo.objects.get().left_by == cast.bruno
    edited = browser.get(url("edit", cast, post.public_id))
    assert "1 left so on purpose" in checks(edited)
    assert f'value="tone:again:{key}"' in edited.content.decode()


def test_a_channel_wakes_in_the_part_it_had_also_when_it_was_put_to_sleep_twice(cast):
    cast.channel.part = Part.LEAD
    cast.channel.save(update_fields=["part"])
    put_to_sleep(cast)
    put_to_sleep(cast)
    profiles.wake(by=cast.rita, channel=cast.channel, now=database_now())
    cast.channel.refresh_from_db()
    assert cast.channel.part == Part.LEAD
    assert cast.channel.care.slept_as == ""


def test_letting_a_channel_sleep_tells_what_is_scheduled_there_and_leads_to_it(cast, sign_in):
    waiting = make_posts.scheduled(cast.alice, cast.channel, text="Domenica si apre.")
    elsewhere = make_posts.scheduled(cast.alice, make.channel(cast.client), text="Altrove.")
    browser = sign_in(cast.bruno)
    there = reverse("editorial:scheduled_on", args=[cast.client.slug, cast.channel.public_id])
    profile = reverse("clients:profile", args=[cast.client.slug, cast.channel.public_id])

    assert there in browser.get(profile).content.decode()
    put_to_sleep(cast)
    assert there in browser.get(profile).content.decode()
    told = browser.get(there).content.decode()
    assert "1 post is scheduled there and goes out all the same." in told
    assert url("post", cast, waiting.post.public_id) in told
    assert url("post", cast, elsewhere.post.public_id) not in told


def test_the_path_to_close_a_channel_is_ticked_step_by_step(cast, sign_in):
    browser = sign_in(cast.bruno)
    profile = reverse("clients:profile", args=[cast.client.slug, cast.channel.public_id])
    tick = reverse("clients:profile_closing", args=[cast.client.slug, cast.channel.public_id])

    browser.post(tick, {"point": "archive", "done": "1"})
    browser.post(tick, {"point": "post", "done": "1"})
    browser.post(tick, {"point": "nonsense", "done": "1"})
    assert "2 of 3 done" in browser.get(profile).content.decode()
    put_to_sleep(cast)
    assert "2 of 3 done" in browser.get(profile).content.decode()
    browser.post(tick, {"point": "archive", "done": "0"})
    cast.channel.refresh_from_db()
    assert cast.channel.care.closing_done == ["post"]
