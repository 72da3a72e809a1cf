"""Whether a channel still takes a post at a time, by what its network says of 24 hours; asked before it is scheduled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from clients.models import Channel
from editorial import when
from editorial.lifecycle import DeliveryState, StepKind
from editorial.models import Delivery, Post, Publication
from editorial.quota import WINDOW, next_free, place_in_window, with_parts
from people import cldr
from people.templatetags.ui import network_name

S = DeliveryState
# Beyond these days nobody is offered a time.
LOOKS_AHEAD = timedelta(days=14)
# What these hold is not out, and does not go out without a new time.
_NOT_COUNTED = (S.CANCELLED, S.FAILED, S.MISSED, S.BY_HAND)


@dataclass(frozen=True, slots=True)
class FullDay:
    """A channel that would get one post too many: it would be the `n`-th of `most` in 24 hours."""

    channel: Channel
    n: int
    most: int
    free_at: datetime | None

    @property
    def sentence(self) -> str:
        """Why it cannot be scheduled then."""
        return _(
            "This is post %(n)s within 24 hours on %(channel)s; %(network)s takes %(most)s."
        ) % {
            "n": cldr.number(self.n),
            "channel": self.channel.handle,
            "network": network_name(self.channel.network),
            "most": cldr.number(self.most),
        }

    @property
    def free_wall(self) -> datetime | None:
        """The next free time, as the clock of the client shows it."""
        return when.wall_of(self.free_at, self.channel.client.time_zone) if self.free_at else None

    @property
    def way_out(self) -> str:
        """The next free time in words."""
        wall = self.free_wall
        if wall is None:
            return _("Choose another day.")
        return _("The next free time is %(when)s.") % {"when": cldr.wall(wall, "EEE d MMM, HH:mm")}


def full_day(
    *, channel: Channel, most: int | None, instant: datetime, n: int = 1, post: Post | None = None
) -> FullDay | None:
    """What stands against `n` more posts on the channel at that instant; None where there is room, or no bound known.

    `post` is the one that is being planned: what it holds already does not count against it. The channel comes with its
    client.
    """
    if most is None:
        return None
    first, last = instant - WINDOW, instant + LOOKS_AHEAD
    ours = (
        Delivery.objects.filter(channel=channel, due_at__gt=first - WINDOW, due_at__lt=last)
        .exclude(state__in=_NOT_COUNTED)
        .annotate(
            at=Coalesce("first_sent_at", "due_at"),
            n=Count(
                "steps", filter=Q(steps__is_commit=True) & ~Q(steps__kind=StepKind.COMMENT.value)
            ),
        )
        .filter(at__gt=first)
    )
    if post is not None and post.pk:
        ours = ours.exclude(post=post)
    outside = Publication.objects.filter(
        channel=channel, delivery=None, published_at__gt=first, published_at__lt=last
    ).annotate(at=F("published_at"))
    taken = with_parts(
        [*ours.values_list("at", "n"), *((at, 1) for at in outside.values_list("at", flat=True))]
    )
    place = place_in_window(taken, instant, n)
    if place <= most:
        return None
    free_at = next_free(taken, instant, most=most, n=n)
    zone = channel.client.time_zone
    if free_at is not None and when.fold_of(free_at, zone):
        # An hour that happens twice would raise a question of its own.
        free_at = next_free(taken, free_at + timedelta(hours=1), most=most, n=n)
    if free_at is not None and free_at >= last:
        free_at = None
    return FullDay(channel, place, most, free_at)
