"""What a post usually brings on each network, of all the member's clients together: medians with how many posts they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, FloatField

from analytics.models import PublicationTotal
from clients.comparing import FEW_POSTS
from people.models import Member

DAYS = 90
# A post this young is still being seen: it would pull the median down.
TOO_YOUNG = timedelta(days=3)


class _Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class NetworkMedians:
    """One network; a median is None where too few posts have that figure, which its n tells."""

    network: str
    engagements: float | None
    n_engagements: int
    reach: float | None
    n_reach: int
    n_clients: int


def network_medians(*, member: Member, now: datetime, network: str = "") -> list[NetworkMedians]:
    """The networks on which something went out in the last ninety days, most posts first. One query."""
    totals = PublicationTotal.objects.visible_to(member).filter(
        published_at__gte=now - timedelta(days=DAYS), published_at__lt=now - TOO_YOUNG
    )
    if network:
        totals = totals.filter(channel__network=network)
    rows = (
        totals.values("channel__network")
        .annotate(
            engagements_median=_Median("engagements"),
            n_engagements=Count("engagements"),
            reach_median=_Median("reach"),
            n_reach=Count("reach"),
            n_clients=Count("client", distinct=True),
        )
        .order_by("-n_engagements", "channel__network")
    )
    return [
        NetworkMedians(
            network=row["channel__network"],
            engagements=_told(row["engagements_median"], row["n_engagements"]),
            n_engagements=row["n_engagements"],
            reach=_told(row["reach_median"], row["n_reach"]),
            n_reach=row["n_reach"],
            n_clients=row["n_clients"],
        )
        for row in rows
    ]


def _told(median: float | None, n: int) -> float | None:
    return median if n >= FEW_POSTS else None
