"""Posts of which channels have something of their own: made, scheduled, and seen as previews and the network see them."""

from __future__ import annotations

import json
import urllib.request
from datetime import timedelta
from typing import Any

from clients.actions import connecting
from clients.models import Channel, Client
from editorial.actions import drafting, scheduling
from editorial.actions.drafting import Additions, VersionInput
from editorial.actions.picturing import PictureInput
from editorial.models import Post
from editorial.own import Own
from editorial.queries.fitting import fit
from editorial.queries.pictures import shown_in
from editorial.when import fold_of, wall_of
from people.clock import database_now
from tests import make_pictures

FIRST, SECOND, THIRD = "Sei gradi alle sei.", "Si pota lo stesso.", "Aldo preferisce il freddo."


def pictures_for(member: Any, client: Client) -> list[PictureInput]:
    """Two that all channels get, and one for those that choose it."""
    dawn = make_pictures.ready(member, client, name="alba.jpg")
    shears = make_pictures.ready(
        member, client, make_pictures.photograph((1600, 900)), name="forbici.jpg"
    )
    sign = make_pictures.ready(
        member, client, make_pictures.photograph((1300, 1000)), name="insegna.jpg"
    )
    return [
        PictureInput(dawn, alt="La vigna all'alba"),
        PictureInput(shears, alt="Forbici rosse", crop="16:9"),
        PictureInput(sign, alt="L'insegna", is_shared=False),
    ]


def key(picture: PictureInput) -> str:
    return str(picture.asset.public_id)


def made(member: Any, own: dict[Channel, Own], **more: Any) -> Post:
    client = next(iter(own)).client
    more.setdefault("additions", Additions(thread=(SECOND, THIRD)))
    return drafting.create_post(
        member=member,
        client=client,
        text=FIRST,
        versions=[VersionInput(channel, own=each) for channel, each in own.items()],
        now=database_now(),
        **more,
    )


def content(post: Post) -> dict[str, Any]:
    return drafting.content_of(post)


def seen(post: Post, channel: Channel) -> Any:
    """What the previews are drawn of."""
    return fit(
        content=content(post),
        channel=channel,
        limits=connecting.limits_of(channel),
        shown=shown_in(post),
    )


def scheduled_soon(post: Post, member: Any) -> Any:
    due = database_now() + timedelta(minutes=10)
    zone = post.client.time_zone
    made = scheduling.schedule(
        post=post,
        member=member,
        wall_at=wall_of(due, zone),
        fold=fold_of(due, zone),
        now=database_now(),
    )
    return {each.channel_id: each for each in made}


def status_of(delivery: Any, sandbox: Any) -> dict[str, Any]:
    """The published post as the network itself tells it."""
    delivery.refresh_from_db()
    url = f"{sandbox.origin}/api/v1/statuses/{delivery.proof['remote_id']}"
    token = connecting.open_channel(delivery.channel).credentials.access_token.reveal()
    request = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
    found: dict[str, Any] = json.loads(urllib.request.urlopen(request).read())
    return found
