"""A client's releases, and one of them as it stands: its channels, its checks, how much of it is out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from clients.models import Client
from editorial.lifecycle import STAGE_LOOKS, DeliveryState, Look, PostStage
from editorial.models import Delivery, Post, Release, Version
from editorial.queries.release_checks import Check, ContentOf, checks_of
from editorial.words.releases import look_of
from people.models import Member

S = DeliveryState
_GONE_PAST = (S.PUBLISHED, S.CLAIMED, S.SENDING, S.ACCEPTED, S.UNKNOWN, S.NEEDS_HUMAN)
# A page of posts to choose from, the last edited first.
MOST = 60
# The page asks again: seldom while its moment is far, each second or two around it.
FAR, NEAR, NOW = 60_000, 10_000, 2_000
AROUND = timedelta(minutes=2)
# So long after its moment a page still waits for what has not come out.
WATCHED = timedelta(hours=5)


@dataclass(frozen=True, slots=True)
class Line:
    """A post of the release on one channel; `late` is by how much it went out after the moment."""

    post: Post
    version: Version
    delivery: Delivery | None
    look: Look
    url: str = ""
    late: timedelta | None = None

    @property
    def is_out(self) -> bool:
        return self.delivery is not None and self.delivery.state == S.PUBLISHED


@dataclass(frozen=True, slots=True)
class Sight:
    """A release as its page shows it."""

    release: Release
    lines: list[Line]
    checks: list[Check]
    look: Look
    now: datetime

    @property
    def n_out(self) -> int:
        return sum(line.is_out for line in self.lines)

    @property
    def slowest(self) -> timedelta | None:
        """By how much the last of them was late, so far."""
        return max((line.late for line in self.lines if line.late is not None), default=None)

    @property
    def open_checks(self) -> list[Check]:
        return [check for check in self.checks if not check.is_fine]

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it moves any more."""
        return self.release.dissolved_at is not None or self.n_out == len(self.lines)

    @property
    def can_go(self) -> bool:
        """Whether a go may be said now."""
        return (
            not self.is_settled
            and self.release.go_at is None
            and self.release.go_opens_at <= self.now < self.release.go_closes_at
        )

    @property
    def is_too_late(self) -> bool:
        """Whether only another moment helps."""
        return (
            not self.is_settled
            and self.release.go_at is None
            and self.now >= self.release.go_closes_at
        )

    @property
    def n_unscheduled(self) -> int:
        """How many of its posts could be scheduled and are not; what the client is asked about waits for that."""
        return len(
            {
                line.post.pk
                for line in self.lines
                if line.delivery is None and line.post.stage != PostStage.WITH_CLIENT
            }
        )

    @property
    def seconds_left(self) -> int:
        """Until its moment; below zero since it."""
        return int((self.release.due_at - self.now).total_seconds())

    @property
    def news_every_ms(self) -> int:
        """How often the page asks for news; 0 for never."""
        left = self.release.due_at - self.now
        if self.is_settled or left < -WATCHED:
            return 0
        if -AROUND * 5 < left <= AROUND:
            return NOW
        return NEAR if left <= timedelta(hours=1) else FAR


def releases_of(*, member: Member, client: Client) -> QuerySet[Release]:
    """Those of one client that the member may know of, the last moment first, with how much of each is out."""
    return (
        Release.objects.visible_to(member)
        .filter(client=client)
        .annotate(
            n_posts=Count("posts", distinct=True),
            n_all=Count("posts__versions", distinct=True),
            n_out=Count(
                "posts__deliveries", filter=Q(posts__deliveries__state=S.PUBLISHED), distinct=True
            ),
        )
        .order_by("-due_at", "-pk")
    )


def sight_of(release: Release, *, content_of: ContentOf, now: datetime) -> Sight:
    """One release; a number of queries that grows with its posts, of which there are few.

    `content_of` freezes what a post says now.
    """
    posts = list(
        release.posts.select_related("client", "approved_revision")
        .prefetch_related(
            Prefetch(
                "versions",
                Version.objects.select_related("channel__gate", "channel__keeper__user").order_by(
                    "channel_id"
                ),
            )
        )
        .order_by("pk")
    )
    found = Delivery.objects.filter(post__in=posts).exclude(state=S.CANCELLED)
    last: dict[tuple[int, int], Delivery] = {}
    for each in found.select_related("channel", "revision", "publication").order_by("occurrence"):
        last[each.post_id, each.channel_id] = each
    lines = [
        _line(release, post, version, last.get((post.pk, version.channel_id)))
        for post in posts
        for version in post.versions.all()
    ]
    return Sight(
        release=release,
        lines=lines,
        checks=checks_of(release, posts, last, content_of=content_of, now=now),
        look=look_of(
            has_go=release.go_at is not None,
            is_dissolved=release.dissolved_at is not None,
            opens_at=release.go_opens_at,
            due_at=release.due_at,
            n_out=sum(line.is_out for line in lines),
            n_all=len(lines),
            now=now,
        ),
        now=now,
    )


def _line(release: Release, post: Post, version: Version, delivery: Delivery | None) -> Line:
    if delivery is None:
        return Line(post, version, None, STAGE_LOOKS[PostStage(post.stage)])
    publication = getattr(delivery, "publication", None)
    at = publication.published_at if publication else delivery.ended_at
    is_out = delivery.state == S.PUBLISHED
    url = (publication.url if publication else "") or str((delivery.proof or {}).get("url", ""))
    return Line(
        post,
        version,
        delivery,
        delivery.look,
        url=url if url.startswith(("https://", "http://")) and not delivery.gone else "",
        late=at - release.due_at if is_out and at else None,
    )


def choosable(*, member: Member, client: Client, release: Release | None = None) -> Sequence[Post]:
    """The client's posts that can go with a release: nothing of them is out or on its way, no other release has them.

    Those the release has come first, out or not.
    """
    moved_on = Delivery.objects.filter(post=OuterRef("pk"), state__in=_GONE_PAST)
    free = (
        Post.objects.visible_to(member)
        .filter(client=client, release=None)
        .exclude(stage=PostStage.ARCHIVED)
        .filter(~Exists(moved_on))
        .prefetch_related("versions__channel")
        .order_by("-edited_at", "-pk")[:MOST]
    )
    own = release.posts.prefetch_related("versions__channel").order_by("pk") if release else ()
    return [*own, *free]
