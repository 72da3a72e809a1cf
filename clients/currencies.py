"""Which amounts may be added up: those of one currency. Pure; every sum of money and every refusal asks here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Priced(Protocol):
    """Anything with an amount in a currency."""

    @property
    def currency(self) -> str:
        """The currency's code, as in Currency."""


Row = TypeVar("Row", bound=Priced)


def told_apart(rows: Iterable[Row], *, currency: str) -> tuple[list[Row], list[Row]]:
    """The rows that may be added up in this currency, and those of another, each in their order.

    There is no rate of exchange: what a bank made of an amount that day is written down by a person, in this currency.
    """
    ours: list[Row] = []
    others: list[Row] = []
    for row in rows:
        (ours if row.currency == currency else others).append(row)
    return ours, others


def first_of_another(rows: Iterable[Row], *, currency: str) -> Row | None:
    """The first row that could not be added to an amount in this currency; None where all can."""
    return next(iter(told_apart(rows, currency=currency)[1]), None)
