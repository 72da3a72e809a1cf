"""Making files of uploads, in a worker: the rows in `received` are the queue, a lease keeps two workers apart.

The bytes are opened only in the closed process (pictures/closed.py); what comes back is either files or the
code of a refusal. A worker that dies leaves its lease to run out.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from editorial import storing
from editorial.models import Asset, AssetState, Rendition, RenditionPurpose
from editorial.pictures import confined
from editorial.pictures.names import stored_name
from editorial.pictures.rules import SUFFIXES, Refusal
from editorial.queries.motifs import motif_of
from people import scratch

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
VIDEO_LEASE = timedelta(seconds=300)
# A video is begun only so early in a round that the round ends inside its own bound.
VIDEOS_WITHIN_S = 25.0
RETRY_IN = timedelta(seconds=30)
MOST_TRIES = 3

_CLAIM = """
UPDATE editorial_asset
   SET lease_until = %(now)s + CASE kind WHEN 'video' THEN %(video_lease)s ELSE %(lease)s END,
       n_tries = n_tries + 1
 WHERE id = (SELECT id FROM editorial_asset
              WHERE state = 'received' AND (lease_until IS NULL OR lease_until <= %(now)s)
                AND (kind = 'picture' OR %(with_videos)s)
              ORDER BY kind, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def make_due(*, now: datetime, seconds: float = 50.0) -> int:
    """Make the files of waiting uploads, oldest first, pictures before videos; returns how many.

    Begins nothing after `seconds`; a video takes up to confined.VIDEO_PATIENCE_S.
    """
    began = time.monotonic()
    n_made = 0
    while (elapsed := time.monotonic() - began) < seconds:
        with connection.cursor() as cursor:
            values: dict[str, Any] = {
                "now": now,
                "lease": LEASE,
                "video_lease": VIDEO_LEASE,
                "with_videos": elapsed < VIDEOS_WITHIN_S,
            }
            cursor.execute(_CLAIM, values)
            row = cursor.fetchone()
        if row is None:
            break
        _make(Asset.objects.get(pk=row[0]), now=now)
        n_made += 1
    return n_made


def _make(asset: Asset, *, now: datetime) -> None:
    if asset.n_tries > MOST_TRIES:
        _refuse(asset, Refusal("not_readable"))
        return
    with scratch.work_folder("picture-") as place:
        folder = Path(place)
        try:
            source = storing.fetch(asset.received_file, folder / "source")
        except Exception:
            # The store is away: that says nothing about the picture.
            log.exception("The upload of asset %s cannot be fetched", asset.pk)
            _try_later(asset, now=now)
            return
        try:
            deed = "prepare_video" if asset.is_video else "prepare"
            answer = confined.run({"deed": deed, "source": str(source), "folder": str(folder)})
        except Refusal as refusal:
            _refuse(asset, refusal)
            return
        try:
            stored = [store(asset, folder, made) for made in answer["files"]]
        except Exception:
            log.exception("The files of asset %s cannot be stored", asset.pk)
            _try_later(asset, now=now)
            return
        _record(asset, answer, stored, now=now)


def _try_later(asset: Asset, *, now: datetime) -> None:
    Asset.objects.filter(pk=asset.pk, state=AssetState.RECEIVED).update(
        lease_until=now + RETRY_IN, n_tries=max(asset.n_tries - 1, 0)
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """A made file where it lies now."""

    purpose: str
    file: str
    mime: str
    width: int
    height: int
    n_bytes: int
    sha256: str


def store(asset: Asset, folder: Path, made: dict[str, Any]) -> Stored:
    """Put a made file where files are kept."""
    name = stored_name(asset.public_id, made["purpose"], SUFFIXES[made["mime"]])
    file, n_bytes, digest = storing.keep_file(name, folder / made["file"])
    return Stored(
        made["purpose"], file, made["mime"], made["width"], made["height"], n_bytes, digest
    )


def rendition_of(asset: Asset, stored: Stored, *, now: datetime, **more: Any) -> Rendition:
    """The row of a stored file, unsaved."""
    return Rendition(
        agency_id=asset.agency_id,
        asset=asset,
        purpose=stored.purpose,
        file=stored.file,
        mime=stored.mime,
        width=stored.width,
        height=stored.height,
        n_bytes=stored.n_bytes,
        sha256=stored.sha256,
        made_at=now,
        **more,
    )


def _record(asset: Asset, answer: dict[str, Any], stored: list[Stored], *, now: datetime) -> None:
    kept = next(one for one in stored if one.purpose == RenditionPurpose.KEPT)
    with transaction.atomic():
        held = Asset.objects.select_for_update().get(pk=asset.pk)
        is_ours = held.state == AssetState.RECEIVED
        if is_ours:
            Rendition.objects.bulk_create([rendition_of(held, one, now=now) for one in stored])
            held.state = AssetState.READY
            held.mime, held.width, held.height = kept.mime, kept.width, kept.height
            held.n_bytes, held.n_frames = kept.n_bytes, answer["n_frames"]
            held.duration_ms = answer.get("duration_ms", 0)
            held.look, held.notes = answer["look"], answer["notes"]
            held.motif = motif_of(held)
            held.lease_until, held.received_file = None, ""
            held.save()
    # The upload itself, with all that was hidden in it, is not kept.
    for name in [asset.received_file] if is_ours else [one.file for one in stored]:
        storing.forget(name)


def _refuse(asset: Asset, refusal: Refusal) -> None:
    Asset.objects.filter(pk=asset.pk, state=AssetState.RECEIVED).update(
        state=AssetState.REFUSED,
        reason=refusal.code,
        reason_params=refusal.params,
        lease_until=None,
        received_file="",
    )
    storing.forget(asset.received_file)
