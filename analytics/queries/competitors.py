"""A client's channels and the profiles of those it is compared with, network by network. Six queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F

from analytics.models import ChannelDay
from analytics.queries import own_forms
from analytics.queries.figures import midnight
from analytics.series import Period, total
from clients import comparing
from clients.comparing import Compared, SeenFollowers, SeenPost
from clients.models import (
    Channel,
    Client,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
)
from clients.models.competitors import CompetitorProfileQuerySet
from editorial.models import Publication
from people.models import Member

# What strangers see of ours: saves are left out, for nobody sees those of others.
_SEEN = ("total__likes", "total__comments", "total__shares", "total__quotes")


@dataclass(frozen=True, slots=True)
class Row:
    """One account with its figures; `is_own` is the client's channel. `read_at` is when the figures are of."""

    name: str
    handle: str
    url: str
    is_own: bool
    is_by_hand: bool
    read_at: datetime | None
    figures: Compared


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is compared: the posts between two instants, followers up to a day, as known `now`."""

    since: datetime
    until: datetime
    last_on: date
    now: datetime

    @property
    def days(self) -> float:
        """How long it is, in days."""
        return (self.until - self.since) / timedelta(days=1)

    def was_looked_at(self, seen: list[SeenFollowers]) -> bool:
        """Whether the account was read in these days."""
        first_on = self.last_on - timedelta(days=self.days)
        return any(each.day_on >= first_on for each in seen)

    def figures(self, posts: list[SeenPost], seen: list[SeenFollowers], **more: Any) -> Compared:
        """One account's, of these days."""
        return comparing.compared(
            posts, seen, days=self.days, today=self.last_on, now=self.now, **more
        )


def networks_compared(
    *, member: Member, client: Client, now: datetime
) -> list[tuple[str, list[Row]]]:
    """By network, the client's own channels first, then the others by name: only networks where others are watched."""
    lately = Stretch(now - timedelta(days=comparing.DAYS), now, client.today(now), now)
    seen = CompetitorProfile.objects.visible_to(member)
    return _side_by_side(client, seen.filter(client_id=client.pk), lately)


def month_compared(*, client: Client, month: Period, now: datetime) -> list[tuple[str, list[Row]]]:
    """The same of a month that has begun, up to now: of the others only those of whom a figure is known."""
    zone = ZoneInfo(client.time_zone)
    since, after = midnight(month.first_on, zone), midnight(month.last_on + timedelta(days=1), zone)
    stretch = Stretch(since, min(after, now), min(month.last_on, client.today(now)), now)
    seen = CompetitorProfile.objects.filter(client_id=client.pk)
    found = [
        (network, [row for row in rows if row.is_own or row.figures.is_known])
        for network, rows in _side_by_side(client, seen, stretch)
    ]
    return [(network, rows) for network, rows in found if not all(row.is_own for row in rows)]


def _side_by_side(
    client: Client, profiles: CompetitorProfileQuerySet, stretch: Stretch
) -> list[tuple[str, list[Row]]]:
    theirs = _theirs(client, profiles, stretch)
    if not theirs:
        return []
    ours = _ours(client, set(theirs), stretch)
    return [(network, [*ours.get(network, []), *rows]) for network, rows in sorted(theirs.items())]


def _theirs(
    client: Client, seen_profiles: CompetitorProfileQuerySet, stretch: Stretch
) -> dict[str, list[Row]]:
    profiles = (
        seen_profiles.watched()
        .annotate(of=F("competitor__name"))
        .order_by("competitor__name", "pk")
    )
    posts: defaultdict[int, list[SeenPost]] = defaultdict(list)
    best: dict[int, SeenPost] = {}
    for one in CompetitorPost.objects.filter(client_id=client.pk, seen_at__gte=stretch.since):
        seen = SeenPost(one.published_at or one.seen_at, one.engagements, one.form, one.url)
        if one.published_at is None:
            if one.profile_id not in best or (seen.engagements or 0) > (
                best[one.profile_id].engagements or 0
            ):
                best[one.profile_id] = seen
        elif stretch.since <= one.published_at < stretch.until:
            posts[one.profile_id].append(seen)
    followers: defaultdict[int, list[SeenFollowers]] = defaultdict(list)
    cut: dict[int, bool] = {}
    first_on = stretch.last_on - timedelta(weeks=comparing.WEEKS)
    readings = CompetitorReading.objects.filter(
        client_id=client.pk, day_on__gt=first_on, day_on__lte=stretch.last_on
    )
    for reading in readings.order_by("day_on"):
        followers[reading.profile_id].append(
            SeenFollowers(
                reading.day_on,
                reading.followers,
                reading.n_new,
                reading.n_engagements,
                (
                    ("image", reading.n_images or 0),
                    ("carousel", reading.n_carousels or 0),
                    ("video", reading.n_videos or 0),
                ),
                tuple(reading.engagements_each),
            )
        )
        cut[reading.profile_id] = not reading.is_whole
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for profile in profiles:
        figures = stretch.figures(
            posts[profile.pk],
            followers[profile.pk],
            is_counted=profile.is_read and stretch.was_looked_at(followers[profile.pk]),
            is_at_least=cut.get(profile.pk, False),
            best_elsewhere=best.get(profile.pk),
        )
        name = str(getattr(profile, "of", ""))
        rows[profile.network].append(
            Row(
                name,
                profile.handle,
                profile.url,
                False,
                not profile.is_read,
                profile.read_at,
                figures,
            )
        )
    return dict(rows)


def _ours(client: Client, networks: set[str], stretch: Stretch) -> dict[str, list[Row]]:
    channels = Channel.objects.connected().filter(client_id=client.pk, network__in=networks)
    posts: defaultdict[int, list[SeenPost]] = defaultdict(list)
    out = Publication.objects.filter(
        client_id=client.pk, published_at__gte=stretch.since, published_at__lt=stretch.until,
        removed_at=None,
    )  # fmt: skip
    for channel_id, published_at, form, url, *seen in out.annotate(shown_form=own_forms.form()).values_list(
        "channel_id", "published_at", "shown_form", "url", *_SEEN
    ):  # fmt: skip
        posts[channel_id].append(SeenPost(published_at, total(seen), form, url))
    followers: defaultdict[int, list[SeenFollowers]] = defaultdict(list)
    taken: dict[int, datetime] = {}
    first_on = stretch.last_on - timedelta(weeks=comparing.WEEKS)
    days = ChannelDay.objects.filter(
        client_id=client.pk, day_on__gt=first_on, day_on__lte=stretch.last_on
    )
    for channel_id, day_on, n, taken_at in days.values_list(
        "channel_id", "day_on", "followers", "taken_at"
    ):
        followers[channel_id].append(SeenFollowers(day_on, n))
        taken[channel_id] = max(taken_at, taken.get(channel_id, taken_at))
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for channel in channels:
        figures = stretch.figures(posts[channel.pk], followers[channel.pk], is_counted=True)
        rows[channel.network].append(
            Row(client.name, channel.handle, channel.url, True, channel.is_by_hand, taken.get(channel.pk), figures)
        )  # fmt: skip
    return dict(rows)
