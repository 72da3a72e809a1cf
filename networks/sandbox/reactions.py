"""What invented people do with a post, as a pure function of (seed, post, age): nothing is stored, nothing is drawn
twice, and asking costs next to nothing.

The first favourite comes after some seconds and a comment often within half a minute, so that a newcomer sees life; the
rest follows a long tail of hours, as it does on real networks.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from random import Random

TAIL_S = 2.5 * 3600
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Ages in seconds at which each thing happens, ascending; `voices` chooses the comment's author and words."""

    favourites: tuple[float, ...]
    boosts: tuple[float, ...]
    comments: tuple[float, ...]
    voices: tuple[float, ...]


@lru_cache(maxsize=20_000)
def plan(seed: int, status_id: str, n_followers: int, is_reply: bool, fame: float = 0.0) -> Plan:
    """Everything that will ever happen to that post; `fame` says how well it does, 0 leaves that to the dice."""
    dice = Random(f"{seed}:{status_id}")  # noqa: S311 - a stage play, not a secret
    usual = 3 + 0.32 * math.sqrt(n_followers)
    if is_reply:
        usual *= 0.15
    n_favourites = min(
        int(dice.lognormvariate(math.log(usual * (fame or 1.0)), 0.12 if fame else 0.6)), 400
    )
    if not is_reply:
        n_favourites = max(n_favourites, 2)
    n_boosts = int(n_favourites * dice.uniform(0.05, 0.3))
    n_comments = 0 if is_reply else dice.choice((0, 1, 1, 1, 2, 2, 2, 3, 3, 5))
    return Plan(
        favourites=_ages(dice, n_favourites, (6.0, 14.0), (12.0, 28.0)),
        boosts=_ages(dice, n_boosts, (18.0, 60.0)),
        comments=_ages(dice, n_comments, (12.0, 28.0)),
        voices=tuple(dice.random() for _ in range(n_comments)),
    )


def happened(ages: tuple[float, ...], age_s: float) -> int:
    """How many of these have happened at that age."""
    return bisect_right(ages, age_s)


@lru_cache(maxsize=5_000)
def audience(seed: int, account_id: str) -> tuple[int, float]:
    """Followers on the first day, and their growth a day as a share of them."""
    dice = Random(f"{seed}:followers:{account_id}")  # noqa: S311
    return int(dice.lognormvariate(math.log(640), 0.7)) + 40, dice.uniform(0.0008, 0.0045)


def followers(seed: int, account_id: str, age_s: float) -> int:
    """Followers of an account of that age; they grow slowly and never all at once."""
    return grown(*audience(seed, account_id), age_s)


def grown(start: int, growth: float, age_s: float) -> int:
    """Followers after that time, of `start` and a growth a day as a share of them."""
    return int(start * (1 + growth * max(age_s, 0.0) / DAY_S))


def _ages(dice: Random, n: int, *first: tuple[float, float]) -> tuple[float, ...]:
    ages = [dice.uniform(*between) for between in first[:n]]
    ages += [30 - TAIL_S * math.log(1 - dice.random()) for _ in range(n - len(ages))]
    return tuple(sorted(ages))
