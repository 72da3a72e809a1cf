"""The books of a client's period, read at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from analytics.books import (
    MAKING_A_PIECE,
    Agreed,
    Books,
    Boosted,
    Bought,
    Offered,
    Work,
    Worked,
    account_of,
    in_one_currency,
)
from analytics.burning import LOOK_BACK, Burn, Habits, burn
from analytics.queries.budget import Period, months_before
from clients.models import Client
from clients.queries.contracts import rate_rows
from clients.rate_card import card_of
from clients.work import Activity, Currency
from editorial.lifecycle import DeliveryState
from editorial.models import Boost, Cost, Delivery, Extra, ExtraAnswer, Post, TimeEntry
from editorial.queries.rounds import rounds
from people.public_holidays import holidays_between

# What a piece and a round usually take is read off so many months before.
HABIT_MONTHS = 3


def books_of(
    *,
    client: Client,
    period: Period,
    since: date | None = None,
    habits_before: date | None = None,
    fee: Decimal | None = None,
) -> Books:
    """The books of a period; one query. What is in another currency than the contract's stands apart.

    `since` is the first day whose hours and extras are read, where they are to reach further back than the period; with
    `habits_before`, what work usually took in the months before that day is told too. `fee` is what is invoiced of it, where that is a part.
    """
    zone = ZoneInfo(client.time_zone)
    begins = datetime.combine(period.first_on, time(), zone)
    ends = datetime.combine(period.last_on + timedelta(days=1), time(), zone)
    usual = months_before(habits_before, n=HABIT_MONTHS) if habits_before else []
    since = min([since or period.first_on, period.first_on, *(first for first, _last in usual)])
    found = _found(client, period, (datetime.combine(since, time(), zone), ends), usual)
    done = Work([_worked(row) for row in found["done"]])
    bought, boosted, offered = _bills(found)
    accepted = [each for each in offered if each.answer == ExtraAnswer.YES]
    # Those with an answer of an earlier month are told of that month alone.
    offered = [each for each in offered if each.answered_at is None or each.answered_at >= begins]
    contract = period.contract
    currency = contract.currency if contract else Currency.EUR.value
    bought, boosted, offered, apart = in_one_currency(
        currency=currency, bought=bought, boosted=boosted, offered=offered, zone=zone
    )
    return Books(
        done=done,
        own=done.within(period.first_on, period.last_on),
        bought=bought,
        boosted=boosted,
        offered=offered,
        apart=apart,
        agreed=[_agreed(each, currency, zone) for each in accepted],
        card=card_of(found["hourly"]),
        account=account_of(
            currency=currency,
            fee=_fee(period) if fee is None else fee,
            bought=bought,
            boosted=boosted,
            offered=offered,
            begins=begins,
            ends=ends,
        ),
        habits=_habits(done.within(usual[0][0], usual[-1][1]), found) if usual else None,
    )


def _found(
    client: Client,
    period: Period,
    span: tuple[datetime, datetime],
    usual: list[tuple[date, date]],
) -> dict[str, Any]:
    """All of it as the database has it: costs and boosts of the period, hours and extras of the whole span, what was usual."""
    asked: dict[str, Any] = {
        "done": _done(span[0].date(), period.last_on),
        "bought": _bought(period),
        "boosted": _boosted(period),
        "offered": _offered(*span),
        "hourly": rate_rows(client="pk"),
        **(_usual(usual[0][0], usual[-1][1]) if usual else {}),
    }
    row: dict[str, Any] = Client.objects.filter(pk=client.pk).annotate(**asked).values(*asked).get()
    return row


def _bills(found: dict[str, Any]) -> tuple[list[Bought], list[Boosted], list[Offered]]:
    bought = [Bought(**_made(row, on=_day, amount=Decimal)) for row in found["bought"]]
    boosted = [
        Boosted(**_made(row, starts_on=_day, ends_on=_day, spent=Decimal))
        for row in found["boosted"]
    ]
    offered = [
        Offered(**_made(row, offered_at=_instant, answered_at=_instant, price=Decimal))
        for row in found["offered"]
    ]
    return bought, boosted, offered


def _agreed(extra: Offered, currency: str, zone: ZoneInfo) -> Agreed:
    assert extra.answered_at is not None  # a yes has its time
    price = extra.price if extra.currency == currency else Decimal(0)
    return Agreed(extra.answered_at.astimezone(zone).date(), extra.minutes, price)


def _fee(period: Period) -> Decimal:
    return period.contract.fee if period.contract else Decimal(0)


_day = date.fromisoformat
_instant = datetime.fromisoformat


def _made(row: dict[str, Any], **kinds: Callable[[str], Any]) -> dict[str, Any]:
    """The row with what JSON keeps as text made into what it is; None stays."""
    return row | {name: kind(row[name]) for name, kind in kinds.items() if row[name] is not None}


def _rows(rows: QuerySet[Any], *names: str, amount: str, **more: Any) -> ArraySubquery:
    """The client's rows in one value; the amount as text, because JSON would make a float of it."""
    columns = {name: F(name) for name in names} | {amount: Cast(amount, TextField())} | more
    own = rows.filter(client_id=OuterRef("pk"))
    return ArraySubquery(own.annotate(row=JSONObject(**columns)).values("row"))


