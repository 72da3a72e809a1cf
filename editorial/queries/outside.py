"""Posts made outside, found or imported, as the calendar and the list show them: what stands on a network without a delivery of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, DateTimeField, F, Func, QuerySet, Window
from django.db.models.functions import Cast, RowNumber
from django.utils.translation import gettext as _

from clients.models import Client
from editorial import when
from editorial.contents import short_title
from editorial.lifecycle import MADE_OUTSIDE, Look
from editorial.models import Publication
from editorial.queries.calendar import Card, Found, Whose, n_shown
from editorial.queries.listing import PAGE, Day, Filters, Page
from people.models import Member

# More than anybody reads on one page of days.
MOST = 300
# The groups of the filter in which they stand beside our own.
SHOWN_IN = ("", "out", "outside")


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """A post made outside, with what a row of the list shows."""

    publication: Publication
    look: Look = MADE_OUTSIDE

    @property
    def client(self) -> Client:
        return self.publication.client

    @property
    def name(self) -> str:
        return _name(self.publication)

    @property
    def networks(self) -> tuple[str, ...]:
        return (self.publication.channel.network,)

    @property
    def at(self) -> datetime:
        return self.publication.published_at

    @property
    def zone(self) -> str:
        return str(self.publication.client.time_zone)


def outside_between(
    *,
    member: Member,
    client: Client | None,
    filters: Filters,
    first_on: date,
    last_on: date,
    room: Mapping[date, int] | None = None,
) -> Found:
    """The posts made outside on these days, both included, on each client's own clock.

    ``room`` says how many of its first posts each day shows; the others are counted.
    """
    if filters.group not in SHOWN_IN:
        return Found([], {})
    # Zones reach a day around the world: the days themselves are cut on each client's clock.
    start = datetime.combine(first_on - timedelta(days=1), time.min, ZoneInfo("UTC"))
    end = datetime.combine(last_on + timedelta(days=2), time.min, ZoneInfo("UTC"))
    wall_at = Func(
        F("client__time_zone"),
        F("published_at"),
        function="timezone",
        output_field=DateTimeField(),
    )
    days = (
        _outside(member, client, filters)
        .filter(published_at__gte=start, published_at__lt=end)
        .annotate(day_on=Cast(wall_at, DateField()))
        .filter(day_on__gte=first_on, day_on__lte=last_on)
    )
    if room is None:
        found, more = list(days.order_by("-published_at")[:MOST]), {}
    else:
        place = Window(RowNumber(), partition_by=F("day_on"), order_by=["published_at", "id"])
        a_day = Window(Count("*"), partition_by=F("day_on"))
        ranked = days.annotate(place=place, n=a_day).filter(place__lte=max(room.values()) + 1)
        shown = {one.day_on: n_shown(one.n, room[one.day_on]) for one in ranked}
        found = [one for one in ranked if one.place <= shown[one.day_on]]
        more = {
            one.day_on: one.n - shown[one.day_on] for one in ranked if one.n > shown[one.day_on]
        }
    return Found([_card(one) for one in found], more)


def _card(one: Publication) -> Card:
    zone = one.client.time_zone
    return Card(
        public_id=one.public_id,
        client=Whose(one.client.slug, one.client.name, one.client.colour),
        name=_name(one),
        language="",
        wall_at=when.wall_of(one.published_at, zone).replace(second=0, microsecond=0),
        fold=0,
        zone=zone,
        look=MADE_OUTSIDE,
        networks=(one.channel.network,),
        why_fixed="outside",
        is_outside=True,
    )


def outside_page(*, member: Member, client: Client | None, filters: Filters) -> Page:
    """A page of posts made outside, from the last back."""
    start = (filters.page - 1) * PAGE
    found = list(
        _outside(member, client, filters).order_by("-published_at", "-id")[start : start + PAGE + 1]
    )
    zone = ZoneInfo(client.time_zone if client else member.agency.time_zone)
    rows = [OutsideRow(one) for one in found[:PAGE]]
    days = [
        Day(on, sorted(of_day, key=lambda row: row.at))
        for on, of_day in groupby(rows, key=lambda row: row.at.astimezone(zone).date())
    ]
    return Page(days=days, number=filters.page, has_next=len(found) > PAGE)


def _outside(member: Member, client: Client | None, filters: Filters) -> QuerySet[Publication]:
    posts = Publication.objects.visible_to(member).filter(delivery=None)
    if client is not None:
        posts = posts.filter(client=client)
    if filters.pillar:
        posts = posts.filter(pk__lt=0)  # whose pillar nobody knows
    if filters.network:
        posts = posts.filter(channel__network=filters.network)
    if filters.channel:
        posts = posts.filter(channel__public_id=filters.channel)
    if filters.words:
        posts = posts.filter(text__icontains=filters.words)
    return posts.select_related("client", "channel")


def _name(publication: Publication) -> str:
    return short_title(publication.text) or _("Post without words")
