"""Today: what needs me now, in the order of the time left before harm."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from analytics.queries.missing_figures import missing_of_all
from clients.access import clients_where_may
from clients.models import Client, Offer, Status
from clients.queries import profiles
from clients.queries.competitors import looks_waited_for
from clients.queries.fitting import first_to_review
from clients.queries.sheets import stale_sheets
from community.queries.overdue import overdue
from desk.asleep import part
from desk.own import own_ahead, own_commitments, own_troubles
from desk.queries import live
from desk.queries.falling import falling
from desk.queries.start import Start, start
from desk.unblocking import lines
from editorial.queries import attention, coming, commitments, gaps, waiting
from editorial.queries.mentions import mentions_behind
from editorial.queries.outcomes import outcomes
from people.access import member_of, now_of, requires_member
from people.actions.preferences import choose_own_only
from people.models import Member
from people.queries.duty import on_duty
from people.roles import Capability, Role, may

# In the address: all that the member sees, or what is theirs.
WHOSE = ALL, MINE = ("all", "mine")

# Decisions to look at again that Today shows; each client's own page has all.
MOST_DUE = 5
MOST_ABSENCES = 12


@require_GET
@requires_member
def today(request: HttpRequest) -> HttpResponse:
    """The agency's home: all that the member sees, or what is theirs (`whose` in the address, else as they chose last)."""
    member = member_of(request)
    now = now_of(request)
    zone = ZoneInfo(member.time_zone)
    whose = request.GET.get("whose", "")
    own_only = whose == MINE if whose in WHOSE else member.sees_own_only
    begun = start(member=member, today=now.astimezone(zone).date(), own_only=own_only)
    live.hand_over(request, begun.counts)
    context = {
        "now": now.astimezone(zone),
        "zone": member.time_zone,
        "today": now.astimezone(zone).date(),
        "own_only": own_only,
        "tasks": begun.tasks,
        "has_more_tasks": begun.has_more,
        "is_owner": member.role == Role.OWNER,
        "may_manage": may(member.role, Capability.MANAGE_CLIENTS),
        "may_write": may(member.role, Capability.WRITE_POSTS),
        "may_see_money": may(member.role, Capability.MANAGE_MONEY),
        **_of_the_day(member, now),
        **_ahead(member, now, begun, own_only=own_only),
    }
    return render(request, "desk/today.html", context)


def _of_the_day(member: Member, now: datetime) -> dict[str, Any]:
    """What went out, of all that the member sees."""
    today_span = day_of(now, member.time_zone)
    yesterday_span = day_of(today_span[0] - timedelta(hours=1), member.time_zone)
    so_far, (out_today, yesterday) = outcomes(
        member=member, now=now, spans=[today_span, yesterday_span]
    )
    return {"n_out": out_today.n_out, "so_far": so_far, "yesterday": yesterday}


def _ahead(member: Member, now: datetime, begun: Start, *, own_only: bool) -> dict[str, Any]:
    """What wants somebody, and what comes next."""
    own = begun.own if own_only else None
    troubles = attention.troubles(member=member)
    has_more = len(troubles) > attention.MOST
    ahead = gaps.ahead(member=member, now=now)
    committed = commitments.commitments(member=member, now=now)
    if own:
        troubles = own_troubles(troubles, own)
        ahead, committed = own_ahead(ahead, own), own_commitments(committed, own)
    exits = coming.next_exits(member=member, now=now, own=own)
    found = lines(
        troubles=troubles[: attention.MOST],
        unready=ahead.unready,
        against_rules=ahead.against_rules,
        commitments=committed,
        # Whoever sees no client sees nobody who waits.
        overdue=overdue(member=member, now=now, own=own) if begun.has_clients else (),
        now=now,
    )
    to_unblock, asleep = part(found, begun.put_off, now)
    return {
        "asked": ahead.asked,
        "to_unblock": to_unblock,
        "asleep": asleep,
        "has_more": has_more,
        "decisions": waiting.waiting(member=member, own=own),
        "exits": exits,
        "first_exit": exits[0] if exits else None,
        "planned": coming.planned_drafts(member=member, now=now, own=own),
        "gaps": ahead.gaps,
        "has_clients": begun.has_clients,
    }


@require_POST
@requires_member
def whose(request: HttpRequest) -> HttpResponse:
    """Chooses between all and one's own, and keeps it for the next time."""
    chosen = request.POST.get("whose", "")
    chosen = chosen if chosen in WHOSE else ALL
    choose_own_only(member=member_of(request), own_only=chosen == MINE)
    return redirect(f"{reverse('desk:today')}?whose={chosen}")


@require_GET
@requires_member
def due(request: HttpRequest) -> HttpResponse:
    """What nobody is hurt by today and somebody should look at again: fetched by Today, or by a client's overview
    (`client` in the address), once it stands."""
    member = member_of(request)
    now = now_of(request).astimezone(ZoneInfo(member.time_zone))
    slug = request.GET.get("client", "").replace("\x00", "")
    client = None
    if slug:
        client = get_object_or_404(Client.objects.visible_to(member), slug=slug)
    is_of_all = client is None
    context = {
        "absences": falling(member=member, today=now.date(), most=MOST_ABSENCES)
        if is_of_all
        else [],
        "on_duty": on_duty(agency=member.agency, now=now) if is_of_all else [],
        # The overview has the platform fit in its own page.
        "fit_due": []
        if client
        else first_to_review(member=member, today=now.date(), most=MOST_DUE),
        "mentions_behind": [] if client else mentions_behind(member=member, now=now)[:MOST_DUE],
        "figures_missing": [] if client else missing_of_all(member=member, now=now)[:MOST_DUE],
        "looks_waited": looks_waited_for(member=member, client=client, now=now, most=MOST_DUE),
        "stale_sheets": stale_sheets(member=member, now=now)[:MOST_DUE]
        if is_of_all and may(member.role, Capability.MANAGE_CLIENTS)
        else [],
        "offers_ending": _offers_ending(member, client, now.date()),
        "today": now.date(),
        "zone": member.time_zone,
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
