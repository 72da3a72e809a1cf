"""Support's view of people: what can be looked at, and the few things support may do (people/support.py says how).

Nothing here shows a token, a password hash or a sealed value. What happened (audit, mail, outbox)
can be read and not changed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import admin_installation as admin_installation
from people import audit, outbox
from people.actions import inviting, membership
from people.clock import database_now
from people.models import Agency, AuditEntry, Invitation, KeptMail, Member, Notice, Outbox, User
from people.support import Audited, Plan, ReadOnly
from people.trail import details_words, trail, verb_words, who_words
from people.zoned import Zoned, zoned


class MembershipInline(Zoned, admin.TabularInline):  # type: ignore[type-arg]
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
        "second_factor",
        "trail",
    )
    filter_horizontal = ("groups",)
    inlines = (MembershipInline,)
    actions = ("take_second_factor",)

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor(self, user: User) -> str:
        """Whether signing in asks for one."""
        has_one = bool(user.pk) and Authenticator.objects.filter(user=user).exists()
        return _("yes") if has_one else _("no")

    @admin.display(description=gettext_lazy("what was done to it"))
    def trail(self, user: User) -> SafeString | str:
        """Who changed the account."""
        return trail(user) if user.pk else ""

    @admin.action(
        description=gettext_lazy("Take away the second factor (lost phone)"), permissions=["act"]
    )
    def take_second_factor(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> HttpResponse | None:
        """For somebody who lost the phone and the recovery codes; told to them by mail."""

        def plan(user: User) -> Plan:
            if not Authenticator.objects.filter(user=user).exists():
                return Plan(user, _("There is no second factor. Nothing happens."), is_idle=True)
            if not request.user.is_superuser and (user.is_staff or user.is_superuser):
                return Plan(user, _("Only a superuser may do this for support."), is_idle=True)
            return Plan(
                user,
                _(
                    "Signing in asks %(email)s for the password alone until they set up a new factor. "
                    "They are told by e-mail."
                )
                % {"email": user.email},
            )

        def do(user: User, by: User, reason: str, now: datetime) -> str:
            membership.take_second_factor(user=user, by=by, reason=reason, now=now)
            return ""

        return self.act(
            request,
            queryset,
            title=_("Take away the second factor"),
            note=_("Be sure who is asking: call them back on a number you know."),
            plan=plan,
            do=do,
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Only a superuser makes staff, or else staff could make themselves superusers."""
        fixed: tuple[str, ...] = ("last_login", "created_at", "second_factor", "trail")
        if not request.user.is_superuser:
            fixed += ("is_staff", "is_superuser", "groups", "email")
        return zoned(self.model, fixed)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
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
    list_filter = ("language", "time_zone")
    search_fields = ("name", "slug", "=public_id")
    date_hierarchy = "created_at"
    readonly_fields = ("public_id", "created_at", "trail")

    @admin.display(description=gettext_lazy("what was done to it"))
    def trail(self, agency: Agency) -> SafeString | str:
        """Who changed the agency itself."""
        return trail(agency) if agency.pk else ""


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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """A membership never moves to another agency or person, and leaves through the product."""
        fixed = ("joined_at",)
        names = ("agency", "user", "role", "is_active", *fixed) if obj else fixed
        return zoned(self.model, names)


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
    list_filter = (
        "role",
        ("accepted_at", admin.EmptyFieldListFilter),
        ("revoked_at", admin.EmptyFieldListFilter),
        "agency",
    )
    list_select_related = ("agency",)
    search_fields = ("email", "agency__name")
    date_hierarchy = "created_at"
    exclude = ("token_hash",)
    actions = ("send_again",)

    @admin.action(description=gettext_lazy("Send again (the old link ends)"), permissions=["act"])
    def send_again(
        self, request: HttpRequest, queryset: QuerySet[Invitation]
    ) -> HttpResponse | None:
        """A fresh link for each invitation that still waits."""

        def plan(invitation: Invitation) -> Plan:
            if invitation.accepted_at:
                words = _("It was accepted already. Nothing happens.")
                return Plan(invitation, words, is_idle=True)
            if invitation.revoked_at:
                words = _("It was revoked. Nothing happens: the agency can invite again.")
                return Plan(invitation, words, is_idle=True)
            return Plan(
                invitation,
                _(
                    "A new link is sent to %(email)s and is valid for %(n)s days; the old link ends now."
                )
                % {"email": invitation.email, "n": inviting.LIFE.days},
            )

        def do(invitation: Invitation, by: User, reason: str, now: datetime) -> str:
            try:
                inviting.resend(by=by, invitation=invitation, now=now, reason=reason)
            except inviting.InvitingError as error:
                return str(error)
            return ""

        return self.act(request, queryset, title=_("Send the invitation again"), plan=plan, do=do)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """Who did what, on what, when."""

    list_display = ("at", "who", "in_words", "target_name", "details", "agency")
    list_filter = ("verb", "target_type", "agency")
    list_select_related = ("agency",)
    search_fields = ("actor_name", "verb", "target_name", "user__email")
    date_hierarchy = "at"
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """The trail of one thing is asked for by its number."""
        return lookup == "target_id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("who"), ordering="actor_name")
    def who(self, entry: AuditEntry) -> str:
        """Who acted, also where that is a person of the client or nobody."""
        return who_words(entry)

    @admin.display(description=gettext_lazy("what"), ordering="verb")
    def in_words(self, entry: AuditEntry) -> str:
        """The act as a sentence has it."""
        return verb_words(entry.verb)

    @admin.display(description=gettext_lazy("details"))
    def details(self, entry: AuditEntry) -> str:
        """What else was written down."""
        return details_words(entry.data)


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
    search_fields = ("kind", "last_error", "payload__to")
    date_hierarchy = "created_at"
    exclude = ("payload",)
    actions = ("replay",)
    show_full_result_count = False

    @admin.action(description=gettext_lazy("Hand over now"), permissions=["act"])
    def replay(self, request: HttpRequest, queryset: QuerySet[Outbox]) -> HttpResponse | None:
        """Makes the rows that still wait due at once."""
        now = database_now()

        def do(row: Outbox, by: User, reason: str, now: datetime) -> str:
            with transaction.atomic():
                if not outbox.replay(ids=[row.pk], now=now):
                    return _("Meanwhile it was handed over, or is being so. Nothing was done.")
                audit.record(
                    actor=by,
                    agency=row.agency,
                    verb="outbox.replayed",
                    target=row,
                    data={"kind": row.kind, "reason": reason},
                    now=now,
                )
            return ""

        return self.act(
            request,
            queryset.select_related("agency"),
            title=_("Hand over now"),
            note=_(
                "No post goes out by this, and none a second time: posts leave by their deliveries, which nobody can "
                "hand over by hand."
            ),
            plan=lambda row: outbox_plan(row, now=now),
            do=do,
        )


