"""Writing what a network told into the channel's rows, tokens sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from clients import secrets
from clients.models import Channel, Credential
from networks import types
from people import sealing


def show_profile(channel: Channel, profile: dict[str, Any]) -> None:
    """Copies the account's own words onto the channel; the caller saves."""
    channel.handle = str(profile["handle"])[:255]
    channel.name = str(profile.get("name", ""))[:255]
    channel.url = _web_address(profile.get("url"), 500)
    channel.avatar_url = _web_address(profile.get("avatar_url"), 1000)


def _web_address(text: Any, longest: int) -> str:
    """What a network calls an address, if it is one: it ends up in a link."""
    address = str(text or "")
    is_web = address.startswith(("https://", "http://"))
    return address if is_web and len(address) <= longest else ""


def store_credentials(channel: Channel, credentials: types.Credentials, now: datetime) -> None:
    """Seals the tokens into a fresh row; whatever was there before is gone."""
    before = Credential.objects.filter(channel=channel).values_list("version", flat=True).first()
    Credential.objects.filter(channel=channel).delete()

    def sealed(secret: types.Secret | None, field: str) -> str:
        place = secrets.token_context(
            agency_id=channel.agency_id, channel_id=channel.pk, field=field
        )
        return secrets.seal_secret(secret, context=place)

    Credential.objects.create(
        agency_id=channel.agency_id,
        channel=channel,
        access=sealed(credentials.access_token, "access"),
        refresh=sealed(credentials.refresh_token, "refresh"),
        key_id=sealing.current_key_id(),
        scopes=sorted(credentials.scopes),
        expires_at=credentials.expires_at,
        version=(before or 0) + 1,
        changed_at=now,
    )
