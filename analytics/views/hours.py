"""One's own hours, of all clients: a day's sheet to confirm, the timer, the week as a grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.forms.hours import LineForm, SpanField
from analytics.queries import hours as queries
from analytics.queries import hours_ending as ending_queries
from analytics.words import budget as budget_words
from analytics.words import hours as hours_words
from clients.access import clients_where_may
from clients.models import Client
from clients.work import Activity
from editorial.actions import effort
from editorial.actions.effort import EffortError
from editorial.effort import Line
from editorial.models import TimeEntry
from people import cldr
from people.access import member_of, requires
from people.clock import database_now
from people.models import Member
from people.roles import Capability

# So many clients stand on Today; all of them have their own page.
MOST_ENDING = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposed line as the sheet shows it; `typed` is what somebody wrote into its length."""

    line: Line
    client: Client
    title: str
    reason: str
    typed: str
    activity: str
    is_chosen: bool
    error: str = ""


@require_http_methods(["GET", "POST"])
@requires(Capability.LOG_TIME)
def all_hours(request: HttpRequest) -> HttpResponse:
    """A day of one's own: what is proposed, what is confirmed."""
    member = member_of(request)
    now = database_now()
    on = day_asked(request, member, now)
    if request.method == "POST":
        answer = confirm_sheet(request, member, on=on)
        if isinstance(answer, HttpResponse):
            return answer
        return render(
            request, "analytics/hours.html", _context(member, on, now, shown=answer), status=422
        )
    return render(request, "analytics/hours.html", _context(member, on, now))


def day_asked(request: HttpRequest, member: Member, now: datetime) -> date:
    """The day of the address or the form, never one to come; today where it names none."""
    today = effort.today_of(member, now)
    try:
        asked = date.fromisoformat(request.POST.get("on") or request.GET.get("on", ""))
    except ValueError:
        return today
    return min(asked, today)


def _context(
    member: Member,
    on: date,
    now: datetime,
    *,
    shown: list[Shown] | None = None,
    form: LineForm | None = None,
) -> dict[str, Any]:
    clients = clients_of(member)
    sheet = queries.sheet(member=member, on=on, clients=clients)
    today = effort.today_of(member, now)
    lines = shown if shown is not None else shown_lines(sheet, member)
    return {
        "on": on,
        "today": today,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1) if on < today else None,
        "sheet": sheet,
        "lines": lines,
        "n_chosen": sum(each.is_chosen for each in lines),
        "n_minutes": sum(each.line.minutes for each in lines if each.is_chosen),
        "activities": Activity.choices,
        "week": queries.week_of(member=member, on=on),
        **timer_of(member, now),
        "now": now,
        "form": form or LineForm(clients=clients),
        "zone": member.agency.time_zone,
    }


def timer_of(member: Member, now: datetime) -> dict[str, Any]:
    """What analytics/parts/timer.html shows of one's clock."""
    timer = queries.running_timer(member=member)
    seconds = max(int((now - timer.started_at).total_seconds()), 0) if timer else 0
    hours, rest = divmod(seconds, 3600)
    clock = f"+{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
    return {"timer": timer, "timer_seconds": seconds, "timer_clock": clock}


def clients_of(member: Member) -> Any:
    """The clients one may note hours for: those one sees, by name."""
    return Client.objects.visible_to(member).current()


def shown_lines(
    sheet: queries.Sheet, member: Member, typed: dict[str, tuple[str, str, bool, str]] | None = None
) -> list[Shown]:
    """The proposed lines in words; `typed` keeps what somebody wrote: length, activity, chosen, error by key."""
    zone = ZoneInfo(member.agency.time_zone)
    found = []
    for line in sheet.lines:
        usual = f"{line.minutes // 60}:{line.minutes % 60:02d}"
        length, activity, is_chosen, error = (typed or {}).get(
            line.key, (usual, str(line.activity), typed is None, "")
        )
        found.append(
            Shown(
                line=line,
                client=sheet.clients[line.client_id],
                title=hours_words.title(line),
                reason=hours_words.reason(line, zone),
                typed=length,
                activity=activity,
                is_chosen=is_chosen,
                error=error,
            )
        )
    return found


