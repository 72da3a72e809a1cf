"""Opening channels: connector and credentials for a call. The publisher's hot path."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from clients import secrets
from clients.models import Channel, Credential, Health
from clients.remote import limits_from_json
from networks import registry, types
from networks.errors import HostError
from networks.limits import Limits
from networks.roles import Connector, Connects, Publishes
from people.sealing import SealError

log = logging.getLogger(__name__)

DEFAULT_SETTLE_S = 60.0


class NotConnectedError(Exception):
    """The channel has no credentials that open."""


@dataclass(frozen=True, kw_only=True)
class OpenChannel:
    """A channel ready for calls: its connector, and credentials as an argument of every call."""

    channel_id: int
    connector: Any
    credentials: types.Credentials
    limits: Limits
    # Which of the channel's credentials these are: they change with every refresh.
    version: int = 1


def open_channels(channel_ids: Iterable[int]) -> dict[int, OpenChannel]:
    """Opens many channels with one query.

    Left out are channels that were disconnected, wait to be reconnected, or whose tokens do not
    open; the last is logged, because it means a wrong key.
    """
    found = Credential.objects.filter(
        channel_id__in=set(channel_ids), channel__disconnected_at=None
    ).exclude(channel__health=Health.RECONNECT)
    opened = {}
    for credential in found.select_related("channel"):
        try:
            opened[credential.channel_id] = open_with(credential.channel, credential)
        except SealError as error:
            log.error("channel %s does not open: %s", credential.channel_id, error)
    return opened


def open_channel(channel: Channel, *, even_if_doubtful: bool = False) -> OpenChannel:
    """Opens one channel. Raises NotConnectedError.

    ``even_if_doubtful`` also opens one that waits to be reconnected, to look whether it must.
    """
    credential = Credential.objects.filter(channel_id=channel.pk).first()
    is_doubtful = channel.health == Health.RECONNECT and not even_if_doubtful
    if credential is None or channel.disconnected_at is not None or is_doubtful:
        raise NotConnectedError(channel.handle)
    try:
        return open_with(channel, credential)
    except SealError as error:
        log.error("channel %s does not open: %s", channel.pk, error)
        raise NotConnectedError(channel.handle) from error


def open_with(channel: Channel, credential: Credential) -> OpenChannel:
    """Opens a channel with the credential that was read for it. Raises SealError."""

    def opened(sealed: str, field: str) -> types.Secret | None:
        place = secrets.token_context(
            agency_id=credential.agency_id, channel_id=credential.channel_id, field=field
        )
        return secrets.open_secret(sealed, context=place)

    access = opened(credential.access, "access")
    assert access is not None, "the database refuses an empty access token"
    connector = registry.connector(channel.network)
    return OpenChannel(
        channel_id=channel.pk,
        connector=connector,
        credentials=types.Credentials(
            host=_host_of(channel, connector),
            account_id=channel.remote_id,
            access_token=access,
            refresh_token=opened(credential.refresh, "refresh"),
            scopes=frozenset(credential.scopes),
            expires_at=credential.expires_at,
        ),
        limits=limits_of(channel),
        version=credential.version,
    )


def _host_of(channel: Channel, connector: Connector) -> str:
    """The channel's own server; a network of ours is wherever it is configured to be today."""
    if isinstance(connector, Connects) and not connector.needs_host:
        with suppress(HostError):  # not configured any more: the address we knew, which is refused
            return connector.normalise_host("")
    return channel.host


def limits_of(channel: Channel) -> Limits:
    """The limits of the channel's own host as last read, else the network's usual ones."""
    return limits_from_json(channel.limits, registry.limits_of(channel.network))


def metrics_by_hand(channel: Channel) -> tuple[str, ...]:
    """The figures a person can read off the channel's network, by the names of networks.metrics."""
    return registry.metrics_by_hand(channel.network)


def can(channel: Channel, role: type) -> bool:
    """Whether the channel's network offers that role (networks/roles.py), whoever is connected; False by hand."""
    if channel.network not in registry.NETWORKS:
        return False
    return isinstance(registry.connector(channel.network), role)


def settle_s_of(channel: Channel) -> float:
    """Seconds after which a new post can be read back on the channel's network."""
    if channel.network not in registry.NETWORKS:
        return DEFAULT_SETTLE_S
    connector = registry.connector(channel.network)
    return float(connector.settle_s) if isinstance(connector, Publishes) else DEFAULT_SETTLE_S
