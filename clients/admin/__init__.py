"""Support's view of clients. Tokens are not here: Credential is deliberately never registered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.actions import gates
from clients.admin import goals as goals
from clients.admin import matters as matters
from clients.admin import meetings as meetings
from clients.admin import strategy as strategy
from clients.models import (
    AccessLink,
    Assignment,
    Channel,
    ChannelCare,
    Client,
    Competitor,
    CompetitorProfile,
    Contact,
    Contract,
    FiscalData,
    Gate,
    LinkCheck,
    LinkPage,
    LinkScheme,
    PageLink,
    Rate,
    Touchpoint,
    TouchpointMoment,
)
from people.clock import database_now
from people.models import User
from people.support import REFUSALS, Audited, Plan, ReadOnly
from people.trail import trail
from people.zoned import Zoned

REFUSALS |= {
    "client_name_present": gettext_lazy("A client needs a name."),
    "client_slug_unique": gettext_lazy("Another client of the agency has this short name."),
    "client_colour_hex": gettext_lazy("A colour is written like #0f5c63."),
    "client_leaving_has_a_day": gettext_lazy("A client who leaves needs a last day."),
    "contact_email_once_per_client": gettext_lazy(
        "The client already has a contact with this e-mail address."
    ),
    "contract_one_a_month": gettext_lazy("Another contract is in force in one of these months."),
    "contract_ends_after_it_starts": gettext_lazy("The contract ends before it starts."),
    "contact_name_present": gettext_lazy("A contact needs a name."),
}


class ChannelInline(Zoned, admin.TabularInline):  # type: ignore[type-arg]
    """The channels of a client."""

    model = Channel
    fields = ("network", "host", "handle", "health", "checked_at", "disconnected_at")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Client)
class ClientAdmin(Audited):
    """Clients."""

    list_display = ("name", "agency", "kind", "status", "language", "created_at")
    list_filter = ("status", "kind", "agency")
    list_select_related = ("agency",)
    search_fields = ("name", "slug", "agency__name", "=public_id")
    date_hierarchy = "created_at"
    readonly_fields = ("public_id", "agency", "created_at", "trail")
    inlines = (ChannelInline,)

    @admin.display(description=gettext_lazy("what was done to it"))
    def trail(self, client: Client) -> SafeString:
        """Who changed the client, its contacts and its channels."""
        return trail(client, *client.channels.all(), *client.contacts.all())

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Clients are made in the product, where the questions of the kind are asked."""
        return False


