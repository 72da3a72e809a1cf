"""What each channel gets of a revision, as people look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clients.models import Channel
from clients.models.channels import by_part
from editorial.contents import for_channel
from editorial.models import Revision
from editorial.queries import pictures
from editorial.wording import duration_word
from editorial.words.parts import named_follow_ups
from networks.types import Draft


@dataclass(frozen=True, slots=True)
class ShownOn:
    """A post on one channel; what follows its first part is named as people call it."""

    channel: Channel
    draft: Draft
    following: list[tuple[str, Draft]]
    shots: Sequence[Any]

    @property
    def poll_time(self) -> str:
        """How long its poll runs, in words; empty without one."""
        return duration_word(self.draft.poll.expires_in_s) if self.draft.poll else ""


def shown_on(
    revision: Revision, channels: dict[int, Channel], shots: Sequence[pictures.Shown]
) -> list[ShownOn]:
    """What each channel would get of a revision, the channel that leads first; the network to try things out on, last.

    `shots` are all the pictures of the revision, at addresses the reader may open.
    """
    ids = [int(each) for each in revision.content["versions"]]
    shown = [
        ShownOn(
            channel=channels[each],
            draft=for_channel(revision.content, each),
            following=named_follow_ups(revision.content, each),
            shots=pictures.shown_on(revision.content, each, shots),
        )
        for each in ids
        if each in channels
    ]
    return sorted(shown, key=lambda each: by_part(each.channel))