def confirm_sheet(
    request: HttpRequest, member: Member, *, on: date, client: Client | None = None
) -> HttpResponse | list[Shown]:
    """Confirms the ticked lines, all or none; else the lines as they were typed, with what is wrong."""
    sheet = queries.sheet(member=member, on=on, client=client)
    ticked = set(request.POST.getlist("line"))
    chosen: list[effort.Confirmed] = []
    typed: dict[str, tuple[str, str, bool, str]] = {}
    is_wrong = False
    for line in sheet.lines:
        length = request.POST.get(f"minutes-{line.key}", "")
        activity = request.POST.get(f"activity-{line.key}", "")
        activity = activity if activity in Activity.values else str(line.activity)
        error = ""
        if line.key in ticked:
            try:
                minutes = SpanField(required=False).clean(length)
            except forms.ValidationError as wrong:
                error, is_wrong = wrong.messages[0], True
            else:
                chosen.append(
                    effort.Confirmed(line, sheet.clients[line.client_id], minutes, activity)
                )
        typed[line.key] = (length, activity, line.key in ticked, error)
    if is_wrong:
        return shown_lines(sheet, member, typed)
    try:
        total = effort.confirm(by=member, on=on, lines=chosen, now=database_now())
    except EffortError as refused:
        messages.error(request, str(refused))
        return shown_lines(sheet, member, typed)
    if chosen:
        messages.success(request, _("Confirmed: %(span)s.") % {"span": cldr.span(total)})
    return HttpResponseRedirect(_back(request, on))


def _back(request: HttpRequest, on: date) -> str:
    """Where the form was: the page says so; else the day."""
    back = request.POST.get("back", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return f"{reverse('analytics:all_hours')}?on={on.isoformat()}"


@require_POST
@requires(Capability.LOG_TIME)
def hours_add(request: HttpRequest) -> HttpResponse:
    """Adds a line of one's own to a day."""
    member = member_of(request)
    now = database_now()
    on = day_asked(request, member, now)
    form = LineForm(request.POST, clients=clients_of(member))
    if form.is_valid():
        try:
            effort.log_time(by=member, on=on, now=now, **form.cleaned_data)
        except EffortError as refused:
            form.add_error("minutes", str(refused))
        else:
            return HttpResponseRedirect(_back(request, on))
    context = _context(member, on, now, form=form)
    return render(request, "analytics/hours.html", context, status=422)


@require_POST
@requires(Capability.LOG_TIME)
def hours_entry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Corrects a line of one's own; a length of nothing takes it away."""
    member = member_of(request)
    mine = TimeEntry.objects.of(member).select_related("client")
    entry: TimeEntry = get_object_or_404(mine, public_id=public_id)
    try:
        minutes = SpanField(required=False).clean(request.POST.get("minutes", ""))
        effort.change_entry(
            by=member, entry=entry, minutes=minutes, activity=entry.activity, note=entry.note,
            now=database_now(),
        )  # fmt: skip
    except forms.ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    except EffortError as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(_back(request, entry.on))


def _tell_stopped(request: HttpRequest, stopped: effort.Stopped | None) -> None:
    """What the clock wrote down; of one that was forgotten also that its day had no more room, and where to put it right."""
    if stopped is None:
        return
    entry = stopped.entry
    words = {"span": cldr.span(entry.minutes), "client": entry.client}
    if not stopped.is_cut:
        messages.success(request, _("%(span)s noted for %(client)s.") % words)
        return
    more = {"ran": cldr.span(stopped.ran), "day": cldr.day(entry.on, "EEEE d MMMM")}
    said = _(
        "The timer for %(client)s ran %(ran)s. Only %(span)s are noted, on %(day)s: a day has no more hours. If it was forgotten, put the line right there."
    )
    messages.warning(request, cldr.spoken(said % (words | more)))


@require_POST
@requires(Capability.LOG_TIME)
def hours_timer(request: HttpRequest) -> HttpResponse:
    """Starts, stops or discards one's clock."""
    member = member_of(request)
    now = database_now()
    deed = request.POST.get("deed", "")
    try:
        if deed == "start":
            client = get_object_or_404(clients_of(member), slug=request.POST.get("client", ""))
            activity = request.POST.get("activity", "")
            activity = activity if activity in Activity.values else Activity.OTHER
            _tell_stopped(
                request, effort.start_timer(by=member, client=client, activity=activity, now=now)
            )
        elif deed == "stop":
            _tell_stopped(request, effort.stop_timer(by=member, now=now))
        elif deed == "discard":
            effort.discard_timer(by=member)
    except EffortError as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(_back(request, effort.today_of(member, now)))


@require_http_methods(["GET", "POST"])
@requires(Capability.LOG_TIME)
def hours_week(request: HttpRequest) -> HttpResponse:
    """The week as a grid: clients and activities down, days across."""
    member = member_of(request)
    now = database_now()
    on = day_asked(request, member, now)
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    today = effort.today_of(member, now)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = _write_grid(request, member, days, today)
        if not wrong:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('analytics:hours_week')}?on={monday.isoformat()}")
    rows = []
    for row in queries.grid(member=member, on=on):
        name = f"{row.client.slug}--{row.activity}"
        cells = [_cell(request, name, day, row.written.get(day, 0)) for day in days]
        others = sum(row.others.values())
        label = Activity(row.activity).label
        hears = f"{row.client.name}, {label}"
        rows.append((row, label, name, hears, list(zip(days, cells, strict=True)), others))
    context = {
        "days": days,
        "today": today,
        "rows": rows,
        "new_cells": [(day, _cell(request, "new", day, 0)) for day in days],
        "new_client": request.POST.get("new-client", ""),
        "new_activity": request.POST.get("new-activity", ""),
        "clients": clients_of(member),
        "activities": Activity.choices,
        "wrong": list(wrong.values()),
        "on": on,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7) if monday + timedelta(days=7) <= today else None,
    }
    return render(request, "analytics/hours_week.html", context, status=422 if wrong else 200)


