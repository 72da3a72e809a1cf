"""Writing a post: a new one, an edit that overwrites nobody, putting one away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Channel, Client
from editorial.contents import ChannelText, clean_text, content_hash, freeze
from editorial.lifecycle import CAN_STILL_CHANGE, DeliveryState, PostStage
from editorial.models import Post, Revision, Version
from people import audit
from people.ids import uuid7
from people.models import Member


@dataclass(frozen=True, slots=True)
class VersionInput:
    """A channel the post is for, and what differs there; an empty text follows the base."""

    channel: Channel
    text: str = ""
    spoiler: str = ""
    visibility: str = "public"


class EditConflictError(Exception):
    """Somebody saved meanwhile: `theirs` is the post as it is now; nothing was overwritten."""

    def __init__(self, theirs: Post) -> None:
        super().__init__(_("Somebody saved this post while you were writing."))
        self.theirs = theirs


class BeingSentError(Exception):
    """The post is on its way at this very moment."""

    def __init__(self) -> None:
        super().__init__(
            _("This post is being sent right now. Wait a few seconds, then look at how it went.")
        )


@transaction.atomic
def create_post(
    *,
    member: Member,
    client: Client,
    text: str,
    versions: Sequence[VersionInput],
    now: datetime,
    title: str = "",
    language: str = "",
    wall_at: datetime | None = None,
    fold: int = 0,
    public_id: UUID | None = None,
) -> Post:
    """A new draft. `wall_at` is naive, in the client's zone, and only a plan: nothing is scheduled by it."""
    post = Post.objects.create(
        agency_id=client.agency_id,
        client=client,
        title=title,
        text=clean_text(text)[0],
        language=language or client.language,
        wall_at=wall_at,
        time_zone=client.time_zone,
        fold=fold,
        created_by=member,
        created_at=now,
        edited_by=member,
        edited_at=now,
        # A form brings its own, so that sending it twice makes one post (IntegrityError the second time).
        public_id=public_id or uuid7(),
    )
    _write_versions(post, versions)
    audit.record(actor=member, agency=member.agency, verb="post.created", target=post, now=now)
    return post


@transaction.atomic
def edit_post(
    *,
    post: Post,
    member: Member,
    edit_number: int,
    text: str,
    versions: Sequence[VersionInput],
    now: datetime,
    title: str = "",
    wall_at: datetime | None = None,
    fold: int = 0,
) -> Post:
    """Save an edit of the state `edit_number`.

    Raises EditConflictError when somebody saved since, BeingSentError when a delivery is on its way. What was
    scheduled is put on hold, because nobody has approved the new words yet; scheduling again releases it.
    """
    held = Post.objects.select_for_update().select_related("client").get(pk=post.pk)
    if held.edit_number != edit_number:
        raise EditConflictError(held)
    before = content_hash(content_of(held))
    held.title = title
    held.text = clean_text(text)[0]
    held.wall_at = wall_at
    held.fold = fold
    held.edited_by = member
    held.edited_at = now
    held.edit_number += 1
    _write_versions(held, versions)
    if content_hash(content_of(held)) != before:
        _withdraw_approval(held)
    held.save()
    audit.record(actor=member, agency=member.agency, verb="post.edited", target=held, now=now)
    return held


def _withdraw_approval(post: Post) -> None:
    waiting = post.deliveries.filter(state__in=CAN_STILL_CHANGE)
    if post.deliveries.filter(state__in=[DeliveryState.CLAIMED, DeliveryState.SENDING]).exists():
        raise BeingSentError
    waiting.filter(state=DeliveryState.SCHEDULED).update(
        state=DeliveryState.BLOCKED, reason="edited"
    )
    if post.stage == PostStage.APPROVED:
        post.stage = PostStage.DRAFT


@transaction.atomic
def archive_post(*, post: Post, member: Member, now: datetime) -> None:
    """Put a post away: what still waits is cancelled, what is out stays out."""
    held = Post.objects.select_for_update().get(pk=post.pk)
    if held.deliveries.filter(state__in=[DeliveryState.CLAIMED, DeliveryState.SENDING]).exists():
        raise BeingSentError
    held.deliveries.filter(state__in=CAN_STILL_CHANGE).update(
        state=DeliveryState.CANCELLED, reason="archived", ended_at=now
    )
    held.stage = PostStage.ARCHIVED
    held.save(update_fields=["stage"])
    audit.record(actor=member, agency=member.agency, verb="post.archived", target=held, now=now)


@transaction.atomic
def restore_post(*, post: Post, member: Member, now: datetime) -> None:
    """Take a post out of the archive, as a draft."""
    Post.objects.filter(pk=post.pk, stage=PostStage.ARCHIVED).update(stage=PostStage.DRAFT)
    audit.record(actor=member, agency=member.agency, verb="post.restored", target=post, now=now)


def content_of(post: Post) -> dict[str, object]:
    """The post's present words and channels, as a revision would freeze them."""
    versions = {
        v.channel_id: ChannelText(text=v.text, spoiler=v.spoiler, visibility=v.visibility)
        for v in Version.objects.filter(post=post)
    }
    return freeze(text=post.text, language=post.language, versions=versions)


def freeze_revision(*, post: Post, member: Member, now: datetime) -> Revision:
    """The revision of the post's present content: the last one when nothing changed, else a new one."""
    content = content_of(post)
    fingerprint = content_hash(content)
    last = post.revisions.order_by("-number").first()
    if last is not None and last.content_hash == fingerprint:
        return last
    return Revision.objects.create(
        agency_id=post.agency_id,
        post=post,
        number=last.number + 1 if last else 1,
        content=content,
        content_hash=fingerprint,
        created_by=member,
        created_at=now,
    )


def _write_versions(post: Post, versions: Sequence[VersionInput]) -> None:
    post.versions.exclude(channel__in=[v.channel for v in versions]).delete()
    Version.objects.bulk_create(
        [
            Version(
                agency_id=post.agency_id,
                post=post,
                channel=v.channel,
                text=clean_text(v.text)[0],
                spoiler=clean_text(v.spoiler)[0],
                visibility=v.visibility,
            )
            for v in versions
        ],
        update_conflicts=True,
        unique_fields=["post", "channel"],
        update_fields=["text", "spoiler", "visibility"],
    )
