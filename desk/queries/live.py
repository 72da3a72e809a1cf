"""What every page counts, in one question: unread notices, what waits for me, what stands still, what is new in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Func, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from community.models import Conversation
from editorial.lifecycle import AWAITS_A_PERSON
from editorial.models import Delivery, Hold, Post, Publication, Review
from editorial.queries.review_queue import waiting_for
from people.models import Installation, Member, Notice
from people.prepared import prepared

# The lists that tell what is new in them instead of moving rows under the pointer.
LISTS = ("posts", "approvals")
_NOW = Func(function="smm_now", output_field=DateTimeField())


@dataclass(frozen=True, slots=True)
class Counts:
    """How many notices are unread, posts wait for my decision, posts go no further without a person, people wait for an answer; and how many
    things of a list others changed since it was drawn. `held_since` is when everything was put on hold, of this client or of
    all; `drawn_at` the moment of the counting; `paused_at` when the whole installation was paused."""

    n_unread: int = 0
    n_for_me: int = 0
    n_standing: int = 0
    n_waiting: int = 0
    n_new: int = 0
    held_since: datetime | None = None
    drawn_at: datetime | None = None
    paused_at: datetime | None = None


def hand_over(request: HttpRequest, counts: Counts) -> None:
    """For the frame of a page that has asked for the counts of all clients among other things."""
    setattr(request, "counts_of_all", counts)  # noqa: B010 - HttpRequest has no such field for mypy


def handed_over(request: HttpRequest) -> Counts | None:
    """What the page has asked already."""
    found: Counts | None = getattr(request, "counts_of_all", None)
    return found


def counts(
    *,
    member: Member,
    slug: str = "",
    of_list: str = "",
    since: datetime | None = None,
) -> Counts:
    """Of all the member's clients or of one; notices are always all. One query, small indexes only.

    `of_list` is one of LISTS and `since` the moment it was drawn; without both nothing is new.
    """
    of_list = of_list if since and of_list in LISTS else ""
    (row,) = _counted(
        member=member, slug=slug or None, of_list=of_list, since=since if of_list else None
    )
    return Counts(*row)


@prepared("of_list")
def _counted(
    *, member: Member, slug: str | None, of_list: str, since: datetime | None
) -> QuerySet[Member, Any]:
    new = _new(member, slug, of_list, since) if since else Value(0)
    return Member.objects.filter(pk=member.pk).values_list(*_columns(member, slug, new))


def counted_of_all(member: Member) -> list[Any]:
    """What Counts holds, of all the member's clients, as columns for a query that asks more of the same member."""
    return _columns(member, None, Value(0))


def _columns(member: Member, slug: str | None, new: Any) -> list[Any]:
    reviews = waiting_for(member)
    standing = Delivery.objects.visible_to(member).filter(state__in=sorted(AWAITS_A_PERSON))
    waiting = Conversation.objects.visible_to(member).current().to_do(_NOW)
    if slug:
        reviews = reviews.filter(client__slug=slug)
        standing = standing.filter(client__slug=slug)
        waiting = waiting.filter(client__slug=slug)
    return [
        _number(Notice.objects.visible_to(member).unread(), "pk"),
        _number(reviews, "pk"),
        _number(standing, "post_id"),
        _number(waiting, "pk"),
        new,
        Subquery(_holds(member, slug).values("placed_at")[:1]),
        _NOW,
        Subquery(Installation.objects.values("paused_at")[:1]),
    ]


def _holds(member: Member, slug: str | None) -> QuerySet[Hold]:
    stops_here = Q(client=None) | Q(client__slug=slug) if slug else Q(client=None)
    return Hold.objects.open().filter(stops_here, agency_id=member.agency_id).order_by("placed_at")


def _new(member: Member, slug: str | None, of_list: str, since: datetime) -> Combinable:
    """What others did: one's own last move is no news."""
    here = Q(client__slug=slug) if slug else Q()
    if of_list == "approvals":
        asked = Q(asked_at__gt=since) & ~Q(asked_by=member)
        decided = Q(decided_at__gt=since) & (Q(decided_by=None) | ~Q(decided_by=member))
        reviews = Review.objects.visible_to(member).filter(here, asked | decided)
        return _number(reviews, "pk")
    edited = (
        Post.objects.visible_to(member).filter(here, edited_at__gt=since).exclude(edited_by=member)
    )
    out = Publication.objects.visible_to(member).filter(here, published_at__gt=since)
    return _number(edited, "pk") + _number(out, "pk")


def _number(rows: QuerySet[Any], of: str) -> Coalesce:
    # All rows are of one agency: grouping by it makes one line, or none.
    n = rows.order_by().values("agency_id").annotate(n=Count(of, distinct=True)).values("n")
    return Coalesce(Subquery(n, output_field=IntegerField()), 0)
