"""What a post is for, in a few words: Vigna · Visite in cantina · Famiglie."""

from __future__ import annotations

from clients.objectives import Objective
from editorial.actions.aiming import Aim


def aim_words(aim: Aim | None) -> str:
    """The names of its pillar, its goal or objective, its audience; empty where nobody said."""
    if aim is None:
        return ""
    serves = aim.goal.title if aim.goal else aim.objective and str(Objective(aim.objective).label)
    names = (aim.pillar and aim.pillar.name, serves, aim.audience and aim.audience.name)
    return " · ".join(name for name in names if name)
