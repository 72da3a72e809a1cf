"""The four quality figures, from parts that each say how they are counted. Pure.

A part is a share of what was well (0 to 1) out of `n` cases, or it is not measured and says why. A figure is the mean of
its measured parts, from 0 to 100, and there is none while the cases are too few. Why these parts and no weights:
docs/decisions/quality-figures.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Under so many posts a figure would be chance.
LEAST_POSTS = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A post that lowers a part, with the page where it is looked at."""

    words: str
    url: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, what was found in words, how it is counted. `share` is None where nothing was measured."""

    name: str
    found: str
    how: str
    n: int = 0
    share: float | None = None
    posts: tuple[Named, ...] = ()
    n_posts: int = 0

    @property
    def is_measured(self) -> bool:
        """Whether it counts."""
        return self.share is not None

    @property
    def n_more(self) -> int:
        """How many posts are not named."""
        return self.n_posts - len(self.posts)


@dataclass(frozen=True, slots=True)
class QualityFigure:
    """One of the four: `score` is None where `why_none` says what is missing."""

    key: str
    name: str
    asks: str
    parts: tuple[Part, ...]
    score: int | None
    why_none: str = ""


def score_of(parts: Sequence[Part]) -> int | None:
    """The mean of what was measured, 0 to 100; None where nothing was."""
    shares = [part.share for part in parts if part.share is not None]
    return round(100 * sum(shares) / len(shares)) if shares else None


def share_of(good: int, n: int) -> float | None:
    """Good ones among `n`; None of none."""
    return good / n if n else None
