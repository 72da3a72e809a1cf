"""Remembering the words of what went out, and finding out once whether an earlier post said the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from editorial.models import Publication, Repetition
from editorial.originality import plain, sketch
from editorial.queries.originality import MONTHS, repeated_by

REMEMBERED_AT_A_TIME = 2000
LOOKED_FOR_AT_A_TIME = 400


def remember_words(*, now: datetime) -> int:
    """Keeps the sketch of what went out and was not remembered yet; how many. From then on the composer finds it."""
    waiting = Publication.objects.filter(published_at__gt=now - MONTHS, repetition=None).only(
        "agency_id", "client_id", "published_at", "text"
    )
    rows = Repetition.objects.bulk_create(
        (
            Repetition(
                agency_id=each.agency_id,
                client_id=each.client_id,
                publication=each,
                published_at=each.published_at,
                sketch=sketch(plain(each.text), of=each.client_id),
            )
            for each in waiting.order_by("published_at", "pk")[:REMEMBERED_AT_A_TIME]
        ),
        ignore_conflicts=True,
    )
    return len(rows)


@transaction.atomic
def look_for_repetitions(*, now: datetime) -> int:
    """Finds out of some that are remembered whether an earlier one said the same; how many. Running it twice changes nothing."""
    remember_words(now=now)
    waiting = (
        Repetition.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(looked_at=None)
        .select_related("publication__delivery")
        .order_by("pk")[:LOOKED_FOR_AT_A_TIME]
    )
    looked = []
    for each in waiting:
        delivery = each.publication.delivery
        found = repeated_by(each.publication, post_id=delivery.post_id if delivery else None)
        each.earlier_id, each.alike = found or (None, 0.0)
        each.looked_at = now
        looked.append(each)
    Repetition.objects.bulk_update(looked, ["earlier", "alike", "looked_at"])
    return len(looked)
