"""What an hour costs, by what it is spent on, and what hours come to. Pure, and exact until somebody rounds to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from clients.work import Activity

CENT = Decimal("0.01")

# An hour and its currency.
Price = tuple[Decimal, str]


@dataclass(frozen=True, slots=True)
class Costed:
    """What minutes by activity come to in one currency.

    `minutes` are those that have a price in it, `without` the others by activity: they are in no amount.
    """

    amount: Fraction
    minutes: int
    without: dict[str, int]

    @property
    def hourly(self) -> Fraction | None:
        """What an hour of those with a price cost on average."""
        return self.amount * 60 / self.minutes if self.minutes else None

    @property
    def are_without(self) -> list[tuple[str, int]]:
        """The activities without a price, in the order of the card, with their minutes."""
        return [(name, self.without[name]) for name in Activity.values if name in self.without]


@dataclass(frozen=True, slots=True)
class RateCard:
    """The prices of an hour by activity, "" for those that have none of their own."""

    prices: Mapping[str, Price]

    def of(self, activity: str = "") -> Price | None:
        """What an hour of an activity costs; None where nobody said."""
        return self.prices.get(activity) or self.prices.get("")

    def hourly(self, activity: str, currency: str) -> Decimal | None:
        """The same in one currency; None also where its price is in another."""
        found = self.of(activity)
        return found[0] if found and found[1] == currency else None

    def is_flat(self, currency: str) -> bool:
        """Whether every activity costs the same in it, or has no price at all."""
        return len({self.hourly(name, currency) for name in ("", *Activity.values)}) == 1

    def cost(self, minutes: Mapping[str, int], currency: str) -> Costed:
        """What minutes by activity come to in one currency, and which have no price in it."""
        amount, n_priced, without = Fraction(0), 0, {}
        for activity, n in minutes.items():
            hourly = self.hourly(activity, currency)
            if hourly is not None:
                amount += Fraction(hourly) * n / 60
                n_priced += n
            elif n:
                without[activity] = n
        return Costed(amount, n_priced, without)

    def by_currency(self, minutes: Mapping[str, int]) -> dict[str, Fraction]:
        """What minutes by activity come to, each in the currency of its price; what has none is in no sum."""
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for activity, n in minutes.items():
            price = self.of(activity)
            if price and n:
                sums[price[1]] += Fraction(price[0]) * n / 60
        return dict(sums)

    def without(self, minutes: Mapping[str, int]) -> list[tuple[str, int]]:
        """The activities that have no price in any currency, in the order of the card, with their minutes."""
        return [
            (name, n) for name in Activity.values if (n := minutes.get(name)) and not self.of(name)
        ]


def card_of(rows: Iterable[Mapping[str, str | bool]]) -> RateCard:
    """The card of a client from its rates and its agency's (`is_own`, `activity`, `amount`, `currency`).

    The client's own price of an activity comes first, then its own for all others, then the agency's in the same order.
    """
    cards: dict[bool, dict[str, Price]] = {True: {}, False: {}}
    for row in rows:
        price = (Decimal(str(row["amount"])), str(row["currency"]))
        cards[bool(row["is_own"])][str(row["activity"])] = price
    own, agencys = cards[True], cards[False]
    return RateCard(own if "" in own else {**agencys, **own})


def in_cents(exact: Fraction) -> Decimal:
    """In whole cents, half to even as Decimal.quantize does."""
    return Decimal(round(exact * 100)) * CENT
