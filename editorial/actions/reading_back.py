"""Reading the posts a channel had before it came to us, from the network itself: the next look reaches back once.

The row of the channel's look is the queue, and keeps what was found.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Channel, Health
from editorial.actions.looking_at_channels import next_night
from editorial.models import ChannelLook
from people import audit
from people.models import Member

# As far as the first audit looks.
REACH = timedelta(days=90)


class CannotReadBackError(Exception):
    """The channel is not connected; the text is for the person who tried."""


@transaction.atomic
def read_past(*, by: Member, channel: Channel, now: datetime) -> None:
    """Has the posts of the last ninety days read at the next ring, at most as many as a look lists. Again is harmless."""
    if channel.health != Health.OK:
        raise CannotReadBackError(
            _("%(channel)s is not connected: import a file instead.") % {"channel": channel.handle}
        )
    ChannelLook.objects.update_or_create(
        channel=channel,
        defaults={"reaches_to": now - REACH, "next_at": now, "problem": ""},
        create_defaults={
            "agency_id": channel.agency_id, "reaches_to": now - REACH, "next_at": now,
        },
    )  # fmt: skip
    audit.record(actor=by, agency=by.agency, verb="channel.past_asked", target=channel, now=now)


@transaction.atomic
def stop(*, by: Member, channel: Channel, now: datetime) -> bool:
    """Takes the wish back, also while the network is read: nothing of that comes in. False where nobody waits."""
    look = ChannelLook.objects.select_for_update().filter(channel=channel).first()
    if look is None or look.reaches_to is None:
        return False
    look.reaches_to, look.next_at = None, next_night(channel, now=now)
    look.save(update_fields=["reaches_to", "next_at"])
    audit.record(actor=by, agency=by.agency, verb="channel.past_stopped", target=channel, now=now)
    return True
