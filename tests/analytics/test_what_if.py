"""What if: some posts or hours more, what a post cost, what a result cost. Tables of cases, and the pages that show them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.forecast import Point
from analytics.per_result import per_result, results_of
from analytics.what_if import Outlook, Terms, outlook
from clients.actions import contracts
from editorial.models import Post, TimeEntry
from people import cldr
from people.clock import database_now
from tests import make, make_goals, make_money, make_posts

HOURLY = Fraction("42.50")
TERMS = Terms(
    minutes=1800, included=2040, fee=Decimal(1450), bought=Decimal(50), cost=1800 * HOURLY / 60, hourly=HOURLY,
    hourly_of_making=HOURLY,
)  # fmt: skip
# The hours so far cost 40 on average, one on a piece 60.
BY_ACTIVITY = Terms(
    minutes=1800, included=2040, fee=Decimal(1450), bought=Decimal(50), cost=Fraction(1200), hourly=Fraction(40),
    hourly_of_making=Fraction(60),
)  # fmt: skip


@pytest.mark.parametrize(
    ("n_posts", "minutes", "expected"),
    [
        (0, 0, Outlook(1800, 240, Decimal("125.00"), Decimal("48.33"))),
        (2, 0, Outlook(1980, 60, Decimal("-2.50"), Decimal("43.94"))),
        (3, 0, Outlook(2070, -30, Decimal("-66.25"), Decimal("42.03"))),
        (0, 60, Outlook(1860, 180, Decimal("82.50"), Decimal("46.77"))),
        (1, 30, Outlook(1920, 120, Decimal("40.00"), Decimal("45.31"))),
        (-4, 0, Outlook(1440, 600, Decimal("380.00"), Decimal("60.42"))),
        (0, -9000, Outlook(0, 2040, Decimal("1400.00"), None)),
    ],
)
def test_posts_and_hours_more_or_less(n_posts, minutes, expected):
    assert outlook(TERMS, n_posts=n_posts, minutes=minutes, per_piece=Fraction(90)) == expected


@pytest.mark.parametrize(
    ("n_posts", "minutes", "hourly", "margin"),
    [
        (0, 0, None, "200.00"),
        (1, 0, None, "110.00"),  # an hour and a half on a piece, at 60
        (0, 60, None, "160.00"),
        (0, 60, Fraction("55.55"), "144.45"),  # a shooting
        (2, -30, None, "40.00"),
        (-20, 0, None, "1400.00"),  # nothing is worked, nothing is paid for it
        (
            0,
            -1750,
            Fraction(100),
            "1400.00",
        ),  # hours are left, but no more can be saved than they cost
    ],
)
def test_posts_and_hours_cost_what_theirs_cost(n_posts, minutes, hourly, margin):
    found = outlook(
        BY_ACTIVITY, n_posts=n_posts, minutes=minutes, per_piece=Fraction(90), hourly=hourly
    )

    assert str(found.margin) == margin


def test_without_hours_a_rate_or_a_usual_post_only_the_rest_is_told():
    bare = Terms(
        minutes=Fraction(61, 2), included=None, fee=Decimal(100), bought=Decimal(0), cost=None, hourly=None,
        hourly_of_making=None,
    )  # fmt: skip

    assert outlook(bare) == Outlook(31, None, None, Decimal("196.72"))
    with pytest.raises(ValueError, match="not known"):
        outlook(bare, n_posts=1)


@pytest.mark.parametrize("n_posts", range(-30, 30, 7))
@pytest.mark.parametrize("minutes", [-300, 0, 45, 6000])
def test_more_work_never_leaves_more(n_posts, minutes):
    less = outlook(TERMS, n_posts=n_posts, minutes=minutes, per_piece=Fraction(90))
    more = outlook(TERMS, n_posts=n_posts + 1, minutes=minutes, per_piece=Fraction(90))

    assert more.left <= less.left
    assert more.margin <= less.margin


FROM = date(2026, 9, 10)
POINTS = [
    Point(date(2026, 8, 31), 40),
    Point(date(2026, 9, 30), 20),
    Point(date(2026, 10, 31), 30),
]


@pytest.mark.parametrize(
    ("reckoning", "value", "baseline", "n"),
    [
        ("in_all", 80, 0, 80),
        ("in_all", 80, 30, 50),
        ("level", 520, 500, 20),
        ("level", 480, 500, None),
        ("level", None, 500, None),
        ("a_month", 30, 10, 50),
        ("per_post", 12, 10, None),
    ],
)
def test_how_many_results_came(reckoning, value, baseline, n):
    assert n == results_of(
        reckoning=reckoning, value=value, baseline=baseline, points=POINTS, from_on=FROM
    )


def test_the_cost_of_a_result_stays_apart_by_currency():
    costs = [(Decimal(100), "EUR"), (Decimal(50), "CHF")]

    assert per_result(costs, 3) == [(Decimal("33.33"), "EUR"), (Decimal("16.67"), "CHF")]
    assert per_result(costs, None) == []


def _budget(cast, **asked):
    url = reverse("analytics:budget", args=[cast.client.slug])
    return url, {"month": f"{make.today(cast.client):%Y-%m}", **asked}


def _rated(cast, **terms):
    first_on = make.today(cast.client).replace(day=1)
    make_money.contract(cast.alice, cast.client, starts_on=first_on, **terms)
    contracts.set_rates(
        by=cast.alice, agency=cast.agency, amounts={"": Decimal(50)}, now=database_now()
    )


def test_the_budget_works_out_what_some_hours_more_would_make_of_the_month(cast, sign_in):
    _rated(cast)
    url, asked = _budget(cast, more="34", posts="")

    page = sign_in(cast.alice).get(url, asked).content.decode()

    assert "34\xa0h <b>→ 0\xa0h</b>" in page.replace("&nbsp;", "\xa0")
    assert "→ −€250.00" in page
    assert "→ €42.65" in page


def test_what_goes_below_nothing_has_a_true_minus_in_both_languages():
    for language, amount, time in (("it", "−1.250,00\xa0€", "−1,5\xa0h"), ("en", "−€1,250.00", "−1.5\xa0h")):  # fmt: skip
        with translation.override(language):
            assert cldr.money(Decimal(-1250), "EUR") == amount
            assert cldr.hours(-90) == time


def test_posts_without_a_known_length_are_refused_in_words_and_kept(cast, sign_in):
    _rated(cast)
    url, asked = _budget(cast, posts="3")

    page = sign_in(cast.alice).get(url, asked).content.decode()

    assert "What a post takes is not known yet: write the hours instead." in page
    assert 'name="posts" value="3"' in page


def test_who_may_not_see_money_asks_nothing(cast, sign_in):
    _rated(cast)
    url, asked = _budget(cast, more="34")

    assert "What if" not in sign_in(cast.bruno).get(url, asked).content.decode()


def _post_with_work(cast, goal):
    """A post for the goal: an hour and a half, a photographer of 180 euros and a boost of 52.40."""
    made = make_posts.draft(cast.bruno, cast.channel, text="Sei gradi alle sei.")
    Post.objects.filter(pk=made.pk).update(goal=goal)
    make_money.hours(cast.bruno, cast.client, 90)
    TimeEntry.objects.update(post=made)
    make_money.cost(cast.alice, cast.client, post=made)
    make_money.boost(cast.alice, cast.client, post=made)
    return made


def test_a_post_says_what_it_cost_and_a_goal_what_a_result_cost(cast, sign_in):
    today = make.today(cast.client)
    goal = make_goals.goal(
        cast.alice, cast.client, reckoning="in_all", baseline=Decimal(0), from_on=today - timedelta(days=20)
    )  # fmt: skip
    first, last = (str(today - timedelta(days=n)) for n in (14, 8))
    make_goals.declared(cast.alice, goal.source, (first, last, 20), now=database_now())
    post = _post_with_work(cast, goal)
    own = reverse("editorial:post", args=[cast.client.slug, post.public_id])
    aim = reverse("analytics:goal", args=[cast.client.slug, goal.public_id])
    browser = sign_in(cast.alice)

    unpriced = browser.get(own).content.decode()
    contracts.set_rates(
        by=cast.alice, agency=cast.agency, amounts={"": Decimal(50)}, now=database_now()
    )
    of_post = browser.get(own).content.decode()
    of_goal = browser.get(aim).content.decode()

    assert "No rate is set yet, so its hours have no price." in unpriced
    assert "What the post cost" not in unpriced
    assert "€255.00" in of_post
    assert "€307.40" in of_goal
    assert "€15.37" in of_goal
    hidden = sign_in(cast.bruno).get(aim).content.decode()
    assert "€307.40" not in hidden
