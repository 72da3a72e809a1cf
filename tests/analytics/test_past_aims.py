"""What past posts were for: names of a file, found among the client's own or refused with those that there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.queries.served import served
from clients.actions import by_hand as channels
from clients.models import Audience, Channel, Goal
from editorial.models import OutsideAim, Publication
from editorial.queries.planning import pillars_of
from people.clock import database_now
from tests import make, make_goals
from tests.cast import Cast

LAST_WEEK = timedelta(days=7)


@pytest.fixture
def instagram(cast: Cast) -> Channel:
    return channels.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )


@pytest.fixture
def goal(cast: Cast) -> Goal:
    make_goals.pillar(cast.alice, cast.client, "Vigna")
    make_goals.pillar(cast.alice, cast.client, "Cantina", share=25)
    Audience.objects.create(
        agency=cast.agency, client=cast.client, name="Famiglie", created_by=cast.alice, created_at=make.NOW
    )  # fmt: skip
    return make_goals.goal(cast.alice, cast.client, "Visite in cantina")


def given(cast: Cast, browser, channel: Channel, *rows: str, deed: str = "look") -> str:
    heads = "data;link;testo;tema;obiettivo;finalità;pubblico;follower"
    address = reverse("analytics:import_posts", args=[cast.client.slug, channel.public_id])
    answer = browser.post(
        address,
        {
            "on": make.today(cast.client).isoformat(),
            "rows": "\n".join([heads, *rows]),
            "deed": deed,
        },
        follow=True,
    )
    assert answer.status_code == 200
    return answer.content.decode()


def row(cast: Cast, n: int, aims: str) -> str:
    day = make.today(cast.client) - LAST_WEEK
    return f"{day.isoformat()};https://www.instagram.com/p/A{n}/;Sei gradi {n};{aims};"


def test_a_file_says_what_its_posts_were_for(cast, instagram, goal, sign_in):
    browser = sign_in(cast.bruno)
    rows = [
        row(cast, 1, "vigna;visite  in CANTINA;;famiglie"),
        row(cast, 2, ";Vendere;;"),
        row(cast, 3, "Cantina;;inform;"),
        row(cast, 4, ";;;"),
    ]

    looked = given(cast, browser, instagram, *rows)
    assert "4 rows can come in" in looked
    assert "Vigna · Visite in cantina · Famiglie" in looked
    assert not OutsideAim.objects.exists()

    for _time in range(2):
        given(cast, browser, instagram, *rows, deed="import")
    said = {
        each.publication.text: (each.objective, each.goal, str(each.pillar or ""), str(each.audience or ""))
        for each in OutsideAim.objects.select_related("publication", "goal", "pillar", "audience")
    }  # fmt: skip
    assert said == {
        "Sei gradi 1": ("sell", goal, "Vigna", "Famiglie"),
        "Sei gradi 2": ("sell", None, "", ""),
        "Sei gradi 3": ("inform", None, "Cantina", ""),
    }


def test_what_they_were_for_counts_where_it_is_asked(cast, instagram, goal, sign_in):
    browser = sign_in(cast.bruno)
    given(cast, browser, instagram, row(cast, 1, "Vigna;Visite in cantina;;"), deed="import")
    publication = Publication.objects.get(channel=instagram)

    found = served(goal=goal, member=cast.alice)
    assert (found.n_out, found.n_coming) == (1, 0)
    own = reverse("analytics:post", args=[cast.client.slug, publication.public_id])
    page = browser.get(reverse("analytics:goal", args=[cast.client.slug, goal.public_id]))
    assert own in page.content.decode()
    shares = {
        line.pillar.name: line.actual
        for line in pillars_of(client=cast.client, now=database_now()).lines
    }
    assert shares == {"Vigna": 100, "Cantina": 0}
    why = browser.get(own).content.decode()
    assert "Why does this post exist?" in why
    assert "Visite in cantina" in why

    given(cast, browser, instagram, row(cast, 1, "Cantina;;;"), deed="import")
    assert served(goal=goal, member=cast.alice).n_out == 0


@pytest.mark.parametrize(
    ("aims", "words"),
    [
        ("Vigne;;;", "No pillar is called “Vigne”. There are: Vigna, Cantina."),
        (";Visite;;", "No goal and no objective is called “Visite”. There are: Visite in cantina, Inform"),
        (";;Regalare;", "No objective is called “Regalare”. There are: Inform, Sell"),
        (";;;Tutti", "No audience is called “Tutti”. There are: Famiglie."),
    ],
)  # fmt: skip
def test_a_name_that_is_nobodys_is_refused_with_those_there_are(
    cast, instagram, goal, sign_in, aims, words
):
    page = given(cast, sign_in(cast.bruno), instagram, row(cast, 1, aims), deed="import")
    assert words in page
    assert "Sei gradi 1" in page  # nothing is lost
    assert not Publication.objects.exists()


def test_of_two_goals_of_one_name_the_one_of_that_day_is_meant(cast, instagram, goal, sign_in):
    today = make.today(cast.client)
    Goal.objects.filter(pk=goal.pk).update(
        from_on=today - timedelta(days=30), to_on=today + timedelta(days=30)
    )
    days = {
        "from_on": today - timedelta(days=400),
        "to_on": today - timedelta(days=200),
        "source": goal.source,
    }
    make_goals.goal(cast.alice, cast.client, "Visite in cantina", **days)
    browser = sign_in(cast.bruno)

    given(cast, browser, instagram, row(cast, 1, ";Visite in cantina;;"), deed="import")
    assert OutsideAim.objects.get().goal == goal
    Goal.objects.update(from_on=today - timedelta(days=30), to_on=today + timedelta(days=30))
    page = given(cast, browser, instagram, row(cast, 2, ";Visite in cantina;;"))
    assert "2 goals are called “Visite in cantina”" in page


def test_the_profile_is_for_no_goal(cast, instagram, goal, sign_in):
    day = make.today(cast.client) - LAST_WEEK
    page = given(cast, sign_in(cast.bruno), instagram, f"{day.isoformat()};;;Vigna;;;;912")
    assert "Figures of the profile have no pillar, goal or audience" in page


def test_names_of_another_client_are_nobodys(cast, instagram, goal, sign_in):
    neighbour = make.client(cast.alice, "Lanterne Storte")
    make_goals.pillar(cast.alice, neighbour, "Artisti")
    page = given(cast, sign_in(cast.bruno), instagram, row(cast, 1, "Artisti;;;"))
    assert "No pillar is called “Artisti”" in page
    assert "Artisti," not in page
