"""What a statement says of a period, as plain data: the same before it is issued and, frozen, after."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Sum

from analytics.models import Statement
from analytics.queries import budget
from analytics.queries.budget import OUT, Period
from clients.models import Client, FiscalData
from editorial.models import Boost, Cost, Extra, ExtraAnswer, TimeEntry
from people.models import Member

_FISCAL = (
    "legal_name", "address", "vat_number", "tax_code", "recipient_code", "pec", "cig", "cup", "purchase_order",
    "is_split_payment",
)  # fmt: skip


def figures_of(*, client: Client, period: Period, member: Member) -> dict[str, Any]:
    """Every number and name of the statement; amounts as text with two decimals, in one currency."""
    contract = period.contract
    done = budget.work(client=client, first_on=period.first_on, last_on=period.last_on)
    account = budget.account(client=client, period=period)
    rounds = budget.rounds(client=client, period=period, member=None)
    fiscal = FiscalData.objects.filter(client=client).values(*_FISCAL).first()
    total = account.fee + account.extras + account.passed_on + account.boosts_invoiced
    return {
        "client": client.name,
        "currency": account.currency,
        "fiscal": {name: value for name, value in (fiscal or {}).items() if value},
        "basis": contract.basis if contract else "",
        "fee": str(account.fee),
        "minutes_included": period.included,
        "minutes": done.total,
        "activities": _minutes(done, 2),
        "people": _minutes(done, 1),
        "timesheet": _timesheet(client, period),
        "pieces": [
            {"piece": each.piece.value, "included": each.included, "out": each.counts[OUT]}
            for each in budget.pieces(client=client, period=period, member=member)
        ],
        "rounds": {"included": rounds.included, "most": rounds.most, "post": rounds.post, "over": rounds.n_over}
        if rounds
        else None,
        "extras": _extras(client, period),
        "costs": [
            {"on": cost.on.isoformat(), "what": cost.what, "supplier": cost.supplier, "amount": str(cost.amount)}
            for cost in Cost.objects.filter(
                client=client, is_passed_on=True, on__gte=period.first_on, on__lte=period.last_on
            ).order_by("on", "pk")
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
            for boost in Boost.objects.filter(
                client=client, starts_on__gte=period.first_on, starts_on__lte=period.last_on
            ).order_by("starts_on", "pk")
        ],
        "sums": {
            "extras": str(account.extras),
            "passed_on": str(account.passed_on),
            "boosts": str(account.boosts_invoiced),
        },
        "total": str(total),
    }  # fmt: skip


def _minutes(done: budget.Work, column: int) -> list[list[Any]]:
    """Minutes by the plain value of a column, the most first: [name, minutes]."""
    return [[name, minutes] for name, minutes in done.shares(column)]


def _timesheet(client: Client, period: Period) -> list[list[Any]]:
    """Minutes of a project by person and work package: [person, package, minutes]; empty for whoever has none."""
    rows = (
        TimeEntry.objects.counted()
        .filter(client=client, on__gte=period.first_on, on__lte=period.last_on, work_package__isnull=False)
        .values_list("member__user__name", "work_package__code", "work_package__title")
        .annotate(total=Sum("minutes"))
        .order_by("member__user__name", "work_package__code")
    )  # fmt: skip
    return [[name, f"{code} {title}", minutes] for name, code, title, minutes in rows]


def _extras(client: Client, period: Period) -> list[dict[str, Any]]:
    zone = ZoneInfo(client.time_zone)
    begins = datetime.combine(period.first_on, time(), zone)
    ends = datetime.combine(period.last_on + timedelta(days=1), time(), zone)
    found = Extra.objects.filter(
        client=client, answer__in=[ExtraAnswer.YES, ExtraAnswer.GIVEN], answered_at__gte=begins, answered_at__lt=ends
    ).order_by("answered_at")  # fmt: skip
    return [
        {
            "what": extra.what,
            "minutes": extra.minutes,
            "price": str(extra.price),
            "answer": extra.answer,
            "who": extra.answered_name,
            "on": extra.answered_at.astimezone(zone).date().isoformat()
            if extra.answered_at
            else "",
            "how": extra.said_how,
        }
        for extra in found
    ]


def statements_of(*, member: Member, client: Client) -> list[Statement]:
    """Those that were issued, the latest first."""
    mine = Statement.objects.visible_to(member)
    return list(mine.filter(client=client).select_related("issued_by__user"))


def months_to_issue(*, client: Client, today: date, n: int = 6) -> list[Period]:
    """The periods that are over, have a contract, and no statement yet; the latest first, at most so many."""
    issued = [(closed.first_on, closed.last_on) for closed in client.closed_periods.all()]
    found: list[Period] = []
    on = today.replace(day=1) - timedelta(days=1)
    for _month in range(n):
        period = budget.period_of(client=client, on=on)
        is_free = all(period.last_on < first or period.first_on > last for first, last in issued)
        if (
            period.contract is not None
            and period.last_on < today
            and is_free
            and period not in found
        ):
            found.append(period)
        on = on.replace(day=1) - timedelta(days=1)
    return found
