"""Support looks here at what was asked for after publication, at what the nightly look found, and at what says again what was said. Everything is read-only."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from editorial.models import (
    Amendment,
    ChannelLook,
    OutsideAim,
    PublishedLinks,
    Remedy,
    RemedyAttempt,
    RemedyLookup,
    Repetition,
    ToneCheck,
)
from editorial.tone_text import Told
from editorial.words.remedies import explain_remedy
from editorial.words.tone_titles import title_of
from people.support import ReadOnly, ReadOnlyRows
from people.templatetags.ui import network_name


class RemedyInline(ReadOnlyRows):
    """What was asked for after publication; with its own page for the tries."""

    model = Remedy
    show_change_link = True
    fields = (
        "amendment",
        "position",
        "state",
        "reason",
        "n_tries",
        "next_try_at",
        "done_at",
        "done_by",
    )


class RemedyAttemptInline(ReadOnlyRows):
    model = RemedyAttempt
    fields = (
        "epoch",
        "started_at",
        "ended_at",
        "outcome",
        "error_kind",
        "error_code",
        "http_status",
        "answer",
    )


class RemedyLookupInline(ReadOnlyRows):
    model = RemedyLookup
    fields = ("at", "result", "detail")


@admin.register(Amendment)
class AmendmentAdmin(ReadOnly):
    list_display = ("post", "kind", "client", "asked_by", "asked_at", "withdrawn_at")
    list_filter = ("kind", "client__agency", "client")
    list_select_related = ("post", "client", "asked_by__user")
    search_fields = ("=public_id", "=post__public_id", "post__title", "post__text")
    date_hierarchy = "asked_at"
    inlines = (RemedyInline,)


@admin.register(Remedy)
class RemedyAdmin(ReadOnly):
    list_display = ("delivery", "position", "amendment", "state", "in_words", "n_tries", "done_at")
    list_filter = (
        "state",
        "amendment__kind",
        "delivery__channel__network",
        "delivery__client__agency",
    )
    list_select_related = (
        "delivery__post",
        "delivery__channel",
        "amendment__post",
        "done_by__user",
    )
    search_fields = ("=public_id", "=delivery__public_id", "=remote_id")
    readonly_fields = ("in_words",)
    inlines = (RemedyAttemptInline, RemedyLookupInline)

    @admin.display(description=_("what happened"))
    def in_words(self, remedy: Remedy) -> str:
        """The sentence people see on the post's page."""
        return explain_remedy(
            kind=remedy.amendment.kind,
            state=remedy.state,
            reason=remedy.reason,
            network=network_name(remedy.delivery.channel.network),
            who=str(remedy.done_by or ""),
        ).happened


@admin.register(ChannelLook)
class ChannelLookAdmin(ReadOnly):
    list_display = (
        "channel",
        "looked_at",
        "n_ours",
        "n_outside",
        "n_missing",
        "problem",
        "next_at",
    )
    list_filter = ("channel__network", "problem", "channel__client__agency")
    list_select_related = ("channel",)
    search_fields = ("channel__handle", "=channel__public_id")
    ordering = ("-n_missing", "-looked_at")


@admin.register(Repetition)
class RepetitionAdmin(ReadOnly):
    list_display = ("publication", "client", "alike", "earlier", "looked_at")
    list_filter = ("client__agency", "client")
    list_select_related = ("publication", "client", "earlier")
    search_fields = ("=publication__public_id", "publication__text")
    date_hierarchy = "looked_at"


@admin.register(PublishedLinks)
class PublishedLinksAdmin(ReadOnly):
    list_display = ("publication", "client", "urls")
    list_filter = ("client__agency", "client")
    list_select_related = ("publication", "client")
    search_fields = ("=publication__public_id", "publication__text")


@admin.register(ToneCheck)
class ToneCheckAdmin(ReadOnly):
    """What the voice says of posts to come; one of which nothing is said keeps to it."""

    list_display = ("post", "in_words", "client", "checked_at")
    list_filter = ("client__agency", "client")
    list_select_related = ("post", "client")
    search_fields = ("=post__public_id", "post__title", "post__text")
    ordering = ("-checked_at", "-pk")

    @admin.display(description=_("rules it breaks"))
    def in_words(self, check: ToneCheck) -> str:
        """As the post's page says it."""
        return ", ".join(title_of(Told(**each)) for each in check.findings)


@admin.register(OutsideAim)
class OutsideAimAdmin(ReadOnly):
    list_display = ("publication", "client", "goal", "objective", "pillar", "audience")
    list_filter = ("client__agency", "client")
    list_select_related = ("publication", "client", "goal", "pillar", "audience")
    search_fields = ("=publication__public_id", "publication__text")
