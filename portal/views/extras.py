"""Extras: work beyond the contract, with its price. A GET answers nothing, ever."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editorial.actions import money
from editorial.actions.money import MoneyError
from editorial.models import Extra
from portal.access import Visit, with_link


@require_POST
@with_link
def answer(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """Yes or no to one extra, at the price that was on the page."""
    extra = Extra.objects.asked_of(visit.contact).filter(public_id=public_id).first()
    if extra is None:
        raise Http404
    is_yes = request.POST.get("answer") == "yes"
    try:
        money.answer_by_contact(extra=extra, contact=visit.contact, is_yes=is_yes, now=visit.now)
    except MoneyError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("Accepted. Thank you.") if is_yes else _("Declined. Nothing will be done.")
        )
    return redirect("portal:decide", token=visit.token)
