"""A post that went out, told from its first words on: who wrote it, when it was asked about, where it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from clients.models import Channel, Client
from editorial import when
from editorial.actions.handing_over import MISSED_AFTER
from editorial.lifecycle import DeliveryState
from editorial.models import Delivery, Post, Revision
from people.models import Member
from smm.demo.cast import Cast
from smm.demo.places import Place
from smm.demo.plan import ZONE, Exit


@dataclass(slots=True)
class Out:
    """The post on one channel: its delivery, and what is there. `place` where a person published it."""

    channel: Channel
    delivery: Delivery
    remote_id: str
    url: str
    sent_at: datetime
    place: Place | None = None


@dataclass(slots=True)
class Story:
    """One post from its first words to its pages on the networks, with the moments in between."""

    one: Exit
    cast: Cast
    post: Post
    revision: Revision
    outs: list[Out]
    written_at: datetime
    asked_at: datetime
    decided_at: datetime
    scheduled_at: datetime

    @property
    def writer(self) -> Member:
        return self.cast.writer_of(self.one.demo, self.one.post)


def sent_at_of(one: Exit) -> datetime:
    """When the network had it: a moment after its time."""
    return (
        one.due_at
        + timedelta(minutes=one.post.late)
        + timedelta(seconds=one.dice("sent").uniform(0.4, 3))
    )


def tell(cast: Cast, one: Exit, remote: dict[str, Any]) -> Story:
    """The story of a post that went out, its rows unsaved; `remote` is its post on the sandbox."""
    dice = one.dice("moments")
    client, channel = cast.clients[one.demo.key], cast.channel_of(one.demo, one.post)
    writer = cast.writer_of(one.demo, one.post)
    sent_at = sent_at_of(one)
    asked_at = _in_the_office(one.due_at - timedelta(days=2), dice)
    written_at = _in_the_office(asked_at - timedelta(days=dice.randint(1, 4)), dice)
    decided_at = _decided_at(one, asked_at)
    scheduled_at = decided_at + min(
        timedelta(minutes=dice.uniform(5, 90)), (one.due_at - decided_at) / 2
    )
    shared: dict[str, Any] = {"agency_id": client.agency_id}
    post = Post(
        **shared,
        client=client,
        title=one.post.title,
        text=one.text,
        language=one.post.lang or "it",
        wall_at=one.wall_at,
        time_zone=ZONE,
        created_by=writer,
        created_at=written_at,
        edited_by=writer,
        edited_at=written_at + timedelta(minutes=dice.uniform(2, 40)),
        edit_number=dice.randint(2, 5),
    )
    revision = Revision(
        **shared, post=post, number=1, created_by=writer, created_at=asked_at, content={}
    )
    delivery = Delivery(
        client=client,
        post=post,
        channel=channel,
        revision=revision,
        # Sent late: a person sent again what had been missed, and that is its time then.
        wall_at=one.wall_at + timedelta(minutes=one.post.late),
        due_at=one.due_at + timedelta(minutes=one.post.late),
        next_attempt_at=one.due_at + timedelta(minutes=one.post.late),
        epoch=1,
        n_attempts=1,
        first_sent_at=one.due_at + timedelta(minutes=one.post.late),
        proof={"remote_id": remote["id"], "url": remote["url"]},
        ended_at=sent_at,
        **_planned(cast, client, scheduled_at),
    )
    outs = [Out(channel, delivery, remote["id"], remote["url"], sent_at)]
    for place in cast.places.get(one.demo.key, ()):
        if place.takes(one):
            outs.append(_published_by_hand(cast, one, place, post, revision, scheduled_at))
    return Story(one, cast, post, revision, outs, written_at, asked_at, decided_at, scheduled_at)


def _planned(cast: Cast, client: Client, scheduled_at: datetime) -> dict[str, Any]:
    """What every delivery that is out has in common."""
    return {
        "agency_id": client.agency_id,
        "time_zone": ZONE,
        "state": DeliveryState.PUBLISHED,
        "created_by": cast.members["luca"],
        "created_at": scheduled_at,
    }


def _published_by_hand(
    cast: Cast, one: Exit, place: Place, post: Post, revision: Revision, scheduled_at: datetime
) -> Out:
    """A person was told at the hour, published, and pasted the link some minutes later."""
    dice = one.dice(f"by hand:{place.channel.network}")
    sent_at = one.due_at + timedelta(minutes=dice.choice((1, 2, 2, 3, 4, 6, 9, 14, 38)), seconds=7)
    remote_id, url = place.address_of(one)
    keeper = place.keeper
    delivery = Delivery(
        client=place.channel.client,
        post=post,
        channel=place.channel,
        revision=revision,
        wall_at=one.wall_at,
        due_at=one.due_at,
        next_attempt_at=one.due_at,
        grace=MISSED_AFTER,
        proof={
            "remote_id": remote_id,
            "url": url,
            "seen_by": keeper.pk,
            "by_hand": True,
            "name": str(keeper)[:120],
        },
        ended_at=sent_at,
        **_planned(cast, place.channel.client, scheduled_at),
    )
    return Out(place.channel, delivery, remote_id, url, sent_at, place)


def _in_the_office(moment: datetime, dice: Random) -> datetime:
    """A moment of that day between nine and six; of the Friday before where it is a weekend."""
    wall = when.wall_of(moment, ZONE)
    wall -= timedelta(days=max(wall.weekday() - 4, 0))
    return when.instant_of(
        wall.replace(
            hour=dice.randint(9, 17), minute=dice.randint(0, 59), second=dice.randint(0, 59)
        ),
        ZONE,
    )


def _decided_at(one: Exit, asked_at: datetime) -> datetime:
    """Most answer within the day; one in nine only in the last minutes."""
    dice = one.dice("decided")
    if dice.random() < 1 / 9:
        return one.due_at - timedelta(minutes=dice.uniform(8, 50))
    return asked_at + timedelta(hours=dice.uniform(0.6, 20))
