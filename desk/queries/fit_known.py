"""What is known about a network for a client, criterion by criterion: the evidence beside the scores of platform fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from analytics.queries.budget import Period, period_of
from analytics.queries.competitors import Row, networks_compared
from clients.actions import connecting
from clients.models import Brief, Channel, Client, Competitor, Sighting
from clients.queries.briefs import SWOT
from clients.words.looks import latest
from community.models import Conversation, Utterance
from editorial.models import Asset, AssetKind, Extra, PostAsset, TimeEntry
from people.models import Member

WEEKS = 4


@dataclass(frozen=True, slots=True)
class FitKnown:
    """`rivals` are the watched accounts on the network, of `n_watched` others in all; `used` the minutes of the period, `extra` those of extras with a yes. `n_talks` are
    the conversations in which somebody spoke in the last four weeks, `n_talks_here` those on this network. `roles`: what the program does there. `looks` are the newest
    at the client's own accounts there, by a person or by the program. `swot`: the lines of the newest brief, by part; empty without one."""

    rivals: list[Row]
    n_watched: int
    period: Period
    used: int
    extra: int
    n_pictures: int
    n_videos: int
    n_unused: int
    n_talks: int
    n_talks_here: int
    has_channel: bool
    roles: tuple[str, ...]
    looks: list[Sighting]
    swot: Mapping[str, list[str]]


def fit_known(*, member: Member, client: Client, network: str, now: datetime) -> FitKnown:
    """All of it in at most thirteen queries."""
    today = client.today(now)
    compared = dict(networks_compared(member=member, client=client, now=now))
    period = period_of(client=client, on=today)
    used, extra, swot = _of_client(client, period)
    in_a_post = Exists(PostAsset.objects.filter(asset=OuterRef("pk")))
    files = (
        Asset.objects.visible_to(member)
        .in_library()
        .filter(client=client, state="ready")
        .annotate(is_used=in_a_post)
        .aggregate(
            pictures=Count("pk", filter=Q(kind=AssetKind.PICTURE)),
            videos=Count("pk", filter=Q(kind=AssetKind.VIDEO)),
            unused=Count("pk", filter=Q(is_used=False)),
        )
    )
    spoken = Utterance.objects.filter(
        conversation=OuterRef("pk"), is_own=False, said_at__gte=now - timedelta(weeks=WEEKS)
    )
    talks = (
        Conversation.objects.visible_to(member)
        .filter(Exists(spoken), client=client)
        .aggregate(n=Count("pk"), here=Count("pk", filter=Q(channel__network=network)))
    )
    return FitKnown(
        rivals=[row for row in compared.get(network, []) if not row.is_own],
        n_watched=Competitor.objects.visible_to(member).watched().filter(client=client).count(),
        period=period,
        used=used,
        extra=extra,
        n_pictures=files["pictures"],
        n_videos=files["videos"],
        n_unused=files["unused"],
        n_talks=talks["n"],
        n_talks_here=talks["here"],
        has_channel=Channel.objects.visible_to(member)
        .connected()
        .filter(client=client, network=network)
        .exists(),
        roles=connecting.roles_of(network),
        looks=latest(Sighting.objects.visible_to(member).filter(client=client, network=network)),
        swot=swot,
    )


def _of_client(client: Client, period: Period) -> tuple[int, int, Mapping[str, list[str]]]:
    """Minutes worked in the period, those the client said yes to in it beyond the contract, and what its newest brief says."""
    first_on, last_on = period.first_on, period.last_on
    worked = TimeEntry.objects.filter(on__gte=first_on, on__lte=last_on)
    agreed = Extra.objects.accepted().filter(said_on__gte=first_on, said_on__lte=last_on)
    briefs = Brief.objects.filter(client=OuterRef("pk")).order_by("-number")
    parts = JSONObject(**{name: name for name, _label in SWOT})
    mine: Any = Client.objects.filter(pk=client.pk).annotate(
        used=_sum(worked),
        extra=_sum(agreed),
        swot=ArraySubquery(briefs.values(row=parts)[:1]),
    )
    used, extra, swot = mine.values_list("used", "extra", "swot").get()
    return used, extra, swot[0] if swot else {}


def _sum(rows: QuerySet[Any]) -> Coalesce:
    own = rows.filter(client=OuterRef("pk")).order_by().values("client")
    return Coalesce(Subquery(own.annotate(n=Sum("minutes")).values("n")), 0)
