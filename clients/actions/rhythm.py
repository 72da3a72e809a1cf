"""How often something goes out on a channel, as it was promised."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

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
