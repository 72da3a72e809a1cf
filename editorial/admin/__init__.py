"""Support looks here to answer "why did this post not go out". Everything is read-only: the machine's rows have one
writer, and a hand-made change would break the promise of "at most once".
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.admin import money as money
from editorial.admin import planning as planning
from editorial.admin import recurrences as recurrences
from editorial.admin.after import RemedyInline
from editorial.lifecycle import PostStage
from editorial.models import (
    Asset,
    Attempt,
    Delivery,
    HandAct,
    Hold,
    LeftSo,
    Lookup,
    PartAttempt,
    PartLookup,
    Post,
    Publication,
    Release,
    Rendition,
    Review,
    Revision,
    Step,
    Version,
)
from editorial.queries.held_back import held_back
from editorial.queries.story import story_of
from editorial.wording import explain, why
from editorial.words.parts import explain_rest, part_reason
from editorial.words.pictures import sentence_of
from people.clock import database_now
from people.support import ReadOnly, ReadOnlyRows
from people.templatetags.ui import network_name
from people.trail import trail
from people.zoned import zoned


def sentence(delivery: Delivery) -> str:
    """What people read on the post's page, in one line."""
    network = network_name(delivery.channel.network)
    words = (
        explain_rest(rest=delivery.rest, network=network)
        if delivery.rest
        else explain(
            state=delivery.state,
            reason=delivery.reason,
            network=network,
            is_by_hand=delivery.channel.is_by_hand,
            code=str(delivery.reason_params.get("code", "")),
        )
    )
    return " ".join(part for part in (words.happened, words.safe, words.todo) if part)


class VersionInline(ReadOnlyRows):
    model = Version
    fields = ("channel", "text", "spoiler", "visibility")


class RevisionInline(ReadOnlyRows):
    model = Revision
    fields = ("number", "content_hash", "created_by", "created_at")


class DeliveryInline(ReadOnlyRows):
    model = Delivery
    fields = ("channel", "occurrence", "state", "in_words", "due_at", "n_attempts", "ended_at")
    readonly_fields = ("in_words",)
    show_change_link = True

    @admin.display(description=_("what happened"))
    def in_words(self, delivery: Delivery) -> str:
        """The sentence people see on the post's page."""
        return sentence(delivery)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("channel", "post")


class ReviewInline(ReadOnlyRows):
    model = Review
    fk_name = "post"
    fields = ("step", "revision", "asked_by", "asked_at", "decision", "decided_at", "voided_at")


@admin.register(Post)
class PostAdmin(ReadOnly):
    list_display = ("name", "client", "stage", "wall_at", "time_zone", "edited_at")
    list_filter = ("stage", "client__agency", "client")
    list_select_related = ("client",)
    search_fields = ("=public_id", "title", "text", "client__name")
    search_help_text = _(
        "The post's public id (as in its address), its words, or the client's name."
    )
    date_hierarchy = "edited_at"
    readonly_fields = ("way_out", "trail")
    inlines = (DeliveryInline, ReviewInline, VersionInline, RevisionInline)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """What support asks first, then the row, then who did what."""
        return zoned(Post, ("way_out", *(f.name for f in Post._meta.fields), "trail"))

    @admin.display(description=_("does it go out?"))
    def way_out(self, post: Post) -> str:
        """Where the answer is, or why there is none."""
        if post.deliveries.exists():
            return gettext(
                "It was scheduled: each channel has a delivery below, which tells the rest."
            )
        if post.stage == PostStage.ARCHIVED:
            return gettext("No: it is archived and was never scheduled.")
        if post.stage == PostStage.APPROVED:
            return gettext("Not yet: it is approved, and nobody scheduled it.")
        return gettext(
            "Not yet: nobody scheduled it. A day in the calendar is a plan; a post goes out when it is scheduled."
        )

    @admin.display(description=_("what was done to it"))
    def trail(self, post: Post) -> SafeString:
        """Who did what to the post and its deliveries, and when."""
        return trail(post, *post.deliveries.all())


class AttemptInline(ReadOnlyRows):
    model = Attempt
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


class LookupInline(ReadOnlyRows):
    model = Lookup
    fields = ("at", "result", "detail")


class HandActInline(ReadOnlyRows):
    """What people were asked to publish by hand, and said."""

    model = HandAct
    fields = ("at", "kind", "member", "why", "words", "url", "due_at")


class StepInline(ReadOnlyRows):
    """The uploads of a delivery, the post itself, and what follows it; with its own page for the tries of a part."""

    model = Step
    show_change_link = True
    fields = (
        "position",
        "kind",
        "state",
        "in_words",
        "first_sent_at",
        "remote_ref",
        "done_at",
        "expires_at",
        "n_tries",
        "next_try_at",
        "late_after",
        "check_after",
        "problem",
    )
    readonly_fields = ("in_words",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Step]:
        """In the order they go."""
        return (
            super().get_queryset(request).select_related("delivery__channel").order_by("position")
        )

    @admin.display(description=_("what happened"))
    def in_words(self, step: Step) -> str:
        """The sentence people see on the post's page; empty for uploads and the first part."""
        network = network_name(step.delivery.channel.network)
        return part_reason(state=step.state, problem=step.problem, network=network)


class PartAttemptInline(ReadOnlyRows):
    model = PartAttempt
    fields = AttemptInline.fields


class PartLookupInline(ReadOnlyRows):
    model = PartLookup
    fields = LookupInline.fields


