"""Reading the posts to come beside their clients' voices, ahead of whoever asks: what each one says is kept with the post.

A page cannot read thousands of captions; a worker reads each once, and again when its words, the voice or the day change.
docs/decisions/tone.md has the why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from clients.manner import Manner
from clients.models import Voice
from clients.queries.voices import checked_of
from editorial.models import OUT_OF_HAND, Post, PostAsset, ToneCheck
from editorial.models.tone_checks import AHEAD
from editorial.queries.tone import on_channel, standing
from editorial.tone_text import Told
from people.models import Agency

# A corrected rule pack, a finer check, a client's new name: within a day they are met everywhere.
AGAIN = timedelta(days=1)
# A wall time is compared as it is written; no zone is further from UTC.
_FURTHEST = timedelta(days=1)
AT_A_TIME = 300


@transaction.atomic
def check_posts_to_come(*, now: datetime) -> int:
    """Reads some that were not read yet as they stand, the soonest first; how many. What is no longer to come is forgotten."""
    wall_now = now.replace(tzinfo=None)
    ToneCheck.objects.filter(
        Q(post__wall_at=None)
        | Q(post__wall_at__lt=wall_now - _FURTHEST)
        | ~Q(post__stage__in=OUT_OF_HAND)
    ).delete()
    posts = _unread(now, wall_now)
    manners = _manners(posts)
    ToneCheck.objects.bulk_create(
        [_checked(post, manners[post.client_id], now) for post in posts],
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=["edit_number", "voice_edit", "keys", "findings", "checked_at"],
    )
    return len(posts)


def _unread(now: datetime, wall_now: datetime) -> list[Any]:
    """The posts, each with the save of the voice it is to be read beside; a client without a voice has no rules to break."""
    read = ToneCheck.objects.filter(
        post=OuterRef("pk"),
        edit_number=OuterRef("edit_number"),
        voice_edit=OuterRef("client__voice__edit_number"),
        checked_at__gt=now - AGAIN,
    )
    return list(
        Post.objects.filter(
            ~Exists(read),
            # One agency after the other: the index of days is theirs.
            agency__in=Agency.objects.all(),
            client__voice__isnull=False,
            stage__in=OUT_OF_HAND,
            wall_at__gte=wall_now - _FURTHEST,
            wall_at__lt=wall_now + AHEAD + _FURTHEST,
        )
        .annotate(
            voice_edit=F("client__voice__edit_number"),
            has_visual=Exists(PostAsset.objects.filter(post=OuterRef("pk"), is_shared=True)),
        )
        .select_related("client")
        .prefetch_related("versions__channel")
        .order_by("wall_at", "pk")[:AT_A_TIME]
    )


def _manners(posts: Iterable[Post]) -> dict[int, Manner]:
    """The voices of their clients, by client."""
    voices = Voice.objects.filter(client__in={post.client_id for post in posts})
    return {
        each.client_id: checked_of(each.client, each) for each in voices.select_related("client")
    }


def _checked(post: Any, manner: Manner, now: datetime) -> ToneCheck:
    told = _told(post, manner)
    return ToneCheck(
        agency_id=post.agency_id,
        client_id=post.client_id,
        post=post,
        edit_number=post.edit_number,
        voice_edit=post.voice_edit,
        keys=[each.key for each in told],
        findings=[asdict(each) for each in told],
        checked_at=now,
    )


def _told(post: Any, manner: Manner) -> list[Told]:
    """What the voice says of the post as it is saved, the ones to stop at first."""
    on = [on_channel(each) for each in post.versions.all()]
    # Alike networks read alike: the same words are looked at once for each.
    distinct = {replace(each, handle=""): each for each in on}
    found = standing(
        manner,
        text=post.text,
        channels=list(distinct.values()),
        parts=post.thread,
        language=post.language,
        has_visual=post.has_visual,
    )
    return sorted((each.finding.told for each in found), key=lambda each: not each.is_stop)
