"""Posts and the moments of the wider presence that they support."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import client_or_404
from clients.queries.presence import moments_to_support
from editorial.actions.supporting import support
from editorial.forms.support import SupportForm
from editorial.queries.supporting import posts_by_moment
from editorial.views.reading import post_or_404
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_http_methods(["GET", "POST"])
@requires_member
def supports(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Says which moment near its day the post supports."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    now = database_now()
    moments = moments_to_support(
        member=member_of(request),
        client=client,
        around=post.wall_at.date() if post.wall_at else client.today(now),
        also=post.supports_id,
    )
    data = request.POST if request.method == "POST" else None
    initial = {"moment": str(post.supports.public_id) if post.supports else ""}
    form = SupportForm(data, moments=moments, initial=initial)
    if request.method == "POST" and form.is_valid():
        support(by=member_of(request), post=post, moment=form.chosen(), now=now)
        messages.success(request, _("Saved."))
        return redirect("editorial:post", slug=client.slug, public_id=public_id)
    context = {"client": client, "post": post, "form": form, "has_moments": bool(moments)}
    return render(request, "editorial/supports.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires_member
def supporting(request: HttpRequest, slug: str) -> HttpResponse:
    """Which posts support which moment: a part of the strategy's page of the wider presence."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = posts_by_moment(member=member_of(request), client=client)
    is_part = getattr(request, "htmx", False)
    template = "editorial/supporting.html#found" if is_part else "editorial/supporting.html"
    return render(request, template, {"client": client, "found": found})