@admin.register(Step)
class StepAdmin(ReadOnly):
    list_display = ("delivery", "position", "kind", "state", "problem", "done_at")
    list_filter = ("state", "kind", "delivery__client__agency")
    list_select_related = ("delivery__post", "delivery__channel")
    search_fields = ("=delivery__public_id", "=remote_ref")
    search_help_text = _("The id “for support” of the post's page, or the network's own id.")
    inlines = (PartAttemptInline, PartLookupInline)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = (
        "post",
        "channel",
        "due_at",
        "in_words",
        "state",
        "client",
        "n_attempts",
        "ended_at",
    )
    list_filter = ("state", "rest", "gone", "channel__network", "client__agency", "client")
    ordering = ("-due_at",)
    list_select_related = ("post", "channel", "client")
    search_fields = (
        "=public_id",
        "=post__public_id",
        "post__title",
        "post__text",
        "channel__handle",
        "=channel__public_id",
    )
    search_help_text = _(
        "The id “for support” of the post's page, the post's id or words, or the channel's handle."
    )
    date_hierarchy = "due_at"
    readonly_fields = ("in_words", "story", "trail")
    inlines = (AttemptInline, LookupInline, StepInline, HandActInline, RemedyInline)

    @admin.display(description=_("what happened"))
    def in_words(self, delivery: Delivery) -> str:
        """The sentence people see on the post's page."""
        return format_html('<span class="nowrap">{}</span>', sentence(delivery))

    @admin.display(description=_("why it did not go out, or how it did"))
    def story(self, delivery: Delivery) -> SafeString:
        """The same story as on the post's page, what holds it back now, and what comes next."""
        now = database_now()
        context = {
            "story": story_of(delivery=delivery, now=now),
            "held_back": held_back(delivery, now=now),
            "post_url": settings.PUBLIC_ORIGIN
            + reverse("editorial:post", args=[delivery.client.slug, delivery.post.public_id]),
            "now": now,
        }
        return mark_safe(render_to_string("admin/story.html", context))  # noqa: S308 - a template of ours, which escapes

    @admin.display(description=_("what was done to it"))
    def trail(self, delivery: Delivery) -> SafeString:
        """Who did what to the delivery and its post."""
        return trail(delivery, delivery.post)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The words first, then who did what, then the row."""
        return zoned(Delivery, ("story", "trail", *(f.name for f in Delivery._meta.fields)))


@admin.register(Hold)
class HoldAdmin(ReadOnly):
    list_display = ("agency", "client", "placed_by", "placed_at", "why", "lifted_by", "lifted_at")
    list_filter = ("agency", "client")
    list_select_related = ("agency", "client", "placed_by__user", "lifted_by__user")
    search_fields = ("client__name", "why")
    search_help_text = _("The client's name, or words of the reason.")


@admin.register(Release)
class ReleaseAdmin(ReadOnly):
    list_display = ("name", "client", "due_at", "go_by", "go_at", "is_embargoed", "dissolved_at")
    list_filter = ("agency", "client", "is_embargoed")
    list_select_related = ("client", "go_by__user")
    search_fields = ("name", "client__name", "=public_id")
    search_help_text = _("The release's name, the client's name, or its number.")


@admin.register(Attempt)
class AttemptAdmin(ReadOnly):
    list_display = (
        "delivery",
        "epoch",
        "started_at",
        "ended_at",
        "outcome",
        "in_words",
        "http_status",
    )
    list_filter = ("outcome", "error_kind")
    list_select_related = ("delivery__post", "delivery__channel")
    search_fields = ("=delivery__public_id", "=delivery__post__public_id", "error_code")
    date_hierarchy = "started_at"

    @admin.display(description=_("why"))
    def in_words(self, attempt: Attempt) -> str:
        """The network's error as a sentence; empty when there was none."""
        if not attempt.error_kind:
            return ""
        return why(attempt.error_kind, network_name(attempt.delivery.channel.network))


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = (
        "__str__",
        "channel",
        "client",
        "published_at",
        "remote_id",
        "url",
        "source",
        "removed_at",
    )
    list_filter = ("source", "channel__network", "client__agency")
    list_select_related = ("channel", "client")
    search_fields = (
        "=remote_id",
        "=public_id",
        "url",
        "text",
        "channel__handle",
        "=delivery__public_id",
    )
    date_hierarchy = "published_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        """Newest first."""
        return super().get_queryset(request).order_by("-published_at")


class RenditionInline(ReadOnlyRows):
    model = Rendition
    fields = ("purpose", "key", "mime", "width", "height", "n_bytes", "made_at")


@admin.register(Asset)
class AssetAdmin(ReadOnly):
    list_display = ("name", "client", "state", "in_words", "n_bytes", "uploaded_at", "removed_at")
    list_filter = ("state", "client__agency")
    list_select_related = ("client",)
    search_fields = ("=public_id", "name", "client__name", "=sha256")
    date_hierarchy = "uploaded_at"
    inlines = (RenditionInline,)

    @admin.display(description=_("why"))
    def in_words(self, asset: Asset) -> str:
        """Why it was refused, as people read it; empty when it was not."""
        if not asset.reason:
            return ""
        return sentence_of(asset.reason, asset.reason_params, name=asset.name)


@admin.register(LeftSo)
class LeftSoAdmin(ReadOnly):
    """What the check of the voice found and somebody left so on purpose."""

    list_display = ("post", "key", "left_by", "agency", "left_at")
    list_filter = ("agency",)
    list_select_related = ("post", "left_by__user", "agency")
    search_fields = ("key", "post__title", "=post__public_id")
    date_hierarchy = "left_at"
