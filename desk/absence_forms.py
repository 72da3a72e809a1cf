"""What people type about days on which somebody is away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Member


class AbsenceForm(forms.Form):
    """Who is away from when to when, and who stands in. Without `may_choose` it is the member's own."""

    member = forms.ModelChoiceField(
        label=_("Who"), queryset=Member.objects.none(), empty_label=None
    )
    first_on = forms.DateField(
        label=_("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a day of the calendar.")},
    )
    last_on = forms.DateField(
        label=_("Last day away"),
        help_text=_("The same as the first for one day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a day of the calendar.")},
    )
    stand_in = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=Member.objects.none(),
        empty_label=_("nobody yet"),
        required=False,
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("For colleagues: where you can be reached, what cannot wait. Not the reason."),
    )

    def __init__(
        self, *args: Any, member: Member, may_choose: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        colleagues = Member.objects.visible_to(member).active().select_related("user")
        for name in ("member", "stand_in"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = colleagues.order_by("user__name", "pk")
        self.fields["member"].initial = member.pk
        if not may_choose:
            del self.fields["member"]

    def clean(self) -> dict[str, Any]:
        """Days in their order, not all of them over."""
        data = super().clean() or {}
        first, last = data.get("first_on"), data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes before the first."))
        elif last and last < self.today:
            self.add_error("last_on", _("Those days are over."))
        return data
