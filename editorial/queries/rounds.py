"""Which round of changes a post is at, and how many its contract includes."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, DateField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, TruncMonth

from clients.models import Contract
from editorial.lifecycle import ReviewDecision, ReviewStep
from editorial.models import Review


def rounds() -> QuerySet[Review]:
    """Each round of changes that a client asked for; a wish written down by a slip and taken back is none."""
    return Review.objects.filter(
        step=ReviewStep.CLIENT, decision=ReviewDecision.CHANGES, voided_at=None
    )


def n_rounds(post: OuterRef) -> Coalesce:
    """How often the client asked for changes of a post."""
    counted = (
        rounds()
        .filter(post_id=post)
        .order_by()
        .values("post_id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_rounds(reviews: QuerySet[Review], *, today: date) -> QuerySet[Review]:
    """Each with `n_rounds`, how often the client asked for changes of its post, and `rounds_included` by the contract of
    the month it is planned in (of today's, without a day); None where none are agreed. No query of its own."""
    contract = Contract.objects.alias(starts_in=TruncMonth("starts_on")).filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("month")),
        client_id=OuterRef("client_id"),
        starts_in__lte=OuterRef("month"),
    )
    on = Coalesce(Cast("post__wall_at", DateField()), Value(today, DateField()))
    return reviews.annotate(
        month=TruncMonth(on),
        n_rounds=n_rounds(OuterRef("post_id")),
        rounds_included=Subquery(contract.values("rounds")[:1]),
    )
