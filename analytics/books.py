"""What a client's period was worked, bought, boosted and offered, and what it comes to. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from analytics.burning import Habits
from analytics.cost_shares import Aim, CostShare, cost_shares
from clients.currencies import told_apart
from clients.rate_card import Costed, Price, RateCard
from clients.work import Activity

Key = TypeVar("Key")

# What hours on a piece are spent on, until it is out the first time.
MAKING_A_PIECE = (Activity.TEXTS, Activity.VISUALS, Activity.SHOOTING, Activity.PUBLISHING)


@dataclass(frozen=True, slots=True)
class Worked:
    """Confirmed minutes of one person on one day. `package` is empty without a work package.

    `aim` is the objective of the post they were for, empty where it has none; None: they were for no single post.
    """

    on: date
    name: str
    activity: str
    minutes: int
    package: str = ""
    aim: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Confirmed minutes of everybody."""

    rows: list[Worked]

    def within(self, first_on: date, last_on: date) -> Work:
        """Of these days alone."""
        return Work([row for row in self.rows if first_on <= row.on <= last_on])

    @property
    def total(self) -> int:
        return sum(row.minutes for row in self.rows)

    def by_day(self) -> dict[date, int]:
        """Minutes by day."""
        return dict(self._shares(lambda row: row.on))

    def people(self) -> list[tuple[str, int]]:
        """Who worked how much, the most first."""
        return self._shares(lambda row: row.name)

    def by_activity(self) -> list[tuple[str, int]]:
        """On what, by its plain value, the most first."""
        return self._shares(lambda row: row.activity)

    def by_aim(self) -> dict[Aim, dict[str, int]]:
        """Minutes by activity of what they were for."""
        sums: dict[Aim, Counter[str]] = {}
        for row in self.rows:
            sums.setdefault(row.aim, Counter())[row.activity] += row.minutes
        return {aim: dict(minutes) for aim, minutes in sums.items()}

    def activities(self) -> list[tuple[str, int]]:
        """On what in words, the most first."""
        return [(str(Activity(name).label), n) for name, n in self.by_activity()]

    def packages(self) -> list[tuple[tuple[str, str], int]]:
        """Of a project: ((person, work package), minutes), by name; what is on none is left out."""
        mine = Work([row for row in self.rows if row.package])
        return sorted(mine._shares(lambda row: (row.name, row.package)))

    def _shares(self, of: Callable[[Worked], Key]) -> list[tuple[Key, int]]:
        sums: Counter[Key] = Counter()
        for row in self.rows:
            sums[of(row)] += row.minutes
        return sums.most_common()


@dataclass(frozen=True, slots=True)
class Bought:
    """Something bought outside in the period; `aim` as of Worked."""

    on: date
    what: str
    supplier: str
    amount: Decimal
    currency: str
    is_passed_on: bool
    aim: str | None = None


