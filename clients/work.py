"""What a contract counts and what hours are spent on. Pure: one list for contracts, rates, hours and statements."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Basis(TextChoices):
    """How the client pays for the work."""

    MONTHLY = "monthly", _("A fee every month")
    FLAT = "flat", _("One fee for the whole")


class Currency(TextChoices):
    """What amounts are in; a contract has one."""

    EUR = "EUR", _("Euro")
    CHF = "CHF", _("Swiss franc")
    GBP = "GBP", _("Pound sterling")
    USD = "USD", _("US dollar")


class Piece(TextChoices):
    """What a contract promises a number of."""

    POST = "post", _("Posts")
    REEL = "reel", _("Reels and short videos")
    STORY = "story", pgettext_lazy("what is published", "Stories")
    ARTICLE = "article", _("Articles")
    NEWSLETTER = "newsletter", _("Newsletters")


# One of them, as the title of a draft begins.
ONE_OF: dict[str, str | Promise] = {
    Piece.POST: pgettext_lazy("a piece", "Post"),
    Piece.REEL: pgettext_lazy("a piece", "Reel"),
    Piece.STORY: pgettext_lazy("a piece", "Story"),
    Piece.ARTICLE: pgettext_lazy("a piece", "Article"),
    Piece.NEWSLETTER: pgettext_lazy("a piece", "Newsletter"),
}


def by_itself(*, has_video: bool) -> Piece:
    """What a post counts as while nobody says so: a reel when it has a video."""
    return Piece.REEL if has_video else Piece.POST


class Activity(TextChoices):
    """What hours are spent on."""

    TEXTS = "texts", _("Texts")
    VISUALS = "visuals", _("Pictures and video")
    ROUNDS = "rounds", _("Rounds of changes")
    SHOOTING = "shooting", _("Shooting")
    PLANNING = "planning", _("Strategy and plan")
    PUBLISHING = "publishing", _("Scheduling and publishing")
    COMMUNITY = "community", _("Comments and messages")
    MEETINGS = "meetings", _("Meetings and reports")
    OTHER = "other", pgettext_lazy("hours", "Other work")
