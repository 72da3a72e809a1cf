"""What goes first in a campaign, and what is wrong with it: a post that leaves before the one it goes after. Pure.

Nothing is made to wait by this (docs/decisions/campaigns.md): people are told, and put it right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from editorial import when
from editorial.contents import short_title
from editorial.lifecycle import DeliveryState, PostStage, state_behind

S = DeliveryState
_STOPPED = {S.FAILED, S.MISSED, S.NEEDS_HUMAN}


class Trouble(StrEnum):
    """What is wrong with the order of two posts; the first that holds."""

    ARCHIVED = "archived"
    FAILED = "failed"
    HELD = "held"
    UNTIMED = "untimed"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Step:
    """A post of a campaign as its order sees it: `at` is the instant it is meant for, `states` what its deliveries show, `after`
    the public id of the post that goes first."""

    key: str
    name: str
    at: datetime | None
    stage: str
    states: tuple[str, ...] = ()
    after: str = ""

    @property
    def is_out(self) -> bool:
        """Whether it is out, or on its way, on a channel at least."""
        gone = {S.PUBLISHED, S.ACCEPTED, S.SENDING, S.CLAIMED}
        return any(state_behind(state) in gone for state in self.states)


def step_of(row: Mapping[str, Any]) -> Step:
    """From a row of the database as JSON: key, title, text, wall_at, zone, fold, stage, states, after."""
    wall_at = row["wall_at"]
    return Step(
        key=row["key"],
        name=row["title"] or short_title(row["text"]),
        at=when.instant_of(datetime.fromisoformat(wall_at), row["zone"], row["fold"])
        if wall_at
        else None,
        stage=row["stage"],
        states=tuple(state for state in row["states"] if state != S.CANCELLED),
        after=row["after"] or "",
    )


def trouble(at: datetime | None, first: Step) -> Trouble | None:
    """What is wrong with a post meant for `at` (None: for no time yet) that goes after `first`; None where all is well."""
    if first.is_out:
        return None
    if first.stage == PostStage.ARCHIVED:
        return Trouble.ARCHIVED
    behind = {state_behind(state) for state in first.states}
    if behind & _STOPPED:
        return Trouble.FAILED
    if S.BLOCKED in behind:
        return Trouble.HELD
    if first.at is None:
        return Trouble.UNTIMED
    return Trouble.EARLY if at is not None and at <= first.at else None


def goes_round(of: str, after: str, steps: Collection[Step]) -> bool:
    """Whether a post would come to go after itself, were it to go after `after`."""
    before = {step.key: step.after for step in steps}
    seen = set()
    while after and after not in seen:
        if after == of:
            return True
        seen.add(after)
        after = before.get(after, "")
    return False
