"""What the check of the voice found is left so on purpose, or checked again: by a button of the editor or of the post's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from editorial.actions import leaving_so
from editorial.models import Post
from editorial.models.left_so import MOST_KEY
from editorial.tone_checking import asked_to_leave
from editorial.views.deciding import url_of
from editorial.views.reading import post_or_404
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


def leave_as_asked(request: HttpRequest, post: Post) -> bool | None:
    """Does what the pressed button says, if it is one of these: True for left so, False for checked again."""
    asked = asked_to_leave(request.POST.get("deed", ""))
    if asked is None or len(asked[0]) > MOST_KEY:
        return None
    key, is_left = asked
    act = leaving_so.leave_so if is_left else leaving_so.check_again
    act(post=post, member=member_of(request), key=key, now=database_now())
    return is_left


@require_POST
@requires_member
def leave_so(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """From the post's page."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    is_left = leave_as_asked(request, post)
    if is_left:
        messages.success(request, _("Left so on purpose, with your name."))
    elif is_left is False:
        messages.success(request, _("It is checked again."))
    return redirect(f"{url_of(client, post)}#tone")
