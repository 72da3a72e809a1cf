"""The nightly look at each connected channel: what stood there in the last 48 hours, beside what we know of.

Posts made outside become known; ours that are gone are told, once, and never sent again. Thrifty: a few channels a ring, one
listing each, the gate heeded, nothing of it in the way of publishing. Running it twice changes nothing.
docs/decisions/after-publication.md has the whole.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from clients.models import Channel, Health
from editorial.actions import alerts, standing_down
from editorial.actions.settling import GONE, MAX_REMOTE_ID, MAX_URL, plain
from editorial.actions.standing_down import CLOCKS
from editorial.actions.telling import who_can_act
from editorial.lifecycle import DeliveryState, Gone, PublicationSource
from editorial.models import ChannelLook, Delivery, Publication, Step
from networks.errors import ErrorKind, NetworkError
from networks.roles import Lists
from networks.types import Listing, Standing
from people import audit, installation
from people.ids import uuid7
from people.notices import notify

log = logging.getLogger(__name__)

S = DeliveryState
BACK = timedelta(hours=48)
NIGHT_AT = 3
# Spread over the night, so that no network meets all of us at once.
NIGHT_MINUTES = 120
# Of one channel that cannot be read just now.
AGAIN_IN = timedelta(hours=1)
CALL_S = 20.0
AT_A_TIME = 20
ROUND_S = 120.0
MOST_ASKED = 10
# A network may show a post later than it took it, and its clock may differ from ours.
YOUNG = timedelta(minutes=10)
MAX_TEXT = 20_000

_TAKE = """
UPDATE editorial_channellook SET next_at = %(again_at)s
 WHERE id = ANY(ARRAY(
    SELECT l.id FROM editorial_channellook l
      JOIN clients_channel c ON c.id = l.channel_id AND c.health = 'ok'
     WHERE l.next_at <= %(now)s AND (l.reaches_to IS NOT NULL OR NOT %(asked_only)s)
       AND NOT EXISTS (SELECT 1 FROM clients_gate g
                        WHERE g.channel_id = l.channel_id AND g.shut_until > %(now)s)
     ORDER BY l.next_at LIMIT %(limit)s FOR UPDATE OF l SKIP LOCKED))
