"""What the four quality figures of a client are counted from: one row for each post that is out, and what did not go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from analytics.queries.figures import midnight
from analytics.series import Period, last_days
from clients.models import Client
from community.queries.answered import Answered, answered
from editorial.contents import short_title
from editorial.lifecycle import DeliveryState
from editorial.models import Delivery, Publication
from editorial.models.posts import open_to_all
from editorial.queries.continuity import Rhythm, rhythms_of
from people.models import Member

PERIODS = (30, 90)
USUAL = 90
# So long after its hour a post is late; a person who publishes by hand is given an hour.
LATE, LATE_BY_HAND = timedelta(minutes=5), timedelta(hours=1)

# Corrections and pictures are asked of all the posts at once: of each in turn they would cost as much as all the rest.
_OUT = """
    WITH shown AS (
        SELECT p.id, p.public_id, p.channel_id, p.delivery_id, p.published_at, p.removed_at, p.text,
            d.post_id, d.due_at, COALESCE(d.gone, '') <> '' AS is_gone
        FROM editorial_publication p LEFT JOIN editorial_delivery d ON d.id = p.delivery_id
        WHERE p.client_id = %(client)s AND p.published_at >= %(from)s AND p.published_at <= %(now)s
    ), fixed AS (
        SELECT DISTINCT ON (m.delivery_id) m.delivery_id, m.before, m.after
        FROM editorial_remedy m JOIN editorial_amendment a ON a.id = m.amendment_id
        WHERE m.delivery_id IN (SELECT delivery_id FROM shown) AND a.kind = 'correct' AND m.done_at IS NOT NULL
        ORDER BY m.delivery_id, m.id DESC
    ), pictures AS (
        SELECT p.id, count(*) AS n, count(*) FILTER (WHERE s.alt = '') AS bare, count(*) FILTER (WHERE EXISTS (
            SELECT FROM editorial_asset b JOIN editorial_postasset o ON o.asset_id = b.id
            JOIN editorial_delivery e ON e.post_id = o.post_id
            JOIN editorial_publication q ON q.delivery_id = e.id
            WHERE b.client_id = a.client_id AND b.motif = a.motif AND o.post_id <> s.post_id AND q.published_at < p.published_at
        )) AS again
        FROM shown p JOIN editorial_postasset s ON s.post_id = p.post_id JOIN editorial_asset a ON a.id = s.asset_id
        GROUP BY p.id
    ), opened AS (
        SELECT l.publication_id AS id, count(*) AS n, min(c.url) FILTER (WHERE c.is_dead) AS dead
        FROM editorial_publishedlinks l CROSS JOIN unnest(l.urls) AS u(url)
        JOIN clients_linkcheck c ON c.client_id = %(client)s AND c.url = u.url
        WHERE l.client_id = %(client)s AND l.publication_id IN (SELECT id FROM shown) AND (c.opened_at IS NOT NULL OR c.is_dead)
        GROUP BY l.publication_id
    )
    SELECT p.public_id::text, post.public_id::text, post.title, p.published_at, p.due_at,
        h.health = 'by_hand', p.removed_at IS NOT NULL OR p.is_gone, p.text,
        fixed.before, fixed.after, COALESCE(pictures.n, 0), COALESCE(pictures.bare, 0), COALESCE(pictures.again, 0),
        r.looked_at IS NOT NULL, r.alike, r.earlier_id, COALESCE(opened.n, 0), COALESCE(opened.dead, '')
    FROM shown p
    JOIN clients_channel h ON h.id = p.channel_id
    LEFT JOIN editorial_post post ON post.id = p.post_id
    LEFT JOIN editorial_repetition r ON r.publication_id = p.id
    LEFT JOIN fixed ON fixed.delivery_id = p.delivery_id
    LEFT JOIN pictures ON pictures.id = p.id
    LEFT JOIN opened ON opened.id = p.id
    ORDER BY p.published_at DESC, p.id DESC
