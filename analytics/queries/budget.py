"""What a client's period has used: hours by day, person and activity, pieces, rounds, ads; and what work usually takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum

from analytics.burning import Burn, Habits, burn
from clients.models import Client, Contract
from clients.queries.contracts import contract_on
from clients.work import Activity, Piece
from editorial.contents import short_title
from editorial.lifecycle import DeliveryState, PostStage, ReviewDecision, ReviewStep
from editorial.models import (
    AssetKind,
    Boost,
    Cost,
    Delivery,
    Extra,
    Post,
    PostAsset,
    Review,
    TimeEntry,
)
from editorial.models.posts import open_to, open_to_all
from editorial.public_holidays import holidays_between
from people.models import Member

# What a piece and a round usually take is read off so many months before.
HABIT_MONTHS = 3


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


def month_span(on: date) -> tuple[date, date]:
    """First and last day of the month."""
    first_on = on.replace(day=1)
    return first_on, (first_on + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def period_of(*, client: Client, on: date) -> Period:
    """The period that a day belongs to."""
    contract = contract_on(client=client, on=on)
    first_on, last_on = month_span(on)
    if contract is not None and not contract.is_monthly and contract.ends_on is not None:
        first_on, last_on = contract.starts_on, contract.ends_on
    return Period(first_on, last_on, contract)


@dataclass(frozen=True)
class Work:
    """Confirmed minutes of everybody: (day, name, activity, minutes)."""

    rows: list[tuple[date, str, str, int]]

    def by_day(self) -> dict[date, int]:
        """Minutes by day."""
        sums: Counter[date] = Counter()
        for on, _name, _activity, minutes in self.rows:
            sums[on] += minutes
        return dict(sums)

    def within(self, first_on: date, last_on: date) -> Work:
        """Of these days alone."""
        return Work([row for row in self.rows if first_on <= row[0] <= last_on])

    @property
    def total(self) -> int:
        return sum(row[3] for row in self.rows)

    def people(self) -> list[tuple[str, int]]:
        """Who worked how much, the most first."""
        return self.shares(1)

    def activities(self) -> list[tuple[str, int]]:
        """On what, the most first."""
        return [(str(Activity(name).label), n) for name, n in self.shares(2)]

    def shares(self, column: int) -> list[tuple[str, int]]:
        sums: Counter[str] = Counter()
        for row in self.rows:
            sums[str(row[column])] += row[3]
        return sums.most_common()


def work(*, client: Client, first_on: date, last_on: date) -> Work:
    """What everybody confirmed for the client in these days; one query."""
    rows = (
        TimeEntry.objects.counted()
        .filter(client=client, on__gte=first_on, on__lte=last_on)
        .values_list("on", "member__user__name", "member__user__email", "activity")
        .annotate(total=Sum("minutes"))
        .order_by("on", "member__user__name")
    )
    return Work([(on, name or email, activity, n) for on, name, email, activity, n in rows])


def burn_of(*, client: Client, period: Period, done: Work, today: date) -> Burn:
    """The burn line of the period."""
    return burn(
        first_on=period.first_on,
        last_on=period.last_on,
        today=today,
        minutes=done.by_day(),
        included=period.included,
        holidays=holidays_between(period.first_on, period.last_on, language="it"),
    )


# A post as the contract sees it, in the order of the pips.
OUT, READY, WAITING, MAKING = "out", "ready", "waiting", "making"


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


def pieces(*, client: Client, period: Period, member: Member) -> list[PieceCount]:
    """The posts planned or out in the period, by what they count as; what is archived or under embargo does not count."""
    rows = posts_of(client=client, period=period, member=member).values_list(
        "piece", "has_video", "is_out", "is_planned", "stage"
    )
    quotas = period.contract.quotas if period.contract else {}
    found = {
        piece: PieceCount(piece, quotas.get(piece.value))
        for piece in Piece
        if quotas.get(piece.value)
    }
    for piece, has_video, is_out, is_planned, stage in rows:
        kind = counts_as(piece, has_video=has_video)
        found.setdefault(kind, PieceCount(kind, None)).counts[
            _standing(is_out, is_planned, stage)
        ] += 1
    return [found[piece] for piece in Piece if piece in found]


def posts_of(*, client: Client, period: Period, member: Member) -> QuerySet[Any]:
    """The posts planned or out in the period that this member may see, with what a contract asks of them."""
    deliveries = Delivery.objects.filter(post_id=OuterRef("pk"))
    videos = PostAsset.objects.filter(post_id=OuterRef("pk"), asset__kind=AssetKind.VIDEO)
    found: QuerySet[Post] = (
        Post.objects.filter(
            open_to(member, "pk"), client=client,
            wall_at__gte=datetime.combine(period.first_on, time()),
            wall_at__lt=datetime.combine(period.last_on + timedelta(days=1), time()),
        )
        .exclude(stage=PostStage.ARCHIVED)
        .annotate(
            has_video=Exists(videos),
            is_out=Exists(deliveries.filter(state=DeliveryState.PUBLISHED)),
            is_planned=Exists(deliveries.exclude(state=DeliveryState.CANCELLED)),
        )
    )  # fmt: skip
    return found


def counts_as(piece: str, *, has_video: bool) -> Piece:
    """What a post counts as: what somebody said, else a reel when it has a video."""
    if piece:
        return Piece(piece)
    return Piece.REEL if has_video else Piece.POST


def _standing(is_out: bool, is_planned: bool, stage: str) -> str:
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


def rounds(*, client: Client, period: Period, member: Member | None) -> Rounds | None:
    """Rounds of changes that the client asked for on the posts of the period; None where none were agreed.

    Without a member for whoever reads what is handed on: no post under an embargo is named.
    """
    included = period.contract.rounds if period.contract else None
    if included is None:
        return None
    asked = (
        Review.objects.filter(
            open_to(member) if member else open_to_all(),
            client=client, step=ReviewStep.CLIENT, decision=ReviewDecision.CHANGES,
            post__wall_at__gte=datetime.combine(period.first_on, time()),
            post__wall_at__lt=datetime.combine(period.last_on + timedelta(days=1), time()),
        )
        .values_list("post__title", "post__text", "post_id")
        .annotate(n=Count("pk"))
        .order_by("-n", "post_id")
    )  # fmt: skip
    found = [(title or short_title(text), n) for title, text, _post, n in asked]
    return Rounds(
        included=included,
        most=found[0][1] if found else 0,
        post=found[0][0] if found else "",
        n_over=sum(max(n - included, 0) for _post, n in found),
    )


@dataclass(frozen=True, slots=True)
class Account:
    """What the period comes to, in the contract's currency."""

    currency: str
    fee: Decimal
    extras: Decimal
    extras_open: Decimal
    passed_on: Decimal
    costs: Decimal
    boosts_spent: Decimal
    boosts_invoiced: Decimal
    n_boosts: int
    n_paid_results: int

    @property
    def per_paid_result(self) -> Decimal | None:
        """What a result cost that a network was paid for; None without any."""
        if not self.n_paid_results:
            return None
        return (self.boosts_spent / self.n_paid_results).quantize(Decimal("0.01"))

    @property
    def total(self) -> Decimal:
        """To invoice, if the client says yes to what is open."""
        return self.fee + self.extras + self.extras_open + self.passed_on + self.boosts_invoiced


