"""Renewing tokens, for servers that give short-lived ones. Mastodon's live for ever; the sandbox's do when it is told so."""

from __future__ import annotations

from dataclasses import replace

from networks import http, oauth2
from networks.errors import ErrorKind, NetworkError
from networks.mastodon import parse
from networks.types import Credentials


class Renewing:
    """The role Refreshes."""

    def refresh(self, credentials: Credentials, *, timeout_s: float) -> Credentials:
        """https://datatracker.ietf.org/doc/html/rfc6749#section-6 — the old pair is spent by it."""
        if credentials.refresh_token is None:
            raise NetworkError(ErrorKind.AUTH_EXPIRED, "no_refresh_token", was_sent=False)
        grant = oauth2.renew(
            http.door(),
            f"{credentials.host}/oauth/token",
            credentials.refresh_token,
            deadline=http.Deadline(timeout_s),
            refine=parse.refine,
        )
        return replace(
            credentials,
            access_token=grant.access_token,
            # A server may let the refresh token live on, and then does not tell it again.
            refresh_token=grant.refresh_token or credentials.refresh_token,
            scopes=grant.scopes or credentials.scopes,
            expires_at=grant.expires_at,
        )
