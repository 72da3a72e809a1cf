"""A client's budget and hours: the sentence, the burn line, the contract by pieces, the account, one's own sheet of today."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analytics import burn_chart, statement_tables
from analytics.books import Books
from analytics.burning import Burn, Habits, Way, ways_inside, worth_of_an_hour
from analytics.forms.money import WhatIfForm
from analytics.models import Statement
from analytics.queries import budget as queries
from analytics.queries import hours as hours_queries
from analytics.queries.books import books_of, burn_of
from analytics.queries.budget import OUT, Period, PieceCount, Planned, Rounds
from analytics.queries.months import month_of
from analytics.queries.statements import issued_over
from analytics.views.hours import confirm_sheet, day_asked, shown_lines, timer_of
from analytics.what_if import Terms, outlook
from analytics.words import budget as budget_words
from clients.access import client_or_404, may_here, may_read_here
from clients.models import Client, Contract
from clients.queries.contracts import month_span
from clients.rate_card import RateCard, in_cents
from clients.words import contracts as contract_words
from clients.work import Activity, Piece
from editorial.actions import counting
from people.access import LackingError, member_of, now_of, requires_member
from people.models import Member
from people.roles import Capability

# A flat fee's whole period can hold hundreds of posts.
PIECES_PER_PAGE = 25


@require_http_methods(["GET", "POST"])
@requires_member
def budget(request: HttpRequest, slug: str) -> HttpResponse:
    """The month of the address, or this one; of one to come what is planned. A POST confirms the sheet of today."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    member = member_of(request)
    shown = None
    if request.method == "POST":
        on = day_asked(request, member, now_of(request))
        answer = confirm_sheet(request, member, on=on, client=client)
        if isinstance(answer, HttpResponse):
            return answer
        shown = answer
    now = now_of(request)
    today = client.today(now)
    month = _month_asked(request, today)
    period = queries.period_of(client=client, on=max(month, min(today, month_span(month)[1])))
    posts = queries.planned(client=client, period=period, member=member)
    pieces = queries.pieces(posts, period)
    context: dict[str, Any] = {
        "client": client,
        "today": today,
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": (month + timedelta(days=32)).replace(day=1)
        if month < _last_to_look_at(today)
        else None,
        "period": period,
        "contract": period.contract,
        "now": now,
        "own": reverse("analytics:budget", args=[slug]),
        "may_see_money": may_read_here(request, Capability.MANAGE_MONEY),
        "pieces": _pieces(pieces),
        "rounds": _rounds(queries.rounds(posts, period)),
        **timer_of(member, now),
    }
    if period.first_on > today:
        context["lead"] = budget_words.planned_so_far(pieces, period)
    elif context["may_see_money"]:
        context |= _money(client, period, today, posts, pieces)
        if today <= period.last_on:
            context |= _what_if(
                request, context["terms"], context["habits"], context["card"], context["account"].currency
            )  # fmt: skip
    if month == today.replace(day=1):
        context |= _sheet(member, client, today, shown)
    return render(request, "analytics/budget.html", context, status=422 if shown else 200)


def _month_asked(request: HttpRequest, today: date) -> date:
    """The first of the month asked for, the next one at the latest."""
    try:
        asked = date.fromisoformat(request.GET.get("month", "") + "-01")
    except ValueError:
        asked = today
    return min(asked.replace(day=1), _last_to_look_at(today))


def _last_to_look_at(today: date) -> date:
    """The first of the month after this one: it is planned while this one goes on."""
    return month_span(today)[1] + timedelta(days=1)


def _pieces(
    found: list[PieceCount],
) -> list[tuple[PieceCount, str, list[tuple[str, int]]]]:
    """Each piece with its words and the parts of its bar."""
    return [(piece, budget_words.standing(piece), budget_words.bar(piece)) for piece in found]


def _rounds(found: Rounds | None) -> dict[str, Any] | None:
    if found is None:
        return None
    parts = [
        ("series-1", min(found.most, found.included)),
        ("bad", max(found.most - found.included, 0)),
    ]
    return {"found": found, "words": budget_words.rounds_standing(found), "parts": parts}


