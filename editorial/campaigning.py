"""What goes first in a campaign, and what is wrong with it: a post that leaves before the one it goes after. Pure.

Nothing is made to wait by this (docs/decisions/campaigns.md): people are told, and put it right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from editorial import when
from editorial.contents import short_title
from editorial.lifecycle import DeliveryState, PostStage, state_behind

S = DeliveryState
Key = TypeVar("Key", int, str)
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


def goes_round(of: Key, after: Key, before: Mapping[Key, Key | None]) -> bool:
    """Whether a post would come to go after itself, were it to go after `after`; `before` says of each what it goes after."""
    at: Key | None = after
    # As many steps as there are posts: what goes round already without this one does not end by itself.
    for _step in range(len(before) + 1):
        if not at or at == of:
            return at == of
        at = before.get(at)
    return False
