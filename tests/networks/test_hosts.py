"""Hosts that people type, and the guard in front of every connection: nothing on loopback is ever reached."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

import pytest

from networks.errors import ErrorKind, HostError, HostProblem, NetworkError
from networks.hosts import is_public, public_origin
from networks.http import Http
from tests.networks.peers import Peer, answers

# {port} is that of a listener on loopback which counts connections.
CORPUS = [
    "http://127.0.0.1:{port}/", "http://127.1:{port}/", "http://127.0.1:{port}/", "http://127.255.255.254:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0x7f.0.0.1:{port}/", "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/", "http://017700000001:{port}/", "http://0177.1:{port}/", "http://127.0.0.01:{port}/",
    "http://0:{port}/", "http://0.0.0.0:{port}/", "http://localhost:{port}/", "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/", "http://[::1]:{port}/", "http://[::]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/", "http://[64:ff9b::7f00:1]:{port}/", "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]:{port}/", "http://[2002:a9fe:a9fe::1]/", "http://[2002:c0a8:101::]/",
    "http://[2001:0:7f00:1::]/", "http://[2001::1]/", "http://[fe80::1]/", "http://[fec0::1]/", "http://[fc00::1]/",
    "http://[fd12:3456::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[100::1]/", "http://[::ffff:10.0.0.1]/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/", "http://100.127.255.254/", "http://198.18.0.1/", "http://192.0.0.1/", "http://192.0.2.1/",
    "http://198.51.100.1/", "http://203.0.113.1/", "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/",
    "http://255.255.255.255/", "http://user@127.0.0.1:{port}/", "http://example.com@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@example.com/", "http://example.com:80@127.0.0.1:{port}/", "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/", "https://127.0.0.1:{port}/", "https://[::1]:{port}/", "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd", "gopher://127.0.0.1:{port}/_x", "http://127.0.0.1:{port}\\@example.com/", "//127.0.0.1:{port}/", "http:///",
]  # fmt: skip


@pytest.fixture
def listener() -> Iterator[Peer]:
    one = Peer(answers(b'{"secret": "loopback"}'))
    yield one
    one.close()


def guarded(listener: Peer) -> Http:
    """A door that would allow the listener's port, so that the address alone decides."""
    return Http(ports=frozenset({80, 443, listener.port}))


@pytest.mark.parametrize("url", CORPUS)
def test_no_address_of_the_corpus_is_reached(listener: Peer, url: str) -> None:
    door = guarded(listener)
    target = url.replace("{port}", str(listener.port))
    for call in (
        lambda: door.fetch_public(target, timeout_s=3),
        lambda: door.request("GET", target.replace("http://", "https://", 1), timeout_s=3),
    ):
        with pytest.raises(NetworkError) as caught:
            call()
        assert not caught.value.was_sent
    assert listener.n_connections == 0


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 60


def test_the_listener_does_count(listener: Peer) -> None:
    socket.create_connection(("127.0.0.1", listener.port)).close()
    door = Http(allow_origins=[listener.origin])
    assert door.request("GET", listener.origin, timeout_s=3).json() == {"secret": "loopback"}
    assert listener.n_connections == 2


def test_a_name_is_resolved_once_and_that_address_is_judged(listener: Peer) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) > 1 else ["127.0.0.1", "93.184.216.34"]

    door = Http(resolve=rebinding, ports=frozenset({80, 443, listener.port}))
    with pytest.raises(NetworkError) as caught:
        door.fetch_public(f"http://rebind.example:{listener.port}/", timeout_s=3)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.NOT_SUPPORTED, "private_address")
    assert asked == ["rebind.example"]
    assert listener.n_connections == 0


