"""Why a post is not saved while one types, and when it was saved, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from editorial import when
from editorial.lifecycle import WhyUnsaved

# Where saving takes back what somebody decided or was asked.
NAME_WHO = frozenset((WhyUnsaved.WITH_CLIENT, WhyUnsaved.APPROVED, WhyUnsaved.SCHEDULED))


def unsaved_sentence(why: WhyUnsaved, names: Sequence[str]) -> str:
    """What saving other words would take back; `names` are those who approved, or who were asked."""
    who = ", ".join(names)
    sentence = {
        WhyUnsaved.IN_REVIEW: _(
            "Colleagues are looking at it: they will see the new words once you save."
        ),
        WhyUnsaved.WITH_CLIENT: _(
            "The client was asked: saving other words takes the question back."
        ),
        WhyUnsaved.APPROVED: _("It is approved: saving other words takes the approval back."),
        WhyUnsaved.ARCHIVED: _("It is in the archive."),
        WhyUnsaved.SCHEDULED: _("It is scheduled: saving other words puts it on hold."),
        WhyUnsaved.PUBLISHED: _("It is published: other words do not change what is out."),
    }[why]
    if who and why in NAME_WHO:
        sentence += " " + _("Must decide again: %(names)s.") % {"names": who}
    return sentence


def unsaved_words(why: WhyUnsaved | None, *, asked: Sequence[str], yes_of: Sequence[str]) -> str:
    """While something is typed that nothing saves by itself: that it is not saved, and what saving takes back.

    `asked` are those of the client who were asked, `yes_of` those who approved what stands. Without a `why`: two saved at once.
    """
    names = {"names": ", ".join(yes_of or asked)}
    match why:
        case WhyUnsaved.SCHEDULED | WhyUnsaved.APPROVED if yes_of:
            return _("Not saved yet: saving other words takes back the yes of %(names)s.") % names
        case WhyUnsaved.WITH_CLIENT if asked:
            return (
                _("Not saved yet: saving other words takes back the question to %(names)s.") % names
            )
        case None:
            return _("Not saved yet: only the button saves.")
        case _:
            return _("Not saved yet. %(why)s") % {"why": unsaved_sentence(why, [])}


def saved_words(at: datetime, zone: str, *, now: datetime) -> str:
    """When the server last took the text: the hour, and the day where it is not today in `zone`."""
    wall = when.wall_of(at, zone)
    if wall.date() == when.wall_of(now, zone).date():
        return _("Saved at %(at)s") % {"at": f"{wall:%H:%M}"}
    return _("Saved on %(day)s") % {"day": f"{wall:%d/%m, %H:%M}"}
