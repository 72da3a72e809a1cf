"""Connecting a channel: choose, leave for the network's sign-in page, come back, confirm.

No form here leads out of the site: the page before leaving names the host and has a plain link. Networks without such a
page are signed in to here, with a password that was made for us.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404
from clients.actions import by_hand, connecting
from clients.forms.clients import AppPasswordForm, HostForm
from clients.models import Channel, Client, ConnectAttempt
from clients.queries.connect_links import open_links, whom_a_link_reaches
from clients.queries.fitting import decided
from clients.views import reconnecting
from clients.views.channels import channel_of
from clients.wording import connecting_sentence, error_sentence
from networks.errors import NetworkError
from networks.types import Secret
from people.access import member_of, now_of, requires_member
from people.clock import database_now
from people.roles import Capability

# Of which client the last walk to a network began, in the session: the way back when it ends without a channel.
_BEGAN_AT = "connecting_client"


@require_GET
@requires_member
def connect(request: HttpRequest, slug: str) -> HttpResponse:
    """Which network."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    board = decided(member=member_of(request), client=client)
    offered = connecting.networks_offered()
    context = {
        "client": client,
        "networks": [(slug, each.label, board.get(slug)) for slug, each in offered.items()],
        "by_hand": [(slug, label, board.get(slug)) for slug, label in by_hand.offered().items()],
        "contacts": whom_a_link_reaches(member=member_of(request), client=client),
        "links": open_links(member=member_of(request), client=client, now=now_of(request)),
    }
    return render(request, "clients/connect.html", context)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@requires_member
