"""What a statement says of a period, as plain data: the same before it is issued and, frozen, after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from analytics.books import Books
from analytics.cost_shares import split
from analytics.instalments import CENT, Instalment, instalment
from analytics.models import Statement
from analytics.queries import budget
from analytics.queries.books import books_of
from analytics.queries.budget import OUT, Period
from clients.models import Client, Contract, FiscalData
from clients.queries.contracts import contract_on, contracts_over, month_span
from clients.queries.leaving import last_day
from clients.queries.resting import is_all_rest, rests_of, within
from people.models import Member

_FISCAL = (
    "legal_name", "address", "vat_number", "tax_code", "recipient_code", "pec", "cig", "cup", "purchase_order",
    "is_split_payment",
)  # fmt: skip


def figures_of(
    *, client: Client, period: Period, member: Member, fee: Decimal | None = None
) -> dict[str, Any]:
    """Every number and name of the statement; amounts as text with two decimals, in one currency.

    Of a flat fee the statement takes `fee`, or the share of its months; hours and pieces agreed are those of the whole, so
    what is done is counted from the contract's first day.
    """
    contract = period.contract
    part = instalment_of(client=client, period=period)
    if part is not None:
        fee = (part.proposed if fee is None else fee).quantize(CENT)
    so_far = _so_far(period)
    books = books_of(client=client, period=period, since=so_far.first_on, fee=fee)
    all_posts = budget.planned(client=client, period=so_far, member=member)
    posts = (
        all_posts
        if so_far == period
        else budget.planned(client=client, period=period, member=member)
    )
    rounds = budget.rounds([post for post in posts if post.is_open], period)
    fiscal = FiscalData.objects.filter(client=client).values(*_FISCAL).first()
    account = books.account
    return {
        "client": client.name,
        "currency": account.currency,
        "fiscal": {name: value for name, value in (fiscal or {}).items() if value},
        "basis": contract.basis if contract else "",
        "fee": str(account.fee),
        **_parts_of_the_fee(part, account.fee),
        "minutes_included": period.included,
        "minutes_extra": books.extra_minutes(so_far.first_on, so_far.last_on),
        "minutes": books.own.total,
        "minutes_so_far": books.done.within(so_far.first_on, so_far.last_on).total,
        "activities": [list(row) for row in books.own.by_activity()],
        "people": [list(row) for row in books.own.people()],
        "timesheet": [[*who, minutes] for who, minutes in books.own.packages()],
        "pieces": [
            {"piece": each.piece.value, "included": each.included, "out": each.counts[OUT]}
            for each in budget.pieces(all_posts, period)
        ],
        "rounds": {"included": rounds.included, "most": rounds.most, "post": rounds.post, "over": rounds.n_over}
        if rounds
        else None,
        **_by_objective(books, posts),
        "extras": _extras(books, ZoneInfo(client.time_zone)),
        "costs": [
            {"on": cost.on.isoformat(), "what": cost.what, "supplier": cost.supplier, "amount": str(cost.amount)}
            for cost in books.bought
            if cost.is_passed_on
        ],
        "boosts": [
            {
                "name": boost.name,
                "starts_on": boost.starts_on.isoformat(),
                "ends_on": boost.ends_on.isoformat(),
                "spent": None if boost.spent is None else str(boost.spent),
                "is_invoiced": not boost.is_on_clients_card,
                "n_results": boost.n_results,
            }
            for boost in books.boosted
        ],
        "apart": [
            {"what": each.what, "on": each.on.isoformat(), "amount": str(each.amount), "currency": each.currency}
            for each in books.apart
        ],
        "sums": {
            "extras": str(account.extras),
            "passed_on": str(account.passed_on),
            "boosts": str(account.boosts_invoiced),
        },
        "total": str(account.invoiced),
        "rests": [[first.isoformat(), last.isoformat()] for first, last in rests_in(client=client, period=period)],
    }  # fmt: skip


def _by_objective(books: Books, posts: list[budget.Planned]) -> dict[str, Any]:
    """What is invoiced by what the posts were for, as the cost of the work falls: [objective, posts out, amount]; and the
    minutes by activity that had no rate to fall by, if any."""
    shares = books.cost_shares(budget.out_by_objective(posts))
    if not any(share.aim for share in shares):
        return {"objectives": []}
    amounts = split(books.account.invoiced, [share.cost for share in shares])
    told = [
        [share.aim, share.n_out, str(amount)]
        for share, amount in zip(shares, amounts, strict=True)
        if share.n_out or amount
    ]
    without = [list(each) for each in books.work_cost.are_without]
    return {"objectives": told, **({"without_rate": without} if without else {})}


def _extras(books: Books, zone: ZoneInfo) -> list[dict[str, Any]]:
    return [
        {
            "what": extra.what,
            "minutes": extra.minutes,
            "price": str(extra.price),
            "answer": extra.answer,
            "who": extra.answered_name,
            "on": extra.answered_at.astimezone(zone).date().isoformat(),
            "how": extra.said_how,
        }
        for extra in books.offered
        if extra.answered_at
    ]


def statements_of(*, member: Member, client: Client) -> list[Statement]:
    """Those that were issued, the latest first."""
    mine = Statement.objects.visible_to(member)
    return list(mine.filter(client=client).select_related("issued_by__user"))


def issued_over(*, client: Client, period: Period) -> list[Statement]:
    """The statements that were issued of days of this period, the first first."""
    found = Statement.objects.filter(
        client=client, first_on__lte=period.last_on, last_on__gte=period.first_on
    )
    return list(found.order_by("first_on"))


def _so_far(period: Period) -> Period:
    """The days in which what was agreed is counted: the period's own, of a flat fee those since its first day."""
    contract = period.contract
    if contract is None or contract.is_monthly:
        return period
    return replace(period, first_on=contract.starts_on)


