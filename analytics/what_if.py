"""What some more posts or hours in a period would make of it: hours left, what remains of the fee, what an hour earns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from analytics.burning import worth_of_an_hour

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Outlook:
    """A period at its end. `left` is minutes of those included, under 0 where they run over; None where none were agreed.

    `margin` is what remains of the fee after the hours at the rate and what was bought and not passed on; None without a
    rate. `per_hour` is what an hour earns; None where no hour is worked.
    """

    minutes: int
    left: int | None
    margin: Decimal | None
    per_hour: Decimal | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a period stands on: `minutes` expected at its end as things go, `included` of the contract, its fee, what was
    bought for it and not passed on, and the rate of an hour."""

    minutes: int | Fraction
    included: int | None
    fee: Decimal
    bought: Decimal
    hourly: Decimal | None


def outlook(
    terms: Terms, *, n_posts: int = 0, minutes: int = 0, per_piece: Fraction | None = None
) -> Outlook:
    """The period with so many posts and minutes more (fewer, under 0), a post at what one usually takes.

    Nobody works less than nothing. Raises ValueError for posts where nobody knows what one takes.
    """
    if n_posts and per_piece is None:
        raise ValueError("what a post takes is not known")
    exact = max(Fraction(terms.minutes) + n_posts * (per_piece or 0) + minutes, Fraction(0))
    margin = None
    if terms.hourly is not None:
        worked = terms.hourly * exact.numerator / exact.denominator / 60
        margin = (terms.fee - terms.bought - worked).quantize(CENT)
    return Outlook(
        minutes=ceil(exact),
        left=None if terms.included is None else terms.included - ceil(exact),
        margin=margin,
        # Of the exact minutes, as the page tells it elsewhere: not a cent apart from it.
        per_hour=worth_of_an_hour(terms.fee, exact),
    )
