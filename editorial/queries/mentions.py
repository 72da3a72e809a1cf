"""How many of the mentions an event owes its sponsors are made: a post that is out and says the name is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from clients.kinds import day_of
from clients.models import Client, Kind, Sponsor, Status
from editorial.models import Publication
from editorial.queries.commitments import EVENT_NEAR
from people.models import Member

# One mention a week is what an audience bears: with fewer weeks than mentions left, some will stand side by side.
DAYS_FOR_A_MENTION = 7
# So many sponsors are counted at a time: each of them is looked for in every post of its event.
MOST_BEHIND = 20


@dataclass(frozen=True, slots=True)
class Owed:
    """A sponsor: how many mentions are made, in posts and elsewhere, and when the last post said its name."""

    sponsor: Sponsor
    n_in_posts: int
    last_at: datetime | None

    @property
    def n_done(self) -> int:
        return self.n_in_posts + self.sponsor.n_before

    @property
    def n_left(self) -> int:
        return max(self.sponsor.n_owed - self.n_done, 0)


def mentions_owed(*, member: Member, client: Client) -> list[Owed]:
    """The client's sponsors by name, in one query. A post on three channels is one mention."""
    rows = (
        Sponsor.objects.visible_to(member)
        .filter(client=client)
        .annotate(
            n_in_posts=n_in_posts(),
            last_at=Subquery(_said(Max("published_at"))),
        )
        .order_by("name", "id")
    )
    return [Owed(each, each.n_in_posts, each.last_at) for each in rows]


def mentions_behind(*, member: Member, now: datetime) -> list[Owed]:
    """The sponsors of events to come whose mentions no longer fit into the weeks that are left, the nearest event's first.

    One query; it reads the posts of those events, so no page waits for it.
    """
    rows = (
        Sponsor.objects.visible_to(member)
        .filter(
            client__kind=Kind.EVENT,
            client__status__in=[Status.ACTIVE, Status.LEAVING],
            # Days among the facts sort as texts do; the client's own zone says which day it is.
            client__facts__starts_on__lte=(now + EVENT_NEAR).date().isoformat(),
        )
        .exclude(client__facts__ends_on__lt=(now - timedelta(days=1)).date().isoformat())
        .select_related("client")
        .annotate(n_in_posts=n_in_posts())
        .order_by("client", "name", "id")[:MOST_BEHIND]
    )
    dated = [(_days_left(each, now), Owed(each, each.n_in_posts, None)) for each in rows]
    behind = [
        (days, owed)
        for days, owed in dated
        if days is not None and owed.n_left * DAYS_FOR_A_MENTION > days >= 0
    ]
    return [owed for _days, owed in sorted(behind, key=lambda each: each[0])]


def _days_left(sponsor: Sponsor, now: datetime) -> int | None:
    client = sponsor.client
    last = day_of(client.facts, "ends_on") or day_of(client.facts, "starts_on")
    return (last - client.today(now)).days if last else None


def n_in_posts() -> Coalesce:
    """For a query of sponsors: how many posts that are out say the name."""
    return Coalesce(Subquery(_said(Count(_ONE_POST, distinct=True))), 0)


# The post where there is one; what was made outside counts by itself.
_ONE_POST = Coalesce(Cast("delivery__post", CharField()), Cast("public_id", CharField()))


def _said(what: Any) -> QuerySet[Publication, Any]:
    out = Publication.objects.filter(
        client_id=OuterRef("client_id"), removed_at=None, text__icontains=OuterRef("name")
    )
    return out.order_by().values("client_id").annotate(what=what).values("what")
