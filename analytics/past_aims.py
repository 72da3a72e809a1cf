"""What past posts were for, from the words of a file: each name is looked up among the client's own. Pure, over rows already read.

A name that is nobody's is refused with those that there are; capitals, and spaces around or between, do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import override

from clients.models import Audience, Goal
from clients.objectives import Objective
from editorial.actions.aiming import Aim
from editorial.models import Pillar

# So many names are told; whoever has more knows where they stand.
MOST_TOLD = 12
Row = TypeVar("Row", Pillar, Audience)


@dataclass(frozen=True, slots=True)
class Named:
    """What a client has to name: all of it, what is closed too, because the post is from the past."""

    pillars: tuple[Pillar, ...] = ()
    goals: tuple[Goal, ...] = ()
    audiences: tuple[Audience, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """What the cells of a row mean; `problems` is what they could not."""

    aim: Aim = field(default_factory=Aim)
    problems: tuple[str, ...] = ()


def plain(name: str) -> str:
    """A name as it is looked up."""
    return " ".join(name.casefold().split())


def meant(cells: Mapping[str, str], named: Named, *, on: date) -> Meant:
    """The aim that the cells (reading_csv.OF_THE_AIM) name, for a post of that day."""
    problems: list[str] = []
    pillar = _one(
        cells.get("pillar", ""),
        named.pillars,
        _("No pillar is called “%(name)s”. There are: %(names)s."),
        _("No pillar is called “%(name)s”: this client has none yet. Add it first, or empty the cell."),
        problems,
    )  # fmt: skip
    audience = _one(
        cells.get("audience", ""),
        named.audiences,
        _("No audience is called “%(name)s”. There are: %(names)s."),
        _("No audience is called “%(name)s”: this client has none yet. Add it first, or empty the cell."),
        problems,
    )  # fmt: skip
    goal, objective = _serves(cells.get("goal", ""), named, on, problems)
    if word := cells.get("objective"):
        objective = _objective(word) or objective
        if not _objective(word):
            words = _("No objective is called “%(name)s”. There are: %(names)s.")
            problems.append(_told(words, word, [str(each.label) for each in Objective]))
    if goal is not None:
        objective = goal.objective
    return Meant(
        Aim(objective=objective, goal=goal, pillar=pillar, audience=audience), tuple(problems)
    )


def _one(name: str, among: Sequence[Row], words: str, none: str, problems: list[str]) -> Row | None:
    """The pillar or audience of this name; a name that is nobody's is a problem."""
    found = next((each for each in among if plain(each.name) == plain(name)), None)
    if name and found is None:
        problems.append(_told(words, name, [each.name for each in among], none=none))
    return found


def _serves(name: str, named: Named, on: date, problems: list[str]) -> tuple[Goal | None, str]:
    """A goal by its title, of several the one that ran on that day; or an objective by its word."""
    if not name:
        return None, ""
    found = [goal for goal in named.goals if plain(goal.title) == plain(name)]
    if len(found) > 1:
        found = [goal for goal in found if goal.from_on <= on <= goal.to_on] or found
    if len(found) > 1:
        problems.append(
            _("%(n)s goals are called “%(name)s”: give each a title of its own, or empty the cell.")
            % {"n": len(found), "name": name[:80]}
        )
        return None, ""
    if found:
        return found[0], ""
    objective = _objective(name)
    if not objective:
        words = _("No goal and no objective is called “%(name)s”. There are: %(names)s.")
        own = [goal.title for goal in named.goals]
        problems.append(_told(words, name, [*own, *(str(each.label) for each in Objective)]))
    return None, objective


def _objective(name: str) -> str:
    """The objective of this word, in either language."""
    return _objectives().get(plain(name), "")


@cache
def _objectives() -> dict[str, str]:
    """Each by its words: put together once, because a file asks for every row."""
    found: dict[str, str] = {}
    for language in ("it", "en"):
        with override(language):
            found |= {plain(str(each.label)): each.value for each in Objective}
    return found | {each.value: each.value for each in Objective}


def _told(words: str, name: str, names: Iterable[str], *, none: str = "") -> str:
    known = list(dict.fromkeys(names))
    said = ", ".join(known[:MOST_TOLD]) + (" …" if len(known) > MOST_TOLD else "")
    filled: dict[str, Any] = {"name": name[:80], "names": said}
    return (words if known or not none else none) % filled
