"""What did far better or far worse than usual in the last week: on what it rests, and for whose eyes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.queries import usual
from analytics.queries.one_post import one_post
from analytics.queries.posts import ranked_posts
from analytics.queries.surprises import surprises
from analytics.series import Period
from editorial.models import Publication
from people.clock import database_now
from people.roles import Role
from tests import make_numbers
from tests.make_numbers import House

pytestmark = pytest.mark.django_db
PART = {"headers": {"HX-Request": "true"}}


def out(
    house: House, likes: int, *, days: float, text: str = "Si pota", channel=None
) -> Publication:
    """A post that went out so many days ago, read an hour later."""
    at = database_now() - timedelta(days=days)
    post = make_numbers.publication(channel or house.channel, at=at, text=text)
    make_numbers.reading(post, at + timedelta(hours=1), likes=likes)
    return post


def usual_posts(house: House, n: int = 12, likes: int = 10, channel=None) -> None:
    for each in range(n):
        out(house, likes, days=20 + each, channel=channel)


def told(house: House, **figures: tuple[int, float]):
    for text, (likes, days) in figures.items():
        out(house, likes, days=days, text=text)
    make_numbers.roll_up_all()
    return [
        (each.name, round(each.ratio, 2), each.n)
        for each in surprises(member=house.owner, now=database_now())
    ]


@pytest.fixture
def house() -> House:
    made = make_numbers.house()
    usual_posts(made)
    return made


def test_the_furthest_up_and_the_furthest_down_are_told_with_what_they_rest_on(house):
    found = told(house, Potatore=(31, 2), Meno=(25, 3), Link=(4, 4), Pari=(11, 5))
    assert found == [("Potatore", 3.1, 16), ("Link", 0.4, 16)]


@pytest.mark.parametrize(
    ("likes", "days"),
    [(19, 2), (7, 2), (31, 0.5), (31, 9)],
    ids=["not twice", "not much less", "too young", "of last month"],
)
def test_weather_is_no_surprise(house, likes, days):
    assert told(house, Qualcosa=(likes, days)) == []


def test_a_few_posts_make_no_median():
    house = make_numbers.house()
    usual_posts(house, n=8)
    assert told(house, Potatore=(31, 2)) == []


def test_each_channel_is_its_own_measure(house):
    loud = make_numbers.channel_of(house.client, network="instagram")
    usual_posts(house, likes=100, channel=loud)
    out(house, 110, days=2, text="Solito", channel=loud)
    assert told(house, Potatore=(31, 2)) == [("Potatore", 3.1, 13)]


@pytest.mark.parametrize("clock", ["00:30", "23:30"])
def test_today_the_ranking_and_the_post_itself_say_the_same_of_a_post(house, clock):
    """With a post that is no longer out, one too young, and those of the first and the last hours of ninety days."""
    now = database_now().replace(hour=int(clock[:2]), minute=int(clock[3:]))
    potato = out(house, 31, days=3, text="Potatore")
    gone = out(house, 500, days=12)
    Publication.objects.filter(pk=gone.pk).update(removed_at=now)
    first = now - usual.MEDIAN_OVER
    for at in (now - timedelta(hours=5), *(first + timedelta(hours=n) for n in (-20, 4, 20, 40))):
        post = make_numbers.publication(house.channel, at=at, text="Al margine")
        make_numbers.reading(post, at + timedelta(hours=1), likes=90)
    make_numbers.roll_up_all()

    told_of = surprises(member=house.owner, now=now)[0]
    of_post = one_post(publication=potato, client=house.client, now=now)
    today = house.client.today(now)
    ranking = ranked_posts(
        client=house.client,
        period=Period(today - timedelta(days=27), today),
        channel_id=None,
        now=now,
    )
    ranked = next(row for row in ranking.rows if row.name == "Potatore")

    assert told_of.name == "Potatore"
    assert (told_of.ratio, told_of.n) == (of_post.ratio, of_post.n_compared)
    assert (told_of.ratio, told_of.n) == (ranked.ratio, ranked.n)


def test_what_was_taken_away_is_not_told(house):
    post = out(house, 31, days=2, text="Potatore")
    Publication.objects.filter(pk=post.pk).update(removed_at=database_now())
    assert told(house) == []


def test_the_part_of_today_says_it_in_the_readers_words(house, client):
    out(house, 31, days=2, text="Potatore")
    out(house, 4, days=3, text="Link")
    make_numbers.roll_up_all()
    client.force_login(house.owner.user)
    page = client.get(reverse("analytics:surprises"), **PART).content.decode()
    assert "×3,1" in page
    assert "−60" in page
    assert "n\u00a0=\u00a014" in page
    assert client.get(reverse("analytics:surprises")).status_code == 302


def test_only_the_clients_one_sees_are_compared(house, client):
    out(house, 31, days=2, text="Potatore")
    make_numbers.roll_up_all()
    stranger = make_numbers.person(house.agency, Role.EDITOR)
    other = make_numbers.house()
    for member, is_told in ((house.owner, True), (stranger, False), (other.owner, False)):
        assert bool(surprises(member=member, now=database_now())) is is_told
