"""The agency asks a person of the client to connect a channel alone: sends the link for it, and takes it back.

What the link opens is in reconnecting.py.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from clients.actions import connect_links, reconnect_links
from clients.actions.access_links import LinkRefusedError
from clients.models import Client, ConnectLink, Contact
from clients.views.channels import channel_of
from people.access import member_of, requires_member
from people.clock import database_now
from people.ids import read_id
from people.roles import Capability


@require_POST
@requires_member
def reconnect_ask(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Mail a person of the client the link by which they sign in again."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    channel = channel_of(request, client, public_id)
    contact = _contact(request, client)
    by, now = member_of(request), database_now()
    try:
        if channel.is_by_hand:
            connect_links.send(
                by=by, client=client, network=channel.network, contact=contact, channel=channel,
                now=now,
            )  # fmt: skip
        else:
            reconnect_links.send(by=by, channel=channel, contact=contact, now=now)
    except LinkRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_sent(request, contact)
    return redirect("clients:channel", slug=client.slug, public_id=channel.public_id)


@require_POST
@requires_member
def connect_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail a person of the client the link by which they connect an account for the first time."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    contact = _contact(request, client)
    try:
        connect_links.send(
            by=member_of(request),
            client=client,
            network=request.POST.get("network", "")[:30],
            contact=contact,
            now=database_now(),
        )
    except LinkRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_sent(request, contact)
    return redirect("clients:connect", slug=client.slug)


@require_POST
@requires_member
def connect_ask_end(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take a link back that nobody used yet."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    mine = ConnectLink.objects.visible_to(member_of(request)).filter(client=client)
    link = get_object_or_404(mine.select_related("client__agency", "contact"), public_id=public_id)
    if connect_links.end(by=member_of(request), link=link, now=database_now()):
        messages.success(request, _("The link is taken back and opens nothing any more."))
    else:
        messages.error(request, _("This link was used or over already. Nothing was changed."))
    return redirect("clients:connect", slug=client.slug)


def _contact(request: HttpRequest, client: Client) -> Contact:
    mine = Contact.objects.visible_to(member_of(request)).select_related("client__agency")
    raw = request.POST.get("contact", "")
    found: Contact = get_object_or_404(mine.filter(client=client), public_id=read_id(raw))
    return found


def _tell_sent(request: HttpRequest, contact: Contact) -> None:
    messages.success(request, _("The link is on its way to %(name)s.") % {"name": contact.name})
