"""Giving a client its logo, and taking it away; the picture itself goes into the library as every other does."""

from __future__ import annotations

import io
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from clients.models import Client
from editorial.actions import library
from editorial.models import Asset, AssetKind, AssetState, Logo
from editorial.pictures.rules import Refusal
from people import audit
from people.models import Member


def choose(
    *, client: Client, member: Member, file_name: str, file: BinaryIO, now: datetime
) -> Asset:
    """Take a picture into the client's library and make it the logo, shown once it is prepared. Raises Refusal."""
    kind, _seen = library.look_at(file, file.seek(0, io.SEEK_END))
    if kind != AssetKind.PICTURE:
        raise Refusal("no_logo")
    taken = library.receive_file(
        client=client, member=member, file_name=file_name, file=file, now=now
    )
    with transaction.atomic():
        held = Logo.objects.select_for_update(of=("self",)).filter(client=client)
        Logo.objects.update_or_create(
            client=client,
            defaults={
                "agency_id": client.agency_id,
                "asset": taken.asset,
                "former": _shown(held.select_related("asset", "former").first()),
                "chosen_by": member,
                "chosen_at": now,
            },
        )
        _record(member, "client.logo_chosen", client, now)
    return taken.asset


@transaction.atomic
def take_away(*, client: Client, member: Member, now: datetime) -> None:
    """The client has no logo any more; its picture stays in the library. Twice is harmless."""
    n_gone, _rows = Logo.objects.filter(client=client).delete()
    if n_gone:
        _record(member, "client.logo_taken_away", client, now)


def _shown(logo: Logo | None) -> Asset | None:
    """The picture that is shown now, which stays until the new one can be."""
    if logo is None or logo.asset.removed_at is not None:
        return None
    return logo.asset if logo.asset.state == AssetState.READY else logo.former


def _record(member: Member, verb: str, client: Client, now: datetime) -> None:
    audit.record(actor=member, agency=client.agency, verb=verb, target=client, now=now)
