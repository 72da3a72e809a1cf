"""The two lifecycles of a post, and the one table of what people see for each state.

A post's *stage* is what people have decided; a delivery's *state* is how far the machine has come on one
channel. They never share a field. What a card shows is a summary of both, computed here, never stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PostStage(models.TextChoices):
    """How far people's decision has come."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    WITH_CLIENT = "with_client", _("With client")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    ARCHIVED = "archived", _("Archived")


# Not decided yet, in this order.
BEING_MADE = tuple(
    each for each in PostStage if each not in (PostStage.APPROVED, PostStage.ARCHIVED)
)


class DeliveryState(models.TextChoices):
    """How far the machine has come with one post on one channel (docs/decisions/publishing.md)."""

    SCHEDULED = "scheduled", _("Scheduled")
    CLAIMED = "claimed", _("Taken in charge")
    SENDING = "sending", _("Sending")
    ACCEPTED = "accepted", _("Waiting for the network")
    UNKNOWN = "unknown", _("Checking")
    NEEDS_HUMAN = "needs_human", _("Needs you")
    MISSED = "missed", _("Missed")
    BLOCKED = "blocked", _("On hold")
    BY_HAND = "by_hand", _("To publish by hand")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("Not sent")
    CANCELLED = "cancelled", _("Cancelled")


S = DeliveryState

# Every legal move. The database holds the same pairs and refuses all others, whoever asks.
MOVES: frozenset[tuple[DeliveryState, DeliveryState]] = frozenset(
    [
        (S.SCHEDULED, S.CLAIMED),
        (S.SCHEDULED, S.MISSED),
        (S.SCHEDULED, S.BLOCKED),
        (S.SCHEDULED, S.CANCELLED),
        (S.SCHEDULED, S.BY_HAND),
        # A database put back from a backup does not know what was sent since.
        (S.SCHEDULED, S.UNKNOWN),
        (S.CLAIMED, S.SENDING),
        (S.CLAIMED, S.SCHEDULED),
        (S.CLAIMED, S.BLOCKED),
        (S.CLAIMED, S.CANCELLED),
        (S.SENDING, S.PUBLISHED),
        (S.SENDING, S.ACCEPTED),
        (S.SENDING, S.SCHEDULED),
        (S.SENDING, S.FAILED),
        (S.SENDING, S.UNKNOWN),
        (S.SENDING, S.BLOCKED),
        (S.SENDING, S.MISSED),
        (S.ACCEPTED, S.PUBLISHED),
        (S.ACCEPTED, S.FAILED),
        (S.ACCEPTED, S.UNKNOWN),
        (S.UNKNOWN, S.PUBLISHED),
        (S.UNKNOWN, S.SCHEDULED),
        (S.UNKNOWN, S.MISSED),
        (S.UNKNOWN, S.NEEDS_HUMAN),
        (S.NEEDS_HUMAN, S.PUBLISHED),
        (S.NEEDS_HUMAN, S.SCHEDULED),
        (S.NEEDS_HUMAN, S.CANCELLED),
        (S.MISSED, S.PUBLISHED),
        (S.MISSED, S.SCHEDULED),
        (S.MISSED, S.CANCELLED),
        (S.BLOCKED, S.PUBLISHED),
        (S.BLOCKED, S.SCHEDULED),
        (S.BLOCKED, S.MISSED),
        (S.BLOCKED, S.CANCELLED),
        # No program ever sent what a person was asked to publish: all ways stay open.
        (S.BY_HAND, S.PUBLISHED),
        (S.BY_HAND, S.SCHEDULED),
        (S.BY_HAND, S.MISSED),
        (S.BY_HAND, S.BLOCKED),
        (S.BY_HAND, S.CANCELLED),
    ]
)

