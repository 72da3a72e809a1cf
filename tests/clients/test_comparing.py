"""A client beside those it is compared with: the figures, the words, the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from clients.actions import watching
from clients.actions.watching import Seen
from clients.comparing import Compared, SeenFollowers, SeenPost, compared
from clients.models import CompetitorPost, CompetitorProfile
from clients.words import comparing as comparing_words
from people.clock import database_now
from tests import make, make_numbers

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
TODAY = NOW.date()


def _posts(*engagements: int | None, form: str = "text") -> list[SeenPost]:
    return [
        SeenPost(NOW - timedelta(days=n + 2), each, form, f"https://a.example/{n}")
        for n, each in enumerate(engagements)
    ]


def _seen(posts=(), followers=(), **more) -> Compared:
    return compared(posts, followers, **{"is_counted": True, "today": TODAY, "now": NOW, **more})


def _on(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def test_median_range_and_number_are_those_of_posts_older_than_a_day():
    young = SeenPost(NOW - timedelta(hours=3), 999)
    found = _seen([*_posts(10, 30, 20, 50, 40), young], [SeenFollowers(TODAY, 1000)])
    assert (found.middle, found.low, found.high, found.n) == (30, 10, 50, 5)
    assert found.is_judged
    assert found.per_1000 == 30
    assert found.per_week == 1.5
    assert found.best == young


def test_posts_whose_figures_nobody_sees_count_for_the_cadence_and_for_nothing_else():
    found = _seen(_posts(None, None, 10, 20))
    assert (found.per_week, found.n, found.is_judged) == (1.0, 2, False)
    assert found.per_1000 is None


def test_a_week_nobody_looked_at_is_a_gap():
    found = _seen(followers=[SeenFollowers(_on(ago), 100 - ago) for ago in (0, 3, 10, 31)])
    assert found.weeks[-6:] == (None, 69, None, None, 90, 100)
    assert found.n_gaps == 2
    assert (found.followers, found.followers_before) == (100, 69)


def test_what_a_person_counted_is_a_cadence_too_and_a_week_without_a_count_is_no_zero():
    days = [SeenFollowers(_on(1), None, 4), SeenFollowers(_on(8), 10, None), SeenFollowers(_on(15), 10, 2)]  # fmt: skip
    assert _seen(followers=days, is_counted=False).per_week == 3
    assert _seen(is_counted=False).per_week is None


def test_what_a_person_counted_of_engagements_and_formats_is_a_mean_that_says_so():
    formats = (("image", 1), ("carousel", 0), ("video", 3))
    days = [
        SeenFollowers(_on(40), 900, 10, 9000),
        SeenFollowers(_on(15), 1000, 4, 100, formats),
        SeenFollowers(_on(8), 1000, 3),
        SeenFollowers(_on(1), 2000, 2, 80, (("image", 2),)),
    ]
    seen = _seen(followers=days, is_counted=False)
    assert (seen.middle, seen.n, seen.per_1000, seen.is_mean) == (30, 6, 15, True)
    assert seen.forms == (("image", 3), ("video", 3))
    with translation.override("en"):
        assert comparing_words.spread(seen) == "on average, as counted by hand, n = 6"
        # nobody knows of a mean what half of the posts have
        much = _seen(_posts(*[20] * 12))
        assert "Half of its posts" not in comparing_words.sentence("Trecorvi", [much], [seen])
    assert _seen(followers=days[2:3], is_counted=False).middle is None
    # where the program has all the posts, nothing a person wrote counts
    assert _seen(_posts(7), followers=days).middle == 7


def test_what_a_person_wrote_down_post_by_post_has_a_median_and_a_range():
    each = [
        SeenFollowers(_on(40), 900, 1, 9000, each=(9000,)),
        SeenFollowers(_on(15), 1000, 4, 163, each=(12, 40, 7, 104)),
        SeenFollowers(_on(8), 1000, 3),
        SeenFollowers(_on(1), 2000, 2, 80, each=(60, 20)),
    ]
    seen = _seen(followers=each, is_counted=False)
    assert (seen.middle, seen.low, seen.high, seen.n, seen.is_mean) == (30, 7, 104, 6, False)
    assert seen.per_1000 == 15
    with translation.override("en"):
        assert comparing_words.spread(seen) == "from 7 to 104, n = 6"
    # Of a part of the posts nobody knows the median of all.
    partly = [*each[:3], SeenFollowers(_on(1), 2000, 2, 80)]
    seen = _seen(followers=partly, is_counted=False)
    assert (seen.middle, seen.low, seen.n, seen.is_mean) == (40.5, None, 6, True)


def test_the_words_say_only_what_there_are_figures_for():
    own, much = _seen(_posts(*[10] * 8)), _seen(_posts(*[20] * 12))
    with translation.override("en"):
        words = comparing_words.sentence("Trecorvi", [own], [much, _seen(_posts(5))])
        assert words.startswith("Trecorvi publishes 2 times a week, the others from 0.2 to 3.")
        assert "of the other one 20" in words
        assert comparing_words.sentence("Trecorvi", [], [much]) == ""
        assert comparing_words.spread(_seen(_posts(5))) == "few data, n = 1"
        assert comparing_words.per_week(_seen(_posts(1), is_at_least=True)) == "at least 0.2"
        assert comparing_words.forms(_seen(_posts(1, 2) + _posts(3, form="poll"))) == "text only 2, poll 1"  # fmt: skip


@pytest.mark.django_db
def test_the_page_sets_the_client_beside_the_others_of_the_same_network(client: Browser):
    owner = make.agency()
    trecorvi = make.client(owner)
    channel = make.channel(trecorvi)
    now = database_now()
    for n in range(5):
        make_numbers.publication(channel, at=now - timedelta(days=n + 2), text=f"nostro {n}")
    rival = watching.watch(by=owner, client=trecorvi, name="Altanebbia", network="instagram", account="@alta", now=now)  # fmt: skip
    profile = rival.profiles.get()
    watching.write_down(by=owner, profile=profile, seen=Seen(followers=2000, n_new=4), now=now)
    # As the program leaves a profile that it reads.
    CompetitorProfile.objects.filter(pk=profile.pk).update(
        network="sandbox", is_read=True, next_at=now, read_at=now
    )
    CompetitorPost.objects.bulk_create(
        CompetitorPost(agency=trecorvi.agency, client=trecorvi, profile=profile, remote_id=str(n), url=f"https://a.example/{n}", published_at=now - timedelta(days=n + 2), form="image", engagements=10 * n, seen_at=now)
        for n in range(5)
    )  # fmt: skip
    client.force_login(owner.user)

    page = client.get(reverse("analytics:compared", args=[trecorvi.slug])).content.decode()

    assert channel.handle in page
    assert "Altanebbia" in page
    assert "from 0 to 40, n = 5" in page
    assert "one picture 5" in page
    assert ">10<" in page  # a median of 20 engagements, 2,000 followers
