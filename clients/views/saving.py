"""The client's own forms keep themselves when somebody leaves them (static/js/autosave_controller.js); answers are JSON.

422: not kept yet, and why. 409: somebody else saved meanwhile; nothing is overwritten, the button shows both.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from clients.actions import onboarding, rhythm
from clients.actions.strategy import BehindError
from clients.forms.behind import first_words
from clients.forms.clients import ClientForm, ContactForm, PartForm
from clients.marks import mark_of
from clients.models import Channel, Client, Contact
from clients.views.channels import channel_of
from clients.views.clients import contact_of
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_POST
@requires_member
def edit_save(request: HttpRequest, slug: str) -> JsonResponse:
    """The client itself. Another kind is a decision, and has the button."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    form = ClientForm(request.POST, kind=client.kind, client=client)
    if not form.is_valid():
        return _refused(first_words(form))
    try:
        saved = onboarding.update_client(
            by=member_of(request), client=client, now=database_now(), **form.values()
        )
    except onboarding.BehindError:
        return _behind()
    return _kept(saved, reverse("clients:edit_save", args=[slug]))


@require_POST
@requires_member
def contact_new_save(request: HttpRequest, slug: str) -> JsonResponse:
    """A contact as soon as there is a name; from then on the form is the contact's own."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _refused(first_words(form))
    try:
        added = onboarding.add_contact(
            by=member_of(request), client=client, now=database_now(), **form.values()
        )
    except onboarding.OnboardingError as error:
        return _refused(str(error))
    return _kept_contact(client, added)


@require_POST
@requires_member
def contact_save(request: HttpRequest, slug: str, public_id: UUID) -> JsonResponse:
    """A contact. An address that ends links waits for the button."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    contact = contact_of(request, client, public_id)
    form = ContactForm(request.POST, instance=Contact.objects.get(pk=contact.pk))
    if not form.is_valid():
        return _refused(first_words(form))
    try:
        saved = onboarding.edit_contact(
            by=member_of(request), contact=contact, may_end_links=False, now=database_now(),
            **form.values(),
        )  # fmt: skip
    except onboarding.BehindError:
        return _behind()
    except onboarding.OnboardingError as error:
        return _refused(str(error))
    return _kept_contact(client, saved)


@require_POST
@requires_member
def channel_part_save(request: HttpRequest, slug: str, public_id: UUID) -> JsonResponse:
    """A channel's part and its rhythm."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    found = channel_of(request, client, public_id)
    form = PartForm(request.POST, kind=client.kind, channel=found)
    if not form.is_valid():
        return _refused(first_words(form))
    try:
        saved = rhythm.give_part(
            by=member_of(request), channel=found, now=database_now(), **form.values()
        )
    except BehindError:
        return _behind()
    return _kept(saved, reverse("clients:channel_part_save", args=[slug, public_id]))


def _kept(row: Client | Contact | Channel, own: str, **more: Any) -> JsonResponse:
    kept = {"words": _("Saved."), "based_on": mark_of(row), "autosave_url": own}
    return JsonResponse({**kept, **more})


def _kept_contact(client: Client, contact: Contact) -> JsonResponse:
    parts = [client.slug, contact.public_id]
    return _kept(
        contact,
        reverse("clients:contact_save", args=parts),
        url=reverse("clients:contact_edit", args=parts),
        key=f"contact:{contact.public_id}",
    )


def _refused(words: str) -> JsonResponse:
    return JsonResponse({"words": words}, status=422)


def _behind() -> JsonResponse:
    words = _("Somebody else saved meanwhile. Your text stays here: press the button to see theirs.")  # fmt: skip
    return JsonResponse({"words": words}, status=409)
