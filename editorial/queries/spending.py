"""What posts took: hours, what was bought for them, what was paid for their reach. For who may see money; each currency by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from editorial.models import Boost, Cost, TimeEntry

Sums = tuple[tuple[Decimal, str], ...]
# An hour and its currency.
Rate = tuple[Decimal, str]
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Spending:
    """Hours, costs and boosts, the latest first. What was paid for reach is told apart; its results are never added to others."""

    minutes: int
    n_people: int
    bought: tuple[Cost, ...]
    boosted: tuple[Boost, ...]

    @property
    def costs(self) -> Sums:
        """What was bought, summed by currency."""
        return _sums((each.amount, each.currency) for each in self.bought)

    @property
    def boosts(self) -> Sums:
        """What was paid for reach so far, summed by currency."""
        paid = ((each.spent, each.currency) for each in self.boosted)
        return _sums((spent, currency) for spent, currency in paid if spent is not None)

    def work(self, rate: Rate | None) -> Sums:
        """What the work cost, by currency: the hours at the rate and what was bought; empty where hours have no price."""
        return self._priced(rate, ())

    def whole(self, rate: Rate | None) -> Sums:
        """The same with what was paid for reach."""
        paid = ((each.spent, each.currency) for each in self.boosted)
        return self._priced(rate, ((spent, code) for spent, code in paid if spent is not None))

    def _priced(self, rate: Rate | None, more: Iterable[tuple[Decimal, str]]) -> Sums:
        if self.minutes and rate is None:
            return ()
        hours = [(rate[0] * self.minutes / 60, rate[1])] if rate and self.minutes else []
        bought = [(each.amount, each.currency) for each in self.bought]
        return tuple(
            (amount.quantize(CENT), code) for amount, code in _sums([*hours, *bought, *more])
        )

    @property
    def amounts(self) -> list[Cost | Boost]:
        """Both, one after the other."""
        return [*self.bought, *self.boosted]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything down."""
        return not (self.minutes or self.bought or self.boosted)


def spending_on(**of: object) -> Spending:
    """What the posts took that these conditions name (`post=`, `post__goal=`), in three queries."""
    posts = Q(**of)
    hours = (
        TimeEntry.objects.counted()
        .filter(posts)
        .aggregate(minutes=Sum("minutes"), n=Count("member", distinct=True))
    )
    return Spending(
        minutes=hours["minutes"] or 0,
        n_people=hours["n"],
        bought=tuple(Cost.objects.filter(posts).select_related("post__release")),
        boosted=tuple(Boost.objects.filter(posts).select_related("post__release", "channel")),
    )


def _sums(amounts: Iterable[tuple[Decimal, str]]) -> Sums:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for amount, currency in amounts:
        sums[currency] += amount
    return tuple((sums[currency], currency) for currency in sorted(sums))
