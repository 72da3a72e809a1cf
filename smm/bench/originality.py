"""How fast a client's earlier posts are asked whether one says the same: 5,000 texts of one client among those of others."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from clients.models import Client
from editorial.actions.repeating import remember_words
from editorial.models import Publication
from editorial.queries.originality import same_words
from people.clock import database_now
from smm.bench import crowd
from smm.bench.machine import machine, percentiles

N_CLIENTS = 40
TEXTS_OF_OTHERS = 1500
ASKED = 100
Say = Callable[[str], Any]
_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "zo",
    "tra",
    "sci",
    "gli",
    "cor",
    "ven",
    "tin",
]


def measure(*, n_texts: int, say: Say) -> dict[str, Any]:
    """Run the whole measurement; the answer is the JSON object of `run.py bench originality --json`."""
    now = database_now()
    world = crowd.gather(n_clients=N_CLIENTS, now=now)
    said = _Writer(random.Random(7))  # noqa: S311 - the same texts each time
    busiest, *others = world.clients
    say(f"Writing {n_texts} texts of one client, {TEXTS_OF_OTHERS} of each of {len(others)} more.")
    for client in world.clients:
        n = n_texts if client is busiest else TEXTS_OF_OTHERS
        channel = world.channels[client.pk][0]
        Publication.objects.bulk_create(
            (
                Publication(
                    agency_id=client.agency_id, client=client, channel=channel, remote_id=f"o{at}",
                    text=text, published_at=now - timedelta(days=360) * at / n,
                )
                for at, text in enumerate(said.texts(n))
            ),
            batch_size=1000,
        )  # fmt: skip
    say("Remembering them, as the worker does: from then on the composer finds them.")
    while remember_words(now=now):
        pass
    crowd.settle_statistics()
    say("Asking.")
    old = Publication.objects.filter(client=busiest).order_by("pk")[: ASKED * 7 : 7]
    again = [f"{each.text} Due parole in più." for each in old]
    again_ms, n_again = _asked(busiest, world, again)
    new_ms, n_new = _asked(busiest, world, list(said.texts(ASKED)))
    return {
        "command": f"bench originality --texts {n_texts}",
        "n_texts": n_texts,
        "again_ms": again_ms,
        "again_found": f"{n_again} of {len(again)}",
        "new_ms": new_ms,
        "new_found": f"{n_new} of {ASKED}",
        "machine": machine(),
    }


def _asked(client: Client, world: crowd.Crowd, texts: list[str]) -> tuple[dict[str, float], int]:
    """How long each of these took to ask, and how many say again what was said."""
    now = database_now()
    took, n_found = [], 0
    for text in texts:
        began = time.perf_counter()
        found = same_words(client=client, member=world.owner, text=text, post=None, now=now)
        took.append((time.perf_counter() - began) * 1000)
        n_found += bool(found)
    return percentiles(took), n_found


class _Writer:
    """Texts of words that come as often as words do, with tags and a link, as posts have."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = [
            "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(5000)
        ]
        self.weights = [1 / (at + 10) for at in range(len(self.words))]

    def texts(self, n: int) -> Iterator[str]:
        for _ in range(n):
            words = self.chance.choices(self.words, self.weights, k=self.chance.randint(20, 70))
            yield f"{' '.join(words)} #vigna #cantina https://client.example/pagina"
