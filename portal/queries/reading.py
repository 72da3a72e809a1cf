"""What the client reads: what comes, what is out, their reports. Only what is approved, scheduled or published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from analytics.models import Report
from clients.models import Channel, Client, Contact
from editorial.contents import for_channel, short_title
from editorial.lifecycle import DeliveryState, Gone, PostStage
from editorial.models import Delivery, Post, Publication
from editorial.models.posts import open_to_contact
from editorial.models.walltime import planned_at

MOST_COMING = 200
PAGE = 30
_COMING = (
    DeliveryState.SCHEDULED,
    DeliveryState.CLAIMED,
    DeliveryState.SENDING,
    DeliveryState.ACCEPTED,
    DeliveryState.BY_HAND,
)


@dataclass(frozen=True, slots=True)
class Coming:
    """A post that will go out: at a fixed time, or at a planned one that is not scheduled yet."""

    at: datetime
    words: str
    language: str
    networks: list[str]
    is_scheduled: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The posts of one day of the client."""

    on: date
    items: list[Coming]


def coming(*, contact: Contact, now: datetime) -> list[Day]:
    """What is scheduled or approved, by day, the next first; nothing of an embargo that leaves the contact out."""
    zone = ZoneInfo(contact.client.time_zone)
    items = sorted([*_scheduled(contact, now), *_approved(contact, now)], key=lambda i: i.at)
    days: dict[date, list[Coming]] = {}
    for item in items:
        days.setdefault(item.at.astimezone(zone).date(), []).append(item)
    return [Day(on, found) for on, found in days.items()]


def _scheduled(contact: Contact, now: datetime) -> list[Coming]:
    found = (
        Delivery.objects.filter(
            open_to_contact(contact),
            client_id=contact.client_id,
            state__in=_COMING,
            post__stage=PostStage.APPROVED,
            due_at__gte=now,
        )
        .select_related("channel", "revision")
        .order_by("due_at", "post_id", "channel_id")[:MOST_COMING]
    )
    grouped: dict[tuple[int, datetime], list[Delivery]] = {}
    for each in found:
        grouped.setdefault((each.post_id, each.due_at), []).append(each)
    return [
        Coming(
            at=at,
            words=short_title(for_channel(same[0].revision.content, same[0].channel_id).text),
            language=str(same[0].revision.content["language"]),
            networks=list(dict.fromkeys(each.channel.network for each in same)),
            is_scheduled=True,
        )
        for (_post, at), same in grouped.items()
    ]


def _approved(contact: Contact, now: datetime) -> list[Coming]:
    alive = Delivery.objects.filter(post=OuterRef("pk")).exclude(state=DeliveryState.CANCELLED)
    posts = list(
        Post.objects.filter(
            open_to_contact(contact, "pk"),
            client_id=contact.client_id,
            stage=PostStage.APPROVED,
            wall_at__isnull=False,
        )
        .annotate(planned_at=planned_at())
        .filter(~Exists(alive), planned_at__gte=now)
        .select_related("approved_revision")[:MOST_COMING]
    )
    networks = dict(
        Channel.objects.filter(client_id=contact.client_id).values_list("pk", "network")
    )
    return [_approved_post(post, networks) for post in posts if post.approved_revision]


def _approved_post(post: Any, networks: dict[int, str]) -> Coming:
    content = post.approved_revision.content
    ids = [int(each) for each in content["versions"]]
    words = content["text"] or (for_channel(content, ids[0]).text if ids else "")
    return Coming(
        at=post.planned_at,
        words=short_title(words),
        language=str(content["language"]),
        networks=list(dict.fromkeys(networks[each] for each in ids if each in networks)),
        is_scheduled=False,
    )


@dataclass(frozen=True, slots=True)
class Out:
    """A post that is on its network, or that the agency has removed from there since."""

    at: datetime
    words: str
    network: str
    handle: str
    url: str
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutPage:
    """One page of what is out, the last first."""

    items: list[Out]
    number: int
    has_next: bool


def published(*, client: Client, number: int) -> OutPage:
    """What is out, and what the agency removed; a network's address is a link only where it leads to the web."""
    start = (number - 1) * PAGE
    found = list(
        Publication.objects.filter(client_id=client.pk)
        .filter(Q(removed_at=None) | Q(delivery__gone=Gone.REMOVED))
        .select_related("channel")
        .order_by("-published_at", "-id")[start : start + PAGE + 1]
    )
    items = [
        Out(
            at=each.published_at,
            words=short_title(each.text),
            network=each.channel.network,
            handle=each.channel.handle,
            url=each.url
            if each.url.startswith(("https://", "http://")) and not each.removed_at
            else "",
            removed_at=each.removed_at,
        )
        for each in found[:PAGE]
    ]
    return OutPage(items=items, number=number, has_next=len(found) > PAGE)


def reports(*, client: Client) -> QuerySet[Report]:
    """The reports that were given out, the newest month first."""
    return Report.objects.filter(client_id=client.pk, sent_at__isnull=False).order_by(
        "-month_on", "-id"
    )
