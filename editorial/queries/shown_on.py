"""What each channel gets of a revision, as people look at it."""

from __future__ import annotations

from dataclasses import dataclass

from clients.models import Channel, Part
from editorial.contents import for_channel
from editorial.models import Revision
from editorial.words.parts import named_follow_ups
from networks.types import Draft


@dataclass(frozen=True, slots=True)
class ShownOn:
    """A post on one channel; what follows its first part is named as people call it."""

    channel: Channel
    draft: Draft
    following: list[tuple[str, Draft]]


def shown_on(revision: Revision, channels: dict[int, Channel]) -> list[ShownOn]:
    """What each channel would get of a revision, the channel that leads first; the network to try things out on, last."""
    ids = [int(each) for each in revision.content["versions"]]
    shown = [
        ShownOn(
            channel=channels[each],
            draft=for_channel(revision.content, each),
            following=named_follow_ups(revision.content, each),
        )
        for each in ids
        if each in channels
    ]
    return sorted(shown, key=lambda each: _weight(each.channel))


def _weight(channel: Channel) -> tuple[bool, int]:
    return (channel.network == "sandbox", Part.values.index(channel.part))
