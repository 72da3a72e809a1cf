"""What is usual of a measure: the median of the earlier periods of the same length that were collected whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db import connection

from analytics.series import Period, total

# About so many days before the period are looked at, and at least so many periods: fewer are no usual.
BASE_DAYS = 90
FEWEST_PERIODS = 3

_SUMS = """
    SELECT (%(first)s::date - 1 - day_on) / %(length)s AS earlier, sum(engagements_gained)::bigint, sum(likes_gained)::bigint,
        sum(comments_gained)::bigint, sum(shares_gained)::bigint, sum(quotes_gained)::bigint, sum(views_gained)::bigint,
        sum(saves_gained)::bigint, sum(clicks_gained)::bigint
    FROM analytics_channelday
    WHERE client_id = %(client)s AND day_on >= %(from)s AND day_on < %(first)s
        AND (%(channel)s::bigint IS NULL OR channel_id = %(channel)s)
    GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Usual:
    """By measure the median of `n_periods` earlier periods; a measure that one of them does not know is left out."""

    values: dict[str, int]
    n_periods: int


def usual_of(
    *, client_id: int, channel_id: int | None, period: Period, data_since: date | None
) -> Usual:
    """The usual of what adds up over a period; empty where fewer than FEWEST_PERIODS were collected whole. One query, or none."""
    length = period.n_days
    wanted = max(BASE_DAYS // length, FEWEST_PERIODS)
    whole = (period.first_on - data_since).days // length if data_since else 0
    n_periods = min(wanted, whole)
    if n_periods < FEWEST_PERIODS:
        return Usual({}, 0)
    parameters = {
        "client": client_id,
        "channel": channel_id,
        "length": length,
        "first": period.first_on,
        "from": period.first_on - timedelta(days=length * n_periods),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, parameters)
        found = [_measures(row) for _earlier, *row in cursor.fetchall()]
    known = {name: [each[name] for each in found if each[name] is not None] for name in NAMES}
    return Usual(
        {name: round(median(sums)) for name, sums in known.items() if len(sums) == n_periods},
        n_periods,
    )


NAMES = ("engagements", "likes", "comments", "shares", "views", "saves", "clicks")


def _measures(row: Sequence[Any]) -> dict[str, Any]:
    engagements, likes, comments, shares, quotes, views, saves, clicks = row
    return {
        "engagements": engagements,
        "likes": likes,
        "comments": comments,
        "shares": total([shares, quotes]),
        "views": views,
        "saves": saves,
        "clicks": clicks,
    }
