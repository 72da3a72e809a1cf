"""Within how many hours a client's people are answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.access import client_or_404
from community.actions import promising
from community.forms.inbox import PromiseForm
from community.models import ReplyPromise
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_http_methods(["GET", "POST"])
@requires_member
def promise(request: HttpRequest, slug: str) -> HttpResponse:
    """The promise, to be made, changed or withdrawn."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    kept = ReplyPromise.objects.filter(client=client).first()
    form = PromiseForm(request.POST if request.method == "POST" else None, promise=kept)
    if request.method == "POST" and form.is_valid():
        found, member, now = form.cleaned_data, member_of(request), database_now()
        if found["within_h"] is None:
            promising.promise_nothing(by=member, client=client, now=now)
        else:
            promising.promise(by=member, client=client, now=now, **found)
        messages.success(request, _("Saved."))
        return redirect("community:inbox", slug=client.slug)
    context = {"client": client, "form": form}
    return render(request, "community/promise.html", context, status=422 if form.is_bound else 200)
