"""Which figures are asked of the client, and what was written of each last."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from analytics.models import ExternalFigure
from clients.models import Contact, FigureSource

# So many lines below each form show what is known already.
N_LAST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A source with its last figures that count, the newest first."""

    source: FigureSource
    last: list[ExternalFigure]


def is_asked(*, contact: Contact) -> bool:
    """Whether any figure is asked of this person."""
    return contact.may_decide and _sources(contact).exists()


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
