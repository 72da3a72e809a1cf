"""Writing what a network told into the channel's rows, tokens sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models.functions import Now

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

    Credential.objects.create(
        agency_id=channel.agency_id,
        channel=channel,
        version=(before or 0) + 1,
        changed_at=now,
        **_sealed(credentials, agency_id=channel.agency_id, channel_id=channel.pk),
    )


def replace_credentials(seen: Credential, credentials: types.Credentials) -> bool:
    """Puts a refreshed pair in the place of the one that was seen; False when another came first.

    One statement with a condition, so that a pair which was renewed or connected anew meanwhile stays.
    """
    fresh = _sealed(credentials, agency_id=seen.agency_id, channel_id=seen.channel_id)
    row = Credential.objects.filter(pk=seen.pk, version=seen.version)
    return bool(
        row.update(
            **fresh,
            version=seen.version + 1,
            changed_at=Now(),
            refresh_lease_until=None,
            refresh_problem="",
        )
    )


def _sealed(credentials: types.Credentials, *, agency_id: int, channel_id: int) -> dict[str, Any]:
    def sealed(secret: types.Secret | None, field: str) -> str:
        place = secrets.token_context(agency_id=agency_id, channel_id=channel_id, field=field)
        return secrets.seal_secret(secret, context=place)

    return {
        "access": sealed(credentials.access_token, "access"),
        "refresh": sealed(credentials.refresh_token, "refresh"),
        "key_id": sealing.current_key_id(),
        "scopes": sorted(credentials.scopes),
        "expires_at": credentials.expires_at,
    }
