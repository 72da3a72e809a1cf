"""A release of the demo: Irma's song, on five channels at midnight of the day it comes out, under embargo. Its link comes at the
hour; four of its posts are ready, the story has neither its picture nor its yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from clients.models import Client, Contact
from editorial.actions import answering, asking, drafting, releasing, scheduling
from editorial.actions.drafting import VersionInput
from editorial.actions.picturing import PictureInput
from editorial.lifecycle import Entrance, ReviewDecision
from editorial.models import Post, Release
from smm.demo.cast import Cast

CLIENT = "irma"
NAME = "Fuori orario"
# The post of her plan that goes out at that midnight.
COVER = "Uscita del singolo"
WRITTEN, ASKED, DECIDED = timedelta(days=3), timedelta(hours=30), timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class _With:
    """What goes out with the cover, on one of her channels kept by hand."""

    network: str
    title: str
    text: str
    picture: str = ""


READY = (
    _With(
        "tiktok",
        "Fuori orario, si ascolta",
        "fuori orario si ascolta da adesso, qui: [link]",
        "cassetta",
    ),
    _With(
        "youtube",
        "Il video con il testo",
        "tre minuti e undici, una finestra sola. le parole sono scritte sotto, il link è questo: [link]",
        "autobus",
    ),
    _With(
        "telegram",
        "A chi è nel canale",
        "siete quelli che erano svegli anche prima. è qui: [link] poi ditemi a che ora siete tornati a casa.",
        "orologio",
    ),
)
# What Chiara has still to draw; the words have been asked about.
STORY = _With(
    "instagram", "Storia di mezzanotte (senza visual)", "è mezzanotte. si tocca qui, e parte."
)
ASKING = "Il visual lo finisce Chiara e te lo giriamo. Intanto ci serve il sì sulle parole: la storia parte alla stessa ora del resto."


@transaction.atomic
def plan(cast: Cast, now: datetime) -> None:
    """All posts at the hour of her plan: four are decided and scheduled, the fifth has been asked about."""
    client, luca = cast.clients[CLIENT], cast.members["luca"]
    cover = Post.objects.select_related("client").get(client=client, title=COVER)
    assert cover.wall_at is not None, "her plan says when"
    posts = [_draft(cast, client, each, now) for each in (*READY, STORY)]
    *ready, story = posts
    deciding = [each for each in cast.contacts[CLIENT] if each.may_decide]
    release = releasing.make_release(
        member=luca,
        client=client,
        name=NAME,
        posts=[cover, *posts],
        wall_at=cover.wall_at,
        fold=cover.fold,
        circle=releasing.Circle(True, [cast.members["giulia"]], deciding),
        now=now - timedelta(days=2),
    )
    for post in ready:
        _say_yes_and_schedule(cast, post, release, deciding[0], now)
    asking.ask_client(
        post=story, member=cast.members["giulia"], message=ASKING, now=now - timedelta(days=1)
    )


def _draft(cast: Cast, client: Client, each: _With, now: datetime) -> Post:
    places = cast.places[CLIENT]
    channel = next(place.channel for place in places if place.channel.network == each.network)
    asset = cast.pictures.get((CLIENT, each.picture))
    return drafting.create_post(
        member=cast.members["giulia"],
        client=client,
        title=each.title,
        text=each.text,
        versions=[VersionInput(channel)],
        pictures=[PictureInput(asset, alt=asset.alt)] if asset else [],
        piece="" if asset else "story",
        now=now - WRITTEN,
    )


def _say_yes_and_schedule(
    cast: Cast, post: Post, release: Release, contact: Contact, now: datetime
) -> None:
    post.refresh_from_db()
    review, _ = asking.ask_client(post=post, member=cast.members["giulia"], now=now - ASKED)
    answering.decide_by_contact(
        review=review,
        contact=contact,
        decision=ReviewDecision.APPROVED,
        seen=review.revision.content_hash,
        came_by=Entrance.LINK,
        now=now - DECIDED,
    )
    scheduling.schedule(
        post=post,
        member=cast.members["luca"],
        wall_at=release.wall_at,
        fold=release.fold,
        now=now - DECIDED + timedelta(hours=1),
    )
