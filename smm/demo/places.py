"""Where a client is on a network without a connection to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.models import Channel
from networks.known import KNOWN
from networks.text import count
from people.models import Member
from smm.demo.plan import Exit

# How long before now the accounts' figures begin.
BORN_BEFORE = timedelta(days=110)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel kept by hand, and how well the client does there."""

    channel: Channel
    keeper: Member
    posts: str | tuple[str, ...]
    followers: int
    growth: float
    fame: float

    def takes(self, one: Exit) -> bool:
        """Whether this post was published there too."""
        if one.post.on and one.post.on != next(iter(one.demo.accounts)):
            return False
        limits = KNOWN[self.channel.network].limits
        if count(one.text, limits.rule) > limits.max_chars:
            return False
        if isinstance(self.posts, tuple):
            return one.post.theme in self.posts
        return self.posts == "all" or bool(one.post.picture)

    def followers_at(self, at: datetime, now: datetime) -> int:
        """How many follow, growing from what they were when the demo begins."""
        days = (at - (now - BORN_BEFORE)) / timedelta(days=1)
        return int(self.followers * (1 + self.growth * max(days, 0)))

    def address_of(self, one: Exit) -> tuple[str, str]:
        """The id and the address of the post there, as a person copies it out of the app."""
        dice = one.dice(f"address:{self.channel.network}")
        number = "".join(dice.choice("0123456789") for _ in range(17))
        word = "".join(dice.choice(_ALPHABET) for _ in range(11))
        name = self.channel.handle.lstrip("@")
        # Broadcast channels number their messages.
        nth = 100 + one.turn
        return {
            "instagram": (word, f"https://www.instagram.com/p/{word}/"),
            "facebook": (number, f"https://www.facebook.com/{name}/posts/{number}"),
            "tiktok": (number, f"https://www.tiktok.com/@{name}/video/{number}"),
            "linkedin": (number, f"https://www.linkedin.com/feed/update/urn:li:activity:{number}/"),
            "google_business": (word, f"https://posts.gle/{word}"),
            "youtube": (word, f"https://www.youtube.com/shorts/{word}"),
            "telegram": (f"{name}/{nth}", f"https://t.me/{name}/{nth}"),
            "whatsapp": (str(nth), f"{self.channel.url.rstrip('/')}/{nth}"),
            "bluesky": (word, f"https://bsky.app/profile/{name}/post/{word}"),
        }[self.channel.network]
