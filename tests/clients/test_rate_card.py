"""What hours cost by what they were spent on: a card of prices, and what has none in it."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rate_card import RateCard, card_of, in_cents
from clients.work import Activity

OWN, AGENCYS = True, False
CARDS = {
    "the agency's alone": (
        [(AGENCYS, "", "40"), (AGENCYS, "shooting", "55")],
        {"texts": "40", "shooting": "55"},
    ),
    "the client's own price of an activity beside the agency's": (
        [(AGENCYS, "", "40"), (AGENCYS, "shooting", "55"), (OWN, "texts", "35")],
        {"texts": "35", "shooting": "55", "rounds": "40"},
    ),
    "the client's own general price before the agency's by activity": (
        [(AGENCYS, "shooting", "55"), (OWN, "", "38")],
        {"texts": "38", "shooting": "38"},
    ),
    "by activity, and none for all others": (
        [(OWN, "texts", "35"), (AGENCYS, "shooting", "55")],
        {"texts": "35", "shooting": "55", "meetings": None},
    ),
    "nothing": ([], {"texts": None}),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "prices"), CARDS.values(), ids=CARDS)
def test_which_price_an_hour_has(rows, prices):
    card = card_of(
        {"is_own": is_own, "activity": name, "amount": amount, "currency": "EUR"}
        for is_own, name, amount in rows
    )

    assert {name: card.hourly(name, "EUR") for name in prices} == {
        name: None if price is None else D(price) for name, price in prices.items()
    }


def test_minutes_come_to_what_their_activities_cost_and_the_others_are_told():
    card = RateCard(
        {"texts": (D("40"), "EUR"), "shooting": (D("55"), "EUR"), "rounds": (D("90"), "CHF")}
    )
    minutes = {"shooting": 90, "texts": 20, "meetings": 30, "rounds": 60}

    found = card.cost(minutes, "EUR")

    assert in_cents(found.amount) == D("95.83")  # 82.50 and 13.33
    assert (found.minutes, found.are_without) == (110, [("rounds", 60), ("meetings", 30)])
    assert found.hourly == Fraction(575, 11)
    # In its own currency an hour has a price; one that nobody set has none in any.
    assert card.by_currency(minutes) == {"EUR": found.amount, "CHF": Fraction(90)}
    assert card.without(minutes) == [("meetings", 30)]


@pytest.mark.parametrize(
    ("exact", "cents"),
    [(Fraction(1, 200), "0.00"), (Fraction(3, 200), "0.02"), (Fraction(1, 3), "0.33"), (Fraction(-1, 3), "-0.33")],
)  # fmt: skip
def test_half_a_cent_goes_to_the_even_one(exact, cents):
    assert str(in_cents(exact)) == cents


prices = st.integers(1, 30_000).map(lambda cents: (D(cents) / 100, "EUR"))


@given(
    general=prices,
    own=st.dictionaries(st.sampled_from(Activity.values), prices),
    minutes=st.dictionaries(st.sampled_from(Activity.values), st.integers(0, 10_000)),
)
def test_with_a_general_price_nothing_is_without_and_the_parts_are_the_whole(general, own, minutes):
    card = RateCard({"": general, **own})

    found = card.cost(minutes, "EUR")

    assert not found.without
    assert found.amount == sum(
        Fraction(own.get(name, general)[0]) * n / 60 for name, n in minutes.items()
    )
    assert found.amount == sum(card.cost({name: n}, "EUR").amount for name, n in minutes.items())
