"""What people type about a release: its name, moment, posts and circle; its link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Contact
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.releasing import Circle
from editorial.forms.editor import MomentForm
from editorial.models import Post, Release
from people.models import Member


class ReleaseForm(MomentForm):
    """A release that is made or changed."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Give it a name: colleagues look for it by that.")
        },
    )
    posts = forms.MultipleChoiceField(
        label=gettext_lazy("Posts that go out together"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_embargoed = forms.BooleanField(
        label=gettext_lazy("Embargo: until its hour only the circle may know of it"),
        required=False,
    )
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Colleagues in the circle"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    contacts = forms.MultipleChoiceField(
        label=gettext_lazy("The client's people in the circle"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        choosable: Sequence[Post],
        members: Sequence[Member],
        contacts: Sequence[Contact],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("day", _("Choose the day.")), ("clock", _("Choose the time."))):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words
        self.choosable, self.all_members, self.all_contacts = choosable, members, contacts
        for name, choices in (
            ("posts", [(str(post.public_id), post.name) for post in choosable]),
            ("members", [(str(each.pk), str(each)) for each in members]),
            ("contacts", [(str(each.public_id), each.name) for each in contacts]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Posts and a whole moment; the past is the action's business."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("posts") and "posts" not in self.errors:
            self.add_error("posts", _("Choose at least one post."))
        self.check_moment()
        return cleaned

    @property
    def chosen_posts(self) -> list[Post]:
        """The posts that are ticked."""
        return [p for p in self.choosable if str(p.public_id) in self.cleaned_data["posts"]]

    @property
    def ticked(self) -> set[str]:
        """The ids of posts that are ticked, as the page has them."""
        return {str(each) for each in self["posts"].value() or []}

    @property
    def circle(self) -> Circle:
        """Who may know of it."""
        data = self.cleaned_data
        return Circle(
            is_embargoed=data["is_embargoed"],
            members=[each for each in self.all_members if str(each.pk) in data["members"]],
            contacts=[
                each for each in self.all_contacts if str(each.public_id) in data["contacts"]
            ],
        )

    @staticmethod
    def values_of_release(release: Release) -> dict[str, Any]:
        """What the form shows of a release."""
        insiders = list(release.insiders.select_related("contact"))
        return {
            **MomentForm.values_of(release.wall_at, release.fold),
            "name": release.name,
            "posts": [str(each) for each in release.posts.values_list("public_id", flat=True)],
            "is_embargoed": release.is_embargoed,
            "members": [str(each.member_id) for each in insiders if each.member_id],
            "contacts": [str(each.contact.public_id) for each in insiders if each.contact],
        }


class LinkForm(forms.Form):
    """The link of a release; empty takes it away."""

    link = forms.CharField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=2000,
        validators=[
            URLValidator(
                schemes=["http", "https"],
                message=gettext_lazy("Paste a whole address, starting with https://."),
            )
        ],
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )

    def put_refusal(self, refusal: ScheduleRefusedError) -> None:
        """Show why the action refused it."""
        for sentence in refusal.sentences:
            self.add_error("link", sentence)
