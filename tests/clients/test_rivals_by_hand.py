"""What a person writes down of a rival's week: engagements and formats of the week's posts, and why a figure is missing."""

from __future__ import annotations

import html

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from clients.actions import watching
from clients.models import CompetitorReading
from people.clock import database_now
from tests import make


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def rival(cast):
    make.channel(cast.client)
    found = watching.watch(
        by=cast.rita, client=cast.client, name="Altanebbia", network="instagram", account="@alta",
        now=database_now(),
    )  # fmt: skip
    return found.profiles.get()


def write(cast, sign_in, profile, **typed):
    data = {f"p{profile.pk}-{name}": str(value) for name, value in typed.items()}
    return sign_in(cast.rita).post(
        reverse("clients:competitors_week", args=[cast.client.slug]), data
    )


def compared(cast, sign_in) -> str:
    page = sign_in(cast.rita).get(reverse("analytics:compared", args=[cast.client.slug]))
    return html.unescape(page.content.decode())


def test_engagements_and_formats_of_the_week_stand_beside_ours(cast, sign_in, rival):
    before = compared(cast, sign_in)
    assert "Nobody wrote them down" in before
    assert "Strangers do not see them" not in before

    typed = {"followers": 6200, "n_new": 6, "n_engagements": 480, "n_images": 3, "n_videos": 2}
    assert write(cast, sign_in, rival, **typed).status_code == 302

    reading = CompetitorReading.objects.get()
    assert (reading.n_engagements, reading.n_images, reading.n_carousels, reading.n_videos) == (
        480,
        3,
        None,
        2,
    )
    shown = compared(cast, sign_in)
    assert ">80<" in shown
    assert "on average, as counted by hand, n = 6" in shown
    assert ">12.9<" in shown
    assert "one picture 3, video 2" in shown
    assert "Nobody wrote them down" not in shown


def test_written_down_post_by_post_they_have_a_median_and_a_range(cast, sign_in, rival):
    typed = {"followers": 2000, "n_new": 6, "engagements_each": "12 40  7 104 60 20"}
    assert write(cast, sign_in, rival, **typed).status_code == 302

    reading = CompetitorReading.objects.get()
    assert reading.n_engagements == 243
    assert reading.engagements_each == [12, 40, 7, 104, 60, 20]
    shown = compared(cast, sign_in)
    assert ">30<" in shown
    assert "from 7 to 104, n = 6" in shown
    assert ">15<" in shown
    assert "on average" not in shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"engagements_each": "12 40"}, "On how many posts?"),
        ({"n_new": 3, "engagements_each": "12 40"}, "These are 2 numbers, for 3 posts."),
        (
            {"n_new": 2, "n_engagements": 60, "engagements_each": "12 40"},
            "Together these are 52 engagements, and not 60.",
        ),
        ({"n_new": 2, "engagements_each": "1.200 40"}, "“1.200” is no number of engagements"),
        ({"n_new": 2, "engagements_each": "12 -4"}, "“-4” is no number of engagements"),
        ({"n_new": 4, "n_images": 3, "n_videos": 2}, "Fewer posts than formats"),
        ({"n_images": 1}, "Fewer posts than formats"),
        ({"n_engagements": 300}, "On how many posts?"),
        ({"n_new": 0, "n_engagements": 300}, "On how many posts?"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(cast, sign_in, rival, typed, words):
    answer = write(cast, sign_in, rival, **typed)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert words in page
    for value in typed.values():
        assert f'value="{value}"' in page
    assert not CompetitorReading.objects.exists()


def test_the_database_keeps_it_true(cast, sign_in, rival):
    write(cast, sign_in, rival, n_new=3)
    for wrong in (
        {"n_images": 4},
        {"n_new": 0, "n_engagements": 5},
        {"n_engagements": 5, "engagements_each": [2, 3]},
        {"engagements_each": [1, 2, 3]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CompetitorReading.objects.update(**wrong)
