"""The file of a picture or video that a certain network takes: the kept one where it fits, else one made for it, once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from editorial import storing
from editorial.actions.making_pictures import rendition_of, store
from editorial.contents import Picture
from editorial.models import Asset, Rendition, RenditionPurpose
from editorial.pictures import confined
from editorial.pictures.cutting import Cut
from editorial.pictures.rules import Refusal
from editorial.queries.pictures import is_inside, sending_rule, video_rule
from networks.limits import Limits
from people import scratch


def file_for(
    entry: Picture, *, client_id: int, limits: Limits, now: datetime, on: date | None = None
) -> Rendition:
    """The file of a picture that a network with these limits takes, made now if it is not there yet.

    Raises Refusal when the picture is gone, not ready, no longer the bytes that were approved, or may no longer be
    published `on` that day.
    """
    asset = (
        Asset.objects.in_library()
        .filter(client_id=client_id, public_id=entry.asset, sha256=entry.sha256, state="ready")
        .first()
    )
    if asset is None:
        raise Refusal("gone")
    if asset.rights_until is not None and on is not None and on > asset.rights_until:
        raise Refusal("rights_ended", name=asset.name)
    kept = asset.renditions.get(purpose=RenditionPurpose.KEPT)
    if asset.is_video:
        return _video_for(asset, kept, limits, now=now)
    cut = Cut(entry.crop, entry.focus_x, entry.focus_y)
    if asset.is_animated or _goes_as_it_is(kept, cut, limits):
        return kept
    rule = sending_rule(limits, cut)
    key = ":".join(
        [
            cut.crop or "whole",
            f"{cut.focus_x}-{cut.focus_y}",
            *(str(rule[name]) for name in ("most_side", "most_pixels", "most_bytes", "takes_png")),
        ]
    )
    made = asset.renditions.filter(purpose=RenditionPurpose.SEND, key=key).first()
    return made or _make_for_sending(asset, kept, rule, key, deed="send", now=now)


def _video_for(asset: Asset, kept: Rendition, limits: Limits, *, now: datetime) -> Rendition:
    """The kept video where a network takes it as it is, else one encoded to fit."""
    rule = video_rule(limits)
    if is_inside(rule, kept.n_bytes, kept.width * kept.height):
        return kept
    key = f"video:{rule['most_pixels']}:{rule['most_bytes']}"
    made = asset.renditions.filter(purpose=RenditionPurpose.SEND, key=key).first()
    return made or _make_for_sending(asset, kept, rule, key, deed="send_video", now=now)


def _goes_as_it_is(kept: Rendition, cut: Cut, limits: Limits) -> bool:
    rule = sending_rule(limits, cut)
    return (
        not cut.crop
        and max(kept.width, kept.height) <= rule["most_side"]
        and (not limits.mimes or kept.mime in limits.mimes)
        and (rule["most_bytes"] is None or kept.n_bytes <= rule["most_bytes"])
        and (rule["most_pixels"] is None or kept.width * kept.height <= rule["most_pixels"])
    )


def _make_for_sending(
    asset: Asset, kept: Rendition, rule: dict[str, Any], key: str, *, deed: str, now: datetime
) -> Rendition:
    with scratch.work_folder("picture-") as place:
        folder = Path(place)
        source = storing.fetch(kept.file, folder / "source")
        answer = confined.run(
            {"deed": deed, "source": str(source), "folder": str(folder), "rule": rule}
        )
        stored = store(asset, folder, answer["files"][0])
    try:
        with transaction.atomic():
            rendition = rendition_of(asset, stored, now=now, key=key, box=answer["box"])
            rendition.save()
            return rendition
    except IntegrityError:
        # Another channel's preparation made the same file at the same moment.
        storing.forget(stored.file)
        return asset.renditions.get(purpose=RenditionPurpose.SEND, key=key)
