"""How many of the mentions an event owes its sponsors are made: a post that is out and says the name is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from clients.models import Client, Sponsor
from editorial.models import Publication
from people.models import Member


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
