"""What people publish by hand: the errands of a member, and the sheet of one: everything to copy, save and share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from clients.models import Health
from editorial.contents import follow_ups, for_channel, pictures_in
from editorial.lifecycle import DeliveryState, StepKind
from editorial.models import Delivery
from editorial.queries.pictures import Shown, shown_in_content
from networks.types import Poll
from people.models import Member

S = DeliveryState
AHEAD = timedelta(days=7)
BEHIND = timedelta(hours=24)
MOST = 60


@dataclass(frozen=True, slots=True)
class Errands:
    """What a member sees of the work by hand: now, coming, and done lately."""

    now: list[Delivery]
    coming: list[Delivery]
    done: list[Delivery]

    @property
    def are_none(self) -> bool:
        return not (self.now or self.coming or self.done)


def errands(*, member: Member, now: datetime) -> Errands:
    """The work by hand for the clients this member sees, the most urgent first, in three queries."""
    mine = Delivery.objects.visible_to(member).select_related(
        "client", "channel__keeper__user", "post"
    )
    here = mine.filter(channel__health=Health.BY_HAND)
    coming = here.filter(state=S.SCHEDULED, due_at__lt=now + AHEAD)
    done = mine.filter(
        state=S.PUBLISHED, proof__by_hand=True, ended_at__gte=now - BEHIND
    ).select_related("publication")
    return Errands(
        now=_first(here.filter(state__in=[S.BY_HAND, S.MISSED])),
        coming=_first(coming),
        done=list(done.order_by("-ended_at")[:MOST]),
    )


def _first(found: QuerySet[Delivery]) -> list[Delivery]:
    return list(found.order_by("due_at", "id")[:MOST])


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to be copied: the post itself, a part of its thread, the first comment, the link alone."""

    kind: str
    text: str
    number: int = 0

    @property
    def rows(self) -> int:
        """How high a field must be to show it, more or less, on a phone."""
        lines = self.text.split("\n")
        return min(max(sum(1 + len(line) // 44 for line in lines), 2), 14)


@dataclass(frozen=True, slots=True)
class File:
    """A picture or video to be saved on the phone: how it looks here, and where its file for the network is."""

    shown: Shown
    url: str
    number: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of one delivery that a person needs in their hands."""

    pieces: list[Piece]
    files: list[File]
    poll: Poll | None
    language: str


def sheet_of(delivery: Delivery) -> Sheet:
    """The frozen words and pictures of a delivery, as its channel gets them; client and post must be loaded."""
    content = delivery.content
    draft = for_channel(content, delivery.channel_id)
    pieces = [Piece("text", draft.text)] if draft.text.strip() else []
    n_parts = 1
    for each in follow_ups(content, delivery.channel_id):
        if each.kind == StepKind.COMMENT:
            pieces.append(Piece("comment", each.draft.text))
        else:
            n_parts += 1
            pieces.append(Piece("part", each.draft.text, n_parts))
    link = content["versions"][str(delivery.channel_id)].get("link", "")
    if link:
        pieces.append(Piece("link", link))
    shown = shown_in_content(content, client=delivery.client, channel_id=delivery.channel_id)
    return Sheet(
        pieces=pieces,
        files=[File(each, _file_url(delivery, at), at + 1) for at, each in enumerate(shown)]
        if len(shown) == len(pictures_in(content, delivery.channel_id))
        else [],
        poll=draft.poll,
        language=draft.language,
    )


def _file_url(delivery: Delivery, position: int) -> str:
    where = [delivery.client.slug, delivery.post.public_id, delivery.public_id, position]
    return reverse("editorial:by_hand_file", args=where)
