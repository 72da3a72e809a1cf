"""How far a client's month is by its contract: the pieces and, for who may see them, the hours. One query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from analytics.burning import Burn
from analytics.queries.budget import Period, PieceCount, counts_as, period_under, standing_of
from analytics.queries.hours_ending import burn_of, with_hours
from clients.models import Client, Contract
from clients.queries.contracts import month_span
from clients.work import Basis, Piece
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import AssetKind, Delivery, Post, PostAsset
from editorial.models.posts import open_to
from people.models import Member

_COLUMNS = ("piece", "has_video", "is_out", "is_planned", "stage")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """The period a day belongs to, its pieces, and how its hours burn down: None where none were agreed or asked for."""

    period: Period
    pieces: list[PieceCount]
    burn: Burn | None


def month_of(
    *, client: Client, member: Member, on: date, hours_up_to: date | None = None
) -> Month | None:
    """The month of a day under its contract, as this member sees the posts; None without a contract.

    With `hours_up_to` the hours too, up to that day.
    """
    first_on, last_on = month_span(on)
    contracts = Contract.objects.filter(client=client).over(first_on, last_on)  # type: ignore[attr-defined]
    found = _with_pieces(contracts, member=member, first_on=first_on, last_on=last_on)
    if hours_up_to is not None:
        found = with_hours(found, first_on=first_on)
    contract: Any = found.first()
    if contract is None:
        return None
    line = None
    if hours_up_to is not None and contract.hours is not None:
        line = burn_of(contract, month=first_on, today=hours_up_to)
    return Month(period=period_under(contract, on), pieces=_pieces(contract), burn=line)


def _with_pieces(
    contracts: QuerySet[Contract], *, member: Member, first_on: date, last_on: date
) -> QuerySet[Contract]:
    is_flat = When(basis=Basis.FLAT, then=F("starts_on"))
    ends = Case(
        When(basis=Basis.FLAT, then=Coalesce(F("ends_on"), Value(last_on))), default=Value(last_on)
    )
    deliveries = Delivery.objects.filter(post_id=OuterRef("pk"))
    videos = PostAsset.objects.filter(post_id=OuterRef("pk"), asset__kind=AssetKind.VIDEO)
    posts = (
        Post.objects.filter(
            open_to(member, "pk"),
            client_id=OuterRef("client_id"),
            wall_at__gte=OuterRef("begins"),
            wall_at__lt=OuterRef("ends_before"),
        )
        .exclude(stage=PostStage.ARCHIVED)
        .annotate(
            has_video=Exists(videos),
            is_out=Exists(deliveries.filter(state=DeliveryState.PUBLISHED)),
            is_planned=Exists(deliveries.exclude(state=DeliveryState.CANCELLED)),
        )
        .order_by()
        .values(*_COLUMNS)
        .annotate(row=JSONObject(n=Count("pk"), **{name: name for name in _COLUMNS}))
        .values("row")
    )
    return contracts.annotate(
        begins=Case(is_flat, default=Value(first_on)),
        ends_before=ExpressionWrapper(ends + Value(_A_DAY), output_field=DateTimeField()),
    ).annotate(posts=ArraySubquery(posts))


def _pieces(contract: Any) -> list[PieceCount]:
    """The posts by what they count as, as `budget.pieces` counts them."""
    counts = {
        piece: PieceCount(piece, n) for piece in Piece if (n := contract.quotas.get(piece.value))
    }
    for row in contract.posts:
        piece = counts_as(row["piece"], has_video=row["has_video"])
        count = counts.setdefault(piece, PieceCount(piece, None))
        count.counts[standing_of(row["is_out"], row["is_planned"], row["stage"])] += row["n"]
    return [counts[piece] for piece in Piece if piece in counts]
