"""What a post of a client may be for, as the editor offers it: pillars with their series, goals, audiences, campaigns with their posts, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from clients.models import Audience, Client, Goal
from editorial.models import Pillar, Series
from editorial.queries.campaigns import Offer, offer, offers_of
from people.models import Member
from people.prepared import prepared


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its public id, its name, and of a series the public id of its pillar."""

    key: str
    name: str
    pillar: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What is open, and what the post has already though it is closed, each in its own order."""

    pillars: list[Choice]
    series: list[Choice]
    goals: list[Choice]
    audiences: list[Choice]
    campaigns: list[Offer]


def choices_for(
    client: Client,
    *,
    member: Member,
    now: datetime,
    pillar: int = 0,
    series: int = 0,
    goal: int = 0,
    audience: int = 0,
    campaign: int = 0,
) -> Choices:
    """What is open of the client, and these by their primary keys; of open audiences the client's usual one is the first, of
    campaigns those that go on, with the posts that the member sees."""
    had = {"pillar": pillar, "series": series, "goal": goal, "audience": audience}
    today = datetime.combine(client.today(now), time())
    (row,) = _rows(client=client, member=member, today=today, campaign=campaign, **had)
    *groups, campaigns = row
    named = [[Choice(**each) for each in group] for group in groups]
    return Choices(named[0], named[1], named[2], named[3], list(map(offer, campaigns)))


@prepared()
def _rows(
    *,
    client: Client,
    member: Member,
    today: datetime,
    pillar: int,
    series: int,
    goal: int,
    audience: int,
    campaign: int,
) -> QuerySet[Client, Any]:
    return Client.objects.filter(pk=client.pk).values_list(
        _group(Pillar.objects.filter(Q(closed_at=None) | Q(pk=pillar)).order_by("-share", "id")),
        _group(
            Series.objects.filter(Q(closed_at=None) | Q(pk=series)).order_by(
                "weekday", "name", "id"
            ),
            pillar="pillar__public_id",
        ),
        _group(Goal.objects.filter(Q(closed_at=None) | Q(pk=goal)).order_by("to_on", "id")),
        _group(
            Audience.objects.filter(Q(archived_at=None) | Q(pk=audience)).order_by(
                "-is_default", "id"
            )
        ),
        ArraySubquery(offers_of(member=member, campaign=campaign, today=today)),
    )


def _group(rows: QuerySet[Any], **more: str) -> ArraySubquery:
    name = "title" if rows.model is Goal else "name"
    own = rows.filter(client=OuterRef("pk"))
    return ArraySubquery(own.values(row=JSONObject(key="public_id", name=name, **more)))
