"""What is written down about a client beside its voice, as plain data for whoever writes: what sleeps, what waits for a yes,
what its people are like. Pure; read in one query with the voice (queries/tone.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Asleep:
    """A channel that sleeps; `channel` is its public id, `until` None where nobody said a day."""

    channel: UUID
    handle: str
    why: str
    until: date | None
    followers: str


@dataclass(frozen=True, slots=True)
class Work:
    """A work that no yes is written down for: `approver` is who must say it, empty where nobody is written down."""

    title: str
    approver: str


@dataclass(frozen=True, slots=True)
class Span:
    """Days (0 is Monday; none: every day) and hours (None: the whole day) in which an audience is on a network."""

    network: str
    weekdays: tuple[int, ...]
    starts: time | None
    ends: time | None

    def is_on(self, weekday: int) -> bool:
        """Whether that day is one of its days."""
        return not self.weekdays or weekday in self.weekdays


@dataclass(frozen=True, slots=True)
class Public:
    """An audience as it was written down; `id` is its public id, `spans` are its habits."""

    id: str
    name: str
    needs: str
    season: str
    place: str
    phrases: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """All of it. `acts` are the names of acts that may not be told yet; the usual audience comes first."""

    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    asleep: Mapping[int, Asleep] = field(default_factory=dict)
    acts: tuple[str, ...] = ()
    works: tuple[Work, ...] = ()
    positioning: str = ""
    purpose: str = ""
    strengths: tuple[str, ...] = ()
    publics: tuple[Public, ...] = ()


def asleep_of(rows: list[dict[str, Any]]) -> dict[int, Asleep]:
    """By the channels' keys."""
    return {
        row["pk"]: Asleep(
            UUID(row["id"]),
            row["handle"],
            row["why"] or "",
            date.fromisoformat(row["until"]) if row["until"] else None,
            row["followers"] or "",
        )
        for row in rows
    }


def public_of(row: Mapping[str, Any]) -> Public:
    """One audience, its habits among it."""
    return Public(
        row["id"],
        row["name"],
        row["needs"],
        row["season"],
        row["place"],
        tuple(row["phrases"]),
        tuple(
            Span(h["network"], tuple(h["weekdays"]), _clock(h["starts"]), _clock(h["ends"]))
            for h in row["spans"]
        ),
    )


def _clock(raw: str | None) -> time | None:
    return time.fromisoformat(raw) if raw else None