"""


class OutRow(NamedTuple):
    """A post that is out on one channel, with what is asked of it. `before` and `after` are the words a correction changed.

    `n_links` are its links of which it is known whether they open, `dead_link` one that does not.
    """

    publication_id: str
    post_id: str | None
    title: str | None
    published_at: datetime
    due_at: datetime | None
    is_by_hand: bool
    is_gone: bool
    text: str
    before: str | None
    after: str | None
    n_pictures: int
    n_without_alt: int
    n_shown_again: int
    is_looked_at: bool
    alike: float | None
    earlier_pk: int | None
    n_links: int
    dead_link: str

    @property
    def key(self) -> str:
        """The same for a post on all its channels; what was made outside stands for itself."""
        return self.post_id or self.publication_id

    @property
    def words(self) -> str:
        """What a list calls it."""
        return short_title(self.title or self.text, length=70)

    @property
    def is_late(self) -> bool:
        """Whether it went out too long after its hour."""
        if self.due_at is None:
            return False
        return self.published_at - self.due_at > (LATE_BY_HAND if self.is_by_hand else LATE)


@dataclass(frozen=True, slots=True)
class NotOut:
    """A post that should be out on a channel and is not."""

    post_id: str
    words: str

    @property
    def key(self) -> str:
        """That of its post, as of those that are out."""
        return self.post_id


Row = TypeVar("Row", bound=OutRow | NotOut)


@dataclass(frozen=True, slots=True)
class Basis:
    """All that is known for the four figures.

    `posts` is `out` with one row a post: the first of those that are on several channels. `exits` are the days on which something went out, of each channel with a rhythm by its key. Of days that are past nobody
    knows any more what was in stock.
    """

    period: Period
    today: date
    out: tuple[OutRow, ...]
    posts: tuple[OutRow, ...]
    not_out: tuple[NotOut, ...]
    rhythms: tuple[Rhythm, ...]
    exits: dict[int, list[date]]
    answered: Answered
    is_past: bool = False


def basis(*, client: Client, member: Member, n_days: int, now: datetime) -> Basis:
    """The last days of a client up to now, in five queries however many posts."""
    period = last_days(n_days, today=client.today(now))
    return _known(client, period, now=now, seen=Delivery.objects.visible_to(member))


def basis_of_month(*, client: Client, period: Period, now: datetime) -> Basis:
    """A month up to its end or to now, as the client may know it: without what is under an embargo."""
    end = midnight(period.last_on + timedelta(days=1), ZoneInfo(client.time_zone))
    until = min(now, end - timedelta(microseconds=1))
    return _known(
        client, period, now=until, seen=Delivery.objects.filter(open_to_all()), is_past=until < now
    )


def _known(
    client: Client,
    period: Period,
    *,
    now: datetime,
    seen: QuerySet[Delivery],
    is_past: bool = False,
) -> Basis:
    zone = ZoneInfo(client.time_zone)
    begin = midnight(period.first_on, zone)
    with connection.cursor() as cursor:
        cursor.execute(_OUT, {"client": client.pk, "from": begin, "now": now})
        rows = tuple(map(OutRow._make, cursor.fetchall()))
    rhythms = tuple(rhythms_of(client=client, now=now))
    due = now if is_past else now - LATE_BY_HAND
    return Basis(
        period, client.today(now), rows, one_a_post(rows), _not_out(client, seen, begin, due), rhythms,
        _exits(rhythms, begin, now, zone), answered(client=client, since=begin, now=now), is_past,
    )  # fmt: skip


def one_a_post(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The first row of each post."""
    seen: dict[str, Row] = {}
    for row in rows:
        seen.setdefault(row.key, row)
    return tuple(seen.values())


def _not_out(
    client: Client, seen: QuerySet[Delivery], begin: datetime, due: datetime
) -> tuple[NotOut, ...]:
    s = DeliveryState
    found = (
        seen.filter(Q(state__in=[s.MISSED, s.FAILED, s.NEEDS_HUMAN]) | Q(state=s.BLOCKED))
        .filter(client=client, due_at__gte=begin, due_at__lt=due)
        .select_related("post")
        .order_by("-due_at", "-id")
    )
    return tuple(NotOut(str(each.post.public_id), each.post.name) for each in found)


def _exits(
    rhythms: tuple[Rhythm, ...], begin: datetime, now: datetime, zone: ZoneInfo
) -> dict[int, list[date]]:
    days: dict[int, list[date]] = {each.channel.pk: [] for each in rhythms}
    if days:
        out = Publication.objects.filter(
            channel__in=list(days), published_at__gte=begin, published_at__lte=now
        )
        for channel_id, at in out.values_list("channel_id", "published_at"):
            days[channel_id].append(at.astimezone(zone).date())
    return days
