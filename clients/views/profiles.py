"""The profiles of a client: what each should say, whose it is, when it is looked at again, its sleep."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import profiles as acts
from clients.forms.profiles import ApproveForm, CareForm, ChangeForm, SleepForm, VersionForm
from clients.models import Channel, Client, Closing, Contact, ProfileTask, ProfileVersion
from clients.queries.profiles import profile_line, profile_lines
from clients.queries.standing_links import dead_standing_links
from clients.words.profiles import said_by
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def profiles(request: HttpRequest, slug: str) -> HttpResponse:
    """All profiles with what is due, what differs and whose they are."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    lines = profile_lines(
        member=member_of(request), client=client, today=client.today(database_now())
    )
    context = {
        "client": client,
        "lines": lines,
        "n_due": sum(line.is_due for line in lines),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "clients/profiles.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def profile(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One profile; each of its forms says by `deed` what it does, and keeps what was typed when it cannot be."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    channel = _channel(request, client, public_id)
    if request.method == "POST":
        client_or_404(request, slug, Capability.EDIT_STRATEGY)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    made = _forms(client, channel, deed, request.POST if deed else None)
    form = made.get(deed)
    if form is not None and form.is_valid():
        try:
            _do(member_of(request), client, channel, deed, form.cleaned_data, database_now())
            messages.success(request, _("Saved."))
            return redirect("clients:profile", slug=client.slug, public_id=public_id)
        except acts.ProfileError as error:
            form.add_error(error.field, str(error))
    now = database_now()
    dead = dead_standing_links(client=client, now=now)
    context = {
        "client": client,
        "line": (line := profile_line(channel, today=client.today(now))),
        "closing": [(each, each in line.closing_done) for each in Closing],
        "dead": [each for each in dead if each.channel == channel],
        "versions": [_shown(version) for version in channel.profile_versions.all()[:20]],
        "forms": made,
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
        "may_check": may_here(request, Capability.CONNECT_CHANNELS) and not channel.is_by_hand,
        "has_contacts": client.contacts.exists(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clients/profile.html", context, status=status)


@require_POST
@requires_member
def profile_wake(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """It is used again."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    channel = _channel(request, client, public_id)
    acts.wake(by=member_of(request), channel=channel, now=database_now())
    messages.success(request, _("%(handle)s is used again.") % {"handle": channel.handle})
    return redirect("clients:profile", slug=client.slug, public_id=public_id)


@require_POST
@requires_member
def profile_closing(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A step on the way to closing it for good is done, or open again."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    channel = _channel(request, client, public_id)
    point = request.POST.get("point", "")
    if point in Closing.values:
        acts.tick_closing(
            by=member_of(request),
            channel=channel,
            point=Closing(point),
            is_done=request.POST.get("done") == "1",
            now=database_now(),
        )
    page = reverse("clients:profile", args=[client.slug, public_id])
    return redirect(f"{page}#closing")


@require_POST
@requires_member
def profile_change_done(
    request: HttpRequest, slug: str, public_id: UUID, task_id: UUID
) -> HttpResponse:
    """A planned change was made on the network."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    channel = _channel(request, client, public_id)
    task = get_object_or_404(ProfileTask, channel=channel, public_id=task_id)
    acts.change_done(by=member_of(request), task=task, now=database_now())
    return redirect("clients:profile", slug=client.slug, public_id=public_id)


def _forms(client: Client, channel: Channel, deed: str, data: Any) -> dict[str, forms.Form]:
    """The page's forms by deed; the one that was sent is bound."""
    care = getattr(channel, "care", None)
    newest = next(iter(channel.profile_versions.all()), None)

    def given(name: str) -> Any:
        return data if deed == name else None

    kept = {"owner": care.owner, "owner_note": care.owner_note, "review_on": care.review_on} if care else {}  # fmt: skip
    return {
        "version": VersionForm(given("version"), network=channel.network, version=newest),
        "approve": ApproveForm(
            given("approve"),
            contacts=Contact.objects.filter(client_id=client.pk),
            initial={
                "number": newest.number if newest else None,
                "on": client.today(database_now()),
            },
        ),
        "care": CareForm(given("care"), initial=kept),
        "sleep": SleepForm(given("sleep"), auto_id="sleep_%s"),
        "change": ChangeForm(given("change")),
    }


def _do(
    by: Any, client: Client, channel: Channel, deed: str, data: dict[str, Any], now: datetime
) -> None:
    match deed:
        case "version":
            acts.write_version(by=by, channel=channel, words=data, now=now)
        case "approve":
            # The version that was read, not one that a colleague wrote meanwhile.
            version = get_object_or_404(channel.profile_versions, number=data.pop("number"))
            acts.approve(by=by, version=version, now=now, **data)
        case "care":
            acts.set_care(by=by, channel=channel, now=now, **data)
        case "sleep":
            acts.put_to_sleep(
                by=by, channel=channel, today=client.today(database_now()), now=now, **data
            )
        case "change":
            acts.plan_change(by=by, channel=channel, now=now, **data)


def _shown(version: ProfileVersion) -> dict[str, Any]:
    return {"version": version, "fields": said_by(version)}


def _channel(request: HttpRequest, client: Client, public_id: UUID) -> Channel:
    mine = (
        Channel.objects.visible_to(member_of(request))
        .select_related("care", "client", "agency")
        .prefetch_related(
            Prefetch(
                "profile_versions",
                ProfileVersion.objects.select_related(
                    "created_by__user", "approval_noted_by__user"
                ),
            ),
            "profile_tasks",
        )
    )
    return get_object_or_404(mine, client_id=client.pk, public_id=public_id)
