"""Joining an account: the host, our application there, the person's yes, and what it allows."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from networks import http, oauth2
from networks.answers import host_of
from networks.errors import ErrorKind, HostError, HostProblem, NetworkError
from networks.hosts import public_origin
from networks.limits import Limits
from networks.mastodon import instance, parse
from networks.mastodon.api import Api, me
from networks.reading import understood
from networks.types import Ability, AppRegistration, AuthRedirect, Credentials, Profile, Secret

CLIENT_NAME = "Palinsesto"
# https://docs.joinmastodon.org/api/oauth-scopes/
SCOPES = (
    "read:accounts", "read:statuses", "read:notifications", "read:search",
    "write:statuses", "write:media", "write:favourites",
)  # fmt: skip
ABILITIES = {
    "publish": "write:statuses",
    "publish_media": "write:media",
    "amend": "write:statuses",
    "remove": "write:statuses",
    "measure": "read:statuses",
    "read_comments": "read:notifications",
    "reply": "write:statuses",
    "like": "write:favourites",
    "search": "read:search",
}


class Joining:
    """The role Connects."""

    limits: ClassVar[Limits] = instance.USUAL_LIMITS

    def __init__(self, slug: str, label: str, *, needs_host: bool) -> None:
        self.slug = slug
        self.label = label
        self.needs_host = needs_host

    def normalise_host(self, text: str) -> str:
        """The https origin of what was typed; where no host is asked for, the one address that was configured."""
        if self.needs_host:
            return public_origin(text)
        origins = http.door().allow_origins
        if not origins:
            raise HostError(HostProblem.NOT_CONFIGURED)
        return origins[0]

    def register_app(self, host: str, *, redirect_uri: str, timeout_s: float) -> AppRegistration:
        """https://docs.joinmastodon.org/methods/apps/#create — refuses a host whose sign-in lives on another host."""
        api = Api(host, timeout_s)
        self._check_metadata(api)
        body = {
            "client_name": CLIENT_NAME,
            "redirect_uris": redirect_uri,
            "scopes": " ".join(SCOPES),
        }
        response = api.call("POST", "/api/v1/apps", json=body)
        answer = response.json()
        found = answer if isinstance(answer, dict) else {}
        client_id, secret = found.get("client_id"), found.get("client_secret")
        if not (isinstance(client_id, str) and client_id and isinstance(secret, str) and secret):
            raise response.unreadable("malformed")
        return AppRegistration(host, client_id[:500], Secret(secret))

    def authorization(
        self, app: AppRegistration, *, redirect_uri: str, state: str, code_verifier: str
    ) -> AuthRedirect:
        """https://docs.joinmastodon.org/methods/oauth/#authorize — asks again each time, so the right account is chosen."""
        url = oauth2.authorization_url(
            f"{app.host}/oauth/authorize",
            app,
            redirect_uri=redirect_uri,
            scope=" ".join(SCOPES),
            state=state,
            code_verifier=code_verifier,
            extra={"force_login": "true"},
        )
        return AuthRedirect(url, state, code_verifier)

    def exchange(
        self,
        app: AppRegistration,
        *,
        code: str,
        code_verifier: str,
        redirect_uri: str,
        timeout_s: float,
    ) -> Credentials:
        """https://docs.joinmastodon.org/methods/oauth/#token, then one read to learn whose token it is."""
        deadline = http.Deadline(timeout_s)
        grant = oauth2.exchange(
            http.door(),
            f"{app.host}/oauth/token",
            app,
            code=code,
            code_verifier=code_verifier,
            redirect_uri=redirect_uri,
            deadline=deadline,
            extra={"scope": " ".join(SCOPES)},
            refine=parse.refine,
        )
        api = Api(app.host, deadline.left(), grant.access_token)
        who = understood(me(api), lambda body: parse.profile(body, app.host))
        return Credentials(
            host=app.host,
            account_id=who.remote_id,
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            scopes=grant.scopes or frozenset(SCOPES),
            expires_at=grant.expires_at,
        )

    def profile(self, credentials: Credentials, *, timeout_s: float) -> Profile:
        """https://docs.joinmastodon.org/methods/accounts/#verify_credentials"""
        response = me(Api.of(credentials, timeout_s))
        return understood(response, lambda body: parse.profile(body, credentials.host))

    def abilities(self, credentials: Credentials, *, timeout_s: float) -> list[Ability]:
        """From the granted scopes, after making sure that the token is alive."""
        me(Api.of(credentials, timeout_s))
        return [
            Ability(name, is_granted=granted, missing_scope="" if granted else scope)
            for name, scope in ABILITIES.items()
            for granted in [_is_granted(scope, credentials.scopes)]
        ]

    def limits_of(self, host: str, *, timeout_s: float) -> Limits:
        """https://docs.joinmastodon.org/methods/instance/#v2 — the usual limits where the server is too old for it."""
        try:
            response = Api(host, timeout_s).get("/api/v2/instance")
        except NetworkError as error:
            if error.kind is ErrorKind.NOT_FOUND:
                return self.limits
            raise
        return understood(response, instance.limits)

    def revoke(self, app: AppRegistration, credentials: Credentials, *, timeout_s: float) -> None:
        """https://docs.joinmastodon.org/methods/oauth/#revoke"""
        form: dict[str, str | Secret] = {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "token": credentials.access_token,
        }
        try:
            Api(app.host, timeout_s).call("POST", "/oauth/revoke", form=form)
        except NetworkError as error:
            if error.kind not in (ErrorKind.AUTH_EXPIRED, ErrorKind.PERMISSION_DENIED):
                raise

    def _check_metadata(self, api: Api) -> None:
        """https://docs.joinmastodon.org/methods/oauth/#authorization-server-metadata (4.3); older servers have none.

        A document that sends people or tokens to another host is how a mix-up attack starts: refused.
        """
        try:
            response = api.get("/.well-known/oauth-authorization-server")
        except NetworkError as error:
            if error.kind in (ErrorKind.NOT_FOUND, ErrorKind.PERMISSION_DENIED):
                return
            raise
        metadata = response.json()
        for name in ("authorization_endpoint", "token_endpoint"):
            url = metadata.get(name) if isinstance(metadata, dict) else None
            if not isinstance(url, str):
                raise response.unreadable("malformed")
            if _origin(url) != _origin(api.host):
                raise NetworkError(
                    ErrorKind.PROVIDER_CHANGED,
                    "foreign_endpoint",
                    {"host": host_of(url)},
                    was_sent=True,
                )


def _is_granted(scope: str, granted: frozenset[str]) -> bool:
    return scope in granted or scope.partition(":")[0] in granted


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc.lower()
