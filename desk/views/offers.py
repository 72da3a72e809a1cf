"""An offer on its way: sent, withdrawn, or answered by voice; a yes makes the contract and the plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from clients.actions import offering
from clients.forms.offers import AnswerForm, SendForm
from clients.views.prospects import contacts_to_mail, offer_or_404, prospect_page
from editorial.actions import agreeing
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_POST
@requires_member
def offer_act(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Sends or withdraws an offer, or writes down the client's answer."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    found = offer_or_404(request, client, public_id)
    acting: dict[str, Any] = {"by": member_of(request), "offer": found, "now": database_now()}
    deed = request.POST.get("deed", "")
    try:
        match deed:
            case "send":
                form = SendForm(request.POST, contacts=contacts_to_mail(request, client))
                contacts = list(form.cleaned_data["contacts"]) if form.is_valid() else []
                offering.send(contacts=contacts, **acting)
                messages.success(request, _("The offer is out. It is not changed any more."))
            case "withdraw":
                offering.withdraw(**acting)
                messages.success(request, _("The offer is withdrawn."))
            case "yes" | "no":
                answer = AnswerForm(request.POST, auto_id=f"answer-{found.pk}-%s")
                if not answer.is_valid():
                    return prospect_page(request, client, (found, answer))
                agreeing.decide_by_voice(
                    is_yes=deed == "yes", who=answer.cleaned_data["who"], **acting
                )
                messages.success(request, _("The answer is written down."))
    except offering.OfferError as error:
        messages.error(request, str(error))
    return redirect("clients:prospect", slug=client.slug)
