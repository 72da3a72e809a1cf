"""How each channel keeps the rhythm that was promised on it: what went out, what is approved and to come, when a silence would begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from clients.models import Channel, Client, Part, Status
from editorial.continuity import is_near, silence_on
from editorial.lifecycle import DeliveryState
from editorial.models import Delivery, Hold, Publication

# What is scheduled farther away than this fills no gap of these days.
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A channel with a promised rhythm. Days are those of the client; `last_on` is the last exit, or when the channel came to us."""

    channel: Channel
    weekly: int
    last_on: date
    coming: tuple[date, ...]
    silence_on: date
    today: date

    @property
    def is_near(self) -> bool:
        """Whether a silence is near, or has begun."""
        return is_near(self.silence_on, today=self.today)

    @property
    def has_begun(self) -> bool:
        """Whether it has begun."""
        return self.silence_on <= self.today

    @property
    def n_days(self) -> int:
        """For how many days from today the rhythm holds with what is approved; 0 in a silence."""
        return max(0, (self.silence_on - self.today).days)


def rhythms_of(*, client: Client, now: datetime) -> list[Rhythm]:
    """The client's channels with a promised rhythm, in one query."""
    return _read(_promised().filter(client=client), now)


def rhythms_to_watch(*, now: datetime) -> list[Rhythm]:
    """Those of all agencies, but for clients that are paused, leaving, not begun or on hold, and for sleeping channels."""
    holds = Hold.objects.open().filter(agency=OuterRef("agency"))
    is_held = Exists(holds.filter(Q(client=None) | Q(client=OuterRef("client"))))
    watched = _promised().filter(~is_held, client__status=Status.ACTIVE)
    return _read(watched, now)


def _promised() -> QuerySet[Channel]:
    return (
        Channel.objects.connected()
        .filter(weekly_posts__isnull=False)
        .exclude(part=Part.DORMANT)
        .select_related("client__agency", "agency")
    )


def _read(channels: QuerySet[Channel], now: datetime) -> list[Rhythm]:
    return [_rhythm(each, now) for each in with_exits(channels, now=now, until=now + AHEAD)]


def rhythms_among(channels: Iterable[Channel], *, now: datetime) -> list[Rhythm]:
    """The rhythms of those that promise one, of channels read `with_exits`."""
    return [
        _rhythm(each, now)
        for each in channels
        if each.disconnected_at is None
        and each.weekly_posts is not None
        and each.part != Part.DORMANT
    ]


def with_exits(
    channels: QuerySet[Channel], *, now: datetime, until: datetime
) -> QuerySet[Channel, Any]:
    """Each with its last exit and those that are to come; `until` is AHEAD of now."""
    out = Publication.objects.filter(channel=OuterRef("pk"), published_at__lte=now)
    coming = Delivery.objects.filter(
        channel=OuterRef("pk"),
        state=DeliveryState.SCHEDULED,
        due_at__gte=now,
        due_at__lt=until,
    )
    return channels.annotate(
        last_at=Subquery(out.order_by("-published_at").values("published_at")[:1]),
        coming_at=ArraySubquery(coming.order_by("due_at").values("due_at")),
    )


def _rhythm(channel: Any, now: datetime) -> Rhythm:
    zone = ZoneInfo(channel.client.time_zone)
    last_on = _day(channel.last_at or channel.connected_at, zone)
    coming = tuple(_days(channel.coming_at, zone))
    return Rhythm(
        channel=channel,
        weekly=channel.weekly_posts,
        last_on=last_on,
        coming=coming,
        silence_on=silence_on(last_on, coming, weekly=channel.weekly_posts),
        today=_day(now, zone),
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _days(instants: Iterable[datetime], zone: ZoneInfo) -> list[date]:
    return [_day(each, zone) for each in instants]
