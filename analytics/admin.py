"""Reports for the operator: to look at, not to change. Tokens of links are nowhere to be seen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from analytics.models import Report, ReportLink, Sampling


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows can be found and read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Reports without their contents."""

    list_display = ("client", "month_on", "agency", "created_at", "sent_at")
    list_filter = ("language",)
    list_select_related = ("client", "agency")
    search_fields = ("client__name", "client__slug")
    fields = (
        "agency", "client", "month_on", "language", "created_by", "created_at", "collected_at", "sent_at",
    )  # fmt: skip


@admin.register(ReportLink)
class ReportLinkAdmin(ReadOnlyAdmin):
    """Links without their tokens."""

    list_display = (
        "label",
        "report",
        "agency",
        "expires_at",
        "revoked_at",
        "n_views",
        "last_seen_at",
    )
    list_select_related = ("report", "agency")
    search_fields = ("label",)
    fields = (
        "agency", "report", "label", "created_by", "created_at", "expires_at", "revoked_at", "n_views",
        "last_seen_at",
    )  # fmt: skip


@admin.register(Sampling)
class SamplingAdmin(ReadOnlyAdmin):
    """When posts are measured next."""

    list_display = ("publication", "next_at", "measured_at", "n_failures", "n_absences")
    list_select_related = ("publication",)
    ordering = ("next_at",)
    fields = (
        "agency", "publication", "next_at", "lease_until", "measured_at", "n_failures", "n_absences",
    )  # fmt: skip
