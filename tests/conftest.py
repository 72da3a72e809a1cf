"""What every test may ask for: the cast, a browser signed in as somebody, a running sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client as Browser
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis
from pytest_django import Settings

from networks import http
from networks.sandbox.process import SandboxProcess
from networks.sandbox.process import start as start_sandbox
from people.models import Member, User
from tests import clock, make
from tests.cast import Cast, Rivals
from tests.kept import Kept
from tests.visit import Visit

SignIn = Callable[[Member | User | None], Browser]
VisitAs = Callable[..., Visit]

# How long an example takes says how busy the machine is, not whether what is claimed of it holds.
of_hypothesis.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
of_hypothesis.load_profile("any machine")

_cast, _rivals = Kept(make.cast), Kept(make.rivals)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Its clock is the tests' own."""
    with django_db_blocker.unblock():
        clock.begin()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Argon2 is slow on purpose; tests make many people."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Tests read English words; what one test activated does not leak into the next."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Alice's agency."""
    return _cast()


@pytest.fixture
def rivals(db: None) -> Rivals:
    """Eve's agency."""
    return _rivals()


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """``sign_in(cast.bruno)``: a browser in which somebody (or nobody) is signed in."""

    def signed_in(who: Member | User | None) -> Browser:
        browser = Browser(headers={"accept-language": "en"})
        if who is not None:
            browser.force_login(who.user if isinstance(who, Member) else who)
        return browser

    return signed_in


@pytest.fixture
def visit_as(browser: Any, live_server: Any, sign_in: SignIn) -> Iterator[VisitAs]:
    """Makes visits of a real browser in which somebody is signed in, and closes them."""
    made: list[Visit] = []

    def make_visit(who: Member | User, **options: Any) -> Visit:
        seen = Visit(browser, live_server.url, **options)
        made.append(seen)
        name = project.SESSION_COOKIE_NAME
        kept = sign_in(who).cookies[name].value
        seen.context.add_cookies([{"name": name, "value": kept, "url": live_server.url}])
        return seen

    yield make_visit
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def _sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    directory: Path = tmp_path_factory.mktemp("sandbox")
    process = start_sandbox(db=directory / "sandbox.sqlite3", ahead_s=clock.AHEAD.total_seconds())
    yield process
    process.stop()


@pytest.fixture
def sandbox(_sandbox_process: SandboxProcess) -> Iterator[SandboxProcess]:
    """A sandbox network in a process of its own, let through the guard for this test."""
    http.configure(allow_origins=[_sandbox_process.origin])
    yield _sandbox_process
    _sandbox_process.order("clear")
    http.configure()
