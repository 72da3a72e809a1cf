"""Past posts of a channel, taken over from elsewhere: they count as publications from then on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clients.models import Channel
from editorial.actions.aiming import Aim
from editorial.contents import clean_text
from editorial.lifecycle import PublicationSource
from editorial.models import OutsideAim, Publication
from networks.addresses import post_address
from networks.known import KNOWN
from people import audit
from people.models import Member

MAX_URL = 500


@dataclass(frozen=True, slots=True)
class PastPost:
    """A post that is out: its address (may be empty: a story has none), when it came out, its words, what it was for, and
    what it is made of (a word of networks.known, or empty)."""

    published_at: datetime
    url: str = ""
    text: str = ""
    aim: Aim | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """The publications of the posts given, in their order, and how many of them are new."""

    publications: tuple[Publication, ...]
    n_new: int


def remote_id_of(channel: Channel, post: PastPost) -> str:
    """The name under which a past post is kept: of its address, else of its hour and words, so that it comes in once."""
    if post.url:
        address = post_address(channel.network, post.url) if channel.network in KNOWN else None
        return address.id if address else post.url[-200:]
    words = f"{post.published_at.timestamp():.0f}|{clean_text(post.text)[0].strip()}"
    return "imported-" + hashlib.sha256(words.encode()).hexdigest()[:32]


@transaction.atomic
def import_publications(
    *, channel: Channel, posts: Sequence[PastPost], member: Member, now: datetime
) -> Imported:
    """Take these over, each once: what is there already stays as it is, but for words and a format it lacked.

    What a post made outside was for is as the last file says; one of ours says it itself.
    """
    rows: dict[str, PastPost] = {}
    names = [remote_id_of(channel, post) for post in posts]
    for name, post in zip(names, posts, strict=True):
        rows.setdefault(name, post)
    known = {
        each.remote_id: each
        for each in Publication.objects.select_for_update().filter(
            channel=channel, remote_id__in=rows
        )
    }
    fresh = [
        Publication(
            agency_id=channel.agency_id,
            client_id=channel.client_id,
            channel=channel,
            remote_id=name,
            url=_address(channel, post),
            published_at=post.published_at,
            text=clean_text(post.text)[0],
            form=post.form,
            source=PublicationSource.IMPORTED,
            entered_by=member,
        )
        for name, post in rows.items()
        if name not in known
    ]
    Publication.objects.bulk_create(fresh, batch_size=500)
    for name, there in known.items():
        words, form = clean_text(rows[name].text)[0], rows[name].form
        lacked = []
        if words and not there.text:
            there.text = words
            lacked.append("text")
        if form and not there.form and there.delivery_id is None:
            there.form = form
            lacked.append("form")
        if lacked:
            there.save(update_fields=lacked)
    if fresh:
        audit.record(
            actor=member,
            agency=channel.agency,
            verb="posts.imported",
            target=channel,
            data={"n": len(fresh)},
            now=now,
        )
    found = known | {each.remote_id: each for each in fresh}
    _say_aims([(found[name], row.aim) for name, row in rows.items() if row.aim])
    return Imported(tuple(found[name] for name in names), len(fresh))


def _say_aims(said: Sequence[tuple[Publication, Aim]]) -> None:
    OutsideAim.objects.bulk_create(
        [
            OutsideAim(
                agency_id=each.agency_id,
                client_id=each.client_id,
                publication=each,
                objective=aim.objective,
                goal=aim.goal,
                pillar=aim.pillar,
                audience=aim.audience,
            )
            for each, aim in said
            if each.delivery_id is None
        ],
        update_conflicts=True,
        unique_fields=["publication"],
        update_fields=["objective", "goal", "pillar", "audience"],
        batch_size=500,
    )


def _address(channel: Channel, post: PastPost) -> str:
    address = post_address(channel.network, post.url) if channel.network in KNOWN else None
    url = address.url if address else post.url
    return url if url.startswith(("https://", "http://")) and len(url) <= MAX_URL else ""
