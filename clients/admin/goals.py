"""Goals and the sources of clients' own figures for the operator: to look at, not to change."""

from __future__ import annotations

from django.contrib import admin

from clients.models import FigureSource, Goal
from people.support import ReadOnly


@admin.register(Goal)
class GoalAdmin(ReadOnly):
    """Goals: setting them is the agency's."""

    list_display = (
        "title",
        "client",
        "agency",
        "objective",
        "baseline",
        "target",
        "from_on",
        "to_on",
    )
    list_filter = ("objective", "reckoning", ("closed_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency")
    search_fields = ("title", "client__name", "=public_id")
    date_hierarchy = "to_on"


@admin.register(FigureSource)
class FigureSourceAdmin(ReadOnly):
    """Sources of clients' own figures, never the token that fills them."""

    list_display = ("name", "client", "agency", "unit", "counting", "rhythm", "token_made_at")
    list_filter = ("counting", "rhythm", ("token_made_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("client", "agency")
    search_fields = ("name", "client__name", "=public_id")
    date_hierarchy = "created_at"
    exclude = ("token_hash",)
