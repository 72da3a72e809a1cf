"""Support looks here at what was agreed in meetings. Everything is read-only; notes are the agency's own and are not shown."""

from __future__ import annotations

from django.contrib import admin

from clients.models import Decision, Meeting, Task
from people.support import ReadOnly, ReadOnlyRows


class DecisionInline(ReadOnlyRows):
    model = Decision
    fields = ("text", "is_of_strategy", "decided_at", "written_by")


class TaskInline(ReadOnlyRows):
    model = Task
    fields = ("text", "side", "member", "contact", "due_on", "done_at", "done_name")


@admin.register(Meeting)
class MeetingAdmin(ReadOnly):
    list_display = ("client", "kind", "starts_at", "ended_at", "minutes_sent_at", "begun_by")
    list_filter = ("kind", "client__agency")
    list_select_related = ("client", "begun_by__user")
    search_fields = ("=public_id", "client__name")
    date_hierarchy = "starts_at"
    exclude = ("notes",)
    inlines = (DecisionInline, TaskInline)
