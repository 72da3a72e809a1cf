"""Releases: the list of a client's, making and changing one, and its live page with the go and the link."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.models import Client, Contact
from editorial.actions import going, releasing, scheduling
from editorial.actions.drafting import BeingSentError, content_of
from editorial.actions.refusals import ScheduleRefusedError
from editorial.contents import PLACEHOLDER
from editorial.forms.releases import LinkForm, ReleaseForm
from editorial.models import Release
from editorial.queries.releases import Sight, choosable, releases_of, sight_of
from editorial.words.releases import countdown, late_words, look_of, out_words
from people.access import member_of, requires_member
from people.clock import database_now
from people.models import Member
from people.roles import Capability, Role


@require_GET
@requires_member
def releases(request: HttpRequest, slug: str) -> HttpResponse:
    """The releases of one client that the member may know of."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    now = database_now()
    found = releases_of(member=member_of(request), client=client)
    rows = [(each, _look(each, now)) for each in found[:100]]
    context = {
        "client": client,
        "coming": [row for row in reversed(rows) if _is_coming(row[0], now)],
        "past": [row for row in rows if not _is_coming(row[0], now)],
        "may_schedule": may_here(request, Capability.SCHEDULE_POSTS),
    }
    return render(request, "editorial/releases.html", context)


def _is_coming(release: Any, now: datetime) -> bool:
    return release.dissolved_at is None and (
        release.due_at > now or (release.n_out < release.n_all and release.go_closes_at > now)
    )


def _look(release: Any, now: datetime) -> Any:
    return look_of(
        has_go=release.go_at is not None,
        is_dissolved=release.dissolved_at is not None,
        opens_at=release.go_opens_at,
        due_at=release.due_at,
        n_out=release.n_out,
        n_all=release.n_all,
        now=now,
    )


@require_http_methods(["GET", "POST"])
@requires_member
def release_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new release; `?post=` ticks the posts somebody came from."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    form = _form(request, client, None)
    if request.method == "POST" and form.is_valid():
        try:
            made = releasing.make_release(client=client, **_given(request, form))
        except (ScheduleRefusedError, BeingSentError) as refusal:
            _put(form, refusal)
        else:
            messages.success(
                request,
                _("The release is made. Schedule its posts, then say go in its last half hour."),
            )
            return redirect(_url(client, made))
    return _form_page(request, client, form, None)


@require_http_methods(["GET", "POST"])
@requires_member
def release_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Another name, moment, circle, or other posts."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    found = _release_or_404(request, client, public_id)
    form = _form(request, client, found)
    if request.method == "POST" and form.is_valid():
        try:
            releasing.change_release(release=found, **_given(request, form))
        except (ScheduleRefusedError, BeingSentError) as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _("Saved. All its posts have the moment of the release."))
            return redirect(_url(client, found))
    return _form_page(request, client, form, found)