def instalment_of(*, client: Client, period: Period) -> Instalment | None:
    """The part of a flat fee that a statement of the period may take; None for a fee every month."""
    contract = period.contract
    if contract is None or contract.is_monthly:
        return None
    # All statements of its months were issued by this contract: two never share a month, and none changes its months then.
    whole = replace(period, first_on=contract.starts_on, last_on=contract.ends_on or date.max)
    issued = issued_over(client=client, period=whole)
    return instalment(
        whole=contract.fee,
        issued=sum((Decimal(each.figures["fee"]) for each in issued), Decimal("0.00")),
        first_on=period.first_on,
        last_on=period.last_on,
        ends_on=contract.ends_on,
    )


def _parts_of_the_fee(part: Instalment | None, fee: Decimal) -> dict[str, str]:
    if part is None:
        return {}
    return {
        "fee_whole": str(part.whole),
        "fee_before": str(part.issued),
        "fee_left": str(max(part.left - fee, Decimal("0.00"))),
    }


def statement_period(*, client: Client, on: date) -> Period:
    """The days that a statement up to the month of a day tells of: that month; of a flat fee all that is not issued yet."""
    contract = contract_on(client=client, on=on)
    closed = [(each.first_on, each.last_on) for each in client.closed_periods.all()]
    return _period_to_issue(contract, on, closed)


def _period_to_issue(
    contract: Contract | None, on: date, closed: Sequence[tuple[date, date]]
) -> Period:
    if contract is None or contract.is_monthly:
        return budget.period_under(contract, on)
    first_on, last_on = month_span(on)
    last_on = min(last_on, contract.ends_on or last_on)
    before = [last for _first, last in closed if contract.starts_on <= last < last_on]
    since = max([contract.starts_on, *(last + timedelta(days=1) for last in before)])
    is_issued = any(first <= last_on <= last for first, last in closed)
    return Period(max(first_on, contract.starts_on) if is_issued else since, last_on, contract)


def months_to_issue(*, client: Client, today: date) -> list[Period]:
    """The periods that are over, have a contract, and no statement yet; the latest first, back to the first contract.

    None after the last day of a client that leaves or left, whether or not somebody ended its contract, and no month in
    which its work rested on every day.
    Of a flat fee one: from what is not issued yet up to the last month that is over.
    """
    issued = [(closed.first_on, closed.last_on) for closed in client.closed_periods.all()]
    contracts = contracts_over(client=client, first_on=date.min, last_on=today)
    found: list[Period] = []
    flat: set[int] = set()
    last = last_day(client)
    rests = rests_of(client, until=today)
    for first_on, last_on in _months_back(today, contracts):
        contract = next((each for each in contracts if each.is_over(first_on, last_on)), None)
        if contract is None or contract.pk in flat or (last and first_on > last):
            continue
        if is_all_rest(rests, *_under(contract, first_on, last_on)):
            continue
        period = _period_to_issue(contract, first_on, issued)
        is_free = all(period.last_on < first or period.first_on > last for first, last in issued)
        if period.last_on >= today or not is_free:
            continue
        found.append(period)
        if not contract.is_monthly:
            flat.add(contract.pk)
    return found


def _under(contract: Contract, first_on: date, last_on: date) -> tuple[date, date]:
    """What of a month a contract is over."""
    return max(first_on, contract.starts_on), min(last_on, contract.ends_on or last_on)


def rests_in(*, client: Client, period: Period) -> list[tuple[date, date]]:
    """The days of a period on which the work rested, as first and last of each rest."""
    return within(rests_of(client, until=period.last_on), period.first_on, period.last_on)


def _months_back(today: date, contracts: Sequence[Contract]) -> Iterator[tuple[date, date]]:
    """The month of that day and those before it, the latest first, down to the one in which the first contract begins."""
    first = min((each.starts_on for each in contracts), default=date.max)
    first_on, last_on = month_span(today)
    while last_on >= first:
        yield first_on, last_on
        first_on, last_on = month_span(first_on - timedelta(days=1))


def ends_to_choose(*, period: Period, today: date) -> list[date]:
    """Of a flat fee, the last days up to which its statement can tell, the earliest first; else none."""
    contract = period.contract
    if contract is None or contract.is_monthly:
        return []
    days: list[date] = []
    first_on = period.first_on
    while True:
        _first, month_end = month_span(first_on)
        last_on = min(month_end, contract.ends_on or month_end)
        if last_on >= today:
            return days
        days.append(last_on)
        if last_on == contract.ends_on:
            return days
        first_on = month_end + timedelta(days=1)
