"""A client's own pages: new, edit, contacts, team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import onboarding
from clients.forms.behind import written_otherwise
from clients.forms.clients import AssignForm, ClientForm, ContactForm
from clients.kinds import KINDS
from clients.marks import mark_of
from clients.models import Client, Contact, Status
from clients.queries import team as team_queries
from clients.queries.access_links import open_links_of
from people.access import member_of, requires, requires_member
from people.clock import database_now
from people.roles import Capability, Role


def _kind(request: HttpRequest, otherwise: str) -> str:
    """The kind the page asks for; the choice is a link, so it works without a script."""
    asked = request.POST.get("kind") or request.GET.get("kind") or otherwise
    return asked if asked in KINDS else otherwise


@require_http_methods(["GET", "POST"])
@requires(Capability.MANAGE_CLIENTS)
def new(request: HttpRequest) -> HttpResponse:
    """Makes a client; the questions follow the kind."""
    member = member_of(request)
    kind = _kind(request, "company")
    initial = {"language": member.agency.language, "time_zone": member.agency.time_zone}
    form = ClientForm(
        request.POST if request.method == "POST" else None, kind=kind, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        client = onboarding.create_client(by=member, now=database_now(), **form.values())
        messages.success(request, _("%(client)s is ready.") % {"client": client})
        # What comes next: for who is no client yet what anybody sees and an offer, else the five steps.
        is_prospect = client.status == Status.PROSPECT
        return redirect("clients:prospect" if is_prospect else "desk:begin", slug=client.slug)
    return _client_page(request, form, None)


@require_http_methods(["GET", "POST"])
@requires_member
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Changes a client; another kind asks other questions and loses no answer."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    kind = _kind(request, client.kind)
    form = ClientForm(request.POST if request.method == "POST" else None, kind=kind, client=client)
    if request.method == "POST" and form.is_valid():
        try:
            onboarding.update_client(
                by=member_of(request), client=client, now=database_now(), **form.values()
            )
        except onboarding.BehindError:
            client.refresh_from_db()
            theirs = written_otherwise(form, ClientForm(kind=kind, client=client))
            _goes_on_from(form, client)
            return _client_page(request, form, client, theirs=theirs, status=409)
        messages.success(request, _("Saved."))
        return redirect("clients:edit", slug=client.slug)
    return _client_page(request, form, client)


def _goes_on_from(form: ClientForm | ContactForm, row: Client | Contact) -> None:
    """What was typed stays; sent again, it is onto what the other one saved."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["based_on"] = mark_of(row)  # type: ignore[index]


def _client_page(
    request: HttpRequest,
    form: ClientForm,
    client: Client | None,
    *,
    status: int = 422,
    **more: object,
) -> HttpResponse:
    kinds = {"kinds": KINDS.values(), "kind": KINDS[form.kind]}
    context: dict[str, Any] = {"form": form, **kinds, **more}
    if client is not None:
        context |= {"client": client, "saves_itself": form.kind == client.kind}
    status = status if form.is_bound else 200
    return render(request, "clients/client_form.html", context, status=status)


@require_GET
@requires_member
def contacts(request: HttpRequest, slug: str) -> HttpResponse:
    """The client's people."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = Contact.objects.visible_to(member_of(request)).filter(client_id=client.pk)
    may_manage = may_here(request, Capability.MANAGE_CLIENTS)
    context = {"client": client, "contacts": found, "may_manage": may_manage}
    if may_manage:
        links = open_links_of(member=member_of(request), client=client, now=database_now())
        context["links"] = list(links)
        context["way_in"] = f"{settings.PUBLIC_ORIGIN}{reverse('portal:enter')}"
    return render(request, "clients/contacts.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def contact_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Adds a contact."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    form = ContactForm(
        request.POST if request.method == "POST" else None, initial={"language": client.language}
    )
    if request.method == "POST" and form.is_valid():
        try:
            onboarding.add_contact(
                by=member_of(request), client=client, now=database_now(), **form.values()
            )
            return redirect("clients:contacts", slug=client.slug)
        except onboarding.OnboardingError as error:
            form.add_error("email", str(error))
    return _contact_page(request, form, client, None)


@require_http_methods(["GET", "POST"])
@requires_member
def contact_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Changes a contact."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    contact = contact_of(request, client, public_id)
    # The form writes onto a copy: what the action saves is what it reads under its lock.
    copy = Contact.objects.get(pk=contact.pk)
    form = ContactForm(request.POST if request.method == "POST" else None, instance=copy)
    if request.method == "POST" and form.is_valid():
        try:
            onboarding.edit_contact(
                by=member_of(request), contact=contact, now=database_now(), **form.values()
            )
            return redirect("clients:contacts", slug=client.slug)
        except onboarding.BehindError:
            contact.refresh_from_db()
            theirs = written_otherwise(form, ContactForm(instance=contact))
            _goes_on_from(form, contact)
            return _contact_page(request, form, client, contact, theirs=theirs, status=409)
        except onboarding.OnboardingError as error:
            form.add_error("email", str(error))
    return _contact_page(request, form, client, contact)


@require_POST
@requires_member
def contact_remove(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Removes a contact."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    contact = contact_of(request, client, public_id)
    onboarding.remove_contact(by=member_of(request), contact=contact, now=database_now())
    messages.success(request, _("%(name)s is no longer a contact.") % {"name": contact.name})
    return redirect("clients:contacts", slug=client.slug)


def contact_of(request: HttpRequest, client: Client, public_id: UUID) -> Contact:
    """The contact of the address, if it is the client's; else 404."""
    mine = Contact.objects.visible_to(member_of(request)).select_related("client", "agency")
    return get_object_or_404(mine, client_id=client.pk, public_id=public_id)


def _contact_page(
    request: HttpRequest,
    form: ContactForm,
    client: Client,
    contact: Contact | None,
    *,
    status: int = 422,
    **more: object,
) -> HttpResponse:
    context = {"form": form, "client": client, "contact": contact, **more}
    status = status if form.is_bound else 200
    return render(request, "clients/contact_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires_member
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Who works on the client; the form assigns or changes a role."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    member = member_of(request)
    members = team_queries.assignable(member=member)
    form = AssignForm(request.POST if request.method == "POST" else None, members=members)
    if request.method == "POST" and form.is_valid():
        try:
            onboarding.assign(
                by=member,
                client=client,
                member=form.cleaned_data["member"],
                role=Role(form.cleaned_data["role"]),
                now=database_now(),
            )
            return redirect("clients:team", slug=client.slug)
        except onboarding.OnboardingError as error:
            form.add_error("member", str(error))
    context = {
        "client": client,
        "form": form,
        "assignments": team_queries.assignments(member=member, client=client),
        "owners": team_queries.owners(client=client),
    }
    status = 422 if form.is_bound else 200
    return render(request, "clients/team.html", context, status=status)


@require_POST
@requires_member
def unassign(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Ends a colleague's work on the client."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    member = member_of(request)
    found = team_queries.assignments(member=member, client=client).select_related("client__agency")
    assignment = get_object_or_404(found, member__public_id=public_id)
    onboarding.unassign(by=member, assignment=assignment, now=database_now())
    return redirect("clients:team", slug=client.slug)
