"""How a client's own people put it: what comes again in what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.mining import Mined, mined
from clients.models import Client
from community.models import Utterance
from community.states import Settled

DAYS = 180
MOST_TEXTS = 600


@dataclass(frozen=True, slots=True)
class TheirWords:
    """What comes again, of how many texts of the last DAYS days (the newest MOST_TEXTS at most)."""

    found: Mined
    n_texts: int


def their_words(*, client: Client, now: datetime) -> TheirWords:
    """In one query; spam is nobody's voice."""
    said = (
        Utterance.objects.filter(
            client=client, is_own=False, said_at__gte=now - timedelta(days=DAYS)
        )
        .exclude(settled=Settled.SPAM)
        .order_by("-said_at")
        .values_list("text", flat=True)[:MOST_TEXTS]
    )
    texts = list(said)
    return TheirWords(mined(texts), len(texts))
