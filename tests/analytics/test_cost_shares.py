"""The cost of a period by what its posts were for: a table of cases, and that the parts always add up to the whole."""

from collections import Counter
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.cost_shares import cost_shares, split
from clients.objectives import Objective
from clients.rate_card import RateCard
from clients.work import Activity

AIMS = [*Objective.values, "", None]

CASES = {
    "all of it was for posts of one objective": (
        {"sell": 120}, {}, {"sell": 3},
        [("sell", 3, "80.00", "26.67")],
    ),
    "what is of no single post is shared by the posts that are out": (
        {"sell": 60, None: 120}, {}, {"sell": 1, "inform": 3},
        [("inform", 3, "60.00", "20.00"), ("sell", 1, "60.00", "60.00")],
    ),
    "posts without an objective are a share of their own": (
        {None: 60}, {}, {"sell": 1, "": 1},
        [("sell", 1, "20.00", "20.00"), ("", 1, "20.00", "20.00")],
    ),
    "what was bought for a post is of its objective, the rest is shared": (
        {}, {"promote": D("180"), None: D("20")}, {"promote": 1, "relate": 1},
        [("promote", 1, "190.00", "190.00"), ("relate", 1, "10.00", "10.00")],
    ),
    "work on a post that comes out later is of its objective": (
        {"relate": 30}, {}, {"sell": 2},
        [("sell", 2, "0.00", "0.00"), ("relate", 0, "20.00", None)],
    ),
    "without a post that is out nobody can say what the rest was for": (
        {"sell": 60, None: 60}, {}, {},
        [("sell", 0, "40.00", None), (None, 0, "40.00", None)],
    ),
    "a cent that cannot be shared goes to the first": (
        {}, {None: D("0.01")}, {"inform": 1, "sell": 1},
        [("inform", 1, "0.01", "0.01"), ("sell", 1, "0.00", "0.00")],
    ),
    "a hundred in three parts": (
        {}, {None: D("100")}, {"inform": 1, "sell": 1, "promote": 1},
        [("inform", 1, "33.34", "33.34"), ("sell", 1, "33.33", "33.33"), ("promote", 1, "33.33", "33.33")],
    ),
    "nothing was done": ({}, {}, {}, []),
}  # fmt: skip


@pytest.mark.parametrize(("minutes", "bought", "n_out", "shares"), CASES.values(), ids=CASES)
def test_the_cost_falls_to_what_the_posts_were_for(minutes, bought, n_out, shares):
    worked = {aim: Fraction(40) * n / 60 for aim, n in minutes.items()}

    found = cost_shares(worked=worked, bought=bought, paid={}, n_out=n_out)

    assert [
        (s.aim, s.n_out, str(s.cost), None if s.per_post is None else str(s.per_post))
        for s in found
    ] == shares


def test_what_networks_were_paid_stands_beside_and_not_in_the_cost():
    (sell, promote) = cost_shares(
        worked={"sell": Fraction(40)}, bought={}, paid={"promote": D("86.40")}, n_out={}
    )

    assert (sell.cost, sell.paid) == (D("40.00"), D("0"))
    assert (promote.cost, promote.paid) == (D("0.00"), D("86.40"))


amounts = st.integers(0, 1_000_000).map(lambda cents: D(cents) / 100)


prices = st.integers(1, 30_000).map(lambda cents: (D(cents) / 100, "EUR"))
minutes_by_activity = st.dictionaries(st.sampled_from(Activity.values), st.integers(0, 10_000))


@given(
    card=st.dictionaries(st.sampled_from(["", *Activity.values]), prices).map(RateCard),
    minutes=st.dictionaries(st.sampled_from(AIMS), minutes_by_activity),
    bought=st.dictionaries(st.sampled_from(AIMS), amounts),
    n_out=st.dictionaries(st.sampled_from(AIMS[:-1]), st.integers(0, 60)),
)
def test_the_shares_add_up_to_the_whole_and_none_is_a_cent_off(card, minutes, bought, n_out):
    worked = {aim: card.cost(each, "EUR").amount for aim, each in minutes.items()}

    found = cost_shares(worked=worked, bought=bought, paid={}, n_out=n_out)

    whole = sum((Counter(each) for each in minutes.values()), Counter())
    exact = card.cost(whole, "EUR").amount + Fraction(sum(bought.values(), D(0)))
    assert sum(share.cost for share in found) == D(round(exact * 100)) / 100
    assert all(share.cost >= 0 for share in found)


@given(amount=amounts, weights=st.lists(amounts, max_size=6))
def test_an_amount_is_split_without_a_rest(amount, weights):
    parts = split(amount, weights)

    assert len(parts) == len(weights)
    assert sum(parts) == (amount if sum(weights) else 0)
    for part, weight in zip(parts, weights, strict=True):
        assert weight or not part
        assert abs(
            Fraction(part) * Fraction(sum(weights)) - Fraction(amount) * Fraction(weight)
        ) <= (Fraction(sum(weights)) / 100)
