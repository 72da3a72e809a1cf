"""Whom a client is compared with: the list, one of them, the weekly form."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import connecting, watching
from clients.forms.competitors import CompetitorForm, NameForm, ProfileForm, SeenForm
from clients.models import Client, Competitor, CompetitorProfile
from clients.queries.competitors import competitor_lines, profile_line, to_write_down
from clients.words.competitors import rivals_word
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def competitors(request: HttpRequest, slug: str) -> HttpResponse:
    """Who they are and how each profile stands; the figures come from analytics, beside the client's own."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    lines = competitor_lines(
        member=member_of(request),
        client=client,
        labels=connecting.network_labels(),
        now=database_now(),
    )
    profiles = [profile for line in lines for profile in line.profiles]
    context = {
        "client": client,
        "lines": lines,
        "word": rivals_word(client),
        "n_waiting": sum(profile.is_waited_for for profile in profiles),
        "has_by_hand": any(not profile.profile.is_read for profile in profiles),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
        "may_compare": may_here(request, Capability.VIEW_RESULTS),
    }
    return render(request, "clients/competitors.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def competitor_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody else to be compared with."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    form = CompetitorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = watching.watch(
                by=member_of(request), client=client, now=database_now(), **form.cleaned_data
            )
        except watching.WatchingError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is watched from now on.") % {"name": made.name})
            return redirect("clients:competitors", slug=client.slug)
    context = {"client": client, "form": form, "word": rivals_word(client)}
    status = 422 if form.is_bound else 200
    return render(request, "clients/competitor_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires_member
def competitor(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One of them: the name, why, the profiles; the form changes the name."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _competitor(request, client, public_id)
    initial = {"name": found.name, "note": found.note}
    form = NameForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            watching.rename(
                by=member_of(request), competitor=found, now=database_now(), **form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return redirect("clients:competitor", slug=client.slug, public_id=public_id)
        except watching.WatchingError as error:
            form.refuse(error)
            found.refresh_from_db()
    return _page(request, client, found, form, ProfileForm())


@require_POST
@requires_member
def competitor_profile_add(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Another profile of theirs."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _competitor(request, client, public_id)
    form = ProfileForm(request.POST)
    if form.is_valid():
        try:
            watching.add_profile(
                by=member_of(request), competitor=found, now=database_now(), **form.cleaned_data
            )
            return redirect("clients:competitor", slug=client.slug, public_id=public_id)
        except watching.WatchingError as error:
            form.refuse(error)
    name_form = NameForm(initial={"name": found.name, "note": found.note})
    return _page(request, client, found, name_form, form)


def _page(
    request: HttpRequest,
    client: Client,
    found: Competitor,
    form: NameForm,
    profile_form: ProfileForm,
) -> HttpResponse:
    now = database_now()
    context = {
        "client": client,
        "competitor": found,
        "form": form,
        "profile_form": profile_form,
        "lines": [
            profile_line(each, labels=connecting.network_labels(), now=now)
            for each in found.profiles.all()
        ],
        "word": rivals_word(client),
    }
    status = 422 if form.is_bound or profile_form.is_bound else 200
    return render(request, "clients/competitor.html", context, status=status)


@require_POST
@requires_member
def competitor_stop(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Nobody looks at them any more."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _competitor(request, client, public_id)
    watching.stop_watching(by=member_of(request), competitor=found, now=database_now())
    messages.success(request, _("%(name)s is no longer watched.") % {"name": found.name})
    return redirect("clients:competitors", slug=client.slug)


@require_POST
@requires_member
def competitor_profile_drop(
    request: HttpRequest, slug: str, public_id: UUID, profile_id: UUID
) -> HttpResponse:
    """A profile that was a mistake."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    profile = _profile(request, client, public_id, profile_id)
    watching.drop_profile(by=member_of(request), profile=profile, now=database_now())
    return redirect("clients:competitor", slug=client.slug, public_id=public_id)


@require_POST
@requires_member
def competitor_look(
    request: HttpRequest, slug: str, public_id: UUID, profile_id: UUID
) -> HttpResponse:
    """Reads a profile at the next opportunity."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    profile = _profile(request, client, public_id, profile_id)
    watching.look_again(profile=profile, now=database_now())
    messages.success(request, _("It is read within a minute."))
    return redirect("clients:competitor", slug=client.slug, public_id=public_id)


@require_http_methods(["GET", "POST"])
@requires_member
def competitors_week(request: HttpRequest, slug: str) -> HttpResponse:
    """The three minutes a week: what the program cannot see, all profiles on one page. What is wrong stays typed."""
    client = client_or_404(request, slug, Capability.ENTER_FIGURES)
    rows = [
        (each, SeenForm(request.POST or None, prefix=f"p{each.profile.pk}", use_required_attribute=False))
        for each in to_write_down(member=member_of(request), client=client)
    ]  # fmt: skip
    if request.method == "POST" and all(form.is_valid() for _each, form in rows):
        now, n = database_now(), 0
        with transaction.atomic():
            for each, form in rows:
                try:
                    watching.write_down(
                        by=member_of(request), profile=each.profile, seen=form.seen(), now=now
                    )
                    n += not form.seen().is_empty
                except watching.WatchingError as error:
                    form.add_error(error.field, str(error))
            if any(form.errors for _each, form in rows):
                transaction.set_rollback(True)
        if not any(form.errors for _each, form in rows):
            words = ngettext("%(n)s profile written down.", "%(n)s profiles written down.", n)
            messages.success(request, words % {"n": n})
            return redirect("clients:competitors", slug=client.slug)
    context = {"client": client, "rows": rows, "word": rivals_word(client)}
    status = 422 if request.method == "POST" else 200
    return render(request, "clients/competitors_week.html", context, status=status)


def _competitor(request: HttpRequest, client: Client, public_id: UUID) -> Competitor:
    mine = Competitor.objects.visible_to(member_of(request)).watched().select_related("client")
    return get_object_or_404(mine, client_id=client.pk, public_id=public_id)


def _profile(
    request: HttpRequest, client: Client, public_id: UUID, profile_id: UUID
) -> CompetitorProfile:
    mine = CompetitorProfile.objects.visible_to(member_of(request)).select_related("competitor")
    return get_object_or_404(
        mine, client_id=client.pk, competitor__public_id=public_id, public_id=profile_id
    )
