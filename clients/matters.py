"""Which matters a kind of client has. An event has a programme, a project its work, an artist works, a public figure windows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clients.models import (
    Act,
    Deliverable,
    Sighting,
    Sponsor,
    Stage,
    Window,
    Work,
    WorkPackage,
)
from clients.models.matters import Matter


@dataclass(frozen=True, kw_only=True)
class Section:
    """One sort of matters: its word in addresses, its model, what its form asks, and its words on the screen."""

    name: str
    model: type[Matter]
    fields: tuple[str, ...]
    title: Promise
    note: Promise
    add: Promise
    # The page that lists them.
    page: str = "clients:matters"
    # Others send it as a table, which can be taken over (desk/dates_in.py).
    comes_as_a_table: bool = False


SECTIONS: dict[str, Section] = {
    each.name: each
    for each in (
        Section(
            name="acts",
            model=Act,
            fields=("name", "on", "at", "minutes", "stage", "is_confirmed"),
            title=gettext_lazy("Programme"),
            note=gettext_lazy("only what may be told is told"),
            add=gettext_lazy("Add an act"),
            comes_as_a_table=True,
        ),
        Section(
            name="stages",
            model=Stage,
            fields=("name",),
            title=gettext_lazy("Stages"),
            note=gettext_lazy("where acts are seen"),
            add=gettext_lazy("Add a stage"),
        ),
        Section(
            name="sponsors",
            model=Sponsor,
            fields=("name", "n_owed", "n_before", "rivals"),
            title=gettext_lazy("Mentions owed"),
            note=gettext_lazy("counted in the posts that are out"),
            add=gettext_lazy("Add a sponsor"),
        ),
        Section(
            name="work-packages",
            model=WorkPackage,
            fields=("code", "title", "starts_on", "ends_on"),
            title=gettext_lazy("Work packages"),
            note=gettext_lazy("hours are written down on them"),
            add=gettext_lazy("Add a work package"),
        ),
        Section(
            name="deliverables",
            model=Deliverable,
            fields=("code", "title", "work_package", "due_on", "handed_in_on"),
            title=gettext_lazy("Deliverables"),
            note=gettext_lazy("what has to be handed in, and when"),
            add=gettext_lazy("Add a deliverable"),
            comes_as_a_table=True,
        ),
        Section(
            name="works",
            model=Work,
            fields=("title", "what", "out_on", "approver", "approved_on"),
            title=gettext_lazy("Works"),
            note=gettext_lazy("what comes out, and who must say yes first"),
            add=gettext_lazy("Add a work"),
        ),
        Section(
            name="windows",
            model=Window,
            fields=("name", "hat", "starts_on", "ends_on", "rule"),
            title=gettext_lazy("Windows"),
            note=gettext_lazy("days in which less may be said: who writes is told"),
            add=gettext_lazy("Add a window"),
        ),
        Section(
            name="sightings",
            model=Sighting,
            fields=(
                "network",
                "address",
                "seen_on",
                "followers",
                "posts",
                "last_post_on",
                "formats",
                "answers",
                "gaps",
            ),
            title=gettext_lazy("What anybody can see"),
            note=gettext_lazy("no access, no consent needed"),
            add=gettext_lazy("Look at an account"),
            page="clients:prospect",
        ),
    )
}

OF_KIND: dict[str, tuple[str, ...]] = {
    "event": ("acts", "sponsors", "stages"),
    "project": ("deliverables", "work-packages"),
    "artist": ("works",),
    "public_figure": ("windows",),
}


def sections_of(kind: str) -> list[Section]:
    """The sorts of matters that a kind of client has; none for most."""
    return [SECTIONS[name] for name in OF_KIND.get(kind, ())]
