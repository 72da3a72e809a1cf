"""Support looks here at what repeats, and at what was made for each day. Everything is read-only."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from editorial.models import Recurrence, RecurrenceDay
from editorial.words.recurrences import in_words
from people.support import ReadOnly, ReadOnlyRows


class RecurrenceDayInline(ReadOnlyRows):
    """Its days, with how the machine left the post of each."""

    model = RecurrenceDay
    fields = ("on", "post", "wall_at", "is_scheduled", "tried_revision", "told_at", "skipped_at")


@admin.register(Recurrence)
class RecurrenceAdmin(ReadOnly):
    list_display = ("post", "in_words", "client", "next_on", "is_scheduled", "set_by", "ended_at")
    list_filter = ("every", "is_scheduled", "client__agency")
    list_select_related = ("post", "client", "set_by__user")
    search_fields = ("=public_id", "=post__public_id", "post__title", "post__text", "client__name")
    date_hierarchy = "set_at"
    readonly_fields = ("in_words",)
    inlines = (RecurrenceDayInline,)

    @admin.display(description=_("when"))
    def in_words(self, recurrence: Recurrence) -> str:
        """The pattern as people read it."""
        return in_words(recurrence.pattern, recurrence.clock)
