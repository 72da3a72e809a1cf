"""The links by which a client's contacts open the portal: sent by mail, ended from here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from clients.actions import access_links
from clients.models import AccessLink, Contact
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_POST
@requires_member
def link_send(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Mails a contact a link."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    mine = Contact.objects.visible_to(member_of(request)).select_related("client__agency")
    contact = get_object_or_404(mine, client_id=client.pk, public_id=public_id)
    try:
        access_links.send(by=member_of(request), contact=contact, now=database_now())
    except access_links.LinkRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The link is on its way to %(name)s.") % {"name": contact.name})
    return redirect("clients:contacts", slug=client.slug)


@require_POST
@requires_member
def link_revoke(request: HttpRequest, slug: str, link_id: UUID) -> HttpResponse:
    """Ends a link."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    mine = AccessLink.objects.visible_to(member_of(request)).select_related("contact", "agency")
    link = get_object_or_404(mine, contact__client_id=client.pk, public_id=link_id)
    access_links.revoke(by=member_of(request), link=link, now=database_now())
    messages.success(request, _("The link no longer opens anything."))
    return redirect("clients:contacts", slug=client.slug)
