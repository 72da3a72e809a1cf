"""The choice of channels as its screen shows it: networks with scores and decisions, hours beside the contract's, what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Sum

from clients.fit import CRITERIA, WEIGHTS, Criterion, Decision, Flip, flips, room, suggested, total
from clients.models import (
    Channel,
    Client,
    Competitor,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
    Contract,
    FitAssessment,
    FitWeights,
    Habit,
    NetworkSheet,
    Part,
)
from clients.wording import Look
from clients.words.fit import LOOKS
from clients.work import Basis
from people.models import Member
from people.prepared import prepared
from people.templatetags.ui import network_name

# What rivals say is counted over so many weeks.
RIVAL_WEEKS = 4
_ORDER = {Decision.ADOPT: 0, Decision.WAIT: 1, Decision.AVOID: 2}


@dataclass(frozen=True, slots=True)
class FitLine:
    """One network: its assessment, the parts of the client's channels there, the total, what it suggests, what would flip it."""

    assessment: FitAssessment
    parts: tuple[str, ...]
    points: int
    suggests: Decision
    flip: Flip | None
    is_due: bool

    @property
    def network(self) -> str:
        return self.assessment.network

    @property
    def decision(self) -> Decision:
        return Decision(self.assessment.decision)

    @property
    def differs(self) -> bool:
        """Whether the person who decided went against the figures, or the weights changed since."""
        return self.suggests != self.decision

    @property
    def marks(self) -> list[tuple[Criterion, int]]:
        """The seven scores with their criteria."""
        scores = self.assessment.scores
        return [(each, scores[each.name]) for each in CRITERIA]

    @property
    def reasons(self) -> list[tuple[Criterion, str]]:
        """What the scores rest on, where somebody said so."""
        evidence = self.assessment.evidence
        return [(each, evidence[each.name]) for each in CRITERIA if evidence.get(each.name)]


@dataclass(frozen=True, slots=True)
class Board:
    """All networks of a client, the adopted first; `contract_hours` is None where no contract says any."""

    lines: Sequence[FitLine]
    weights: dict[str, int]
    agreed_with: str
    contract_hours: Decimal | None

    def of(self, decision: Decision) -> list[FitLine]:
        """The networks of one decision."""
        return [line for line in self.lines if line.decision == decision]

    def hours(self, *decisions: Decision) -> Decimal:
        """What the channels of these decisions take in a month, all together."""
        asked = decisions or tuple(Decision)
        return sum(
            (line.assessment.hours or Decimal() for line in self.lines if line.decision in asked),
            Decimal(),
        )

    @property
    def due(self) -> list[FitLine]:
        """The decisions to look at again."""
        return [line for line in self.lines if line.is_due]


def weights_of(*, member: Member, client: Client) -> FitWeights | None:
    """What matters to the client, where it was said."""
    return FitWeights.objects.visible_to(member).filter(client=client).first()


def board(*, member: Member, client: Client, today: date) -> Board:
    """Everything of the screen, in four queries."""
    own = weights_of(member=member, client=client)
    parts = _parts(member=member, client=client)
    return Board(
        lines=_lines(member, client, own, parts, today),
        weights=own.weights if own else WEIGHTS,
        agreed_with=own.agreed_with if own else "",
        contract_hours=contract_hours(client=client, on=today),
    )


def fit_lines(*, member: Member, client: Client, today: date) -> list[FitLine]:
    """The lines alone, without the parts of channels, in two queries."""
    own = weights_of(member=member, client=client)
    return _lines(member, client, own, {}, today)


def _lines(
    member: Member,
    client: Client,
    own: FitWeights | None,
    parts: Mapping[str, Sequence[str]],
    today: date,
) -> list[FitLine]:
    weights = own.weights if own else WEIGHTS
    found = FitAssessment.objects.visible_to(member).filter(client=client)
    lines = [
        line_of(each, weights=weights, parts=parts.get(each.network, ()), today=today)
        for each in found.select_related("decided_by__user")
    ]
    lines.sort(key=lambda line: (_ORDER[line.decision], -line.points, line.network))
    return lines


def line_of(
    assessment: FitAssessment, *, weights: dict[str, int], parts: Sequence[str], today: date
) -> FitLine:
    """One network with what follows from its scores."""
    points = total(assessment.scores, weights)
    nearest = flips(assessment.scores, weights)
    review_on = assessment.review_on
    is_due = assessment.reopened_at is not None or (review_on is not None and review_on <= today)
    return FitLine(
        assessment=assessment,
        parts=tuple(parts),
        points=points,
        suggests=suggested(points),
        flip=nearest[0] if nearest else None,
        is_due=is_due,
    )


