"""The pictures of a post as people arrange them: order, alt text, shape, and the point that stays in sight.

A posted editor names its pictures in order (`picture`, once per picture) and carries the fields of each under the
picture's own prefix, so that moving one is only another order. Everything works without JavaScript: the buttons
that arrange are submit buttons whose value is `pictures:<what>:<which>`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from editorial.actions.library import MOST_ALT
from editorial.actions.picturing import PictureInput
from editorial.contents import clean_text
from editorial.models import MOST_IN_ALL, MOST_PICTURES, Asset, CropFormat, Post
from editorial.pictures.cutting import Cut
from editorial.queries.pictures import Shown
from people.ids import read_id
from people.models import Member

FIELD = "picture"
DEED = "pictures:"
_PLACES = [
    ("17-17", gettext_lazy("Top left")),
    ("50-17", gettext_lazy("Top")),
    ("83-17", gettext_lazy("Top right")),
    ("17-50", gettext_lazy("Left")),
    ("50-50", gettext_lazy("Centre")),
    ("83-50", gettext_lazy("Right")),
    ("17-83", gettext_lazy("Bottom left")),
    ("50-83", gettext_lazy("Bottom")),
    ("83-83", gettext_lazy("Bottom right")),
]

_POINT = re.compile(r"(\d{1,3})-(\d{1,3})", re.ASCII)


class PictureForm(forms.Form):
    """One picture of the post."""

    alt = forms.CharField(
        label=gettext_lazy("Alt text"),
        required=False,
        max_length=MOST_ALT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    crop = forms.ChoiceField(
        label=gettext_lazy("Shape"), required=False, choices=CropFormat.choices
    )
    focus = forms.ChoiceField(label=gettext_lazy("Keep in sight"), required=False, choices=_PLACES)
    single = forms.BooleanField(
        label=gettext_lazy("Only on the channels that choose it"), required=False
    )
    # The very point, in percent, where somebody dragged the frame; the script alone sends it.
    point = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, asset: Asset, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=f"pic-{asset.public_id.hex}", initial=initial)
        self.asset = asset
        if asset.is_animated or asset.is_video:
            # What moves goes as it is.
            del self.fields["crop"], self.fields["focus"], self.fields["point"]

    def clean_alt(self) -> str:
        """The alt text as it can be published."""
        return clean_text(self.cleaned_data["alt"])[0].strip()

    def _now(self, name: str) -> str:
        return str(self[name].value() or "") if name in self.fields else ""

    @property
    def alt_now(self) -> str:
        """The alt text as it stands in the form."""
        return self._now("alt")

    @property
    def cut(self) -> Cut:
        """Shape and point as they stand in the form; what is no choice counts as none."""
        crop, focus = self._now("crop"), self._now("focus")
        exact = _POINT.fullmatch(self._now("point"))
        chosen = focus.split("-") if focus in dict(_PLACES) else ("50", "50")
        x, y = exact.groups() if exact else chosen
        return Cut(crop if crop in CropFormat.values else "", min(int(x), 100), min(int(y), 100))

    @property
    def is_shared(self) -> bool:
        """Whether all channels get it that follow the post, as it stands in the form."""
        return not self["single"].value()

    @property
    def point_now(self) -> str:
        """The point as it stands in the form."""
        return f"{self.cut.focus_x}-{self.cut.focus_y}"

    @property
    def picture(self) -> PictureInput:
        """What the form says, for the action; call it only on a valid form."""
        cut = self.cut
        return PictureInput(
            asset=self.asset,
            alt=self.cleaned_data["alt"],
            crop=cut.crop,
            focus_x=cut.focus_x,
            focus_y=cut.focus_y,
            is_shared=self.is_shared,
        )


class PicturesForm:
    """The pictures of one post in the editor, from the post or from what was posted."""

    def __init__(
        self, data: QueryDict | None, *, client: Client, member: Member, post: Post | None
    ) -> None:
        self.client = client
        self.problems: list[str] = []
        if data is not None:
            self.rows = self._posted(data, member)
        else:
            self.rows = self._of_post(post) if post else []

    def _posted(self, data: QueryDict, member: Member) -> list[PictureForm]:
        ids = [found for raw in data.getlist(FIELD) if (found := read_id(raw))]
        wanted = list(dict.fromkeys(ids))
        mine = Asset.objects.visible_to(member).filter(client=self.client, public_id__in=wanted)
        assets = {asset.public_id: asset for asset in mine}
        rows = [
            PictureForm(
                data if f"pic-{each.hex}-alt" in data else None,
                asset=assets[each],
                initial={
                    "alt": assets[each].alt,
                    "focus": "50-50",
                    "single": f"pic-{each.hex}-single" in data,
                },
            )
            for each in wanted
            if each in assets
        ]
        return sorted(rows, key=lambda row: not row.is_shared)

    def _of_post(self, post: Post) -> list[PictureForm]:
        return [
            PictureForm(
                None,
                asset=each.asset,
                initial={
                    "alt": each.alt,
                    "crop": each.crop,
                    "focus": nearest_place(each.focus_x, each.focus_y),
                    "point": f"{each.focus_x}-{each.focus_y}",
                    "single": not each.is_shared,
                },
            )
            for each in post.pictures.select_related("asset")
        ]

    def is_valid(self) -> bool:
        """Each picture's fields, and that there are not too many."""
        self.problems = []
        n_shared, n_all = self.n_shared, len(self.rows)
        if n_shared > MOST_PICTURES:
            self.problems.append(
                _("%(most)s pictures at most; there are %(n)s.")
                % {"most": MOST_PICTURES, "n": n_shared}
            )
        elif n_all > MOST_IN_ALL:
            self.problems.append(
                _("%(most)s pictures at most, with those of single channels; there are %(n)s.")
                % {"most": MOST_IN_ALL, "n": n_all}
            )
        return all([not self.problems, *(not row.is_bound or row.is_valid() for row in self.rows)])

    @property
    def pictures(self) -> list[PictureInput]:
        """What the forms say, for the action; call it only when valid."""
        return [row.picture if row.is_bound else _as_it_stands(row) for row in self.rows]

    @property
    def now(self) -> list[PictureInput]:
        """What the forms say as they stand, judged or not."""
        return [_as_it_stands(row) for row in self.rows]

    @property
    def n_shared(self) -> int:
        """How many go out on every channel that follows the post."""
        return sum(row.is_shared for row in self.rows)

    @cached_property
    def shown(self) -> list[Shown]:
        """The pictures as they stand in the form, for the previews."""
        return [Shown(row.asset, self.client.slug, row.alt_now, row.cut) for row in self.rows]

    @property
    def n_described(self) -> int:
        """How many have an alt text."""
        return sum(bool(row.alt_now.strip()) for row in self.rows)

    @property
    def has_room(self) -> bool:
        """Whether another picture may be added."""
        return len(self.rows) < MOST_IN_ALL


