"""What may prove a goal, and how it may be reckoned. Pure.

People cannot be added up over posts or days, so reach is only ever told per post; followers are counted at a moment.
"""

from __future__ import annotations

from clients.models.goals import Counting, Reckoning

_ADDS_UP = (Reckoning.A_MONTH, Reckoning.PER_POST, Reckoning.IN_ALL)
# Clicks that we count ourselves, on short links and on the link page: no network tells of them.
OWN_CLICKS = "own_clicks"
# The measures whose history is kept by the day, in the order in which they are offered.
OF_METRICS: dict[str, tuple[Reckoning, ...]] = {
    "engagements": _ADDS_UP,
    "saves": _ADDS_UP,
    "shares": _ADDS_UP,
    "comments": _ADDS_UP,
    "likes": _ADDS_UP,
    "clicks": _ADDS_UP,
    OWN_CLICKS: (Reckoning.A_MONTH, Reckoning.IN_ALL),
    "views": _ADDS_UP,
    "reach": (Reckoning.PER_POST,),
    "followers": (Reckoning.LEVEL,),
}
OF_SOURCES: dict[str, tuple[Reckoning, ...]] = {
    Counting.PERIOD: (Reckoning.A_MONTH, Reckoning.IN_ALL),
    Counting.LEVEL: (Reckoning.LEVEL,),
}


def may_be_reckoned(reckoning: str, *, metric: str = "", counting: str = "") -> bool:
    """Whether a measure of ours, or a source that counts so, can be reckoned in this way."""
    return reckoning in (OF_METRICS.get(metric, ()) if metric else OF_SOURCES.get(counting, ()))
