"""The list of posts: filters, pages, and as few queries for fifty as for one."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from editorial import when
from people.clock import database_now
from tests import make, make_posts
from tests.editorial.filling import TOMORROW, url


def test_an_empty_list_says_whether_it_is_new_or_filtered_away(cast, sign_in):
    browser = sign_in(cast.bruno)
    assert "No post yet" in browser.get(url("posts", cast)).content.decode()

    make_posts.draft(cast.bruno, cast.channel)
    page = browser.get(url("posts", cast), {"q": "zucca"}).content.decode()
    assert "No post matches" in page
    assert "Remove the filters" in page


def test_filters_of_the_address_narrow_the_list(cast, sign_in):
    make_posts.draft(cast.bruno, cast.channel, text="Bozza di potatura")
    make_posts.scheduled(cast.rita, cast.channel, text="Programmato e pronto", due_in=TOMORROW)
    browser = sign_in(cast.bruno)

    def seen(**filters) -> set[str]:
        page = browser.get(url("posts", cast), filters).content.decode()
        return {text for text in ("Bozza di potatura", "Programmato e pronto") if text in page}

    assert seen() == {"Bozza di potatura", "Programmato e pronto"}
    assert seen(group="write") == {"Bozza di potatura"}
    assert seen(group="scheduled") == {"Programmato e pronto"}
    assert seen(group="out") == set()
    assert seen(q="potatura") == {"Bozza di potatura"}
    assert seen(channel=cast.channel.public_id) == {"Bozza di potatura", "Programmato e pronto"}
    assert seen(channel=uuid4()) == set()
    assert seen(group="nonsense", page="-3") == {"Bozza di potatura", "Programmato e pronto"}
    for odd in ("\x00", "²", "0" * 5000):
        assert seen(group=odd, page=odd) == {"Bozza di potatura", "Programmato e pronto"}
        assert seen(network=f"none{odd}", q=odd) == set()
    assert seen(page="9" * 5000) == {"Bozza di potatura", "Programmato e pronto"}


def test_pages_follow_one_another_and_keep_the_filters(cast, sign_in):
    for n in range(27):
        make_posts.draft(cast.bruno, cast.channel, text=f"Post numero {n}.")
    browser = sign_in(cast.bruno)
    first = browser.get(url("posts", cast), {"group": "write"}).content.decode()
    assert re.search(r'rel="next" href="\?group=write&amp;page=2"', first)
    second = browser.get(url("posts", cast), {"group": "write", "page": "2"}).content.decode()

    def names(page: str) -> set[str]:
        return set(re.findall(r"Post numero \d+\.", page))

    assert len(names(first)) == 25
    assert len(names(second)) == 2
    assert not names(first) & names(second)


def test_the_list_of_all_clients_names_the_client_and_zones_that_differ(cast, sign_in):
    lisbon = make.client(cast.alice, "Faro", time_zone="Europe/Lisbon")
    channel = make.channel(lisbon)
    make_posts.scheduled(cast.alice, channel, due_in=TOMORROW)
    page = sign_in(cast.alice).get(reverse("editorial:all_posts")).content.decode()

    assert "Faro" in page
    assert "Lisbon" in page
    assert "times of Rome" in page


@pytest.mark.parametrize("who", ["bruno", "alice"])
def test_lists_ask_as_much_for_one_post_as_for_fifty(
    cast, sign_in, who, django_assert_max_num_queries
):
    browser = sign_in(getattr(cast, who))
    make_posts.scheduled(cast.rita, cast.channel, due_in=TOMORROW)
    for address in (url("posts", cast), reverse("editorial:all_posts")):
        browser.get(address)
        with django_assert_max_num_queries(12) as few:
            browser.get(address)
        for n in range(50 if address == url("posts", cast) else 0):
            make_posts.draft(cast.bruno, cast.channel, text=f"Post {n}")
        with django_assert_max_num_queries(len(few)):
            browser.get(address)


def test_the_list_marks_the_present_day_in_the_clients_place(cast, sign_in):
    now = database_now()
    soon = make_posts.scheduled(cast.rita, cast.channel, text="Subito", due_in=timedelta(minutes=1))
    make_posts.scheduled(cast.rita, cast.channel, text="Fra tre giorni", due_in=timedelta(days=3))
    is_today = (
        when.wall_of(soon.due_at, "Europe/Rome").date() == when.wall_of(now, "Europe/Rome").date()
    )
    answer = sign_in(cast.rita).get(reverse("editorial:posts", args=[cast.client.slug]))
    headings = re.findall(r'<h2 id="day-\d+">(.*?)</h2>', answer.content.decode())

    assert len(headings) == 2
    assert [">today<" in heading for heading in headings] == [False, is_today]
