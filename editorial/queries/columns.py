"""Which recurring column of a client has its weekday and no post on it: the slots that are still empty."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, OuterRef, QuerySet
from django.db.models.functions import Cast

from clients.models import Client
from editorial.lifecycle import PostStage
from editorial.models import Post, Series
from editorial.models.posts import open_to
from people.models import Member
from people.prepared import prepared


def empty_slots(
    *, client: Client, member: Member, first_on: date, last_on: date
) -> dict[date, list[Series]]:
    """By day, the columns whose weekday it is and that have no post there; one query, none where no day is asked for.

    A post under an embargo that leaves the member out fills no slot for them: that it exists is not theirs to know.
    """
    if first_on > last_on:
        return {}
    start = datetime.combine(first_on, time.min)
    end = datetime.combine(last_on + timedelta(days=1), time.min)
    found: defaultdict[date, list[Series]] = defaultdict(list)
    for each in _with_days(client=client, member=member, start=start, end=end):
        filled = set(each.filled)  # type: ignore[attr-defined]
        on = first_on + timedelta(days=((each.weekday or 0) - first_on.weekday()) % 7)
        while on <= last_on:
            if on not in filled:
                found[on].append(each)
            on += timedelta(days=7)
    return found


@prepared()
def _with_days(
    *, client: Client, member: Member, start: datetime, end: datetime
) -> QuerySet[Series]:
    posts = (
        Post.objects.filter(
            open_to(member, "pk"), series=OuterRef("pk"), wall_at__gte=start, wall_at__lt=end
        )
        .exclude(stage=PostStage.ARCHIVED)
        .annotate(day_on=Cast("wall_at", DateField()))
    )
    return (
        Series.objects.filter(client=client, closed_at=None, weekday__isnull=False)
        .annotate(filled=ArraySubquery(posts.values("day_on")))
        .order_by("name")
    )
