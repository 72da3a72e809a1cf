"""Under Budget and hours: the client's terms, the rates, the data of invoices. For who may see money."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import client_or_404, may_here
from clients.actions import contracts
from clients.forms.contracts import ContractForm, FiscalForm, RatesForm
from clients.models import Client, Contract, FiscalData
from clients.queries.contracts import contract_on, rates_of
from people.access import member_of, requires, requires_member
from people.clock import database_now
from people.roles import Capability


@require_safe
@requires_member
def contract(request: HttpRequest, slug: str) -> HttpResponse:
    """The terms in force, those before and after, the rates and the data of the invoice."""
    client = client_or_404(request, slug, Capability.MANAGE_MONEY, also_archived=True)
    today = client.today(database_now())
    agency = member_of(request).agency
    own_rates = rates_of(agency=agency, client=client)
    own = {rate.activity for rate in own_rates}
    context = {
        "client": client,
        "today": today,
        "current": contract_on(client=client, on=today),
        "contracts": list(client.contracts.select_related("offer")),
        "own_rates": own_rates,
        # Those that count here: the client's own price for all others takes the place of all of the agency's.
        "agency_rates": [
            rate
            for rate in rates_of(agency=agency, client=None)
            if "" not in own and rate.activity not in own
        ],
        "fiscal": FiscalData.objects.filter(client=client).first(),
        "may_change": may_here(request, Capability.MANAGE_MONEY),
    }
    return render(request, "clients/contract.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def contract_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Writes down new terms."""
    client = client_or_404(request, slug, Capability.MANAGE_MONEY)
    initial = {"starts_on": client.today(database_now()).replace(day=1)}
    form = ContractForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            contracts.agree_contract(
                by=member_of(request), client=client, now=database_now(), **form.values()
            )
        except contracts.ContractError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("The contract is written down."))
            return redirect("clients:contract", slug=client.slug)
    return _page(request, form, client, title=_("New contract"), verb=_("Save contract"))


@require_http_methods(["GET", "POST"])
@requires_member
def contract_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Changes terms."""
    client = client_or_404(request, slug, Capability.MANAGE_MONEY)
    row = _contract(request, client, public_id)
    form = ContractForm(request.POST if request.method == "POST" else None, contract=row)
    if request.method == "POST" and form.is_valid():
        try:
            contracts.change_contract(
                by=member_of(request), contract=row, now=database_now(), **form.values()
            )
        except contracts.ContractError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("clients:contract", slug=client.slug)
    return _page(
        request, form, client, title=_("Change the contract"), verb=_("Save contract"), contract=row
    )


@require_POST
@requires_member
def contract_remove(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Takes terms away that were a mistake."""
    client = client_or_404(request, slug, Capability.MANAGE_MONEY)
    row = _contract(request, client, public_id)
    try:
        contracts.remove_contract(by=member_of(request), contract=row, now=database_now())
    except contracts.ContractError as error:
        messages.error(request, str(error))
        return redirect("clients:contract_edit", slug=client.slug, public_id=row.public_id)
    messages.success(request, _("The contract is removed."))
    return redirect("clients:contract", slug=client.slug)


def _contract(request: HttpRequest, client: Client, public_id: UUID) -> Contract:
    mine = Contract.objects.visible_to(member_of(request)).select_related("client")
    found: Contract = get_object_or_404(mine, client_id=client.pk, public_id=public_id)
    return found


@require_http_methods(["GET", "POST"])
@requires_member
def contract_invoice(request: HttpRequest, slug: str) -> HttpResponse:
    """What the invoice needs."""
    client = client_or_404(request, slug, Capability.MANAGE_MONEY)
    row = FiscalData.objects.filter(client=client).first()
    form = FiscalForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        contracts.write_fiscal_data(
            by=member_of(request), client=client, now=database_now(), **form.cleaned_data
        )
        messages.success(request, _("Saved."))
        return redirect("clients:contract", slug=client.slug)
    return _page(request, form, client, title=_("Data for the invoice"), verb=_("Save"))


@require_http_methods(["GET", "POST"])
@requires_member
def contract_rates(request: HttpRequest, slug: str) -> HttpResponse:
    """What this client pays an hour instead of the agency's rates."""
    client = client_or_404(request, slug, Capability.MANAGE_MONEY)
    member = member_of(request)
    form = RatesForm(
        request.POST if request.method == "POST" else None,
        rates=rates_of(agency=member.agency, client=client),
    )
    if request.method == "POST" and form.is_valid():
        try:
            contracts.set_rates(
                by=member, agency=member.agency, client=client, amounts=form.amounts(),
                currency=form.cleaned_data["currency"], now=database_now(),
            )  # fmt: skip
        except contracts.ContractError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("clients:contract", slug=client.slug)
    return _page(request, form, client, title=_("Rates of this client"), verb=_("Save rates"))


@require_http_methods(["GET", "POST"])
@requires(Capability.MANAGE_MONEY)
def rates(request: HttpRequest) -> HttpResponse:
    """What an hour costs, unless a client has rates of its own."""
    member = member_of(request)
    form = RatesForm(
        request.POST if request.method == "POST" else None,
        rates=rates_of(agency=member.agency, client=None),
    )
    if request.method == "POST" and form.is_valid():
        contracts.set_rates(
            by=member, agency=member.agency, amounts=form.amounts(),
            currency=form.cleaned_data["currency"], now=database_now(),
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("clients:rates")
    return _page(request, form, None, title=_("Rates of the agency"), verb=_("Save rates"))


def _page(
    request: HttpRequest,
    form: Any,
    client: Client | None,
    *,
    title: str,
    verb: str,
    contract: Contract | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "title": title, "verb": verb, "contract": contract}
    if client is not None:
        context["client"] = client
    status = 422 if form.is_bound else 200
    return render(request, "clients/contract_form.html", context, status=status)
