"""What is scheduled after the last day of a client that leaves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from clients.models import Client
from editorial.lifecycle import CAN_STILL_CHANGE, DeliveryState, PostStage
from editorial.models import Delivery, Post
from people.models import Member


def posts_after(*, member: Member, client: Client) -> QuerySet[Post]:
    """The posts with a time after the day until which posts may go out, the soonest first; none where nobody leaves."""
    last = client.last_exit_on
    if last is None:
        return Post.objects.none()
    return (
        Post.objects.visible_to(member)
        .filter(Exists(_scheduled(last)), client=client)
        .order_by("wall_at", "pk")
    )


def drafts_after(*, member: Member, client: Client) -> QuerySet[Post]:
    """The posts that are only planned for a day after it: nothing of them is scheduled, nothing went out."""
    last = client.last_exit_on
    if last is None:
        return Post.objects.none()
    anywhere = Delivery.objects.filter(post=OuterRef("pk")).exclude(state=DeliveryState.CANCELLED)
    return (
        Post.objects.visible_to(member)
        .filter(~Exists(anywhere), client=client, wall_at__gte=_too_late(last))
        .exclude(stage=PostStage.ARCHIVED)
        .order_by("wall_at", "pk")
    )


def _scheduled(last: date) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        post=OuterRef("pk"), state__in=CAN_STILL_CHANGE, wall_at__gte=_too_late(last)
    )


def _too_late(last: date) -> datetime:
    return datetime.combine(last + timedelta(days=1), time())
