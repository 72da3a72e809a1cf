"""What a public account shows on one day, as the program reads it: figures of ninety days and what its profile lacks. Pure.

Kept as plain JSON with the look (`Sighting.found`): no words of its posts, no people, only counts, forms and days. The cadence
and the engagements are those of clients/comparing.py, so that a prospect is measured as those it is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from clients.comparing import Compared, SeenFollowers, SeenPost, compared
from networks.types import Profile, PublicListing, PublicPost

# So many days of posts are counted; of the last post the whole listing tells, however old it is.
DAYS = 90
RECENT_DAYS = 30
# What people do with a post where strangers see it.
ENGAGING = ("likes", "comments", "shares", "quotes")
_A_LINK = re.compile(r"https?://|www\.|\b[\w-]{2,}\.[a-z]{2,}(?:/|\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read. `days` are those the cadence is of: fewer than DAYS where one look did not reach back so far.

    `n_posts` are the posts of these days, `n_recent` those of the last 30, at least so many where `is_cut`. `has` and `lacks` are
    the parts of the profile that are filled and empty: bio, link, picture; what the network does not tell is in neither.
    """

    figures: Compared
    days: int
    n_posts: int
    n_recent: int
    is_cut: bool
    last_post_on: date | None
    url: str
    has: tuple[str, ...]
    lacks: tuple[str, ...]


def engagements(post: PublicPost) -> int | None:
    """What people did with a post, as strangers see it; None where nothing is told."""
    told = [post.values[name] for name in ENGAGING if name in post.values]
    return sum(told) if told else None


def to_json(
    profile: Profile, listing: PublicListing, *, zone: tzinfo, now: datetime
) -> dict[str, Any]:
    """What is kept of one look, as plain values."""
    since = now - timedelta(days=DAYS)
    seen = [
        SeenPost(each.published_at, engagements(each), each.format, each.url)
        for each in listing.posts
        if since <= each.published_at <= now
    ]
    oldest = min((each.published_at for each in listing.posts), default=None)
    is_cut = not listing.is_whole and oldest is not None and oldest > since
    days = max(1, -(-(now - oldest) // timedelta(days=1))) if is_cut and oldest else DAYS
    today = now.astimezone(zone).date()
    followers = [SeenFollowers(today, profile.n_followers)]
    figures = compared(seen, followers, is_counted=True, days=days, today=today, now=now)
    newest = max((each.published_at for each in listing.posts), default=None)
    has, lacks = _parts(profile)
    recent = now - timedelta(days=RECENT_DAYS)
    return {
        "followers": profile.n_followers,
        "days": days,
        "n_posts": len(seen),
        "n_recent": sum(each.published_at >= recent for each in seen),
        "is_cut": is_cut and days < RECENT_DAYS,
        "last_post_on": newest.astimezone(zone).date().isoformat() if newest else "",
        "n": figures.n,
        "middle": figures.middle,
        "low": figures.low,
        "high": figures.high,
        "forms": [list(each) for each in figures.forms],
        "url": profile.url if profile.url.startswith(("https://", "http://")) else "",
        "has": has,
        "lacks": lacks,
    }


def from_json(found: Mapping[str, Any]) -> Read | None:
    """What was kept; None where nothing was read yet."""
    if not found:
        return None
    figures = Compared(
        followers=found["followers"],
        followers_before=None,
        weeks=(),
        per_week=found["n_posts"] / (found["days"] / 7),
        is_at_least=False,
        n=found["n"],
        middle=found["middle"],
        low=found["low"],
        high=found["high"],
        forms=tuple((form, n) for form, n in found["forms"]),
        best=None,
    )
    last = found["last_post_on"]
    return Read(
        figures=figures,
        days=found["days"],
        n_posts=found["n_posts"],
        n_recent=found["n_recent"],
        is_cut=found["is_cut"],
        last_post_on=date.fromisoformat(last) if last else None,
        url=found["url"],
        has=tuple(found["has"]),
        lacks=tuple(found["lacks"]),
    )


def _parts(profile: Profile) -> tuple[list[str], list[str]]:
    """Which parts of a profile are filled, and which are empty."""
    shown: dict[str, bool | None] = {
        "bio": None if profile.bio is None else bool(profile.bio.strip()),
        "link": None,
        "picture": True if profile.avatar_url else None,
    }
    if profile.links is not None or profile.bio is not None:
        shown["link"] = bool(profile.links) or bool(_A_LINK.search(profile.bio or ""))
    return [name for name, is_there in shown.items() if is_there], [
        name for name, is_there in shown.items() if is_there is False
    ]
