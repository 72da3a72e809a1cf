"""How far we have read, in a list whose order authors can bend. Pure.

The network sorts by the instant that the author claims, so what arrives last may stand minutes back. The cursor therefore
looks back a little from the newest instant seen, and remembers what stood there by short fingerprints: each item comes
once, and a late one is not passed over. When more stood there than it can hold, some come twice; none is lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

OVERLAP = timedelta(minutes=10)
MAX_REMEMBERED = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """One item of the list: where it stands, and what it is."""

    at: datetime
    who: str

    @property
    def fingerprint(self) -> str:
        """Eight characters: enough among the few of ten minutes."""
        return hashlib.sha256(self.who.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read before; of an empty or foreign cursor, nothing."""

    newest: datetime | None = None
    fingerprints: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cursor: str | None) -> Seen:
        """Read from what `after` made."""
        at, _, rest = (cursor or "").partition(" ")
        try:
            newest = datetime.fromisoformat(at)
        except ValueError:
            return cls()
        if newest.tzinfo is None:
            return cls()
        return cls(newest, frozenset(rest.split(",")) - {""})

    @property
    def since(self) -> datetime | None:
        """What stands before this was read for good."""
        return None if self.newest is None else self.newest - OVERLAP

    def is_new(self, mark: Mark) -> bool:
        """Whether it was not there before."""
        if self.since is None:
            return True
        return mark.at >= self.since and mark.fingerprint not in self.fingerprints

    def after(self, marks: Iterable[Mark]) -> str | None:
        """The cursor once these were read too; None when nothing was ever seen."""
        fresh = sorted(marks, key=lambda mark: mark.at, reverse=True)
        ends = [at for at in (self.newest, fresh[0].at if fresh else None) if at is not None]
        if not ends:
            return None
        newest = max(ends)
        near = [mark.fingerprint for mark in fresh if mark.at >= newest - OVERLAP]
        is_still_near = self.newest is not None and self.newest >= newest - OVERLAP
        kept = list(dict.fromkeys([*near, *(sorted(self.fingerprints) if is_still_near else ())]))
        at = newest.astimezone(UTC).isoformat(timespec="microseconds")
        return f"{at} {','.join(kept[:MAX_REMEMBERED])}"