ENDED = frozenset({S.PUBLISHED, S.FAILED, S.CANCELLED})
IN_FLIGHT = frozenset({S.CLAIMED, S.SENDING})
AWAITS_A_PERSON = frozenset({S.NEEDS_HUMAN, S.MISSED, S.BLOCKED, S.BY_HAND})
# What a hold stops: it has a time and has not begun to leave. What a worker has just claimed is asked again before it is sent.
STOPPABLE = frozenset({S.SCHEDULED, S.BY_HAND})
# The reason of what is blocked because somebody put everything on hold.
HELD = "held"
# The reason of what is blocked because its client is paused.
CLIENT_PAUSED = "client_paused"
# The reason of what is blocked because its client is a prospect (again), or because its time is after the client's last day.
CLIENT_PROSPECT = "client_prospect"
CLIENT_LEFT = "client_left"
# What stands still together with everything of a client, and is let go post by post.
STANDS_STILL = (HELD, CLIENT_PAUSED, CLIENT_PROSPECT)
# The reason of what is blocked because its hour no longer exists, by new time zone data.
NO_SUCH_HOUR = "no_such_hour"
# What has its time before it, or waits at it for somebody: its instant follows the law of time.
TO_COME = frozenset({S.SCHEDULED, S.BLOCKED})
# The reasons of what is blocked because its release has no go, or its text no link yet.
NO_GO = "no_go"
NO_LINK = "no_link"
CAN_STILL_CHANGE = frozenset({S.SCHEDULED, S.BLOCKED, S.MISSED, S.BY_HAND})


class WhyUnsaved(StrEnum):
    """Why a post is not saved while one types: what another text would take back."""

    IN_REVIEW = "in_review"
    WITH_CLIENT = "with_client"
    APPROVED = "approved"
    ARCHIVED = "archived"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


class ReviewStep(models.TextChoices):
    """Who is asked."""

    INTERNAL = "internal", _("In the agency")
    CLIENT = "client", _("The client")


class ReviewDecision(models.TextChoices):
    """What came of a review; empty while it waits."""

    APPROVED = "approved", _("Approved")
    CHANGES = "changes", _("Changes requested")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class VoiceWay(models.TextChoices):
    """How a client said yes when it was not in writing."""

    PHONE = "phone", _("On the phone")
    MEETING = "meeting", _("In person")
    MESSAGE = "message", _("In a message")


class Entrance(models.TextChoices):
    """How somebody of the client came to the page where they decided."""

    LINK = "link", _("By a personal link")
    CODE = "code", _("By a code sent by e-mail")


class HandActKind(models.TextChoices):
    """What happened to a delivery that a person publishes."""

    ASKED = "asked", _("Somebody was asked to publish it")
    LATE = "late", _("Nobody had published it yet")
    DONE = "done", _("Published by hand")
    NOT_DONE = "not_done", _("Not published")
    POSTPONED = "postponed", _("Moved to another time")


class WhyNot(models.TextChoices):
    """Why a person did not publish what was due."""

    ACCOUNT = "account", _("I cannot get into the account")
    CONTENT = "content", _("Something in the post is wrong")
    CLIENT = "client", _("The client asked to wait")
    MATERIAL = "material", _("A picture or video is missing")
    OTHER = "other", _("Something else")


class PublicationSource(models.TextChoices):
    """How we know of a post that is out."""

    NETWORK = "network", _("The network")
    BY_HAND = "by_hand", _("By hand")
    IMPORTED = "imported", _("Imported")


class AttemptOutcome(models.TextChoices):
    """What one try of a delivery came to."""

    CREATED = "created", _("Published")
    NOT_CREATED = "not_created", _("Not sent, to be tried again")
    REFUSED = "refused", _("Refused by the network")
    DOUBTFUL = "doubtful", _("No clear answer")
    GIVEN_BACK = "given_back", _("Given back unsent")


class LookupResult(models.TextChoices):
    """What reading the network back told about a doubtful delivery."""

    FOUND = "found", _("Found")
    ABSENT = "absent", _("Not there")
    UNDECIDED = "undecided", _("Not clear")
    FAILED = "failed", _("The reading failed")


class PartState(models.TextChoices):
    """How far the machine has come with what follows the first part of a post: a part of its thread, a comment.

    Uploads, and the first part itself, have none of these: they have their delivery's.
    """

    WAITING = "waiting", _("Waiting for its turn")
    SENDING = "sending", _("Sending")
    UNKNOWN = "unknown", _("Checking")
    NEEDS_HUMAN = "needs_human", _("Needs you")
    DONE = "done", _("Published")
    LEFT = "left", _("Left out")