def _parts(*, member: Member, client: Client) -> dict[str, list[str]]:
    """The parts of the client's channels by network."""
    mine = Channel.objects.visible_to(member).connected().filter(client=client)
    found: dict[str, list[str]] = {}
    for network, part in mine.values_list("network", "part"):
        label = str(Part(part).label)
        if label not in found.setdefault(network, []):
            found[network].append(label)
    return found


def contract_hours(*, client: Client, on: date) -> Decimal | None:
    """The hours a month that the client pays for; None where no contract says any, or only for the whole of its time."""
    agreed = Contract.objects.over(on, on).filter(client=client, basis=Basis.MONTHLY)
    return agreed.values_list("hours", flat=True).first()


def fit_to_review(
    *, member: Member, today: date, client: Client | None = None
) -> QuerySet[FitAssessment]:
    """Decisions to look at again, of all the member's clients or of one: their day has come, or figures reopened them."""
    due = FitAssessment.objects.visible_to(member).due(today)
    if client is not None:
        due = due.filter(client=client)
    return due.select_related("client").order_by(
        F("review_on").asc(nulls_first=True), "client__name", "id"
    )


@prepared("most")
def first_to_review(*, member: Member, today: date, most: int) -> QuerySet[FitAssessment]:
    """As many of them, over all the member's clients."""
    return fit_to_review(member=member, today=today)[:most]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a network for a client, and how it looks."""

    assessment: FitAssessment
    look: Look


def decided(*, member: Member, client: Client) -> dict[str, Decided]:
    """What was decided about each network, by its name; those nobody looked at are missing. One query."""
    found = FitAssessment.objects.visible_to(member).filter(client=client)
    return {
        each.network: Decided(each, LOOKS[Decision(each.decision)])
        for each in found.select_related("decided_by__user")
    }


def habits_by_network(*, client: Client) -> dict[str, list[str]]:
    """Which audiences are on which network, by name: what the first question asks."""
    rows = Habit.objects.filter(client=client, audience__archived_at=None)
    found: dict[str, list[str]] = {}
    for network, name in rows.values_list("network", "audience__name").distinct():
        found.setdefault(network, []).append(name)
    return found


def rivals_room(*, member: Member, client: Client, network: str, now: datetime) -> int:
    """The score of competitors to begin with, from what is known of those that are watched; one query.

    Posts a week are those that the program saw in four weeks, or that were written down weekly by hand.
    """
    since = now - timedelta(weeks=RIVAL_WEEKS)
    there = CompetitorProfile.objects.watched().filter(competitor=OuterRef("pk"), network=network)
    seen = CompetitorPost.objects.filter(
        profile__competitor=OuterRef("pk"), profile__network=network, published_at__gte=since
    )
    told = CompetitorReading.objects.filter(
        profile__competitor=OuterRef("pk"), profile__network=network, day_on__gte=since.date()
    )
    found = (
        Competitor.objects.visible_to(member)
        .watched()
        .filter(client=client)
        .annotate(
            is_there=Exists(there),
            n_seen=_counted(seen, Count("pk")),
            n_told=_counted(told, Sum("n_new")),
        )
        .values_list("is_there", "n_seen", "n_told")
    )
    rows = list(found)
    counts = [
        (n_seen if n_seen is not None else n_told) / RIVAL_WEEKS
        for is_there, n_seen, n_told in rows
        if is_there and not (n_seen is None and n_told is None)
    ]
    return room(
        n_watched=len(rows),
        n_there=sum(is_there for is_there, _seen, _told in rows),
        per_week=sum(counts) / len(counts) if counts else None,
    )


def _counted(found: QuerySet[Any], n: Any) -> Subquery:
    by_rival = found.order_by().values("profile__competitor").annotate(n=n)
    return Subquery(by_rival.values("n"))


def sheet_of(*, member: Member, network: str) -> NetworkSheet | None:
    """How the network behaves now, in the agency's words."""
    mine = NetworkSheet.objects.visible_to(member).filter(network=network)
    return mine.select_related("checked_by__user").order_by("-checked_at", "-id").first()


def not_assessed(lines: Sequence[FitLine], networks: Sequence[str]) -> list[str]:
    """The networks nobody has looked at yet for this client, by name."""
    known = {line.network for line in lines}
    return sorted((each for each in networks if each not in known), key=network_name)
