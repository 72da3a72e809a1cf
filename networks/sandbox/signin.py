"""OAuth at the sandbox: applications, the page where a person says yes, tokens. https://docs.joinmastodon.org/methods/oauth/"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from networks.sandbox.asgi import Answer, Request, as_json, error
from networks.sandbox.network import Network
from networks.sandbox.pages import Pages
from networks.sandbox.state import App, Token
from networks.sandbox.words import words

CODE_S = 600.0
USERNAME = re.compile(r"[a-z0-9_]{1,30}")
SCOPES = (
    "read", "read:accounts", "read:statuses", "read:notifications", "read:search", "profile",
    "write", "write:statuses", "write:media", "write:favourites", "follow", "push",
)  # fmt: skip
# What the page is asked with, and gives back when a button is pressed.
ASKED = (
    "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "response_type",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    account_id: str
    client_id: str
    redirect_uri: str
    scopes: list[str]
    challenge: str
    expires_at: float


class SignIn:
    """Handlers of the OAuth dance. Codes live ten minutes and once."""

    def __init__(self, network: Network, pages: Pages, origin: str) -> None:
        self.network = network
        self.pages = pages
        self.origin = origin
        self._codes: dict[str, Code] = {}

    def metadata(self, request: Request) -> Answer:
        return as_json({
            "issuer": f"{self.origin}/", "authorization_endpoint": f"{self.origin}/oauth/authorize",
            "token_endpoint": f"{self.origin}/oauth/token", "revocation_endpoint": f"{self.origin}/oauth/revoke",
            "userinfo_endpoint": f"{self.origin}/oauth/userinfo",
            "app_registration_endpoint": f"{self.origin}/api/v1/apps", "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"], "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"], "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "service_documentation": f"{self.origin}/",
        })  # fmt: skip

    def register(self, request: Request) -> Answer:
        data = request.data()
        uris = data.get("redirect_uris")
        redirect_uris = (
            [str(uri) for uri in uris] if isinstance(uris, list) else str(uris or "").split()
        )
        name = str(data.get("client_name") or "").strip()
        scopes = str(data.get("scopes") or "read").split()
        if not name or not redirect_uris or any(not urlsplit(uri).scheme for uri in redirect_uris):
            return error(422, "Validation failed: Name or redirect URI is missing or invalid")
        if any(scope not in SCOPES for scope in scopes):
            return error(422, "Validation failed: Scopes doesn't match configured on the server.")
        app = self.network.app(name[:200], redirect_uris[:20], scopes)
        return as_json({
            "id": app.client_id[:8], "name": app.name, "website": None, "scopes": app.scopes,
            "redirect_uri": "\n".join(app.redirect_uris), "redirect_uris": app.redirect_uris,
            "client_id": app.client_id, "client_secret": app.secret, "client_secret_expires_at": 0, "vapid_key": "",
        })  # fmt: skip

    def ask(self, request: Request) -> Answer:
        """GET: show the page. Nothing changes."""
        query = {name: request.one(name) for name in ASKED}
        return self._page(request, query)

    def decide(self, request: Request) -> Answer:
        """POST: a person pressed a button."""
        data = request.data()
        query = {name: str(data.get(name) or "") for name in ASKED}
        app = self._app(query)
        if app is None:
            return self._page(request, query)
        back = {"state": query["state"]} if query["state"] else {}
        if data.get("decision") == "refuse":
            return _redirect(query["redirect_uri"], {"error": "access_denied", **back})
        username = (
            str(data.get("new_username") or data.get("username") or "").strip().lower().lstrip("@")
        )
        if not USERNAME.fullmatch(username):
            return self._page(request, query, wrong=True)
        language, _ = words(request.header(b"accept-language"))
        account = self.network.account(
            username, name=username.replace("_", " ").title(), language=language
        )
        code = secrets.token_urlsafe(32)
        self._codes[code] = Code(
            account.id, app.client_id, query["redirect_uri"], query["scope"].split() or ["read"],
            query["code_challenge"], self.network.clock.now() + CODE_S,
        )  # fmt: skip
        return _redirect(query["redirect_uri"], {"code": code, **back})

    def token(self, request: Request) -> Answer:
        data = request.data()
        app = self.network.apps.get(str(data.get("client_id") or ""))
        kind = data.get("grant_type")
        is_app = app is not None and hmac.compare_digest(
            app.secret.encode(), str(data.get("client_secret") or "").encode()
        )
        # A pair is renewed by whoever holds it; all else needs the application's own secret.
        if not is_app and (kind != "refresh_token" or data.get("client_id")):
            return error(401, "invalid_client", error_description="Client authentication failed.")
        if kind == "refresh_token":
            return self._renew(str(data.get("refresh_token") or ""))
        if kind != "authorization_code":
            return error(
                400, "unsupported_grant_type", error_description="This grant is not spoken here."
            )
        code = self._codes.pop(str(data.get("code") or ""), None)
        assert app is not None
        if (
            code is None
            or code.expires_at < self.network.clock.now()
            or code.client_id != app.client_id
        ):
            return _invalid_grant()
        if code.redirect_uri != data.get("redirect_uri") or not _is_proved(
            code.challenge, str(data.get("code_verifier") or "")
        ):
            return _invalid_grant()
        account = self.network.accounts[code.account_id]
        return self._granted(self.network.grant(account, app, code.scopes))

    def _renew(self, refresh: str) -> Answer:
        old = self.network.tokens.spend(refresh)
        if old is None:
            return _invalid_grant()
        account, app = self.network.accounts[old.account_id], self.network.apps[old.client_id]
        return self._granted(self.network.tokens.grant(account, app, old.scopes, family=old.family))

    def _granted(self, token: Token) -> Answer:
        now = self.network.clock.now()
        body: dict[str, Any] = {
            "access_token": token.token, "token_type": "Bearer", "scope": " ".join(token.scopes),
            "created_at": int(now),
        }  # fmt: skip
        if token.refresh:
            body["refresh_token"] = token.refresh
        if token.expires_at:
            body["expires_in"] = int(token.expires_at - now)
        return as_json(body)

    def revoke(self, request: Request) -> Answer:
        data = request.data()
        token = self.network.tokens.get(str(data.get("token") or ""))
        app = self.network.apps.get(str(data.get("client_id") or ""))
        if app is None or not hmac.compare_digest(
            app.secret.encode(), str(data.get("client_secret") or "").encode()
        ):
            return error(
                403,
                "unauthorized_client",
                error_description="You are not authorized to revoke this token",
            )
        if token is not None and token.client_id == app.client_id:
            self.network.revoke(token.token)
        return as_json({})

    def userinfo(self, request: Request) -> Answer:
        token = self.network.tokens.get(
            request.header(b"authorization").removeprefix("Bearer ").strip()
        )
        if token is None:
            return error(401, "The access token is invalid")
        account = self.network.accounts[token.account_id]
        url = f"{self.origin}/@{account.username}"
        return as_json({
            "iss": f"{self.origin}/", "sub": f"{self.origin}/users/{account.username}", "name": account.name,
            "preferred_username": account.username, "profile": url, "picture": f"{self.origin}/avatars/{account.id}.svg",
        })  # fmt: skip

    def _app(self, query: dict[str, str]) -> App | None:
        app = self.network.apps.get(query["client_id"])
        if (
            app is None
            or query["redirect_uri"] not in app.redirect_uris
            or query["response_type"] not in ("", "code")
        ):
            return None
        if any(
            scope not in app.scopes and scope.partition(":")[0] not in app.scopes
            for scope in query["scope"].split()
        ):
            return None
        return app

    def _page(self, request: Request, query: dict[str, str], *, wrong: bool = False) -> Answer:
        language, say = words(request.header(b"accept-language"))
        app = self._app(query)
        if app is None:
            body = f'<h1>{say["bad_request"]}</h1><p class="card">{say["bad_request_more"]}</p>'
            return self.pages.page(language, say, say["bad_request"], body, status=400)
        people = [
            one for one in self.network.accounts.values() if not one.is_persona and not one.is_quiet
        ][-12:]
        picks = "".join(
            f'<label class="pick"><input type="radio" name="username" value="{escape(one.username)}"{" checked" if at == 0 else ""}>'
            f'<img src="/avatars/{one.id}.svg" width="32" height="32" alt=""> {escape(one.name)} '
            f'<span class="soft">@{escape(one.username)}</span></label>'
            for at, one in enumerate(reversed(people))
        )
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in query.items()
        )
        host = urlsplit(query["redirect_uri"]).netloc
        choose = f"<fieldset><legend>{say['choose']}</legend>{picks}</fieldset>" if picks else ""
        label = say["or_new"] if picks else say["choose"]
        body = (
            f"<h1>{escape(app.name)} {say['asks']}</h1><p>{say['asks_more']}</p>"
            + (f'<p class="wrong" role="alert">{say["bad_name"]}</p>' if wrong else "")
            + f'<form class="card" method="post" action="/oauth/authorize">{hidden}{choose}'
            f'<p><label for="new">{label}</label><br><input type="text" id="new" name="new_username" autocomplete="off" '
            f'autocapitalize="none" spellcheck="false" maxlength="30" aria-describedby="hint"><br><span class="soft" id="hint">{say["hint"]}</span></p>'
            f'<div class="buttons"><button name="decision" value="authorise">{say["authorise"]}</button>'
            f'<button class="plain" name="decision" value="refuse">{say["refuse"]}</button></div>'
            f'<p class="soft">{say["authorise"]} {say["to"]} {escape(host)}</p></form>'
        )
        status = 422 if wrong else 200
        return self.pages.page(
            language, say, say["authorise"], body, status=status, may_go_to=query["redirect_uri"]
        )


def _invalid_grant() -> Answer:
    return error(
        400, "invalid_grant", error_description="The provided authorization grant is invalid."
    )


def _is_proved(challenge: str, verifier: str) -> bool:
    if not challenge:
        return True
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(digest, challenge.encode())


def _redirect(uri: str, query: dict[str, str]) -> Answer:
    joint = "&" if "?" in uri else "?"
    location = f"{uri}{joint}{urlencode(query)}".encode("ascii", "ignore")
    return Answer(
        b"", 303, b"text/plain", [(b"location", location), (b"cache-control", b"no-store")]
    )
