"""Writing down what somebody said where the program hears nothing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clients.access import client_or_404
from clients.models import Channel
from community.actions import writing_down
from community.actions.writing_down import WritingDownError
from community.forms.inbox import HeardForm
from community.states import Kind
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_http_methods(["GET", "POST"])
@requires_member
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    """A comment, a message, a review: on a channel by hand, or wherever a person met it."""
    client = client_or_404(request, slug, Capability.ANSWER)
    now = database_now()
    channels = list(
        Channel.objects.filter(client=client, disconnected_at=None).order_by("network", "handle")
    )
    form = HeardForm(
        request.POST if request.method == "POST" else None,
        channels=channels,
        zone=client.time_zone,
        initial={"said_at": now.astimezone(ZoneInfo(client.time_zone)).replace(tzinfo=None)},
    )
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            conversation = writing_down.write_down(
                by=member_of(request),
                channel=form.chosen(),
                kind=Kind(found["kind"]),
                person=found["person"],
                text=found["text"],
                said_at=found["said_at"],
                url=found["url"],
                now=now,
            )
        except WritingDownError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect(
                "community:inbox_talk", slug=client.slug, public_id=conversation.public_id
            )
    context = {"client": client, "form": form, "has_channels": bool(channels)}
    return render(request, "community/heard.html", context, status=422 if form.is_bound else 200)
