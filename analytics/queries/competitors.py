"""A client's channels and the profiles of those it is compared with, network by network. Six queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from analytics.models import ChannelDay
from analytics.queries import own_forms
from analytics.series import total
from clients import comparing
from clients.comparing import Compared, SeenFollowers, SeenPost
from clients.models import (
    Channel,
    Client,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
)
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


def networks_compared(
    *, member: Member, client: Client, now: datetime
) -> list[tuple[str, list[Row]]]:
    """By network, the client's own channels first, then the others by name: only networks where others are watched."""
    today = client.today(now)
    theirs = _theirs(member, client, today, now)
    if not theirs:
        return []
    ours = _ours(client, set(theirs), today, now)
    return [(network, [*ours.get(network, []), *rows]) for network, rows in sorted(theirs.items())]


def _theirs(member: Member, client: Client, today: date, now: datetime) -> dict[str, list[Row]]:
    profiles = (
        CompetitorProfile.objects.visible_to(member)
        .watched()
        .filter(client_id=client.pk)
        .annotate(of=F("competitor__name"))
        .order_by("competitor__name", "pk")
    )
    posts: defaultdict[int, list[SeenPost]] = defaultdict(list)
    best: dict[int, SeenPost] = {}
    since = now - timedelta(days=comparing.DAYS)
    for one in CompetitorPost.objects.filter(client_id=client.pk, seen_at__gte=since):
        seen = SeenPost(one.published_at or one.seen_at, one.engagements, one.form, one.url)
        if one.published_at is None:
            if one.profile_id not in best or (seen.engagements or 0) > (
                best[one.profile_id].engagements or 0
            ):
                best[one.profile_id] = seen
        elif one.published_at >= since:
            posts[one.profile_id].append(seen)
    followers: defaultdict[int, list[SeenFollowers]] = defaultdict(list)
    cut: dict[int, bool] = {}
    first_on = today - timedelta(weeks=comparing.WEEKS)
    readings = CompetitorReading.objects.filter(client_id=client.pk, day_on__gt=first_on)
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
            )
        )
        cut[reading.profile_id] = not reading.is_whole
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for profile in profiles:
        figures = comparing.compared(
            posts[profile.pk],
            followers[profile.pk],
            is_counted=profile.is_read and profile.read_at is not None,
            is_at_least=cut.get(profile.pk, False),
            best_elsewhere=best.get(profile.pk),
            today=today,
            now=now,
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


def _ours(client: Client, networks: set[str], today: date, now: datetime) -> dict[str, list[Row]]:
    channels = Channel.objects.connected().filter(client_id=client.pk, network__in=networks)
    posts: defaultdict[int, list[SeenPost]] = defaultdict(list)
    since = now - timedelta(days=comparing.DAYS)
    out = Publication.objects.filter(client_id=client.pk, published_at__gte=since, removed_at=None)
    for channel_id, published_at, form, url, *seen in out.annotate(shown_form=own_forms.form()).values_list(
        "channel_id", "published_at", "shown_form", "url", *_SEEN
    ):  # fmt: skip
        posts[channel_id].append(SeenPost(published_at, total(seen), form, url))
    followers: defaultdict[int, list[SeenFollowers]] = defaultdict(list)
    taken: dict[int, datetime] = {}
    first_on = today - timedelta(weeks=comparing.WEEKS)
    days = ChannelDay.objects.filter(client_id=client.pk, day_on__gt=first_on)
    for channel_id, day_on, n, taken_at in days.values_list(
        "channel_id", "day_on", "followers", "taken_at"
    ):
        followers[channel_id].append(SeenFollowers(day_on, n))
        taken[channel_id] = max(taken_at, taken.get(channel_id, taken_at))
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for channel in channels:
        figures = comparing.compared(
            posts[channel.pk], followers[channel.pk], is_counted=True, today=today, now=now
        )
        rows[channel.network].append(
            Row(client.name, channel.handle, channel.url, True, channel.is_by_hand, taken.get(channel.pk), figures)
        )  # fmt: skip
    return dict(rows)
