"""An offer as the client reads it, and the POST that accepts or declines it. A GET decides nothing, ever."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clients.actions import offering
from clients.models import Offer
from clients.queries.offers import quota_words
from editorial.actions import agreeing
from portal.access import Visit, with_link


@require_safe
@with_link
def offer(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """One offer that was sent."""
    return _page(request, visit, _found(visit, public_id))


@require_POST
@with_link
def offer_answer(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """The client's yes or no."""
    found, answer = _found(visit, public_id), request.POST.get("answer", "")
    if answer not in ("yes", "no"):
        return _page(request, visit, found, status=422)
    try:
        agreeing.decide_by_contact(
            contact=visit.contact,
            offer=found,
            is_yes=answer == "yes",
            seen=request.POST.get("seen", ""),
            now=visit.now,
        )
    except offering.OfferError as refusal:
        return _page(request, visit, found, alert=str(refusal), status=409)
    said = _("Accepted. We begin.") if answer == "yes" else _("Declined. Thank you for saying so.")
    messages.success(request, said)
    return redirect("portal:offer", token=visit.token, public_id=found.public_id)


def _found(visit: Visit, public_id: UUID) -> Offer:
    shown = Offer.objects.shown_to(visit.contact).select_related("client")
    return get_object_or_404(shown, public_id=public_id)


def _page(
    request: HttpRequest, visit: Visit, found: Offer, *, alert: str = "", status: int = 200
) -> HttpResponse:
    today = visit.client.today(visit.now)
    context = {
        **visit.context,
        "place": "offer",
        "offer": found,
        "quotas": quota_words(found),
        "may_answer": visit.contact.may_decide and found.is_open_on(today),
        "is_over": found.state == "sent" and not found.is_open_on(today),
        "alert": alert,
    }
    return render(request, "portal/offer.html", context, status=status)
