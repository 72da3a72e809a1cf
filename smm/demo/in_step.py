"""A release of the demo: Irma's song, at midnight of the day it comes out, under embargo. Its link comes at the hour, its cover waits for a yes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from editorial.actions import answering, asking, drafting, releasing, scheduling
from editorial.actions.drafting import VersionInput
from editorial.actions.picturing import PictureInput
from editorial.lifecycle import Entrance, ReviewDecision
from editorial.models import Post
from smm.demo.cast import Cast

CLIENT = "irma"
NAME = "Fuori orario"
# The post of her plan that goes out at that midnight.
COVER = "Uscita del singolo"
TITLE, TEXT, PICTURE = (
    "Fuori orario, si ascolta",
    "fuori orario si ascolta da adesso, qui: [link]",
    "cassetta",
)


@transaction.atomic
def plan(cast: Cast, now: datetime) -> None:
    """Both posts at the hour of her plan: one is decided and scheduled, the other has been asked about."""
    client, giulia, luca = cast.clients[CLIENT], cast.members["giulia"], cast.members["luca"]
    cover = Post.objects.select_related("client").get(client=client, title=COVER)
    assert cover.wall_at is not None, "her plan says when"
    asset = cast.pictures.get((CLIENT, PICTURE))
    song = drafting.create_post(
        member=giulia,
        client=client,
        title=TITLE,
        text=TEXT,
        versions=[VersionInput(v.channel) for v in cover.versions.select_related("channel")],
        pictures=[PictureInput(asset, alt=asset.alt)] if asset else [],
        now=now - timedelta(days=3),
    )
    deciding = [each for each in cast.contacts[CLIENT] if each.may_decide]
    release = releasing.make_release(
        member=luca,
        client=client,
        name=NAME,
        posts=[cover, song],
        wall_at=cover.wall_at,
        fold=cover.fold,
        circle=releasing.Circle(True, [giulia], deciding),
        now=now - timedelta(days=2),
    )
    song.refresh_from_db()
    review, _ = asking.ask_client(post=song, member=giulia, now=now - timedelta(hours=30))
    answering.decide_by_contact(
        review=review,
        contact=deciding[0],
        decision=ReviewDecision.APPROVED,
        seen=review.revision.content_hash,
        came_by=Entrance.LINK,
        now=now - timedelta(hours=20),
    )
    scheduling.schedule(
        post=song,
        member=luca,
        wall_at=release.wall_at,
        fold=release.fold,
        now=now - timedelta(hours=19),
    )
