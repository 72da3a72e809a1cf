"""A client connects a channel alone, again or for the first time: the link they were sent, the network's page or an app
password, and done.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clients.actions import connect_links, connecting, reconnect_links
from clients.actions.reconnect_links import Asked
from clients.forms.clients import AppPasswordForm, HostForm
from clients.models import ConnectAttempt
from clients.wording import connecting_sentence, error_sentence
from networks.errors import NetworkError
from networks.types import Secret
from people.clock import database_now
from people.ids import read_id

# The link by which this browser left for a network, in its session.
_CAME_BY = "reconnect_link"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def reconnect_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, then the way to the network; looking changes nothing."""
    return _by_link(request, token)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def connect_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for an account that was never connected: what comes back is shown, and kept with a yes."""
    return _by_link(request, token)


def _opened(token: str) -> Asked | None:
    """What a link is about. Signed ones are parted by colons, of the others only the hash is kept."""
    links = reconnect_links if ":" in token else connect_links
    return links.opened(token=token, now=database_now())


def _by_link(request: HttpRequest, token: str) -> HttpResponse:
    asked = _opened(token)
    if asked is None:
        return _ended(request)
    with translation.override(asked.language):
        if request.method == "POST" and "yes" in request.POST:
            return _private(_said_yes(request, token, asked))
        return _private(_page(request, token, asked))


def _ended(request: HttpRequest) -> HttpResponse:
    """The same page for a link that is over, used, taken back, altered, or never was."""
    return _private(render(request, "clients/reconnect_ended.html", status=410))


def _page(request: HttpRequest, token: str, asked: Asked) -> HttpResponse:
    offered = connecting.networks_offered().get(asked.network)
    password_page = offered.password_page if offered else ""
    form = _form(request, asked, offered)
    problem = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        if not request.session.session_key:
            request.session.create()
        if password_page:
            attempt, problem = _sign_in(request, asked, form)
            if attempt is not None:
                return _came_back(request, token, asked, attempt)
        else:
            leaving, problem = _leave(request, asked, form)
            if leaving is not None:
                request.session[_CAME_BY] = token
                return _way_out(request, asked, leaving)
    context = _words(token, asked) | {
        "password_page": password_page,
        "form": form,
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, _template(asked), context, status=status)


def _form(request: HttpRequest, asked: Asked, offered: connecting.Offered | None) -> Any:
    """Account and app password, or the server; nothing where the network's own page asks for all of it."""
    data = request.POST if request.method == "POST" else None
    if offered is not None and offered.password_page:
        return AppPasswordForm(data, handle=asked.channel.handle if asked.channel else "")
    is_free = offered is not None and offered.needs_host and asked.channel is None
    return HostForm(data) if is_free else None


def _template(asked: Asked) -> str:
    return "clients/connect_by_link.html" if asked.link else "clients/reconnect_by_link.html"


def _words(token: str, asked: Asked) -> dict[str, Any]:
    """What every page of the walk says: whose account, on which network, who asks."""
    name = "connect_by_link" if asked.link else "reconnect_by_link"
    return {
        "client": asked.client,
        "channel": asked.channel,
        "label": connecting.connector_label(asked.network),
        "network": asked.network,
        "by": asked.by,
        "link": asked.link,
        "path": reverse(f"clients:{name}", args=[token]),
    }


def _way_out(request: HttpRequest, asked: Asked, leaving: connecting.Leaving) -> HttpResponse:
    """The page that names where they go, with a plain link."""
    context = {"client": asked.client, "leaving": leaving, "is_by_link": True}
    return render(request, "clients/leaving.html", context)


def _leave(
    request: HttpRequest, asked: Asked, form: HostForm | None
) -> tuple[connecting.Leaving | None, str]:
    typed = form.cleaned_data["host"] if form is not None else ""
    try:
        return connecting.start(**_walk(request, asked), typed_host=typed), ""
    except (connecting.ConnectingError, NetworkError) as error:
        return None, _why(error, asked)


