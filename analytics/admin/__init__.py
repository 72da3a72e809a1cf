"""Reports for the operator: to look at, not to change. Tokens of links are nowhere to be seen."""

from __future__ import annotations

from django.contrib import admin

from analytics.admin import goals as goals
from analytics.models import Handover, Report, ReportLink, Sampling, Statement
from people.support import ReadOnly


@admin.register(Report)
class ReportAdmin(ReadOnly):
    """Reports without their contents."""

    list_display = ("client", "month_on", "agency", "created_at", "sent_at")
    list_filter = ("language", ("sent_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency")
    search_fields = ("client__name", "client__slug", "=public_id")
    date_hierarchy = "created_at"
    fields = (
        "agency", "client", "month_on", "language", "created_by", "created_at", "collected_at", "sent_at",
    )  # fmt: skip


@admin.register(ReportLink)
class ReportLinkAdmin(ReadOnly):
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
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("report", "agency")
    search_fields = ("label", "report__client__name", "=public_id")
    fields = (
        "agency", "report", "label", "created_by", "created_at", "expires_at", "revoked_at", "n_views",
        "last_seen_at",
    )  # fmt: skip


@admin.register(Sampling)
class SamplingAdmin(ReadOnly):
    """When posts are measured next."""

    list_display = ("publication", "next_at", "measured_at", "n_failures", "n_absences")
    list_filter = (("measured_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("publication",)
    search_fields = ("=publication__public_id", "=publication__remote_id", "publication__text")
    ordering = ("next_at",)
    fields = (
        "agency", "publication", "next_at", "lease_until", "measured_at", "n_failures", "n_absences",
    )  # fmt: skip


@admin.register(Handover)
class HandoverAdmin(ReadOnly):
    """What clients took along."""

    list_display = ("client", "agency", "asked_by", "asked_at", "state", "made_at")
    list_filter = ("state", "agency")
    list_select_related = ("client", "agency", "asked_by__user")
    search_fields = ("client__name", "=public_id")
    date_hierarchy = "asked_at"
    fields = ("agency", "client", "asked_by", "asked_at", "state", "n_failures", "made_at")


@admin.register(Statement)
class StatementAdmin(ReadOnly):
    """The accounts of periods; frozen when they are issued."""

    list_display = ("client", "first_on", "last_on", "issued_by", "issued_at", "n_pdf_failures")
    list_filter = ("client__agency", "client")
    list_select_related = ("client", "issued_by__user")
    search_fields = ("=public_id", "client__name")
    date_hierarchy = "first_on"
