"""Costs, boosts and extras of a client, under Budget and hours. For who may see money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.boosts_coming_in import Books, added_up, beside
from analytics.forms.money import BoostFileForm, BoostForm, CostForm, ExtraForm
from analytics.queries.ads_spent import ads_spent
from analytics.reading_boosts import BoostFile, read_boosts, with_posts
from analytics.words import budget as budget_words
from clients.access import client_or_404, may_here
from clients.models import Client
from clients.queries.contracts import contract_on, month_span, prices_on
from clients.rate_card import RateCard
from clients.work import Currency
from editorial.actions import money
from editorial.actions.money import MoneyError
from editorial.lifecycle import VoiceWay
from editorial.models import Boost, Cost, Extra, Post
from editorial.queries.money_written import boosts_of, costs_of, extras_of
from editorial.queries.naming import Offered, offered, post_named, posts_linked
from people import cldr
from people.access import member_of, now_of, requires_member
from people.clock import database_now
from people.roles import Capability


def _client(request: HttpRequest, slug: str) -> Client:
    return client_or_404(request, slug, Capability.MANAGE_MONEY)


def _currency(client: Client, today: date) -> str:
    contract = contract_on(client=client, on=today)
    return contract.currency if contract else Currency.EUR.value


def _posts(request: HttpRequest, client: Client, own: Post | None = None) -> list[Offered]:
    """The latest posts, the one that the address asks for though it is older, and `own`, which an amount has already."""
    member = member_of(request)
    posts = offered(member=member, client=client)
    asked = request.POST.get("post") or request.GET.get("post", "")
    if asked and all(each.key != asked for each in posts):
        older = post_named(member=member, client=client, public_id=asked)
        posts += [Offered(str(older.public_id), older.name, older.wall_at)] if older else []
    if own is not None and all(each.key != str(own.public_id) for each in posts):
        # It may be a post that this member does not see: named as anybody may read it, and kept if nobody changes it.
        posts.append(Offered(str(own.public_id), str(own.name_aloud(now_of(request))), None))
    return posts


def _said(
    request: HttpRequest, client: Client, form: CostForm | BoostForm, own: Post | None = None
) -> dict[str, Any]:
    """What the form says, with the post itself; `own` is the one it had."""
    said = dict(form.cleaned_data)
    key = said.pop("post")
    if own is not None and key == str(own.public_id):
        return {**said, "post": own}
    post = post_named(member=member_of(request), client=client, public_id=key) if key else None
    return {**said, "post": post}


@require_safe
@requires_member
def budget_money(request: HttpRequest, slug: str) -> HttpResponse:
    """What was bought, boosted and offered, and the forms for more."""
    client = client_or_404(request, slug, Capability.MANAGE_MONEY, also_archived=True)
    return _page(request, client)


def _page(request: HttpRequest, client: Client, status: int = 200, **forms: Any) -> HttpResponse:
    now = now_of(request)
    today = client.today(now)
    posts = _posts(request, client)
    asked = request.GET.get("post", "")
    opened = asked if any(each.key == asked for each in posts) else ""
    prices = prices_on(client=client, on=today)
    usual: dict[str, Any] = {"currency": prices[1]}
    of_post = {**usual, "post": opened}
    context = {
        "client": client,
        "costs": costs_of(client=client, now=now),
        "boosts": boosts_of(client=client, now=now),
        "is_for_a_post": bool(opened),
        "extras": extras_of(client=client),
        "ways": VoiceWay.choices,
        "may_change": may_here(request, Capability.MANAGE_MONEY),
        "cost_form": CostForm(posts=posts, initial={**of_post, "on": today}, auto_id="cost_%s"),
        "boost_form": BoostForm(
            client=client,
            posts=posts,
            initial={**of_post, "starts_on": today, "ends_on": month_span(today)[1]},
            auto_id="boost_%s",
        ),
        "file_form": BoostFileForm(auto_id="file_%s"),
        "ads": [
            (each, budget_words.ads_spent(each))
            for each in ads_spent(clients=Client.objects.filter(pk=client.pk), on=today)
        ],
        "is_for_an_extra": any(name in request.GET for name in _PROPOSED),
        **forms,
    }
    if "extra_form" not in context:
        context["extra_form"] = _extra_form(prices, None, proposed=request.GET)
    return render(request, "analytics/budget_money.html", context, status=status)


@require_POST
@requires_member
def budget_cost(request: HttpRequest, slug: str) -> HttpResponse:
    """Writes a cost down."""
    client = _client(request, slug)
    form = CostForm(request.POST, posts=_posts(request, client), auto_id="cost_%s")
    if form.is_valid():
        try:
            money.write_cost(
                by=member_of(request),
                client=client,
                now=database_now(),
                **_said(request, client, form),
            )
        except MoneyError as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("The cost is written down."))
            return redirect("analytics:budget_money", slug=client.slug)
    return _page(request, client, 422, cost_form=form)


@require_POST
@requires_member
def budget_boost(request: HttpRequest, slug: str) -> HttpResponse:
    """Writes a boost down."""
    client = _client(request, slug)
    form = BoostForm(request.POST, client=client, posts=_posts(request, client), auto_id="boost_%s")
    if form.is_valid():
        try:
            money.write_boost(
                by=member_of(request),
                client=client,
                now=database_now(),
                **_said(request, client, form),
            )
        except MoneyError as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("The boost is written down."))
            _warn_of_ads(request, client, form.cleaned_data)
            return redirect("analytics:budget_money", slug=client.slug)
    return _page(request, client, 422, boost_form=form)


def _warn_of_ads(request: HttpRequest, client: Client, said: dict[str, Any]) -> None:
    """What of the money agreed for ads a boost takes too much of, and in which month it counts: said, never refused."""
    mine = Client.objects.filter(pk=client.pk)
    for found in ads_spent(clients=mine, on=said["starts_on"]):
        if words := budget_words.ads_spent(found):
            messages.warning(request, words)
        if found.contract.is_monthly and (
            words := budget_words.runs_into_another_month(said["starts_on"], said["ends_on"])
        ):
            messages.info(request, words)


@require_http_methods(["GET", "POST"])
@requires_member
def budget_change(request: HttpRequest, slug: str, kind: str, public_id: UUID) -> HttpResponse:
    """Corrects a cost or a boost: what, when, how much, and the post it is for."""
    client = _client(request, slug)
    with_post = ("client", "post__release")
    asked: dict[str, Any] = {"client": client, "public_id": public_id}
    row: Cost | Boost
    if kind == "cost":
        row = get_object_or_404(Cost.objects.select_related(*with_post), **asked)
    elif kind == "boost":
        row = get_object_or_404(Boost.objects.select_related(*with_post), **asked)
    else:
        raise Http404
    posts = _posts(request, client, row.post)
    initial = {**model_to_dict(row), "post": str(row.post.public_id) if row.post else ""}
    held: dict[str, Any] = {"data": request.POST or None, "posts": posts, "initial": initial}
    form = CostForm(**held) if kind == "cost" else BoostForm(client=client, **held)
    if form.is_valid():
        said = _said(request, client, form, row.post)
        by, now = member_of(request), database_now()
        try:
            if isinstance(row, Cost):
                money.change_cost(by=by, cost=row, now=now, **said)
            else:
                money.change_boost(by=by, boost=row, now=now, **said)
        except MoneyError as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("Saved."))
            if kind == "boost":
                _warn_of_ads(request, client, form.cleaned_data)
            return redirect("analytics:budget_money", slug=client.slug)
    context = {"client": client, "row": row, "form": form, "is_cost": kind == "cost"}
    status = 422 if form.is_bound else 200
    return render(request, "analytics/budget_change.html", context, status=status)


@require_POST
@requires_member
def budget_boosts(request: HttpRequest, slug: str) -> HttpResponse:
    """Reads an export and shows what it would bring; with the deed, takes it over."""
    client = _client(request, slug)
    form = BoostFileForm(request.POST, request.FILES, auto_id="file_%s")
    if not form.is_valid():
        return _page(request, client, 422, file_form=form)
    text, mark = form.cleaned_data["rows"], form.cleaned_data["mark"]
    found = _read(request, client, text, mark)
    if request.POST.get("deed") == "import" and found.good and not found.problem:
        try:
            n_new, n_known = money.import_boosts(
                by=member_of(request), client=client, now=database_now(),
                lines=[dict(line.values) for line in found.good],
            )  # fmt: skip
        except MoneyError as refused:
            messages.error(request, str(refused))
        else:
            words = {"new": n_new, "known": n_known}
            messages.success(request, _("%(new)s new, %(known)s brought up to date.") % words)
            if not found.rest:
                return redirect("analytics:budget_money", slug=client.slug)
            # What was refused stays to be corrected, and is read as the whole file was.
            text, mark = found.rest, found.decimal
            found = _read(request, client, text, mark)
    again = BoostFileForm({"rows": text, "mark": mark})
    again.is_valid()
    return _page(request, client, 422 if found.problem else 200, file_form=again, read=found)


def _read(request: HttpRequest, client: Client, text: str, mark: str) -> BoostFile:
    """The export, with what the client's posts, contracts, issued days and known boosts say of each row."""
    usual = _currency(client, client.today(database_now()))
    found = added_up(read_boosts(text, currency=usual, mark=mark))
    links = {line.post for line in found.lines if line.post}
    found = with_posts(found, posts_linked(member=member_of(request), client=client, links=links))
    keys = [line.values["source_key"] for line in found.lines]
    known = Boost.objects.filter(client=client, source_key__in=keys)
    by_hand = money.boosts_by_hand(client=client, lines=[line.values for line in found.lines])
    books = Books(
        known={**by_hand, **{each.source_key: each for each in known}},
        closed=[(each.first_on, each.last_on) for each in client.closed_periods.all()],
        contracts=list(client.contracts.all()),
    )
    return beside(found, books)


