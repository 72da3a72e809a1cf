"""What support may do with the rows of the admin, and how: look, change with a reason, act with a reason.

Looking needs Django's permission "view" on the kind of thing, acting and changing its permission "change". Each act first
says row by row what it will do, asks why, and leaves an audit entry with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Field, Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people import audit
from people.clock import database_now
from people.models import User
from people.zoned import Zoned

# Without a word to the contrary Django reads "example.org" as http until its version 6.
HTTPS: dict[type[Field[Any, Any]], dict[str, Any]] = {URLField: {"assume_scheme": "https"}}
MOST_ROWS = 100
REASON_LENGTH = 500

# Words for what the database refuses, by the name of the rule or a part of what a trigger says. Apps add their own.
REFUSALS: dict[str, Any] = {
    "user_email_unique": gettext_lazy("Somebody with this e-mail address is already here."),
    "people_user_email_key": gettext_lazy("Somebody with this e-mail address is already here."),
    "agency_name_present": gettext_lazy("An agency needs a name."),
    "people_agency_slug_key": gettext_lazy("Another agency has this short name."),
    "member_once_per_agency": gettext_lazy("This person is in the agency already."),
    "an agency keeps at least one active owner": gettext_lazy(
        "The agency would be left without an owner who may sign in. Make somebody else an owner first."
    ),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act would do with one row; `is_idle` when it would do nothing."""

    row: Model
    words: str
    is_idle: bool = False


class Support(Zoned, admin.ModelAdmin):  # type: ignore[type-arg]
    """What every page of the admin shares."""

    formfield_overrides = HTTPS

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Acts want the permission to change, whatever the form of the page lets change."""
        options = self.opts
        user = request.user
        return isinstance(user, User) and user.has_perm(
            f"{options.app_label}.change_{options.model_name}"
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Django's own history knows only the admin: ours is the audit trail, whoever acted and wherever."""
        where = {
            "target_type__exact": self.opts.label_lower,
            "target_id__exact": object_id,
        }
        return HttpResponseRedirect(
            f"{reverse('admin:people_auditentry_changelist')}?{urlencode(where)}"
        )

    def act(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        title: str,
        note: str = "",
        plan: Callable[[Any], Plan],
        do: Callable[[Any, User, str, datetime], str],
    ) -> HttpResponse | None:
        """Shows what would happen and asks why; with a reason given, does it and says what was done.

        `plan` and `do` get one row each; `do` returns what went wrong in words, or nothing. Rows that stand idle in
        the plan are left alone.
        """
        assert isinstance(request.user, User)
        rows = list(queryset[: MOST_ROWS + 1])
        if len(rows) > MOST_ROWS:
            messages.error(
                request, _("Choose at most %(n)s at a time. Nothing was done.") % {"n": MOST_ROWS}
            )
            return None
        plans = [plan(row) for row in rows]
        reason = str(request.POST.get("reason", "")).strip()[:REASON_LENGTH]
        is_confirmed = "confirm" in request.POST
        if not is_confirmed or not reason:
            context = {
                **self.admin_site.each_context(request),
                "title": title,
                "opts": self.opts,
                "note": note,
                "plans": plans,
                "n_active": sum(not each.is_idle for each in plans),
                "action": request.POST.get("action", ""),
                "lacks_reason": is_confirmed,
                "reason_length": REASON_LENGTH,
            }
            return TemplateResponse(request, "admin/act.html", context)
        now = database_now()
        n_done = 0
        for each in plans:
            if each.is_idle:
                messages.info(request, f"{each.row}: {each.words}")
                continue
            problem = do(each.row, request.user, reason, now)
            if problem:
                messages.error(request, f"{each.row}: {problem}")
            n_done += not problem
        if n_done:
            words = ngettext("Done for %(n)d row.", "Done for %(n)d rows.", n_done)
            messages.success(request, words % {"n": n_done})
        return None


class ReadOnly(Support):
    """Rows to be looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyRows(Zoned, admin.TabularInline):  # type: ignore[type-arg]
    """Rows under another, to be looked at."""

    extra = 0
    formfield_overrides = HTTPS

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WithReason(forms.ModelForm):  # type: ignore[type-arg]
    """A form of support: says why, and hears in words what the database would refuse."""

    support_reason = forms.CharField(
        label=gettext_lazy("Why you change this"),
        help_text=gettext_lazy("Kept in the audit trail with the change."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    def clean_email(self) -> str:
        """Addresses are kept in lower case."""
        return str(self.cleaned_data["email"] or "").strip().lower()

    def _post_clean(self) -> None:
        """Asks the model's own rules too where they name columns that this form does not show."""
        super()._post_clean()  # type: ignore[misc]  # stubs lack it
        for errors in self.errors.values():
            errors.data = [_in_words(error) for error in errors.as_data()]
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            said = [_in_words(each) for each in _flat(error)]
            self.add_error(None, ValidationError(said))


def _flat(error: ValidationError) -> list[ValidationError]:
    if hasattr(error, "error_dict"):
        return [each for errors in error.error_dict.values() for each in errors]
    return list(error.error_list)


def _in_words(error: ValidationError) -> ValidationError:
    """Django names the rule where it has no words for it: “Constraint contact_email_once … is violated”."""
    said = str(error.message)
    known = next((words for name, words in REFUSALS.items() if name in said), None)
    return ValidationError(known, code=error.code) if known else error


class Audited(Support):
    """Rows support may change, with a reason; each change leaves an audit entry. Nothing is deleted here."""

    agency_of = "agency"
    form = WithReason

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The reason last, and only for those who may change something."""
        names = [n for n in super().get_fields(request, obj) if n != "support_reason"]
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*names, "support_reason"] if may else names

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """What only the database itself refuses is said too, and nothing of it is kept."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            messages.error(request, refusal_words(error))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves and writes down who of support changed which fields, and why."""
        super().save_model(request, obj, form, change)
        assert isinstance(request.user, User)
        audit.record(
            actor=request.user,
            agency=getattr(obj, self.agency_of, None) if self.agency_of else None,
            verb=f"{obj._meta.model_name}.{'changed' if change else 'added'}_by_support",
            target=obj,
            data={
                "fields": sorted(set(form.changed_data) - {"support_reason"}),
                "reason": form.cleaned_data["support_reason"],
            },
            now=database_now(),
        )


def refusal_words(error: IntegrityError) -> str:
    """What the database refused, as a sentence: what happened, what is safe, what to do."""
    said = str(error)
    known = next((str(words) for part, words in REFUSALS.items() if part in said), "")
    what = known or _("This does not go together with what is already here.")
    return what + " " + _("Nothing was changed.")
