"""Today: what needs me now, in the order of the time left before harm."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from analytics.queries.missing_figures import missing_of_all
from clients.access import clients_where_may
from clients.models import Client, Offer, Status
from clients.queries import profiles
from clients.queries.fitting import fit_to_review
from community.queries.overdue import overdue
from desk.unblocking import lines
from editorial.queries import attention, coming, commitments, gaps, waiting
from editorial.queries.mentions import mentions_behind
from editorial.queries.outcomes import outcomes
from people.access import member_of, now_of, requires_member
from people.models import Member
from people.roles import Capability, may

# Decisions to look at again that Today shows; each client's own page has all.
MOST_DUE = 5


@require_GET
@requires_member
def today(request: HttpRequest) -> HttpResponse:
    """The agency's home."""
    member = member_of(request)
    now = now_of(request)
    zone = ZoneInfo(member.agency.time_zone)
    today_span = day_of(now, member.agency.time_zone)
    yesterday_span = day_of(today_span[0] - timedelta(hours=1), member.agency.time_zone)
    troubles = attention.troubles(member=member)
    exits = coming.next_exits(member=member, now=now)
    so_far, (out_today, yesterday) = outcomes(
        member=member, now=now, spans=[today_span, yesterday_span]
    )
    decisions = waiting.waiting(member=member)
    planned = coming.planned_drafts(member=member, now=now)
    ahead = gaps.ahead(member=member, now=now)
    committed = commitments.commitments(member=member, now=now)
    has_any = (
        troubles
        or committed
        or ahead.asked
        or ahead.unready
        or ahead.against_rules
        or decisions.mine
        or decisions.clients
        or planned
        or exits
        or ahead.gaps
    )
    # Whoever has something on this page has a client: only an empty page asks, and then nobody waits either.
    has_clients = bool(has_any) or Client.objects.visible_to(member).current().exists()
    to_unblock = lines(
        troubles=troubles[: attention.MOST],
        unready=ahead.unready,
        against_rules=ahead.against_rules,
        commitments=committed,
        overdue=overdue(member=member, now=now) if has_clients else (),
        now=now,
    )
    context = {
        "now": now.astimezone(zone),
        "zone": member.agency.time_zone,
        "asked": ahead.asked,
        "to_unblock": to_unblock,
        "has_more": len(troubles) > attention.MOST,
        "decisions": decisions,
        "exits": exits,
        "first_exit": exits[0] if exits else None,
        "planned": planned,
        "gaps": ahead.gaps,
        "has_clients": has_clients,
        "may_manage": may(member.role, Capability.MANAGE_CLIENTS),
        "may_write": may(member.role, Capability.WRITE_POSTS),
        "may_see_money": may(member.role, Capability.MANAGE_MONEY),
        "n_out": out_today.n_out,
        "so_far": so_far,
        "yesterday": yesterday,
    }
    return render(request, "desk/today.html", context)


@require_GET
@requires_member
def due(request: HttpRequest) -> HttpResponse:
    """What nobody is hurt by today and somebody should look at again: fetched by Today, or by a client's overview
    (`client` in the address), once it stands."""
    member = member_of(request)
    now = now_of(request).astimezone(ZoneInfo(member.agency.time_zone))
    slug = request.GET.get("client", "").replace("\x00", "")
    client = None
    if slug:
        client = get_object_or_404(Client.objects.visible_to(member), slug=slug)
    context = {
        # The overview has the platform fit in its own page.
        "fit_due": [] if client else fit_to_review(member=member, today=now.date())[:MOST_DUE],
        "mentions_behind": [] if client else mentions_behind(member=member, now=now)[:MOST_DUE],
        "figures_missing": [] if client else missing_of_all(member=member, now=now)[:MOST_DUE],
        "offers_ending": _offers_ending(member, client, now.date()),
        "today": now.date(),
        "profiles_due": profiles.due(member=member, client=client, today=now.date()),
        "shows_client": client is None,
    }
    return render(request, "desk/due.html", context)


def _offers_ending(member: Member, client: Client | None, today: date) -> list[Offer]:
    """Of those whose offers the member may write: sent, unanswered, soon over or over lately."""
    mine = clients_where_may(member=member, capability=Capability.MANAGE_CLIENTS)
    mine = mine.exclude(status=Status.ARCHIVED) if client is None else mine.filter(pk=client.pk)
    found = Offer.objects.filter(client__in=mine).ending(today).select_related("client")
    return list(found[:MOST_DUE])


def day_of(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The instants between which a place's present day lies (23, 24 or 25 hours apart)."""
    place = ZoneInfo(zone)
    local = now.astimezone(place).date()
    return (
        datetime.combine(local, time(), place),
        datetime.combine(local + timedelta(days=1), time(), place),
    )
