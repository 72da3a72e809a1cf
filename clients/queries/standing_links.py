"""The addresses that stand where people look every day: in profiles, on open link-in-bio pages, as touchpoints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from clients.dead_links import address
from clients.models import (
    Channel,
    ChannelCare,
    Client,
    LinkCheck,
    PageLink,
    ProfileVersion,
    Touchpoint,
)
from clients.models.clients import Status


@dataclass(frozen=True, slots=True)
class StandingLink:
    """An address (dead_links.address) and where it stands: in the profile of a channel, as a touchpoint, or on the page under `label`."""

    agency_id: int
    client_id: int
    url: str
    channel: Channel | None = None
    touchpoint: Touchpoint | None = None
    label: str = ""


def standing_links(*, now: datetime, client: Client | None = None) -> Iterator[StandingLink]:
    """Those of one client, or of all that are not archived; links of our own pages are left out. Three queries."""
    whose = Q(client=client) if client else ~Q(client__status=Status.ARCHIVED)
    of_page = Q(page__client=client) if client else ~Q(page__client__status=Status.ARCHIVED)
    newest = ProfileVersion.objects.filter(channel=OuterRef("pk")).order_by("-number")
    shown = ChannelCare.objects.filter(channel=OuterRef("pk"))
    channels = Channel.objects.connected().filter(whose)
    for channel in channels.annotate(
        written=Subquery(newest.values("link")[:1]), stands=Subquery(shown.values("stands")[:1])
    ).order_by("network", "handle"):
        # What the network shows; where it does not tell, what was decided.
        for link in (channel.stands or {}).get("links") or [channel.written or ""]:
            if url := _address(str(link)):
                yield StandingLink(channel.agency_id, channel.client_id, url, channel=channel)
    for touchpoint in Touchpoint.objects.filter(whose, ended_at=None).exclude(url=""):
        if url := _address(touchpoint.url):
            yield StandingLink(
                touchpoint.agency_id, touchpoint.client_id, url, touchpoint=touchpoint
            )
    links = PageLink.objects.filter(of_page, page__is_open=True).select_related("page__client")
    for row in links:
        today = row.page.client.today(now)
        url = _address(row.url)
        if url and (row.from_on or today) <= today <= (row.to_on or today):
            yield StandingLink(row.agency_id, row.page.client_id, url, label=row.label)


def _address(link: str) -> str:
    return "" if link.startswith(f"{settings.PUBLIC_ORIGIN}/") else address(link)


def dead_standing_links(*, client: Client, now: datetime) -> list[StandingLink]:
    """Those of the client that do not open; one query where there is none."""
    dead = set(LinkCheck.objects.dead(now).filter(client=client).values_list("url", flat=True))
    if not dead:
        return []
    return [each for each in standing_links(now=now, client=client) if each.url in dead]
