"""The installation itself, in the admin: whether it stands still after a backup was put back, and letting it go again."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import installation
from people.models import Installation, User
from people.support import Plan, ReadOnly
from people.trail import trail


@admin.register(Installation)
class InstallationAdmin(ReadOnly):
    """The one row of this installation."""

    list_display = ("__str__", "seen_at", "paused_at", "why", "resumed_at", "resumed_by")
    list_filter = ("why",)
    search_fields = ("instance_id",)
    date_hierarchy = "seen_at"
    fields = (
        "instance_id",
        "generation",
        "seen_at",
        "paused_at",
        "why",
        "since",
        "resumed_at",
        "resumed_by",
        "trail",
    )
    readonly_fields = ("trail",)
    actions = ("resume",)

    @admin.display(description=gettext_lazy("what was done to it"))
    def trail(self, row: Installation) -> SafeString | str:
        """When it was paused, and who let it go."""
        return trail(row)

    @admin.action(description=gettext_lazy("Let it publish again"), permissions=["act"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Installation]) -> HttpResponse | None:
        """After somebody has made sure that no other installation publishes the same."""

        def plan(row: Installation) -> Plan:
            if not row.paused_at:
                return Plan(row, _("It is not paused. Nothing happens."), is_idle=True)
            return Plan(
                row,
                _(
                    "Posts go out again at their times, and mail that waits is sent. What may be out already is looked up "
                    "on its network first, or put to a person."
                ),
            )

        def do(row: Installation, by: User, reason: str, now: datetime) -> str:
            is_done = installation.resume(by=by, reason=reason, now=now)
            return "" if is_done else _("It is not paused. Nothing happens.")

        return self.act(
            request,
            queryset,
            title=_("Let it publish again"),
            note=_(
                "Be sure that the installation this database comes from does not run any more: two would publish the same."
            ),
            plan=plan,
            do=do,
        )
