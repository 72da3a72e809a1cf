"""The vocabulary of what can be measured: one name, one unit, one kind for all networks.

A network's own word is translated to these names in its parse.py and nowhere else. Views are never mapped to reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["total", "level", "rate"]
Unit = Literal["count", "people", "seconds", "ratio"]
Subject = Literal["post", "profile"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One measurable thing.

    total: a counter since the beginning, deltas are differences. level: a state at an instant. rate: a quotient.
    """

    name: str
    unit: Unit
    kind: Kind
    subject: Subject = "post"


_ALL = (
    Metric("reach", "people", "total"),
    Metric("views", "count", "total"),
    Metric("impressions", "count", "total"),
    Metric("likes", "count", "total"),
    Metric("comments", "count", "total"),
    Metric("shares", "count", "total"),
    Metric("quotes", "count", "total"),
    Metric("saves", "count", "total"),
    Metric("clicks", "count", "total"),
    Metric("engagements", "count", "total"),
    Metric("poll_votes", "count", "total"),
    Metric("watch_time_s", "seconds", "total"),
    Metric("avg_watch_s", "seconds", "level"),
    Metric("engagement_rate", "ratio", "rate"),
    Metric("followers", "people", "level", "profile"),
    Metric("following", "people", "level", "profile"),
    Metric("n_posts", "count", "total", "profile"),
    Metric("profile_views", "count", "total", "profile"),
    Metric("profile_reach", "people", "total", "profile"),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}


def metric(name: str) -> Metric:
    """The metric of that name; KeyError for a name outside the vocabulary."""
    return METRICS[name]
