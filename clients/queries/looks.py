"""Looks at public accounts as the page of a prospect shows them: those that are read beside their field, the others in a list. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clients.models import Sighting
from clients.words import looks as words
from clients.words.looks import Fact


@dataclass(frozen=True, slots=True)
class Shown:
    """One account that the program read, reads or could not read."""

    sighting: Sighting
    facts: list[Fact]
    says: str

    @property
    def is_under_way(self) -> bool:
        """Whether the worker has not been there yet."""
        return self.sighting.asked_at is not None


def shown(sighting: Sighting) -> Shown:
    """One account with its words."""
    return Shown(sighting, words.facts(sighting), words.problem(sighting))


def parted(
    sightings: Sequence[Sighting], networks: Iterable[str]
) -> tuple[dict[str, list[Shown]], list[Sighting]]:
    """By network that is read here the newest look at each account the program was asked for, the last one asked first; and all others."""
    newest: dict[tuple[str, str], Sighting] = {}
    for each in sightings:
        key = (each.network, each.address.casefold())
        if each.name and (key not in newest or newest[key].seen_on < each.seen_on):
            newest[key] = each
    by_network: dict[str, list[Shown]] = {network: [] for network in networks}
    beside = sorted(newest.values(), key=lambda each: each.pk, reverse=True)
    for each in beside:
        if each.network in by_network:
            by_network[each.network].append(shown(each))
    taken = {one.sighting.pk for some in by_network.values() for one in some}
    return by_network, [each for each in sightings if each.pk not in taken]
