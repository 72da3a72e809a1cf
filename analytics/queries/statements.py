"""What a statement says of a period, as plain data: the same before it is issued and, frozen, after."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from analytics.books import Books
from analytics.cost_shares import split
from analytics.models import Statement
from analytics.queries import budget
from analytics.queries.books import books_of
from analytics.queries.budget import OUT, Period
from clients.models import Client, FiscalData
from clients.queries.contracts import contracts_over
from people.models import Member

_FISCAL = (
    "legal_name", "address", "vat_number", "tax_code", "recipient_code", "pec", "cig", "cup", "purchase_order",
    "is_split_payment",
)  # fmt: skip


def figures_of(*, client: Client, period: Period, member: Member) -> dict[str, Any]:
    """Every number and name of the statement; amounts as text with two decimals, in one currency."""
    contract = period.contract
    books = books_of(client=client, period=period)
    posts = budget.planned(client=client, period=period, member=member)
    rounds = budget.rounds([post for post in posts if post.is_open], period)
    fiscal = FiscalData.objects.filter(client=client).values(*_FISCAL).first()
    account = books.account
    return {
        "client": client.name,
        "currency": account.currency,
        "fiscal": {name: value for name, value in (fiscal or {}).items() if value},
        "basis": contract.basis if contract else "",
        "fee": str(account.fee),
        "minutes_included": period.included,
        "minutes": books.own.total,
        "activities": [list(row) for row in books.own.by_activity()],
        "people": [list(row) for row in books.own.people()],
        "timesheet": [[*who, minutes] for who, minutes in books.own.packages()],
        "pieces": [
            {"piece": each.piece.value, "included": each.included, "out": each.counts[OUT]}
            for each in budget.pieces(posts, period)
        ],
        "rounds": {"included": rounds.included, "most": rounds.most, "post": rounds.post, "over": rounds.n_over}
        if rounds
        else None,
        "objectives": _objectives(books, posts),
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
    }  # fmt: skip


def _objectives(books: Books, posts: list[budget.Planned]) -> list[list[Any]]:
    """What is invoiced by what the posts were for, as the cost of the work falls: [objective, posts out, amount]."""
    shares = books.cost_shares(budget.out_by_objective(posts))
    if not any(share.aim for share in shares):
        return []
    amounts = split(books.account.invoiced, [share.cost for share in shares])
    return [
        [share.aim, share.n_out, str(amount)]
        for share, amount in zip(shares, amounts, strict=True)
        if share.n_out or amount
    ]


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


def months_to_issue(*, client: Client, today: date, n: int = 6) -> list[Period]:
    """The periods that are over, have a contract, and no statement yet; the latest first, at most so many."""
    issued = [(closed.first_on, closed.last_on) for closed in client.closed_periods.all()]
    months = budget.months_before(today, n=n)
    contracts = contracts_over(client=client, first_on=months[0][0], last_on=months[-1][1])
    found: list[Period] = []
    for first_on, last_on in reversed(months):
        contract = next((each for each in contracts if each.is_over(first_on, last_on)), None)
        period = budget.period_under(contract, first_on)
        is_free = all(period.last_on < first or period.first_on > last for first, last in issued)
        if contract is not None and period.last_on < today and is_free and period not in found:
            found.append(period)
    return found
