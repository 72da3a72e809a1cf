"""The answer to a page that asks while one types: previews, the link as it goes out, and checks, of a form as it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from editorial.forms.pictures import arranged
from editorial.views.editor import edit_form, new_form
from editorial.views.fitting import shown_context
from editorial.views.reading import post_or_404
from people.access import member_of, now_of, requires_member
from people.ids import read_id
from people.roles import Capability


@require_POST
@requires_member
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Three parts of the editor's page, nothing saved; `?post=` says of which post the form is."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    data = arranged(request.POST, deed="", added=())
    public_id = read_id(request.GET.get("post", ""))
    post = post_or_404(request, client, public_id, is_to_write=True) if public_id else None
    form = edit_form(request, client, post, data) if post else new_form(request, client, data)
    shown = shown_context(client, form, post, member=member_of(request), now=now_of(request))
    context = {"client": client, "post": post, "form": form, **shown}
    return render(request, "editorial/look.html", context)