P = PartState

# Every legal move of a part. A proof that comes late always counts; nothing leads out of `done`.
PART_MOVES: frozenset[tuple[PartState, PartState]] = frozenset(
    [
        (P.WAITING, P.SENDING),
        (P.WAITING, P.NEEDS_HUMAN),
        (P.WAITING, P.LEFT),
        (P.WAITING, P.DONE),
        (P.SENDING, P.DONE),
        (P.SENDING, P.WAITING),
        (P.SENDING, P.UNKNOWN),
        (P.SENDING, P.NEEDS_HUMAN),
        (P.UNKNOWN, P.DONE),
        (P.UNKNOWN, P.WAITING),
        (P.UNKNOWN, P.NEEDS_HUMAN),
        (P.NEEDS_HUMAN, P.DONE),
        (P.NEEDS_HUMAN, P.WAITING),
        (P.NEEDS_HUMAN, P.LEFT),
        (P.LEFT, P.DONE),
    ]
)


class Rest(models.TextChoices):
    """What became of the later parts of a published delivery, all together; empty when there are none, or all out."""

    COMING = "coming", _("Published, the rest follows")
    CHECKING = "checking", _("Published, checking the rest")
    NEEDS_YOU = "needs_you", _("Published, but not whole")
    LEFT = "left", _("Published without the rest")


class Gone(models.TextChoices):
    """Why a published delivery is no longer on its network; empty while it is there."""

    REMOVED = "removed", _("Removed")
    MISSING = "missing", _("No longer on the network")
    # The same after somebody has taken note of it.
    NOTED = "noted", _("No longer on the network")