@dataclass(frozen=True, slots=True)
class Boosted:
    """A boost that began in the period; `spent` and `n_results` None: nobody said yet. `aim`: its objective, or empty."""

    name: str
    starts_on: date
    ends_on: date
    spent: Decimal | None
    currency: str
    is_on_clients_card: bool
    n_results: int | None
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """An extra that waits for a yes (`answer` empty), or was accepted or given in the period."""

    what: str
    minutes: int
    price: Decimal
    currency: str
    offered_at: datetime
    answer: str
    answered_at: datetime | None
    answered_name: str
    said_how: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """An extra that the client said yes to on a day: its minutes, and its price in the account's currency (else 0)."""

    on: date
    minutes: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Apart:
    """An amount in another currency than the period's: told beside the account, never in a sum."""

    what: str
    on: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Account:
    """What the period comes to, in the contract's currency."""

    currency: str
    fee: Decimal
    extras: Decimal
    extras_open: Decimal
    passed_on: Decimal
    costs: Decimal
    boosts_spent: Decimal
    boosts_invoiced: Decimal
    n_boosts: int
    n_paid_results: int

    @property
    def per_paid_result(self) -> Decimal | None:
        """What a result cost that a network was paid for; None without any."""
        if not self.n_paid_results:
            return None
        return (self.boosts_spent / self.n_paid_results).quantize(Decimal("0.01"))

    @property
    def invoiced(self) -> Decimal:
        """What is invoiced as things stand."""
        return self.fee + self.extras + self.passed_on + self.boosts_invoiced

    @property
    def total(self) -> Decimal:
        """To invoice, if the client says yes to what is open."""
        return self.invoiced + self.extras_open


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that is told of a period's hours and money.

    `done` and `agreed` reach back as far as was asked for, `own` is what was worked in the period; `habits` None: not asked.
    All amounts are in the account's currency; what is in another is `apart`. Hours have the price of their activity by
    `card`; those without one in that currency are in no amount and told (`work_cost`).
    """

    done: Work
    own: Work
    bought: list[Bought]
    boosted: list[Boosted]
    offered: list[Offered]
    card: RateCard
    account: Account
    habits: Habits | None
    apart: list[Apart]
    agreed: list[Agreed]

    def extra_minutes(self, first_on: date, last_on: date) -> int:
        """Minutes beyond the contract that the client said yes to on these days."""
        return sum(each.minutes for each in self.agreed if first_on <= each.on <= last_on)

    def extra_fee(self, first_on: date, last_on: date) -> Decimal:
        """What the extras with a yes of these days bring."""
        return _sum(each.price for each in self.agreed if first_on <= each.on <= last_on)

    @property
    def work_cost(self) -> Costed:
        """What the hours of the period cost, each at the rate of its activity."""
        return self.card.cost(dict(self.own.by_activity()), self.account.currency)

    @property
    def rate_apart(self) -> Price | None:
        """The price of hours of the period that have theirs in another currency; the general one where nothing was done."""
        named = self.work_cost.without if self.own.rows else [""]
        prices = (price for name in named if (price := self.card.of(name)))
        return next((price for price in prices if price[1] != self.account.currency), None)

    @property
    def without_rate(self) -> list[tuple[str, int]]:
        """The activities of the period that nobody set a rate for, with their minutes."""
        return self.card.without(dict(self.own.by_activity()))

    @property
    def hourly(self) -> Fraction | None:
        """What an hour to come costs: as those of the period on average, else as those before it, else the general rate.

        None where none of them has a price in the account's currency.
        """
        return self.work_cost.hourly or self._usual(dict(self.done.by_activity()))

    @property
    def hourly_of_making(self) -> Fraction | None:
        """What an hour on a piece costs, as those that made the last ones; else as any hour to come."""
        spent = {name: n for name, n in self.done.by_activity() if name in MAKING_A_PIECE}
        return self.card.cost(spent, self.account.currency).hourly or self.hourly

    def _usual(self, minutes: Mapping[str, int]) -> Fraction | None:
        general = self.card.hourly("", self.account.currency)
        found = self.card.cost(minutes, self.account.currency).hourly
        return found or (None if general is None else Fraction(general))

    def cost_shares(self, n_out: Mapping[Aim, int]) -> list[CostShare]:
        """What the work cost by objective, given how many posts of each came out; none where no hour has a price in the
        account's currency."""
        if not self._has_prices:
            return []
        worked: dict[Aim, Fraction] = {}
        for aim, minutes in self.own.by_aim().items():
            worked[aim] = self.card.cost(minutes, self.account.currency).amount
        bought: dict[Aim, Decimal] = {}
        for cost in self.bought:
            bought[cost.aim] = bought.get(cost.aim, Decimal(0)) + cost.amount
        paid: dict[Aim, Decimal] = {}
        for boost in self.boosted:
            if boost.spent:
                paid[boost.aim] = paid.get(boost.aim, Decimal(0)) + boost.spent
        return cost_shares(worked=worked, bought=bought, paid=paid, n_out=n_out)

    @property
    def _has_prices(self) -> bool:
        """Whether what was done can be told in money: an hour has a price, or none was worked and there is a rate."""
        if self.own.rows:
            return self.work_cost.minutes > 0
        return any(code == self.account.currency for _amount, code in self.card.prices.values())

    @property
    def whole_cost(self) -> Fraction | None:
        """What the work of the period cost, hours and what was bought outside; None where no hour has a price."""
        return self.work_cost.amount + Fraction(self.account.costs) if self._has_prices else None

    @property
    def waiting(self) -> list[Offered]:
        """The extras that wait for the client's yes, the oldest first."""
        return sorted((o for o in self.offered if not o.answer), key=lambda each: each.offered_at)


def in_one_currency(
    *,
    currency: str,
    bought: Sequence[Bought],
    boosted: Sequence[Boosted],
    offered: Sequence[Offered],
    zone: tzinfo,
) -> tuple[list[Bought], list[Boosted], list[Offered], list[Apart]]:
    """What is in the account's currency, and what is told apart from it, by day. An offer is an amount once it has a yes."""
    costs, other_costs = told_apart(bought, currency=currency)
    boosts, other_boosts = told_apart(boosted, currency=currency)
    extras, other_extras = told_apart(offered, currency=currency)
    apart = [
        *(Apart(each.what, each.on, each.amount, each.currency) for each in other_costs),
        *(
            Apart(each.name, each.starts_on, each.spent, each.currency)
            for each in other_boosts
            if each.spent is not None
        ),
        *(
            Apart(
                each.what,
                (each.answered_at or each.offered_at).astimezone(zone).date(),
                each.price,
                each.currency,
            )
            for each in other_extras
            if each.answer != "given"
        ),
    ]
    return costs, boosts, extras, sorted(apart, key=lambda each: (each.on, each.what))


def account_of(
    *,
    currency: str,
    fee: Decimal,
    bought: Sequence[Bought],
    boosted: Sequence[Boosted],
    offered: Sequence[Offered],
    begins: datetime,
    ends: datetime,
) -> Account:
    """The money of a period that begins and ends (without that instant) then, all in this currency; without hours."""
    return Account(
        currency=currency,
        fee=fee,
        extras=_sum(each.price for each in offered if each.answer == "yes"),
        extras_open=_sum(
            each.price for each in offered if not each.answer and begins <= each.offered_at < ends
        ),
        passed_on=_sum(each.amount for each in bought if each.is_passed_on),
        costs=_sum(each.amount for each in bought),
        boosts_spent=_sum(each.spent for each in boosted),
        boosts_invoiced=_sum(each.spent for each in boosted if not each.is_on_clients_card),
        n_boosts=len(boosted),
        n_paid_results=sum(each.n_results or 0 for each in boosted),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((each for each in amounts if each is not None), Decimal(0))
