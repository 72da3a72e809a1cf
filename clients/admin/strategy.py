"""Support's view of the strategy: briefs, interviews, audiences; all written in the product, so only to be looked at."""

from __future__ import annotations

from django.contrib import admin

from clients.models import (
    Audience,
    Brief,
    FitAssessment,
    FitWeights,
    Interview,
    NetworkSheet,
    Voice,
)
from people.support import ReadOnly


@admin.register(Brief)
class BriefAdmin(ReadOnly):
    """Versions of briefs."""

    list_display = ("client", "number", "agency", "created_at", "created_by", "approved_name")
    list_filter = (("approved_on", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency", "created_by__user")
    search_fields = ("client__name",)
    date_hierarchy = "created_at"


@admin.register(Interview)
class InterviewAdmin(ReadOnly):
    """Answers so far."""

    list_display = ("client", "agency", "changed_at", "changed_by")
    list_filter = ("agency",)
    list_select_related = ("client", "agency", "changed_by__user")
    search_fields = ("client__name",)
    date_hierarchy = "changed_at"


@admin.register(Audience)
class AudienceAdmin(ReadOnly):
    """Whom clients want to reach."""

    list_display = ("name", "client", "agency", "is_default", "created_at", "archived_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency")
    search_fields = ("name", "client__name", "=public_id")
    date_hierarchy = "created_at"


@admin.register(Voice)
class VoiceAdmin(ReadOnly):
    """How clients speak; only the agency writes it."""

    list_display = ("client", "agency", "address", "replies", "packs", "edited_by", "edited_at")
    list_filter = ("address", "agency")
    list_select_related = ("client", "agency", "edited_by__user")
    search_fields = ("client__name", "client__slug")
    date_hierarchy = "edited_at"


@admin.register(FitAssessment)
class FitAssessmentAdmin(ReadOnly):
    """What was decided on each network."""

    list_display = ("client", "network", "agency", "decision", "decided_at", "review_on")
    list_filter = ("decision", "network", ("reopened_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency")
    search_fields = ("client__name", "network")
    date_hierarchy = "decided_at"


@admin.register(FitWeights)
class FitWeightsAdmin(ReadOnly):
    """What matters to each client."""

    list_display = ("client", "agency", "agreed_with", "changed_at", "changed_by")
    list_filter = ("agency",)
    list_select_related = ("client", "agency", "changed_by__user")
    search_fields = ("client__name",)
    date_hierarchy = "changed_at"


@admin.register(NetworkSheet)
class NetworkSheetAdmin(ReadOnly):
    """How networks behave, by the agencies."""

    list_display = ("network", "agency", "checked_at", "checked_by")
    list_filter = ("network", "agency")
    list_select_related = ("agency", "checked_by__user")
    search_fields = ("network", "text")
    date_hierarchy = "checked_at"
