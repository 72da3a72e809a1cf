"""A channel that is connected: checked, let go and taken up again, its part set, and nobody else's."""

from __future__ import annotations

import html

import pytest

from clients.actions import connecting
from clients.actions.connecting.doors import as_registration
from clients.marks import mark_of
from clients.models import AppRegistration, Channel, Credential
from networks.sandbox.process import SandboxProcess
from people import outbox
from people.clock import database_now
from people.models import Notice, Outbox
from tests import make
from tests.cast import CANARY, Cast, Rivals
from tests.clients.walking import base, connect
from tests.conftest import SignIn


def test_disconnecting_asks_for_the_handle_and_gives_the_right_back(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    channel = connect(rita, cast, "addio")
    credentials = connecting.open_channel(channel).credentials
    url = f"{base(cast)}{channel.public_id}/disconnect/"
    assert "Write @addio@" in html.unescape(rita.get(url).content.decode())
    assert rita.post(url, {"typed": "yes"}).status_code == 422
    channel.refresh_from_db()
    assert channel.disconnected_at is None
    assert rita.post(url, {"typed": channel.handle}).status_code == 302
    channel.refresh_from_db()
    assert (channel.health, Credential.objects.filter(channel=channel).exists()) == (
        "disconnected",
        False,
    )
    row = Outbox.objects.get(kind="revoke_access")
    assert credentials.access_token.reveal() not in str(row.payload)
    handlers = {"revoke_access": connecting.revoke_at_network}
    assert outbox.deliver_due(handlers=handlers, now=database_now(), limit=5) == 1
    connector = connecting.open_channels([cast.channel.pk])[cast.channel.pk].connector
    with pytest.raises(Exception, match="auth_expired"):
        connector.profile(credentials, timeout_s=60)


def test_a_channel_let_go_is_taken_up_again_with_its_history(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    channel = connect(rita, cast, "ritorno")
    connecting.disconnect(by=cast.rita, channel=channel, now=database_now())
    again = connect(rita, cast, "ritorno")
    assert again.pk == channel.pk
    assert again.disconnected_at is None


def test_checking_reads_the_profile_and_finds_a_dead_token_once(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    channel = connect(rita, cast, "controllo")
    url = f"{base(cast)}{channel.public_id}/check/"
    answer = rita.post(url, follow=True)
    assert b"All is well" in answer.content
    opened = connecting.open_channel(channel)
    row = Outbox.objects.count()
    _kill(channel, opened)
    for _ in range(2):
        rita.post(url)
    channel.refresh_from_db()
    assert (channel.health, channel.problem) == ("reconnect", "auth_expired")
    told = Notice.objects.filter(kind="channel.reconnect_needed")
    assert {notice.member_id for notice in told} == {cast.alice.pk, cast.rita.pk}
    assert told.count() == 2
    assert Outbox.objects.count() == row + 2  # the same by e-mail
    page = rita.get(f"{base(cast)}{channel.public_id}/").content.decode()
    assert "This channel must be reconnected" in page
    assert "The connection with Sandbox has ended" in page


def _kill(channel: Channel, opened: connecting.OpenChannel) -> None:
    """Revokes the token at the network behind our back."""
    app = AppRegistration.objects.get(host=channel.host)
    opened.connector.revoke(as_registration(app), opened.credentials, timeout_s=60)


def test_a_bad_hour_of_the_network_disconnects_nobody(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    channel = connect(sign_in(cast.rita), cast, "guasto")
    sandbox.order(
        "faults", kind="error_before", match="GET /api/v1/accounts/verify_credentials", n=5
    )
    result = connecting.check(channel, now=database_now())
    channel.refresh_from_db()
    assert result.problem == channel.problem
    assert result.problem in ("transient", "provider_changed")
    assert channel.health == "ok"
    assert not Notice.objects.exists()


def test_a_channel_of_another_agency_is_not_found_and_not_touched(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    alice = sign_in(cast.alice)
    base = f"/c/{cast.client.slug}/channels/{rivals.channel.public_id}/"
    for end in ("", "disconnect/"):
        answer = alice.get(base + end)
        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()
    for end in ("check/", "reconnect/", "disconnect/", "part/"):
        data = {"typed": rivals.channel.handle, "part": "lead"}
        assert alice.post(base + end, data).status_code == 404
    before = Channel.objects.values().get(pk=rivals.channel.pk)
    rivals.channel.refresh_from_db()
    assert before["health"] == "ok"
    assert before["part"] == "support"


def test_opening_many_channels_takes_two_queries(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    ids = [make.channel(cast.client).pk for _ in range(10)]
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert set(connecting.open_channels(ids)) == set(ids)


def test_setting_the_part_of_a_channel(cast: Cast, sign_in: SignIn) -> None:
    url = f"{base(cast)}{cast.channel.public_id}/part/"
    answer = {"part": "lead", "based_on": mark_of(cast.channel)}
    assert sign_in(cast.bruno).post(url, answer).status_code == 403
    assert sign_in(cast.rita).post(url, answer).status_code == 302
    cast.channel.refresh_from_db()
    assert cast.channel.part == "lead"
