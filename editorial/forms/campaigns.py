"""What people type about a campaign, and where a post stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clients.models import Client, Goal
from clients.tagging import slug
from editorial.actions.campaigns import CampaignFacts
from editorial.actions.placing import Place
from editorial.campaigning import Step, goes_round
from editorial.models import Campaign, Post
from editorial.queries.campaigns import Offer

PREFIX = "in"
_DAY = {"type": "date"}


class CampaignForm(forms.Form):
    """A campaign: its name, what it wants to say, its days, the word of its links."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    says = forms.CharField(
        label=gettext_lazy("What it wants to say"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("In one sentence: what whoever has seen all of it should remember."),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    word = forms.CharField(
        label=gettext_lazy("Word in its links"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "What the site’s statistics call it. Without one it is made of the name."
        ),
    )
    goal = forms.ChoiceField(label=gettext_lazy("Goal"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        goals: Sequence[Goal],
        campaign: Campaign | None = None,
        is_word_fixed: bool = False,
    ) -> None:
        super().__init__(data, initial=_of_campaign(campaign))
        self.goals = {str(goal.public_id): goal for goal in goals}
        field = self.fields["goal"]
        assert isinstance(field, forms.ChoiceField)
        titles = [(key, goal.title) for key, goal in self.goals.items()]
        field.choices = [("", pgettext("goal", "none")), *titles]
        if is_word_fixed:
            self.fields["word"].disabled = True
            self.fields["word"].help_text = _("Links that are agreed or out carry it: it stays.")

    def clean_word(self) -> str:
        """As one word of an address; of the name where none was typed."""
        word = slug(self.cleaned_data["word"]) or slug(self.cleaned_data.get("name", ""))
        if not word and self.cleaned_data.get("name"):
            raise forms.ValidationError(_("Write a word of letters or figures."))
        return word

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        return data

    @property
    def facts(self) -> CampaignFacts:
        """What the form says; call it only on a valid form."""
        data = self.cleaned_data
        return CampaignFacts(**{**data, "goal": self.goals.get(data["goal"])})


def _of_campaign(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        return {}
    names = ("name", "says", "starts_on", "ends_on", "word")
    goal = str(campaign.goal.public_id) if campaign.goal else ""
    return {name: getattr(campaign, name) for name in names} | {"goal": goal}


class PlaceForm(forms.Form):
    """The campaign of a post and what goes first, as the editor's quiet row offers them."""

    prefix = PREFIX

    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"), required=False)
    after = forms.ChoiceField(label=gettext_lazy("Goes after"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        client: Client,
        post: Post | None,
        offers: Callable[[], list[Offer]],
        campaign_key: str = "",
    ) -> None:
        """`offers` are asked for only where the row is shown or judged; `campaign_key` is proposed for a new post."""
        # A form that says nothing of it (a program, an older page) leaves it as it is.
        self.is_said = data is not None and f"{PREFIX}-campaign" in data
        self.client, self.post, self._offers = client, post, offers
        super().__init__(
            data if self.is_said else None,
            initial={
                "campaign": lambda: self._was[0] or campaign_key,
                "after": lambda: self._was[1],
            },
        )
        for name, choices in (("campaign", self._campaigns), ("after", self._posts)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            field.widget.attrs["class"] = "form-select"

    @cached_property
    def offers(self) -> list[Offer]:
        """The campaigns to choose from."""
        return self._offers()

    @cached_property
    def _was(self) -> tuple[str, str]:
        """The keys of the campaign and of what goes first, as the post has them."""
        if self.post is None:
            return "", ""
        own = str(self.post.public_id)
        for offer in self.offers:
            for step in offer.steps:
                if step.key == own:
                    return offer.key, step.after
        return "", ""

    @property
    def _others(self) -> list[tuple[Offer, list[Step]]]:
        """Each campaign with its posts but this one."""
        own = str(self.post.public_id) if self.post else ""
        return [
            (offer, [step for step in offer.steps if step.key != own and step.stage != "archived"])
            for offer in self.offers
        ]

    def _campaigns(self) -> list[Any]:
        return [
            ("", pgettext("campaign", "none")),
            *((each.key, each.name) for each in self.offers),
        ]

    def _posts(self) -> list[Any]:
        groups = [
            (offer.name, [(step.key, step.name or _("Post without words")) for step in steps])
            for offer, steps in self._others
            if steps
        ]
        free = ("", _("no other post"))
        return [free, *(groups[0][1] if len(self.offers) == 1 and groups else groups)]

    @property
    def has_posts(self) -> bool:
        """Whether there is any post to go after."""
        return any(steps for _offer, steps in self._others)

    @property
    def offer_now(self) -> Offer | None:
        """The campaign as it stands in the form, judged or not."""
        key = str(self["campaign"].value() or "")
        return next((offer for offer in self.offers if offer.key == key), None)

    @property
    def first_now(self) -> Step | None:
        """What goes first as it stands in the form, judged or not, where it is of the campaign that is chosen."""
        offer, key = self.offer_now, str(self["after"].value() or "")
        return next((s for s in offer.steps if s.key == key), None) if offer and key else None

    def is_valid(self) -> bool:
        """What is not said cannot be wrong."""
        return not self.is_said or super().is_valid()

    def clean(self) -> dict[str, Any]:
        """Only a post of the same campaign goes first, and no post comes to go after itself."""
        data = super().clean() or {}
        after, offer = data.get("after"), self.offer_now
        if not after:
            return data
        if offer is None or all(step.key != after for step in offer.steps):
            self.add_error("after", _("Only a post of the same campaign can go first."))
        elif self.post and goes_round(
            str(self.post.public_id), after, {step.key: step.after for step in offer.steps}
        ):
            self.add_error("after", _("That post goes after this one already: one of the two goes first."))  # fmt: skip
        return data

    @property
    def place(self) -> Place | None:
        """What the form says; None where it says nothing. Call it only on a valid form."""
        if not self.is_said:
            return None
        data = self.cleaned_data
        if (data["campaign"], data["after"]) == self._was and self.post is not None:
            return None
        if not data["campaign"]:
            return Place()
        campaign = Campaign.objects.get(client=self.client, public_id=data["campaign"])
        posts = Post.objects.filter(client=self.client, campaign=campaign)
        return Place(campaign, posts.get(public_id=data["after"]) if data["after"] else None)
