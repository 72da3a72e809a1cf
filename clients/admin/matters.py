"""Support's view of what belongs to a client by its kind, of its standing, and of offers. All to be looked at."""

from __future__ import annotations

from django.contrib import admin

from clients.models import (
    Act,
    ClientNote,
    Deliverable,
    LeavingTick,
    Offer,
    Sighting,
    Sponsor,
    Stage,
    StatusChange,
    Window,
    Work,
    WorkPackage,
)
from people.support import ReadOnly


@admin.register(Stage)
class StageAdmin(ReadOnly):
    """Places of an event."""

    list_display = ("name", "client", "agency")
    list_filter = ("agency",)
    list_select_related = ("client", "agency")
    search_fields = ("name", "client__name")


@admin.register(Act)
class ActAdmin(ReadOnly):
    """The programme of an event."""

    list_display = ("name", "client", "agency", "on", "at", "stage", "is_confirmed")
    list_filter = ("is_confirmed", "agency")
    list_select_related = ("client", "agency", "stage")
    search_fields = ("name", "client__name")
    date_hierarchy = "on"


@admin.register(Sponsor)
class SponsorAdmin(ReadOnly):
    """Who is owed mentions."""

    list_display = ("name", "client", "agency", "n_owed", "n_before")
    list_filter = ("agency",)
    list_select_related = ("client", "agency")
    search_fields = ("name", "client__name")


@admin.register(WorkPackage)
class WorkPackageAdmin(ReadOnly):
    """Parts of funded projects."""

    list_display = ("code", "title", "client", "agency", "starts_on", "ends_on")
    list_filter = ("agency",)
    list_select_related = ("client", "agency")
    search_fields = ("code", "title", "client__name")


@admin.register(Deliverable)
class DeliverableAdmin(ReadOnly):
    """What projects hand in."""

    list_display = ("code", "title", "client", "agency", "due_on", "handed_in_on")
    list_filter = ("agency",)
    list_select_related = ("client", "agency")
    search_fields = ("code", "title", "client__name")
    date_hierarchy = "due_on"


@admin.register(Work)
class WorkAdmin(ReadOnly):
    """What artists bring out."""

    list_display = ("title", "client", "agency", "out_on", "approver", "approved_on")
    list_filter = ("agency",)
    list_select_related = ("client", "agency")
    search_fields = ("title", "client__name")


@admin.register(ClientNote)
class ClientNoteAdmin(ReadOnly):
    """What colleagues remember about a client."""

    list_display = ("words", "client", "agency", "written_by", "written_at", "removed_at")
    list_filter = ("agency",)
    list_select_related = ("client", "agency", "written_by__user")
    search_fields = ("words", "client__name")


@admin.register(Window)
class WindowAdmin(ReadOnly):
    """Days in which less may be said."""

    list_display = ("name", "hat", "client", "agency", "starts_on", "ends_on")
    list_filter = ("agency",)
    list_select_related = ("client", "agency")
    search_fields = ("name", "client__name")
    date_hierarchy = "starts_on"


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnly):
    """Where the work with clients stood, and since when."""

    list_display = ("client", "agency", "was", "becomes", "day_on", "by", "at")
    list_filter = ("becomes", "agency")
    list_select_related = ("client", "agency", "by__user")
    search_fields = ("client__name", "why")
    date_hierarchy = "at"


@admin.register(LeavingTick)
class LeavingTickAdmin(ReadOnly):
    """What is settled for clients that leave."""

    list_display = ("client", "agency", "channel", "what", "done_by", "done_at")
    list_filter = ("what", "agency")
    list_select_related = ("client", "agency", "channel", "done_by__user")
    search_fields = ("client__name",)
    date_hierarchy = "done_at"


@admin.register(Sighting)
class SightingAdmin(ReadOnly):
    """What could be seen of prospects."""

    list_display = ("address", "network", "client", "agency", "seen_on", "read_at", "problem")
    list_filter = ("network", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("address", "client__name")
    date_hierarchy = "seen_on"


@admin.register(Offer)
class OfferAdmin(ReadOnly):
    """Offers and their answers."""

    list_display = (
        "client",
        "agency",
        "price",
        "currency",
        "basis",
        "state",
        "made_at",
        "decided_at",
    )
    list_filter = ("state", "agency")
    list_select_related = ("client", "agency")
    search_fields = ("client__name", "decided_name")
    date_hierarchy = "made_at"
