"""How late publishing is: the pulse of the product."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from editorial.lifecycle import DeliveryState
from editorial.models import Delivery


def oldest_unclaimed(*, now: datetime) -> datetime | None:
    """The due moment of the oldest delivery that should have been claimed by now, or None."""
    due = Delivery.objects.filter(
        state=DeliveryState.SCHEDULED, next_attempt_at__lte=now, channel__health="ok"
    ).exclude(channel__gate__shut_until__gt=now)
    oldest: datetime | None = due.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    return oldest
