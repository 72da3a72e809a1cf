"""Lines of hours in words: what was done, and how we know. Always in the active language."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy

from clients.work import Activity
from editorial.effort import Deed, Line
from people import cldr

# How many of what somebody did; the reasons of a proposed line.
_COUNTED: dict[Deed, str | Promise] = {
    Deed.TEXT: ngettext_lazy("%(n)s text written or changed", "%(n)s texts written or changed", "n"),
    Deed.PICTURE: ngettext_lazy("%(n)s act in the library", "%(n)s acts in the library", "n"),
    Deed.APPROVAL: ngettext_lazy("%(n)s approval", "%(n)s approvals", "n"),
    Deed.CHANGES: ngettext_lazy("%(n)s request for changes", "%(n)s requests for changes", "n"),
    Deed.SCHEDULED: ngettext_lazy("%(n)s act of scheduling", "%(n)s acts of scheduling", "n"),
    Deed.BY_HAND: ngettext_lazy("%(n)s publication by hand", "%(n)s publications by hand", "n"),
    Deed.ANSWER: ngettext_lazy("%(n)s answer", "%(n)s answers", "n"),
    Deed.REPORT: ngettext_lazy("%(n)s act on reports and figures", "%(n)s acts on reports and figures", "n"),
    Deed.PLAN: ngettext_lazy("%(n)s act on strategy and plan", "%(n)s acts on strategy and plan", "n"),
    Deed.MEETING: ngettext_lazy("%(n)s meeting", "%(n)s meetings", "n"),
    Deed.OTHER: ngettext_lazy("%(n)s act", "%(n)s acts", "n"),
}  # fmt: skip


def title(line: Line) -> str:
    """What the line is: the activity, and the post where it was about one alone, or how many."""
    activity = str(Activity(line.activity).label)
    posts = {act.post_id: act.name for act in line.acts if act.post_id}
    if len(posts) == 1 and line.post_id and line.acts[0].name:
        return gettext("%(activity)s: “%(post)s”") % {
            "activity": activity,
            "post": line.acts[0].name,
        }
    if posts:
        return ngettext("%(activity)s: %(n)s post", "%(activity)s: %(n)s posts", len(posts)) % {
            "activity": activity,
            "n": len(posts),
        }
    return activity


def reason(line: Line, zone: ZoneInfo) -> str:
    """How we know: 4 approvals, 10:02–10:41."""
    parts = [str(_COUNTED[deed] % {"n": n}) for deed, n in line.counts.most_common()]
    first, last = (cldr.instant(at, "HH:mm", zone) for at in (line.from_at, line.until_at))
    return ", ".join([*parts, first if first == last else f"{first}–{last}"])
