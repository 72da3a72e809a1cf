"""A link by which a client signs in again at the network, alone: no account here, no password told to anybody.

The walk is that of whoever sent the link: while they may connect channels for the client it opens, for seven days, until
the channel is connected anew. Nobody can bring another account by it: the network says whose it is, and another is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from clients.access import role_on
from clients.actions import access_links
from clients.actions.connecting import connector_label
from clients.models import Channel, Client, ConnectLink, Contact
from people import audit
from people.models import Member
from people.roles import Capability, may

LIFE = timedelta(days=7)
_SALT = "clients.reconnect_links"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a link is from, and what it is about: an account of `network`, that of `channel` where there is one.

    `link` is a link to connect (connect_links.py); None for one to connect again.
    """

    by: Member
    client: Client
    network: str
    channel: Channel | None
    link: ConnectLink | None = None

    @property
    def language(self) -> str:
        """The language of the pages behind it: that of whoever it was sent to, where it names somebody."""
        return self.link.contact.language if self.link else self.client.language


def link_for(*, by: Member, channel: Channel, now: datetime) -> str:
    """A full address that opens the way to sign in again for this channel."""
    said = {
        "channel": str(channel.public_id),
        "by": by.pk,
        # Connected anew, it is another connection: the link is used up.
        "of": channel.connected_at.timestamp(),
        "until": (now + LIFE).timestamp(),
    }
    token = signing.dumps(said, salt=_SALT, compress=True)
    return str(settings.PUBLIC_ORIGIN) + reverse("clients:reconnect_by_link", args=[token])


def opened(*, token: str, now: datetime) -> Asked | None:
    """What the link is about; None for one that ended, was used, or never was."""
    try:
        said = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    if said["until"] <= now.timestamp():
        return None
    by = Member.objects.active().select_related("user", "agency").filter(pk=said["by"]).first()
    if by is None:
        return None
    channel = (
        Channel.objects.filter(agency_id=by.agency_id, public_id=UUID(said["channel"]))
        .select_related("client__agency")
        .first()
    )
    if channel is None or channel.disconnected_at or channel.is_by_hand:
        return None
    role = role_on(member=by, client=channel.client)
    if role is None or not may(role, Capability.CONNECT_CHANNELS):
        return None
    if channel.connected_at.timestamp() != said["of"]:
        return None
    return Asked(by, channel.client, channel.network, channel)


@transaction.atomic
def send(*, by: Member, channel: Channel, contact: Contact, now: datetime) -> None:
    """Mail the link to a person of the client. Refuses who has no e-mail address (access_links.LinkRefusedError)."""
    access_links.refuse_without_address(contact)
    access_links.write_mail(
        contact=contact,
        template="reconnect_asked",
        context={
            "link": link_for(by=by, channel=channel, now=now),
            "network": connector_label(channel.network),
            "handle": channel.handle,
            "who": str(by),
            "n_days": LIFE.days,
        },
        now=now,
    )
    audit.record(
        actor=by,
        agency=channel.agency,
        verb="channel.reconnect_asked",
        target=channel,
        data={"of": contact.name},
        now=now,
    )
