"""Figures by hand: of a post, of a channel, and a file of both."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from analytics import wording
from analytics.actions import by_hand, importing
from analytics.actions.by_hand import DayFigures, HistoryImported
from analytics.actions.rolling_up import roll_up
from analytics.forms.figures import FiguresForm, ImportForm
from analytics.models.readings import POST_METRICS, PROFILE_METRICS
from analytics.queries import by_hand as queries
from analytics.queries.one_post import publication_or_none
from analytics.words.aims import aim_words
from clients.access import client_or_404
from clients.actions import connecting
from clients.models import Channel, Client
from editorial.models import Publication
from networks.known import KNOWN
from people.access import member_of, requires_member
from people.bodies import takes_up_to
from people.clock import database_now
from people.roles import Capability

N_PREVIEWED = 100


@require_http_methods(["GET", "POST"])
@requires_member
def figures(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A post's figures of a day, written down."""
    client = client_or_404(request, slug, Capability.ENTER_FIGURES)
    publication = publication_or_none(member=member_of(request), client=client, public_id=public_id)
    if publication is None:
        raise Http404
    first_on = client.today(publication.published_at)
    back = reverse("analytics:post", args=[slug, public_id])
    return _write(request, client, publication, publication.channel, first_on=first_on, back=back)


@require_http_methods(["GET", "POST"])
@requires_member
def channel_figures(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A channel's own figures of a day, written down."""
    client = client_or_404(request, slug, Capability.ENTER_FIGURES)
    channel = _channel_or_404(request, client, public_id)
    back = f"{reverse('analytics:results', args=[slug])}?channel={channel.public_id}"
    return _write(request, client, channel, channel, first_on=None, back=back)


def _channel_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Channel:
    mine = Channel.objects.visible_to(member_of(request)).filter(client=client)
    return get_object_or_404(mine.select_related("client", "agency"), public_id=public_id)


def _write(
    request: HttpRequest,
    client: Client,
    subject: Publication | Channel,
    channel: Channel,
    *,
    first_on: date | None,
    back: str,
) -> HttpResponse:
    now = database_now()
    today = client.today(now)
    known = KNOWN.get(channel.network)
    kind = POST_METRICS if isinstance(subject, Publication) else PROFILE_METRICS
    metrics = [name for name in connecting.metrics_by_hand(channel) if name in kind]
    on = _day_asked(request.GET.get("on", ""), today)
    form = FiguresForm(
        request.POST if request.method == "POST" else None,
        metrics=metrics,
        words=dict(known.words) if known else {},
        first_on=first_on,
        today=today,
        initial={
            "on": on,
            **queries.of_day(subject, on=on, metrics=metrics, zone=client.time_zone),
        },
    )
    if form.is_valid():
        _keep(request, subject, form, now)
        return redirect(back)
    written = queries.written(subject, metrics=metrics, zone=client.time_zone)
    # A column for what somebody wrote down at least once.
    shown = [name for name in metrics if any(each.values[name] is not None for each in written)]
    context = {
        "client": client,
        "channel": channel,
        "publication": subject if isinstance(subject, Publication) else None,
        "form": form,
        "back": back,
        "metrics": [wording.metric_name(name) for name in shown],
        "written": [
            (each, [(wording.metric_name(name), each.values[name]) for name in shown])
            for each in written
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/figures.html", context, status=status)


def _keep(
    request: HttpRequest, subject: Publication | Channel, form: FiguresForm, now: datetime
) -> None:
    is_new = by_hand.write_down(
        by=member_of(request),
        subject=subject,
        figures=DayFigures(form.cleaned_data["on"], form.values, is_whole=True),
        now=now,
    )
    if is_new:
        roll_up()
        messages.success(request, _("Written down, as figures by hand."))
    else:
        messages.info(request, _("Nothing changed: these figures were there already."))


def _day_asked(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


@takes_up_to("DATA_UPLOAD_MAX_MEMORY_SIZE")
@require_http_methods(["GET", "POST"])
@requires_member
def import_posts(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A file of past posts and figures: looked at first, then brought in; what cannot come in stays in the form."""
    client = client_or_404(request, slug, Capability.ENTER_FIGURES)
    channel = _channel_or_404(request, client, public_id)
    now = database_now()
    today = client.today(now)
    if request.method == "GET":
        form = ImportForm(today=today, initial={"on": today})
        return _import_page(request, client, channel, form)
    form = ImportForm(request.POST, request.FILES, today=today)
    if not form.is_valid():
        return _import_page(request, client, channel, form, status=422)
    text = form.text
    found = importing.plan(channel=channel, text=text, on=form.cleaned_data["on"], now=now)
    if request.POST.get("deed") != "import" or found.read.problem or not found.read.good:
        again = ImportForm(today=today, initial={"on": form.cleaned_data["on"], "rows": text})
        return _import_page(
            request, client, channel, again, plan=found, status=422 if found.read.problem else 200
        )
    done = importing.carry_out(by=member_of(request), channel=channel, plan=found, now=now)
    roll_up()
    messages.success(request, _said(done))
    if not found.read.bad:
        return redirect(
            f"{reverse('analytics:results', args=[slug])}?channel={channel.public_id}&days=90"
        )
    rest = ImportForm(today=today, initial={"on": form.cleaned_data["on"], "rows": found.read.rest})
    left = importing.plan(
        channel=channel, text=found.read.rest, on=form.cleaned_data["on"], now=now
    )
    return _import_page(request, client, channel, rest, plan=left)


def _said(done: HistoryImported) -> str:
    posts = ngettext("%(n)s post is new", "%(n)s posts are new", done.n_posts)
    known = ngettext("%(n)s was there already", "%(n)s were there already", done.n_known)
    days = ngettext("%(n)s figure line is new", "%(n)s figure lines are new", done.n_readings)
    parts = [posts % {"n": wording.number(done.n_posts)}]
    if done.n_known:
        parts.append(known % {"n": wording.number(done.n_known)})
    parts.append(days % {"n": wording.number(done.n_readings)})
    return _("Imported: %(what)s.") % {"what": ", ".join(parts)}


def _import_page(
    request: HttpRequest,
    client: Client,
    channel: Channel,
    form: ImportForm,
    *,
    plan: importing.Plan | None = None,
    status: int = 200,
) -> HttpResponse:
    metrics = connecting.metrics_by_hand(channel)
    aims = plan.aims if plan else {}
    context = {
        "client": client,
        "channel": channel,
        "form": form,
        "plan": plan,
        "bad": plan.read.bad[:N_PREVIEWED] if plan else [],
        "good": [
            (
                line,
                [(wording.metric_name(name), n) for name, n in line.values.items()],
                aim_words(aims.get(line.number)),
            )
            for line in (plan.read.good[:N_PREVIEWED] if plan else [])
        ],
        "shows_aims": bool(aims),
        "n_hidden": max(len(plan.read.good) - N_PREVIEWED, 0) if plan else 0,
        "post_metrics": [str(wording.metric_name(n)) for n in metrics if n in POST_METRICS],
        "profile_metrics": [str(wording.metric_name(n)) for n in metrics if n in PROFILE_METRICS],
    }
    return render(request, "analytics/import.html", context, status=status)
