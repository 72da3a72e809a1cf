"""The demo's links: opened days ago, all but two. Its sites do not exist, so nobody opens them again."""

from __future__ import annotations

from datetime import datetime, timedelta

from clients.dead_links import Trouble
from clients.models import LinkCheck
from editorial.actions.dead_links import watch_dead_links
from editorial.actions.noting_links import note_published_links, note_standing_links

# What was moved without a word: a page of the town hall, and the volunteers' of the festival.
MOVED = (
    "https://comune.serravento.example/scuola/fermate",
    "https://lanternestorte.example/volontari",
)
STOPPED = timedelta(days=6)
NEVER_AGAIN = timedelta(days=3650)


def open_them(now: datetime) -> None:
    """Finds the links of what is out, and says of each what came when it was opened."""
    while note_published_links(now=now):
        pass
    note_standing_links(now=now)
    until = now + NEVER_AGAIN
    LinkCheck.objects.update(
        wanted_until=until, ask_at=until, asked_at=now - timedelta(days=1), opened_at=now - timedelta(days=1)
    )  # fmt: skip
    LinkCheck.objects.filter(url__in=MOVED).update(
        trouble=Trouble.GONE,
        failing_since=now - STOPPED,
        opened_at=now - STOPPED - timedelta(days=7),
        n_failed=7,
        is_dead=True,
    )
    watch_dead_links(now=now - STOPPED + timedelta(days=1))
