"""What each channel would get of a content, with what its network says to that: the editor's and the page's one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clients.models import Channel
from editorial.contents import FollowUp, follow_ups, for_channel
from editorial.lifecycle import StepKind
from editorial.previewing import Bit, Manner, card_of, folded, host_of, manner_of, marked
from editorial.queries.pictures import Shown, expected_media, shown_on
from editorial.wording import duration_word
from networks.limits import Limits, check, check_follow_ups, length
from networks.text import normalise
from networks.types import Draft, Problem


@dataclass(frozen=True, slots=True)
class Seen:
    """A text in runs, what "see more" hides of it, and the site of the card below it."""

    bits: list[Bit]
    rest: list[Bit]
    card_host: str


def _seen(draft: Draft, network: str) -> Seen:
    text, rest = folded(draft.text, network)
    has_poll = draft.poll is not None and manner_of(network).has_polls
    card = card_of(draft.text, network, has_media=bool(draft.media), has_poll=has_poll)
    return Seen(marked(text, network), marked(rest, network), host_of(card))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A post on one channel as its readers see it: the first part and what follows."""

    channel: Channel
    draft: Draft
    parts: Sequence[Draft] = ()
    first_comment: Draft | None = None

    @property
    def manner(self) -> Manner:
        """What the network's feed draws beside the words."""
        return manner_of(self.channel.network)

    @property
    def name(self) -> str:
        """By what readers know the account there."""
        handle, name = self.channel.handle, self.channel.name
        return handle.removeprefix("@") if self.manner.is_by_handle else name or handle

    @property
    def handle(self) -> str:
        """What stands beside the name; empty where nothing does."""
        manner = self.manner
        is_alone = manner.is_by_handle or manner.is_by_name or self.channel.handle == self.name
        return "" if is_alone else self.channel.handle

    @property
    def seen(self) -> Seen:
        """The first part."""
        return _seen(self.draft, self.channel.network)

    @property
    def parts_seen(self) -> list[Seen]:
        """The parts that follow; none where there are no threads."""
        if not self.manner.has_threads:
            return []
        return [_seen(part, self.channel.network) for part in self.parts]

    @property
    def comment_seen(self) -> Seen | None:
        """The first comment; none where there are no comments."""
        if self.first_comment is None or not self.manner.has_comments:
            return None
        return _seen(self.first_comment, self.channel.network)

    @property
    def poll_time(self) -> str:
        """How long the poll runs, in words; empty without one."""
        return duration_word(self.draft.poll.expires_in_s) if self.draft.poll else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit(Sight):
    """The same with the network's limits: how much of them is used, and every broken rule."""

    limits: Limits
    shown: Sequence[Shown]
    link: str
    problems: list[Problem]

    @property
    def used(self) -> int:
        """How much of the characters the first part uses."""
        return length(self.draft, self.limits)

    @property
    def n_bytes(self) -> int:
        """The bytes of the first part's text in UTF-8."""
        return len(normalise(self.draft.text).encode("utf-8", "replace"))

    def used_by(self, draft: Draft) -> int:
        """How much of the characters another part uses."""
        return length(draft, self.limits)


def fit(
    *, content: Mapping[str, Any], channel: Channel, limits: Limits, shown: Sequence[Shown]
) -> Fit:
    """What this channel gets of a frozen content, or of one that a form makes; `shown` are all the post's pictures."""
    shown = shown_on(content, channel.pk, shown)
    first = replace(for_channel(content, channel.pk), media=expected_media(shown, limits))
    later: list[FollowUp] = follow_ups(content, channel.pk)
    parts = [each.draft for each in later if each.kind == StepKind.STATUS]
    comments = [each.draft for each in later if each.kind == StepKind.COMMENT]
    comment = comments[0] if comments else None
    return Fit(
        channel=channel,
        limits=limits,
        shown=shown,
        draft=first,
        link=content["versions"][str(channel.pk)].get("link", ""),
        parts=parts,
        first_comment=comment,
        problems=[*check(first, limits), *check_follow_ups(parts, comment, limits)],
    )
