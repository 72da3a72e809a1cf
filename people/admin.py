"""Support's view of people: what can be looked at, and the few things support may do.

Nothing here shows a token, a password hash or a sealed value. What happened (audit, mail, outbox)
can be read and not changed.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people import audit, outbox
from people.actions import inviting, membership
from people.clock import database_now
from people.models import Agency, AuditEntry, Invitation, KeptMail, Member, Notice, Outbox, User


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows to be looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Audited(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows support may change; each change leaves an audit entry. Nothing is deleted here."""

    agency_of = "agency"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves and writes down who of support changed which fields."""
        super().save_model(request, obj, form, change)
        assert isinstance(request.user, User)
        audit.record(
            actor=request.user,
            agency=getattr(obj, self.agency_of, None) if self.agency_of else None,
            verb=f"{obj._meta.model_name}.{'changed' if change else 'added'}_by_support",
            target=obj,
            data={"fields": sorted(form.changed_data)},
            now=database_now(),
        )


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """The agencies of a person."""

    model = Member
    fields = ("agency", "role", "is_active", "joined_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("agency", "user")


@admin.register(User)
class UserAdmin(Audited):
    """People who sign in. Passwords are not set here: a person resets their own."""

    agency_of = ""
    list_display = ("email", "name", "is_active", "is_staff", "last_login", "created_at")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email", "name")
    date_hierarchy = "created_at"
    ordering = ("email",)
    fields = (
        "email",
        "name",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "last_login",
        "created_at",
    )
    filter_horizontal = ("groups",)
    inlines = (MembershipInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only a superuser makes staff, or else staff could make themselves superusers."""
        fixed: tuple[str, ...] = ("last_login", "created_at")
        if not request.user.is_superuser:
            fixed += ("is_staff", "is_superuser", "groups", "email")
        return fixed

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.email = obj.email.strip().lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            membership.take_address(user=obj)


@admin.register(Agency)
class AgencyAdmin(Audited):
    """Agencies."""

    agency_of = ""
    list_display = ("name", "slug", "language", "time_zone", "created_at")
    list_filter = ("language",)
    search_fields = ("name", "slug", "public_id")
    date_hierarchy = "created_at"
    readonly_fields = ("public_id", "created_at")


@admin.register(Member)
class MemberAdmin(Audited):
    """Who works where. The database keeps an owner in every agency."""

    list_display = ("user", "agency", "role", "is_active", "joined_at")
    list_filter = ("role", "is_active", "agency")
    list_select_related = ("user", "agency")
    search_fields = ("user__email", "user__name", "agency__name")
    date_hierarchy = "joined_at"
    autocomplete_fields = ("user", "agency")
    fields = ("agency", "user", "role", "is_active", "joined_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A membership never moves to another agency or person, and leaves through the product."""
        fixed = ("joined_at",)
        return ("agency", "user", "role", "is_active", *fixed) if obj else fixed


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Invitations; the link itself is never shown, it can be sent again."""

    list_display = (
        "email",
        "agency",
        "role",
        "created_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    )
    list_filter = ("role", "agency")
    list_select_related = ("agency",)
    search_fields = ("email", "agency__name")
    date_hierarchy = "created_at"
    exclude = ("token_hash",)
    actions = ("send_again",)

    @admin.action(description=_("Send again (the old link ends)"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """A fresh link for each invitation that still waits."""
        assert isinstance(request.user, User)
        n_sent = 0
        for invitation in queryset:
            try:
                inviting.resend(by=request.user, invitation=invitation, now=database_now())
                n_sent += 1
            except inviting.InvitingError as error:
                messages.error(request, f"{invitation}: {error}")
        words = ngettext("%(n)d invitation sent.", "%(n)d invitations sent.", n_sent)
        messages.success(request, words % {"n": n_sent})


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """Who did what, on what, when."""

    list_display = ("at", "actor_name", "verb", "target_type", "target_name", "agency")
    list_filter = ("verb", "target_type", "agency")
    list_select_related = ("agency",)
    search_fields = ("actor_name", "verb", "target_name", "user__email")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Outbox)
class OutboxAdmin(ReadOnly):
    """What waits to be handed over, and why it does."""

    list_display = (
        "id",
        "kind",
        "agency",
        "created_at",
        "next_attempt_at",
        "n_attempts",
        "done_at",
    )
    list_filter = ("kind", ("done_at", admin.EmptyFieldListFilter), "agency")
    list_select_related = ("agency",)
    search_fields = ("kind", "last_error")
    date_hierarchy = "created_at"
    exclude = ("payload",)
    actions = ("replay",)
    show_full_result_count = False

    @admin.action(description=_("Try again now"), permissions=["view"])
    def replay(self, request: HttpRequest, queryset: QuerySet[Outbox]) -> None:
        """Makes the rows that still wait due at once."""
        now = database_now()
        ids = list(queryset.values_list("pk", flat=True))
        n_due = outbox.replay(ids=ids, now=now)
        assert isinstance(request.user, User)
        audit.record(
            actor=request.user,
            agency=None,
            verb="outbox.replayed",
            target=None,
            data={"ids": ids},
            now=now,
        )
        words = ngettext("%(n)d message is due now.", "%(n)d messages are due now.", n_due)
        messages.success(request, words % {"n": n_due})


@admin.register(KeptMail)
class KeptMailAdmin(ReadOnly):
    """Mails that were kept; their content opens things, so it is read at /mailbox/ only."""

    list_display = ("created_at", "to", "subject")
    search_fields = ("to", "subject")
    date_hierarchy = "created_at"
    fields = ("created_at", "sender", "to", "subject", "message_id")


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """What members were told in the app."""

    list_display = ("created_at", "member", "kind", "text", "read_at")
    list_filter = ("kind", "agency")
    list_select_related = ("member__user", "agency")
    search_fields = ("text", "member__user__email")
    date_hierarchy = "created_at"
