"""What people type about those a client is compared with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.actions.watching import Seen, WatchingError, networks_to_choose
from clients.forms.clients import AS_TYPED

MOST = 9_000_000_000


class _AnotherForm(forms.Form):
    """Who is watched may have the client's own name; only those who were refused for it are asked."""

    is_another = forms.BooleanField(
        label=_("It is somebody else with the client’s name"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._question = self.fields["is_another"]
        if not (self.is_bound and self.data.get("is_another")):
            del self.fields["is_another"]

    def refuse(self, error: WatchingError) -> None:
        """Puts a refusal at its field, with the way around it where there is one."""
        if error.may_be_another:
            self.fields["is_another"] = self._question
            self.order_fields(self.field_order)
        self.add_error(error.field, str(error))


class _AccountForm(_AnotherForm):
    """A profile: which network, and its name there."""

    network = forms.ChoiceField(label=_("Network"))
    account = forms.CharField(
        label=_("Profile"),
        max_length=500,
        help_text=_("Its address, or its name there: @name, @name@server."),
        widget=forms.TextInput(attrs=AS_TYPED),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].choices = networks_to_choose()  # type: ignore[attr-defined]


class ProfileForm(_AccountForm):
    """Another profile of somebody who is watched."""

    field_order = ("network", "account", "is_another")


class CompetitorForm(_AccountForm):
    """Somebody to be compared with, and the first profile of theirs."""

    name = forms.CharField(label=_("Name"), max_length=120)
    note = forms.CharField(
        label=_("Why we look at them"),
        max_length=300,
        required=False,
        help_text=_("What they do well, or whom they share with the client."),
    )

    field_order = ("name", "network", "account", "is_another", "note")


class NameForm(_AnotherForm):
    """Their name, and why we look at them."""

    name = forms.CharField(label=_("Name"), max_length=120)
    note = forms.CharField(label=_("Why we look at them"), max_length=300, required=False)
    field_order = ("name", "is_another", "note")


class SeenForm(forms.Form):
    """What was seen on one profile this week. Whatever stays empty was not looked at."""

    followers = forms.IntegerField(
        label=_("Followers"), required=False, min_value=0, max_value=MOST
    )
    n_new = forms.IntegerField(
        label=_("Posts since last week"), required=False, min_value=0, max_value=1000
    )
    n_engagements = forms.IntegerField(
        label=_("Engagements on these posts in all"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("Likes and comments, as anybody sees them."),
    )
    engagements_each = forms.CharField(
        label=_("Or on each of them, with spaces between"),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={**AS_TYPED, "inputmode": "numeric"}),
        help_text=_("12 40 7: only so does it get a median and a range."),
    )
    n_images = forms.IntegerField(
        label=_("With one picture"), required=False, min_value=0, max_value=1000
    )
    n_carousels = forms.IntegerField(
        label=_("With several pictures"), required=False, min_value=0, max_value=1000
    )
    n_videos = forms.IntegerField(label=_("Videos"), required=False, min_value=0, max_value=1000)
    best_url = forms.CharField(
        label=_("Best post, its address"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={**AS_TYPED, "inputmode": "url"}),
    )
    best_engagements = forms.IntegerField(
        label=_("Engagements on it"), required=False, min_value=0, max_value=MOST
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def clean_engagements_each(self) -> tuple[int, ...]:
        """A number for each post. Thousands are written without a mark: it would part two posts."""
        cells = self.cleaned_data["engagements_each"].split()
        for cell in cells:
            if not (cell.isascii() and cell.isdigit()) or int(cell) > MOST:
                raise forms.ValidationError(
                    _(
                        "“%(text)s” is no number of engagements: only digits, and a space after each post."
                    )
                    % {"text": cell[:30]}
                )
        return tuple(map(int, cells))

    def clean(self) -> dict[str, Any]:
        """A figure of a post belongs to a post, and those of the week's posts to as many posts."""
        data = super().clean() or {}
        n_new = data.get("n_new")
        formats = [data.get(name) for name in ("n_images", "n_carousels", "n_videos")]
        if "n_new" in data and sum(n or 0 for n in formats) > (n_new or 0):
            self.add_error("n_new", _("Fewer posts than formats: how many were there in all?"))
        elif "n_new" in data and data.get("n_engagements") is not None and not n_new:
            self.add_error("n_new", _("On how many posts? Count them too."))
        if "n_new" in data and (each := data.get("engagements_each")):
            self._clean_each(data, each)
        if data.get("best_engagements") is not None and not data.get("best_url"):
            self.add_error("best_url", _("Which post is it? Copy its address."))
        return data

    def _clean_each(self, data: dict[str, Any], each: tuple[int, ...]) -> None:
        """As many numbers as posts, and together as much as was said of all."""
        said = {
            "n": len(each),
            "posts": data["n_new"],
            "sum": sum(each),
            "all": data.get("n_engagements"),
        }
        if not data["n_new"]:
            self.add_error("n_new", _("On how many posts? Count them too."))
        elif data["n_new"] != len(each):
            self.add_error(
                "engagements_each", _("These are %(n)s numbers, for %(posts)s posts.") % said
            )
        elif data.get("n_engagements") not in (None, sum(each)):
            self.add_error(
                "engagements_each",
                _("Together these are %(sum)s engagements, and not %(all)s.") % said,
            )
        else:
            data["n_engagements"] = sum(each)

    def seen(self) -> Seen:
        """What the action takes."""
        return Seen(**self.cleaned_data)