def outbox_plan(row: Outbox, *, now: datetime) -> Plan:
    """What handing over a row now would do, in words."""
    if row.done_at and row.last_error:
        words = _(
            "It was given up, and what it held is deleted. Nothing happens: do the act in the product again."
        )
        return Plan(row, words, is_idle=True)
    if row.done_at:
        return Plan(row, _("It was handed over already. Nothing happens."), is_idle=True)
    if row.lease_until and row.lease_until > now:
        return Plan(row, _("It is being handed over right now. Nothing happens."), is_idle=True)
    if row.kind in ("mail", "report_mail"):
        words = _(
            "The e-mail to %(to)s is sent now. Had an earlier try arrived unseen, it bears the same number, by which mail "
            "programs know the two for one."
        ) % {"to": row.payload.get("to") or row.payload.get("name") or _("the reader")}
        return Plan(row, words)
    if row.kind == "revoke_access":
        words = _(
            "The network is asked again to end an access that was given back. Asking twice is harmless."
        )
        return Plan(row, words)
    return Plan(row, _("It is handed over now. Whoever receives it knows it by its number."))


@admin.register(KeptMail)
class KeptMailAdmin(ReadOnly):
    """Mails that were kept; their content opens things, so it is read at /mailbox/ only."""

    list_display = ("created_at", "to", "subject")
    list_filter = ("created_at",)
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
