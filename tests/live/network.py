"""Starts a whole Bluesky network on the loopback from its published packages, and speaks to it as a stranger would.

What makes accounts and reads back here is written without our connector, so that a mistake of ours is not agreed with.
"""

from __future__ import annotations

import json
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from networks.errors import ErrorKind, NetworkError
from smm.local import assets, packages
from tests.waiting import PATIENCE_S

HERE = Path(__file__).parent / "bluesky"
START_S = 240.0


class NoNetworkError(Exception):
    """The network cannot be had here; the text says why."""


@dataclass
class Person:
    """An account of the network and the app password made for us."""

    did: str
    handle: str
    password: str
    app_password: str
    token: str = field(repr=False)


class Network:
    """The running network; `pds`, `plc` and `appview` are origins."""

    def __init__(self, process: subprocess.Popen[bytes], told: dict[str, str]) -> None:
        self._process = process
        self.pds = told["pds"].rstrip("/")
        self.plc = told["plc"].rstrip("/")
        self.appview = told["appview"].rstrip("/")
        self._n_people = 0

    def person(self, name: str) -> Person:
        """A fresh account with an app password."""
        self._n_people += 1
        handle, password = f"{name}{self._n_people}.test", f"whole-password-{name}"
        made = self.call(
            "com.atproto.server.createAccount",
            {"handle": handle, "email": f"{handle}@example.org", "password": password},
        )
        app = self.call(
            "com.atproto.server.createAppPassword", {"name": "desk"}, token=made["accessJwt"]
        )
        return Person(made["did"], handle, password, app["password"], made["accessJwt"])

    def write(self, who: Person, record: dict[str, Any]) -> dict[str, Any]:
        """A record of somebody else."""
        body = {"repo": who.did, "collection": record["$type"], "record": record}
        return self.call("com.atproto.repo.createRecord", body, token=who.token)

    def call(
        self, method: str, body: Any = None, *, token: str = "", query: str = ""
    ) -> dict[str, Any]:
        """One XRPC call; raises HTTPError."""
        ask = Request(f"{self.pds}/xrpc/{method}{query}")
        ask.add_header("accept", "application/json")
        if body is not None:
            ask.data = json.dumps(body).encode()
            ask.add_header("content-type", "application/json")
        if token:
            ask.add_header("authorization", f"Bearer {token}")
        with urlopen(ask, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else {}

    def stop(self) -> None:
        """End the process that this object started."""
        self._process.terminate()
        try:
            self._process.wait(8)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)


def install(directory: Path) -> Path:
    """The packages of the lock file, installed once per lock under `directory`; returns where they are."""
    try:
        return packages.installed(HERE, under=directory)
    except packages.PackagesError as error:
        raise NoNetworkError(str(error)) from error


def start(place: Path, *, database_url: str, log: Path) -> Network:
    """Start it and wait until it has told its addresses."""
    shutil.copy(HERE / "network.mjs", place / "network.mjs")
    node = assets.node()
    environment = {
        **packages.environment(),
        "DB_POSTGRES_URL": database_url,
        # Asked for by the package, not used by this version of it.
        "REDIS_HOST": "127.0.0.1:9",
        "LOG_ENABLED": "false",
        "NODE_OPTIONS": "--dns-result-order=ipv4first",
    }
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [node, "network.mjs"],
            cwd=place,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        if select.select([process.stdout], [], [], 0.5)[0]:
            line = process.stdout.readline()
            if line.startswith(b"{"):
                return Network(process, json.loads(line))
    process.kill()
    process.wait(5)
    raise NoNetworkError(f"it did not start: {log.read_text('utf-8', 'replace')[-800:]}")


def until(ask: Callable[[], Any], *, seconds: float = PATIENCE_S) -> Any:
    """The first answer that is something; the AppView lags behind the servers, more so on a busy machine.

    What it has not read yet is not found, whoever asks: through our connector or without it. Past `seconds` the last
    answer counts, whether it is empty or an error.
    """
    end = time.monotonic() + seconds
    while True:
        is_over = time.monotonic() > end
        try:
            found = ask()
        except (HTTPError, LookupError):
            if is_over:
                raise
            found = None
        except NetworkError as error:
            if is_over or error.kind is not ErrorKind.NOT_FOUND:
                raise
            found = None
        if found or is_over:
            return found
        time.sleep(0.1)
