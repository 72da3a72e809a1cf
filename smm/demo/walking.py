"""Connecting a channel of the demo by the same walk a person takes, with the sandbox's page answered by us."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from clients.actions import connecting
from clients.models import Channel, Client
from people.models import Member

SESSION = "demo"


def connect(*, by: Member, client: Client, username: str, now: datetime) -> Channel:
    """Register our app, say yes on the sandbox's OAuth page, come back with the code, confirm the account."""
    leaving = connecting.start(
        by=by, client=client, network="sandbox", typed_host="", session=SESSION, now=now
    )
    back = _say_yes(leaving.url, username)
    attempt = connecting.finish(
        by=by, session=SESSION, state=back["state"], code=back["code"], now=now
    )
    return connecting.confirm(by=by, session=SESSION, public_id=attempt.public_id, now=now)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _say_yes(url: str, username: str) -> dict[str, str]:
    """Press "authorise" as `username`; the query with which the sandbox sends us back."""
    page = urlsplit(url)
    form = {**dict(parse_qsl(page.query)), "username": username, "decision": "allow"}
    request = urllib.request.Request(  # noqa: S310 (the sandbox's own loopback address)
        f"{page.scheme}://{page.netloc}{page.path}", urlencode(form).encode()
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayHere)
    try:
        opener.open(request, timeout=30)
    except urllib.error.HTTPError as answer:
        if answer.code in (302, 303):
            return dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        raise
    raise RuntimeError("The sandbox did not send us back.")