def _bought(period: Period) -> ArraySubquery:
    costs = Cost.objects.filter(on__gte=period.first_on, on__lte=period.last_on)
    names = ("on", "what", "supplier", "is_passed_on", "currency")
    return _rows(costs.order_by("on", "pk"), *names, amount="amount", aim=F("post__objective"))


def _boosted(period: Period) -> ArraySubquery:
    boosts = Boost.objects.filter(starts_on__gte=period.first_on, starts_on__lte=period.last_on)
    names = ("name", "starts_on", "ends_on", "is_on_clients_card", "n_results", "currency")
    aim = Coalesce(NullIf("objective", Value("")), "post__objective", Value(""))
    return _rows(boosts.order_by("starts_on", "pk"), *names, amount="spent", aim=aim)


def _offered(begins: datetime, ends: datetime) -> ArraySubquery:
    settled = Q(answer__in=[ExtraAnswer.YES, ExtraAnswer.GIVEN])
    of_period = settled & Q(answered_at__gte=begins, answered_at__lt=ends)
    extras = Extra.objects.filter(Q(answer="") | of_period).order_by("answered_at", "pk")
    names = (
        "what", "minutes", "currency", "offered_at", "answer", "answered_at", "answered_name", "said_how",
    )  # fmt: skip
    return _rows(extras, *names, amount="price")


def _done(first_on: date, last_on: date) -> ArraySubquery:
    columns = {
        "on": "on",
        "name": "member__user__name",
        "email": "member__user__email",
        "activity": "activity",
        "code": "work_package__code",
        "title": "work_package__title",
        "aim": "post__objective",
    }
    rows = (
        TimeEntry.objects.counted()
        .filter(client_id=OuterRef("pk"), on__gte=first_on, on__lte=last_on)
        .order_by("on", "member__user__name")
        .values(*columns.values())
        .annotate(row=JSONObject(**columns, minutes=Sum("minutes")))
    )
    return ArraySubquery(rows.values("row"))


def _worked(row: dict[str, Any]) -> Worked:
    package = f"{row['code']} {row['title']}" if row["code"] else ""
    return Worked(
        on=_day(row["on"]),
        name=row["name"] or row["email"],
        activity=row["activity"],
        minutes=row["minutes"],
        package=package,
        aim=row["aim"],
    )


def _usual(first_on: date, last_on: date) -> dict[str, Any]:
    """How many posts came out in these days, how often the client asked for changes, and of how many posts."""
    begins = datetime.combine(first_on, time())
    ends = datetime.combine(last_on + timedelta(days=1), time())
    is_out = Exists(Delivery.objects.filter(post_id=OuterRef("pk"), state=DeliveryState.PUBLISHED))
    posts = Post.objects.filter(is_out, wall_at__gte=begins, wall_at__lt=ends)
    changes = rounds().filter(post__wall_at__gte=begins, post__wall_at__lt=ends)

    def counted(rows: QuerySet[Any], what: Count) -> Subquery:
        own = rows.filter(client_id=OuterRef("pk")).order_by().values("client_id")
        return Subquery(own.annotate(n=what).values("n"))

    return {
        "n_out": counted(posts, Count("pk")),
        "n_changes": counted(changes, Count("pk")),
        "n_changed": counted(changes, Count("post_id", distinct=True)),
    }


def _habits(done: Work, found: dict[str, Any]) -> Habits:
    spent = dict(done.by_activity())
    making = sum(spent.get(name, 0) for name in MAKING_A_PIECE)
    n_out, n_changes, n_changed = found["n_out"], found["n_changes"], found["n_changed"]
    return Habits(
        per_piece=Fraction(making, n_out) if n_out and making else None,
        per_round=Fraction(spent.get(Activity.ROUNDS, 0), n_changes) if n_changes else None,
        rounds_per_post=Fraction(n_changes, n_changed) if n_changed else None,
    )


def burn_of(*, period: Period, books: Books, today: date) -> Burn:
    """The burn line of the period; the days before it that the books have too tell its pace."""
    first_on = period.first_on - LOOK_BACK
    return burn(
        first_on=period.first_on,
        last_on=period.last_on,
        today=today,
        minutes=books.done.by_day(),
        included=period.included,
        extra=books.extra_minutes(period.first_on, period.last_on),
        holidays=holidays_between(first_on, period.last_on, language="it"),
        since=period.contract.starts_on if period.contract else None,
    )