def _as_it_stands(row: PictureForm) -> PictureInput:
    cut = row.cut
    return PictureInput(
        asset=row.asset,
        alt=row.alt_now,
        crop=cut.crop,
        focus_x=cut.focus_x,
        focus_y=cut.focus_y,
        is_shared=row.is_shared,
    )


def nearest_place(x: int, y: int) -> str:
    """The choice nearest to a stored point."""

    def far(value: str) -> int:
        across, down = map(int, value.split("-"))
        return abs(across - x) + abs(down - y)

    return min((value for value, _word in _PLACES), key=far)


def arranged(data: QueryDict, *, deed: str, added: Sequence[Asset]) -> QueryDict:
    """What was posted, with the pictures in the order that the button asks for and the added ones last.

    Those for which all places are taken go out only where a channel chooses them.
    """
    order = list(dict.fromkeys(data.getlist(FIELD)))
    n_before = len(order)
    order += [i for i in data.getlist("choose") if i not in order]
    order += [i for asset in added if (i := str(asset.public_id)) not in order]
    changed = data.copy()
    n_shared = sum(single_name(each) not in data for each in order[:n_before])
    for each in order[n_before + max(MOST_PICTURES - n_shared, 0) :]:
        changed[single_name(each)] = "on"
    what, _sep, which = deed.removeprefix(DEED).partition(":")
    if deed.startswith(DEED) and which in order:
        at = order.index(which)
        order.remove(which)
        if what in ("up", "down"):
            order.insert(max(at + (1 if what == "down" else -1), 0), which)
    changed.setlist(FIELD, order)
    changed.setlist("choose", [])
    return changed


def single_name(raw: str) -> str:
    """The name of the field that says of a picture whether only single channels show it."""
    return f"pic-{raw.replace('-', '')}-single"