@require_POST
@requires_member
def release_dissolve(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """End it; its posts stay."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    found = _release_or_404(request, client, public_id)
    try:
        releasing.dissolve(release=found, member=member_of(request), now=database_now())
    except (ScheduleRefusedError, BeingSentError) as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(client, found))
    messages.success(
        request,
        _(
            "Dissolved. Its posts stay, with their time as a plan: nothing of them goes out by itself."
        ),
    )
    return redirect("editorial:releases", slug=client.slug)


@require_http_methods(["GET", "POST"])
@requires_member
def release(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One release, from its checks to the last post that is out."""
    is_act = request.method == "POST"
    client = client_or_404(
        request, slug, Capability.SCHEDULE_POSTS if is_act else Capability.VIEW_CLIENT
    )
    found = _release_or_404(request, client, public_id)
    is_link = request.POST.get("deed") == "link"
    form = LinkForm(request.POST if is_link else None, initial={"link": found.link})
    if is_act:
        try:
            if _do(request, found, form):
                return redirect(_url(client, found))
        except ScheduleRefusedError as refusal:
            if not is_link:
                messages.error(request, str(refusal))
                return redirect(_url(client, found))
            form.put_refusal(refusal)
    context = {**_seen(request, client, found), "form": form, "placeholder": PLACEHOLDER}
    return render(request, "editorial/release.html", context, status=422 if form.errors else 200)


@require_GET
@requires_member
def release_state(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """How it stands now: the part of the page that asks again by itself."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = _release_or_404(request, client, public_id)
    context = {**_seen(request, client, found), "is_part": True}
    return render(request, "editorial/release_live.html", context)


def _do(request: HttpRequest, found: Release, form: LinkForm) -> bool:
    """Do what was asked for; False when the form wants something else."""
    member, now = member_of(request), database_now()
    match request.POST.get("deed"):
        case "go":
            points = [
                each.words for each in sight_of(found, content_of=content_of, now=now).open_checks
            ]
            going.say_go(release=found, member=member, open_points=points, now=now)
            messages.success(
                request,
                _("Go. It leaves at its hour, and what that hour already found leaves now."),
            )
        case "no_go":
            going.say_no_go(release=found, member=member, now=now)
            messages.success(request, _("No go: nothing of it goes out until somebody says go."))
        case "link":
            if not form.is_valid():
                return False
            link = form.cleaned_data["link"]
            going.set_link(release=found, member=member, link=link, now=now)
            messages.success(
                request, _("The link is set.") if link else _("The link is taken away.")
            )
        case "schedule":
            _schedule_all(request, found, member, now)
    return True


def _schedule_all(request: HttpRequest, found: Release, member: Member, now: datetime) -> None:
    """Schedule each post at the moment of the release, by the rules of scheduling; what is refused is said of each."""
    for line in {
        line.post.pk: line
        for line in sight_of(found, content_of=content_of, now=now).lines
        if line.delivery is None
    }.values():
        try:
            scheduling.schedule(
                post=line.post, member=member, wall_at=found.wall_at, fold=found.fold, now=now
            )
        except (ScheduleRefusedError, BeingSentError) as refusal:
            messages.error(request, f"«{line.post.name}»: {refusal}")


def _release_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Release:
    found = Release.objects.visible_to(member_of(request)).filter(client=client)
    return get_object_or_404(
        found.select_related("client__agency", "go_by__user", "created_by__user"),
        public_id=public_id,
    )


def _url(client: Client, found: Release) -> str:
    return reverse("editorial:release", args=[client.slug, found.public_id])


def _seen(request: HttpRequest, client: Client, found: Release) -> dict[str, Any]:
    now = database_now()
    sight: Sight = sight_of(found, content_of=content_of, now=now)
    return {
        "client": client,
        "release": found,
        "sight": sight,
        "countdown": countdown(found.due_at - now),
        "out_words": out_words(sight.n_out, len(sight.lines)),
        "late_words": late_words(sight.slowest),
        "lines": [(line, late_words(line.late)) for line in sight.lines],
        "is_secret": found.is_secret(now),
        "insiders": found.insiders.select_related("member__user", "contact"),
        "may_schedule": may_here(request, Capability.SCHEDULE_POSTS),
        "now": now,
    }


def _form(request: HttpRequest, client: Client, found: Release | None) -> ReleaseForm:
    member = member_of(request)
    colleagues = (
        Member.objects.active()
        .filter(agency=client.agency, assignments__client=client)
        .exclude(assignments__client=client, assignments__role=Role.MANAGER)
        .select_related("user")
        .order_by("pk")
    )
    asked = request.GET.getlist("post")
    offered = choosable(member=member, client=client, release=found)
    # Whoever writes a post should not lose sight of it unawares.
    writers = {
        str(pk)
        for post in offered
        if str(post.public_id) in asked
        for pk in (post.created_by_id, post.edited_by_id)
    }
    return ReleaseForm(
        request.POST if request.method == "POST" else None,
        zone=client.time_zone,
        choosable=offered,
        members=list(colleagues),
        contacts=list(
            Contact.objects.visible_to(member).filter(client=client).order_by("name", "pk")
        ),
        initial=ReleaseForm.values_of_release(found)
        if found
        else {"posts": asked, "members": writers},
    )


def _given(request: HttpRequest, form: ReleaseForm) -> dict[str, Any]:
    return {
        "member": member_of(request),
        "name": form.cleaned_data["name"],
        "posts": form.chosen_posts,
        "wall_at": form.wall_at,
        "fold": form.cleaned_data["fold"],
        "circle": form.circle,
        "now": database_now(),
    }


def _put(form: ReleaseForm, refusal: Exception) -> None:
    if isinstance(refusal, ScheduleRefusedError):
        form.put_refusal(refusal)
    else:
        form.add_error(None, str(refusal))


def _form_page(
    request: HttpRequest, client: Client, form: ReleaseForm, found: Release | None
) -> HttpResponse:
    context = {"client": client, "form": form, "release": found, "placeholder": PLACEHOLDER}
    status = 422 if form.errors else 200
    return render(request, "editorial/release_form.html", context, status=status)
