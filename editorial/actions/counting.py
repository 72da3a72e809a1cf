"""What a post counts as in the contract, where its pictures do not say it: a story, an article, a newsletter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from clients.models import Client
from editorial.models import Post
from people import audit
from people.models import Member


@transaction.atomic
def count_as(*, by: Member, client: Client, pieces: Mapping[int, str], now: datetime) -> int:
    """Says of posts of the client, by their number, what each counts as; "" leaves it to what is in them.

    Returns how many changed. Posts of others and unknown ones are passed over.
    """
    mine = Post.objects.visible_to(by).filter(client=client, pk__in=pieces)
    n_changed = 0
    for post in mine.select_for_update(of=("self",)).order_by("pk"):
        if post.piece == pieces[post.pk]:
            continue
        data = {"from": post.piece, "to": pieces[post.pk]}
        Post.objects.filter(pk=post.pk).update(piece=pieces[post.pk])
        audit.record(
            actor=by, agency=by.agency, verb="post.counted_as", target=post, data=data, now=now
        )
        n_changed += 1
    return n_changed
