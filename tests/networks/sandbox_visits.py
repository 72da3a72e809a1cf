"""Visits to the sandbox: its pages, signing in, connecting an account."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest

from networks import oauth2, registry
from networks.errors import ErrorKind, NetworkError
from networks.sandbox.process import SandboxProcess
from networks.types import AppRegistration, Credentials

BACK = "http://localhost:8000/connect/return/"
SANDBOX = registry.connector("sandbox")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def browse(
    url: str, form: dict[str, str] | None = None, language: str = "it"
) -> tuple[int, dict[str, str], str]:
    """What a browser would get, without following redirects."""
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, body, {"accept-language": language})
    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return (
                answer.status,
                {k.lower(): v for k, v in answer.headers.items()},
                answer.read().decode(),
            )
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()


def authorise(page: str, username: str) -> dict[str, str]:
    """Fill in the page's form as a person would."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    return {
        **{name: value.replace("&amp;", "&") for name, value in hidden.items()},
        "new_username": username,
        "decision": "authorise",
    }


def connect(sandbox: SandboxProcess, username: str) -> tuple[AppRegistration, Credentials]:
    host = SANDBOX.normalise_host("")
    app = SANDBOX.register_app(host, redirect_uri=BACK, timeout_s=60)
    journey = oauth2.begin(BACK)
    there = SANDBOX.authorization(
        app, redirect_uri=BACK, state=journey.state, code_verifier=journey.code_verifier
    )
    status, headers, page = browse(there.url)
    assert status == 200
    assert "form-action 'self' http://localhost:8000" in headers["content-security-policy"]
    status, headers, _ = browse(f"{host}/oauth/authorize", authorise(page, username))
    assert status == 303
    back = urllib.parse.parse_qs(urllib.parse.urlsplit(headers["location"]).query)
    assert back["state"] == [journey.state]
    credentials = SANDBOX.exchange(
        app,
        code=back["code"][0],
        code_verifier=journey.code_verifier,
        redirect_uri=BACK,
        timeout_s=60,
    )
    with pytest.raises(NetworkError) as caught:
        SANDBOX.exchange(
            app,
            code=back["code"][0],
            code_verifier=journey.code_verifier,
            redirect_uri=BACK,
            timeout_s=60,
        )
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED
    return app, credentials