def test_the_judged_address_is_the_one_connected_to(
    listener: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second look-up that a rebinding host waits for never happens: the socket gets the number."""
    connected: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address)
        raise OSError("stop here")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NetworkError) as caught:
        Http(resolve=lambda host, port: ["93.184.216.34"]).fetch_public(
            "http://fine.example/", timeout_s=3
        )
    assert connected == [("93.184.216.34", 80)]
    assert (caught.value.kind, caught.value.was_sent) == (ErrorKind.TRANSIENT, False)


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "http://127.0.0.1:22/",
    ],
)
def test_a_redirect_does_not_lead_inside(
    listener: Peer, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = target.replace("{port}", str(listener.port))
    hop = Peer(answers(b"", status="302 Found", headers=f"Location: {location}\r\n"))
    real = socket.create_connection

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        # The public address of the first hop is played by a peer; anything else would be real.
        return real(("127.0.0.1", hop.port) if address[0] == "93.184.216.34" else address, timeout)

    monkeypatch.setattr(socket, "create_connection", connect)
    door = Http(
        resolve=lambda host, port: ["93.184.216.34"], ports=frozenset({80, 443, listener.port})
    )
    with pytest.raises(NetworkError) as caught:
        door.fetch_public("http://public.example/feed", timeout_s=3)
    hop.close()
    assert caught.value.kind is ErrorKind.NOT_SUPPORTED
    assert len(hop.requests) == 1
    assert listener.n_connections == 0


def test_an_allowed_origin_is_exactly_one_address(listener: Peer) -> None:
    door = Http(allow_origins=[listener.origin])
    other = Peer(answers(b"{}"))
    for url in (
        other.origin,
        f"http://user@127.0.0.1:{listener.port}",
        f"http://localhost:{listener.port}",
        f"https://127.0.0.1:{listener.port}",
    ):
        with pytest.raises(NetworkError):
            door.request("GET", url, timeout_s=2)
    other.close()
    assert (listener.n_connections, other.n_connections) == (0, 0)


@pytest.mark.parametrize(
    "good",
    [
        "8.8.8.8",
        "93.184.216.34",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "::ffff:8.8.8.8",
    ],
)
def test_public_addresses_are_public(good: str) -> None:
    assert is_public(ipaddress.ip_address(good))


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("mastodon.social", "https://mastodon.social"), (" Mastodon.Social ", "https://mastodon.social"),
        ("https://mastodon.social/@nome", "https://mastodon.social"), ("http://mastodon.social", "https://mastodon.social"),
        ("@nome@mastodon.social", "https://mastodon.social"), ("nome@mastodon.social", "https://mastodon.social"),
        ("mastodon.social:443", "https://mastodon.social"), ("mastodon.social.", "https://mastodon.social"),
        ("mastodon.social.evil.example", "https://mastodon.social.evil.example"), ("città.example", "https://xn--citt-3na.example"),
        ("mаstodon.social", "https://xn--mstodon-2fg.social"),
    ],
)  # fmt: skip
def test_what_people_type_becomes_an_origin(typed: str, origin: str) -> None:
    assert public_origin(typed) == origin


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", HostProblem.EMPTY), ("   ", HostProblem.EMPTY), ("https://", HostProblem.EMPTY),
        ("https://mastodon.social@evil.example", HostProblem.USERINFO), ("https://a:b@evil.example", HostProblem.USERINFO),
        ("mastodon.social@evil.example", HostProblem.USERINFO), ("ftp://mastodon.social", HostProblem.SCHEME),
        ("javascript://mastodon.social", HostProblem.SCHEME), ("mastodon.social:8443", HostProblem.PORT),
        ("localhost", HostProblem.PRIVATE), ("intranet", HostProblem.PRIVATE), ("printer.local", HostProblem.PRIVATE),
        ("db.internal", HostProblem.PRIVATE), ("127.0.0.1", HostProblem.PRIVATE), ("2130706433", HostProblem.PRIVATE),
        ("0x7f.1", HostProblem.PRIVATE), ("10.0.0.1", HostProblem.PRIVATE), ("[::1]", HostProblem.PRIVATE), ("8.8.8.8", HostProblem.PRIVATE),
        ("x.onion", HostProblem.PRIVATE), ("a b.example", HostProblem.MALFORMED), ("a\\b.example", HostProblem.MALFORMED),
        ("mastodon..social", HostProblem.MALFORMED), ("-a.example", HostProblem.MALFORMED), ("a_b.example", HostProblem.MALFORMED),
        ("mastodon.social%2eevil.example", HostProblem.MALFORMED), ("https://mastodon.social:x", HostProblem.MALFORMED),
        ("a" * 64 + ".example", HostProblem.MALFORMED), ("x" * 3000, HostProblem.TOO_LONG),
    ],
)  # fmt: skip
def test_what_cannot_be_a_public_host_is_refused_with_its_reason(
    typed: str, kind: HostProblem
) -> None:
    with pytest.raises(HostError) as caught:
        public_origin(typed)
    assert caught.value.kind is kind
