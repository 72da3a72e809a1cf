"""What was done for a goal: the posts that serve it; and what nobody works for. Fixed numbers of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Sum, Window

from clients.models import Client, Goal
from clients.models.goals import GoalQuerySet
from editorial.contents import short_title
from editorial.lifecycle import PostStage
from editorial.models import Campaign, Pillar, Post, Publication
from editorial.models.posts import PostQuerySet
from people.models import Member

N_SHOWN = 12
# After so long without a post, an aim is one that nobody works for.
QUIET_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ServedPost:
    """A post that served the goal: when it first went out, where, and what it brought so far (None: not measured).

    `post` is None for one made outside, which a file said was for the goal; then `publication` is it.
    """

    words: str
    language: str
    post: Post | None
    publication: Publication | None
    at: datetime
    networks: list[str]
    engagements: int | None


@dataclass(frozen=True, slots=True)
class Served:
    """The posts of a goal; `n_coming` are written or planned and not out yet."""

    posts: tuple[ServedPost, ...]
    n_out: int
    n_coming: int


def served(*, goal: Goal, member: Member) -> Served:
    """The posts that say they serve the goal, the newest first, in two queries."""
    mine = Post.objects.visible_to(member).filter(goal=goal).exclude(stage=PostStage.ARCHIVED)
    rows = _with_what_came(mine)[:N_SHOWN]
    n_in_all, n_out = next(((row.n_in_all, row.n_out) for row in rows), (0, 0))
    ours = _ours(rows)
    outside: Any = (
        Publication.objects.visible_to(member)
        .filter(aim__goal=goal, removed_at=None)
        .annotate(n_in_all=Window(Count("pk")))
        .select_related("channel", "total", "client")
        .order_by("-published_at", "-id")[:N_SHOWN]
    )
    n_outside = next((each.n_in_all for each in outside), 0)
    posts = [*ours, *map(_made_outside, outside)]
    return Served(
        posts=tuple(sorted(posts, key=lambda each: each.at, reverse=True)[:N_SHOWN]),
        n_out=n_out + n_outside,
        n_coming=n_in_all - n_out,
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """What the posts of a campaign that are out brought, so that they add up to it; `engagements` None: nothing is measured yet."""

    posts: tuple[ServedPost, ...]
    engagements: int | None
    n_measured: int


def brought(*, campaign: Campaign, member: Member) -> Brought:
    """All posts of the campaign that are out, the newest first, in one query."""
    mine = Post.objects.visible_to(member).filter(campaign=campaign)
    posts = _ours(_with_what_came(mine.exclude(stage=PostStage.ARCHIVED)))
    measured = [each.engagements for each in posts if each.engagements is not None]
    return Brought(tuple(posts), sum(measured) if measured else None, len(measured))


def _with_what_came(mine: PostQuerySet) -> Any:
    """Each with when it first went out, where, and what it brought; those that are out first."""
    out = Publication.objects.filter(delivery__post=OuterRef("pk"), removed_at=None).order_by()
    first = out.values("delivery__post").annotate(at=Min("published_at")).values("at")
    engagements = out.values("delivery__post").annotate(n=Sum("total__engagements")).values("n")
    return mine.annotate(
        out_at=Subquery(first),
        n_in_all=Window(Count("pk")),
        n_out=Window(Count(Subquery(first))),
        n_engagements=Subquery(engagements),
        networks=ArraySubquery(out.values("channel__network").distinct()),
    ).order_by(F("out_at").desc(nulls_last=True), "-id")


def _ours(rows: Any) -> list[ServedPost]:
    return [
        ServedPost(
            words=row.first_words,
            language=row.language,
            post=row,
            publication=None,
            at=row.out_at,
            networks=sorted(row.networks),
            engagements=row.n_engagements,
        )
        for row in rows
        if row.out_at is not None
    ]


def _made_outside(publication: Publication) -> ServedPost:
    measured = getattr(publication, "total", None)
    return ServedPost(
        words=short_title(publication.text, length=200),
        language=publication.client.language,
        post=None,
        publication=publication,
        at=publication.published_at,
        networks=[publication.channel.network],
        engagements=measured.engagements if measured else None,
    )


@dataclass(frozen=True, slots=True)
class Orphans:
    """Posts of the last month that nobody said what they are for, and what had no post in that time."""

    n_posts: int
    goals: tuple[Goal, ...]
    pillars: tuple[Pillar, ...]

    @property
    def are_there(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.n_posts or self.goals or self.pillars)


def with_what_served(goals: GoalQuerySet, *, client: Client, now: datetime) -> GoalQuerySet:
    """Each goal with `is_served`: whether a post of the last month is for it."""
    return goals.annotate(is_served=Exists(_lately(client, now).filter(goal=OuterRef("pk"))))


def orphans(*, client: Client, member: Member, goals: Sequence[Goal], now: datetime) -> Orphans:
    """Both ways, in two queries; the goals come from with_what_served."""
    since = now - QUIET_AFTER
    posts = _lately(client, now)
    aimless = posts.visible_to(member).filter(goal=None, pillar=None, objective="")
    return Orphans(
        n_posts=aimless.count(),
        goals=tuple(
            goal
            for goal in goals
            if not goal.is_served  # type: ignore[attr-defined]
            and goal.closed_at is None
            and goal.from_on <= now.date() <= goal.to_on
            and goal.created_at < since
        ),
        pillars=tuple(
            Pillar.objects.filter(
                ~Exists(posts.filter(pillar=OuterRef("pk"))),
                client=client,
                closed_at=None,
                share__gt=0,
                created_at__lt=since,
            )
        ),
    )


def _lately(client: Client, now: datetime) -> PostQuerySet:
    """The posts of the last month: by their planned day, a draft by when it was written."""
    since = now - QUIET_AFTER
    planned = Q(wall_at__gte=since.replace(tzinfo=None)) | Q(wall_at=None, edited_at__gte=since)
    posts: PostQuerySet = Post.objects.filter(planned, client=client)
    return posts.exclude(stage=PostStage.ARCHIVED)
