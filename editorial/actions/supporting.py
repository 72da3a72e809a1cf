"""What of the client's wider presence a post supports. No part of what is approved or sent: it can be said at any time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clients.models import TouchpointMoment
from editorial.models import Post
from people import audit
from people.models import Member


@transaction.atomic
def support(*, by: Member, post: Post, moment: TouchpointMoment | None, now: datetime) -> None:
    """The post supports this moment of its client, or none any more."""
    if post.supports_id == (moment.pk if moment else None):
        return
    Post.objects.filter(pk=post.pk).update(supports=moment)
    data = {"moment": moment.title if moment else ""}
    audit.record(actor=by, agency=by.agency, verb="post.supports", target=post, data=data, now=now)
