"""How another app shows a post as its network does, without including this app's templates."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse

from clients.models import Channel
from editorial.queries.fitting import Sight
from networks.types import Draft

register = template.Library()

_ANY_POST = UUID(int=0)


@register.simple_tag
def post_address(slug: str, public_id: UUID) -> str:
    """The address of a post's page: what `url` says, worked out once a client and not once a post of a full page."""
    return _address_of_any(slug).replace(str(_ANY_POST), str(public_id))


@lru_cache(maxsize=1024)
def _address_of_any(slug: str) -> str:
    return reverse("editorial:post", args=[slug, _ANY_POST])


@register.inclusion_tag("editorial/preview.html")
def post_preview(channel: Channel, draft: Draft, shots: Any = ()) -> dict[str, Any]:
    """The preview of a draft on a channel; `shots` are its pictures, with addresses the reader may open."""
    return {
        "fit": Sight(channel=channel, draft=draft),
        "language": draft.language,
        "shots": shots,
    }
