"""What goes out next, and what is planned and not scheduled: the days ahead of all clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from clients.models import Client
from clients.own import Own
from editorial.lifecycle import DeliveryState, Look, PostStage, post_look
from editorial.models import Delivery, Post, Version
from editorial.models.walltime import planned_at
from people.models import Member
from people.prepared import each_of, prepared


@dataclass(frozen=True, slots=True)
class Exit:
    """A post that goes out at one moment, on one channel or several."""

    delivery: Delivery
    networks: list[str]

    @property
    def client(self) -> Client:
        return self.delivery.client

    @property
    def at(self) -> datetime:
        return self.delivery.due_at


def next_exits(
    *, member: Member, now: datetime, most: int = 8, own: Own | None = None
) -> list[Exit]:
    """The next posts to go out, soonest first; channels of one post at one moment are one exit. With `own`, those of these clients
    and those that these members began."""
    clients, names = (own.client_keys, own.member_keys) if own else (None, None)
    found: list[Any] = _coming(member=member, now=now, most=most, clients=clients, names=names)
    return [Exit(delivery, delivery.networks) for delivery in found]


@prepared("most")
def _coming(
    *,
    member: Member,
    now: datetime,
    most: int,
    clients: list[int] | None,
    names: list[int] | None,
) -> QuerySet[Delivery]:
    whose = Q()
    if clients is not None and names is not None:
        whose = Q(client__in=each_of(clients)) | Q(post__created_by__in=each_of(names))
    # Of the channels of one post at one moment the first is read, with the networks of all.
    together = Delivery.objects.filter(
        post=OuterRef("post"), due_at=OuterRef("due_at"), state=DeliveryState.SCHEDULED
    ).order_by("id")
    return (
        Delivery.objects.visible_to(member)
        .filter(
            whose,
            ~Exists(together.filter(pk__lt=OuterRef("pk"))),
            state=DeliveryState.SCHEDULED,
            due_at__gte=now,
        )
        .annotate(networks=ArraySubquery(together.values("channel__network")))
        .select_related("post", "client")
        # What no page shows of an exit is left where it is.
        .only(
            "due_at",
            "client",
            "post__public_id",
            "post__language",
            "post__title",
            "post__text",
        )
        .order_by("due_at", "id")[:most]
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """A post with a planned time that nobody has scheduled: without a person it does not go out."""

    post: Post
    at: datetime
    networks: list[str]

    @property
    def client(self) -> Client:
        return self.post.client

    @property
    def look(self) -> Look:
        return post_look(self.post.stage, [])


def planned_drafts(
    *,
    member: Member,
    now: datetime,
    span: timedelta = timedelta(days=7),
    most: int = 12,
    own: Own | None = None,
) -> list[Planned]:
    """Posts whose planned time comes within `span` and that have no delivery, soonest first, in one query; with `own`, only
    those that these members began.

    Those that wait for the client are not among them: whoever plans asks there, not here.
    """
    names = own.member_keys if own else None
    found: list[Any] = _planned(member=member, now=now, end=now + span, most=most, names=names)
    return [Planned(post, post.planned, list(dict.fromkeys(post.networks))) for post in found]


@prepared("most")
def _planned(
    *, member: Member, now: datetime, end: datetime, most: int, names: list[int] | None
) -> QuerySet[Post]:
    begun = Q() if names is None else Q(created_by__in=each_of(names))
    live = Delivery.objects.filter(post=OuterRef("pk")).exclude(state=DeliveryState.CANCELLED)
    versions = Version.objects.filter(post=OuterRef("pk")).order_by("channel_id")
    return (
        Post.objects.visible_to(member)
        .exclude(stage__in=[PostStage.ARCHIVED, PostStage.WITH_CLIENT])
        .exclude(client__status="archived")
        .filter(begun, ~Exists(live), wall_at__isnull=False)
        .annotate(planned=planned_at(), networks=ArraySubquery(versions.values("channel__network")))
        .filter(planned__gte=now, planned__lt=end)
        .select_related("client")
        .order_by("planned", "id")[:most]
    )
