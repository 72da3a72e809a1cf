"""A flat fee in parts: what of it is issued, what is left, and how much the next statement would take. Pure.

The parts are equal by month, to the cent; the last takes what is left, so that they add up to the fee and never to more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Instalment:
    """The part of a flat fee that a statement may take.

    `issued` is what went before, and can be more than the fee where the whole was once issued month by month. `proposed`
    is the share of its months; `is_last`: no month comes after.
    """

    whole: Decimal
    issued: Decimal
    proposed: Decimal
    is_last: bool

    @property
    def left(self) -> Decimal:
        """What may still be issued; never under nothing."""
        return max(self.whole - self.issued, Decimal(0))


def instalment(
    *,
    whole: Decimal,
    issued: Decimal,
    first_on: date,
    last_on: date,
    ends_on: date | None,
) -> Instalment:
    """The part for a statement of these days, of a contract that ends on `ends_on`; without an end the fee is issued once."""
    left = max(whole - issued, Decimal(0))
    n_months = _months(first_on, last_on)
    n_left = _months(first_on, ends_on) if ends_on is not None else n_months
    is_last = n_months >= n_left
    share = left if is_last else (left * n_months / n_left).quantize(CENT)
    return Instalment(whole, issued, min(share, left), is_last)


def _months(first_on: date, last_on: date) -> int:
    """How many months these days touch."""
    return (last_on.year - first_on.year) * 12 + last_on.month - first_on.month + 1
