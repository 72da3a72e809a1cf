"""What the demo says: read from its files, without a database."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from networks.text import count
from smm.demo import scenes, texts
from smm.demo.texts import clients, day_of

ALL = [(demo, post) for demo in clients() for post in demo.posts]


def test_a_day_is_so_many_days_or_weeks_from_today() -> None:
    thursday = date(2026, 11, 26)

    assert day_of("3d", thursday) == date(2026, 11, 29)
    assert day_of("-30d", thursday) == thursday - timedelta(days=30)
    assert day_of("0 thu", thursday) == thursday
    assert day_of("-1 fri", thursday) == date(2026, 11, 20)
    assert day_of("1 wed", thursday) == date(2026, 12, 2)


def test_the_song_comes_out_soon_whatever_day_it_is() -> None:
    monday = date(2026, 11, 30)
    days = {today: day_of("out", today) for n in range(7) if (today := monday + timedelta(days=n))}

    assert [(on - today).days for today, on in days.items()] == [4, 3, 2, 4, 7, 6, 5]
    assert day_of("out-1", monday) == date(2026, 12, 3)
    assert day_of("out+7", monday) == date(2026, 12, 11)
    song = next(demo for demo in clients() if demo.key == "irma")
    # Nothing that is planned around it may have passed when the demo begins.
    around = [post for post in song.posts if post.when.startswith("out")]
    assert len(around) == 5
    for today in days:
        assert all(post.wall_at(today).date() > today for post in around)


def test_there_is_a_client_of_every_kind_and_the_two_hats_of_a_mayor_are_two() -> None:
    kinds = Counter(demo.kind for demo in clients())

    assert set(kinds) == {"company", "artist", "professional", "public_figure", "project", "event"}
    assert kinds.pop("public_figure") == 2
    assert set(kinds.values()) == {1}


def test_nobody_says_the_same_thing_twice() -> None:
    beginnings = Counter(" ".join(post.text.lower().split()[:9]) for _, post in ALL)

    assert [words for words, n in beginnings.items() if n > 1] == []


def test_every_text_fits_its_network_and_is_about_something_its_client_has() -> None:
    for demo, post in ALL:
        assert 0 < count(post.text, "mastodon") <= 500, post.text
        assert post.theme in demo.themes, post.text
        assert not post.picture or post.picture in demo.pictures, post.text
        assert not post.on or post.on in demo.accounts, post.text
        assert not post.contact or post.contact in {c["name"] for c in demo.contacts}, post.text
        assert post.state != "changes" or post.note, post.text


def test_every_picture_is_described_used_and_can_be_drawn() -> None:
    for demo in clients():
        used = {post.picture for post in demo.posts}
        for name, picture in demo.pictures.items():
            assert len(picture["alt"]) > 30, name
            # What may not be published is in no post.
            assert (name in used) != ("shot" in picture), f"{demo.key}: {name}"
            assert picture["scene"] in scenes.SCENES, name


@pytest.mark.parametrize(
    "forbidden", ["!", "lorem", "imperdibile", "eccellenza", "emozione", "magico"]
)
def test_no_text_sounds_like_an_advertisement(forbidden: str) -> None:
    assert [post.text for _, post in ALL if forbidden in post.text.lower()] == []


def test_english_is_spoken_where_the_client_speaks_it() -> None:
    english = {demo.key for demo, post in ALL if post.lang == "en"}

    assert english == {"salvafonti", "lanterne"}


def test_a_countdown_counts_from_the_day_it_is_said() -> None:
    today = date(2026, 11, 26)
    demo = next(demo for demo in clients() if demo.days_left)
    counting = [post for post in demo.posts if "{days}" in post.text]
    said = {post.wall_at(today).date(): demo.text_of(post, today) for post in counting}

    assert counting
    for day, text in said.items():
        assert str(41 - (day - today).days) in text


def test_one_password_and_one_door_for_each_role() -> None:
    assert {person.role for person in texts.PEOPLE} == {
        "owner", "manager", "editor", "community", "analyst",
    }  # fmt: skip
