"""A campaign of the demo: the festival tells its line-up in three drops, a name at a time between them, in two languages."""

from __future__ import annotations

from datetime import datetime, timedelta

from editorial.actions import campaigns
from editorial.actions.campaigns import CampaignFacts
from editorial.models import Post
from smm.demo.cast import Cast

CLIENT = "lanterne"
BEGAN = timedelta(days=20)
# How each post begins, or what it is called, and which of those above goes first.
POSTS = (
    ("Chi accende la lanterna / 9", ""),
    ("Cartellone, seconda parte", "Chi accende la lanterna / 9"),
    ("Chi accende la lanterna / 10", "Chi accende la lanterna / 9"),
    ("Who lights the lantern / 10", "Chi accende la lanterna / 10"),
    ("Chi accende la lanterna / 11", "Cartellone, seconda parte"),
    ("Accordionist", "Chi accende la lanterna / 11"),
)


def begin(cast: Cast, now: datetime) -> None:
    """The campaign with the posts that are there; days are counted from today."""
    client, luca, then = cast.clients[CLIENT], cast.members["luca"], now - BEGAN
    today = client.today(now)
    facts = CampaignFacts(
        name="Il cartellone in tre volte",
        word="cartellone",
        says="Ogni settimana si accende qualche nome, e chi apre la prima sera lo si sa per ultimo.",
        starts_on=client.today(then),
        ends_on=today + timedelta(days=16),
    )
    campaign = campaigns.begin_campaign(by=luca, client=client, facts=facts, now=then)
    put: dict[str, Post] = {}
    for begins, first in POSTS:
        post = _post(client.pk, begins)
        if post is not None:
            campaigns.put_in(by=luca, post=post, campaign=campaign, after=put.get(first), now=now)
            post.refresh_from_db()
            put[begins] = post


def _post(client_id: int, begins: str) -> Post | None:
    mine = Post.objects.filter(client_id=client_id, campaign=None).order_by("pk")
    return mine.filter(title=begins).first() or mine.filter(text__startswith=begins).first()
