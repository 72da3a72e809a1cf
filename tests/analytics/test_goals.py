"""Goals: setting them, where they stand by measured and declared figures, and what their screens say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from analytics.actions.rolling_up import roll_up_all
from analytics.forecast import Standing
from analytics.queries.goals import GoalLine, goal_lines, goals_of
from analytics.words import goals as goal_words
from clients.actions.goals import GoalRefusedError
from clients.models import Client, Goal, LinkPage, PageClicks, PageLink
from editorial.models import LinkClicks, ShortLink
from people.models import Member
from tests import make, make_goals, make_numbers, make_posts
from tests.make_goals import MONTHS

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def owner() -> Member:
    return make.agency()


@pytest.fixture
def trecorvi(owner) -> Client:
    return make.client(owner)


def _line(goal: Goal, by: Member, now: datetime = NOW) -> GoalLine:
    client = goal.client
    goals = goals_of(member=by, client=client).filter(pk=goal.pk)
    return goal_lines(goals=list(goals), client=client, now=now)[0]


def test_clicks_that_we_count_ourselves_prove_a_goal(owner, trecorvi) -> None:
    one, other = make.channel(trecorvi), make.channel(trecorvi)
    of = {"agency": trecorvi.agency}
    for n, channel in enumerate((one, other)):
        post = make_posts.draft(owner, channel)
        link = ShortLink.objects.create(
            **of, client=trecorvi, post=post, channel=channel, code=f"abc{n}", created_at=NOW,
            target="https://a.example", fixed_at=datetime(2026, 9, 20, 9, tzinfo=UTC),
        )  # fmt: skip
        for day, clicks in (
            (date(2026, 10, 2), 10),
            (date(2026, 10, 31), 5),
            (date(2026, 11, 3), 7),
        ):
            LinkClicks.objects.create(**of, link=link, day=day, n=clicks * (n + 1))
    page = LinkPage.objects.create(**of, client=trecorvi, code="trecorvi", title="Trecorvi", changed_at=NOW)  # fmt: skip
    entry = PageLink.objects.create(
        **of, page=page, position=0, label="Visite", url="https://a.example"
    )
    PageClicks.objects.create(**of, link=entry, day=date(2026, 10, 1), n=100)
    wanted = {"baseline": Decimal(0), "target": Decimal(400), "metric": "own_clicks"}

    a_month = make_goals.goal(owner, trecorvi, "Clic al mese", **wanted)
    in_all = make_goals.goal(owner, trecorvi, "Clic in tutto", reckoning="in_all", **wanted)
    of_one = make_goals.goal(
        owner, trecorvi, "Clic di uno", reckoning="in_all", channels=[other], **wanted
    )

    # 15 on one, 30 on the other, 100 on the page: a month without a click on a day is whole
    assert [(p.on, p.value) for p in _line(a_month, owner).points][-1] == (date(2026, 10, 31), 145)
    assert _line(in_all, owner).value == 166
    # what is no channel's is left out where channels are chosen
    assert _line(of_one, owner).value == 44
    with translation.override("en"):
        assert goal_words.measure_of(a_month) == "Clicks on our own links a month"
        assert "counted by us" in goal_words.declared_by(_line(a_month, owner))
    with pytest.raises(GoalRefusedError):
        make_goals.goal(owner, trecorvi, "Clic a post", reckoning="per_post", **wanted)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"to_on": date(2026, 9, 1)}, "to_on", "ends before it starts"),
        ({"to_on": date(2026, 10, 1)}, "to_on", "ends before it starts"),
        ({"target": Decimal(22)}, "target", "where you are already"),
        ({"reckoning": "level"}, "measure", "what proves"),
        ({"metric": "reach", "reckoning": "a_month"}, "measure", "what proves"),
        ({"metric": "followers", "reckoning": "in_all"}, "measure", "what proves"),
    ],
)
def test_a_goal_that_cannot_be_is_refused_in_words(owner, trecorvi, wrong, field, said) -> None:
    with translation.override("en"), pytest.raises(GoalRefusedError, match=said) as refusal:
        make_goals.goal(owner, trecorvi, **wrong)

    assert refusal.value.field == field
    assert not Goal.objects.exists()


def test_the_database_refuses_it_too(owner, trecorvi) -> None:
    goal = make_goals.goal(owner, trecorvi)

    for wrong in ({"to_on": goal.from_on}, {"target": goal.baseline}, {"metric": "saves"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Goal.objects.filter(pk=goal.pk).update(**wrong)


def test_declared_months_are_the_figure_and_a_missing_one_is_a_gap(owner, trecorvi) -> None:
    goal = make_goals.goal(owner, trecorvi)
    july, _august, september, october = MONTHS
    make_goals.declared(owner, goal.source, (*july, 21), (*september, 24), (*october, 23))

    line = _line(goal, owner)

    assert [(p.on.month, p.value) for p in line.points] == [(7, 21), (9, 24), (10, 23)]
    assert (line.value, line.as_of) == (23, date(2026, 10, 31))
    assert line.standing == Standing.BEHIND
    assert line.n_months_behind == 1
    assert line.forecast is None


def test_between_two_figures_a_goal_is_held_against_the_pace_of_the_last_ones_day(
    owner, trecorvi, sign_in
) -> None:
    goal = make_goals.goal(owner, trecorvi)
    pace = _line(goal, owner).way.pace(date(2026, 10, 31))
    make_goals.declared(owner, goal.source, (*MONTHS[3], round(pace, 2)))

    for day in (1, 12, 30):
        line = _line(goal, owner, datetime(2026, 11, day, 12, tzinfo=UTC))
        assert (line.standing, line.as_of) == (Standing.ON_TRACK, date(2026, 10, 31))
        assert line.expected == pytest.approx(pace)
    with translation.override("en"):
        assert goal_words.chart_sentence(line) == "24.6 on 31 Oct, where 24.6 was the pace."
        assert goal_words.lead([line]) == "No goal is behind."
    # a figure under the pace of its own day is behind from the day it is told, and the two figures stand side by side
    make_goals.declared(owner, goal.source, (*MONTHS[3], 23))
    for day in (1, 30):
        line = _line(goal, owner, datetime(2026, 11, day, 12, tzinfo=UTC))
        assert line.standing == Standing.BEHIND
    text = sign_in(owner).get(f"/c/{trecorvi.slug}/strategy/goals/").content.decode()
    assert 'expected 24.6 · <time datetime="2026-10-31"' in text


def test_the_last_day_alone_says_that_a_goal_was_not_reached(owner, trecorvi) -> None:
    goal = make_goals.goal(owner, trecorvi)
    pace = round(_line(goal, owner).way.pace(date(2026, 10, 31)), 2)
    make_goals.declared(owner, goal.source, (*MONTHS[3], pace))

    last, after = (
        _line(goal, owner, datetime(2027, *on, 12, tzinfo=UTC)) for on in ((4, 30), (5, 1))
    )

    assert (last.standing, last.expected) == (Standing.ON_TRACK, pytest.approx(pace, abs=0.01))
    assert (after.standing, after.expected) == (Standing.MISSED, 40)


def test_a_month_made_of_weeks_counts_only_when_it_is_whole_and_nothing_counts_twice(
    owner, trecorvi
) -> None:
    source = make_goals.source(owner, trecorvi, rhythm="weekly")
    goal = make_goals.goal(owner, trecorvi, source=source)
    monday = date(2026, 9, 28)
    weeks = [(monday + timedelta(weeks=n)) for n in range(6)]
    make_goals.declared(owner, source, *((str(m), str(m + timedelta(days=6)), 7) for m in weeks))
    make_goals.declared(owner, source, ("2026-10-05", "2026-10-05", 5))

    line = _line(goal, owner)

    assert [(p.on, p.value) for p in line.points] == [(date(2026, 10, 31), 31.0)]


def test_what_adds_up_begins_at_the_baseline_on_the_first_day(owner, trecorvi) -> None:
    goal = make_goals.goal(
        owner, trecorvi, reckoning="in_all", baseline=Decimal(1900), target=Decimal(4200)
    )
    make_goals.declared(
        owner, goal.source, ("2026-09-01", "2026-09-30", 500), ("2026-10-01", "2026-10-31", 300)
    )

    assert _line(goal, owner).value == 2200


def test_followers_are_those_of_the_channels_named(owner, trecorvi) -> None:
    one, other = make.channel(trecorvi), make.channel(trecorvi)
    goal = make_goals.goal(
        owner, trecorvi, metric="followers", reckoning="level", baseline=Decimal(90), target=Decimal(200),
        channels=[one],
    )  # fmt: skip
    for n in range(6):
        for channel in (one, other):
            at = datetime(2026, 10, 5, 20, tzinfo=UTC) + timedelta(weeks=n)
            make_numbers.followers(channel, at, 100 + 10 * n)
    roll_up_all()

    line = _line(goal, owner)

    assert line.value == 150
    assert len(line.points) == 6
    assert line.forecast is not None


def test_a_median_per_post_leaves_out_posts_too_young_and_removed(owner, trecorvi) -> None:
    channel = make.channel(trecorvi)
    goal = make_goals.goal(
        owner,
        trecorvi,
        metric="likes",
        reckoning="per_post",
        baseline=Decimal(4),
        target=Decimal(20),
    )
    for n, likes in enumerate((3, 5, 30)):
        made = make_numbers.publication(channel, at=NOW - timedelta(days=3 + n))
        make_numbers.reading(made, NOW - timedelta(days=1), likes=likes)
    young = make_numbers.publication(channel, at=NOW - timedelta(hours=2))
    make_numbers.reading(young, NOW - timedelta(hours=1), likes=900)
    roll_up_all()

    line = _line(goal, owner)
    assert line.value == 5
    with translation.override("en"):
        assert goal_words.chart_sentence(line).endswith(
            "That is the median of the posts of 30 days; each dot is that of a week."
        )
