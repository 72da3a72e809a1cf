"""The clients' libraries: pictures drawn here and now, filed as the picture worker would have filed them.

The bytes are our own, so they are opened in this process and not in the closed one.
"""

from __future__ import annotations

import hashlib
import tempfile
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

from editorial import storing, when
from editorial.actions.making_pictures import rendition_of, store
from editorial.models import Asset, AssetState, Logo, Rendition
from editorial.pictures import making
from editorial.pictures.names import shown_name
from editorial.queries.motifs import motif_of
from networks.sandbox.orders import Orders
from people.ids import uuid7
from people.models import AuditEntry, Member
from smm.demo import logos, scenes, texts
from smm.demo.cast import Cast
from smm.demo.plan import ZONE, Exit

OLDEST = timedelta(days=99)
# How the pictures of a shoot are found again, those that wait for a signature among them.
LABELS = ["servizio in vigna", "senza liberatoria"]


@transaction.atomic
def fill_libraries(cast: Cast, now: datetime) -> None:
    """Every picture of every client, with the files of its renditions."""
    renditions: list[Rendition] = []
    heads: dict[str, Asset] = {}
    with tempfile.TemporaryDirectory(prefix="demo-") as place:
        for demo in texts.clients():
            for name, picture in demo.pictures.items():
                data = _drawn(demo, name)
                asset, made = _file(cast, demo, f"{name}.jpg", data, now, Path(place))
                asset.alt = picture["alt"]
                if shot := picture.get("shot"):
                    _nobody_signed(asset, shot, now)
                cast.pictures[demo.key, name] = asset
                renditions += made
            if demo.key in logos.LOGOS:
                data = logos.draw_logo(demo.key, demo.palette)
                heads[demo.key], made = _file(cast, demo, "logo.png", data, now, Path(place))
                heads[demo.key].alt = f"Logo di {demo.name}"
                renditions += made
    assets = [*cast.pictures.values(), *heads.values()]
    for asset in Asset.objects.bulk_create(assets):
        Asset.objects.filter(pk=asset.pk).update(motif=motif_of(asset))
    Rendition.objects.bulk_create(renditions)
    Logo.objects.bulk_create([_logo(asset) for asset in heads.values()])
    AuditEntry.objects.bulk_create([_audit(asset) for asset in assets])


def _nobody_signed(asset: Asset, shot: str, now: datetime) -> None:
    """It came in on the evening of the shoot, and until whoever is on it signs it may not be published."""
    on = texts.day_of(shot, when.wall_of(now, ZONE).date())
    asset.uploaded_at = when.instant_of(datetime.combine(on, time(18, 40)), ZONE)
    asset.labels, asset.rights_until = LABELS, on - timedelta(days=1)


def _drawn(demo: texts.DemoClient, name: str) -> bytes:
    picture = demo.pictures[name]
    return scenes.draw(
        picture["scene"],
        palette=demo.palette,
        words=picture.get("words", ""),
        small=picture.get("small", ""),
        seed=f"{demo.key}:{name}",
    )


def _logo(asset: Asset) -> Logo:
    return Logo(
        agency_id=asset.agency_id,
        client=asset.client,
        asset=asset,
        chosen_by=asset.uploaded_by,
        chosen_at=asset.uploaded_at,
    )


def _file(
    cast: Cast, demo: texts.DemoClient, name: str, data: bytes, now: datetime, place: Path
) -> tuple[Asset, list[Rendition]]:
    source = place / "source"
    source.write_bytes(data)
    answer = making.open_for_good(source, place)
    dice = Random(f"{demo.key}:{Path(name).stem}")  # noqa: S311 - a stage play, not a secret
    uploaded_at = now - OLDEST + timedelta(hours=dice.uniform(0, 120))
    asset = Asset(
        agency_id=cast.clients[demo.key].agency_id,
        client=cast.clients[demo.key],
        public_id=uuid7(),
        sha256=hashlib.sha256(data).hexdigest(),
        name=shown_name(name),
        state=AssetState.READY,
        uploaded_by=dice.choice(cast.writers_of(demo)),
        uploaded_at=uploaded_at,
    )
    files = [store(asset, place, made) for made in answer["files"]]
    kept = next(one for one in files if one.purpose == "kept")
    asset.mime = kept.mime
    asset.width, asset.height, asset.n_bytes = kept.width, kept.height, kept.n_bytes
    asset.look = answer["look"]
    return asset, [rendition_of(asset, one, now=uploaded_at) for one in files]


def _audit(asset: Asset) -> AuditEntry:
    member: Member = asset.uploaded_by
    return AuditEntry(
        agency_id=asset.agency_id,
        actor=member,
        user=member.user,
        actor_name=str(member),
        verb="picture.uploaded",
        target_type=asset._meta.label_lower,
        target_id=asset.pk,
        target_name=str(asset),
        data={"bytes": asset.n_bytes, "sha256": asset.sha256},
        at=asset.uploaded_at,
    )


def hand_over(cast: Cast, sandbox: Orders, gone: Sequence[Exit]) -> None:
    """Give the network each picture once for each account that showed it."""
    wanted = {
        (one.demo.key, one.post.picture, cast.channel_of(one.demo, one.post).pk): one
        for one in gone
        if one.post.picture
    }
    if not wanted:
        return
    rows, files = [], []
    for one in wanted.values():
        asset = cast.pictures[one.demo.key, one.post.picture]
        kept = asset.renditions.get(purpose="kept")
        with storing.open_file(kept.file) as reader:
            body = b64encode(reader.read()).decode()
        account = cast.channel_of(one.demo, one.post).remote_id
        rows.append({"account_id": account, "mime": kept.mime, "alt": asset.alt, "body": body})
        files.append(
            {
                "sha256": kept.sha256, "mime": kept.mime, "width": kept.width,
                "height": kept.height, "n_bytes": kept.n_bytes,
            }
        )  # fmt: skip
    made = sandbox.order("attachments", files=rows)
    for key, told, file in zip(wanted, made, files, strict=True):
        cast.handed_over[key] = {"id": told["id"], "file": file}
