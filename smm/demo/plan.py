"""What went out and what is still to come, as instants: the texts' days laid on this very day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from editorial import when
from smm.demo import texts

ZONE = "Europe/Rome"
# What would be due while the demo is being made goes out a little later.
TOO_SOON = timedelta(minutes=12)


@dataclass(frozen=True, slots=True)
class Exit:
    """A post of a client at its moment. `turn` is its number among the client's posts: it decides what varies."""

    demo: texts.DemoClient
    post: texts.Post
    turn: int
    today: date
    due_at: datetime

    @property
    def wall_at(self) -> datetime:
        return when.wall_of(self.due_at, ZONE)

    @property
    def text(self) -> str:
        return self.demo.text_of(self.post, self.today)

    def dice(self, what: str) -> Random:
        """Chance that falls the same way every time the demo is made."""
        return Random(f"{self.demo.key}:{self.turn}:{what}")  # noqa: S311 - a stage play, not a secret

    @property
    def fame(self) -> float:
        """How many times the usual this post does: by its theme, its weekday, the client's trend, and luck."""
        weeks_ago = (self.today - self.wall_at.date()).days / 7
        trend = 1 + self.demo.trend * (1 - min(max(weeks_ago, 0), 13) / 13) - self.demo.trend / 2
        usual = self.demo.themes[self.post.theme] * self.demo.rhythm[self.wall_at.weekday()] * trend
        return usual * self.post.fame * math.exp(self.dice("fame").gauss(0, 0.2))


def exits(now: datetime) -> list[Exit]:
    """Every post of every client, soonest first."""
    today = when.wall_of(now, ZONE).date()
    found = []
    for demo in texts.clients():
        for turn, post in enumerate(demo.posts):
            due_at = when.instant_of(post.wall_at(today), ZONE)
            if timedelta(0) <= due_at - now < TOO_SOON:
                due_at += TOO_SOON
            found.append(Exit(demo, post, turn, today, due_at))
    return sorted(found, key=lambda one: (one.due_at, one.demo.key))