def _cell(request: HttpRequest, name: str, day: date, minutes: int) -> str:
    """What stands in a cell: what was typed, else what is written down."""
    typed = request.POST.get(f"{name}--{day.isoformat()}")
    if typed is not None:
        return typed
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes else ""


def _write_grid(
    request: HttpRequest, member: Member, days: list[date], today: date
) -> dict[str, str]:
    """Writes every cell that changed, or says what is wrong with which; the others are kept."""
    clients = {client.slug: client for client in clients_of(member)}
    names = {
        name.rpartition("--")[0]
        for name in request.POST
        if name.count("--") > 1 or name.startswith("new--")
    }
    wrong: dict[str, str] = {}
    for name in sorted(names):
        slug, _dash, activity = name.rpartition("--")
        if name == "new":
            slug = request.POST.get("new-client", "")
            activity = request.POST.get("new-activity", "")
        client = clients.get(slug)
        for day in days:
            key = f"{name}--{day.isoformat()}"
            text = request.POST.get(key, "").strip()
            if day > today or (name == "new" and not text):
                continue
            try:
                if client is None or activity not in Activity.values:
                    raise EffortError(_("Choose a client and an activity for the new row."))
                minutes = SpanField(required=False).clean(text)
                effort.set_cell(
                    by=member,
                    client=client,
                    on=day,
                    activity=activity,
                    minutes=minutes,
                    now=database_now(),
                )
            except forms.ValidationError as error:
                wrong[key] = f"{cldr.day(day, 'EEE d MMM')}: {error.messages[0]}"
            except EffortError as refused:
                wrong[key] = f"{cldr.day(day, 'EEE d MMM')}: {refused}"
    return wrong


@require_safe
@requires(Capability.MANAGE_MONEY)
def hours_ending(request: HttpRequest) -> HttpResponse:
    """Whose hours end before their period does: a part of Today; by itself it leads to one's own hours."""
    if not request.headers.get("HX-Request"):
        return redirect("analytics:all_hours")
    member = member_of(request)
    clients = clients_where_may(member=member, capability=Capability.MANAGE_MONEY)
    today = effort.today_of(member, database_now())
    found = ending_queries.hours_ending(clients=clients, today=today)[:MOST_ENDING]
    context = {"ending": [(each, budget_words.ending(each.burn)) for each in found]}
    return render(request, "analytics/parts/hours_ending.html", context)