@admin.register(Contact)
class ContactAdmin(Audited):
    """The clients' people."""

    list_display = ("name", "client", "agency", "part", "email")
    list_filter = ("part", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("name", "email", "client__name")
    date_hierarchy = "created_at"
    readonly_fields = ("public_id", "agency", "client", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(AccessLink)
class AccessLinkAdmin(ReadOnly):
    """Links of the clients' people to the portal: whether one still opens, never the link itself."""

    list_display = (
        "contact",
        "agency",
        "scope",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_seen_at",
    )
    list_filter = ("scope", ("revoked_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("contact__client", "agency")
    search_fields = ("contact__name", "contact__email", "contact__client__name", "=public_id")
    date_hierarchy = "created_at"
    exclude = ("token_hash",)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly):
    """Who works on which client."""

    list_display = ("client", "member", "role", "agency", "created_at")
    list_filter = ("role", "agency")
    list_select_related = ("client", "member__user", "agency")
    search_fields = ("client__name", "member__user__email")
    date_hierarchy = "created_at"


@admin.register(Channel)
class ChannelAdmin(ReadOnly):
    """Channels and their health; connecting is the agency's, never support's."""

    list_display = (
        "handle",
        "network",
        "host",
        "client",
        "agency",
        "health",
        "keeper",
        "checked_at",
    )
    list_filter = (
        "health",
        "network",
        ("disconnected_at", admin.EmptyFieldListFilter),
        "agency",
    )
    list_select_related = ("client", "agency", "keeper__user")
    search_fields = ("handle", "host", "=remote_id", "client__name", "=public_id")
    date_hierarchy = "connected_at"
    readonly_fields = ("trail",)

    @admin.display(description=gettext_lazy("what was done to it"))
    def trail(self, channel: Channel) -> SafeString:
        """Who connected, changed or disconnected it, and when the network no longer let us in."""
        return trail(channel)


@admin.register(Gate)
class GateAdmin(ReadOnly):
    """Stops before channels; support may open one."""

    list_display = ("channel", "agency", "shut_until", "reason", "n_failures", "changed_at")
    list_filter = ("reason", "agency")
    list_select_related = ("channel", "agency")
    search_fields = ("channel__handle", "channel__client__name")
    date_hierarchy = "changed_at"
    actions = ("open_them",)

    @admin.action(description=gettext_lazy("Open the gates"), permissions=["act"])
    def open_them(self, request: HttpRequest, queryset: QuerySet[Gate]) -> HttpResponse | None:
        """Lets calls through again."""
        now = database_now()

        def plan(gate: Gate) -> Plan:
            if not gate.shut_until or gate.shut_until <= now:
                return Plan(gate, _("It is open. Nothing happens."), is_idle=True)
            return Plan(
                gate,
                _(
                    "Calls to the network go through at once, and what is due goes out. The network may have asked for "
                    "the pause: it may refuse again."
                ),
            )

        def do(gate: Gate, by: User, reason: str, now: datetime) -> str:
            gates.open_gates(gate.channel_id, now=now, by=by, why=reason)
            return ""

        return self.act(
            request,
            queryset.select_related("channel", "agency"),
            title=_("Open the gates"),
            note=_("A post that may be out already is not sent again by this."),
            plan=plan,
            do=do,
        )


class CompetitorProfileInline(Zoned, admin.TabularInline):  # type: ignore[type-arg]
    """The profiles of a competitor, and why one could not be read."""

    model = CompetitorProfile
    fields = ("network", "handle", "is_read", "read_at", "next_at", "problem", "n_failures")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Competitor)
class CompetitorAdmin(ReadOnly):
    """Whom clients are compared with."""

    list_display = ("name", "client", "agency", "created_at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency")
    search_fields = ("name", "client__name", "profiles__handle", "=public_id")
    date_hierarchy = "created_at"
    inlines = (CompetitorProfileInline,)
    readonly_fields = ("trail",)

    @admin.display(description=gettext_lazy("what was done to it"))
    def trail(self, competitor: Competitor) -> SafeString:
        """Who named them, added a profile or wrote figures down."""
        return trail(competitor)


@admin.register(Contract)
class ContractAdmin(Audited):
    """What was agreed with clients."""

    list_display = ("client", "agency", "basis", "fee", "currency", "starts_on", "ends_on")
    list_filter = ("basis", "currency", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("client__name", "note", "=public_id")
    date_hierarchy = "starts_on"
    readonly_fields = ("public_id", "agency", "client", "created_by", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Rate)
class RateAdmin(ReadOnly):
    """What an hour costs."""

    list_display = ("agency", "client", "activity", "amount", "currency")
    list_filter = ("activity", "currency", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("client__name", "agency__name")


@admin.register(FiscalData)
class FiscalDataAdmin(ReadOnly):
    """What invoices need."""

    list_display = ("client", "agency", "legal_name", "vat_number", "is_split_payment")
    list_filter = ("is_split_payment", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("client__name", "legal_name", "vat_number", "tax_code")


class MomentInline(admin.TabularInline):  # type: ignore[type-arg]
    """What happens on a touchpoint."""

    model = TouchpointMoment
    fields = ("title", "on", "until", "url", "created_by")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Touchpoint)
class TouchpointAdmin(ReadOnly):
    """The clients' wider presence."""

    list_display = ("name", "kind", "client", "agency", "created_at", "ended_at")
    list_filter = ("kind", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("name", "url", "client__name", "=public_id")
    date_hierarchy = "created_at"
    inlines = (MomentInline,)


@admin.register(LinkScheme)
class LinkSchemeAdmin(ReadOnly):
    """How clients' links are tagged."""

    list_display = ("client", "agency", "source", "medium", "campaign", "changed_at")
    list_filter = ("agency",)
    list_select_related = ("client", "agency")
    search_fields = ("client__name",)
    date_hierarchy = "changed_at"


@admin.register(ChannelCare)
class ChannelCareAdmin(ReadOnly):
    """Whose accounts they are, what sleeps, when a profile is looked at again."""

    list_display = (
        "channel",
        "client",
        "agency",
        "owner",
        "review_on",
        "asleep_since",
        "looked_at",
    )
    list_filter = ("owner", "agency")
    list_select_related = ("channel", "client", "agency")
    search_fields = ("channel__handle", "client__name", "owner_note")
    date_hierarchy = "review_on"


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly):
    """The addresses that people are sent to: what came when one was opened, and when it is opened again."""

    list_display = (
        "url",
        "client",
        "agency",
        "trouble",
        "is_dead",
        "failing_since",
        "n_failed",
        "asked_at",
        "ask_at",
    )
    list_filter = ("is_dead", "trouble", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("url", "client__name", "=public_id")
    date_hierarchy = "asked_at"


class PageLinkInline(admin.TabularInline):  # type: ignore[type-arg]
    """The links of a link-in-bio page."""

    model = PageLink
    fields = ("position", "label", "url", "from_on", "to_on")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LinkPage)
class LinkPageAdmin(ReadOnly):
    """Link-in-bio pages."""

    list_display = ("title", "client", "agency", "code", "is_open", "changed_at")
    list_filter = ("is_open", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("title", "code", "client__name")
    date_hierarchy = "changed_at"
    inlines = (PageLinkInline,)