def account(*, client: Client, period: Period) -> Account:
    """The money of the period, without hours; one query. Another currency than the contract's is refused when written."""
    zone = ZoneInfo(client.time_zone)
    begins = datetime.combine(period.first_on, time(), zone)
    ends = datetime.combine(period.last_on + timedelta(days=1), time(), zone)
    costs = Cost.objects.filter(on__gte=period.first_on, on__lte=period.last_on)
    boosts = Boost.objects.filter(starts_on__gte=period.first_on, starts_on__lte=period.last_on)
    extras = Extra.objects.all()
    sums = (
        Client.objects.filter(pk=client.pk)
        .annotate(
            costs=_sum(costs, "amount"),
            passed_on=_sum(costs.filter(is_passed_on=True), "amount"),
            boosts_spent=_sum(boosts, "spent"),
            boosts_invoiced=_sum(boosts.filter(is_on_clients_card=False), "spent"),
            n_paid_results=_sum(boosts, "n_results"),
            n_boosts=Subquery(_of_client(boosts).annotate(n=Count("pk")).values("n")),
            extras=_sum(
                extras.filter(answer="yes", answered_at__gte=begins, answered_at__lt=ends), "price"
            ),
            extras_open=_sum(
                extras.filter(answer="", offered_at__gte=begins, offered_at__lt=ends), "price"
            ),
        )
        .values(*_AMOUNTS, "n_boosts", "n_paid_results")
        .get()
    )
    contract = period.contract
    return Account(
        currency=contract.currency if contract else "EUR",
        fee=contract.fee if contract else Decimal(0),
        n_boosts=sums["n_boosts"] or 0,
        n_paid_results=sums["n_paid_results"] or 0,
        **{name: sums[name] or Decimal(0) for name in _AMOUNTS},
    )


