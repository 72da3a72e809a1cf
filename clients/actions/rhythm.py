"""What a channel is for, and how often something goes out on it, as it was promised."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clients.actions.strategy import BehindError, set_part
from clients.marks import mark_of
from clients.models import Channel
from people import audit
from people.models import Member


@transaction.atomic
def promise_rhythm(
    *, by: Member, channel: Channel, weekly_posts: int | None, now: datetime
) -> Channel:
    """So many posts a week from now on; None takes the promise back, and with it the warnings of silences."""
    row = (
        Channel.objects.select_for_update(of=("self",)).select_related("agency").get(pk=channel.pk)
    )
    if row.weekly_posts == weekly_posts:
        return row
    before, row.weekly_posts = row.weekly_posts, weekly_posts
    row.save(update_fields=["weekly_posts"])
    data = {"from": before, "to": weekly_posts}
    audit.record(
        actor=by, agency=row.agency, verb="channel.rhythm_changed", target=row, data=data, now=now
    )
    return row


@transaction.atomic
def give_part(
    *,
    by: Member,
    channel: Channel,
    part: str,
    hat: str | None,
    weekly_posts: int | None,
    based_on: str,
    now: datetime,
) -> Channel:
    """The channel's part and its rhythm in one. Raises BehindError where `based_on` (clients/marks.py) is no longer so."""
    row = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    hat = row.hat if hat is None else hat
    if (row.part, row.hat, row.weekly_posts) != (part, hat, weekly_posts):
        if based_on != mark_of(row):
            raise BehindError
        set_part(by=by, channel=row, part=part, hat=hat, now=now)
        row = promise_rhythm(by=by, channel=row, weekly_posts=weekly_posts, now=now)
    return row