def _money(
    client: Client, period: Period, today: date, posts: list[Planned], pieces: list[PieceCount]
) -> dict[str, Any]:
    """Everybody's hours and the amounts: for who may see money."""
    months = queries.months_before(period.first_on)
    books = books_of(
        client=client,
        period=period,
        since=months[0][0],
        # What work usually takes is told of a period that goes on.
        habits_before=today if today <= period.last_on else None,
    )
    own, account, hourly = books.own, books.account, books.hourly
    found = burn_of(period=period, books=books, today=today)
    n_out = sum(each.counts[OUT] for each in pieces)
    n_missing = sum(max((each.included or 0) - each.counts[OUT], 0) for each in pieces)
    issued = issued_over(client=client, period=period)
    return {
        "terms": _terms(found, books),
        "habits": books.habits,
        "card": books.card,
        "lead": budget_words.lead(found, period),
        "base": budget_words.base(found),
        "burn": found,
        "chart": _chart(found),
        "people": own.people(),
        "activities": own.activities(),
        "account": account,
        "extras": books.waiting,
        "hourly": None if hourly is None else in_cents(hourly),
        "is_one_rate": books.card.is_flat(account.currency),
        "rate_apart": books.rate_apart,
        "without_rate": contract_words.without_rate(books.without_rate),
        "apart": books.apart,
        "issued": [(each, statement_tables.title(each.first_on, each.last_on)) for each in issued],
        "left_of_the_fee": _left_of_the_fee(period, issued),
        # What the work on a piece that is out has cost, by the rates: hours and what was bought outside.
        "per_piece": None
        if (whole := books.whole_cost) is None or not n_out
        else in_cents(whole / n_out),
        "by_objective": _by_objective(books, posts),
        "ways": _ways(found, n_missing, books),
        **_ads(period, account.boosts_spent),
        **_worth(period, found, books, months),
    }


def _chart(found: Burn) -> dict[str, Any]:
    """The line of the hours, drawn for both widths and as a table."""
    chart = budget_words.chart(found)
    columns, rows = budget_words.table(found)
    return {
        "svg": chart.svg(burn_chart.WIDE),
        "svg_phone": chart.svg(burn_chart.NARROW),
        "columns": columns,
        "rows": rows,
    }


def _ads(period: Period, spent: Decimal) -> dict[str, Any]:
    """What is left of the money agreed for ads, or by how much it is over; nothing where none is agreed."""
    agreed = period.contract.ad_spend if period.contract else None
    if agreed is None:
        return {"left_of_ads": None, "ads_over": None, "ads_parts": []}
    return {
        "left_of_ads": agreed - spent,
        "ads_over": spent - agreed,
        "ads_parts": _ads_parts(agreed, spent) if agreed else [],
    }


def _terms(found: Burn, books: Books) -> Terms:
    """What the period stands on at its end: hours still to come cost what those so far did on average."""
    account, hourly = books.account, books.hourly
    minutes = Fraction(found.used) if found.at_end is None else found.at_end
    cost = None
    if hourly is not None:
        cost = books.work_cost.amount + (minutes - found.used) * hourly / 60
    return Terms(
        minutes=minutes,
        included=found.included,
        fee=account.fee + account.extras,
        bought=account.costs - account.passed_on,
        cost=cost,
        hourly=hourly,
        hourly_of_making=books.hourly_of_making,
    )


def _what_if(
    request: HttpRequest, terms: Terms, habits: Habits | None, card: RateCard, currency: str
) -> dict[str, Any]:
    """The form, how the period ends as things go, and how with what was asked; the latter None until it is asked."""
    per_piece = habits.per_piece if habits else None
    is_asked = any(request.GET.get(name) for name in ("posts", "more"))
    form = WhatIfForm(
        request.GET if is_asked else None, per_piece=per_piece, card=card, currency=currency
    )
    then = None
    if form.is_bound and form.is_valid():
        then = outlook(
            terms,
            n_posts=form.cleaned_data["posts"] or 0,
            minutes=form.minutes,
            per_piece=per_piece,
            hourly=form.hourly,
        )
    return {
        "what_if": form,
        "as_it_goes": outlook(terms),
        "with_it": then,
        "per_piece_takes": per_piece and round(per_piece),
    }


def _left_of_the_fee(period: Period, issued: list[Statement]) -> Decimal | None:
    """What of a flat fee is on no statement yet; None of a fee every month, and before the first."""
    contract = period.contract
    if contract is None or contract.is_monthly or not issued:
        return None
    taken = sum((Decimal(each.figures["fee"]) for each in issued), Decimal(0))
    return max(contract.fee - taken, Decimal(0))


def _by_objective(books: Books, posts: list[Planned]) -> statement_tables.Table | None:
    """What the work cost by what the posts were for; None where no hour has a price or nothing was done."""
    shares = books.cost_shares(queries.out_by_objective(posts))
    return statement_tables.costs_by_objective(shares, books.account.currency) if shares else None


def _ads_parts(agreed: Decimal, spent: Decimal) -> list[tuple[str, int]]:
    inside = min(spent, agreed)
    return [("series-1", int(inside)), ("bad", int(spent - inside))]


