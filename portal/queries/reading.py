"""What the client reads: what comes, what is out, their reports. Only what is approved, scheduled or published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from analytics.models import Report
from clients.models import Channel, Client, Contact
from editorial.contents import for_channel, short_title
from editorial.lifecycle import DeliveryState, Gone, PostStage, ReviewDecision
from editorial.models import Delivery, Post, Publication, Review
from editorial.models.posts import open_to_contact
from editorial.models.walltime import planned_at

MOST_COMING = 200
PAGE = 30
COMING = (
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
            state__in=COMING,
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
class Place:
    """Where a post is, or was until the agency removed it; a network's address is a link only where it leads to the web."""

    network: str
    handle: str
    url: str
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Out:
    """A post that went out, with the channels it is on, and the client's yes to it where there was one."""

    at: datetime
    words: str
    places: list[Place]
    review: UUID | None


@dataclass(frozen=True, slots=True)
class OutPage:
    """One page of what is out, the last first."""

    items: list[Out]
    number: int
    has_next: bool


def published(*, contact: Contact, number: int) -> OutPage:
    """What is out, and what the agency removed: a post once, however many channels it went out on at a time."""
    start = (number - 1) * PAGE
    shown = Publication.objects.filter(
        Q(removed_at=None) | Q(delivery__gone=Gone.REMOVED), client_id=contact.client_id
    ).annotate(of=Coalesce("delivery__post_id", -F("pk")))  # what was made outside is of no post
    last = shown.values("of").annotate(at=Max("published_at")).order_by("-at", "-of")
    posts: dict[int, list[Publication]] = {
        each["of"]: [] for each in last[start : start + PAGE + 1]
    }
    for each in shown.filter(of__in=list(posts)[:PAGE]).select_related("channel", "delivery"):
        posts[each.of].append(each)
    said = _said_to(contact, [post_id for post_id in posts if post_id > 0])
    items = [_out(same, said) for same in posts.values() if same]
    return OutPage(items, number, has_next=len(posts) > PAGE)


def _said_to(contact: Contact, posts: Sequence[int]) -> dict[tuple[int, int], UUID]:
    """The client's last yes to each revision of these posts."""
    given = Review.objects.asked_of(contact).filter(
        post__in=posts, decision=ReviewDecision.APPROVED
    )
    rows = given.order_by("pk").values_list("post_id", "revision_id", "public_id")
    return {(post_id, revision_id): public_id for post_id, revision_id, public_id in rows}


def _out(same: list[Publication], said: Mapping[tuple[int, int], UUID]) -> Out:
    same.sort(key=lambda each: (each.published_at, each.channel_id))
    first = same[0]
    of = first.delivery
    return Out(
        first.published_at,
        short_title(first.text),
        [_place(each) for each in same],
        said.get((of.post_id, of.revision_id)) if of else None,
    )


def _place(each: Publication) -> Place:
    leads = each.url.startswith(("https://", "http://")) and not each.removed_at
    return Place(
        each.channel.network, each.channel.handle, each.url if leads else "", each.removed_at
    )


def reports(*, client: Client) -> QuerySet[Report]:
    """The reports that were given out, the newest month first."""
    return Report.objects.filter(client_id=client.pk, sent_at__isnull=False).order_by(
        "-month_on", "-id"
    )
