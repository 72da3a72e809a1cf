"""A client connects a channel again, alone: the link they were sent, the network's page or an app password, and done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import client_or_404
from clients.actions import connecting, reconnect_links
from clients.actions.access_links import LinkRefusedError
from clients.actions.reconnect_links import Asked
from clients.forms.clients import AppPasswordForm
from clients.models import Contact
from clients.views.channels import channel_of
from clients.wording import connecting_sentence, error_sentence
from networks.errors import NetworkError
from networks.types import Secret
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability

# The link by which this browser left for a network, in its session.
_CAME_BY = "reconnect_link"


@require_POST
@requires_member
def reconnect_ask(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Mail a person of the client the link by which they sign in again."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    channel = channel_of(request, client, public_id)
    mine = Contact.objects.visible_to(member_of(request)).select_related("client__agency")
    raw = request.POST.get("contact", "")
    contact = get_object_or_404(mine.filter(client=client), public_id=_uuid(raw))
    try:
        reconnect_links.send(
            by=member_of(request), channel=channel, contact=contact, now=database_now()
        )
    except LinkRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The link is on its way to %(name)s.") % {"name": contact.name})
    return redirect("clients:channel", slug=client.slug, public_id=channel.public_id)


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        return UUID(int=0)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def reconnect_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, then the way to the network; looking changes nothing."""
    asked = reconnect_links.opened(token=token, now=database_now())
    if asked is None:
        return _private(render(request, "clients/reconnect_ended.html", status=410))
    with translation.override(asked.channel.client.language):
        return _private(_page(request, token, asked))


def _page(request: HttpRequest, token: str, asked: Asked) -> HttpResponse:
    channel = asked.channel
    offered = connecting.networks_offered().get(channel.network)
    password_page = offered.password_page if offered else ""
    data = request.POST if request.method == "POST" else None
    form = AppPasswordForm(data, handle=channel.handle) if password_page else None
    problem = ""
    if request.method == "POST":
        if not request.session.session_key:
            request.session.create()
        if form is None:
            leaving, problem = _leave(request, asked)
            if leaving is not None:
                request.session[_CAME_BY] = token
                return _way_out(request, asked, leaving)
        elif form.is_valid():
            problem = _sign_in(request, asked, form)
            if not problem:
                return _done(request, asked)
    context = {
        "client": channel.client,
        "channel": channel,
        "label": connecting.connector_label(channel.network),
        "password_page": password_page,
        "form": form,
        "problem": problem,
        "by": asked.by,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clients/reconnect_by_link.html", context, status=status)


def _way_out(request: HttpRequest, asked: Asked, leaving: connecting.Leaving) -> HttpResponse:
    """The page that names where they go, with a plain link."""
    context = {"client": asked.channel.client, "leaving": leaving, "is_by_link": True}
    return render(request, "clients/leaving.html", context)


def _leave(request: HttpRequest, asked: Asked) -> tuple[connecting.Leaving | None, str]:
    try:
        return connecting.start(**_walk(request, asked), typed_host=""), ""
    except (connecting.ConnectingError, NetworkError) as error:
        return None, _why(error, asked)


def _sign_in(request: HttpRequest, asked: Asked, form: AppPasswordForm) -> str:
    """Signs in and keeps it; the sentence that says why not, or nothing."""
    try:
        attempt = connecting.sign_in(
            **_walk(request, asked),
            account=form.cleaned_data["account"],
            password=Secret(form.cleaned_data["password"]),
        )
        _keep(request, asked, attempt.public_id)
    except (connecting.ConnectingError, NetworkError) as error:
        return _why(error, asked)
    return ""


def _walk(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    return {
        "by": asked.by,
        "client": asked.channel.client,
        "network": asked.channel.network,
        "session": request.session.session_key or "",
        "reconnects": asked.channel,
        "now": database_now(),
    }


def _keep(request: HttpRequest, asked: Asked, public_id: UUID) -> None:
    """Nobody is asked whose account it is: only the channel's own comes so far."""
    connecting.confirm(
        by=asked.by,
        session=request.session.session_key or "",
        public_id=public_id,
        now=database_now(),
    )


def _why(error: Exception, asked: Asked) -> str:
    if isinstance(error, NetworkError):
        label = connecting.connector_label(asked.channel.network)
        return error_sentence(error.kind.value, network=label, params=error.params)
    assert isinstance(error, connecting.ConnectingError)
    return connecting_sentence(error.code, error.params)


def came_by_link(request: HttpRequest) -> bool:
    """Whether this browser left for the network by such a link."""
    return _CAME_BY in request.session


def forget(request: HttpRequest) -> None:
    """A walk of the agency's own begins."""
    request.session.pop(_CAME_BY, None)


def returned(request: HttpRequest) -> HttpResponse:
    """Back from the network: the account is the channel's, and it is connected again; or why not."""
    token = request.session.pop(_CAME_BY)
    asked = reconnect_links.opened(token=token, now=database_now())
    if asked is None:
        return _private(render(request, "clients/reconnect_ended.html", status=410))
    with translation.override(asked.channel.client.language):
        try:
            attempt = connecting.finish(
                by=asked.by,
                session=request.session.session_key or "",
                state=request.GET.get("state", ""),
                code="" if request.GET.get("error") else request.GET.get("code", ""),
                issuer=request.GET.get("iss", ""),
                now=database_now(),
            )
            _keep(request, asked, attempt.public_id)
        except (connecting.ConnectingError, NetworkError) as error:
            context = {
                "client": asked.channel.client,
                "channel": asked.channel,
                "label": connecting.connector_label(asked.channel.network),
                "by": asked.by,
                "problem": _why(error, asked),
                "again": token,
            }
            return _private(render(request, "clients/reconnect_by_link.html", context, status=400))
        return _private(_done(request, asked))


def _done(request: HttpRequest, asked: Asked) -> HttpResponse:
    context = {"client": asked.channel.client, "channel": asked.channel}
    return render(request, "clients/reconnect_done.html", context)


def _private(response: HttpResponse) -> HttpResponse:
    """Told to no other site, listed by no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
