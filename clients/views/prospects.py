"""A prospect: what anybody can see of it, and what we offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404
from clients.actions import connecting, looking, offering
from clients.actions.watching import WatchingError
from clients.forms.looks import AccountForm
from clients.forms.offers import AnswerForm, OfferForm, SendForm
from clients.matters import SECTIONS
from clients.models import Client, Contact, Offer, Sighting
from clients.queries.looks import parted, shown
from clients.queries.offers import quota_words, widest_gap
from clients.words.looks import in_short, lacks, latest, season_note
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def prospect(request: HttpRequest, slug: str) -> HttpResponse:
    """Both on one page."""
    return prospect_page(request, client_or_404(request, slug, Capability.MANAGE_CLIENTS))


@require_POST
@requires_member
def prospect_read(request: HttpRequest, slug: str, network: str) -> HttpResponse:
    """Has the worker read an account, where the network shows accounts to strangers."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    if network not in connecting.networks_observed():
        raise Http404
    form = AccountForm(request.POST, network=network)
    if form.is_valid():
        try:
            looking.ask(
                by=member_of(request),
                client=client,
                network=network,
                account=form.cleaned_data["account"],
                now=database_now(),
            )
            return redirect(reverse("clients:prospect", args=[client.slug]) + f"#read-{network}")
        except WatchingError as error:
            form.add_error("account", str(error))
    return prospect_page(request, client, unread={network: form})


@require_GET
@requires_member
def prospect_look(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """How the reading of one account stands: a part of the prospect's page."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    mine = Sighting.objects.visible_to(member_of(request))
    found = get_object_or_404(mine, client_id=client.pk, public_id=public_id)
    context = {"client": client, "each": shown(found)}
    return render(request, "clients/look.html", context)


def prospect_page(
    request: HttpRequest,
    client: Client,
    refused: tuple[Offer, AnswerForm] | None = None,
    unread: Mapping[str, AccountForm] | None = None,
) -> HttpResponse:
    """With the answer that was refused at its offer, or the account that is none at its network, and what was typed."""
    member = member_of(request)
    offers = Offer.objects.visible_to(member).filter(client=client)
    sightings = list(Sighting.objects.visible_to(member).filter(client=client))
    contacts = contacts_to_mail(request, client)
    by_network, others = parted(sightings, connecting.networks_observed())
    forms = {name: AccountForm(network=name) for name in by_network} | dict(unread or {})

    def answer_of(offer: Offer) -> AnswerForm:
        if refused is not None and refused[0].pk == offer.pk:
            return refused[1]
        return AnswerForm(auto_id=f"answer-{offer.pk}-%s")

    def send_of(offer: Offer) -> SendForm | None:
        return SendForm(contacts=contacts, auto_id=f"send-{offer.pk}-%s") if contacts else None

    context = {
        "client": client,
        "section": SECTIONS["sightings"],
        "sightings": others,
        "n_sightings": len(sightings),
        "reads": [(name, forms[name], some) for name, some in by_network.items()],
        "season": season_note(client) if any(by_network.values()) else "",
        "gap": widest_gap(sightings),
        "offers": [
            (offer, quota_words(offer), send_of(offer), answer_of(offer)) for offer in offers
        ],
        "today": client.today(database_now()),
    }
    return render(
        request, "clients/prospect.html", context, status=422 if refused or unread else 200
    )


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
    today = client.today(database_now())
    form = OfferForm(request.POST or None, instance=found, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            offering.keep_offer(
                by=member_of(request), client=client, offer=form.instance, now=database_now()
            )
            return redirect("clients:prospect", slug=client.slug)
        except offering.OfferError as error:
            form.add_error(None, str(error))
    looks = Sighting.objects.visible_to(member_of(request)).filter(client=client)
    found_looks = [(each, in_short(each), lacks(each)) for each in latest(looks)]
    context = {
        "client": client,
        "form": form,
        "offer": found,
        "found": found_looks,
        "season": season_note(client) if any(each.found for each, *_words in found_looks) else "",
    }
    return render(request, "clients/offer_form.html", context, status=422 if form.errors else 200)


def offer_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Offer:
    """One of the client's offers."""
    mine = Offer.objects.visible_to(member_of(request)).select_related("client")
    return get_object_or_404(mine, client_id=client.pk, public_id=public_id)
