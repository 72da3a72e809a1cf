"""Clients' own figures for the operator: to look at, not to change."""

from __future__ import annotations

from django.contrib import admin

from analytics.models import ExternalFigure
from people.support import ReadOnly


@admin.register(ExternalFigure)
class ExternalFigureAdmin(ReadOnly):
    """What clients' own counters declared, corrections too."""

    list_display = (
        "source",
        "from_on",
        "to_on",
        "value",
        "way",
        "author",
        "said_by",
        "agency",
        "recorded_at",
    )
    list_filter = ("way", "agency")
    list_select_related = ("source", "author__user", "agency")
    search_fields = ("source__name", "client__name")
    date_hierarchy = "to_on"
