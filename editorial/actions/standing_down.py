"""A database put back from a backup, or copied, sends nothing: first it is found out what is out already.

Whatever is due may have been published by the installation that the database was taken from. It becomes doubtful and is
read back from its network like everything doubtful; what is proved absent waits for a person to let the installation go.
What is not due may have been moved to an earlier day there, or sent at once: each channel with posts to come is looked at, and
whose words stand there already becomes doubtful too.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from clients.models import Channel, Health
from editorial import originality
from editorial.actions import alerts
from editorial.contents import for_channel, text_hash
from editorial.lifecycle import DeliveryState
from editorial.models import ChannelLook, Delivery
from networks.types import Standing
from people import audit, installation
from people.models import Installation

log = logging.getLogger(__name__)

# By so much the network's clock, or its listing, may be off.
CLOCKS = timedelta(minutes=5)
S = DeliveryState

_FREE_CLAIMED = """
UPDATE editorial_delivery SET state = 'scheduled', owner = NULL, lease_until = NULL
 WHERE state = 'claimed' AND due_at <= %(now)s
"""
# An attempt nobody here made stands for the one that may have been made there, so that the doubt begins now.
_DOUBT = """
WITH doubted AS (
    UPDATE editorial_delivery
       SET state = 'unknown', epoch = epoch + 1, check_after = %(now)s, n_negative_reads = 0,
           first_sent_at = COALESCE(first_sent_at, LEAST(due_at, %(sent_at)s)), reason = 'put_back', reason_params = '{}'
     WHERE state = 'scheduled' AND (due_at <= %(now)s OR id = %(id)s)
    RETURNING id, agency_id, epoch, LEAST(due_at, %(sent_at)s) AS sent_at
), tried AS (
    INSERT INTO editorial_attempt
           (agency_id, delivery_id, epoch, started_at, ended_at, outcome, error_kind, error_code, answer)
    SELECT agency_id, id, epoch, sent_at, %(now)s, 'doubtful', 'put_back', '', '' FROM doubted
)
SELECT count(*) FROM doubted
"""
# A later part cannot be told from the same words of somebody else: a person looks.
_ASK_ABOUT_PARTS = """
UPDATE editorial_step s SET state = 'needs_human', problem = 'put_back', problem_params = '{}'
  FROM editorial_delivery d
 WHERE d.id = s.delivery_id AND d.state = 'published' AND s.state = 'waiting' AND s.next_try_at <= %(now)s
RETURNING d.id
"""


def stand_down_if_put_back(*, now: datetime) -> bool:
    """Pause this installation when its database was put back or copied; returns whether it just was."""
    why = installation.doubt(now=now)
    if why is None:
        installation.show_life(now=now)
        return False
    return stand_down(why=why, now=now)


def stand_down(*, why: Installation.Why, now: datetime) -> bool:
    """Pause this installation and doubt whatever is due; returns False when it is paused already."""
    with transaction.atomic(), connection.cursor() as cursor:
        since = installation.adopt(why=why, now=now)
        if since is None:
            return False
        cursor.execute(_FREE_CLAIMED, {"now": now})
        cursor.execute(_DOUBT, {"now": now, "sent_at": now, "id": None})
        n_doubted = cursor.fetchone()[0]
        cursor.execute(_ASK_ABOUT_PARTS, {"now": now})
        cut_short = [id for (id,) in cursor.fetchall()]
        alerts.raise_for_many(cut_short, what=alerts.REST_DECIDE, now=now)
        _look_at_those_with_posts_to_come(since=since, now=now)
        audit.record(
            actor=None,
            agency=None,
            verb="installation.paused",
            target=Installation.objects.get(pk=1),
            data={"why": str(why), "since": since.isoformat(), "doubted": n_doubted},
            now=now,
        )
    installation.keep_up()
    log.error("Nothing goes out (%s). An administrator lets it go again.", why.value)
    return True


def _look_at_those_with_posts_to_come(*, since: datetime, now: datetime) -> None:
    """Their next look (looking_at_channels.py) is now, and reaches back to when this database knew what happened."""
    waiting = Delivery.objects.filter(state=S.SCHEDULED).values("channel")
    channels = Channel.objects.filter(health=Health.OK, pk__in=waiting)
    ChannelLook.objects.bulk_create(
        [
            ChannelLook(
                agency_id=each.agency_id, channel=each, next_at=now, reaches_to=since - CLOCKS
            )
            for each in channels
        ],
        update_conflicts=True,
        unique_fields=["channel"],
        update_fields=["next_at", "reaches_to"],
    )


def doubt_what_stands_there(
    channel: Channel, strange: Sequence[Standing], *, now: datetime
) -> list[Standing]:
    """Doubt, while this installation stands still, the deliveries to come whose words are those of a post on the channel that
    nobody here knows; returns those posts. Each post speaks for one delivery: one in doubt already, or else the next to come.
    """
    if not strange or not installation.stands_still():
        return []
    left = {
        each.pk: each
        for each in Delivery.objects.filter(channel=channel, state__in=[S.SCHEDULED, S.UNKNOWN])
        .select_related("revision")
        .order_by("-state", "due_at", "pk")
    }
    words = {pk: for_channel(each.content, channel.pk).text for pk, each in left.items()}
    theirs = []
    for post in sorted(strange, key=lambda post: post.published_at):
        pk = _says_the_same(post.text, {pk: words[pk] for pk in left})
        if pk is None:
            continue
        theirs.append(post)
        if left.pop(pk).state == S.SCHEDULED:
            with connection.cursor() as cursor:
                sent_at = post.published_at - CLOCKS
                cursor.execute(_DOUBT, {"now": now, "sent_at": sent_at, "id": pk})
    return theirs


def _says_the_same(text: str, others: dict[int, str]) -> int | None:
    """Which of some texts this is: too many cost a reading of the network each, one too few a post that goes out twice."""
    same = text_hash(text)
    exact = (pk for pk, other in others.items() if text_hash(other) == same)
    found = originality.nearest(text, others.items())
    return next(exact, found[0] if found else None)