RETURNING channel_id
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look told: the listing, and which of our posts that it did not show are gone."""

    listing: Listing
    gone: frozenset[str]


def look_at_channels_due(
    *, now: datetime, limit: int = AT_A_TIME, is_asked_only: bool = False
) -> int:
    """Look at up to `limit` channels whose night has come; returns how many were looked at.

    `is_asked_only` takes those whose past posts somebody waits for, and leaves the night to the night.
    A channel is taken for an hour: a worker that dies over it leaves it to the next.
    """
    if not is_asked_only:
        _enlist(now=now)
    if installation.stands_still():  # nothing else is in the way, and somebody waits
        limit *= 10
    values: dict[str, Any] = {"now": now, "again_at": now + AGAIN_IN, "limit": limit}
    values["asked_only"] = is_asked_only
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        ids = [row[0] for row in cursor.fetchall()]
    until = time.monotonic() + ROUND_S
    channels = list(Channel.objects.filter(pk__in=ids).select_related("client", "agency"))
    while channels and time.monotonic() < until:
        channel = channels.pop()
        try:
            look_at(channel, now=now)
        except GONE:
            raise
        except Exception:
            log.exception("Channel %s could not be looked at", channel.pk)
    # Slow networks: the next ring goes on where this one stopped.
    ChannelLook.objects.filter(channel__in=channels).update(next_at=now)
    return len(ids) - len(channels)


def _enlist(*, now: datetime) -> None:
    """A row for each connected channel that has none."""
    new = Channel.objects.filter(health=Health.OK, last_look=None).select_related("client")[:500]
    ChannelLook.objects.bulk_create(
        [
            ChannelLook(agency_id=one.agency_id, channel=one, next_at=next_night(one, now=now))
            for one in new
        ],
        ignore_conflicts=True,
    )


def next_night(channel: Channel, *, now: datetime) -> datetime:
    """The channel's own minute of the next night, by the client's clock."""
    zone = ZoneInfo(channel.client.time_zone)
    wall = now.astimezone(zone).replace(hour=NIGHT_AT, minute=0, second=0, microsecond=0)
    wall += timedelta(minutes=channel.pk * 37 % NIGHT_MINUTES)
    return wall if wall > now else wall + timedelta(days=1)


def look_at(channel: Channel, *, now: datetime) -> None:
    """Look at one channel and write down what was seen, or why nothing was. The calls are made outside transactions."""
    try:
        opened = connecting.open_channels([channel.pk]).get(channel.pk)
        if opened is None:
            raise NetworkError(ErrorKind.AUTH_EXPIRED)
        reach = ChannelLook.objects.filter(channel=channel).values_list("reaches_to", flat=True)
        asked = reach.first()
        seen = _see(opened, since=asked or now - BACK, now=now)
    except NetworkError as error:
        ChannelLook.objects.filter(channel=channel).update(problem=error.kind.value[:60])
        return
    _record(channel, seen, asked=asked, now=now)


def _see(opened: OpenChannel, *, since: datetime, now: datetime) -> Seen:
    connector = opened.connector
    if not isinstance(connector, Lists):
        raise NetworkError(ErrorKind.NOT_SUPPORTED)
    listing = connecting.asked(
        opened, lambda credentials: connector.newest(credentials, since=since, timeout_s=CALL_S)
    )
    listed = {post.remote_id for post in listing.posts}
    ours = Publication.objects.filter(
        channel_id=opened.channel_id,
        delivery__isnull=False,
        source=PublicationSource.NETWORK,
        removed_at=None,
        published_at__gte=now - BACK,
        published_at__lt=now - YOUNG,
    ).exclude(remote_id__in=listed)
    gone = set()
    # Not listed is not gone: a list may be cut, or in another order. The post itself is asked for.
    for remote_id in ours.order_by("-published_at").values_list("remote_id", flat=True)[
        :MOST_ASKED
    ]:
        is_there = connecting.asked(
            opened,
            lambda credentials, wanted=remote_id: connector.is_there(  # type: ignore[misc]
                credentials, wanted, timeout_s=CALL_S
            ),
        )
        if not is_there:
            gone.add(remote_id)
    return Seen(listing, frozenset(gone))


@transaction.atomic
def _record(channel: Channel, seen: Seen, *, asked: datetime | None, now: datetime) -> None:
    look = ChannelLook.objects.select_for_update().get(channel=channel)
    if asked is not None and look.reaches_to != asked:
        return  # stopped, or asked for anew, meanwhile: what this one has is thrown away
    listed = {post.remote_id for post in seen.listing.posts}
    known = _known(channel, listed)
    strange = [post for post in seen.listing.posts if post.remote_id not in known]
    _tell_formats(channel, seen.listing.posts)
    ours = standing_down.doubt_what_stands_there(channel, strange, now=now)
    outside = _made_outside(channel, [post for post in strange if post not in ours], now=now)
    missing = _missing(channel, seen.gone, now=now)
    _back_again(channel, listed)
    look.looked_at, look.problem = now, ""
    if look.reaches_to == asked:  # else somebody asked while this one looked, and still waits
        look.next_at, look.reaches_to = next_night(channel, now=now), None
    if asked is not None:
        look.past_since, look.past_read_at = asked, now
        look.n_past, look.n_past_new = len(listed), len(outside)
        look.past_is_whole = seen.listing.is_whole
    look.n_ours, look.n_outside = len(listed & known), len(outside)
    look.n_missing = len(missing)
    look.save()


def _known(channel: Channel, listed: set[str]) -> set[str]:
    """Those that some row of ours accounts for."""
    posts = Publication.objects.filter(channel=channel, remote_id__in=listed)
    parts = Step.objects.filter(delivery__channel=channel, remote_ref__in=listed)
    return set(posts.values_list("remote_id", flat=True)) | set(
        parts.values_list("remote_ref", flat=True)
    )


def _made_outside(
    channel: Channel, posts: Sequence[Standing], *, now: datetime
) -> list[Publication]:
    """Publications for posts that no delivery made.

    What may be a post of ours whose answer never came is left alone: reading back ignores what is accounted for, and would
    take the post for absent and send it again.
    """
    doubtful_since = _doubtful_since(channel, now=now)
    new = [
        Publication(
            agency_id=channel.agency_id,
            client_id=channel.client_id,
            channel=channel,
            public_id=uuid7(),
            remote_id=post.remote_id,
            url=post.url if len(post.url) <= MAX_URL else "",
            published_at=post.published_at,
            text=plain(post.text, MAX_TEXT),
            form=post.format,
        )
        for post in posts
        if len(post.remote_id) <= MAX_REMOTE_ID
        and (doubtful_since is None or post.published_at < doubtful_since - CLOCKS)
    ]
    Publication.objects.bulk_create(new, ignore_conflicts=True)
    return new


def _tell_formats(channel: Channel, posts: Sequence[Standing]) -> None:
    """Posts made outside that came in before formats were asked for get theirs."""
    told = {post.remote_id: post.format for post in posts if post.format}
    lacking = Publication.objects.filter(
        channel=channel, delivery=None, form="", remote_id__in=told
    )
    rows = list(lacking.only("pk", "remote_id", "form"))
    for row in rows:
        row.form = told[row.remote_id]
    Publication.objects.bulk_update(rows, ["form"])


def _doubtful_since(channel: Channel, *, now: datetime) -> datetime | None:
    """Since when a post of ours may be out without our knowing; None where none may. Older doubts made no post of these days."""
    doubtful = Delivery.objects.filter(
        channel=channel,
        first_sent_at__gte=now - BACK - CLOCKS,
        state__in=[S.SENDING, S.ACCEPTED, S.UNKNOWN, S.NEEDS_HUMAN],
    )
    first = doubtful.order_by("first_sent_at").first()
    return first.first_sent_at if first else None


def _missing(channel: Channel, gone: frozenset[str], *, now: datetime) -> list[Delivery]:
    """Deliveries of ours that are no longer there, and that nobody removed: marked, and told once.

    Also those of which measuring found that they are gone.
    """
    found = (
        Delivery.objects.select_for_update(of=("self",))
        .filter(channel=channel, state=S.PUBLISHED, gone="")
        .filter(
            Q(publication__remote_id__in=gone)
            | Q(
                publication__removed_at__isnull=False, publication__source=PublicationSource.NETWORK
            )
        )
        .select_related("client", "post", "channel", "publication")
        .order_by("pk")
    )
    missing = list(found)
    for delivery in missing:
        delivery.gone = Gone.MISSING
        delivery.gone_at = delivery.publication.removed_at or now
        delivery.save(update_fields=["gone", "gone_at"])
        Publication.objects.filter(delivery=delivery, removed_at=None).update(removed_at=now)
        audit.record(
            actor=None, agency=channel.agency, verb="delivery.missing", target=delivery, now=now
        )
        _tell(delivery, now=now)
    return missing


def _back_again(channel: Channel, listed: set[str]) -> None:
    """What was missed and stands there after all, because the network had lost sight of it, is no longer missed."""
    back = Delivery.objects.filter(
        channel=channel, gone__in=[Gone.MISSING, Gone.NOTED], publication__remote_id__in=listed
    )
    ids = list(back.select_for_update(of=("self",)).values_list("pk", flat=True))
    Publication.objects.filter(delivery__in=ids).update(removed_at=None)
    Delivery.objects.filter(pk__in=ids).update(gone="", gone_at=None)


def _tell(delivery: Delivery, *, now: datetime) -> None:
    with alerts.aside(f"telling people of delivery {delivery.pk}"):
        notify(
            members=who_can_act(delivery.client),
            kind="delivery",
            text=format_lazy(
                _("«{post}», {channel}: no longer on the network, and not removed from here"),
                post=delivery.post.name,
                channel=delivery.channel.handle,
            ),
            url=reverse("editorial:post", args=[delivery.client.slug, delivery.post.public_id])
            + f"#delivery-{delivery.public_id}",
            once_key=f"delivery:{delivery.pk}:missing",
            is_mailed=True,
            now=now,
        )
