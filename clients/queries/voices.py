"""How a client speaks, for its screens and for the checks of a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clients.kinds import FUNDING
from clients.manner import Manner, Sentence
from clients.models import Channel, Client, Kind, Voice
from clients.packs import packs_of
from people.models import AuditEntry, Member

MOST_CHANGES = 5


def voice_of(*, member: Member, client: Client) -> Voice | None:
    """The row, with who saved it last; None while nothing is settled."""
    mine = Voice.objects.visible_to(member).select_related("edited_by__user")
    return mine.filter(client=client).first()


def manner_of(client: Client, voice: Voice | None) -> Manner:
    """What a text of the client is checked against; an empty one while nothing is settled."""
    manner = voice.manner if voice else Manner()
    return replace(manner, names=(client.name,))


def checked_of(client: Client, voice: Voice | None) -> Manner:
    """The same with the sentence that a project owes its funders (a fact of its kind), unless the voice or a pack that is on
    asks for these words already: nothing is said twice."""
    manner = manner_of(client, voice)
    owed = str(client.facts.get(FUNDING) or "").strip() if client.kind == Kind.PROJECT else ""
    asked = [each.words for each in manner.sentences]
    for pack in packs_of(manner.packs):
        asked += [w for rule in pack.rules for _language, words in rule.needs for w in words]
    if not owed or _plain(owed) in map(_plain, asked):
        return manner
    # Written in the client's language: a post in another has the words of its pack.
    said = Sentence(owed, language=client.language)
    return replace(manner, sentences=(*manner.sentences, said))


def _plain(words: str) -> str:
    return " ".join(words.replace("’", "'").split()).casefold().rstrip(".")


def networks_of(*, member: Member, client: Client, manner: Manner) -> list[str]:
    """The networks that may have a register of their own: those of the client's channels, and those that have one."""
    mine = Channel.objects.visible_to(member).filter(client=client).connected()
    used = mine.order_by("network").values_list("network", flat=True).distinct()
    return list(dict.fromkeys([*used, *(each.network for each in manner.registers)]))


@dataclass(frozen=True, slots=True)
class Change:
    """One save: when, by whom, and each field with what it was and what it became."""

    at: datetime
    who: str
    fields: dict[str, Any]


def changes_of(*, client: Client, verb: str) -> list[Change]:
    """The latest saves of the voice or of the rules, newest first."""
    entries = AuditEntry.objects.filter(
        agency_id=client.agency_id,
        target_type="clients.client",
        target_id=client.pk,
        verb=verb,
    ).order_by("-at", "-id")[:MOST_CHANGES]
    return [Change(each.at, each.actor_name, each.data.get("changed", {})) for each in entries]
