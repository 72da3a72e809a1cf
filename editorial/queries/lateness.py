"""How late publishing is: the pulse of the product."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, DateTimeField, Exists, F, Max, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from editorial.lifecycle import IN_FLIGHT, DeliveryState
from editorial.models import Delivery, Publication
from editorial.pace import CATCH_UP_DISTANCE, CATCHING_UP_AFTER


def oldest_unclaimed(*, now: datetime) -> datetime | None:
    """Since when the delivery that waits longest could have been claimed, or None when none waits for a worker.

    What a worker rightly leaves alone (editorial/actions/claiming.py) does not wait for one: a shut gate, a post of
    the channel in flight, the same words being looked up, the distance kept while a channel catches up. A delivery
    past its time by more than its grace does: somebody has to mark it missed.
    """
    of_channel = Delivery.objects.filter(channel_id=OuterRef("channel_id"))
    last_out = (
        Publication.objects.filter(channel_id=OuterRef("channel_id"), published_at__lte=now)
        .values("channel_id")
        .values_list(Max("published_at"))
    )
    waiting = (
        Delivery.objects.filter(
            state=DeliveryState.SCHEDULED, next_attempt_at__lte=now, channel__health="ok"
        )
        .filter(
            ~Exists(of_channel.filter(state__in=IN_FLIGHT)),
            ~Exists(
                of_channel.filter(state=DeliveryState.UNKNOWN, text_hash=OuterRef("text_hash"))
            ),
        )
        .annotate(
            distance_ends=Case(
                When(
                    due_at__lte=now - CATCHING_UP_AFTER,
                    then=Subquery(last_out) + CATCH_UP_DISTANCE,
                ),
                output_field=DateTimeField(),
            ),
            free_since=Greatest(
                F("next_attempt_at"),
                Coalesce("distance_ends", "next_attempt_at"),
                Coalesce("channel__gate__shut_until", "next_attempt_at"),
            ),
        )
        .filter(Q(free_since__lte=now))
    )
    oldest: datetime | None = waiting.aggregate(oldest=Min("free_since"))["oldest"]
    return oldest
