"""Support looks here at hours, costs, boosts and extras. Everything is read-only."""

from __future__ import annotations

from django.contrib import admin

from editorial.models import Boost, ClosedPeriod, Cost, Extra, TimeEntry, Timer
from people.support import ReadOnly


@admin.register(TimeEntry)
class TimeEntryAdmin(ReadOnly):
    list_display = ("client", "member", "on", "minutes", "activity", "origin", "confirmed_at")
    list_filter = ("activity", "origin", "client__agency", "client")
    list_select_related = ("client", "member__user")
    search_fields = ("=public_id", "client__name", "member__user__name", "note")
    date_hierarchy = "on"


@admin.register(Timer)
class TimerAdmin(ReadOnly):
    list_display = ("member", "client", "activity", "started_at")
    list_filter = ("activity", "client__agency")
    list_select_related = ("client", "member__user")
    search_fields = ("client__name", "member__user__name")


@admin.register(ClosedPeriod)
class ClosedPeriodAdmin(ReadOnly):
    list_display = ("client", "first_on", "last_on", "closed_by", "closed_at")
    list_filter = ("client__agency", "client")
    list_select_related = ("client", "closed_by__user")
    search_fields = ("client__name",)


@admin.register(Cost)
class CostAdmin(ReadOnly):
    list_display = ("client", "on", "what", "amount", "currency", "is_passed_on", "created_by")
    list_filter = ("is_passed_on", "currency", "client__agency", "client")
    list_select_related = ("client", "created_by__user")
    search_fields = ("=public_id", "what", "supplier", "client__name")
    date_hierarchy = "on"


@admin.register(Boost)
class BoostAdmin(ReadOnly):
    list_display = ("client", "name", "starts_on", "ends_on", "planned", "spent", "currency")
    list_filter = ("objective", "currency", "client__agency", "client")
    list_select_related = ("client",)
    search_fields = ("=public_id", "name", "client__name")
    date_hierarchy = "starts_on"


@admin.register(Extra)
class ExtraAdmin(ReadOnly):
    list_display = ("client", "what", "price", "currency", "offered_at", "answer", "answered_name")
    list_filter = ("answer", "client__agency", "client")
    list_select_related = ("client",)
    search_fields = ("=public_id", "what", "client__name", "answered_name")
    date_hierarchy = "offered_at"
