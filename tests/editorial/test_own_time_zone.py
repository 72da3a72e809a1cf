"""Somebody who works elsewhere reads their own time beside the client's; for everybody else nothing changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from editorial.models import Post
from people.models import User
from people.notices import notify
from tests import make, make_posts
from tests.editorial.planned import draft, html_of, move_url, url
from tests.portal.people import asked, visitor

EVENING = datetime(2027, 3, 10, 18, 15)  # in Rome; in Tokyo it is already the 11th, 02:15
THERE = "Thu 11 Mar, 02:15 (Tokyo)"
THERE_SHORT = "Thu 11 Mar, 02:15</time> Tokyo"


@pytest.fixture
def rita_in_tokyo(cast):
    User.objects.filter(pk=cast.rita.user_id).update(time_zone="Asia/Tokyo")


def page(browser, address: str, **query) -> str:
    """What a person sees of a page: without the field in which zones are chosen there is no other mention of one."""
    return html_of(browser, address, **query).partition("<main")[2]


def addresses(cast, post) -> dict[str, tuple[str, dict[str, str]]]:
    """Where the time of a post is told."""
    calendar, everybodys = url(cast), reverse("editorial:all_calendar")
    return {
        "post": (reverse("editorial:post", args=[cast.client.slug, post.public_id]), {}),
        "editor": (reverse("editorial:edit", args=[cast.client.slug, post.public_id]), {}),
        "move": (move_url(cast, post), {}),
        **{view: (calendar, {"view": view, "on": "2027-03-10"}) for view in VIEWS},
        **{f"all {v}": (everybodys, {"view": v, "on": "2027-03-10"}) for v in VIEWS},
        "posts": (reverse("editorial:posts", args=[cast.client.slug]), {}),
        "all posts": (reverse("editorial:all_posts"), {}),
    }


VIEWS = ("month", "week", "list")
LONG = ("post", "editor", "move")


@pytest.mark.usefixtures("rita_in_tokyo")
def test_both_times_are_shown_where_client_and_agency_agree(cast, sign_in):
    post = draft(cast, EVENING)
    rita, alice = sign_in(cast.rita), sign_in(cast.alice)
    for name, (address, query) in addresses(cast, post).items():
        hers, others = page(rita, address, **query), page(alice, address, **query)
        assert (THERE if name in LONG else THERE_SHORT) in re.sub(r"\s+", " ", hers), name
        assert "18:15" in hers, name
        assert "Rome" in hers, name
        assert "Tokyo" not in others, name


@pytest.mark.usefixtures("rita_in_tokyo")
def test_the_client_whose_zone_is_the_readers_own_has_one_time(cast, sign_in):
    type(cast.client).objects.filter(pk=cast.client.pk).update(time_zone="Asia/Tokyo")
    cast.client.refresh_from_db()
    post = draft(cast, EVENING)
    for name in ("post", "month", "list", "posts"):
        address, query = addresses(cast, post)[name]
        assert "10:15" not in page(sign_in(cast.rita), address, **query), name
        assert "10:15" in page(sign_in(cast.alice), address, **query), name


@pytest.mark.usefixtures("rita_in_tokyo")
def test_a_calendar_says_where_the_reader_is(cast, sign_in):
    for address in (url(cast), reverse("editorial:all_calendar"), reverse("editorial:all_posts")):
        assert "you are in Tokyo" in page(sign_in(cast.rita), address)
        assert "you are in" not in page(sign_in(cast.alice), address)


@pytest.mark.usefixtures("rita_in_tokyo")
def test_what_is_typed_stays_in_the_clients_zone(cast, sign_in):
    post = draft(cast, EVENING)
    browser = sign_in(cast.rita)
    form = page(browser, move_url(cast, post))
    assert 'value="18:15"' in form
    assert "Time of Rome." in form
    seen = EVENING.isoformat(timespec="minutes")
    answer = browser.post(
        move_url(cast, post), {"day": "2027-03-12", "clock": "09:00", "fold": "0", "seen": seen}
    )
    assert answer.status_code == 302
    moved = Post.objects.get(pk=post.pk)
    assert (moved.wall_at, moved.time_zone) == (datetime(2027, 3, 12, 9), "Europe/Rome")


@pytest.mark.usefixtures("rita_in_tokyo")
def test_the_certificate_is_the_same_whoever_reads_it(cast, sign_in):
    review = asked(cast)
    visitor(cast.carla).approve(review)
    address = reverse(
        "editorial:certificate",
        args=[cast.client.slug, review.post.public_id, review.public_id],
    )
    hers = page(sign_in(cast.rita), address).partition("</main>")[0]
    assert "(Rome)" in hers
    assert "Tokyo" not in hers


@pytest.mark.usefixtures("rita_in_tokyo")
def test_today_is_the_readers_own_day_and_asks_no_more(
    cast, sign_in, django_assert_max_num_queries
):
    make_posts.scheduled(cast.alice, cast.channel, due_in=timedelta(hours=2))
    rita = sign_in(cast.rita)
    page(rita, "/t/")
    with django_assert_max_num_queries(12):
        hers = page(rita, "/t/")
    assert "times of Tokyo" in hers
    exits = hers.partition('id="next"')[2].partition("</section>")[0]
    assert "(Rome)" in exits
    assert "(Tokyo)" in exits
    others = page(sign_in(cast.alice), "/t/")
    assert "times of Rome" in others
    assert "Tokyo" not in others


@pytest.mark.usefixtures("rita_in_tokyo")
def test_notices_are_told_in_the_readers_zone(cast, sign_in):
    notify(
        members=[cast.rita],
        kind="x",
        text="Piano",
        now=datetime(2026, 11, 26, 17, 15, tzinfo=UTC),
    )
    assert "Fri 27 Nov, 02:15 (Tokyo)" in page(sign_in(cast.rita), reverse("people:notices"))


def test_who_chose_nothing_reads_the_agencys_beside_the_clients(cast, sign_in):
    lisbon = make.client(cast.alice, "Faro", time_zone="Europe/Lisbon")
    draft(cast, EVENING, client=lisbon, channels=[make.channel(lisbon)])
    address = reverse("editorial:calendar", args=[lisbon.slug])
    html = page(sign_in(cast.alice), address, view="list", on="2027-03-10")
    assert "times of Lisbon" in html
    assert "the agency is in Rome" in html
    assert "19:15</time> Rome" in html
