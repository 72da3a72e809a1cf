"""What is written down of a client's money beside the fee: costs, boosts and extras, the latest first, each list in one query."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from clients.models import Client
from editorial.models import Boost, Cost, Extra, Post
from people.prepared import prepared

# So many of each are listed; the months before are on their statements.
SHOWN = 60


def costs_of(*, client: Client, now: datetime) -> list[tuple[Cost, str]]:
    """Each with the name of its post, as anybody may read it; empty without one."""
    return [(each, _named(each.post, now)) for each in _costs(client=client)]


def boosts_of(*, client: Client, now: datetime) -> list[tuple[Boost, str]]:
    """As with costs; the channels come with them."""
    return [(each, _named(each.post, now)) for each in _boosts(client=client)]


@prepared()
def _costs(*, client: Client) -> QuerySet[Cost]:
    return Cost.objects.filter(client=client).select_related("post__release")[:SHOWN]


@prepared()
def _boosts(*, client: Client) -> QuerySet[Boost]:
    mine = Boost.objects.filter(client=client)
    return mine.select_related("channel", "post__release")[:SHOWN]


@prepared()
def extras_of(*, client: Client) -> QuerySet[Extra]:
    """With who offered each."""
    return Extra.objects.filter(client=client).select_related("offered_by__user")[:SHOWN]


def _named(post: Post | None, now: datetime) -> str:
    return str(post.name_aloud(now)) if post else ""
