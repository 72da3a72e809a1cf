"""What the tests of corrections and removals share: posts that are out, and how the network shows them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from clients.actions import connecting
from clients.models import Channel
from editorial.actions import amending, remedying
from editorial.actions.rewording import NewWords
from editorial.models import Amendment, Delivery, Remedy
from people.clock import database_now
from people.models import Member
from tests.make_posts import just_after, run_round, scheduled

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
OLD, NEW = "Si pota martedì.", "Si pota mercoledì."


def out(member: Member, *channels: Channel, text: str = OLD, **more: Any) -> Delivery:
    """A post that has been published on these channels; the delivery of the first."""
    delivery = scheduled(member, *channels, text=text, **more)
    for _ in range(8):
        run_round(just_after(delivery))
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    return delivery


def corrected(member: Member, delivery: Delivery, text: str = NEW, **more: Any) -> Amendment:
    """A correction of the post, asked for on all its channels unless `channels` says which."""
    post = delivery.post
    post.refresh_from_db()
    asked = {
        "words": NewWords(text, thread=tuple(post.thread)),
        "channels": [d.channel_id for d in amending.standing_on_networks(post)],
        "edit_number": post.edit_number,
        **more,
    }
    return amending.correct(post=post, member=member, now=database_now(), **asked)


def removed(member: Member, delivery: Delivery, **more: Any) -> Amendment:
    """A removal of the post, asked for on all its channels unless `channels` says which."""
    post = delivery.post
    standing = amending.standing_on_networks(post)
    asked = {"channels": [d.channel_id for d in standing], **more}
    return amending.remove(post=post, member=member, now=database_now(), **asked)


def carry_out(at: datetime | None = None) -> int:
    """What a worker does now."""
    return remedying.remedy_round(clock=lambda: at or database_now())


def states(amendment: Amendment) -> list[str]:
    return list(amendment.remedies.order_by("delivery", "position").values_list("state", flat=True))


def only(amendment: Amendment) -> Remedy:
    return amendment.remedies.get()


def said(channel: Channel) -> list[str]:
    """What stands on the channel, newest first, as its network tells; answers are left out."""
    opened = connecting.open_channel(channel)
    since = database_now() - timedelta(hours=6)
    return [
        p.text for p in opened.connector.newest(opened.credentials, since=since, timeout_s=60).posts
    ]


def is_there(channel: Channel, remote_id: str) -> bool:
    opened = connecting.open_channel(channel)
    return bool(opened.connector.is_there(opened.credentials, remote_id, timeout_s=60))
