"""The library of a client's pictures and videos: taking uploads, describing them, the trash.

An upload is looked at by its content before anything is stored, and is a row in `received` until a worker has
made files of it (making_pictures.py). A refusal is raised as the code and numbers of pictures/rules.py.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.db import IntegrityError, transaction

from clients.models import Client
from editorial import storing
from editorial.contents import clean_text
from editorial.lifecycle import CAN_STILL_CHANGE, IN_FLIGHT, DeliveryState
from editorial.models import Asset, AssetKind, AssetState, Post, PostAsset
from editorial.models.assets import MOST_LABEL_CHARS, MOST_LABELS
from editorial.pictures.inspecting import first_look
from editorial.pictures.names import shown_name, stored_name
from editorial.pictures.rules import MEGABYTE, SUFFIXES, Refusal, Seen
from editorial.pictures.video_rules import EBML, first_look_at_video
from people import audit
from people.ids import uuid7
from people.models import Member

KEPT_IN_TRASH = timedelta(days=30)
MOST_ALT = 1500

_PLANNED = [*CAN_STILL_CHANGE, *IN_FLIGHT, DeliveryState.ACCEPTED, DeliveryState.UNKNOWN]


class InUseError(Exception):
    """The picture is in posts that are planned; `posts` are those."""

    def __init__(self, posts: list[Post]) -> None:
        super().__init__(f"used by {len(posts)} planned posts")
        self.posts = posts


@dataclass(frozen=True, slots=True)
class Received:
    """A picture that was taken; `is_new` is False when the library had the same bytes already."""

    asset: Asset
    is_new: bool


def receive(
    *, client: Client, member: Member, file_name: str, data: bytes, now: datetime
) -> Received:
    """Take an upload that is in memory: `receive_file`."""
    return receive_file(
        client=client, member=member, file_name=file_name, file=io.BytesIO(data), now=now
    )


def receive_file(
    *, client: Client, member: Member, file_name: str, file: BinaryIO, now: datetime
) -> Received:
    """Take an upload: a picture of at most MEDIA_MAX_BYTES, a video of at most MEDIA_MAX_VIDEO_BYTES. Raises Refusal.

    The same bytes twice are one picture: the one that is there comes back, out of the trash if it was in it.
    """
    n_bytes = file.seek(0, io.SEEK_END)
    kind, seen = look_at(file, n_bytes)
    file.seek(0)
    digest = hashlib.file_digest(cast(io.BufferedReader, file), "sha256").hexdigest()
    if (known := _known(client, digest, member=member, now=now)) is not None:
        return Received(known, is_new=False)
    public_id = uuid7()
    file.seek(0)
    stored = storing.keep(stored_name(public_id, "received", SUFFIXES[seen.mime]), file)
    try:
        with transaction.atomic():
            asset = Asset.objects.create(
                agency_id=client.agency_id,
                client=client,
                public_id=public_id,
                kind=kind,
                sha256=digest,
                mime=seen.mime,
                width=seen.width,
                height=seen.height,
                n_frames=seen.n_frames,
                n_bytes=n_bytes,
                name=shown_name(file_name),
                received_file=stored,
                uploaded_by=member,
                uploaded_at=now,
            )
            audit.record(
                actor=member,
                agency=member.agency,
                verb="picture.uploaded",
                target=asset,
                data={"bytes": n_bytes, "sha256": digest},
                now=now,
            )
    except IntegrityError:
        # Somebody sent the same file at the same moment.
        storing.forget(stored)
        if (known := _known(client, digest, member=member, now=now)) is None:
            raise
        return Received(known, is_new=False)
    return Received(asset, is_new=True)


def look_at(file: BinaryIO, n_bytes: int) -> tuple[AssetKind, Seen]:
    """What the file is by its content; a picture is read whole, of a video only how it begins. Raises Refusal."""
    file.seek(0)
    head = file.read(4096)
    if first_look_at_video(head):
        if n_bytes > settings.MEDIA_MAX_VIDEO_BYTES:
            raise too_big(n_bytes, most=settings.MEDIA_MAX_VIDEO_BYTES)
        mime = "video/webm" if head.startswith(EBML) else "video/mp4"
        return AssetKind.VIDEO, Seen(mime, 0, 0)
    if n_bytes > settings.MEDIA_MAX_BYTES:
        raise too_big(n_bytes)
    return AssetKind.PICTURE, first_look(head + file.read())


def too_big(n_bytes: int | None = None, *, most: int | None = None) -> Refusal:
    """The refusal of a file above the bound, which is a picture's if no other is named."""
    most = (most or settings.MEDIA_MAX_BYTES) // MEGABYTE
    if n_bytes is None:
        return Refusal("too_many_bytes", most=most)
    return Refusal("too_many_bytes", megabytes=-(-n_bytes // MEGABYTE), most=most)


def _known(client: Client, digest: str, *, member: Member, now: datetime) -> Asset | None:
    same = Asset.objects.filter(client=client, sha256=digest).exclude(state=AssetState.REFUSED)
    known = same.order_by("removed_at").last()  # the one in the library, if there is one
    if known is not None and known.removed_at is not None:
        restore(asset=known, member=member, now=now)
    return known


@transaction.atomic
def describe(*, asset: Asset, member: Member, alt: str, now: datetime) -> None:
    """Set the alt text that new uses of the picture begin with; posts keep the one they have."""
    asset.alt = clean_text(alt)[0].strip()[:MOST_ALT]
    asset.save(update_fields=["alt"])
    audit.record(
        actor=member, agency=member.agency, verb="picture.described", target=asset, now=now
    )


@transaction.atomic
def file_under(
    *, asset: Asset, member: Member, labels: list[str], rights_until: date | None, now: datetime
) -> list[Post]:
    """Set labels and the last day on which it may be published; returns the posts that are planned for later."""
    asset.labels, asset.rights_until = clean_labels(labels), rights_until
    asset.save(update_fields=["labels", "rights_until"])
    audit.record(
        actor=member,
        agency=member.agency,
        verb="picture.filed",
        target=asset,
        data={"labels": asset.labels, "rights_until": str(rights_until or "")},
        now=now,
    )
    if rights_until is None:
        return []
    posts = _named_to(member, planned_posts(asset))
    return [post for post in posts if post.wall_at and post.wall_at.date() > rights_until]


def clean_labels(raw: list[str]) -> list[str]:
    """Labels in small letters, each once, without what cannot be shown; no more and no longer than a library takes."""
    plain = (" ".join(clean_text(each)[0].lower().split()) for each in raw)
    return list(dict.fromkeys(each[:MOST_LABEL_CHARS] for each in plain if each))[:MOST_LABELS]


def planned_posts(asset: Asset) -> list[Post]:
    """The posts with this picture that are still to go out, soonest first."""
    posts = Post.objects.filter(pictures__asset=asset, deliveries__state__in=_PLANNED)
    return list(posts.select_related("client").distinct().order_by("wall_at", "pk"))


def _named_to(member: Member, posts: list[Post]) -> list[Post]:
    """Those the member may know of."""
    ids = [post.pk for post in posts]
    seen = set(Post.objects.visible_to(member).filter(pk__in=ids).values_list("pk", flat=True))
    return [post for post in posts if post.pk in seen]


@transaction.atomic
def remove(*, asset: Asset, member: Member, now: datetime) -> None:
    """Put a picture into the trash for thirty days. Raises InUseError while a planned post shows it."""
    held = Asset.objects.select_for_update().get(pk=asset.pk)
    if posts := planned_posts(held):
        raise InUseError(_named_to(member, posts))
    if held.removed_at is None:
        held.removed_at = now
        held.save(update_fields=["removed_at"])
        audit.record(
            actor=member, agency=member.agency, verb="picture.removed", target=held, now=now
        )


@transaction.atomic
def restore(*, asset: Asset, member: Member, now: datetime) -> None:
    """Take a picture out of the trash; nothing happens where the same bytes are back in the library already."""
    held = Asset.objects.select_for_update().get(pk=asset.pk)
    twins = Asset.objects.in_library().filter(client_id=held.client_id, sha256=held.sha256)
    if held.removed_at is None or twins.exclude(state=AssetState.REFUSED).exists():
        return
    held.removed_at = None
    held.save(update_fields=["removed_at"])
    audit.record(actor=member, agency=member.agency, verb="picture.restored", target=held, now=now)


def empty_trash(*, now: datetime, limit: int = 500) -> int:
    """Delete for good what lay in the trash for thirty days; what a post still shows is kept with it."""
    due = Asset.objects.filter(removed_at__lt=now - KEPT_IN_TRASH)
    n_deleted = 0
    for asset in due.exclude(pk__in=PostAsset.objects.values("asset"))[:limit]:
        files = [asset.received_file, *asset.renditions.values_list("file", flat=True)]
        with transaction.atomic():
            audit.record(
                actor=None, agency=asset.agency, verb="picture.deleted", target=asset, now=now
            )
            asset.delete()
        for name in files:
            storing.forget(name)
        n_deleted += 1
    return n_deleted
