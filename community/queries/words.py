"""How a client's own people put it: what comes again in what they said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.mining import Mined, mined
from clients.models import Client
from community.models import Utterance
from community.states import Kind, Settled

DAYS = 180
MOST_TEXTS = 600


@dataclass(frozen=True, slots=True)
class TheirWords:
    """What at least two people said, of how many texts of the last DAYS days (the newest MOST_TEXTS at most).

    The figures in `found` count people: whoever writes often is one of them.
    """

    found: Mined
    n_texts: int


def their_words(*, client: Client, now: datetime) -> TheirWords:
    """In one query; spam is nobody's voice, and what is said in private stays there."""
    said = (
        # The client of a conversation is that of what is said in it: said twice, so that only its own are gone through.
        Utterance.objects.filter(
            client=client,
            conversation__client=client,
            is_own=False,
            said_at__gte=now - timedelta(days=DAYS),
        )
        .exclude(settled=Settled.SPAM)
        .exclude(conversation__kind=Kind.MESSAGE)
        .order_by("-said_at")
        .values_list("conversation__person_handle", "conversation__person_name", "text")[
            :MOST_TEXTS
        ]
    )
    of_person: dict[str, list[str]] = defaultdict(list)
    for handle, name, text in said:
        of_person[handle or name].append(text)
    n_texts = sum(map(len, of_person.values()))
    return TheirWords(mined("\n".join(texts) for texts in of_person.values()), n_texts)
