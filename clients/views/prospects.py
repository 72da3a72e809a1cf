"""A prospect: what anybody can see of it, and what we offer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from clients.access import client_or_404
from clients.actions import offering
from clients.forms.offers import AnswerForm, OfferForm, SendForm
from clients.matters import SECTIONS
from clients.models import Client, Contact, Offer, Sighting
from clients.queries.offers import quota_words, widest_gap
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def prospect(request: HttpRequest, slug: str) -> HttpResponse:
    """Both on one page."""
    return prospect_page(request, client_or_404(request, slug, Capability.MANAGE_CLIENTS))


def prospect_page(
    request: HttpRequest, client: Client, refused: tuple[Offer, AnswerForm] | None = None
) -> HttpResponse:
    """With the answer that was refused, and what was typed, at its offer."""
    member = member_of(request)
    offers = Offer.objects.visible_to(member).filter(client=client)
    sightings = list(Sighting.objects.visible_to(member).filter(client=client))
    contacts = contacts_to_mail(request, client)

    def answer_of(offer: Offer) -> AnswerForm:
        if refused is not None and refused[0].pk == offer.pk:
            return refused[1]
        return AnswerForm(auto_id=f"answer-{offer.pk}-%s")

    def send_of(offer: Offer) -> SendForm | None:
        return SendForm(contacts=contacts, auto_id=f"send-{offer.pk}-%s") if contacts else None

    context = {
        "client": client,
        "section": SECTIONS["sightings"],
        "sightings": sightings,
        "gap": widest_gap(sightings),
        "offers": [
            (offer, quota_words(offer), send_of(offer), answer_of(offer)) for offer in offers
        ],
        "today": client.today(database_now()),
    }
    return render(request, "clients/prospect.html", context, status=422 if refused else 200)


def contacts_to_mail(request: HttpRequest, client: Client) -> Any:
    """Those of the client with an address."""
    return (
        Contact.objects.visible_to(member_of(request))
        .filter(client=client)
        .exclude(email="")
        .select_related("client__agency")
    )


@require_http_methods(["GET", "POST"])
@requires_member
def offer_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Makes an offer."""
    return _form(request, client_or_404(request, slug, Capability.MANAGE_CLIENTS), None)


@require_http_methods(["GET", "POST"])
@requires_member
def offer_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Changes an offer that nobody has seen yet."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    return _form(request, client, offer_or_404(request, client, public_id))


def _form(request: HttpRequest, client: Client, found: Offer | None) -> HttpResponse:
    form = OfferForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            offering.keep_offer(
                by=member_of(request), client=client, offer=form.instance, now=database_now()
            )
            return redirect("clients:prospect", slug=client.slug)
        except offering.OfferError as error:
            form.add_error(None, str(error))
    context = {"client": client, "form": form, "offer": found}
    return render(request, "clients/offer_form.html", context, status=422 if form.errors else 200)


def offer_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Offer:
    """One of the client's offers."""
    mine = Offer.objects.visible_to(member_of(request)).select_related("client")
    return get_object_or_404(mine, client_id=client.pk, public_id=public_id)
