"""Posts that repeat: a client's list, setting and changing a pattern, one repeat with its days."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.models import Client
from editorial.actions import repeats
from editorial.actions.drafting import BeingSentError
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.repeats import Changed
from editorial.forms.recurrences import RecurrenceForm
from editorial.models import Recurrence
from editorial.queries.recurrences import going_on_with, lines_of, recurrences_of
from editorial.recurring import AHEAD
from editorial.views.deciding import url_of
from editorial.views.reading import post_or_404
from editorial.words.recurrences import in_words
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def recurrences(request: HttpRequest, slug: str) -> HttpResponse:
    """What repeats of one client."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = recurrences_of(member=member_of(request), client=client)[:100]
    rows = [(each, in_words(each.pattern, each.clock)) for each in found]
    context = {
        "client": client,
        "going_on": [row for row in rows if row[0].ended_at is None],
        "ended": [row for row in rows if row[0].ended_at is not None],
    }
    return render(request, "editorial/recurrences.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def recurrence_new(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Let a post repeat; one that does already leads to its repeat."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    if (present := going_on_with(post)) is not None:
        return redirect("editorial:recurrence", slug=client.slug, public_id=present.public_id)
    if post.wall_at is None:
        messages.info(request, _("Give the post its first day and time, then let it repeat."))
        return redirect(url_of(client, post))
    form = RecurrenceForm(
        request.POST if request.method == "POST" else None,
        zone=client.time_zone,
        starts_on=post.wall_at.date(),
        today=client.today(database_now()),
        initial=RecurrenceForm.values_of_first(post.wall_at),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made, done = repeats.repeat(
                post=post, member=member_of(request), plan=form.plan, now=database_now()
            )
        except ScheduleRefusedError as refusal:
            form.put_refusal(refusal)
        else:
            messages.success(
                request, _said_of(done) or _("Set. Its posts are made six weeks ahead.")
            )
            return redirect("editorial:recurrence", slug=client.slug, public_id=made.public_id)
    context = {"client": client, "post": post, "form": form, "weeks": AHEAD.days // 7}
    status = 422 if form.errors else 200
    return render(request, "editorial/recurrence_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires_member
def recurrence_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Another pattern from now on."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    found = _recurrence_or_404(request, client, public_id)
    form = RecurrenceForm(
        request.POST if request.method == "POST" else None,
        zone=client.time_zone,
        starts_on=found.starts_on,
        today=client.today(database_now()),
        initial=RecurrenceForm.values_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = repeats.change(
                recurrence=found, member=member_of(request), plan=form.plan, now=database_now()
            )
        except (ScheduleRefusedError, BeingSentError) as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _said_of(done) or _("Saved. No post had to change."))
            return redirect("editorial:recurrence", slug=client.slug, public_id=found.public_id)
    context = {"client": client, "post": found.post, "recurrence": found, "form": form}
    context["weeks"] = AHEAD.days // 7
    status = 422 if form.errors else 200
    return render(request, "editorial/recurrence_form.html", context, status=status)


@require_GET
@requires_member
def recurrence(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One repeat with its days."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = _recurrence_or_404(request, client, public_id)
    context = {
        "client": client,
        "recurrence": found,
        "words": in_words(found.pattern, found.clock),
        "lines": lines_of(found, member=member_of(request), now=database_now()),
        "today": client.today(database_now()),
        "may_schedule": may_here(request, Capability.SCHEDULE_POSTS) and found.ended_at is None,
    }
    return render(request, "editorial/recurrence.html", context)


@require_POST
@requires_member
def recurrence_day(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Leave a day out, take it in again, or let the words of its post repeat from there on."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    found = _recurrence_or_404(request, client, public_id)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        messages.success(request, _do(request, found, on))
    except (ScheduleRefusedError, BeingSentError) as refusal:
        messages.error(request, str(refusal))
    return redirect("editorial:recurrence", slug=client.slug, public_id=found.public_id)


def _do(request: HttpRequest, found: Recurrence, on: date) -> str:
    """Do what was asked for; what to say of it."""
    of: dict[str, Any] = {"recurrence": found, "member": member_of(request), "now": database_now()}
    match request.POST.get("deed"):
        case "skip":
            repeats.skip(on=on, **of)
            return _("Left out. What was made for that day is in the archive.")
        case "put_back":
            repeats.put_back(on=on, **of)
            return _("That day is in again.")
        case "words":
            day = get_object_or_404(found.days.select_related("post"), on=on, post__isnull=False)
            assert day.post is not None
            done = repeats.use_words_of(post=day.post, **of)
            return _said_of(done) or _("From here on these words repeat.")
    raise Http404


@require_POST
@requires_member
def recurrence_end(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """End it, with what is made of it or without."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    found = _recurrence_or_404(request, client, public_id)
    try:
        done = repeats.end(
            recurrence=found,
            member=member_of(request),
            puts_away=bool(request.POST.get("puts_away")),
            now=database_now(),
        )
    except (ScheduleRefusedError, BeingSentError) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, " ".join([_("Ended: no more posts are made."), _said_of(done)]))
    return redirect("editorial:recurrence", slug=client.slug, public_id=found.public_id)


def _said_of(done: Changed) -> str:
    """How many posts came of an act, and how many stayed as they were."""
    parts = []
    if done.n_made:
        words = ngettext("%(n)s post is made.", "%(n)s posts are made.", done.n_made)
        parts.append(words % {"n": done.n_made})
    if done.n_changed:
        words = ngettext("%(n)s post is changed.", "%(n)s posts are changed.", done.n_changed)
        parts.append(words % {"n": done.n_changed})
    if done.n_put_away:
        words = ngettext(
            "%(n)s post is in the archive.", "%(n)s posts are in the archive.", done.n_put_away
        )
        parts.append(words % {"n": done.n_put_away})
    if done.n_kept:
        words = ngettext(
            "%(n)s post stays as it is, because somebody has changed it.",
            "%(n)s posts stay as they are, because somebody has changed them.",
            done.n_kept,
        )
        parts.append(words % {"n": done.n_kept})
    return " ".join(parts)


def _recurrence_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Recurrence:
    found = Recurrence.objects.visible_to(member_of(request)).filter(client=client)
    related = ("client__agency", "post", "set_by__user", "ended_by__user")
    return get_object_or_404(found.select_related(*related), public_id=public_id)


def _put(form: RecurrenceForm, refusal: Exception) -> None:
    if isinstance(refusal, ScheduleRefusedError):
        form.put_refusal(refusal)
    else:
        form.add_error(None, str(refusal))
