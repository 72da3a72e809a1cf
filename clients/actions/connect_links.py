"""A link by which a client connects an account alone: for the first time, or where a channel was kept by hand.

As with links to connect again (reconnect_links.py) the walk is that of whoever sent it: it is open while they may connect
channels for the client, for seven days, until it was used once or somebody took it back. Only the hash of its token is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.access import role_on
from clients.actions import access_links, connecting
from clients.actions.reconnect_links import LIFE, Asked
from clients.models import Channel, Client, ConnectLink, Contact, Status
from clients.queries.access_links import token_hash
from clients.queries.team import who_may
from people import audit
from people.models import Member
from people.notices import notify
from people.roles import Capability, may


@transaction.atomic
def send(
    *,
    by: Member,
    client: Client,
    network: str,
    contact: Contact,
    channel: Channel | None = None,
    now: datetime,
) -> ConnectLink:
    """Mail a person of the client the link by which they connect an account of the network; `channel` is one kept by hand.

    One that the same person had for the same ends. Refuses, in words, a network that cannot be connected here and whom
    no mail reaches (access_links.LinkRefusedError).
    """
    access_links.refuse_without_address(contact)
    if network not in connecting.networks_offered():
        raise access_links.LinkRefusedError(_("This network cannot be connected here."))
    same = ConnectLink.objects.filter(contact=contact, network=network, channel=channel)
    same.filter(used_at=None, ended_at=None).update(ended_at=now)
    token = secrets.token_urlsafe(access_links.TOKEN_BYTES)
    link = ConnectLink.objects.create(
        agency_id=client.agency_id,
        client=client,
        contact=contact,
        network=network,
        channel=channel,
        sent_by=by,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + LIFE,
    )
    access_links.write_mail(
        contact=contact,
        template="connect_asked",
        context={
            "link": str(settings.PUBLIC_ORIGIN) + reverse("clients:connect_by_link", args=[token]),
            "network": connecting.connector_label(network),
            "handle": channel.handle if channel else "",
            "who": str(by),
            "n_days": LIFE.days,
        },
        now=now,
    )
    _record("connect_link.sent", link, now, by=by)
    return link


@transaction.atomic
def end(*, by: Member, link: ConnectLink, now: datetime) -> bool:
    """Takes a link back at once; False where it was used, taken back or over already."""
    if not ConnectLink.objects.open_at(now).filter(pk=link.pk).update(ended_at=now):
        return False
    _record("connect_link.ended", link, now, by=by)
    return True


def opened(*, token: str, now: datetime) -> Asked | None:
    """What the link is about; None for one that ended, was used or taken back, or never was."""
    found = (
        ConnectLink.objects.open_at(now)
        .filter(token_hash=token_hash(token), sent_by__in=Member.objects.active())
        .exclude(client__status=Status.ARCHIVED)
        .select_related("client__agency", "contact", "channel__client__agency", "sent_by__user")
        .select_related("sent_by__agency")
        .first()
    )
    if found is None or found.network not in connecting.networks_offered():
        return None
    role = role_on(member=found.sent_by, client=found.client)
    if role is None or not may(role, Capability.CONNECT_CHANNELS):
        return None
    # Connected meanwhile, or let go: there is nothing left to ask for.
    if found.channel is not None and not found.channel.is_by_hand:
        return None
    return Asked(found.sent_by, found.client, found.network, found.channel, found)


@transaction.atomic
def use(*, asked: Asked, session: str, public_id: UUID, now: datetime) -> Channel:
    """The person said yes to the account: it is connected, the link is used up, and the agency is told.

    Raises ConnectingError as confirming does; then nothing is changed and the link still works. ``ended`` also where
    the attempt is not one of this link, and where somebody else was faster.
    """
    link = asked.link
    assert link is not None, "a link to connect again is not kept"
    attempt = connecting.attempt_to_confirm(
        by=asked.by, session=session, public_id=public_id, now=now
    )
    is_its_own = (attempt.client_id, attempt.network, attempt.reconnects_id) == (
        link.client_id,
        link.network,
        link.channel_id,
    )
    if not is_its_own or not ConnectLink.objects.open_at(now).filter(pk=link.pk).update(
        used_at=now
    ):
        raise connecting.ConnectingError("ended")
    channel = connecting.confirm(by=asked.by, session=session, public_id=public_id, now=now)
    _record("connect_link.used", link, now, handle=channel.handle)
    _tell(link, channel, now)
    return channel


def _tell(link: ConnectLink, channel: Channel, now: datetime) -> None:
    """A line for all who connect channels for the client, and a mail for whoever sent the link."""
    words = format_lazy(
        gettext_lazy("{who} connected {handle} on {network} for {client} by the link."),
        who=link.contact.name,
        handle=channel.handle,
        network=connecting.connector_label(channel.network),
        client=link.client.name,
    )
    others = who_may(Capability.CONNECT_CHANNELS, client=link.client)
    heard: list[tuple[Iterable[Member], bool]] = [([link.sent_by], True), (others, False)]
    for members, is_mailed in heard:
        notify(
            members=members,
            kind="channel.connected_by_link",
            text=words,
            url=reverse("clients:channel", args=[link.client.slug, channel.public_id]),
            once_key=f"connect_link:{link.pk}",
            is_mailed=is_mailed,
            now=now,
        )


def _record(
    verb: str, link: ConnectLink, now: datetime, *, by: Member | None = None, **more: str
) -> None:
    audit.record(
        actor=by,
        agency=link.client.agency,
        verb=verb,
        target=link.client,
        data={"network": link.network, "of": link.contact.name, **more},
        name="" if by else link.contact.name,
        now=now,
    )
