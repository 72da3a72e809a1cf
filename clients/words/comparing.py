"""The comparison in words: what the forms of posts are called, how a client stands to the others. In the active language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clients import comparing
from clients.comparing import Compared
from people import cldr

FORMS: dict[str, str | Promise] = {
    "text": _("text only"),
    "link": _("link"),
    "image": _("one picture"),
    "carousel": _("several pictures"),
    "video": _("video"),
    "poll": _("poll"),
    "story": _("story"),
}


def number(value: float) -> str:
    """1.284 or 1,284."""
    return cldr.number(value, "#,##0.#")


def forms(figures: Compared) -> str:
    """The forms of its posts, the most frequent first."""
    return ", ".join(f"{FORMS.get(name, name)} {number(n)}" for name, n in figures.forms)


def followers_moved(figures: Compared) -> str:
    """How followers moved in four weeks; what is missing is said."""
    if figures.followers is None:
        return ""
    if figures.followers_before is None:
        return gettext("no figure of four weeks ago")
    difference = figures.followers - figures.followers_before
    if difference == 0:
        return gettext("as four weeks ago")
    sign = "+" if difference > 0 else "−"
    return gettext("%(n)s in four weeks") % {"n": f"{sign}{number(abs(difference))}"}


def per_week(figures: Compared) -> str | None:
    """Posts a week."""
    if figures.per_week is None:
        return None
    n = number(round(figures.per_week, 1))
    return gettext("at least %(n)s") % {"n": n} if figures.is_at_least else n


def spread(figures: Compared) -> str:
    """Between what the engagements of its posts lie, and of how many posts."""
    if figures.n == 0:
        return ""
    if not figures.is_judged and not figures.is_mean:
        return gettext("few data, n = %(n)s") % {"n": number(figures.n)}
    if figures.is_mean:
        return gettext("on average, as counted by hand, n = %(n)s") % {"n": number(figures.n)}
    low, high = number(figures.low or 0), number(figures.high or 0)
    return gettext("from %(low)s to %(high)s, n = %(n)s") % {
        "low": low,
        "high": high,
        "n": number(figures.n),
    }


def gaps(figures: Compared) -> str:
    """How many weeks nobody looked."""
    if not figures.n_gaps:
        return ""
    return ngettext(
        "%(n)s week of %(all)s without a figure",
        "%(n)s weeks of %(all)s without a figure",
        figures.n_gaps,
    ) % {"n": number(figures.n_gaps), "all": number(comparing.WEEKS)}


def sentence(name: str, own: Sequence[Compared], others: Sequence[Compared]) -> str:
    """How the client stands to the others on a network; says only what there are figures for."""
    parts = [
        _stand(
            name,
            [each.per_week for each in own],
            [each.per_week for each in others],
            alone=gettext("%(name)s publishes %(own)s times a week, the only other one %(low)s."),
            between=gettext("%(name)s publishes %(own)s times a week, the others from %(low)s to %(high)s."),
        ),
        _stand(
            name,
            [_half(each) for each in own],
            [_half(each) for each in others],
            alone=gettext("Half of its posts have more than %(own)s engagements; of the other one %(low)s."),
            between=gettext("Half of its posts have more than %(own)s engagements; of the others from %(low)s to %(high)s."),
        ),
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


def _half(figures: Compared) -> float | None:
    """What half of its posts have more than; nobody knows it of a mean."""
    return figures.middle if figures.is_judged and not figures.is_mean else None


def _stand(
    name: str,
    own: Sequence[float | None],
    others: Sequence[float | None],
    *,
    alone: str,
    between: str,
) -> str:
    mine = [each for each in own if each is not None]
    known = [each for each in others if each is not None]
    if not mine or not known:
        return ""
    words = {
        "name": name,
        "own": number(round(max(mine), 1)),
        "low": number(round(min(known), 1)),
        "high": number(round(max(known), 1)),
    }
    return (alone if words["low"] == words["high"] else between) % words
