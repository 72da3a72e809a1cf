"""The tests' own PostgreSQL and Valkey, and the few outside programs tests may ask for.

Loaded with `-p smm.local.pytest_plugin`. The servers start when this file is imported and not in a hook, because
pytest-django reads the settings before any hook of ours could run. With pytest-xdist the first process starts them and the
others inherit the environment; each makes its own database.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smm.local import assets, emptying, homes, messages, place, servers, sharing, supervise
from smm.local import keys as local_keys
from smm.local.doctor import find_chromium
from smm.local.pictures import BROWSER_FLAGS
from smm.local.processes import Reaper
from smm.local.programs import ServersError
from smm.local.starting import Stack

# How long a browser waits for what must come: so long that a busy machine never decides a test.
BROWSER_PATIENCE_MS = 90_000
# After how many new objects the garbage of cycles is looked for: a page that is rendered makes more than Python's own 700.
GARBAGE_AFTER = 50_000
_header = "palinsesto: servers started by the first process"


def _keep_apart(worker: str) -> None:
    """A worker's own folder and numbered Valkey database; pytest-django gives it a database of its own."""
    number = int(worker.removeprefix("gw")) + 1
    server, _, _ = os.environ["REDIS_URL"].rpartition("/")
    directory = Path(os.environ["DATA_DIR"]) / worker
    directory.mkdir(mode=0o700)
    (
        directory / "static"
    ).mkdir()  # where collected files would be; WhiteNoise warns when it is missing
    os.environ.update(REDIS_URL=f"{server}/{number}", DATA_DIR=str(directory))


def _start() -> None:
    global _header
    if "PYTEST_XDIST_WORKER" in os.environ:
        _keep_apart(os.environ["PYTEST_XDIST_WORKER"])
        return
    began = time.monotonic()
    directory = place.throw_away()
    (directory / "static").mkdir()
    keys = local_keys.fresh()
    reaper = Reaper()
    reaper.remove_at_the_end(directory)
    try:
        running = servers.start(directory, keys=keys, reaper=reaper, is_durable=False)
        emptying.allow(running)
    except ServersError as error:
        homes.remove(directory)
        reaper.dismiss()
        sys.exit(f"The tests' servers could not start. {error}")

    def stop() -> None:
        running.stop()
        homes.remove(directory)
        reaper.dismiss()

    atexit.register(stop)
    os.environ.update(running.environment)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="smm.settings",
        # Django makes and drops a test database and its tables: one role, the owner, does it all here.
        DATABASE_URL=running.owner_url,
        # The role of the product, for the few tests of what it may not do.
        APP_DATABASE_URL=running.url,
        SECRET_KEY=keys.secret_key,
        SEALING_KEYS=keys.sealing_keys,
        INSTANCE_ID=keys.instance_id,
        DATA_DIR=str(directory),
        PUBLIC_ORIGIN="http://localhost:8000",
        LOCAL_RUN="1",
        DEMO="0",
        DEBUG="0",
        STATIC_PLAIN="1",
    )
    for name in ("SANDBOX_ORIGIN", "MIGRATING", "EMAIL_URL"):
        os.environ.pop(name, None)
    messages.compile_all()
    _header = f"palinsesto: PostgreSQL and Valkey started in {time.monotonic() - began:.1f} s"


_start()
# All that is made until the first test runs stays to the end: nobody looks through it for garbage, neither now nor later.
gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """From the first test on garbage is looked for, but seldom, and not in what stands by now."""
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    gc.enable()


def pytest_report_header() -> str:
    return _header


# --- a clean database (smm.local.emptying) ---------------------------------------------------------


def pytest_configure() -> None:
    emptying.take_over()


# --- sharing the tests out (smm.local.sharing) -----------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On several processors the longest groups begin first, then the long files; among equals the order stays shuffled."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: sharing.turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What runs together: each group on one worker, each other file on whichever is free."""
    return sharing.scheduler(config, log)


def _missing(what: str, *, required_by: str) -> None:
    """Skip with a reason that -rs shows; fail where the environment says that the thing must be there."""
    if os.environ.get(required_by) == "1":
        pytest.fail(f"{what}, and {required_by}=1 demands it", pytrace=False)
    pytest.skip(f"{what}: these tests did NOT run")


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A Chromium of this machine; without one the test is skipped, or fails where REQUIRE_BROWSER=1."""
    path = find_chromium()
    if path is None:
        _missing(
            "no Chromium found (APP_CHROMIUM, chromium, google-chrome)",
            required_by="REQUIRE_BROWSER",
        )
        raise AssertionError("unreachable")
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Any]:
    """A running Chromium under Playwright's sync API; ask it for `new_context()` in each test."""
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415  (only browser tests pay for it)

    # Playwright's sync API runs an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(chromium_path), args=list(BROWSER_FLAGS)
        )
        open_context = running.new_context

        def new_context(**options: Any) -> Any:
            context = open_context(**options)
            context.set_default_timeout(BROWSER_PATIENCE_MS)
            return context

        running.new_context = new_context  # type: ignore[method-assign]
        expect.set_options(timeout=BROWSER_PATIENCE_MS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def node_path() -> Path:
    """The Node that builds the front end, to run a script's own tests."""
    return assets.node()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A whole installation of real processes with servers and a database of its own, for journeys.

    Empty: make people with `stack.manage(...)`. `stack.address` is the web, `stack.sandbox_origin` the network.
    """
    directory = place.throw_away()
    try:
        with supervise.stack(data=directory, demo=False, sandbox=True, is_durable=False) as running:
            yield running
    finally:
        homes.remove(directory)


@pytest.fixture(scope="session")
def demo_stack() -> Iterator[Stack]:
    """A second installation for journeys: the one a newcomer gets, with the demo agency in it, ninety days old."""
    directory = place.throw_away()
    try:
        with supervise.stack(data=directory, demo=True, sandbox=True, is_durable=False) as running:
            yield running
    finally:
        homes.remove(directory)
