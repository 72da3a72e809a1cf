"""Support looks here at what people said and what became of the answers. Everything is read-only."""

from __future__ import annotations

from django.contrib import admin

from community.models import Conversation, Hearing, Reply, ReplyPromise, Utterance
from people.support import ReadOnly, ReadOnlyRows


class UtteranceInline(ReadOnlyRows):
    """What was said, in order."""

    model = Utterance
    fields = ("said_at", "is_own", "text", "due_at", "settled", "settled_at", "written_by")


class ReplyInline(ReadOnlyRows):
    """The answers and how far each has come."""

    model = Reply
    fields = (
        "written_at",
        "written_by",
        "state",
        "due_at",
        "n_tries",
        "n_absent",
        "problem",
        "url",
    )


@admin.register(Conversation)
class ConversationAdmin(ReadOnly):
    """Why somebody still waits, who answered, what is on its way."""

    list_display = ("person_name", "client", "channel", "kind", "standing", "waiting_since", "due_at", "assignee")  # fmt: skip
    list_filter = ("standing", "kind", "client__agency")
    list_select_related = ("client", "channel", "assignee__user")
    search_fields = ("=public_id", "person_name", "person_handle", "client__name")
    date_hierarchy = "last_said_at"
    inlines = (UtteranceInline, ReplyInline)


@admin.register(Hearing)
class HearingAdmin(ReadOnly):
    """Since when a channel was not heard, and why."""

    list_display = ("channel", "heard_at", "next_at", "problem")
    list_filter = ("problem", "channel__client__agency")
    list_select_related = ("channel",)
    search_fields = ("channel__handle", "channel__client__name")


@admin.register(ReplyPromise)
class ReplyPromiseAdmin(ReadOnly):
    """What each client promises whoever writes."""

    list_display = ("client", "within_h", "opens", "closes", "changed_by", "changed_at")
    list_filter = ("client__agency",)
    list_select_related = ("client", "changed_by__user")
    search_fields = ("client__name",)
