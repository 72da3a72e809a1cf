"""The dashboard: its numbers are the rows, its gaps are gaps, its words are honest, its address is its state."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from analytics import wording
from analytics.actions.rolling_up import roll_up_all
from analytics.models import ChannelDay
from analytics.queries.results import results
from people.clock import database_now
from people.models import User
from people.roles import Role
from people.spreadsheets import safe_cell
from tests import make_goals
from tests import make_numbers as make
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

NOW = make.NOW


def history(home: make.House, *, n_posts: int, days: int = 70) -> None:
    """Posts of the last weeks, each with one reading a day, growing by its own number of likes a day."""
    today = NOW.replace(hour=8)
    for n in range(n_posts):
        born = today - timedelta(days=days - n * (days - 5) // max(n_posts, 1))
        post = make.publication(home.channel, at=born, text=f"Post {n}")
        age = (today - born).days
        make.story(
            post,
            {
                born + timedelta(days=d, hours=2): {"likes": d * (n + 1), "comments": d}
                for d in range(age + 1)
            },
        )


def asked(home: make.House, n_days: int = 30, **more: object):  # type: ignore[no-untyped-def]
    fields = {"client": home.client, "channel": None, "now": NOW, **more}
    return results(n_days=n_days, **fields)  # type: ignore[arg-type]


def test_the_figures_are_the_rows() -> None:
    home = make.house()
    history(home, n_posts=6)
    found = asked(home)
    known = found.known
    first, last = known.period.first_on, known.period.last_on
    assert (first, last) == (date(2026, 10, 27), date(2026, 11, 25))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(likes_gained), sum(comments_gained), sum(engagements_gained)"
            " FROM analytics_publicationday WHERE client_id = %s AND day_on BETWEEN %s AND %s",
            [home.client.pk, first, last],
        )
        likes, comments, engagements = cursor.fetchone()
    assert engagements == likes + comments > 0
    assert known.figure("likes").value == likes
    assert known.figure("comments").value == comments
    assert known.figure("engagements").value == engagements
    assert sum(day.engagements or 0 for day in known.days) == engagements
    assert known.figure("shares").value is None
    assert known.is_comparable
    assert known.figure("engagements").before is not None


def test_a_period_that_was_not_collected_whole_is_not_compared_with() -> None:
    home = make.house()
    history(home, n_posts=6, days=40)
    known = asked(home).known
    assert not known.is_comparable
    assert known.figure("engagements").before is None
    assert known.first_comparison_on == date(2026, 10, 16) + timedelta(days=59)
    with translation.override("en"):
        assert "the first comparison comes on 14 December 2026" in wording.lead(known, best=None)


def test_a_measure_stands_beside_the_median_of_the_earlier_whole_periods() -> None:
    home = make.house()
    history(home, n_posts=6, days=40)
    found = asked(home, 7)
    known, usual = found.known, found.usual
    assert known.data_since is not None
    n_whole = (known.period.first_on - known.data_since).days // 7
    assert usual.n_periods == n_whole == 4
    sums = []
    for n in range(1, n_whole + 1):
        first = known.period.first_on - timedelta(days=7 * n)
        rows = ChannelDay.objects.filter(
            client=home.client, day_on__gte=first, day_on__lt=first + timedelta(days=7)
        )
        sums.append(sum(row.engagements_gained or 0 for row in rows))
    assert len(set(sums)) == n_whole
    assert usual.values["engagements"] == round(median(sums))
    assert "shares" not in usual.values
    # Of a month there are no three whole ones yet: nothing is called usual.
    assert asked(home, 30).usual.values == {}


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("en", "usually ", "Usual is the median of the 4 periods of 7 days before."),
        ("it", "di solito ", "Di solito è la mediana dei 4 periodi di 7 giorni prima."),
    ],
)
def test_the_page_says_what_is_usual_and_what_that_means(
    sign_in: SignIn, language: str, said: str, meant: str
) -> None:
    home = make.house()
    now = database_now()
    born = now - timedelta(days=40)
    post = make.publication(home.channel, at=born)
    make.story(post, {born + timedelta(days=d, hours=1): {"likes": d * d} for d in range(40)})
    roll_up_all()
    User.objects.filter(pk=home.owner.user.pk).update(language=language)
    usual = asked(home, 7, now=now).usual.values["engagements"]
    there = reverse("analytics:results", args=[home.client.slug])
    page = sign_in(home.owner).get(there, {"days": "7"}).content.decode()
    figures = page[page.index('<dl class="figures">') : page.index("</dl>")]

    assert f'<dd class="note">{said}{usual}</dd>' in figures
    assert meant in figures


def test_the_usual_is_of_the_channel_that_is_looked_at() -> None:
    home = make.house()
    second = make.channel_of(home.client, network="bluesky")
    history(home, n_posts=3, days=40)
    born = NOW - timedelta(days=39)
    make.story(
        make.publication(second, at=born),
        {born + timedelta(days=d): {"likes": 100 * d} for d in range(39)},
    )
    roll_up_all()
    both = asked(home, 7).usual.values["engagements"]
    one = asked(home, 7, channel=second.public_id).usual.values["engagements"]

    assert both > one == 700


def test_the_goals_that_run_come_once_the_page_stands(sign_in: SignIn) -> None:
    home = make.house()
    browser = sign_in(home.owner)
    there = reverse("analytics:results", args=[home.client.slug])
    short = f'hx-get="{reverse("analytics:goals_short", args=[home.client.slug])}"'
    assert short not in browser.get(there).content.decode()
    make_goals.goal(home.owner, home.client)
    page = browser.get(there).content.decode()
    assert short in page
    assert reverse("analytics:goals", args=[home.client.slug]) in page
    # What asks again for its numbers does not ask for the goals each time.
    assert short not in browser.get(there, headers={"hx-request": "true"}).content.decode()


def test_a_day_without_readings_is_a_gap_and_today_is_open() -> None:
    home = make.house()
    post = make.publication(home.channel, at=datetime(2026, 11, 18, 9, tzinfo=UTC))
    make.story(
        post,
        {
            datetime(2026, 11, 18, 20, tzinfo=UTC): {"likes": 3},
            datetime(2026, 11, 19, 20, tzinfo=UTC): {"likes": 3},
            datetime(2026, 11, 23, 20, tzinfo=UTC): {"likes": 9},
            datetime(2026, 11, 24, 20, tzinfo=UTC): {"likes": 10},
            datetime(2026, 11, 25, 10, tzinfo=UTC): {"likes": 12},
        },
    )
    known = asked(home, 7).known
    assert [day.engagements for day in known.days] == [0, None, None, None, None, 1, 2]
    assert [day.found for day in known.days] == [0, None, None, None, 6, 1, 2]
    assert [day.is_open for day in known.days] == [False] * 6 + [True]
    assert known.n_undated == 6
    assert [missing.n_days for missing in known.missing] == [3]


def test_the_page_draws_gaps_and_today_and_says_so(sign_in: SignIn) -> None:
    home = make.house(language="en")
    now = database_now()
    post = make.publication(home.channel, at=now - timedelta(days=6))
    make.story(
        post,
        {now - timedelta(days=d): {"likes": 20 - d} for d in (6, 5, 2, 1, 0)},
    )
    make.followers(home.channel, now, 431)
    roll_up_all()
    home.owner.user.language = "en"
    home.owner.user.save()
    page = sign_in(home.owner).get(
        reverse("analytics:results", args=[home.client.slug]), {"days": "7"}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert re.search(r"<h1[^>]*>Results</h1>", text)
    assert "today is not over" in text
    assert text.count('class="gap"') >= 4  # a hole and today, on both drawings
    assert 'class="series open"' in text
    assert text.count('role="img"') >= 2
    assert "Show the data" in text
    assert "times of Rome" in text
    assert "Few data: 1 post" in text
    assert "431" in text
    assert "style=" not in text
    assert "few data: no comparison under 5 posts" in text


def test_the_page_speaks_italian(sign_in: SignIn) -> None:
    home = make.house()
    page = sign_in(home.owner).get(reverse("analytics:results", args=[home.client.slug]))
    assert '<html lang="it"' in page.content.decode()


def test_a_client_without_figures_sees_how_they_come(sign_in: SignIn) -> None:
    home = make.house()
    page = sign_in(home.owner).get(reverse("analytics:results", args=[home.client.slug]))
    assert page.status_code == 200
    assert page.context["known"].data_since is None
    assert "graph-up" in page.content.decode()


def test_a_young_post_makes_the_page_ask_again_for_its_numbers_only(sign_in: SignIn) -> None:
    home = make.house()
    now = database_now()
    make.publication(home.channel, at=now - timedelta(minutes=5))
    browser = sign_in(home.owner)
    address = reverse("analytics:results", args=[home.client.slug])
    page = browser.get(address)
    assert 'data-controller="poll"' in page.content.decode()
    part = browser.get(address, headers={"hx-request": "true"})
    text = part.content.decode().strip()
    assert text.startswith('<div id="numbers"')
    assert "<html" not in text
    make.publication(home.channel, at=now - timedelta(hours=5))
    other = make.house()
    make.publication(other.channel, at=now - timedelta(hours=5))
    settled = sign_in(other.owner).get(reverse("analytics:results", args=[other.client.slug]))
    assert 'data-controller="poll"' not in settled.content.decode()


def test_the_channel_and_the_period_are_in_the_address(sign_in: SignIn) -> None:
    home = make.house()
    second = make.channel_of(home.client)
    now = database_now()
    for channel, likes in ((home.channel, 7), (second, 90)):
        post = make.publication(channel, at=now - timedelta(days=2))
        make.story(post, {now - timedelta(days=1, hours=20): {"likes": likes}})
    address = reverse("analytics:results", args=[home.client.slug])
    browser = sign_in(home.owner)
    both = browser.get(address, {"days": "7"})
    one = browser.get(address, {"days": "7", "channel": str(second.public_id)})
    assert both.context["known"].figure("engagements").value == 97
    assert one.context["known"].figure("engagements").value == 90
    assert f"days=90&amp;channel={second.public_id}" in one.content.decode()
    odd = browser.get(address, {"days": "-3", "channel": "x"})
    assert odd.context["known"].period.n_days == 30
    for days in ("9" * 5000, "٣٠", "²", "30\x00", "1e2"):
        assert browser.get(address, {"days": days}).context["known"].period.n_days == 30


def test_best_and_worst_against_the_median_of_the_same_channel() -> None:
    home = make.house()
    strong = make.channel_of(home.client)
    for channel, factor in ((home.channel, 1), (strong, 100)):
        for n in range(1, 7):
            at = NOW - timedelta(days=n + 2)
            post = make.publication(channel, at=at, text=f"{channel.pk}-{n}")
            make.reading(post, NOW - timedelta(days=1), likes=n * factor)
    roll_up_all()
    posts = asked(home).posts
    assert (posts.n_all, posts.n_between, posts.n_compared) == (12, 5, 12)
    # 6 likes where 3.5 are usual weigh as much as 600 where 350 are
    assert [row.text for row in posts.rows[:2]] == [f"{strong.pk}-6", f"{home.channel.pk}-6"]
    assert posts.rows[0].ratio == pytest.approx(600 / 350)
    assert {row.text for row in posts.rows[-2:]} == {f"{strong.pk}-1", f"{home.channel.pk}-1"}


def test_a_post_of_today_and_a_channel_with_few_posts_are_not_judged() -> None:
    home = make.house()
    for n in range(1, 5):
        post = make.publication(home.channel, at=NOW - timedelta(days=n + 2))
        make.reading(post, NOW - timedelta(hours=3), likes=n)
    young = make.publication(home.channel, at=NOW - timedelta(hours=4), text="young")
    make.reading(young, NOW - timedelta(hours=3), likes=50)
    roll_up_all()
    posts = asked(home).posts
    assert not posts.is_judged
    assert len(posts.rows) == 5
    assert posts.rows[0].text == "young"


def test_a_post_just_out_is_listed_though_nobody_can_judge_it_yet() -> None:
    home = make.house()
    for n in range(1, 20):
        post = make.publication(home.channel, at=NOW - timedelta(days=2, hours=n))
        make.reading(post, NOW - timedelta(days=1), likes=n)
    make.publication(home.channel, at=NOW - timedelta(minutes=2), text="just out")
    roll_up_all()
    posts = asked(home).posts
    assert len(posts.rows) == 8
    assert (posts.rows[-1].text, posts.rows[-1].ratio) == ("just out", None)
    assert posts.n_between == 20 - 8


@pytest.mark.parametrize("days", ["30", "90"])
def test_the_number_of_queries_does_not_grow_with_posts_or_channels(
    sign_in: SignIn, days: str
) -> None:
    counts = []
    for n_posts in (1, 10, 100):
        home = make.house()
        for n in range(n_posts):
            channel = home.channel if n % 10 else make.channel_of(home.client)
            at = NOW - timedelta(days=3 + n % 20, minutes=n)
            post = make.publication(channel, at=at)
            make.reading(post, at + timedelta(hours=1), likes=n)
        roll_up_all()
        browser = sign_in(home.owner)
        address = reverse("analytics:results", args=[home.client.slug])
        browser.get(address, {"days": days})
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address, {"days": days}).status_code == 200
        counts.append(len(queries))
        assert not [q for q in queries if '"analytics_reading"' in q["sql"]]
    assert len(set(counts)) == 1
    assert counts[0] <= 12, counts


def test_the_file_holds_the_days_and_no_formula_runs(sign_in: SignIn) -> None:
    home = make.house()
    home.owner.user.language = "en"
    home.owner.user.save()
    now = database_now()
    post = make.publication(home.channel, at=now - timedelta(days=3))
    make.story(post, {now - timedelta(days=2): {"likes": 4}, now - timedelta(days=1): {"likes": 9}})
    answer = sign_in(home.owner).get(
        reverse("analytics:results_csv", args=[home.client.slug]), {"days": "7"}
    )
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="trecorvi-[0-9-]+\.csv"', answer.headers["Content-Disposition"]
    )
    body = answer.content.decode()
    assert body.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(body.removeprefix("\ufeff"))))
    assert len(rows) == 7
    assert [row["Engagements"] for row in rows][-3:-1] == ["", "5"] or [
        row["Likes"] for row in rows
    ].count("") >= 4
    assert rows[-1]["Over"] == "no"
    assert "Mastodon" in rows[0]["Networks"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_a_text(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert safe_cell(-3) == -3
    assert safe_cell(None) == ""
    assert safe_cell("Trecorvi") == "Trecorvi"


@pytest.mark.parametrize("role", list(Role))
def test_everybody_on_the_client_sees_results(sign_in: SignIn, role: Role) -> None:
    home = make.house()
    member = make.person(home.agency, role, client=None if role == Role.OWNER else home.client)
    for view in ("results", "results_csv", "reports"):
        answer = sign_in(member).get(reverse(f"analytics:{view}", args=[home.client.slug]))
        assert answer.status_code == 200


def test_strangers_and_other_agencies_do_not_find_them(sign_in: SignIn) -> None:
    home = make.house()
    unassigned = make.person(home.agency, Role.ANALYST)
    other = make.house()
    other.client.slug = "altrove"
    other.client.save()
    for view in ("results", "results_csv", "reports"):
        address = reverse(f"analytics:{view}", args=[home.client.slug])
        assert sign_in(None).get(address).status_code == 302
        assert sign_in(unassigned).get(address).status_code == 404
        assert sign_in(other.owner).get(address).status_code == 404