class StepKind(StrEnum):
    MEDIA = "media"
    CARD = "card"
    STATUS = "status"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: always icon and word, colour by the CSS class."""

    word: str | Promise
    icon: str
    css: str
    is_certain: bool = True  # dashed edges mean: not yet confirmed

    def __hash__(self) -> int:
        """Without the word, which would be translated for it: a month asks two hundred times."""
        return hash((self.icon, self.css))


STAGE_LOOKS: dict[PostStage, Look] = {
    PostStage.DRAFT: Look(_("Draft"), "pencil", "s-idea"),
    PostStage.IN_REVIEW: Look(_("In review"), "eye", "s-review"),
    PostStage.WITH_CLIENT: Look(_("With client"), "person-check", "s-client"),
    PostStage.CHANGES_REQUESTED: Look(_("Changes requested"), "arrow-return-left", "s-changes"),
    PostStage.APPROVED: Look(_("Approved"), "check2", "s-approved"),
    PostStage.ARCHIVED: Look(_("Archived"), "archive", "s-idea"),
}

DELIVERY_LOOKS: dict[DeliveryState, Look] = {
    S.SCHEDULED: Look(_("Scheduled"), "clock", "s-scheduled"),
    S.CLAIMED: Look(_("Sending"), "send", "s-scheduled", is_certain=False),
    S.SENDING: Look(_("Sending"), "send", "s-scheduled", is_certain=False),
    S.ACCEPTED: Look(
        _("Waiting for the network"), "hourglass-split", "s-scheduled", is_certain=False
    ),
    S.UNKNOWN: Look(_("Checking"), "question-diamond", "s-changes", is_certain=False),
    S.NEEDS_HUMAN: Look(_("Needs you"), "question-diamond", "s-changes"),
    S.MISSED: Look(pgettext_lazy("delivery", "Missed"), "exclamation-triangle", "s-failed"),
    S.BLOCKED: Look(_("On hold"), "pause-circle", "s-paused"),
    S.BY_HAND: Look(_("To publish by hand"), "hand-index-thumb", "s-client"),
    S.PUBLISHED: Look(_("Published"), "check2-all", "s-published"),
    S.FAILED: Look(_("Not sent"), "exclamation-triangle", "s-failed"),
    S.CANCELLED: Look(_("Cancelled"), "x-lg", "s-idea"),
}
# A published delivery with later parts shows how these are.
REST_LOOKS: dict[Rest, Look] = {
    Rest.COMING: Look(Rest.COMING.label, "send", "s-scheduled", is_certain=False),
    Rest.CHECKING: Look(Rest.CHECKING.label, "question-diamond", "s-changes", is_certain=False),
    Rest.NEEDS_YOU: Look(Rest.NEEDS_YOU.label, "question-diamond", "s-changes"),
    Rest.LEFT: Look(Rest.LEFT.label, "check2", "s-published"),
}
GONE_LOOKS: dict[Gone, Look] = {
    Gone.REMOVED: Look(Gone.REMOVED.label, "trash", "s-paused"),
    Gone.MISSING: Look(Gone.MISSING.label, "question-diamond", "s-changes"),
    Gone.NOTED: Look(Gone.NOTED.label, "x-lg", "s-paused"),
}
PART_LOOKS: dict[PartState, Look] = {
    P.WAITING: Look(P.WAITING.label, "clock", "s-scheduled"),
    P.SENDING: Look(P.SENDING.label, "send", "s-scheduled", is_certain=False),
    P.UNKNOWN: Look(P.UNKNOWN.label, "question-diamond", "s-changes", is_certain=False),
    P.NEEDS_HUMAN: Look(P.NEEDS_HUMAN.label, "question-diamond", "s-changes"),
    P.DONE: Look(P.DONE.label, "check2-all", "s-published"),
    P.LEFT: Look(P.LEFT.label, "x-lg", "s-idea"),
}
PARTLY = Look(_("Partly published"), "check2", "s-changes")
MADE_OUTSIDE = Look(_("Made outside"), "box-arrow-in-right", "s-published")
PARTLY_REMOVED = Look(_("Partly removed"), "check2", "s-paused")

# Shown instead of its state: it stands still because its client leaves before it.
AFTER_LEAVING = "after_leaving"
# What is shown of a delivery: its state, or of a published one with later parts how these are, or that it is gone.
SHOWN_LOOKS: dict[str, Look] = dict(
    [*DELIVERY_LOOKS.items(), *REST_LOOKS.items(), *GONE_LOOKS.items()]
) | {AFTER_LEAVING: Look(_("After the last day"), "pause-circle", "s-paused")}
# The most pressing of them speaks for the post when its channels differ.
_URGENCY: list[str] = [
    S.NEEDS_HUMAN,
    Rest.NEEDS_YOU,
    Gone.MISSING,
    S.UNKNOWN,
    Rest.CHECKING,
    S.MISSED,
    S.BY_HAND,
    S.BLOCKED,
    AFTER_LEAVING,
    S.SENDING,
    S.CLAIMED,
    S.ACCEPTED,
    Rest.COMING,
    S.SCHEDULED,
]


def state_behind(shown: str) -> str:
    """The state of a delivery of which this is shown."""
    if shown == AFTER_LEAVING:
        return S.BLOCKED
    return S.PUBLISHED if shown in Rest.values or shown in Gone.values else shown


def post_look(stage: str, states: Iterable[str]) -> Look:
    """The one look of a post: of its stage until something is scheduled, then of what its deliveries show."""
    counted = Counter(states)
    counted.pop(S.CANCELLED, None)
    if not counted:
        return STAGE_LOOKS[PostStage(stage)]
    for state in _URGENCY:
        if counted[state]:
            return SHOWN_LOOKS[state]
    n_out = counted[S.PUBLISHED] + counted[Rest.LEFT]
    if counted[Gone.REMOVED]:
        return PARTLY_REMOVED if n_out else GONE_LOOKS[Gone.REMOVED]
    if counted[Gone.NOTED] and not n_out:
        return GONE_LOOKS[Gone.NOTED]
    if n_out and counted[S.FAILED]:
        return PARTLY
    if counted[Rest.LEFT]:
        return REST_LOOKS[Rest.LEFT]
    return DELIVERY_LOOKS[S.PUBLISHED if n_out else S.FAILED]
