"""A copy of a post, the archive, and the way back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404, may_here
from editorial.actions import archiving, copying, putting_back
from editorial.actions.drafting import BeingSentError
from editorial.lifecycle import CAN_STILL_CHANGE, PostStage
from editorial.models import Post
from editorial.views.deciding import back_to, put_back, url_of, was_before
from editorial.views.reading import post_or_404
from people.access import LackingError, member_of, requires_member
from people.clock import database_now
from people.models import Member
from people.roles import Capability


@require_POST
@requires_member
def copy(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A new draft with the same words and channels, without a time."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    made = copying.copy_post(post=post, member=member_of(request), now=database_now())
    messages.success(request, _("This is the copy: a draft without a time."))
    return redirect(url_of(client, made, "editorial:edit"))


@require_POST
@requires_member
def archive(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Put the post away; what waits is cancelled."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    waits = post.deliveries.filter(state__in=CAN_STILL_CHANGE).exists()
    if waits and not may_here(request, Capability.SCHEDULE_POSTS):
        raise LackingError(Capability.SCHEDULE_POSTS)
    try:
        was = _archive(post, member_of(request), database_now())
    except BeingSentError as error:
        messages.error(request, str(error))
    else:
        way_back = back_to(client, post, was, "editorial:restore")
        messages.success(request, _("Archived: nothing of it goes out."), extra_tags=way_back)
    return redirect(url_of(client, post))


@transaction.atomic
def _archive(post: Post, member: Member, now: datetime) -> putting_back.Before:
    was = putting_back.before(post=post, now=now)
    archiving.archive_post(post=post, member=member, now=now)
    return was


@require_POST
@requires_member
def restore(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take the post out of the archive: right after putting it there as it was, else without a schedule."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    if was := was_before(request, post):
        return put_back(request, client, post, was)
    archiving.restore_post(post=post, member=member_of(request), now=database_now())
    post.refresh_from_db(fields=["stage"])
    messages.success(
        request,
        _("Back, and still approved. Schedule it again if it should go out.")
        if post.stage == PostStage.APPROVED
        else _("Back as a draft. Schedule it again if it should go out."),
    )
    return redirect(url_of(client, post))
