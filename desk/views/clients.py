"""The client list, and one client on one page."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from analytics.queries.months import Month, month_of
from analytics.words import budget as budget_words
from clients.access import client_or_404, may_here, may_read_here
from clients.kinds import KINDS, answers
from clients.matters import sections_of
from clients.models import Client, ContactPart, Status
from clients.queries.fitting import fit_to_review
from clients.wording import HEALTH_LOOKS
from clients.words.voice import in_short
from desk import deciding, health
from desk.queries import clients as client_queries
from desk.queries import overview as overview_queries
from desk.queries.account import Account, account_of
from desk.queries.beginning import prospect_steps, steps_of
from desk.templatetags.client_rows import columns
from editorial.queries import attention
from people.access import member_of, now_of, requires_member
from people.roles import Capability, Role, may

PER_PAGE = 25


@require_GET
@requires_member
def clients(request: HttpRequest) -> HttpResponse:
    """The clients of one status side by side; group, words, health, order and page are in the address."""
    member = member_of(request)
    filters = client_queries.Filters.read(request.GET)
    now = now_of(request)
    found = client_queries.client_list(member=member, filters=filters, now=now)
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    here = now.astimezone(ZoneInfo(member.agency.time_zone))
    words = {
        "active": pgettext("clients", "Active"),
        "prospect": pgettext("clients", "Prospects"),
        "paused": pgettext("clients", "Paused"),
        "archived": pgettext("clients", "Archived"),
    }
    context = {
        "rows": [(row, row.checks(here)) for row in page],
        "heads": columns(),
        "own_zone": member.time_zone,
        "page": page,
        "filters": filters,
        "groups": [
            (name, words[name], n)
            for name, n in found.counts.items()
            if n or name in ("active", filters.group)
        ],
        "levels": [
            (name, health.LOOKS[level], found.levels[level])
            for name, level in health.LEVELS.items()
            if found.levels[level] or name == filters.level
        ],
        "orders": {name: _order(request, filters, name) for name in client_queries.SORTS},
        "n_all": sum(found.counts.values()),
        "shows_hours": any(row.hours for row in found.rows),
        "n_group": found.counts[filters.group],
        "may_manage": may(member.role, Capability.MANAGE_CLIENTS),
        "now": here,
    }
    return render(request, "desk/clients.html", context)


def _order(request: HttpRequest, filters: client_queries.Filters, name: str) -> tuple[str, str]:
    """The address that orders by a column (the other way when it already does), and how it runs now."""
    is_current = filters.sort == name
    way = client_queries.SORTS[name]
    if is_current:
        way = "up" if filters.is_down else "down"
    asked = request.GET.copy()
    asked.pop("page", None)
    asked["sort"], asked["dir"] = name, way
    run = ("descending" if filters.is_down else "ascending") if is_current else ""
    return f"?{asked.urlencode()}", run


@require_GET
@requires_member
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The account on one page, before a call."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    member = member_of(request)
    now = now_of(request)
    channels = overview_queries.channels_of(member=member, client=client)
    account = account_of(member=member, client=client)
    days = overview_queries.week(member=member, client=client, now=now)
    lately = overview_queries.out_lately(member=member, client=client, now=now)
    troubles = attention.troubles(member=member, client=client, reconnects=channels)
    here = now.astimezone(ZoneInfo(client.time_zone))
    may_see_money = may_read_here(request, Capability.MANAGE_MONEY)
    today = here.date()
    month = month_of(
        client=client, member=member, on=today, hours_up_to=today if may_see_money else None
    )
    context = {
        "client": client,
        "now": here,
        "fit_due": fit_to_review(member=member, client=client, today=today),
        "days": days,
        "lately": lately,
        "n_out_since": sum(at > account.since for at in lately.moments) if account.since else 0,
        "account": account,
        "waiting": deciding.waiting_of(account, client, may_see_money=may_see_money),
        "troubles": troubles,
        "channels": [(channel, HEALTH_LOOKS[channel.health]) for channel in channels],
        "contacts": [(c, ContactPart(c["part"]).label) for c in account.contacts],
        "team": [(m, Role(m["role"]).label) for m in account.team],
        "voice_in_short": in_short(account.manner),
        "facts": answers(client.kind, client.facts),
        "has_matters": bool(sections_of(client.kind)),
        "n_questions": len(KINDS[client.kind].asked),
        **_month(month, account),
        **_steps(request, client, account),
        "may_write": may_here(request, Capability.WRITE_POSTS),
        "may_manage": may_here(request, Capability.MANAGE_CLIENTS),
        # An archived client is moved on too.
        "may_move": may(getattr(request, "client_role", ""), Capability.MANAGE_CLIENTS),
        "may_meet": may_here(request, Capability.EDIT_STRATEGY),
        "may_connect": may_here(request, Capability.CONNECT_CHANNELS),
        "may_note": client.status != Status.ARCHIVED,
        "me": member.pk,
    }
    return render(request, "desk/overview.html", context)


def _month(month: Month | None, account: Account) -> dict[str, Any]:
    """The sentence of where the month stands, and what was agreed for it, piece by piece."""
    agreed = [piece for piece in month.pieces if piece.included] if month else []
    return {
        "lead": deciding.lead(account, month),
        "period": month.period if month else None,
        "pieces": [(each, budget_words.bar(each), budget_words.far(each)) for each in agreed],
        "keys": budget_words.keys(),
    }


def _steps(request: HttpRequest, client: Client, account: Account) -> dict[str, Any]:
    """The first steps, for as long as they are of use: of a prospect until all are done, of a client until there is a first
    post too, or while there is nobody to talk to or nothing to post on. Whoever rests or is gone begins nothing."""
    if client.status not in (Status.PROSPECT, Status.ACTIVE):
        return {"is_new": False}
    is_prospect = client.status == Status.PROSPECT
    steps = (prospect_steps if is_prospect else steps_of)(client, account.begun)
    still = [step for step in steps if not step.is_done]
    begin_url = reverse("desk:begin", args=[client.slug])
    return {
        "steps": [
            (
                step,
                may_here(request, step.capability),
                # The three questions are on the page of the steps itself.
                step.screens[0][1] if step.screens else f"{begin_url}#step-{n}",
            )
            for n, step in enumerate(steps, start=1)
        ],
        "begin_url": "" if is_prospect else begin_url,
        "n_done": len(steps) - len(still),
        "is_new": any(is_prospect or not account.n_posts or step.is_vital for step in still),
    }
