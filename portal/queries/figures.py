"""Which figures are asked of the client, and what was written of each last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from analytics.models import ExternalFigure
from analytics.queries.missing_figures import Missing, missing_among, with_last
from clients.models import Client, Contact, FigureSource

# So many lines below each form show what is known already.
N_LAST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A source with its last figures that count, the newest first."""

    source: FigureSource
    last: list[ExternalFigure]


@dataclass(frozen=True, slots=True)
class Owed:
    """Whether any figure is asked of a person, and those of a period that is over which nobody gave."""

    is_asked: bool
    missing: list[Missing]


def owed_by(*, contact: Contact, client: Client, now: datetime) -> Owed:
    """What is asked of this person; one query, none for who only looks."""
    if not contact.may_decide:
        return Owed(False, [])
    sources = list(with_last(_sources(contact)))
    for source in sources:
        source.client = client
    return Owed(bool(sources) or _sources(contact).exists(), missing_among(sources, now=now))


def asked_of(*, contact: Contact) -> list[Asked]:
    """The open sources that the agency asks of the client, by name; none of who only looks. Two queries."""
    sources = list(_sources(contact)) if contact.may_decide else []
    counting = ExternalFigure.objects.filter(source__in=sources).counting() if sources else []
    last: dict[int, list[ExternalFigure]] = {source.pk: [] for source in sources}
    for row in counting:
        last[row.source_id].append(row)
    return [Asked(source, last[source.pk][: -N_LAST - 1 : -1]) for source in sources]


def _sources(contact: Contact) -> QuerySet[FigureSource]:
    return FigureSource.objects.filter(
        agency_id=contact.agency_id,
        client_id=contact.client_id,
        asked_of_client=True,
        closed_at=None,
    )