_AMOUNTS = ("costs", "passed_on", "boosts_spent", "boosts_invoiced", "extras", "extras_open")


def _of_client(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The client's rows, ready to be added up in a subquery."""
    return rows.filter(client_id=OuterRef("pk")).order_by().values("client_id")


def _sum(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(_of_client(rows).annotate(total=Sum(field)).values("total"))


def habits(*, client: Client, before: date) -> Habits:
    """What a piece and a round took, over the last whole months before a day."""
    last_on = before.replace(day=1) - timedelta(days=1)
    first_on = last_on.replace(day=1)
    for _month in range(HABIT_MONTHS - 1):
        first_on = (first_on - timedelta(days=1)).replace(day=1)
    by_activity: Counter[str] = Counter()
    for _on, _name, activity, minutes in work(
        client=client, first_on=first_on, last_on=last_on
    ).rows:
        by_activity[activity] += minutes
    begins, ends = (
        datetime.combine(first_on, time()),
        datetime.combine(last_on + timedelta(days=1), time()),
    )
    n_out = Post.objects.filter(
        Exists(Delivery.objects.filter(post_id=OuterRef("pk"), state=DeliveryState.PUBLISHED)),
        client=client, wall_at__gte=begins, wall_at__lt=ends,
    ).count()  # fmt: skip
    asked = Review.objects.filter(
        client=client, step=ReviewStep.CLIENT, decision=ReviewDecision.CHANGES,
        post__wall_at__gte=begins, post__wall_at__lt=ends,
    ).aggregate(n=Count("pk"), posts=Count("post_id", distinct=True))  # fmt: skip
    making = sum(
        by_activity[name]
        for name in (Activity.TEXTS, Activity.VISUALS, Activity.SHOOTING, Activity.PUBLISHING)
    )
    return Habits(
        per_piece=Fraction(making, n_out) if n_out and making else None,
        per_round=Fraction(by_activity[Activity.ROUNDS], asked["n"]) if asked["n"] else None,
        rounds_per_post=Fraction(asked["n"], asked["posts"]) if asked["posts"] else None,
    )


def months_before(on: date, *, n: int = 2) -> list[tuple[date, date]]:
    """The whole months before the one of a day, the oldest first."""
    months: list[tuple[date, date]] = []
    first_on = on.replace(day=1)
    for _month in range(n):
        first_on, last_on = month_span(first_on - timedelta(days=1))
        months.insert(0, (first_on, last_on))
    return months


def open_extras(*, client: Client) -> list[Extra]:
    """What was offered and waits for the client's yes, the oldest first."""
    return list(Extra.objects.open().filter(client=client).order_by("offered_at"))
