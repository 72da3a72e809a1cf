"""What people said and what they were answered: the promises, what was written down by hand, what the sandbox's people said.

Made by the actions that clicks call, with the clock moved; the words are in heard.toml. Nobody has waited longer than was
promised but two of Passolieve's.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from clients.actions import connecting
from clients.models import Client
from community.actions import hearing, promising, replying, triage, writing_down
from community.actions.waiting import promised
from community.models import Conversation, Hearing
from community.models.promises import WORKING_DAYS
from community.states import Kind, Settled, Standing
from smm.demo.cast import Cast

_FILE = Path(__file__).with_name("heard.toml")
_SETTLES = {"spam": Settled.SPAM, "nothing": Settled.NOT_NEEDED}
STEP = timedelta(minutes=10)
# What the sandbox's people said within this time still waits.
FRESH = timedelta(hours=2)
# As soon, and as late, as somebody of us usually gets to it.
SOON, LATE = 12, 150


def fill(cast: Cast, now: datetime) -> None:
    """Everything, for every client that the file knows."""
    with _FILE.open("rb") as file:
        raw = tomllib.load(file)
    for key, words in raw.items():
        client = cast.clients[key]
        promising.promise(
            by=cast.members["nora"], client=client, within_h=words["within_h"],
            days=WORKING_DAYS, opens=time(9), closes=time(18), now=now - timedelta(days=90),
        )  # fmt: skip
        for row in words["said"]:
            _say(cast, client, *row, now=now)
    _hear(cast, now)


def _say(
    cast: Cast,
    client: Client,
    network: str,
    kind: str,
    who: str,
    when: int | str,
    text: str,
    answer: str,
    after: int,
    by: str,
    *,
    now: datetime,
) -> None:
    said_at = _moment(client, when, now)
    conversation = writing_down.write_down(
        by=cast.members["davide"], channel=client.channels.get(network=network),
        kind=Kind(kind), person=who, text=text, said_at=said_at, now=said_at,
    )  # fmt: skip
    if not answer:
        return
    values: dict[str, Any] = {
        "by": cast.members[by], "conversation": conversation, "now": said_at + timedelta(minutes=after),
    }  # fmt: skip
    if answer in _SETTLES:
        triage.close(how=_SETTLES[answer], **values)
    else:
        replying.answered_there(text=answer, **values)


def _moment(client: Client, when: int | str, now: datetime) -> datetime:
    """So many minutes ago; or so long ago that what was promised ended at least that many minutes ago."""
    if isinstance(when, int):
        return now - timedelta(minutes=when)
    late = timedelta(minutes=int(when.removeprefix("late ")))
    said_at = now - late
    while (due_at := promised(client, said_at)) is None or due_at > now - late:
        said_at -= STEP
    return said_at


def _hear(cast: Cast, now: datetime) -> None:
    """What stands on the sandbox comes in; what is not of the last hours was seen to, as Davide does."""
    channels = list(cast.channels.values())
    opened = connecting.open_channels([each.pk for each in channels])
    for channel in channels:
        if channel.pk in opened:
            Hearing.objects.create(agency_id=channel.agency_id, channel=channel, next_at=now)
            hearing.hear(channel, opened[channel.pk], now=now)
    old = Conversation.objects.filter(channel__in=channels, waiting_since__lt=now - FRESH).exclude(
        standing=Standing.DONE
    )
    for conversation in old.select_related("channel", "client"):
        _see_to(cast, conversation, now)


def _see_to(cast: Cast, conversation: Conversation, now: datetime) -> None:
    said = conversation.utterances.waiting().order_by("-said_at")[0]
    dice = Random(f"{conversation.person_handle}:{said.text}")  # noqa: S311 - a stage play, not a secret
    at = min(said.said_at + timedelta(minutes=dice.randint(SOON, LATE)), now)
    how = Settled.SPAM if "guadagna" in said.text.lower() else Settled.NOT_NEEDED
    triage.close(by=cast.members["davide"], conversation=conversation, how=how, now=at)
