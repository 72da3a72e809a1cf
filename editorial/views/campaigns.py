"""A client's campaigns: their list, beginning, changing and ending one; putting posts into it and saying which goes first.

The page of one stands above, where figures are: analytics/views/campaigns.py.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import client_or_404, may_here
from clients.models import Client, Goal
from editorial.actions import campaigns as actions
from editorial.actions.drafting import BeingSentError
from editorial.actions.placing import PlaceRefusedError
from editorial.forms.campaigns import CampaignForm
from editorial.models import Campaign, Post
from editorial.queries.campaigns import campaigns_of, look
from people.access import member_of, requires_member
from people.clock import database_now
from people.ids import read_id
from people.roles import Capability


@require_safe
@requires_member
def campaigns(request: HttpRequest, slug: str) -> HttpResponse:
    """The campaigns that go on, and those that are over."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    today = client.today(database_now())
    found = list(campaigns_of(client=client, member=member_of(request)))
    rows = [(each, look(each, today=today)) for each in found]
    context = {
        "client": client,
        "going_on": [row for row in reversed(rows) if row[0].is_going_on(today)],
        "over": [row for row in rows if not row[0].is_going_on(today)],
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "editorial/campaigns.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def campaign_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a campaign."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write(request, client, None)


@require_http_methods(["GET", "POST"])
@requires_member
def campaign_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Other words, other days; or its end."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write(request, client, _campaign_or_404(client, public_id))


def _write(request: HttpRequest, client: Client, found: Campaign | None) -> HttpResponse:
    form = CampaignForm(
        request.POST if request.method == "POST" else None,
        goals=list(Goal.objects.filter(client=client, closed_at=None)),
        campaign=found,
        is_word_fixed=found is not None and actions.is_word_out(found),
    )
    if form.is_valid():
        by, now = member_of(request), database_now()
        try:
            if found is None:
                kept = actions.begin_campaign(by=by, client=client, facts=form.facts, now=now)
            else:
                kept = actions.change_campaign(by=by, campaign=found, facts=form.facts, now=now)
        except actions.CampaignRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            words = _("Campaign saved.") if found else _("It is begun. Now put its posts into it.")
            messages.success(request, words)
            return redirect("analytics:campaign", client.slug, kept.public_id)
    context = {"client": client, "form": form, "campaign": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "editorial/campaign_form.html", context, status=status)


@require_POST
@requires_member
def campaign_end(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """End it before its last day, or take it up again."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found, by, now = _campaign_or_404(client, public_id), member_of(request), database_now()
    if request.POST.get("deed") == "reopen":
        actions.take_up_again(by=by, campaign=found, now=now)
        messages.success(request, _("It is taken up again."))
    else:
        actions.end_campaign(by=by, campaign=found, now=now)
        messages.success(request, _("It is ended. Its posts stay in it and go out as planned."))
    return redirect("analytics:campaign", slug, public_id)


@require_POST
@requires_member
def campaign_post(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Put a post into the campaign, take it out, or say what it goes after."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    found, by, now = _campaign_or_404(client, public_id), member_of(request), database_now()
    post = _post_or_404(request, client, request.POST.get("post", ""))
    key = request.POST.get("after", "")
    after = _post_or_404(request, client, key) if key else None
    try:
        if request.POST.get("deed") == "out":
            is_unsettled = actions.take_out(by=by, post=post, now=now)
            words = _("“%(post)s” is taken out of the campaign.")
        else:
            is_unsettled = actions.put_in(by=by, post=post, campaign=found, after=after, now=now)
            words = _("Saved: “%(post)s”.")
    except (PlaceRefusedError, BeingSentError) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words % {"post": post.name or _("Post without words")})
        if is_unsettled:
            messages.warning(
                request,
                _("Its link carries another word now: it has to be agreed and scheduled again."),
            )
    return redirect("analytics:campaign", slug, public_id)


def _campaign_or_404(client: Client, public_id: UUID) -> Campaign:
    mine = Campaign.objects.filter(client=client, agency_id=client.agency_id)
    return get_object_or_404(mine.select_related("client__agency", "goal"), public_id=public_id)


def _post_or_404(request: HttpRequest, client: Client, key: str) -> Post:
    mine = Post.objects.visible_to(member_of(request)).filter(client=client)
    return get_object_or_404(mine.select_related("client", "campaign"), public_id=read_id(key))
