"""How people speak to a client, where a conversation stands, and how what was said was settled. Pure."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What was said longer than this before a channel was first heard is history: nobody is late with it.
HISTORY = timedelta(days=7)
# Nothing is older: what claims to be was given a wrong date.
OLDEST = timedelta(days=3650)
# How long an answer can still be taken back before it leaves.
UNDO = timedelta(seconds=10)


class Kind(TextChoices):
    """How somebody spoke to the client. The first four are what networks tell of (networks.types.IncomingKind)."""

    COMMENT = "comment", _("Comment")
    MENTION = "mention", _("Mention")
    MESSAGE = "message", _("Message")
    QUOTE = "quote", _("Quote")
    REVIEW = "review", pgettext_lazy("of a customer", "Review")


class Standing(TextChoices):
    """Where a conversation stands: it waits for us, was put off to a moment, or nothing of it waits."""

    TO_DO = "to_do", _("To do")
    LATER = "later", _("Put off")
    DONE = "done", _("Done")


class Settled(TextChoices):
    """How something that somebody said was settled."""

    ANSWERED = "answered", _("Answered")
    NOT_NEEDED = "not_needed", _("No answer needed")
    SPAM = "spam", _("Spam")
    HISTORY = "history", _("From before")


class ReplyState(TextChoices):
    """How far an answer has come. `held`: it can still be taken back; `unknown`: the network's answer never came."""

    HELD = "held", _("About to leave")
    SENDING = "sending", _("Sending")
    UNKNOWN = "unknown", _("Checking")
    NEEDS_LOOK = "needs_look", _("Needs you")
    SENT = "sent", _("Sent")
    NOT_SENT = "not_sent", _("Not sent")


# Every legal move of an answer, held by the database too. Nothing leads out of `sent`; a proof counts whenever it comes, and what
# was not sent is written anew.
REPLY_MOVES: dict[str, tuple[str, ...]] = {
    ReplyState.HELD: (ReplyState.SENDING, ReplyState.UNKNOWN, ReplyState.NOT_SENT),
    ReplyState.SENDING: (
        ReplyState.SENT,
        ReplyState.UNKNOWN,
        ReplyState.HELD,
        ReplyState.NOT_SENT,
    ),
    ReplyState.UNKNOWN: (ReplyState.SENT, ReplyState.NOT_SENT, ReplyState.NEEDS_LOOK),
    ReplyState.NEEDS_LOOK: (ReplyState.SENT, ReplyState.NOT_SENT),
    ReplyState.NOT_SENT: (ReplyState.SENT,),
}
# While one of these is on its way nobody else answers the same conversation.
UNDER_WAY = (
    ReplyState.HELD,
    ReplyState.SENDING,
    ReplyState.UNKNOWN,
    ReplyState.NEEDS_LOOK,
)
