"""The words of meetings: what kind one is, whose a task is, where a point of an agenda comes from. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingKind(TextChoices):
    """With whom we sit."""

    CALL = "call", _("Call")
    MONDAY = "monday", _("Monday meeting")


class Side(TextChoices):
    """Who has to do a task."""

    OURS = "ours", _("Ours")
    THEIRS = "theirs", _("The client’s")


class Source(TextChoices):
    """Why a point is on the agenda."""

    TROUBLE = "trouble", _("To settle")
    ANSWER = "answer", _("Unanswered")
    LINK = "link", _("Dead link")
    DECISION = "decision", _("To decide")
    CLIENT = "client", _("With the client")
    OFFER = "offer", _("Offer")
    EXTRA = "extra", _("Extra")
    TASK = "task", _("Late task")
    DUE = "due", pgettext_lazy("agenda", "Deliverable")
    HOURS = "hours", _("Hours")
    SILENCE = "silence", _("Rhythm")
    BEHIND = "behind", _("Goal behind")
    HOLE = "hole", _("Empty days")
    QUOTA = "quota", _("Quota")
    FIT = "fit", _("Network")
    PROFILE = "profile", _("Profile")
    FIGURE = "figure", pgettext_lazy("agenda", "Figure")
    YES = "yes", pgettext_lazy("agenda", "A yes")
    OWED = "owed", pgettext_lazy("agenda", "Mentions owed")
    WINDOW = "window", pgettext_lazy("agenda", "Window")
    OWN = "own", _("Added by hand")
