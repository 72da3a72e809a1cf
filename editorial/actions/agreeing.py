"""The client's answer to an offer: a yes makes the contract, and drafts of what it promises in the first month.

Nobody has to take the drafts as they are: each is titled with its piece and a line of the ready plan, and has no words yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.db import transaction
from django.utils import translation

from clients.actions import offering
from clients.models import Channel, Client, Contact, Contract, Offer, OfferState
from clients.models.channels import Part
from clients.queries.contracts import month_span
from clients.ready_plans import LINES, ReadyLine
from clients.work import ONE_OF, Basis, Piece
from editorial.actions.beginning import HOUR, aim_of, soonest
from editorial.actions.drafting import VersionInput, create_post
from editorial.models import Pillar
from people.models import Member

A_DAY, A_MONTH = timedelta(days=1), timedelta(days=30)
# Two a day is more than anybody plans by hand; what a contract promises beyond is planned as it comes.
MOST = 60


@transaction.atomic
def decide_by_contact(
    *, contact: Contact, offer: Offer, is_yes: bool, seen: str, now: datetime
) -> Offer:
    """As offering.decide_by_contact, with the plan."""
    row = offering.decide_by_contact(
        contact=contact, offer=offer, is_yes=is_yes, seen=seen, now=now
    )
    return _planned(row, row.made_by, now)


@transaction.atomic
def decide_by_voice(*, by: Member, offer: Offer, is_yes: bool, who: str, now: datetime) -> Offer:
    """As offering.decide_by_voice, with the plan."""
    row = offering.decide_by_voice(by=by, offer=offer, is_yes=is_yes, who=who, now=now)
    return _planned(row, by, now)


def _planned(offer: Offer, member: Member, now: datetime) -> Offer:
    """Without a contract (its months are taken) there is no plan: somebody sorts that out first."""
    if offer.state == OfferState.ACCEPTED and Contract.objects.filter(offer=offer).exists():
        offer.n_planned = lay_plan(offer=offer, member=member, now=now)
        offer.save(update_fields=["n_planned"])
    return offer


def lay_plan(*, offer: Offer, member: Member, now: datetime) -> int:
    """Drafts of the first month of an offer's contract, spread over its days from the first, never in the past; how many.

    Each counts as its piece, and is nobody's work yet: the program laid it, in the name of who made the offer. They are for the client's lead channels (without any, for all that are awake) and about its
    pillars in turn.
    """
    client = offer.client
    planned = [
        line for days, quotas in _months(offer, client, now) for line in _spread(days, quotas)
    ]
    versions = [VersionInput(channel=each) for each in _channels(client)]
    pillars = list(Pillar.objects.filter(client=client, closed_at=None).select_related("goal"))
    with translation.override(client.language):
        for at, (on, piece) in enumerate(planned[:MOST]):
            pillar = pillars[at % len(pillars)] if pillars else None
            create_post(
                member=member,
                client=client,
                text="",
                title=_title(client, piece, at, pillar),
                ready_line=line.key(client.kind) if (line := _line(client, at)) else "",
                piece=piece.value,
                versions=versions,
                aim=aim_of(pillar) if pillar else None,
                wall_at=datetime.combine(on, HOUR),
                now=now,
                verb="post.planned",
            )
    return min(len(planned), MOST)


def _months(
    offer: Offer, client: Client, now: datetime
) -> list[tuple[list[date], Mapping[str, int]]]:
    """The days that are still whole and what is promised for them: the first month's, as the contract counts them.

    What is agreed for a month is counted by the calendar's, so a plan does not reach into the next. Of a month that is more
    than half over a part is planned, and the whole of the one after it.
    """
    first = max(offer.starts_on, soonest(client, now=now))
    agreed: Mapping[str, int] = offer.quotas
    if offer.basis != Basis.MONTHLY:
        days = _days(first, first + A_MONTH - A_DAY, offer.ends_on)
        return [(days, _part_of_the_whole(offer, len(days)))]
    last = month_span(first)[1]
    rest, n_left = _days(first, last, offer.ends_on), (last - first).days + 1
    if 2 * n_left >= last.day or (offer.ends_on and offer.ends_on <= last):
        return [(rest, agreed)]
    part = {piece: ceil(n * n_left / last.day) for piece, n in agreed.items()}
    return [(rest, part), (_days(*month_span(last + A_DAY), offer.ends_on), agreed)]


def _days(first: date, last: date, ends_on: date | None) -> list[date]:
    """From one day to another, both included; none after the contract's last."""
    last = min(last, ends_on or last)
    return [first + n * A_DAY for n in range((last - first).days + 1)]


def _part_of_the_whole(offer: Offer, n_days: int) -> Mapping[str, int]:
    """Of what is promised for one fee, the part of so many days, rounded up."""
    agreed: Mapping[str, int] = offer.quotas
    if offer.ends_on is None:
        return agreed
    n_all = max((offer.ends_on - offer.starts_on).days + 1, 1)
    return {piece: min(ceil(n * n_days / n_all), n) for piece, n in agreed.items()}


def _spread(days: list[date], quotas: Mapping[str, int]) -> Iterator[tuple[date, Piece]]:
    """Each piece with its day, evenly over the days; none without days."""
    pieces = list(_pieces(quotas)) if days else []
    for at, piece in enumerate(pieces):
        yield days[(2 * at + 1) * len(days) // (2 * len(pieces))], piece


def _pieces(quotas: Mapping[str, int]) -> Iterator[Piece]:
    """Each piece as often as agreed, those of which there are few between those of which there are many."""
    spread = [
        ((at + 0.5) / n, place, piece)
        for place, piece in enumerate(Piece)
        if (n := quotas.get(piece.value, 0))
        for at in range(n)
    ]
    return (piece for _share, _place, piece in sorted(spread))


def _channels(client: Client) -> list[Channel]:
    here: Any = Channel.objects.filter(client=client)
    awake = list(here.connected().exclude(part=Part.DORMANT).order_by("pk"))
    return [each for each in awake if each.part == Part.LEAD] or awake


def _line(client: Client, at: int) -> ReadyLine | None:
    """The line of the ready plan that a draft of the plan takes up; none of those counted to a day that comes."""
    lines = LINES[client.kind]
    return None if at >= len(lines) or any(line.days < 0 for line in lines) else lines[at]


def _title(client: Client, piece: Piece, at: int, pillar: Pillar | None) -> str:
    """The piece, and the next line of the ready plan. One counted to a day that comes fits no other day: then the pillar."""
    line = _line(client, at)
    topic: Any = line.title if line else pillar.name if pillar else ""
    return f"{ONE_OF[piece]} {at + 1}: {topic}" if topic else f"{ONE_OF[piece]} {at + 1}"
