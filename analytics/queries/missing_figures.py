"""Sources whose last period is over and has no figure yet: of one client, of all of a member's, of a person of the client."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from analytics.missing_figures import missing, period_words
from analytics.models import ExternalFigure
from clients.models import FigureSource, Rhythm, Status
from people.models import Member
from people.prepared import prepared

# Nobody asks about a client that is put aside or is none yet.
_ASKED = (Status.ACTIVE, Status.LEAVING)
# So many sources are read for one page.
MOST_READ = 500
_SHOWN = (
    "public_id", "name", "filled_by", "asked_of_client", "rhythm", "counting", "created_at",
    "client__name", "client__slug", "client__colour", "client__time_zone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """A source and the period, both days included, that has no figure."""

    source: FigureSource
    first_on: date
    last_on: date

    @property
    def period(self) -> str:
        """The period as one says it."""
        return period_words(self.first_on, self.last_on)


def with_last(sources: QuerySet[FigureSource]) -> QuerySet[Any]:
    """Open sources that are filled regularly, with the last day that a figure of theirs tells of (`figures_until`)."""
    later = ExternalFigure.objects.filter(
        source=OuterRef("source"),
        to_on=OuterRef("to_on"),
        from_on=OuterRef("from_on"),
        pk__gt=OuterRef("pk"),
        value=None,
    )
    told = ExternalFigure.objects.filter(source=OuterRef("pk"), value__isnull=False)
    last = told.exclude(Exists(later)).order_by("-to_on").values("to_on")
    open_ones = sources.filter(closed_at=None).exclude(rhythm=Rhythm.SOMETIMES)
    return open_ones.annotate(figures_until=Subquery(last[:1]))


def missing_of_all(*, member: Member, now: datetime) -> list[Missing]:
    """Of all clients the member sees, those longest missing first; one query."""
    told = missing_among(_asked(member=member, most=MOST_READ), now=now)
    return sorted(told, key=lambda each: (each.last_on, each.source.client.name))


@prepared("most")
def _asked(*, member: Member, most: int) -> QuerySet[Any]:
    """With what a line of theirs shows and their last period is worked out from, and nothing else: there are hundreds."""
    found = with_last(FigureSource.objects.visible_to(member))
    asked = found.filter(client__status__in=_ASKED).select_related("client").only(*_SHOWN)
    return asked.order_by("figures_until", "pk")[:most]


def missing_among(sources: Iterable[Any], *, now: datetime) -> list[Missing]:
    """Those of `with_last` that lack their last period, by the day of each client."""
    found = []
    for source in sources:
        today = source.client.today(now)
        since = source.client.today(source.created_at)
        period = missing(
            rhythm=source.rhythm,
            counting=source.counting,
            since=since,
            last_on=source.figures_until,
            today=today,
        )
        if period is not None:
            found.append(Missing(source, *period))
    return found
