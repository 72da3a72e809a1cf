"""One post: its counters now and at each age, and how it stands among its channel's. Three queries beside its own, a fourth
for its public where it has a reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from analytics.models import PublicationTotal, Reading
from analytics.models.rollups import ENGAGING
from analytics.queries import usual
from analytics.queries.figures import authors, midnight
from analytics.queries.own_clicks import clicks_of_posts
from analytics.series import total
from clients.comparing import FEW_POSTS
from clients.models import Audience, Client
from editorial.models import Publication
from people.models import Member

# The ages a post is told at; between two of them nothing may have been read, and then there is a gap.
AGES: tuple[timedelta, ...] = (
    *(timedelta(hours=n) for n in (1, 3, 6, 12)),
    *(timedelta(days=n) for n in (1, 2, 3, 7, 14, 30, 60, 90)),
)
MEASURES = ("engagements", "likes", "comments", "shares", "reach", "views", "saves", "clicks")

_MEDIAN = f"""
    SELECT {usual.MEDIAN}, count(*)
    FROM editorial_publication p JOIN analytics_publicationtotal t ON t.publication_id = p.id
    WHERE p.channel_id = %(channel)s AND p.published_at >= %(from)s AND p.published_at < %(to)s
        AND {usual.COUNTS}
"""  # noqa: S608 (no values in it)


@dataclass(frozen=True, slots=True)
class AtAge:
    """The counters at one age; None was not read or is not given. `is_open`: the age is not reached yet."""

    age: timedelta
    values: dict[str, int | None]
    is_open: bool


@dataclass(frozen=True, slots=True)
class OnePost:
    """A post that is out, with everything measured of it."""

    publication: Publication
    values: dict[str, int | None]
    taken_at: datetime | None
    by_hand: str
    ages: tuple[AtAge, ...]
    median: float | None
    n_compared: int
    is_young: bool
    # On its own short links, counted by us; None where it has none.
    own_clicks: int | None = None
    # Whom it speaks to, where it has a reach and somebody wrote down how many they are.
    public: Audience | None = None

    @property
    def reach_per_thousand(self) -> int | None:
        """How many it reached for every thousand of its public; who else saw it is among them."""
        reach = self.values.get("reach")
        if reach is None or self.public is None or not self.public.size:
            return None
        return round(reach * 1000 / self.public.size)

    @property
    def ratio(self) -> float | None:
        """Against the median of its channel; None where it is too young, or the others too few."""
        engagements = self.values.get("engagements")
        if engagements is None or self.is_young or not self.median or self.n_compared < FEW_POSTS:
            return None
        return engagements / self.median


def publication_or_none(*, member: Member, client: Client, public_id: UUID) -> Publication | None:
    """The post of this client, if the member may see it."""
    return (
        Publication.objects.visible_to(member)
        .filter(client_id=client.pk, public_id=public_id)
        .select_related(
            "channel",
            "delivery__post__audience",
            "total",
            "aim__goal",
            "aim__pillar",
            "aim__audience",
        )
        .first()
    )


def one_post(*, publication: Publication, client: Client, now: datetime) -> OnePost:
    """What is known of a post. Compared with the channel's posts of ninety days, as on the dashboard.

    `publication` comes from publication_or_none.
    """
    found: PublicationTotal | None = getattr(publication, "total", None)
    median, n_compared = _median(publication, client, now)
    return OnePost(
        publication=publication,
        values={name: _of_total(found, name) for name in MEASURES},
        taken_at=found.taken_at if found else None,
        by_hand="".join(authors([found.entered_by_id]).values()) if found else "",
        ages=_ages(publication, now),
        median=median,
        n_compared=n_compared,
        is_young=publication.published_at > now - usual.JUDGED_AFTER,
        own_clicks=_own_clicks(publication),
        public=_public(publication, client) if found and found.reach is not None else None,
    )


def _own_clicks(publication: Publication) -> int | None:
    if publication.delivery is None:
        return None
    key = publication.delivery.post_id, publication.channel_id
    return clicks_of_posts([key]).get(key)


def _public(publication: Publication, client: Client) -> Audience | None:
    """The audience that was said of the post, ours or made outside; else the client's usual one."""
    delivery, aim = publication.delivery, getattr(publication, "aim", None)
    said = (delivery.post.audience if delivery else None) or (aim.audience if aim else None)
    return said or Audience.objects.default_of(client)


def _of_total(found: PublicationTotal | None, name: str) -> int | None:
    if found is None:
        return None
    if name == "shares":
        return total([found.shares, found.quotes])
    value: int | None = getattr(found, name)
    return value


def _median(publication: Publication, client: Client, now: datetime) -> tuple[float | None, int]:
    """The median of the ninety days up to today; for an older post, of the ninety days up to its own day."""
    zone = ZoneInfo(client.time_zone)
    end = usual.until(now, client.time_zone)
    if publication.published_at < end - usual.MEDIAN_OVER:
        own_day = publication.published_at.astimezone(zone).date()
        end = midnight(own_day + timedelta(days=1), zone)
    with connection.cursor() as cursor:
        cursor.execute(
            _MEDIAN,
            {
                "channel": publication.channel_id,
                "from": end - usual.MEDIAN_OVER,
                "to": end,
                "old_enough": now - usual.JUDGED_AFTER,
            },
        )
        median, n = cursor.fetchone()
    return (None if median is None else float(median)), int(n)


def _ages(publication: Publication, now: datetime) -> tuple[AtAge, ...]:
    """The last reading up to each age and after the one before; the newest stands at the age that is under way."""
    born = publication.published_at
    readings = list(
        Reading.objects.filter(
            publication_id=publication.pk,
            taken_at__gte=born,
            taken_at__lte=min(now, born + AGES[-1]),
        ).order_by("taken_at")
    )
    rows: list[AtAge] = []
    since = timedelta(0)
    for age in AGES:
        latest = None
        for reading in readings:
            if since <= reading.taken_at - born <= age:
                latest = reading
        is_open = now - born < age
        rows.append(AtAge(age, _values(latest), is_open))
        if is_open:
            break
        since = age
    return tuple(rows)


def _values(reading: Reading | None) -> dict[str, int | None]:
    if reading is None:
        return dict.fromkeys(MEASURES)
    own: dict[str, int | None] = {name: getattr(reading, name) for name in MEASURES}
    own["shares"] = total([reading.shares, reading.quotes])
    if own["engagements"] is None:
        own["engagements"] = total(getattr(reading, name) for name in ENGAGING)
    return own
