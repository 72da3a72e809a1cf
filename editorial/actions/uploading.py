"""Uploads in parts: begin, add a part, finish, give up. A broken line costs the part that was on its way, no more.

The row says how far an upload is; a part is taken only at that place. What the file is, is looked at as soon as its first
bytes are there, so that nobody sends a gigabyte in vain.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum

from clients.models import Client
from editorial import parts
from editorial.actions import library
from editorial.models import Asset, Upload
from editorial.pictures.names import shown_name
from editorial.pictures.rules import MEGABYTE, Refusal
from editorial.pictures.video_rules import first_look_at_video
from people.models import Member

LASTS = timedelta(hours=24)
MOST_UNFINISHED = 40


class WrongPlaceError(Exception):
    """A part that does not begin where the upload stands; `n_received` is where that is."""

    def __init__(self, n_received: int) -> None:
        super().__init__(str(n_received))
        self.n_received = n_received


class OverError(Exception):
    """The upload ended: given up, or expired."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The picture or video an upload became; `is_new` is False when the library had it already."""

    asset: Asset
    is_new: bool


def begin(
    *, client: Client, member: Member, file_name: str, mark: str, n_bytes: int, now: datetime
) -> Upload:
    """A new upload, or the one of the same file that was broken off. Raises Refusal: empty, too big, no room."""
    if n_bytes < 1:
        raise Refusal("empty")
    if n_bytes > max(settings.MEDIA_MAX_VIDEO_BYTES, settings.MEDIA_MAX_BYTES):
        raise library.too_big(n_bytes, most=settings.MEDIA_MAX_VIDEO_BYTES)
    mine = Upload.objects.of(member, client).filter(mark=mark, finished_at=None)
    if (known := mine.first()) is not None:
        if known.expires_at > now and known.n_bytes == n_bytes:
            return known
        give_up(upload=known)
    _refuse_without_room(member, n_bytes, now)
    try:
        with transaction.atomic():
            return Upload.objects.create(
                agency_id=client.agency_id,
                client=client,
                member=member,
                name=shown_name(file_name),
                mark=mark,
                n_bytes=n_bytes,
                began_at=now,
                expires_at=now + LASTS,
            )
    except IntegrityError:
        # The same person began the same file in two windows.
        return mine.get()


def _refuse_without_room(member: Member, n_bytes: int, now: datetime) -> None:
    under_way = Upload.objects.unfinished(now)
    ours = under_way.filter(agency_id=member.agency_id)
    ours_bytes = ours.aggregate(all=Sum("n_bytes"))["all"] or 0
    all_bytes = under_way.aggregate(all=Sum("n_bytes"))["all"] or 0
    if (
        ours_bytes + n_bytes > settings.UPLOADS_MAX_AGENCY_BYTES
        or all_bytes + n_bytes > settings.UPLOADS_MAX_BYTES
        or ours.filter(member=member).count() >= MOST_UNFINISHED
        or not parts.has_room(n_bytes)
    ):
        raise Refusal("no_room", megabytes=-(-ours_bytes // MEGABYTE))


def add(*, upload: Upload, at: int, data: bytes, now: datetime) -> int:
    """Add a part at that place; returns how far the upload is now. Raises WrongPlaceError, OverError, Refusal."""
    refusal = None
    with transaction.atomic():
        held = _held(upload, now)
        if held.finished_at is not None or at != held.n_received:
            raise WrongPlaceError(held.n_received)
        if at + len(data) > held.n_bytes:
            raise WrongPlaceError(held.n_received)
        if at == 0 and data:
            refusal = _refusal_of(data, held.n_bytes)
        if refusal is None:
            parts.write(held.public_id, at, data)
            held.n_received = at + len(data)
            held.expires_at = now + LASTS
            held.save(update_fields=["n_received", "expires_at"])
    if refusal is not None:
        give_up(upload=upload)
        raise refusal
    return held.n_received


def _refusal_of(data: bytes, n_bytes: int) -> Refusal | None:
    """What can be said against a file by its first part, if anything."""
    try:
        if first_look_at_video(data[:4096]):
            return None
        if n_bytes > settings.MEDIA_MAX_BYTES:
            return library.too_big(n_bytes)
        if n_bytes == len(data):
            library.look_at(io.BytesIO(data), n_bytes)
    except Refusal as refusal:
        return refusal
    return None


def finish(*, upload: Upload, now: datetime) -> Finished:
    """Take what has come into the library. Asked twice it is done once. Raises WrongPlaceError, OverError, Refusal."""
    refusal: Refusal | None = None
    got: library.Received | None = None
    with transaction.atomic():
        held = _held(upload, now)
        if held.finished_at is not None and held.asset is not None:
            return Finished(held.asset, is_new=held.asset.uploaded_at >= held.began_at)
        if held.n_received != held.n_bytes:
            raise WrongPlaceError(held.n_received)
        try:
            with parts.opened(held.public_id) as file:
                got = library.receive_file(
                    client=held.client, member=held.member, file_name=held.name, file=file, now=now
                )
        except Refusal as error:
            refusal = error
        except FileNotFoundError:
            raise OverError from None
        if got is not None:
            held.asset, held.finished_at = got.asset, now
            held.save(update_fields=["asset", "finished_at"])
    if got is None:
        give_up(upload=upload)
        raise refusal or Refusal("not_readable")
    parts.forget(upload.public_id)
    return Finished(got.asset, is_new=got.is_new)


def _held(upload: Upload, now: datetime) -> Upload:
    held = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("client", "member__agency", "asset")
        .filter(pk=upload.pk)
        .first()
    )
    if held is None or held.expires_at <= now:
        raise OverError
    return held


def give_up(*, upload: Upload) -> None:
    """Forget an upload and what has come of it; one that became a picture leaves that alone."""
    Upload.objects.filter(pk=upload.pk).delete()
    parts.forget(upload.public_id)


def forget_expired(*, now: datetime, limit: int = 500) -> int:
    """Give up what nobody went on with for a day, and sweep files without a row; returns how many."""
    over = list(Upload.objects.filter(expires_at__lte=now).order_by("pk")[:limit])
    for upload in over:
        give_up(upload=upload)
    parts.forget_orphans()
    return len(over)
