"""What a channel is for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clients.models import Channel
from people import audit
from people.models import Member


@transaction.atomic
def set_part(*, by: Member, channel: Channel, part: str, now: datetime) -> Channel:
    """Gives the channel its part: lead, support, experiment or dormant."""
    row = (
        Channel.objects.select_for_update(of=("self",)).select_related("agency").get(pk=channel.pk)
    )
    if row.part == part:
        return row
    before, row.part = row.part, part
    row.save(update_fields=["part"])
    audit.record(
        actor=by,
        agency=row.agency,
        verb="channel.part_changed",
        target=row,
        data={"from": before, "to": part},
        now=now,
    )
    return row
