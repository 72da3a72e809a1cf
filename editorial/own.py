"""What one channel has instead of the post's, beside its words. Only what differs is kept: all else follows the post. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

# All parts of the thread stand in the channel's one text.
JOINED: Literal["joined"] = "joined"


@dataclass(frozen=True, slots=True)
class Own:
    """None follows the post, empty leaves it out on this channel.

    `pictures` are the public ids of assets among the post's pictures, in order; `shape` is how its still pictures are
    cut ("" uncut); `link` is as it was typed; `thread` is the parts that follow, or JOINED; `poll` the fields of
    networks.types.Poll.
    """

    pictures: tuple[str, ...] | None = None
    shape: str | None = None
    link: str | None = None
    thread: tuple[str, ...] | Literal["joined"] | None = None
    poll: Mapping[str, Any] | None = None

    @property
    def as_json(self) -> dict[str, Any]:
        """As Version.own keeps it: what follows the post has no key."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in said.items()
            if value is not None
        }

    @property
    def has_visual(self) -> bool | None:
        """Whether it has pictures by a choice of its own; None where it is as in the post."""
        return None if self.pictures is None else bool(self.pictures)

    def among(self, assets: Iterable[str]) -> Own:
        """Without pictures the post no longer has; a choice of which nothing is left stays one: no pictures there."""
        if not self.pictures:
            return self
        there = set(assets)
        left = tuple(each for each in self.pictures if each in there)
        return Own(left, self.shape, self.link, self.thread, self.poll)

    def parts(self, of_post: Sequence[str]) -> list[str]:
        """The parts that follow the first on this channel."""
        if self.thread == JOINED:
            return []
        return list(of_post if self.thread is None else self.thread)


# All of it as in the post.
FOLLOWS = Own()


def own_of(kept: Mapping[str, Any]) -> Own:
    """What Version.own keeps."""
    thread, pictures = kept.get("thread"), kept.get("pictures")
    return Own(
        pictures=None if pictures is None else tuple(pictures),
        shape=kept.get("shape"),
        link=kept.get("link"),
        thread=tuple(thread) if isinstance(thread, list) else thread,
        poll=kept.get("poll"),
    )
