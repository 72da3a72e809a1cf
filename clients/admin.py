"""Support's view of clients. Tokens are not here: Credential is deliberately never registered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clients.actions import gates
from clients.models import Assignment, Channel, Client, Contact, Gate
from people import audit
from people.admin import Audited, ReadOnly
from people.clock import database_now
from people.models import User


class ChannelInline(admin.TabularInline):  # type: ignore[type-arg]
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
    search_fields = ("name", "slug", "agency__name", "public_id")
    date_hierarchy = "created_at"
    readonly_fields = ("public_id", "agency", "created_at")
    inlines = (ChannelInline,)

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
    list_filter = ("health", "network", "agency")
    list_select_related = ("client", "agency", "keeper__user")
    search_fields = ("handle", "host", "remote_id", "client__name")
    date_hierarchy = "connected_at"


@admin.register(Gate)
class GateAdmin(ReadOnly):
    """Stops before channels; support may open one."""

    list_display = ("channel", "agency", "shut_until", "reason", "n_failures", "changed_at")
    list_filter = ("reason", "agency")
    list_select_related = ("channel", "agency")
    search_fields = ("channel__handle", "channel__client__name")
    date_hierarchy = "changed_at"
    actions = ("open_them",)

    @admin.action(description=_("Open the gates"), permissions=["view"])
    def open_them(self, request: HttpRequest, queryset: QuerySet[Gate]) -> None:
        """Lets calls through again."""
        now = database_now()
        assert isinstance(request.user, User)
        for gate in queryset.select_related("channel", "agency"):
            audit.record(
                actor=request.user,
                agency=gate.agency,
                verb="gate.opened",
                target=gate.channel,
                data={"reason": gate.reason},
                now=now,
            )
        n_open = gates.open_gates(*queryset.values_list("channel_id", flat=True), now=now)
        words = ngettext("%(n)d gate opened.", "%(n)d gates opened.", n_open)
        messages.success(request, words % {"n": n_open})