def _ways(found: Burn, n_missing: int, books: Books) -> list[tuple[str, Way, Decimal | None, str]]:
    """What would keep the period inside, each with what it saves; of an extra its price and the address that offers it."""
    if found.over <= 0 or books.habits is None:
        return []
    found_ways = ways_inside(
        over=found.over,
        n_missing=n_missing,
        habits=books.habits,
        offered=sum(extra.minutes for extra in books.waiting),
    )
    return [(budget_words.way(each), each, *_offer(each, books.hourly)) for each in found_ways]


def _offer(way: Way, hourly: Fraction | None) -> tuple[Decimal | None, str]:
    """What an extra costs at the rates of the hours so far, and what the form that offers it is filled with."""
    if way.kind != "extra":
        return None, ""
    price = None if hourly is None else in_cents(hourly * way.minutes / 60)
    filled = {"minutes": f"{way.minutes // 60}:{way.minutes % 60:02d}"}
    return price, urlencode(filled if price is None else {**filled, "price": str(price)})


def _worth(
    period: Period, found: Burn, books: Books, months: list[tuple[date, date]]
) -> dict[str, Any]:
    """What an hour earns, extras with a yes included: by contract, at this pace, and in the months before."""
    contract = period.contract
    if contract is None:
        return {}
    at_end = found.at_end if found.at_end else None
    before = [
        (first, worth)
        for first, last in months
        if contract.is_monthly
        and contract.starts_on <= last
        and (worth := _earned(contract, books, first, last)) is not None
    ]
    return {
        "worth_by_contract": contract.hourly,
        "worth_at_end": worth_of_an_hour(contract.fee + books.account.extras, at_end)
        if at_end
        else None,
        "worth_before": before,
    }


def _earned(contract: Contract, books: Books, first: date, last: date) -> Decimal | None:
    paid = contract.fee + books.extra_fee(first, last)
    return worth_of_an_hour(paid, books.done.within(first, last).total)


def _sheet(member: Member, client: Client, today: date, shown: Any) -> dict[str, Any]:
    sheet = hours_queries.sheet(member=member, on=today, client=client)
    lines = shown if shown is not None else shown_lines(sheet, member)
    return {
        "sheet": sheet,
        "lines": lines,
        "on": today,
        "n_chosen": sum(each.is_chosen for each in lines),
        "n_minutes": sum(each.line.minutes for each in lines if each.is_chosen),
        "activities_choices": Activity.choices,
    }


@require_safe
@requires_member
def month_meter(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the pieces agreed for a month are: a part of the calendar, below its days, where coming late pushes nothing. Nothing where none were; by itself it leads to the budget."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    month = _month_asked(request, client.today(now_of(request)))
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('analytics:budget', args=[slug])}?month={month:%Y-%m}")
    found = month_of(client=client, member=member_of(request), on=month_span(month)[1])
    agreed = [piece for piece in found.pieces if piece.included] if found else []
    if found is None or not agreed:
        return HttpResponse()
    context = {
        "client": client,
        "month": month,
        "period": found.period,
        "pieces": [(each, budget_words.bar(each), budget_words.far(each)) for each in agreed],
    }
    return render(request, "analytics/parts/month_meter.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def budget_pieces(request: HttpRequest, slug: str) -> HttpResponse:
    """The posts of a month and what each counts as, a page at a time; who writes posts says otherwise."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    member = member_of(request)
    now = now_of(request)
    today = client.today(now)
    month = _month_asked(request, today)
    if request.method == "POST":
        if not may_here(request, Capability.WRITE_POSTS):
            raise LackingError(Capability.WRITE_POSTS)
        pieces = {
            int(name.removeprefix("piece-")): value
            for name, value in request.POST.items()
            if name.removeprefix("piece-").isdecimal() and value in ("", *Piece.values)
        }
        counting.count_as(by=member, client=client, pieces=pieces, now=now)
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    period = queries.period_of(client=client, on=month_span(month)[1])
    posts = queries.posts_of(client=client, period=period, member=member)
    shown = posts.only("public_id", "title", "text", "language", "piece", "wall_at")
    page = Paginator(shown.order_by("wall_at", "pk"), PIECES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "client": client,
        "month": month,
        "page": page,
        "posts": [
            (post, queries.counts_as("", has_video=post.has_video).label)  # type: ignore[attr-defined]
            for post in page.object_list
        ],
        "choices": Piece.choices,
        "may_write": may_here(request, Capability.WRITE_POSTS),
    }
    return render(request, "analytics/budget_pieces.html", context)
