"""What the dashboard of a client asks, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from analytics.queries.figures import measured_channels, period_figures
from analytics.queries.own_clicks import with_own_clicks
from analytics.queries.posts import PostRanking, ranked_posts
from analytics.queries.usual_periods import Usual, usual_of
from analytics.series import PeriodFigures, last_days
from clients.models import Channel, Client

PERIODS = (7, 30, 90)
USUAL = 30
# While a post is this young, the page asks again by itself.
IS_LIVELY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything the dashboard shows."""

    known: PeriodFigures
    usual: Usual
    posts: PostRanking
    channels: tuple[Channel, ...]
    channel: Channel | None
    is_lively: bool


def results(*, client: Client, n_days: int, channel: UUID | None, now: datetime) -> Results:
    """The last days of a client (one the member may see), of all its channels or of one; an unknown channel means all."""
    channels = measured_channels(client=client)
    chosen = next((each for each in channels if each.public_id == channel), None)
    today = client.today(now)
    period = last_days(n_days, today=today)
    known = period_figures(
        client=client,
        channels=[chosen] if chosen else channels,
        period=period,
        previous=period.before(),
        is_one_channel=chosen is not None,
        now=now,
    )
    known = with_own_clicks(known, client=client, channel=chosen)
    posts = ranked_posts(
        client=client, period=period, channel_id=chosen.pk if chosen else None, now=now
    )
    usual = usual_of(
        client_id=client.pk,
        channel_id=chosen.pk if chosen else None,
        period=period,
        data_since=known.data_since,
    )
    return Results(
        known=known,
        usual=usual,
        posts=posts,
        channels=tuple(channels),
        channel=chosen,
        is_lively=posts.newest_at is not None and now - posts.newest_at < IS_LIVELY,
    )
