"""A client connects a channel again, alone: by a link, without an account, for seven days, once; and only that account."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser

from clients.actions import reconnect_links
from clients.models import Channel, Health
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import AuditEntry, Member, Outbox
from people.roles import Role
from tests import make, make_posts
from tests.cast import Cast
from tests.clients.walking import at_the_network
from tests.conftest import SignIn


@pytest.fixture
def lost(cast: Cast, sandbox: SandboxProcess) -> Channel:
    """A channel of the client, connected to the sandbox, that must be reconnected."""
    channel = make_posts.sandbox_channel(cast.client, sandbox, username="trecorvi_perso")
    Channel.objects.filter(pk=channel.pk).update(health=Health.RECONNECT)
    channel.refresh_from_db()
    return channel


def link_to(by: Member, channel: Channel) -> str:
    link = reconnect_links.link_for(by=by, channel=channel, now=database_now())
    return link.removeprefix(settings.PUBLIC_ORIGIN)


def sent(cast: Cast, sign_in: SignIn, channel: Channel) -> str:
    """The link in the mail that Rita lets go to Carla."""
    where = f"/c/{cast.client.slug}/channels/{channel.public_id}/"
    rita = sign_in(cast.rita)
    assert str(cast.carla.public_id) in rita.get(where).content.decode()
    rita.post(f"{where}reconnect/ask/", {"contact": cast.carla.public_id})
    said = make.mail_context(to=cast.carla.email)
    assert said["handle"] == channel.handle
    return str(said["link"]).removeprefix(settings.PUBLIC_ORIGIN)


def walked(browser: Browser, path: str, username: str) -> str:
    """From the link to the network and back; the last page."""
    assert browser.get(path).status_code == 200
    page = browser.post(path).content.decode()
    out = re.search(r'href="([^"]+/oauth/authorize[^"]+)"', page)
    assert out, page
    return browser.get(at_the_network(html.unescape(out[1]), username=username)).content.decode()


def username_of(channel: Channel) -> str:
    return channel.handle.lstrip("@").partition("@")[0]


def test_a_client_connects_the_channel_again_without_an_account(
    cast: Cast, sign_in: SignIn, lost: Channel
) -> None:
    path = sent(cast, sign_in, lost)

    page = walked(Browser(), path, username_of(lost))

    assert "funziona di nuovo" in page or "works again" in page
    was = lost.connected_at
    lost.refresh_from_db()
    assert lost.health == Health.OK
    assert lost.connected_at > was
    verbs = AuditEntry.objects.filter(target_id=lost.pk, verb__startswith="channel.reconnect")
    assert [each.verb for each in verbs.order_by("pk")] == [
        "channel.reconnect_asked",
        "channel.reconnected",
    ]
    # It works once.
    assert Browser().get(path).status_code == 410


def test_another_account_is_refused_and_nothing_changes(
    cast: Cast, sign_in: SignIn, lost: Channel, sandbox: SandboxProcess
) -> None:
    sandbox.order("accounts", quiet=True, usernames=["un_altro"])
    path = link_to(cast.rita, lost)

    page = walked(Browser(), path, "un_altro")

    assert path in page, "there is no way to try again"
    lost.refresh_from_db()
    assert lost.health == Health.RECONNECT


def test_the_way_back_is_open_only_to_the_browser_that_left(cast: Cast, lost: Channel) -> None:
    browser, path = Browser(), link_to(cast.rita, lost)
    page = browser.post(path).content.decode()
    out = re.search(r'href="([^"]+/oauth/authorize[^"]+)"', page)
    assert out
    back = at_the_network(html.unescape(out[1]), username=username_of(lost))

    thief = Browser()
    thief.post(path)
    assert thief.get(back).status_code == 400
    assert Browser().get(back).status_code == 302  # to sign in, as for any stranger
    lost.refresh_from_db()
    assert lost.health == Health.RECONNECT


@pytest.mark.parametrize("ends", ["time", "sender", "right", "disconnected", "forged"])
def test_a_link_ends(cast: Cast, lost: Channel, ends: str) -> None:
    now = database_now()
    path = link_to(cast.rita, lost)
    token = path.rstrip("/").rpartition("/")[2]
    match ends:
        case "time":
            assert reconnect_links.opened(token=token, now=now + timedelta(days=6)) is not None
            assert reconnect_links.opened(token=token, now=now + timedelta(days=7, hours=1)) is None
            return
        case "sender":
            Member.objects.filter(pk=cast.rita.pk).update(is_active=False)
        case "right":
            cast.rita.assignments.update(role=Role.ANALYST)
        case "disconnected":
            Channel.objects.filter(pk=lost.pk).update(
                disconnected_at=now, health=Health.DISCONNECTED
            )
        case "forged":
            path = path[:-4] + "x" + path[-3:]
    assert Browser().get(path).status_code == 410
    assert Browser().post(path).status_code == 410


def test_looking_changes_nothing_and_tells_nobody(cast: Cast, lost: Channel) -> None:
    answer = Browser().get(link_to(cast.rita, lost))

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not Outbox.objects.filter(payload__to=cast.carla.email).exists()
    lost.refresh_from_db()
    assert lost.health == Health.RECONNECT
