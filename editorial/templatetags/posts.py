"""How another app shows a post as its network does, without including this app's templates."""

from __future__ import annotations

from typing import Any

from django import template

from clients.models import Channel
from networks.types import Draft

register = template.Library()


@register.inclusion_tag("editorial/preview.html")
def post_preview(channel: Channel, draft: Draft, shots: Any = ()) -> dict[str, Any]:
    """The preview of a draft on a channel; `shots` are its pictures, with addresses the reader may open."""
    return {
        "channel": channel,
        "text": draft.text,
        "spoiler": draft.spoiler,
        "visibility": draft.visibility,
        "language": draft.language,
        "shots": shots,
    }
