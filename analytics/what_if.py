"""What some more posts or hours in a period would make of it: hours left, what remains of the fee, what an hour earns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from analytics.burning import worth_of_an_hour
from clients.rate_card import in_cents


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
    """What a period stands on: `minutes` expected at its end as things go and what they `cost` by the rates of their
    activities, `included` of the contract, its fee, what was bought for it and not passed on, what an hour more costs
    (`hourly`), and one on a piece (`hourly_of_making`). The three prices are None without a rate."""

    minutes: int | Fraction
    included: int | None
    fee: Decimal
    bought: Decimal
    cost: Fraction | None
    hourly: Fraction | None
    hourly_of_making: Fraction | None


def outlook(
    terms: Terms,
    *,
    n_posts: int = 0,
    minutes: int = 0,
    per_piece: Fraction | None = None,
    hourly: Fraction | None = None,
) -> Outlook:
    """The period with so many posts and minutes more (fewer, under 0), a post at what one usually takes; the minutes at
    `hourly`, where it is said what they are spent on.

    Nobody works less than nothing. Raises ValueError for posts where nobody knows what one takes.
    """
    if n_posts and per_piece is None:
        raise ValueError("what a post takes is not known")
    of_posts = n_posts * (per_piece or Fraction(0))
    exact = max(Fraction(terms.minutes) + of_posts + minutes, Fraction(0))
    margin = None
    if terms.cost is not None and terms.hourly is not None:
        more = of_posts * (terms.hourly_of_making or terms.hourly)
        more += minutes * (terms.hourly if hourly is None else hourly)
        worked = max(terms.cost + more / 60, Fraction(0)) if exact else Fraction(0)
        margin = in_cents(Fraction(terms.fee - terms.bought) - worked)
    return Outlook(
        minutes=ceil(exact),
        left=None if terms.included is None else terms.included - ceil(exact),
        margin=margin,
        # Of the exact minutes, as the page tells it elsewhere: not a cent apart from it.
        per_hour=worth_of_an_hour(terms.fee, exact),
    )
