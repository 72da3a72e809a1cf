"""What a page that stays open asks: little, often nothing, and never of anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from editorial.models import Delivery, Post
from people.clock import database_now
from people.notices import notify
from tests import make, make_posts

LIVE = "/live/"


def told(browser, **query):
    answer = browser.get(LIVE, query)
    assert answer.status_code == 200
    return answer.json()


def missed(who, channel, text="Mancato"):
    delivery = make_posts.scheduled(who, channel, text=text)
    Delivery.objects.filter(pk=delivery.pk).update(state="missed", reason="late")
    return delivery


def test_it_counts_what_waits_for_the_person(cast, rivals, sign_in):
    missed(cast.rita, cast.channel)
    missed(rivals.eve, rivals.channel)
    missed(cast.alice, make.channel(make.client(cast.alice, "Non suo")))
    notify(members=[cast.rita], kind="test", text="Una cosa", now=database_now())

    numbers = told(sign_in(cast.rita))
    assert (numbers["n_standing"], numbers["n_unread"], numbers["n_for_me"]) == (1, 1, 0)
    assert told(sign_in(cast.alice))["n_standing"] == 2


def test_of_one_client_it_counts_that_one(cast, rivals, sign_in):
    missed(cast.rita, cast.channel)
    other = make.client(cast.alice, "Altro")
    browser = sign_in(cast.alice)

    assert told(browser, **{"in": cast.client.slug})["n_standing"] == 1
    assert told(browser, **{"in": other.slug})["n_standing"] == 0
    assert told(browser, **{"in": rivals.client.slug})["n_standing"] == 0


def test_what_others_changed_since_is_news_and_what_one_did_oneself_is_not(cast, sign_in):
    since = database_now().isoformat()
    make_posts.draft(cast.bruno, cast.channel, text="Di Bruno")
    Post.objects.update(edited_at=database_now())
    query = {"list": "posts", "since": since}

    assert told(sign_in(cast.rita), **query)["n_new"] == 1
    assert told(sign_in(cast.bruno), **query)["n_new"] == 0
    later = (database_now() + timedelta(minutes=1)).isoformat()
    assert told(sign_in(cast.rita), list="posts", since=later)["n_new"] == 0


def test_nothing_changed_is_told_without_a_body(cast, sign_in):
    browser = sign_in(cast.rita)
    first = browser.get(LIVE)
    again = browser.get(LIVE, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    missed(cast.rita, cast.channel)
    changed = browser.get(LIVE, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_it_costs_one_question_besides_who_asks_and_writes_nothing(
    cast, sign_in, django_assert_num_queries
):
    browser = sign_in(cast.rita)
    for n in range(5):
        missed(cast.rita, cast.channel, f"Mancato {n}")
    before = list(Session.objects.values_list("session_data", "expire_date"))
    # the session, the person with their memberships, and the counting
    with django_assert_num_queries(3) as asked:
        browser.get(LIVE, {"list": "posts", "since": make.NOW.isoformat()})
    assert all(each["sql"].startswith("SELECT") for each in asked)
    assert list(Session.objects.values_list("session_data", "expire_date")) == before


@pytest.mark.parametrize("since", ["", "x", "2026-13-45", "2026-11-28T10:00:00", "\x00", "9" * 500])
def test_an_odd_moment_is_no_moment(cast, sign_in, since):
    assert told(sign_in(cast.rita), list="posts", since=since, **{"in": "\x00"})["n_new"] == 0
