"""How often people followed the client's own short links and the links of its page, day by day: counted by us, not by a network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from analytics.series import Figure, PeriodFigures
from clients.models import Channel, Client, PageClicks
from editorial.models import LinkClicks, ShortLink

# Under which key the link page stands, which is on no channel.
PAGE = 0


def own_clicks(*, client: Client, since: date, today: date) -> dict[int, dict[date, float]]:
    """By channel (PAGE for the link page) and day. A day on which nobody followed a link that stood there is a zero, no gap.

    Three queries.
    """
    zone = ZoneInfo(client.time_zone)
    links = ShortLink.objects.filter(client=client, fixed_at__isnull=False).order_by()
    began = {
        channel: at.astimezone(zone).date()
        for channel, at in links.values("channel").annotate(at=Min("fixed_at")).values_list("channel", "at")
    }  # fmt: skip
    within = {"day__gte": since, "day__lte": today}
    found: defaultdict[int, dict[date, float]] = defaultdict(dict)
    for channel, day, n in (
        LinkClicks.objects.filter(link__client=client, **within)
        .order_by()
        .values("day", channel=F("link__channel"))
        .annotate(total=Sum("n"))
        .values_list("channel", "day", "total")
    ):
        found[channel][day] = float(n)
    for day, n in (
        PageClicks.objects.filter(link__page__client=client, **within)
        .order_by()
        .values("day")
        .annotate(total=Sum("n"))
        .values_list("day", "total")
    ):
        found[PAGE][day] = float(n)
    if PAGE in found:
        began[PAGE] = min(found[PAGE])
    return {
        channel: _without_gaps(found[channel], max(first, since), today)
        for channel, first in began.items()
    }


def _without_gaps(days: dict[date, float], first: date, last: date) -> dict[date, float]:
    n_days = (last - first).days + 1
    every = (first + timedelta(days=n) for n in range(n_days))
    return {day: days.get(day, 0.0) for day in every} | days


# What they are called among the measures of a period: never the network's own "clicks".
NAME = "own_clicks"


@dataclass(frozen=True, slots=True)
class OwnClicks:
    """Clicks by day; days without one are not in it. `since` is the first day a link stood, None: there never was one."""

    by_day: dict[date, int]
    since: date | None

    def over(self, first_on: date, last_on: date) -> int | None:
        """How many on these days; None where no link stood yet."""
        if self.since is None or self.since > last_on:
            return None
        return sum(n for day, n in self.by_day.items() if first_on <= day <= last_on)


def with_own_clicks(
    known: PeriodFigures, *, client: Client, channel: Channel | None = None
) -> PeriodFigures:
    """The figures of a period with the clicks we counted ourselves beside them, of one channel or of all and the link page.

    Clients without a link of ours have no such figure. One query.
    """
    first_on, last_on = known.previous.first_on, known.period.last_on
    found = _clicks(client, channel, first_on, last_on)
    value = found.over(known.period.first_on, known.period.last_on)
    if value is None:
        return known
    before = found.over(known.previous.first_on, known.previous.last_on)
    place = [figure.name for figure in known.figures].index("followers")
    figures = list(known.figures)
    figures.insert(place, Figure(NAME, value, before))
    assert found.since is not None
    days = (
        replace(day, own_clicks=found.by_day.get(day.day_on, 0))
        if day.day_on >= found.since
        else day
        for day in known.days
    )
    return replace(known, figures=tuple(figures), days=tuple(days))


def _clicks(client: Client, channel: Channel | None, first_on: date, last_on: date) -> OwnClicks:
    zone = ZoneInfo(client.time_zone)
    links = ShortLink.objects.filter(client_id=OuterRef("pk"), fixed_at__isnull=False)
    followed = LinkClicks.objects.filter(link__client_id=OuterRef("pk"))
    on_page = PageClicks.objects.filter(link__page__client_id=OuterRef("pk"))
    if channel is not None:
        links, followed = links.filter(channel=channel), followed.filter(link__channel=channel)
        on_page = on_page.none()
    asked: dict[str, Any] = {
        "fixed": Subquery(links.order_by("fixed_at").values("fixed_at")[:1]),
        "opened": Subquery(on_page.order_by("day").values("day")[:1]),
        "followed": _by_day(followed, first_on, last_on),
        "on_page": _by_day(on_page, first_on, last_on),
    }
    row = Client.objects.filter(pk=client.pk).annotate(**asked).values(*asked).get()
    fixed: datetime | None = row["fixed"]
    began = [each for each in (fixed and fixed.astimezone(zone).date(), row["opened"]) if each]
    by_day: Counter[date] = Counter()
    # Of one channel the page's are not asked at all.
    for each in [*row["followed"], *(row["on_page"] or [])]:
        by_day[date.fromisoformat(each["day"])] += each["n"]
    return OwnClicks(dict(by_day), min(began, default=None))


def _by_day(clicks: QuerySet[Any], first_on: date, last_on: date) -> ArraySubquery:
    within = clicks.filter(day__gte=first_on, day__lte=last_on).order_by().values("day")
    return ArraySubquery(within.annotate(row=JSONObject(day="day", n=Sum("n"))).values("row"))


def clicks_of_posts(posts: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """How often the short links of posts on channels were followed, by (post, channel); only where a link stands. One query."""
    named = {post for post, _channel in posts}
    rows = ShortLink.objects.filter(post__in=named, fixed_at__isnull=False).order_by()
    sums = rows.values("post_id", "channel_id").annotate(n_clicks=Sum("clicks__n", default=0))
    found = {(row["post_id"], row["channel_id"]): row["n_clicks"] for row in sums}
    return {key: found[key] for key in posts if key in found}
