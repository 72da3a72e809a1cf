"""Where each secret of a channel belongs: the contexts for sealing, and Secret in and out.

The sealing itself (AES-256-GCM, key ids, format) is people/sealing.py. The context holds agency,
channel and field, so a token copied into another row does not open there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from networks.types import Credentials, Secret
from people import sealing

CANARY_TEXT = "palinsesto canary"
CANARY_CONTEXT = ("clients_canary", "sealed")


def token_context(*, agency_id: int, channel_id: int, field: str) -> tuple[str, ...]:
    """The place of one token of one channel."""
    return ("clients_credential", str(agency_id), str(channel_id), field)


def app_context(*, network: str, host: str, redirect_uri: str) -> tuple[str, ...]:
    """The place of the secret of our app on a host."""
    return ("clients_appregistration", network, host, redirect_uri)


def attempt_context(*, agency_id: int, public_id: str, field: str) -> tuple[str, ...]:
    """The place of what an attempt to connect remembers."""
    return ("clients_connectattempt", str(agency_id), public_id, field)


def revocation_context(*, agency_id: int | None) -> tuple[str, ...]:
    """The place of credentials that wait in the outbox to be given back."""
    return ("people_outbox", "revoke_access", str(agency_id))


def seal_secret(secret: Secret | None, *, context: tuple[str, ...]) -> str:
    """Seals a Secret; empty stays empty."""
    return sealing.seal(secret.reveal(), context=context) if secret else ""


def open_secret(sealed: str, *, context: tuple[str, ...]) -> Secret | None:
    """Opens a sealed value into a Secret; empty is None. Raises SealError."""
    return Secret(sealing.unseal(sealed, context=context)) if sealed else None


def seal_credentials(credentials: Credentials, *, context: tuple[str, ...]) -> str:
    """All of the credentials as one sealed text, for a short wait."""
    expires = credentials.expires_at
    plain = {
        "host": credentials.host,
        "account_id": credentials.account_id,
        "access": credentials.access_token.reveal(),
        "refresh": credentials.refresh_token.reveal() if credentials.refresh_token else "",
        "scopes": sorted(credentials.scopes),
        "expires_at": expires.isoformat() if expires else "",
    }
    return sealing.seal(json.dumps(plain), context=context)


def open_credentials(sealed: str, *, context: tuple[str, ...]) -> Credentials:
    """Opens what seal_credentials made. Raises SealError."""
    plain: Mapping[str, str] = json.loads(sealing.unseal(sealed, context=context))
    return Credentials(
        host=plain["host"],
        account_id=plain["account_id"],
        access_token=Secret(plain["access"]),
        refresh_token=Secret(plain["refresh"]) if plain["refresh"] else None,
        scopes=frozenset(plain["scopes"]),
        expires_at=datetime.fromisoformat(plain["expires_at"]) if plain["expires_at"] else None,
    )
