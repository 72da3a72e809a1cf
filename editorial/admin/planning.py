"""Campaigns, pillars and series for the operator: to look at, not to change."""

from __future__ import annotations

from django.contrib import admin

from editorial.models import Campaign, Pillar, Series
from people.support import ReadOnly


@admin.register(Pillar)
class PillarAdmin(ReadOnly):
    """What clients talk about."""

    list_display = ("name", "client", "agency", "share", "objective", "created_at")
    list_filter = (("closed_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency")
    search_fields = ("name", "client__name", "=public_id")
    date_hierarchy = "created_at"


@admin.register(Series)
class SeriesAdmin(ReadOnly):
    """Their recurring columns."""

    list_display = ("name", "pillar", "client", "agency", "weekday", "format", "created_at")
    list_filter = ("format", ("closed_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("pillar", "client", "agency")
    search_fields = ("name", "client__name", "=public_id")
    date_hierarchy = "created_at"


@admin.register(Campaign)
class CampaignAdmin(ReadOnly):
    """What several posts say together."""

    list_display = ("name", "word", "client", "agency", "starts_on", "ends_on", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency")
    search_fields = ("name", "word", "client__name", "=public_id")
    date_hierarchy = "starts_on"
