"""A client's repeats, and one of them with its days: those that are made, those that are left out, those to be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, takewhile

from django.db.models import Count, Q, QuerySet

from clients.models import Client
from clients.standing_rules import SERVED
from editorial import when
from editorial.lifecycle import Look, PostStage, post_look
from editorial.models import Post, Recurrence, RecurrenceDay
from editorial.models.posts import open_to
from editorial.recurring import A_DAY, AHEAD, Wall, wall_on
from people.models import Member

# A page of days: those behind, and those ahead that are not made yet.
MOST_BEHIND = 12
MOST_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A day of a repeat. `post` is None where it is left out or not made yet; `made_on` is when it will be."""

    on: date
    wall: Wall
    post: Post | None = None
    look: Look | None = None
    is_skipped: bool = False
    is_first: bool = False
    is_edited: bool = False
    made_on: date | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether somebody moved its post to another time."""
        return self.post is not None and self.post.wall_at != self.wall.wall_at


def recurrences_of(*, member: Member, client: Client) -> QuerySet[Recurrence]:
    """Those of one client, what goes on first, with how many posts each has."""
    return (
        Recurrence.objects.visible_to(member)
        .filter(client=client)
        .select_related("post")
        .annotate(
            n_posts=Count(
                "days__post",
                filter=open_to(member, "days__post") & ~Q(days__post__stage=PostStage.ARCHIVED),
            )
        )
        .order_by("ended_at", "-pk")
    )


def going_on_with(post: Post) -> Recurrence | None:
    """The repeat this post is a day of, unless that is over; no query where the post came with its day and the day's repeat."""
    day: RecurrenceDay | None = getattr(post, "recurrence_day", None)
    return day.recurrence if day is not None and day.recurrence.ended_at is None else None


def lines_of(held: Recurrence, *, member: Member, now: datetime) -> list[Line]:
    """The days of one repeat in order: the last ones behind, what is made, and the next to be made.

    Without those whose post an embargo hides from the member.
    """
    today = when.wall_of(now, held.client.time_zone).date()
    rows = list(
        held.days.select_related("post").prefetch_related("post__deliveries").order_by("on")
    )
    behind = [row for row in rows if row.on < today][-MOST_BEHIND:]
    ahead = [row for row in rows if row.on >= today]
    seen = set(
        Post.objects.visible_to(member).filter(recurrence_day__in=rows).values_list("pk", flat=True)
    )
    lines = [
        _line(held, row) for row in [*behind, *ahead] if row.post_id is None or row.post_id in seen
    ]
    if held.ended_at is not None or held.client.status not in SERVED:
        return lines
    have = {row.on for row in rows}
    until_the_last = takewhile(
        lambda on: not held.client.has_left_by(on), held.pattern.days_after(today - A_DAY)
    )
    coming = (on for on in until_the_last if on not in have)
    lines += [
        Line(on, _wall(held, on), made_on=max(on - AHEAD, today + A_DAY))
        for on in islice(coming, MOST_AHEAD)
    ]
    return sorted(lines, key=lambda line: line.on)


def _line(held: Recurrence, row: RecurrenceDay) -> Line:
    post = row.post if row.skipped_at is None else None
    wall = Wall(row.wall_at, row.fold) if row.wall_at else _wall(held, row.on)
    if post is not None and row.wall_at is None and post.wall_at is not None:
        wall = Wall(post.wall_at, post.fold)
    return Line(
        on=row.on,
        wall=wall,
        post=post,
        look=_look(post) if post else None,
        is_skipped=row.skipped_at is not None,
        is_first=row.post_id == held.post_id,
        is_edited=post is not None
        and (
            post.edit_number != row.edit_number
            if row.post_id != held.post_id
            else post.edited_at > held.set_at
        ),
    )


def _look(post: Post) -> Look:
    is_archived = post.stage == PostStage.ARCHIVED
    return post_look(
        post.stage, [] if is_archived else [each.shown for each in post.deliveries.all()]
    )


def _wall(held: Recurrence, on: date) -> Wall:
    return wall_on(on, held.wall_clock, held.client.time_zone)
