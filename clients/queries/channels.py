"""The channels of a client as their page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clients.hosts import host_name
from clients.models import Channel, Client, Gate
from clients.wording import HEALTH_LOOKS, Look, ability_name, error_sentence
from people.models import Member


@dataclass(frozen=True, kw_only=True)
class AbilityLine:
    """One ability: its name, whether we have it, and the permission that is missing."""

    name: str
    is_granted: bool
    missing: str


@dataclass(frozen=True, kw_only=True)
class ChannelLine:
    """A channel with its state in words."""

    channel: Channel
    host: str
    look: Look
    says: str
    abilities: tuple[AbilityLine, ...]
    gate: Gate | None
    # When the connection ends unless somebody reconnects it; None where it renews itself or no end is known.
    ends_at: datetime | None

    @property
    def missing(self) -> tuple[AbilityLine, ...]:
        """The abilities we lack."""
        return tuple(each for each in self.abilities if not each.is_granted)


def channel_lines(*, member: Member, client: Client, labels: dict[str, str]) -> list[ChannelLine]:
    """All channels of the client, those let go last. ``labels`` names the networks."""
    found = Channel.objects.visible_to(member).filter(client_id=client.pk).with_end()
    found = found.select_related("gate", "keeper__user").order_by(
        "disconnected_at", "network", "handle"
    )
    lines = [channel_line(channel=each, labels=labels) for each in found]
    return sorted(lines, key=lambda line: line.channel.disconnected_at is not None)


def channel_line(*, channel: Channel, labels: dict[str, str]) -> ChannelLine:
    """One channel; its gate and its end (`with_end`) should be loaded already."""
    network = labels.get(channel.network, channel.network)
    return ChannelLine(
        channel=channel,
        host=host_name(channel.host),
        look=HEALTH_LOOKS[channel.health],
        says=error_sentence(channel.problem, network=network) if channel.problem else "",
        abilities=tuple(_abilities(channel.abilities)),
        gate=getattr(channel, "gate", None),
        ends_at=getattr(channel, "ends_at", None),
    )


def _abilities(stored: Iterable[dict[str, object]]) -> Iterable[AbilityLine]:
    for each in stored:
        yield AbilityLine(
            name=ability_name(str(each.get("name", ""))),
            is_granted=bool(each.get("is_granted")),
            missing=str(each.get("missing_scope", "")),
        )