# What the address may say of an extra to offer, where a page proposes one.
_PROPOSED = ("what", "activity", "minutes", "price")


def _extra_form(
    prices: tuple[RateCard, str],
    data: Mapping[str, Any] | None,
    *,
    proposed: Mapping[str, str] | None = None,
) -> ExtraForm:
    card, currency = prices
    known = {name: proposed[name] for name in _PROPOSED if name in (proposed or {})}  # type: ignore[index]
    return ExtraForm(
        data, card=card, currency=currency, initial={**known, "currency": currency},
        auto_id="extra_%s",
    )  # fmt: skip


@require_POST
@requires_member
def budget_extra(request: HttpRequest, slug: str) -> HttpResponse:
    """Offers an extra; without a price, at the rate."""
    client = _client(request, slug)
    prices = prices_on(client=client, on=client.today(now_of(request)))
    form = _extra_form(prices, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            money.offer_extra(
                by=member_of(request), client=client, what=data["what"], minutes=data["minutes"],
                price=data["price"], currency=data["currency"], now=database_now(),
            )  # fmt: skip
        except MoneyError as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            price = cldr.money(data["price"], data["currency"])
            messages.success(
                request,
                _("Offered at %(price)s: the client finds it behind their link.")
                % {"price": price},
            )
            return redirect("analytics:budget_money", slug=client.slug)
    return _page(request, client, 422, extra_form=form)


@require_POST
@requires_member
def budget_settle(request: HttpRequest, slug: str, kind: str, public_id: UUID) -> HttpResponse:
    """Takes a cost or a boost away; settles an extra: by voice, given, taken back."""
    client = _client(request, slug)
    by, now = member_of(request), database_now()
    deed = request.POST.get("deed", "")
    try:
        if kind == "cost":
            cost = get_object_or_404(Cost, client=client, public_id=public_id)
            money.remove_cost(by=by, cost=cost, now=now)
        elif kind == "boost":
            boost = get_object_or_404(Boost, client=client, public_id=public_id)
            money.remove_boost(by=by, boost=boost, now=now)
        elif kind == "extra":
            extra = get_object_or_404(Extra, client=client, public_id=public_id)
            if deed == "give":
                money.give_extra(by=by, extra=extra, now=now)
            elif deed == "withdraw":
                money.withdraw_extra(by=by, extra=extra, now=now)
            else:
                money.answer_by_voice(
                    by=by, extra=extra, is_yes=deed == "yes", who=request.POST.get("who", ""),
                    how=request.POST.get("how", ""), now=now,
                )  # fmt: skip
        else:
            raise Http404
    except MoneyError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect("analytics:budget_money", slug=client.slug)
