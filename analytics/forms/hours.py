"""What people type about hours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Client, WorkPackage
from clients.work import Activity
from editorial.effort import minutes_of


class SpanField(forms.CharField):
    """A length of time as people type it; cleans to minutes. Of one day, unless it `is_over_days`."""

    def __init__(self, *, is_over_days: bool = False, **kwargs: Any) -> None:
        self.is_over_days = is_over_days
        kwargs.setdefault("label", _("How long"))
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"placeholder": "0:35", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Minutes; 0 is allowed, what takes a line away says so itself."""
        text = super().clean(value)
        if not text:
            return 0
        minutes = minutes_of(text)
        if minutes is None:
            raise forms.ValidationError(_("Write a length such as 0:35, 1h10 or 1.5."))
        if minutes > 24 * 60 and not self.is_over_days:
            raise forms.ValidationError(_("A day has 24 hours."))
        return minutes


class LineForm(forms.Form):
    """A line of hours of one's own."""

    client = forms.ModelChoiceField(
        label=_("Client"), queryset=Client.objects.none(), to_field_name="slug", empty_label="—"
    )
    activity = forms.ChoiceField(label=_("Activity"), choices=Activity.choices)
    minutes = SpanField(help_text=_("0:35, 1h10 or 1.5 hours; 35 alone is minutes."))
    work_package = forms.ModelChoiceField(
        label=_("Work package"),
        queryset=WorkPackage.objects.none(),
        required=False,
        empty_label=_("the same as last time"),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["client"]
        choice.queryset = clients
        choice.choices = [("", choice.empty_label), *((each.slug, str(each)) for each in clients)]
        packages = list(WorkPackage.objects.filter(client__in=clients).select_related("client"))
        if not packages:  # nobody here works for a project
            del self.fields["work_package"]
            return
        field: Any = self.fields["work_package"]
        field.queryset = WorkPackage.objects.filter(pk__in=[each.pk for each in packages])
        field.choices = [
            ("", field.empty_label),
            *((each.pk, f"{each.client.name}: {each}") for each in packages),
        ]

    def clean(self) -> dict[str, Any]:
        """A work package is one of the client's own."""
        data: dict[str, Any] = super().clean() or {}
        package, client = data.get("work_package"), data.get("client")
        if package is not None and client is not None and package.client_id != client.pk:
            self.add_error("work_package", _("This work package is of another client."))
        return data
