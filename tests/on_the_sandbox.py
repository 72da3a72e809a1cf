"""A client's account on a real sandbox network, which behaves until it is told otherwise: what several rooms of tests begin with.

A room takes the fixtures it wants into its conftest and brings its own ``owner``: some tests commit, others need not.
"""

from __future__ import annotations

import pytest

from clients.models import Channel, Client
from networks import http
from networks.sandbox.process import SandboxProcess
from people.actions.membership import create_agency
from people.clock import database_now
from people.models import Member
from tests import make_posts


@pytest.fixture(name="sandbox")
def tame_sandbox(sandbox: SandboxProcess, settings) -> SandboxProcess:
    """The sandbox, well behaved, as the one address the guard lets through."""
    sandbox.order("clear")
    settings.SANDBOX_ORIGIN = sandbox.origin
    http.configure(allow_origins=[sandbox.origin], user_agent="Palinsesto tests")
    return sandbox


def make_owner() -> Member:
    """Alice, who owns an agency."""
    return create_agency(
        name="Quintavoce",
        email="alice@quintavoce.example",
        owner_name="Alice",
        password=None,
        now=database_now(),
    )


@pytest.fixture(name="client_of")
def winery(owner) -> Client:
    """A client of Alice's."""
    return Client.objects.create(
        agency=owner.agency, slug="trecorvi", name="Tenuta Trecorvi", kind="company"
    )


@pytest.fixture(name="channel")
def account_there(client_of, sandbox) -> Channel:
    """The client's account on the sandbox."""
    return make_posts.sandbox_channel(client_of, sandbox)
