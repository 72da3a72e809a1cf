"""Leaving on purpose what the check of the voice found in a post, and having it checked again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from editorial.models import LeftSo, Post
from people import audit
from people.models import Member


@transaction.atomic
def leave_so(*, post: Post, member: Member, key: str, now: datetime) -> None:
    """The finding is no longer shown for this post; who left it so stays on its page. Twice is once."""
    _, is_new = LeftSo.objects.get_or_create(
        post=post,
        key=key,
        defaults={"agency_id": post.agency_id, "left_by": member, "left_at": now},
    )
    if is_new:
        _note(post, member, "post.left_so", key, now)


@transaction.atomic
def check_again(*, post: Post, member: Member, key: str, now: datetime) -> None:
    """The finding is shown again where it still stands."""
    n_gone, _ = LeftSo.objects.filter(post=post, key=key).delete()
    if n_gone:
        _note(post, member, "post.checked_again", key, now)


def _note(post: Post, member: Member, verb: str, key: str, now: datetime) -> None:
    audit.record(
        actor=member, agency=member.agency, verb=verb, target=post, data={"finding": key}, now=now
    )
