"""What is scheduled after the last day of a client that leaves."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from clients.models import Client
from editorial.lifecycle import CAN_STILL_CHANGE
from editorial.models import Delivery, Post
from people.models import Member


def posts_after(*, member: Member, client: Client) -> QuerySet[Post]:
    """The posts with a time after the day until which posts may go out, the soonest first; none where nobody leaves."""
    last = client.last_exit_on
    if last is None:
        return Post.objects.none()
    first_too_late = datetime.combine(last + timedelta(days=1), time())
    late = Delivery.objects.filter(
        post=OuterRef("pk"), state__in=CAN_STILL_CHANGE, wall_at__gte=first_too_late
    )
    return (
        Post.objects.visible_to(member)
        .filter(Exists(late), client=client)
        .order_by("wall_at", "pk")
    )
