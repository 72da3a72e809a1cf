"""The client's logo as pages and sheets show it; nothing where there is none, or none that can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import Client
from editorial import storing
from editorial.models import AssetState, Logo, Rendition, RenditionPurpose

# The room it has on a sheet of paper, in points.
_PAPER_WIDTH, _PAPER_HEIGHT = 120.0, 38.0


@dataclass(frozen=True, slots=True)
class ShownLogo:
    """A logo that can be shown: its small file (320 pixels at most), and what it is for who does not see it."""

    asset_id: UUID
    rendition: Rendition
    alt: str

    @property
    def paper_size(self) -> tuple[float, float]:
        """Width and height on paper, in points."""
        width, height = self.rendition.width, self.rendition.height
        scale = min(_PAPER_WIDTH / width, _PAPER_HEIGHT / height)
        return round(width * scale, 1), round(height * scale, 1)

    def read(self) -> bytes:
        """The file; empty where it is not there any more."""
        try:
            with storing.open_file(self.rendition.file) as reader:
                return reader.read()
        except FileNotFoundError:
            return b""


def logo_of(client: Client) -> ShownLogo | None:
    """The logo that heads what this client reads. One query."""
    own = Logo.objects.filter(client=client)
    is_not_prepared = ~Q(asset__state=AssetState.READY)
    found = (
        Rendition.objects.filter(
            Q(asset__in=own.values("asset"))
            | Q(asset__in=own.filter(is_not_prepared).values("former")),
            asset__removed_at=None,
            asset__state=AssetState.READY,
            purpose=RenditionPurpose.THUMB,
        )
        .select_related("asset")
        .first()
    )
    if found is None:
        return None
    alt = found.asset.alt or _("Logo of %(client)s") % {"client": client.name}
    return ShownLogo(found.asset.public_id, found, alt)
