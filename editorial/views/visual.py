"""What the editor's Visual section shows, and a post's pictures as the actions take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from clients.models import Client
from clients.wording import problem_sentence
from editorial.actions.library import MOST_ALT
from editorial.forms.editor import EditorForm
from editorial.models import Asset, AssetState, RenditionPurpose
from editorial.pictures.rules import MEGABYTE
from editorial.queries import pictures as queries
from editorial.views import uploads
from editorial.words.pictures import sentence_of
from people.access import member_of


def visual_context(
    request: HttpRequest, client: Client, form: EditorForm, channels: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """The pictures of the form with their thumbnails, what the library offers, and what `channels` (views/fitting.py)
    would refuse."""
    chosen = {row.asset.pk for row in form.pictures.rows}
    offered = (
        queries.choosable(client=client, member=member_of(request))
        if form.pictures.has_room
        else []
    )
    return {
        "visuals": [
            (row, _card(client, row.asset) | {"shown": shown})
            for row, shown in zip(form.pictures.rows, form.pictures.shown, strict=True)
        ],
        "choosable": [_card(client, asset) for asset in offered if asset.pk not in chosen],
        "picture_problems": _problems(form, channels),
        "most_alt": MOST_ALT,
        "upload": uploads.script(),
        "most_mb": settings.MEDIA_MAX_BYTES // MEGABYTE,
        "most_video_mb": settings.MEDIA_MAX_REQUEST_BYTES // MEGABYTE,
    }


def _card(client: Client, asset: Asset) -> dict[str, Any]:
    return {
        "asset": asset,
        "thumb_url": queries.address(asset, client.slug, RenditionPurpose.THUMB),
        "sentence": sentence_of(asset.reason, asset.reason_params, name=asset.name)
        if asset.state == AssetState.REFUSED
        else "",
    }


def _problems(form: EditorForm, channels: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the channels that are ticked would refuse of these pictures, before anybody schedules."""
    shown = form.pictures.shown
    sentences = [s for s in queries.obstacles(shown) if s] if shown else []
    return sentences + [
        f"{each['channel'].handle}: {problem_sentence(problem)}"
        for each in channels
        if shown and each["is_on"]
        for problem in each["fit"].problems
        if problem.is_blocking and problem.field.startswith("media")
    ]
