"""Connecting Bluesky: an account's name and an app password, against a network on the loopback."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from clients.actions import connecting
from clients.models import Channel, ConnectAttempt, Credential
from clients.wording import ability_name, connecting_sentence, problem_sentence
from networks import http
from networks.bluesky.connector import BLUESKY
from networks.bluesky.joining import ABILITIES
from networks.types import Problem
from people import outbox
from people.clock import database_now
from people.models import AuditEntry
from tests import make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn
from tests.networks.peers import Peer, answers

RECORDED = Path(__file__).parents[1] / "networks" / "bluesky"
DID = "did:plc:arti4rpug6eu4evggopwrpfl"
HANDLE = "tenuta-trecorvi1.test"
PASSWORD = "abcd-efgh-2345-zzzz"


class Network:
    """Resolver, directory and server in one, from recorded answers; `answers` may be changed by a test."""

    def __init__(self) -> None:
        def recorded(name: str) -> Any:
            return json.loads((RECORDED / f"{name}.json").read_text("utf-8"))

        self.answers: dict[str, tuple[int, Any]] = {
            "resolveHandle": (200, recorded("resolve_handle")),
            "/plc/": (200, recorded("did_document")),
            "createSession": (200, recorded("session")),
            "getSession": (200, recorded("get_session")),
            "getProfile": (200, recorded("profile")),
            "deleteSession": (200, {}),
        }
        self.errors: dict[str, Any] = recorded("errors")
        self.peer = Peer(self.play)
        document = self.answers["/plc/"][1]
        document["service"][0]["serviceEndpoint"] = self.peer.origin

    def play(self, line: Any, request: bytes) -> None:
        path = request.split(b" ")[1].decode()
        status, body = next(
            (found for name, found in self.answers.items() if name in path), (404, {})
        )
        answers(json.dumps(body).encode(), status=f"{status} x")(line, request)

    def asked(self, name: str) -> list[bytes]:
        return [each for each in self.peer.requests if name.encode() in each.split(b"\r\n")[0]]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    running = Network()
    http.configure(allow_origins=[running.peer.origin])
    monkeypatch.setattr(BLUESKY, "resolver", running.peer.origin)
    monkeypatch.setattr(BLUESKY, "directory", running.peer.origin + "/plc")
    yield running
    running.peer.close()
    http.configure()


def base(cast: Cast) -> str:
    return f"/c/{cast.client.slug}/channels/"


def fill(browser: Browser, cast: Cast, *, query: str = "", **more: str) -> Any:
    data = {"account": f"@{HANDLE}", "password": PASSWORD, **more}
    return browser.post(f"{base(cast)}connect/bluesky/{query}", data)


def connect(browser: Browser, cast: Cast) -> Channel:
    answer = fill(browser, cast)
    assert answer.status_code == 302, answer.content.decode()
    assert browser.post(answer.headers["Location"]).status_code == 302
    return Channel.objects.get(network="bluesky", client=cast.client)


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_bluesky_is_connected_by_name_and_app_password(
    cast: Cast, sign_in: SignIn, network: Network
) -> None:
    rita = sign_in(cast.rita)
    assert "Bluesky" in rita.get(base(cast) + "connect/").content.decode()
    page = words(rita.get(base(cast) + "connect/bluesky/"))
    assert 'href="https://bsky.app/settings/app-passwords"' in page
    assert "never needed here" in page
    answer = fill(rita, cast)
    assert answer.status_code == 302
    assert not Channel.objects.filter(network="bluesky").exists()
    confirm = answer.headers["Location"]
    asked = words(rita.get(confirm))
    assert f"Connect @{HANDLE} to {cast.client.name}?" in asked
    assert "Tenuta Trecorvi 🍇" in asked
    assert rita.post(confirm).status_code == 302
    channel = Channel.objects.get(network="bluesky")
    assert (channel.client, channel.health, channel.remote_id) == (cast.client, "ok", DID)
    assert (channel.host, channel.handle) == (network.peer.origin, f"@{HANDLE}")
    assert channel.limits["max_bytes"] == 3000
    assert {one["name"] for one in channel.abilities} == set(ABILITIES)
    assert AuditEntry.objects.get(verb="channel.connected").actor == cast.rita
    opened = connecting.open_channel(channel)
    assert opened.credentials.expires_at is not None
    assert "Publish posts" in words(rita.get(f"{base(cast)}{channel.public_id}/"))
    rita.post(f"{base(cast)}{channel.public_id}/check/")
    channel.refresh_from_db()
    assert channel.problem == ""


def test_a_client_connects_by_a_link_with_an_app_password_and_says_yes_to_the_account(
    cast: Cast, sign_in: SignIn, network: Network
) -> None:
    ask = {"network": "bluesky", "contact": cast.carla.public_id}
    sign_in(cast.rita).post(f"{base(cast)}ask/", ask)
    link = str(make.mail_context(to=cast.carla.email)["link"])
    path = link.removeprefix(settings.PUBLIC_ORIGIN)
    carla = Browser()
    assert 'href="https://bsky.app/settings/app-passwords"' in words(carla.get(path))
    wrong = carla.post(path, {"account": "", "password": PASSWORD})
    assert wrong.status_code == 422
    assert PASSWORD not in words(wrong)

    page = words(carla.post(path, {"account": f"@{HANDLE}", "password": PASSWORD}))

    assert f"@{HANDLE}" in page
    assert PASSWORD not in page
    assert not Channel.objects.filter(network="bluesky").exists()
    yes = re.search(r'name="yes" value="([^"]+)"', page)
    assert yes, page
    assert carla.post(path, {"yes": yes[1]}).status_code == 200
    channel = Channel.objects.get(network="bluesky")
    assert (channel.client, channel.health, channel.remote_id) == (cast.client, "ok", DID)
    assert carla.get(path).status_code == 410


def test_the_password_is_kept_nowhere_and_shown_to_nobody(
    cast: Cast, sign_in: SignIn, network: Network
) -> None:
    rita = sign_in(cast.rita)
    connect(rita, cast)
    network.answers["createSession"] = (500, {"echo": PASSWORD})
    assert PASSWORD not in words(fill(rita, cast))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{PASSWORD}%"]
            )
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("password", ["la mia password", "Correct-Horse-Battery-9", "abcdefgh"])
def test_the_accounts_own_password_is_refused_before_it_is_sent(
    cast: Cast, sign_in: SignIn, network: Network, password: str
) -> None:
    answer = fill(sign_in(cast.rita), cast, password=password)
    assert answer.status_code == 422
    assert "This is not an app password" in words(answer)
    assert password not in words(answer)
    assert network.peer.requests == []


@pytest.mark.parametrize(
    ("method", "answer", "said"),
    [
        ("createSession", "wrong_password", f"does not take this app password for @{HANDLE}"),
        ("resolveHandle", "no_handle", f"Bluesky has no account @{HANDLE}"),
        ("createSession", 429, "Bluesky asks us to wait"),
        ("createSession", 503, "Bluesky does not answer right now"),
    ],
)
def test_what_goes_wrong_is_said_in_words(
    cast: Cast, sign_in: SignIn, network: Network, method: str, answer: Any, said: str
) -> None:
    if isinstance(answer, str):
        found = network.errors[answer]
        network.answers[method] = (found["status"], found["body"])
    else:
        network.answers[method] = (answer, {})
    page = fill(sign_in(cast.rita), cast)
    assert page.status_code == 422
    assert said in words(page)
    assert f'value="@{HANDLE}"' in words(page)
    assert not ConnectAttempt.objects.exists()


def test_empty_fields_are_asked_for(cast: Cast, sign_in: SignIn, network: Network) -> None:
    page = fill(sign_in(cast.rita), cast, account="", password="")
    assert page.status_code == 422
    assert words(page).count("This field is required") >= 2
    assert network.peer.requests == []


def test_reconnecting_asks_for_a_new_password_of_the_same_account(
    cast: Cast, sign_in: SignIn, network: Network
) -> None:
    rita = sign_in(cast.rita)
    channel = connect(rita, cast)
    connecting.mark_reauth_needed(channel.pk, now=database_now())
    answer = rita.post(f"{base(cast)}{channel.public_id}/reconnect/")
    assert answer.status_code == 302
    page = answer.headers["Location"]
    assert f'value="@{HANDLE}"' in words(rita.get(page))
    n_before = len(network.asked("resolveHandle"))
    answer = fill(rita, cast, query=f"?{page.partition('?')[2]}", account="@altro.test")
    assert rita.post(answer.headers["Location"]).status_code == 302
    assert len(network.asked("resolveHandle")) == n_before, "the account is known by its id"
    channel.refresh_from_db()
    assert channel.health == "ok"
    assert Credential.objects.get(channel=channel).version == 2
    assert Channel.objects.filter(network="bluesky").count() == 1


def test_a_channel_of_somebody_else_is_not_found_for_reconnecting(
    cast: Cast, rivals: Rivals, sign_in: SignIn, network: Network
) -> None:
    theirs = make.channel(rivals.client, network="bluesky", host=network.peer.origin)
    rita = sign_in(cast.rita)
    for wrong in (theirs.public_id, cast.channel.public_id, "x"):
        assert fill(rita, cast, query=f"?channel={wrong}").status_code == 404
    assert network.peer.requests == []


def test_confirming_belongs_to_who_signed_in(
    cast: Cast, rivals: Rivals, sign_in: SignIn, network: Network
) -> None:
    confirm = fill(sign_in(cast.rita), cast).headers["Location"]
    for other in (cast.alice, cast.rita, rivals.eve):
        assert sign_in(other).post(confirm).status_code == 400
    assert not Channel.objects.filter(network="bluesky").exists()


def test_who_may_not_connect_channels_does_not_see_the_form(
    cast: Cast, sign_in: SignIn, network: Network
) -> None:
    assert sign_in(cast.bruno).get(base(cast) + "connect/bluesky/").status_code == 403
    assert fill(sign_in(cast.bruno), cast).status_code == 403
    assert network.peer.requests == []


def test_disconnecting_ends_the_session_at_the_network(
    cast: Cast, sign_in: SignIn, network: Network
) -> None:
    channel = connect(sign_in(cast.rita), cast)
    refresh = connecting.open_channel(channel).credentials.refresh_token
    assert refresh is not None
    connecting.disconnect(by=cast.rita, channel=channel, now=database_now())
    handlers = {"revoke_access": connecting.revoke_at_network}
    assert outbox.deliver_due(handlers=handlers, now=database_now(), limit=5) == 1
    (request,) = network.asked("deleteSession")
    assert refresh.reveal().encode() in request


def test_every_word_of_bluesky_has_its_sentence() -> None:
    for code in ("not_app_password", "wrong_password", "handle_unknown"):
        said = connecting_sentence(code, {"network": "Bluesky", "handle": "@a.b"})
        assert said != connecting_sentence("ended", {})
        assert "Bluesky" in said
    for name in ABILITIES:
        assert "_" not in ability_name(name)
    assert "emoji" in problem_sentence(Problem("text", "too_many_bytes", 3000, 3025))