def _sign_in(
    request: HttpRequest, asked: Asked, form: AppPasswordForm
) -> tuple[ConnectAttempt | None, str]:
    """Signs in; the sentence that says why not, or nothing."""
    try:
        attempt = connecting.sign_in(
            **_walk(request, asked),
            account=form.cleaned_data["account"],
            password=Secret(form.cleaned_data["password"]),
        )
    except (connecting.ConnectingError, NetworkError) as error:
        return None, _why(error, asked)
    return attempt, ""


def _walk(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    return {
        "by": asked.by,
        "client": asked.client,
        "network": asked.network,
        "session": request.session.session_key or "",
        "reconnects": asked.channel,
        "now": database_now(),
    }


def _came_back(
    request: HttpRequest, token: str, asked: Asked, attempt: ConnectAttempt
) -> HttpResponse:
    """Where a channel says which account, no other came so far and nobody is asked; else the account is shown first."""
    if asked.channel is None:
        context = _words(token, asked) | {"attempt": attempt}
        return render(request, "clients/connect_by_link_whose.html", context)
    return _kept(request, token, asked, attempt.public_id)


def _said_yes(request: HttpRequest, token: str, asked: Asked) -> HttpResponse:
    """Yes, this is the account. Only of a walk that this browser made by this link."""
    if asked.link is None:
        return _ended(request)
    public_id = read_id(request.POST["yes"])
    if public_id is None:
        return _stopped(request, token, asked, connecting.ConnectingError("ended"))
    return _kept(request, token, asked, public_id)


def _kept(request: HttpRequest, token: str, asked: Asked, public_id: UUID) -> HttpResponse:
    session, now = request.session.session_key or "", database_now()
    try:
        if asked.link is None:
            channel = connecting.confirm(by=asked.by, session=session, public_id=public_id, now=now)
        else:
            channel = connect_links.use(asked=asked, session=session, public_id=public_id, now=now)
    except connecting.ConnectingError as error:
        return _stopped(request, token, asked, error)
    context = {"client": asked.client, "channel": channel, "is_first": asked.link is not None}
    return render(request, "clients/reconnect_done.html", context)


def _stopped(request: HttpRequest, token: str, asked: Asked, error: Exception) -> HttpResponse:
    """Why nothing was connected, and the way to try again."""
    context = _words(token, asked) | {"problem": _why(error, asked), "again": token}
    return render(request, _template(asked), context, status=400)


def _why(error: Exception, asked: Asked) -> str:
    if isinstance(error, NetworkError):
        label = connecting.connector_label(asked.network)
        return error_sentence(error.kind.value, network=label, params=error.params)
    assert isinstance(error, connecting.ConnectingError)
    # Whose other client it is, is nothing for the client's ears.
    code = "not_theirs" if error.code == "elsewhere" else error.code
    return connecting_sentence(code, error.params)


def came_by_link(request: HttpRequest) -> bool:
    """Whether this browser left for the network by such a link."""
    return _CAME_BY in request.session


def forget(request: HttpRequest) -> None:
    """A walk of the agency's own begins."""
    request.session.pop(_CAME_BY, None)


def returned(request: HttpRequest) -> HttpResponse:
    """Back from the network: the account is the channel's, and it is connected again; or it is shown; or why not."""
    token = request.session.pop(_CAME_BY)
    asked = _opened(token)
    if asked is None:
        return _ended(request)
    with translation.override(asked.language):
        try:
            attempt = connecting.finish(
                by=asked.by,
                session=request.session.session_key or "",
                state=request.GET.get("state", ""),
                code="" if request.GET.get("error") else request.GET.get("code", ""),
                issuer=request.GET.get("iss", ""),
                now=database_now(),
            )
        except (connecting.ConnectingError, NetworkError) as error:
            return _private(_stopped(request, token, asked, error))
        return _private(_came_back(request, token, asked, attempt))


def _private(response: HttpResponse) -> HttpResponse:
    """Told to no other site, listed by no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
