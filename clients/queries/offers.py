"""What stands out of looks at public accounts, and the quotas of an offer in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from clients.models import Offer, Sighting
from clients.work import Piece


def widest_gap(sightings: Iterable[Sighting]) -> Sighting | None:
    """The account that had been silent longest, where it is a week or more; None otherwise."""
    silent = [each for each in sightings if (each.days_silent or 0) >= 7]
    return max(silent, key=lambda each: each.days_silent or 0, default=None)


def quota_words(offer: Offer) -> list[tuple[str, int]]:
    """Each quota's name and figure, in the order of the form."""
    return [(str(piece.label), n) for piece in Piece if (n := offer.quotas.get(piece.value))]
