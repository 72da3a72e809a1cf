"""What posts took: hours, what was bought for them, what was paid for their reach. For who may see money; each currency by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, Sum

from clients.rate_card import RateCard, in_cents
from editorial.models import Boost, Cost, TimeEntry

Sums = tuple[tuple[Decimal, str], ...]


@dataclass(frozen=True, slots=True)
class Spending:
    """Hours, costs and boosts, the latest first. What was paid for reach is told apart; its results are never added to others.

    `worked` is minutes by activity.
    """

    worked: dict[str, int]
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

    @property
    def minutes(self) -> int:
        """All hours, in minutes."""
        return sum(self.worked.values())

    def work(self, card: RateCard) -> Sums:
        """What the work cost, by currency: the hours at the rates of their activities and what was bought.

        Empty where no hour has a price; `card.without(worked)` are those that have none.
        """
        return self._priced(card, ())

    def whole(self, card: RateCard) -> Sums:
        """The same with what was paid for reach."""
        paid = ((each.spent, each.currency) for each in self.boosted)
        return self._priced(card, ((spent, code) for spent, code in paid if spent is not None))

    def _priced(self, card: RateCard, more: Iterable[tuple[Decimal, str]]) -> Sums:
        sums = card.by_currency(self.worked)
        if self.minutes and not sums:
            return ()
        for amount, currency in [*self.costs, *more]:
            sums[currency] = sums.get(currency, Fraction(0)) + Fraction(amount)
        return tuple((in_cents(sums[currency]), currency) for currency in sorted(sums))

    @property
    def amounts(self) -> list[Cost | Boost]:
        """Both, one after the other."""
        return [*self.bought, *self.boosted]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything down."""
        return not (self.minutes or self.bought or self.boosted)


NOTHING = Spending(worked={}, n_people=0, bought=(), boosted=())


def has_spending(post: OuterRef) -> Q:
    """Whether anybody wrote hours, costs or a boost down for the post of an outer query: most posts have nothing of it."""
    kinds = (TimeEntry.objects.counted(), Cost.objects.all(), Boost.objects.all())
    hours, bought, boosted = (Exists(each.filter(post=post).order_by()) for each in kinds)
    return Q(hours) | Q(bought) | Q(boosted)


def spending_on(**of: object) -> Spending:
    """What the posts took that these conditions name (`post=`, `post__goal=`), in three queries."""
    posts = Q(**of)
    hours = list(
        TimeEntry.objects.counted()
        .filter(posts)
        .order_by()
        .values("activity")
        .annotate(n=Sum("minutes"), members=ArrayAgg("member", distinct=True))
    )
    return Spending(
        worked={row["activity"]: row["n"] for row in hours},
        n_people=len({member for row in hours for member in row["members"]}),
        bought=tuple(Cost.objects.filter(posts).select_related("post__release")),
        boosted=tuple(Boost.objects.filter(posts).select_related("post__release", "channel")),
    )


def _sums(amounts: Iterable[tuple[Decimal, str]]) -> Sums:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for amount, currency in amounts:
        sums[currency] += amount
    return tuple((sums[currency], currency) for currency in sorted(sums))