def connect_network(request: HttpRequest, slug: str, network: str) -> HttpResponse:
    """Which server, where there is a choice, then the page that names where we go; or the form to sign in here."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    offered = connecting.networks_offered()
    if network not in offered:
        raise Http404
    label, needs_host, password_page = offered[network]
    if password_page:
        return _sign_in_here(request, client, network, offered[network])
    form = HostForm(request.POST if request.method == "POST" else None) if needs_host else None
    problem = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        typed = form.cleaned_data["host"] if form else ""
        leaving, problem = _start(request, client, network, typed, None)
        if leaving is not None:
            return _leave(request, client, leaving)
    context = {
        "client": client,
        "network": network,
        "label": label,
        "form": form,
        "problem": problem,
        "decided": decided(member=member_of(request), client=client).get(network),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clients/connect_network.html", context, status=status)


@never_cache
@require_POST
@requires_member
def reconnect(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The same walk for a channel that is there: same network, same host, same account."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    channel = channel_of(request, client, public_id)
    offered = connecting.networks_offered().get(channel.network)
    if offered is not None and offered.password_page:
        page = reverse("clients:connect_network", args=[client.slug, channel.network])
        return redirect(f"{page}?{urlencode({'channel': str(channel.public_id)})}")
    leaving, problem = _start(request, client, channel.network, "", channel)
    if leaving is not None:
        return _leave(request, client, leaving)
    messages.error(request, problem)
    return redirect("clients:channel", slug=client.slug, public_id=channel.public_id)


def _sign_in_here(
    request: HttpRequest, client: Client, network: str, offered: connecting.Offered
) -> HttpResponse:
    """Account and app password; `?channel=` says which channel is connected anew."""
    channel = _to_reconnect(request, client, network)
    data = request.POST if request.method == "POST" else None
    form = AppPasswordForm(data, handle=channel.handle if channel else "")
    problem = ""
    if form.is_valid():
        attempt, problem = _signed_in(request, client, network, form, channel)
        if attempt is not None:
            request.session[_BEGAN_AT] = client.slug
            return redirect("clients:connect_confirm", public_id=attempt.public_id)
    context = {
        "client": client,
        "label": offered.label,
        "password_page": offered.password_page,
        "form": form,
        "problem": problem,
        "channel": channel,
        "decided": decided(member=member_of(request), client=client).get(network),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clients/connect_password.html", context, status=status)


def _to_reconnect(request: HttpRequest, client: Client, network: str) -> Channel | None:
    public_id = request.GET.get("channel", "")
    if not public_id:
        return None
    try:
        channel = channel_of(request, client, UUID(public_id))
    except ValueError:
        raise Http404 from None
    if channel.network != network:
        raise Http404
    return channel


def _signed_in(
    request: HttpRequest,
    client: Client,
    network: str,
    form: AppPasswordForm,
    channel: Channel | None,
) -> tuple[ConnectAttempt | None, str]:
    """What waits for a yes, or the sentence that says why not."""
    try:
        attempt = connecting.sign_in(
            by=member_of(request),
            client=client,
            network=network,
            account=form.cleaned_data["account"],
            password=Secret(form.cleaned_data["password"]),
            session=_browser(request),
            reconnects=channel,
            now=database_now(),
        )
    except connecting.ConnectingError as error:
        return None, connecting_sentence(error.code, error.params)
    except NetworkError as error:
        label = connecting.connector_label(network)
        return None, error_sentence(error.kind.value, network=label, params=error.params)
    return attempt, ""


def _start(
    request: HttpRequest, client: Client, network: str, typed: str, channel: Channel | None
) -> tuple[connecting.Leaving | None, str]:
    """The page to leave by, or the sentence that says why not."""
    try:
        leaving = connecting.start(
            by=member_of(request),
            client=client,
            network=network,
            typed_host=typed,
            session=_browser(request),
            reconnects=channel,
            now=database_now(),
        )
    except connecting.ConnectingError as error:
        return None, connecting_sentence(error.code, error.params)
    except NetworkError as error:
        return None, _unreachable(error, typed or connecting.connector_label(network))
    return leaving, ""


def _unreachable(error: NetworkError, place: str) -> str:
    if error.kind in ("not_found", "provider_changed", "permission_denied", "content_rejected"):
        return _("%(place)s did not answer as this network does. Check the name.") % {
            "place": place
        }
    return error_sentence(error.kind.value, network=place, params=error.params)


def _browser(request: HttpRequest) -> str:
    """What ties the walk to this browser: its session."""
    return request.session.session_key or ""


def _leave(request: HttpRequest, client: Client, leaving: connecting.Leaving) -> HttpResponse:
    request.session[_BEGAN_AT] = client.slug
    reconnecting.forget(request)
    context = {"client": client, "leaving": leaving}
    response = render(request, "clients/leaving.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_GET
def connect_return(request: HttpRequest) -> HttpResponse:
    """Where the network sends people back to: of the agency, or of a client who came by a link."""
    if reconnecting.came_by_link(request):
        return reconnecting.returned(request)
    answer: HttpResponse = _returned(request)
    return answer


@requires_member
def _returned(request: HttpRequest) -> HttpResponse:
    """The code is exchanged; nothing is stored yet."""
    walk: dict[str, Any] = {
        "by": member_of(request),
        "session": _browser(request),
        "state": request.GET.get("state", ""),
        "now": database_now(),
    }
    try:
        attempt = connecting.finish(
            code="" if request.GET.get("error") else request.GET.get("code", ""),
            issuer=request.GET.get("iss", ""),
            **walk,
        )
    except connecting.ConnectingError as error:
        return _stopped(request, connecting_sentence(error.code, error.params))
    except NetworkError as error:
        label = _("the network")
        return _stopped(
            request, error_sentence(error.kind.value, network=label, params=error.params)
        )
    return redirect("clients:connect_confirm", public_id=attempt.public_id)


def _stopped(request: HttpRequest, words: str) -> HttpResponse:
    """The walk is over without a channel; says why, that nothing was changed, and where it began."""
    began_at = Client.objects.visible_to(member_of(request)).filter(
        slug=request.session.get(_BEGAN_AT, "")
    )
    context = {"words": words, "began_at": began_at.first()}
    return render(request, "clients/connect_stopped.html", context, status=400)


@never_cache
@require_http_methods(["GET", "POST"])
@requires_member
def connect_confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Names the account and asks; the button stores the channel."""
    walk: dict[str, Any] = {
        "by": member_of(request),
        "session": _browser(request),
        "public_id": public_id,
        "now": database_now(),
    }
    try:
        if request.method == "POST":
            channel = connecting.confirm(**walk)
            messages.success(request, _("%(handle)s is connected.") % {"handle": channel.handle})
            return redirect(
                "clients:channel", slug=channel.client.slug, public_id=channel.public_id
            )
        attempt = connecting.attempt_to_confirm(**walk)
    except connecting.ConnectingError as error:
        return _stopped(request, connecting_sentence(error.code, error.params))
    context = {"attempt": attempt, "label": connecting.connector_label(attempt.network)}
    return render(request, "clients/connect_confirm.html", context)
