"""After publication: what may be asked for, how far the machine has come with it, and what people see. Words only.

An *amendment* is what a manager asked for: other words, or the post away. A *remedy* is what that means for one part of
the post on one channel: one call to the network, or one act of a person.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.lifecycle import Look


class AmendmentKind(models.TextChoices):
    """What was asked for."""

    CORRECT = "correct", _("Correction")
    REMOVE = "remove", _("Removal")


class RemedyState(models.TextChoices):
    """How far one remedy is."""

    WAITING = "waiting", _("Waiting for its turn")
    SENDING = "sending", _("In progress")
    UNKNOWN = "unknown", _("Checking")
    BY_HAND = "by_hand", _("To do by hand")
    NEEDS_HUMAN = "needs_human", _("Needs you")
    DONE = "done", _("Done")
    LEFT = "left", _("Left as it is")


R = RemedyState

# Every legal move; the database holds the same pairs. A proof that comes late always counts; nothing leads out of `done`.
REMEDY_MOVES: frozenset[tuple[RemedyState, RemedyState]] = frozenset(
    [
        (R.WAITING, R.SENDING),
        (R.WAITING, R.BY_HAND),
        (R.WAITING, R.NEEDS_HUMAN),
        (R.WAITING, R.LEFT),
        (R.WAITING, R.DONE),
        (R.SENDING, R.DONE),
        (R.SENDING, R.WAITING),
        (R.SENDING, R.UNKNOWN),
        (R.SENDING, R.NEEDS_HUMAN),
        (R.UNKNOWN, R.DONE),
        (R.UNKNOWN, R.WAITING),
        (R.UNKNOWN, R.NEEDS_HUMAN),
        (R.BY_HAND, R.DONE),
        (R.BY_HAND, R.LEFT),
        (R.NEEDS_HUMAN, R.DONE),
        (R.NEEDS_HUMAN, R.WAITING),
        (R.NEEDS_HUMAN, R.BY_HAND),
        (R.NEEDS_HUMAN, R.LEFT),
        (R.LEFT, R.DONE),
    ]
)
MOVING = frozenset({R.WAITING, R.SENDING, R.UNKNOWN})
AWAITS_SOMEBODY = frozenset({R.BY_HAND, R.NEEDS_HUMAN})
OPEN = MOVING | AWAITS_SOMEBODY
# Where a person is wanted, or it is not known yet whether it is done.
STANDING = AWAITS_SOMEBODY | {R.UNKNOWN}

REMEDY_LOOKS: dict[str, Look] = {
    R.WAITING: Look(R.WAITING.label, "clock", "s-scheduled"),
    R.SENDING: Look(R.SENDING.label, "send", "s-scheduled", is_certain=False),
    R.UNKNOWN: Look(R.UNKNOWN.label, "question-diamond", "s-changes", is_certain=False),
    R.BY_HAND: Look(R.BY_HAND.label, "hand-index-thumb", "s-client"),
    R.NEEDS_HUMAN: Look(R.NEEDS_HUMAN.label, "question-diamond", "s-changes"),
    R.DONE: Look(R.DONE.label, "check2-all", "s-published"),
    R.LEFT: Look(R.LEFT.label, "x-lg", "s-idea"),
}
# Of a correction whose words nobody has approved yet.
FOR_APPROVAL = Look(_("Waiting for approval"), "person-check", "s-client")
