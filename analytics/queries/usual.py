"""What is usual on a channel: the median of the engagements of its posts of ninety days. Said once, asked by every screen.

A post counts once it is a day old, while it stands on its network; the post that is compared counts as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.queries.figures import midnight

MEDIAN_OVER = timedelta(days=90)
# A post of today has not had its time: it is listed, not judged.
JUDGED_AFTER = timedelta(hours=24)

# Of a publication `p` and its total `t`; wants %(old_enough)s, which is JUDGED_AFTER ago.
COUNTS = "(p.published_at <= %(old_enough)s AND p.removed_at IS NULL AND t.engagements IS NOT NULL)"
MEDIAN = "percentile_cont(0.5) WITHIN GROUP (ORDER BY engagements)"


def since(now: datetime, time_zone: str) -> datetime:
    """The instant at which the ninety days that end with today's day of the client begin."""
    return until(now, time_zone) - MEDIAN_OVER


def until(now: datetime, time_zone: str) -> datetime:
    """The instant at which today's day of the client ends."""
    zone = ZoneInfo(time_zone)
    return midnight(now.astimezone(zone).date() + timedelta(days=1), zone)
