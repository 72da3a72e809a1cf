"""The texts that the client suggests with a wish, beside what the post says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clients.models import Channel
from editorial.models import Post, Review
from editorial.suggested import text_now
from people.differences import Change, word_changes


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested text: of a channel (None: of all that follow), and how it differs from today's; nothing once it is used.

    `has_moved`: the post says something else today than what the client had before them.
    """

    channel: Channel | None
    pieces: list[Change]
    has_moved: bool


def suggestions_of(
    review: Review | None, *, post: Post, content: Mapping[str, Any]
) -> list[Suggestion]:
    """What a wish suggests, of the channels that the post still has. No query for a post with its versions."""
    if review is None or not review.suggested:
        return []
    channels = {str(each.channel_id): each.channel for each in post.versions.all()}
    return [
        Suggestion(
            channel=channels.get(key),
            pieces=word_changes(text_now(content, key), text),
            has_moved=text_now(content, key) != text_now(review.revision.content, key),
        )
        for key, text in review.suggested.items()
        if not key or key in channels
    ]
