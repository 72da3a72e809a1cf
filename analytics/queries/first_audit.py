"""A first look at what a client's channels did in the last ninety days, from the posts we know of. Two queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.queries import own_forms
from clients.models import Channel, Client
from editorial.models import Publication
from people.models import Member

SPAN = timedelta(days=90)
# A median of fewer says nothing.
FEW = 5

FORMATS: dict[str, Promise] = {
    "text": _("Text"),
    "picture": _("One picture"),
    "pictures": _("Several pictures"),
    "video": _("Video"),
    "link": _("Link"),
    "story": _("Story"),
    "poll": _("Poll"),
    "unknown": _("Not known: made outside"),
}
# What networks call them.
_NAMED = {"image": "picture", "carousel": "pictures", "reel": "video"}


@dataclass(frozen=True, slots=True)
class ChannelLook:
    """One channel: posts and posts a week, the longest silence in days, formats, and the median of what a post brought.

    `silence_days` is None without any post; `typical` is None where fewer than five posts were measured.
    """

    channel: Channel
    n_posts: int
    per_week: float
    silence_days: int | None
    is_silent_now: bool
    formats: list[tuple[str, int]]
    typical: float | None
    n_measured: int


def first_audit(*, member: Member, client: Client, now: datetime) -> list[ChannelLook]:
    """Each channel that is not let go, by network. A post of ours has its format; what was made outside has the one
    that its network or a file told, if one did."""
    channels = Channel.objects.visible_to(member).filter(client=client).connected()
    since = now - SPAN
    found = Publication.objects.visible_to(member).filter(
        client=client, published_at__gt=since, published_at__lte=now, removed_at=None
    )
    rows: list[Any] = list(
        found.annotate(shown_form=own_forms.form())
        .order_by("published_at", "id")
        .values("channel_id", "published_at", "shown_form", "total__engagements")
    )
    return [
        _look(each, [row for row in rows if row["channel_id"] == each.pk], now) for each in channels
    ]


def _look(channel: Channel, rows: list[dict[str, Any]], now: datetime) -> ChannelLook:
    moments = [row["published_at"] for row in rows]
    brought = [row["total__engagements"] for row in rows if row["total__engagements"] is not None]
    silence, is_now = _longest_silence([*moments, now]) if moments else (None, False)
    formats = Counter(_format(row) for row in rows)
    return ChannelLook(
        channel=channel,
        n_posts=len(rows),
        per_week=len(rows) / (SPAN.days / 7),
        silence_days=silence,
        is_silent_now=is_now,
        formats=[(str(FORMATS[name]), n) for name, n in formats.most_common()],
        typical=median(brought) if len(brought) >= FEW else None,
        n_measured=len(brought),
    )


def _longest_silence(moments: Sequence[datetime]) -> tuple[int, bool]:
    """The most whole days between two moments that follow each other, and whether it is the last stretch, until now."""
    gaps = [(after - before).days for before, after in pairwise(moments)]
    longest = max(gaps)
    return longest, gaps[-1] == longest and longest > 0


def _format(row: dict[str, Any]) -> str:
    named = _NAMED.get(row["shown_form"], row["shown_form"])
    return named if named in FORMATS else "unknown"
