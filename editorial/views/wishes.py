"""What is done with a wish of the client: its text is used, it is answered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from editorial.actions import wishes
from editorial.actions.drafting import BeingSentError, EditConflictError
from editorial.actions.reviewing import ReviewRefusedError
from editorial.lifecycle import ReviewStep
from editorial.models import Post, Review
from editorial.views.deciding import url_of
from editorial.views.reading import post_or_404
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_POST
@requires_member
def suggestion_use(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The post says what the client suggested, unless somebody saved since this page was drawn."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    number = request.POST.get("edit_number", "")
    try:
        wishes.use_suggested(
            review=_wish(request, post),
            member=member_of(request),
            edit_number=int(number) if number.isdecimal() else -1,
            now=database_now(),
        )
    except EditConflictError:
        messages.error(
            request,
            _("Somebody saved this post meanwhile: nothing was changed. Look at the difference from what it says now."),
        )  # fmt: skip
    except (BeingSentError, ReviewRefusedError) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The post says what the client suggests. Ask for the ok again.")
        )
    return redirect(f"{url_of(client, post)}#review")


@require_POST
@requires_member
def wish_answer(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """What the client reads in answer to its wish."""
    client = client_or_404(request, slug, Capability.REVIEW_POSTS)
    post = post_or_404(request, client, public_id)
    words = request.POST.get("answer", "").replace("\x00", "")[:2000]
    try:
        answered = wishes.answer_wish(
            review=_wish(request, post), member=member_of(request), words=words, now=database_now()
        )
    except ReviewRefusedError as refusal:
        kept = _("What was written: “%(note)s”") % {"note": words} if words.strip() else ""
        messages.error(request, f"{refusal} {kept}".strip())
    else:
        told = (
            _("Answered: %(who)s reads it on the page and by e-mail.")
            if answered.is_mailed
            else _("Answered: it stands on the client’s page. No e-mail went to %(who)s.")
        )
        messages.success(request, told % {"who": answered.review.decided_name})
    return redirect(f"{url_of(client, post)}#review")


def _wish(request: HttpRequest, post: Post) -> Review:
    """The client's decision that the form names; 404 for one of another post."""
    asked = Review.objects.filter(post=post, step=ReviewStep.CLIENT)
    try:
        return get_object_or_404(asked, public_id=request.POST.get("review", ""))
    except ValidationError as error:
        raise Http404 from error
