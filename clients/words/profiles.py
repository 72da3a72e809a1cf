"""Profiles in words: what a network shows beside what should stand there, owners that need a warning. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Owner, ProfileVersion
from networks.bios import bio_length

FIELDS: dict[str, Promise] = {
    "bio": gettext_lazy("Bio"),
    "link": gettext_lazy("Link"),
    "picture": gettext_lazy("Picture"),
    "cover": gettext_lazy("Cover"),
    "pinned": gettext_lazy("Pinned post"),
    "hours": gettext_lazy("Opening hours"),
    "category": gettext_lazy("Category"),
}


def said_by(version: ProfileVersion) -> list[tuple[str, str]]:
    """What a version says: label and text of each field that has words."""
    fields = [(str(label), str(getattr(version, name))) for name, label in FIELDS.items()]
    return [(label, text) for label, text in fields if text]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a profile shows something else than it should."""

    name: str
    wanted: str
    stands: str


def differences(version: ProfileVersion | None, stands: Mapping[str, Any]) -> list[Difference]:
    """What the network shows otherwise; only of what it tells and of what we have words for."""
    if version is None:
        return []
    found = []
    bio = stands.get("bio")
    if version.bio and isinstance(bio, str) and _squeezed(bio) != _squeezed(version.bio):
        found.append(Difference(str(FIELDS["bio"]), version.bio, bio))
    links = stands.get("links")
    if version.link and isinstance(links, list):
        shown = [_same(each) for each in [*links, *str(bio or "").split()]]
        if _same(version.link) not in shown:
            found.append(Difference(str(FIELDS["link"]), version.link, ", ".join(map(str, links))))
    return found


def bio_problem(network: str, text: str) -> str:
    """Why a bio is too long for its network, in a sentence; empty where it fits."""
    counted = bio_length(network, text)
    if counted is None or counted[0] <= counted[1]:
        return ""
    return _("%(n)s characters: the network takes %(most)s. Shorten it by %(over)s.") % {
        "n": counted[0],
        "most": counted[1],
        "over": counted[0] - counted[1],
    }


def owner_warning(owner: str) -> str:
    """What is wrong with this owner; empty where nothing is."""
    if owner == Owner.AGENCY:
        return _(
            "The account is ours. If the client leaves it leaves them without it: hand it over, and write down when."
        )
    if owner == Owner.THIRD:
        return _("The account belongs to somebody else. Find out how the client gets it.")
    if not owner:
        return _("Nobody has written down whose account it is.")
    return ""


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _same(link: object) -> str:
    return str(link).strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/")
