"""What is still to go out on one channel: for whoever lets it sleep or closes it."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from clients.models import Channel
from editorial.lifecycle import CAN_STILL_CHANGE
from editorial.models import Delivery, Post
from people.models import Member

# So many are named; the calendar has all.
MOST = 12


def posts_on(*, member: Member, channel: Channel) -> QuerySet[Post, Any]:
    """The posts the member sees that are still to go out there, the soonest first; `goes_at` is when."""
    waiting = Delivery.objects.filter(
        post=OuterRef("pk"), channel=channel, state__in=CAN_STILL_CHANGE
    )
    found = Post.objects.visible_to(member).filter(client_id=channel.client_id)
    found = found.annotate(goes_at=Subquery(waiting.order_by("due_at").values("due_at")[:1]))
    return found.filter(goes_at__isnull=False).order_by("goes_at", "pk")
