"""The history of a post's words, and the way back to any of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from clients.access import client_or_404, may_here
from editorial.actions import revising
from editorial.actions.drafting import BeingSentError, EditConflictError, content_of, why_unsaved
from editorial.queries import review_queue
from editorial.queries.history import history
from editorial.views.deciding import url_of
from editorial.views.reading import look_of, post_or_404
from editorial.views.reviewing import voided_words
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def revisions(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Every revision with what it changed; `?since=` compares all later ones with that one."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    post = post_or_404(request, client, public_id)
    raw = request.GET.get("since", "")
    since = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else None
    lines = history(post=post, content=content_of(post), since=since)
    numbers = [line.number for line in lines if line.number is not None]
    context: dict[str, Any] = {
        "client": client,
        "post": post,
        "look": look_of(post),
        "lines": lines,
        "numbers": numbers,
        "since": since if since in numbers else None,
        "why_unsaved": why_unsaved(post),
        "may_write": may_here(request, Capability.WRITE_POSTS),
    }
    return render(request, "editorial/revisions.html", context)


@require_POST
@requires_member
def restore(request: HttpRequest, slug: str, public_id: UUID, number: int) -> HttpResponse:
    """Put a revision back as a new one; what stood until now is in the history."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    revision = get_object_or_404(post.revisions.all(), number=number)
    raw = request.POST.get("edit_number", "")
    try:
        done = revising.restore_revision(
            post=post,
            member=member_of(request),
            revision=revision,
            edit_number=int(raw) if raw.isascii() and raw.isdigit() else 0,
            now=database_now(),
        )
    except EditConflictError as error:
        sentence = _("%(who)s saved meanwhile: nothing was put back. Here is how it stands now.")
        messages.error(request, sentence % {"who": error.theirs.edited_by})
        return redirect(url_of(client, post, "editorial:revisions"))
    except BeingSentError as error:
        messages.error(request, str(error))
        return redirect(url_of(client, post))
    if voided := review_queue.voided_by_edit(post=done.post):
        messages.warning(request, voided_words(done.post, voided))
    words = _("Revision %(n)s stands again. What stood until now is revision %(before)s.")
    messages.success(request, words % {"n": number, "before": done.before.number})
    if done.n_channels_gone or done.n_pictures_gone:
        n = done.n_channels_gone + done.n_pictures_gone
        lost = ngettext(
            "%(n)s channel or picture is no longer there and did not come back.",
            "%(n)s channels or pictures are no longer there and did not come back.",
            n,
        )
        messages.warning(request, lost % {"n": n})
    return redirect(url_of(client, post))
