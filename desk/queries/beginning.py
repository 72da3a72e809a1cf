"""The five steps of beginning with a client, each filled in from what is there. One query."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.actions.onboarding import first_audit_of
from clients.models import Assignment, Brief, Channel, Client, Contact
from clients.queries.decided import adopted_without_a_channel
from people.models import AuditEntry, Member
from people.templatetags.ui import network_name


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its title, what it asks, whether it is done, and the screens where it is done."""

    title: str
    says: str
    is_done: bool
    screens: list[tuple[str, str]]


def five_steps(*, member: Member, client: Client) -> list[Step]:
    """Who they are, people, channels, strategy in three questions, first audit; in this order."""
    mine = {"client": OuterRef("pk")}
    briefs = Brief.objects.filter(**mine).exclude(
        sector="", positioning="", purpose="", objectives=[]
    )
    has = (
        Client.objects.visible_to(member)
        .filter(pk=client.pk)
        .annotate(
            has_contact=Exists(Contact.objects.filter(**mine)),
            has_team=Exists(Assignment.objects.filter(**mine)),
            has_channel=Exists(Channel.objects.filter(**mine, disconnected_at=None)),
            missing=ArraySubquery(adopted_without_a_channel().values("network")),
            has_brief=Exists(briefs),
            has_looked=Exists(
                AuditEntry.objects.filter(
                    agency=OuterRef("agency"), **first_audit_of(OuterRef("pk"))
                )
            ),
        )
        .values("has_contact", "has_team", "has_channel", "missing", "has_brief", "has_looked")
        .get()
    )

    missing = ", ".join(map(network_name, has["missing"]))

    def to(label: str, name: str) -> tuple[str, str]:
        return label, reverse(name, args=[client.slug])

    return [
        Step(
            _("Who they are"),
            _("Name and one line are enough; the questions of the kind can wait."),
            bool(client.summary),
            [to(_("Edit client"), "clients:edit")],
        ),
        Step(
            _("Contacts and team"),
            _("Who answers for the client, and who of us works on it."),
            has["has_contact"],
            [to(_("Contacts"), "clients:contacts"), to(_("Team"), "clients:team")],
        ),
        Step(
            _("Channels"),
            _("Adopted and without a channel yet: %(networks)s.") % {"networks": missing}
            if missing
            else _("Connected, or kept by hand; each with its part."),
            has["has_channel"] and not missing,
            [to(_("Channels"), "clients:channels")],
        ),
        Step(
            _("Strategy in three questions"),
            _("They begin the brief; the other nine are asked when there is time."),
            has["has_brief"],
            [],
        ),
        Step(
            _("First audit"),
            _("Rhythm, silences, formats, what a post brings: where everything stands today."),
            has["has_looked"],
            [to(_("See the first audit"), "analytics:first_audit")],
        ),
    ]
