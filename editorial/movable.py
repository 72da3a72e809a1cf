"""Whether a post can be moved to another time, and in words why not. Pure.

The calendar draws from it, the act of moving refuses by it: a card that looks movable is, but for what happened since.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from editorial.lifecycle import CAN_STILL_CHANGE, DeliveryState, PostStage

S = DeliveryState

WHY_NOT: dict[str, str | Promise] = {
    "leaving": _("It is going out right now, so it can no longer be moved."),
    "doubtful": _("It may be out already: settle that on its page first."),
    "out": _("It is published: what is out cannot be moved. Make a copy to publish it again."),
    "missed": _("Its time has passed: choose a new one on its page."),
    "by_hand": _("It is being published by hand now: choose a new time on its page."),
    "failed": _("It was not sent: schedule it again on its page."),
    "outside": _("It was made outside Palinsesto: it cannot be moved from here."),
    "archived": _("It is in the archive: take it out first."),
    "in_release": _("It goes out with a release: move the release, or take the post out of it."),
    "needs_scheduler": _("It is scheduled: only those who may schedule posts can move it."),
    "needs_writer": _("Your role looks at this client's posts, it does not move them."),
}

# The first that any channel is in speaks for the post.
_OBSTACLES: tuple[tuple[str, frozenset[DeliveryState]], ...] = (
    ("leaving", frozenset({S.CLAIMED, S.SENDING, S.ACCEPTED})),
    ("doubtful", frozenset({S.UNKNOWN, S.NEEDS_HUMAN})),
    ("out", frozenset({S.PUBLISHED})),
    ("missed", frozenset({S.MISSED})),
    ("by_hand", frozenset({S.BY_HAND})),
    ("failed", frozenset({S.FAILED})),
)


def obstacle(*, stage: str, states: Collection[str]) -> str:
    """The code of what keeps a post where it is, or "". ``states`` holds the last delivery of each channel."""
    if stage == PostStage.ARCHIVED:
        return "archived"
    for code, among in _OBSTACLES:
        if any(state in among for state in states):
            return code
    return ""


def is_promised(states: Collection[str]) -> bool:
    """Whether moving it moves something that was scheduled, rather than only a plan."""
    return any(state in CAN_STILL_CHANGE for state in states)
