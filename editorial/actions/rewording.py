"""What the channels of a post say once it is corrected: the new words where they are, what stands there everywhere else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from editorial.actions.drafting import VersionInput
from editorial.contents import is_blank
from editorial.models import Post, Version
from editorial.own import JOINED, Own, own_of


@dataclass(frozen=True, slots=True)
class NewWords:
    """What the post shall say: the text for all channels, that of channels with their own, and what follows the first part.

    Channels that are not named in `own`, `parts` or `comments` keep what they have there.
    """

    text: str
    own: Mapping[int, str] = field(default_factory=dict)
    thread: tuple[str, ...] = ()
    comments: Mapping[int, str] = field(default_factory=dict)
    parts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def reworded(post: Post, words: NewWords, corrected: Collection[int]) -> list[VersionInput]:
    """The versions of a post with the new words. A channel that is not corrected keeps what stands there as its own."""
    return [
        _corrected(version, words)
        if version.channel_id in corrected
        else _as_it_stands(version, post, words)
        for version in post.versions.select_related("channel")
    ]


def _corrected(version: Version, words: NewWords) -> VersionInput:
    own = own_of(version.own)
    parts = words.parts.get(version.channel_id)
    return _input(
        version,
        text=words.own.get(version.channel_id, version.text),
        comment=words.comments.get(version.channel_id, version.first_comment),
        own=own if parts is None else replace(own, thread=parts),
    )


def _as_it_stands(version: Version, post: Post, words: NewWords) -> VersionInput:
    own, text = own_of(version.own), version.text or post.text
    if words.thread != tuple(post.thread):
        if own.thread == JOINED:
            text = "\n\n".join(each for each in (text, *post.thread) if not is_blank(each))
        own = replace(own, thread=tuple(own.parts(post.thread)))
    return _input(version, text=text, comment=version.first_comment, own=own)


def _input(version: Version, *, text: str, comment: str, own: Own) -> VersionInput:
    return VersionInput(
        channel=version.channel,
        text=text,
        spoiler=version.spoiler,
        visibility=version.visibility,
        first_comment=comment,
        own=own,
    )
