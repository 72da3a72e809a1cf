"""The first steps with a client, each filled in from what is there: the five of beginning, and the three of a prospect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.actions.onboarding import first_audit_of
from clients.models import (
    Approval,
    Brief,
    Channel,
    Client,
    Contact,
    ContactPart,
    FitAssessment,
    Offer,
    Sighting,
)
from clients.models.prospects import OfferState
from clients.queries.decided import adopted_without_a_channel
from people.models import AuditEntry, Member
from people.roles import Capability
from people.templatetags.ui import network_name


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its title, what it asks, whether it is done, the screens where it is done, and what one must be allowed to
    do there. Without it (`is_vital`) there is no working for the client, however long one has done so."""

    title: str
    says: str
    is_done: bool
    screens: list[tuple[str, str]]
    capability: Capability
    is_vital: bool = False


def has_begun() -> JSONObject:
    """For a query of clients: what the steps are filled in from, as `steps_of` and `prospect_steps` take it."""
    mine = {"client": OuterRef("pk")}
    briefs = Brief.objects.filter(**mine).exclude(
        sector="", positioning="", purpose="", objectives=[]
    )
    approvers = Contact.objects.filter(part=ContactPart.APPROVER, **mine).exclude(email="")
    audits = AuditEntry.objects.filter(agency=OuterRef("agency"), **first_audit_of(OuterRef("pk")))
    return JSONObject(
        contact=Exists(Contact.objects.filter(**mine)),
        approver=Exists(approvers),
        channel=Exists(Channel.objects.filter(**mine, disconnected_at=None)),
        missing=ArraySubquery(adopted_without_a_channel().values("network")),
        brief=Exists(briefs),
        looked=Exists(audits),
        sighting=Exists(Sighting.objects.filter(**mine)),
        fit=Exists(FitAssessment.objects.filter(**mine)),
        offer=Exists(Offer.objects.filter(**mine).exclude(state=OfferState.DRAFT)),
    )


def five_steps(*, member: Member, client: Client) -> list[Step]:
    """The five steps of a client, in one query."""
    mine = Client.objects.visible_to(member).filter(pk=client.pk)
    return steps_of(client, mine.values_list(has_begun(), flat=True).get())


def steps_of(client: Client, has: dict[str, Any]) -> list[Step]:
    """Who they are, people, channels, strategy in three questions, first audit; in this order."""
    missing = ", ".join(map(network_name, has["missing"]))
    must_approve = client.approval == Approval.CLIENT

    def to(label: str, name: str) -> tuple[str, str]:
        return label, reverse(name, args=[client.slug])

    return [
        Step(
            _("Who they are"),
            _("Name and one line are enough; the questions of the kind can wait."),
            bool(client.summary),
            [to(_("Edit client"), "clients:edit")],
            Capability.MANAGE_CLIENTS,
        ),
        Step(
            _("Contacts and team"),
            _("Say who approves for the client, with an e-mail address.")
            if must_approve and has["contact"]
            else _("Who answers for the client, and who of us works on it."),
            has["approver"] if must_approve else has["contact"],
            [to(_("Contacts"), "clients:contacts"), to(_("Team"), "clients:team")],
            Capability.MANAGE_CLIENTS,
            is_vital=True,
        ),
        Step(
            _("Channels"),
            _("Adopted and without a channel yet: %(networks)s.") % {"networks": missing}
            if missing
            else _("Connected, or kept by hand; each with its part."),
            has["channel"] and not missing,
            [to(_("Channels"), "clients:channels")],
            Capability.CONNECT_CHANNELS,
            is_vital=not has["channel"],
        ),
        Step(
            _("Strategy in three questions"),
            _("They begin the brief; the other nine are asked when there is time."),
            has["brief"],
            [],
            Capability.EDIT_STRATEGY,
        ),
        Step(
            _("First audit"),
            _("Rhythm, silences, formats, what a post brings: where everything stands today."),
            has["looked"],
            [to(_("See the first audit"), "analytics:first_audit")],
            Capability.VIEW_CLIENT,
        ),
    ]


def prospect_steps(client: Client, has: dict[str, Any]) -> list[Step]:
    """The look, the platform fit and the offer; in this order."""
    page = reverse("clients:prospect", args=[client.slug])
    fit = reverse("clients:fit", args=[client.slug])
    return [
        Step(
            _("Look at their accounts"),
            _("What anybody can see of them today, with no access at all."),
            has["sighting"],
            [(_("Offer"), f"{page}#seen-h")],
            Capability.MANAGE_CLIENTS,
        ),
        Step(
            _("Weigh the networks"),
            _("Three questions say which networks are worth the money of this offer."),
            has["fit"],
            [(_("Platform fit"), fit)],
            Capability.EDIT_STRATEGY,
        ),
        Step(
            _("Make and send the offer"),
            _("With a yes to it the client is taken on."),
            has["offer"],
            [(_("Offer"), f"{page}#offers-h")],
            Capability.MANAGE_CLIENTS,
        ),
    ]
