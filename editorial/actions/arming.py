"""The turn of the next part, and what a published delivery says of its later parts, in the transaction that changes one.

Whoever moves a part holds its delivery's row first and the part's after it: so nobody waits for anybody in a circle.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from editorial.lifecycle import DeliveryState, PartState
from editorial.models import Delivery, Post, Step

# A part has its turn once everything before it is out; its grace begins then.
_ARM = """
UPDATE editorial_step s SET next_try_at = %(now)s, late_after = %(now)s + d.grace
  FROM editorial_delivery d
 WHERE d.id = s.delivery_id AND d.state = 'published' AND s.delivery_id = ANY(%(ids)s)
   AND s.state = 'waiting' AND s.next_try_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM editorial_step e
                    WHERE e.delivery_id = s.delivery_id AND e.position < s.position
                      AND e.state NOT IN ('', 'done'))
RETURNING s.delivery_id
"""
_NOTE = """
UPDATE editorial_delivery d
   SET rest = COALESCE((SELECT CASE WHEN bool_or(s.state = 'needs_human') THEN 'needs_you'
                                    WHEN bool_or(s.state = 'unknown') THEN 'checking'
                                    WHEN bool_or(s.state IN ('waiting', 'sending')) THEN 'coming'
                                    WHEN bool_or(s.state = 'left') THEN 'left'
                                    ELSE '' END
                          FROM editorial_step s WHERE s.delivery_id = d.id AND s.state <> ''), '')
 WHERE d.id = ANY(%(ids)s) AND d.state = 'published'
"""


def first_part_is_out(ids: Collection[int], *, now: datetime) -> None:
    """These deliveries have just been published: what follows them has its turn."""
    values: dict[str, Any] = {"ids": list(ids), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_ARM, values)
        armed = [row[0] for row in cursor.fetchall()]
    note_rest(armed)


def ask_about_rest(*, delivery: Delivery, now: datetime) -> None:
    """The first part turned out to be there long after its time: what follows goes only if a person wants it.

    Call it inside the transaction that publishes the delivery.
    """
    first = delivery.steps.filter(state=PartState.WAITING).order_by("position").first()
    if first is None:
        return
    if now <= delivery.due_at + delivery.grace:
        first_part_is_out([delivery.pk], now=now)
        return
    Step.objects.filter(pk=first.pk).update(
        state=PartState.NEEDS_HUMAN, problem="late", next_try_at=now, late_after=now
    )
    note_rest([delivery.pk])


def next_part(delivery_id: int, *, now: datetime) -> None:
    """A part of this delivery has moved: the one after it may have its turn, and the whole may read differently."""
    values: dict[str, Any] = {"ids": [delivery_id], "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_ARM, values)
    note_rest([delivery_id])


def leave_waiting(*, post: Post, reason: str) -> int:
    """Nothing of this post that still waits for its turn goes out any more; how many parts were left out.

    What is being sent or looked up stays: it may be out. Call it with the post locked.
    """
    held = (
        post.deliveries.select_for_update().filter(state=DeliveryState.PUBLISHED).exclude(rest="")
    )
    ids = list(held.values_list("pk", flat=True))
    n_left = Step.objects.filter(delivery__in=ids, state=PartState.WAITING).update(
        state=PartState.LEFT, problem=reason
    )
    note_rest(ids)
    return n_left


def note_rest(ids: Collection[int]) -> None:
    """Write on these deliveries how their later parts are."""
    if not ids:
        return
    values: dict[str, Any] = {"ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
