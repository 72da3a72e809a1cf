"""What the client's voice has to say about a post as it stands: one query, then only reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject

from clients.manner import Manner
from clients.models import Client
from clients.queries.voices import manner_of
from editorial.models import LeftSo, Post
from editorial.tone import Caption, Finding, findings
from people.prepared import prepared


@dataclass(frozen=True, slots=True)
class Left:
    """Who left a finding so, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """The client's voice, and what of a post was left so on purpose, by key."""

    manner: Manner
    left: dict[str, Left] = field(default_factory=dict)


def kept_for(client: Client, post: Post | None) -> Kept:
    """Both in one query."""
    found: Any = _kept(client=client, post=post)[0]
    try:
        voice = found.voice
    except ObjectDoesNotExist:
        voice = None
    left = {r["key"]: Left(r["who"], datetime.fromisoformat(r["at"])) for r in found.left}
    return Kept(manner_of(client, voice), left)


@prepared()
def _kept(*, client: Client, post: Post | None) -> QuerySet[Client]:
    mine = LeftSo.objects.filter(post=post)
    rows = mine.order_by("left_at").values(
        row=JSONObject(key="key", who=F("left_by__user__name"), at="left_at")
    )
    found = Client.objects.filter(pk=client.pk).select_related("voice")
    return found.annotate(left=ArraySubquery(rows))


@dataclass(frozen=True, slots=True)
class OnChannel:
    """What one channel has of its own: its network, its handle, its text and first comment (empty: as the rest)."""

    network: str
    handle: str
    text: str = ""
    first_comment: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding, and the channel whose own text it is in (empty: in the text of all)."""

    finding: Finding
    handle: str = ""


def standing(
    manner: Manner,
    *,
    text: str,
    channels: Sequence[OnChannel],
    parts: Iterable[str] = (),
    language: str,
    has_visual: bool,
) -> list[Standing]:
    """Every finding once: of the text as each network gets it, of texts of their own, of the parts that follow.

    Without a channel the text is looked at as it would be anywhere.
    """
    found: dict[str, Standing] = {}
    later = [part for part in parts if part.strip()]

    def look(said: str, on: OnChannel, *, handle: str = "", is_later: bool = False) -> None:
        caption = Caption(
            text=said,
            language=language,
            network=on.network,
            has_visual=has_visual,
            rest="\n".join([*later, on.first_comment]),
            is_later=is_later,
        )
        for each in findings(manner, caption):
            found.setdefault(each.key, Standing(each, handle))

    for on in channels or [OnChannel("", "")]:
        said = on.text or text
        if said.strip() or has_visual:
            look(said, on, handle=on.handle if on.text else "")
        for part in [*later, on.first_comment]:
            if part.strip():
                look(part, on, is_later=True)
    return list(found.values())
