"""One sandbox for the session, and faulty peers that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from networks import http
from networks.sandbox import process
from networks.sandbox.process import SandboxProcess
from networks.types import Credentials, Secret
from tests.networks.peers import Peer, Script


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    running = process.start(db=tmp_path_factory.mktemp("sandbox") / "network.sqlite3")
    yield running
    running.stop()


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> Iterator[SandboxProcess]:
    """The sandbox, behaving well, as the one origin that the shared door lets through."""
    sandbox_process.order("clear")
    http.configure(allow_origins=[sandbox_process.origin], user_agent="Palinsesto/test")
    yield sandbox_process
    sandbox_process.order("clear")
    http.configure()


@pytest.fixture
def account(sandbox: SandboxProcess) -> Credentials:
    """A fresh account with every permission."""
    made = sandbox.order("accounts", n=1)[0]
    return Credentials(
        sandbox.origin, made["id"], Secret(made["token"]), scopes=frozenset(made["scopes"])
    )


@pytest.fixture
def peer() -> Iterator[Callable[[Script], Peer]]:
    """Start a peer with a script; the shared door lets exactly that origin through."""
    started: list[Peer] = []

    def start(script: Script) -> Peer:
        started.append(Peer(script))
        http.configure(allow_origins=[one.origin for one in started])
        return started[-1]

    yield start
    for one in started:
        one.close()
    http.configure()
