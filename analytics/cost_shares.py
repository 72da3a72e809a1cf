"""What a period's work cost, by what its posts were for. Pure, and exact to the cent: the parts add up to the whole.

What was worked or bought for one post falls to the objective of that post. The rest (meetings, plans, answers) serves
all of them and is shared by how many posts of each came out. What networks were paid is told beside it, never in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from clients.objectives import Objective

CENT = Decimal("0.01")

# An objective's value; "" for posts that have none; None for what no post can be named for.
Aim = str | None
_ORDER: tuple[Aim, ...] = (*Objective.values, "", None)


@dataclass(frozen=True, slots=True)
class CostShare:
    """What fell to one objective: posts that came out, the cost of the work, and what networks were paid."""

    aim: Aim
    n_out: int
    cost: Decimal
    paid: Decimal

    @property
    def per_post(self) -> Decimal | None:
        """The cost of one post of it; None where none came out."""
        return (self.cost / self.n_out).quantize(CENT) if self.n_out else None


def cost_shares(
    *,
    worked: Mapping[Aim, Fraction],
    bought: Mapping[Aim, Decimal],
    paid: Mapping[Aim, Decimal],
    n_out: Mapping[Aim, int],
) -> list[CostShare]:
    """The shares in the order of the objectives, without those that nothing fell to; all amounts in one currency.

    `worked` is what the hours cost, exactly; what is of None is of no single post and stays there without a post that came out.
    """
    aims = [aim for aim in _ORDER if aim in {*worked, *bought, *paid, *n_out}]
    exact = {aim: worked.get(aim, Fraction(0)) + Fraction(bought.get(aim, 0)) for aim in aims}
    n_all = sum(n_out.values())
    rest = exact.get(None, Fraction(0))
    if n_all and rest:
        exact[None] = Fraction(0)
        for aim, n in n_out.items():
            exact[aim] += rest * n / n_all
    costs = _rounded([exact[aim] for aim in aims])
    shares = [
        CostShare(aim, n_out.get(aim, 0), cost, paid.get(aim, Decimal(0)))
        for aim, cost in zip(aims, costs, strict=True)
    ]
    return [share for share in shares if share.n_out or share.cost or share.paid]


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount in parts as large as the weights say, that add up to it; all zero for weights of nothing."""
    whole = sum(weights, Decimal(0))
    if not whole:
        return [Decimal(0)] * len(weights)
    return _rounded([Fraction(amount) * Fraction(each) / Fraction(whole) for each in weights])


def _rounded(exact: Sequence[Fraction]) -> list[Decimal]:
    """In whole cents; the cents that rounding down leaves go to those that lost the most, the first of equals."""
    cents = [each * 100 for each in exact]
    whole = round(sum(cents, Fraction(0)))  # half to even, as Decimal.quantize does
    parts = [floor(each) for each in cents]
    lost = sorted(range(len(cents)), key=lambda n: (parts[n] - cents[n], n))
    for n in lost[: whole - sum(parts)]:
        parts[n] += 1
    return [Decimal(part) * CENT for part in parts]
