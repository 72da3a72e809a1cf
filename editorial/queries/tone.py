"""What the client's voice has to say about a post as it stands: one query, then only reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from clients.manner import Manner
from clients.models import Act, Audience, Brief, Channel, Client, Habit, Part
from clients.models import Work as Works
from clients.queries.voices import checked_of
from editorial.known import Known, Work, asleep_of, public_of
from editorial.models import LeftSo, Post, Version
from editorial.own import JOINED, own_of
from editorial.tone import Caption, Finding, findings
from people.prepared import prepared

# So many of a sort are read for one text; a client of the largest has as many acts.
MOST = 200
MOST_PUBLICS = 12


@dataclass(frozen=True, slots=True)
class Left:
    """Who left a finding so, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """The client's voice, what of a post was left so on purpose, by key, and what else is known about the client."""

    manner: Manner
    left: dict[str, Left] = field(default_factory=dict)
    known: Known = field(default_factory=Known)


def kept_for(client: Client, post: Post | None) -> Kept:
    """All of it in one query."""
    found: Any = _kept(client=client, post=post)[0]
    try:
        voice = found.voice
    except ObjectDoesNotExist:
        voice = None
    left = {r["key"]: Left(r["who"], datetime.fromisoformat(r["at"])) for r in found.left}
    return Kept(checked_of(client, voice), left, _known(found))


def _known(found: Any) -> Known:
    brief = next(iter(found.briefs_now), None) or {}
    return Known(
        kind=found.kind,
        facts=found.facts,
        asleep=asleep_of(found.asleep),
        acts=tuple(found.acts_open),
        works=tuple(Work(row["title"], row["approver"]) for row in found.works_open),
        positioning=brief.get("positioning", ""),
        purpose=brief.get("purpose", ""),
        strengths=tuple(brief.get("strengths", ())),
        publics=tuple(public_of(row) for row in found.publics),
    )


@prepared()
def _kept(*, client: Client, post: Post | None) -> QuerySet[Client]:
    mine = LeftSo.objects.filter(post=post)
    rows = mine.order_by("left_at").values(
        row=JSONObject(key="key", who=F("left_by__user__name"), at="left_at")
    )
    of = {"client": OuterRef("pk")}
    asleep = Channel.objects.filter(**of, part=Part.DORMANT, disconnected_at=None)
    acts = Act.objects.filter(**of, is_confirmed=False).order_by("on", "pk")
    works = Works.objects.filter(**of, approved_on=None).order_by("out_on", "pk")
    briefs = Brief.objects.filter(**of).order_by("-number")
    found = Client.objects.filter(pk=client.pk).select_related("voice")
    return found.annotate(
        left=ArraySubquery(rows),
        asleep=ArraySubquery(
            asleep.order_by("pk").values(
                row=JSONObject(
                    pk="pk",
                    id="public_id",
                    handle="handle",
                    why="care__asleep_why",
                    until="care__asleep_until",
                    followers="care__asleep_followers",
                )
            )
        ),
        acts_open=ArraySubquery(acts.values("name")[:MOST]),
        works_open=ArraySubquery(
            works.values(row=JSONObject(title="title", approver="approver"))[:MOST]
        ),
        briefs_now=ArraySubquery(
            briefs.values(
                row=JSONObject(positioning="positioning", purpose="purpose", strengths="strengths")
            )[:1]
        ),
        publics=ArraySubquery(_publics(OuterRef("pk"))),
    )


def _publics(client: OuterRef) -> QuerySet[Audience, Any]:
    """Those we still speak to, with where and when they are."""
    habits = Habit.objects.filter(audience=OuterRef("pk")).order_by("pk")
    spans = habits.values(
        row=JSONObject(network="network", weekdays="weekdays", starts="starts", ends="ends")
    )
    found = Audience.objects.current().filter(client=client).order_by("-is_default", "pk")
    return found.values(
        row=JSONObject(
            id="public_id",
            name="name",
            needs="needs",
            season="season",
            place="place",
            phrases="phrases",
            spans=ArraySubquery(spans),
        )
    )[:MOST_PUBLICS]


@dataclass(frozen=True, slots=True)
class OnChannel:
    """What one channel has of its own: its network, its handle, its text and first comment (empty: as the rest), its hat.

    `thread` is its parts, or JOINED into its text, and `has_visual` whether it has pictures; None is as in the post.
    """

    network: str
    handle: str
    text: str = ""
    first_comment: str = ""
    hat: str = ""
    thread: tuple[str, ...] | Literal["joined"] | None = None
    has_visual: bool | None = None

    def said(self, text: str, parts: Sequence[str]) -> str:
        """Its first part, of a post with this text and these parts."""
        own = self.text or text
        if self.thread != JOINED:
            return own
        return "\n\n".join(each for each in (own, *parts) if each.strip())

    def parts(self, of_post: Sequence[str]) -> list[str]:
        """The parts that follow there."""
        if self.thread == JOINED:
            return []
        return list(of_post if self.thread is None else self.thread)


def on_channel(version: Version) -> OnChannel:
    """Of a post as it is saved."""
    channel, own = version.channel, own_of(version.own)
    return OnChannel(
        channel.network, channel.handle, version.text, version.first_comment, channel.hat,
        own.thread, own.has_visual,
    )  # fmt: skip


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
    shared = [part for part in parts if part.strip()]

    def look(said: str, on: OnChannel, *, handle: str = "", is_later: bool = False) -> None:
        caption = Caption(
            text=said,
            language=language,
            network=on.network,
            has_visual=has_visual if on.has_visual is None else on.has_visual,
            rest="\n".join([*on.parts(shared), on.first_comment]),
            is_later=is_later,
            hat=on.hat,
        )
        for each in findings(manner, caption):
            found.setdefault(each.key, Standing(each, handle))

    for on in channels or [OnChannel("", "")]:
        said = on.said(text, shared)
        if said.strip() or has_visual:
            look(said, on, handle=on.handle if on.text else "")
        for part in [*on.parts(shared), on.first_comment]:
            if part.strip():
                look(part, on, is_later=True, handle="" if on.thread is None else on.handle)
    return list(found.values())
