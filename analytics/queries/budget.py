"""What a client's period asks for and how far it is: its days and contract, the pieces, the rounds of changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    QuerySet,
)
from django.db.models.functions import Left

from clients.models import Client, Contract
from clients.queries.contracts import contract_on, month_span
from clients.work import Piece, by_itself
from editorial.contents import short_title
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import AssetKind, Delivery, Post, PostAsset
from editorial.models.posts import open_to, open_to_all
from editorial.queries.rounds import n_rounds
from people.models import Member
from people.prepared import prepared


@dataclass(frozen=True, slots=True)
class Period:
    """The days an account is about: a month, or the whole of a flat fee. `contract` None: nothing was agreed."""

    first_on: date
    last_on: date
    contract: Contract | None

    @property
    def included(self) -> int | None:
        """Minutes included, or None where no hours were agreed."""
        hours = self.contract.hours if self.contract else None
        return None if hours is None else int(hours * 60)


def period_of(*, client: Client, on: date) -> Period:
    """The period that a day belongs to."""
    return period_under(contract_on(client=client, on=on), on)


def period_under(contract: Contract | None, on: date) -> Period:
    """The period of a day under the contract of its month. A flat fee that nobody ended counts from its first day on."""
    first_on, last_on = month_span(on)
    if contract is not None and not contract.is_monthly:
        first_on, last_on = contract.starts_on, contract.ends_on or last_on
    return Period(first_on, last_on, contract)


# A post as the contract sees it, in the order of the pips.
OUT, READY, WAITING, MAKING = "out", "ready", "waiting", "making"


@dataclass(frozen=True, slots=True)
class Planned:
    """A post planned or out in the period, as the contract sees it. `is_open`: under no embargo."""

    name: str
    piece: Piece
    standing: str
    objective: str
    n_rounds: int
    is_archived: bool
    is_open: bool


def planned(*, client: Client, period: Period, member: Member) -> list[Planned]:
    """The posts of the period that this member may see; one query."""
    begins, ends = _days(period)
    rows = _planned(client=client, member=member, begins=begins, ends=ends)
    return [
        Planned(
            name=title or short_title(text),
            piece=counts_as(piece, has_video=has_video),
            standing=standing_of(is_out, is_planned, stage),
            objective=objective,
            n_rounds=n_rounds,
            is_archived=stage == PostStage.ARCHIVED,
            is_open=is_open,
        )
        for title, text, piece, objective, stage, has_video, is_out, is_planned, n_rounds, is_open in rows
    ]


@prepared()
def _planned(*, client: Client, member: Member, begins: datetime, ends: datetime) -> QuerySet[Any]:
    deliveries = Delivery.objects.filter(post_id=OuterRef("pk"))
    found: QuerySet[Any] = (
        _of_days(client, member, begins, ends)
        .annotate(
            is_out=Exists(deliveries.filter(state=DeliveryState.PUBLISHED)),
            is_planned=Exists(deliveries.exclude(state=DeliveryState.CANCELLED)),
            words=Left("text", 400),
            n_rounds=n_rounds(OuterRef("pk")),
            is_open=ExpressionWrapper(open_to_all("pk"), BooleanField()),
        )
        .order_by("pk")
        .values_list(
            "title", "words", "piece", "objective", "stage", "has_video", "is_out", "is_planned", "n_rounds", "is_open"
        )
    )  # fmt: skip
    return found


@dataclass(slots=True)
class PieceCount:
    """How many of a piece are out, ready, with somebody, and being made; `included` None: not agreed."""

    piece: Piece
    included: int | None
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def n_missing(self) -> int:
        """How many nobody has begun."""
        return max((self.included or 0) - self.n, 0)

    @property
    def n_over(self) -> int:
        return max(self.n - self.included, 0) if self.included is not None else 0


def pieces(posts: list[Planned], period: Period) -> list[PieceCount]:
    """The posts by what they count as; what is archived does not count."""
    quotas = period.contract.quotas if period.contract else {}
    found = {
        piece: PieceCount(piece, quotas.get(piece.value))
        for piece in Piece
        if quotas.get(piece.value)
    }
    for post in posts:
        if not post.is_archived:
            count = found.setdefault(post.piece, PieceCount(post.piece, None))
            count.counts[post.standing] += 1
    return [found[piece] for piece in Piece if piece in found]


def out_by_objective(posts: list[Planned]) -> dict[str | None, int]:
    """How many posts came out for each objective; those without one under an empty name."""
    return Counter(
        post.objective for post in posts if post.standing == OUT and not post.is_archived
    )


def posts_of(*, client: Client, period: Period, member: Member) -> QuerySet[Any]:
    """The posts planned or out in the period that this member may see, with what a contract counts them by."""
    return _of_days(client, member, *_days(period)).exclude(stage=PostStage.ARCHIVED)


def _days(period: Period) -> tuple[datetime, datetime]:
    """Since when and until when (without it) on a wall's clock."""
    ends_on = period.last_on + timedelta(days=1)
    return datetime.combine(period.first_on, time()), datetime.combine(ends_on, time())


def _of_days(client: Client, member: Member, begins: datetime, ends: datetime) -> QuerySet[Any]:
    videos = PostAsset.objects.filter(post_id=OuterRef("pk"), asset__kind=AssetKind.VIDEO)
    found: QuerySet[Post] = Post.objects.filter(
        open_to(member, "pk"), client=client, wall_at__gte=begins, wall_at__lt=ends
    ).annotate(has_video=Exists(videos))
    return found


def counts_as(piece: str, *, has_video: bool) -> Piece:
    """What a post counts as: what somebody said, else what is in it."""
    return Piece(piece) if piece else by_itself(has_video=has_video)


def standing_of(is_out: bool, is_planned: bool, stage: str) -> str:
    """How far a post is, as the contract sees it."""
    if is_out:
        return OUT
    if is_planned or stage == PostStage.APPROVED:
        return READY
    return WAITING if stage in (PostStage.IN_REVIEW, PostStage.WITH_CLIENT) else MAKING


@dataclass(frozen=True, slots=True)
class Rounds:
    """The post with the most rounds of changes, and how many rounds go beyond the contract over all posts."""

    included: int
    most: int
    post: str
    n_over: int


def rounds(posts: list[Planned], period: Period) -> Rounds | None:
    """Rounds of changes that the client asked for on these posts; None where none were agreed.

    Whoever hands it on passes the posts that are open to all, so that none under an embargo is named.
    """
    included = period.contract.rounds if period.contract else None
    if included is None:
        return None
    most = max(posts, key=lambda post: post.n_rounds, default=None)
    n_most = most.n_rounds if most else 0
    return Rounds(
        included=included,
        most=n_most,
        post=most.name if most and n_most else "",
        n_over=sum(max(post.n_rounds - included, 0) for post in posts),
    )


def months_before(on: date, *, n: int = 2) -> list[tuple[date, date]]:
    """The whole months before the one of a day, the oldest first."""
    months: list[tuple[date, date]] = []
    first_on = on.replace(day=1)
    for _month in range(n):
        first_on, last_on = month_span(first_on - timedelta(days=1))
        months.insert(0, (first_on, last_on))
    return months
