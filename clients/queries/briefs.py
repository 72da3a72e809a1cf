"""The brief as its screens show it: the version that counts, all versions, and the words between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Brief, Client
from clients.objectives import Objective
from people.differences import Change, word_changes
from people.models import Member

SWOT: tuple[tuple[str, Promise], ...] = (
    ("strengths", _("Strengths")),
    ("weaknesses", _("Weaknesses")),
    ("opportunities", _("Opportunities")),
    ("threats", _("Threats")),
)
LABELS: tuple[tuple[str, Promise], ...] = (
    ("sector", _("Sector")),
    ("field", _("The field")),
    *SWOT,
    ("positioning", _("Positioning")),
    ("purpose", _("What social networks are for")),
    ("is_social_only", _("Social networks only")),
    ("objectives", _("Objectives")),
)


# What lies around a goal that is set: where it can come from, and what may hinder it.
AROUND: tuple[tuple[str, Promise], ...] = tuple(
    each for each in LABELS if each[0] in ("field", "weaknesses", "opportunities", "threats")
)


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part of the brief that differs between two versions."""

    label: str | Promise
    pieces: Sequence[Change]


def versions(*, member: Member, client: Client) -> list[Brief]:
    """All versions, the newest first, with who wrote them and who wrote the approval down."""
    found = Brief.objects.visible_to(member).filter(client=client)
    return list(found.select_related("created_by__user", "noted_by__user").order_by("-number"))


def objective_names(values: Sequence[str]) -> list[str]:
    """The names of objectives, in the order given."""
    return [str(Objective(value).label) for value in values]


def text_of(brief: Brief, part: str) -> str:
    """A part as plain words."""
    value = getattr(brief, part)
    if part == "objectives":
        return ", ".join(objective_names(value))
    if part == "is_social_only":
        return str(_("Yes, by choice")) if value else ""
    return "\n".join(value) if isinstance(value, list) else str(value)


def changes_between(before: Brief, after: Brief) -> list[PartChange]:
    """What differs, part by part in reading order; empty when the words are the same."""
    found = (
        (label, word_changes(text_of(before, part), text_of(after, part))) for part, label in LABELS
    )
    return [PartChange(label, pieces) for label, pieces in found if pieces]
