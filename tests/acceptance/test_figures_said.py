"""Point 32: figures carry source, time and definition, and a measure has the same name on all screens and in all files."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from analytics.actions.rolling_up import roll_up_all
from analytics.wording import DEFINITIONS, NAMES
from editorial.models import Publication
from people.clock import database_now
from people.models import User
from tests import make_numbers
from tests.make_numbers import House

pytestmark = pytest.mark.django_db

# What the columns of these screens and files say besides measures, in English.
NO_MEASURES = {
    "", "Against the median", "Against the period before", "Channel", "Client", "Clicks on our own links", "Day",
    "Engagements found that day", "Figure and its parts", "of 100", "Engagements, period before", "Networks", "Over", "Followers, period before", "In short", "Network", "Out", "Post", "Source",
    "The last 30 days", "Why", "Not over yet",
}  # fmt: skip
OF_DAYS = {"engagements", "likes", "comments", "shares", "posts"}
PLACES = {
    "results": OF_DAYS | {"followers"},
    "results_csv": OF_DAYS | {"followers"},
    "agency": {"engagements", "followers", "posts"},
    "agency_csv": {"engagements", "followers", "posts"},
    "report": OF_DAYS,
}


@pytest.fixture
def measured(db: None) -> tuple[House, Publication]:
    """A client whose one post and channel were read yesterday and the day before."""
    now = database_now()
    house = make_numbers.house(language="en")
    post = make_numbers.publication(house.channel, at=now - timedelta(days=3))
    early = {"likes": 3, "comments": 1, "shares": 1, "views": 40}
    late = {"likes": 9, "comments": 2, "shares": 1, "views": 90}
    make_numbers.story(post, {now - timedelta(hours=68): early, now - timedelta(hours=30): late})
    make_numbers.followers(house.channel, now - timedelta(hours=30), 120)
    roll_up_all()
    return house, post


@pytest.fixture
def see(measured: tuple[House, Publication]) -> Callable[[str], str]:
    """Opens a place of PLACES, or the post's, as the owner; answers what it says."""
    house, post = measured
    browser = Browser()
    browser.force_login(house.owner.user)
    made: dict[str, str] = {}

    def seen(place: str) -> str:
        if place == "report":
            if place not in made:
                month = {"month": f"{post.published_at:%Y-%m}-01"}
                url = reverse("analytics:reports", args=[house.client.slug])
                made[place] = browser.post(url, month)["Location"]
            url = made[place]
        elif place == "post":
            url = reverse("analytics:post", args=[house.client.slug, post.public_id])
        else:
            is_of_all = place.startswith("agency")
            url = reverse(f"analytics:{place}", args=[] if is_of_all else [house.client.slug])
        answer = browser.get(url)
        assert answer.status_code == 200, url
        return answer.content.decode("utf-8-sig")

    return seen


def _words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _heads(place: str, page: str) -> set[str]:
    """What the columns are called, of every table of a screen or of a file."""
    if place.endswith("_csv"):
        sample = page.splitlines()[0]
        return set(next(csv.reader(io.StringIO(sample), delimiter=";" if ";" in sample else ",")))
    tables = re.findall(r"<thead.*?</thead>", page, re.S)
    return {_words(each) for table in tables for each in re.findall(r"<th\b.*?</th>", table, re.S)}


@pytest.mark.parametrize("language", ["en", "it"])
def test_32_a_measure_has_one_name_on_every_screen_and_in_every_file(
    measured: tuple[House, Publication], see: Callable[[str], str], language: str
) -> None:
    house, _post = measured
    User.objects.filter(pk=house.owner.user.pk).update(language=language)
    with translation.override(language):
        names = {measure: str(name) for measure, name in NAMES.items()}
    for place, measures in PLACES.items():
        if place == "report" and language != house.client.language:
            continue  # it speaks the client's language
        heads = _heads(place, see(place))
        assert {names[each] for each in measures} <= heads, place
        if language == "en":
            assert heads <= {*names.values(), *NO_MEASURES}, place


@pytest.mark.parametrize("place", ["results", "report", "post"])
def test_32_a_figure_says_what_it_means_where_it_comes_from_and_when_it_was_collected(
    measured: tuple[House, Publication], see: Callable[[str], str], place: str
) -> None:
    house, _post = measured
    User.objects.filter(pk=house.owner.user.pk).update(language="en")
    page = see(place)
    figures = re.findall(r'<div class="figure">\s*<dt>(.*?)</dt>', page, re.S)
    by_name = {str(name): measure for measure, name in NAMES.items()}
    seen = set()
    for figure in figures:
        name = _words(re.split("<details", figure)[0])
        if name not in by_name:
            continue
        seen.add(by_name[name])
        told = re.search(r'<p class="drop-box[^>]*>(.*?)</p>', figure, re.S)
        assert told, f"{name} explains itself nowhere"
        says = _words(told[1])
        if place != "post":  # of one post the words are of its whole life
            assert says.startswith(str(DEFINITIONS[by_name[name]])), name
        assert "Mastodon" in says, name
        assert re.search(r"\b\d{1,2}:\d{2}\b", says), f"{name} does not say when it was collected"
    assert {"engagements", "likes", "comments", "shares"} <= seen


def test_32_the_table_of_all_clients_says_it_below(see: Callable[[str], str]) -> None:
    with translation.override("it"):
        page = _words(see("agency"))
        for measure in ("engagements", "followers", "posts"):
            assert str(DEFINITIONS[measure]) in page
        assert "Fonte: i social dei clienti" in page
        assert re.search(r"raccolt[oi] [^·]*\d{1,2}:\d{2}", page)
