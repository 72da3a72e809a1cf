"""Connecting a channel, from the choice to the first check, against a real network process."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from clients.actions import connecting
from clients.models import Channel, ConnectAttempt, Credential
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import AuditEntry
from people.roles import Role
from tests import make
from tests.cast import Cast, Rivals
from tests.clients.walking import at_the_network, base, connect, leave, walk
from tests.conftest import SignIn


def test_a_channel_is_connected_from_the_choice_to_its_page(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    assert "Sandbox" in rita.get(base(cast) + "connect/").content.decode()
    page = walk(rita, cast, "trecorvi_uno")
    asked = page.content.decode()
    assert "Connect @trecorvi_uno@" in asked
    assert cast.client.name in asked
    assert not Channel.objects.filter(handle__startswith="@trecorvi_uno").exists()
    assert rita.post(page.url).status_code == 302  # type: ignore[attr-defined]
    channel = Channel.objects.get(handle__startswith="@trecorvi_uno")
    assert (channel.agency, channel.client, channel.health) == (cast.agency, cast.client, "ok")
    assert channel.host == sandbox.origin
    assert channel.limits["max_chars"] == connecting.limits_of(channel).max_chars
    shown = rita.get(f"{base(cast)}{channel.public_id}/").content.decode()
    assert "Publish posts" in shown
    assert AuditEntry.objects.get(verb="channel.connected").actor == cast.rita
    opened = connecting.open_channels([channel.pk])[channel.pk]
    who = opened.connector.profile(opened.credentials, timeout_s=60)
    assert who.remote_id == channel.remote_id


def test_no_token_is_readable_anywhere_in_the_database(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    channel = connect(sign_in(cast.rita), cast, "trecorvi_due")
    token = connecting.open_channel(channel).credentials.access_token.reveal()
    assert len(token) > 10
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token}%"]
            )
            assert cursor.fetchone() == (0,), table


def test_the_page_before_leaving_names_the_host_and_has_no_form_that_leads_out(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    page = sign_in(cast.rita).post(base(cast) + "connect/sandbox/")
    words = page.content.decode()
    host = urlsplit(sandbox.origin).netloc
    assert "You are about to sign in at" in words
    assert f"<strong>{host}</strong>" in words
    assert f'action="{sandbox.origin}' not in words
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_state_works_once(cast: Cast, sign_in: SignIn, sandbox: SandboxProcess) -> None:
    rita = sign_in(cast.rita)
    back = at_the_network(leave(rita, base(cast) + "connect/sandbox/"), username="una_volta")
    assert rita.get(back).status_code == 302
    again = rita.get(back)
    assert again.status_code == 400
    assert b"has ended" in again.content


def test_a_state_is_for_the_browser_the_member_and_the_agency_that_began(
    cast: Cast, rivals: Rivals, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    back = at_the_network(leave(rita, base(cast) + "connect/sandbox/"), username="mia")
    for other in (sign_in(cast.rita), sign_in(cast.alice), sign_in(rivals.eve)):
        answer = other.get(back)
        assert answer.status_code == 400
        assert cast.client.name not in answer.content.decode()
    assert sign_in(None).get(back).status_code == 302  # to sign in; the state is not used
    assert rita.get(back).status_code == 302


def test_a_state_ends_after_ten_minutes(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    back = at_the_network(leave(rita, base(cast) + "connect/sandbox/"), username="lenta")
    ConnectAttempt.objects.update(expires_at=database_now())
    assert rita.get(back).status_code == 400
    assert not Credential.objects.filter(channel__handle__startswith="@lenta").exists()


def test_a_forged_state_and_a_forged_code_connect_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    assert rita.get("/connect/return/?state=forged&code=forged").status_code == 400
    back = at_the_network(leave(rita, base(cast) + "connect/sandbox/"), username="vera")
    answer = rita.get(re.sub(r"code=[^&]+", "code=forged", back))
    assert answer.status_code == 400
    assert not Channel.objects.filter(handle__startswith="@vera").exists()


def test_saying_no_at_the_network_is_told_and_changes_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    link = leave(rita, base(cast) + "connect/sandbox/")
    answer = rita.get(at_the_network(link, username="no", decision="refuse"))
    assert b"You did not allow the connection at Sandbox" in answer.content
    assert Channel.objects.count() == 1


def test_somebody_who_lost_the_role_on_the_way_connects_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    page = walk(rita, cast, "persa")
    make.assigned(cast.alice, cast.client, cast.rita, Role.EDITOR)
    assert rita.post(page.url).status_code == 400  # type: ignore[attr-defined]
    assert not Channel.objects.filter(handle__startswith="@persa").exists()


def test_confirming_belongs_to_who_walked(
    cast: Cast, rivals: Rivals, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    page = walk(sign_in(cast.rita), cast, "propria")
    for other in (cast.alice, rivals.eve):
        assert sign_in(other).post(page.url).status_code == 400  # type: ignore[attr-defined]
    assert not Channel.objects.filter(handle__startswith="@propria").exists()


def test_reconnecting_with_another_account_changes_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    channel = connect(rita, cast, "giusta")
    before = Credential.objects.get(channel=channel).access
    link = leave(rita, f"{base(cast)}{channel.public_id}/reconnect/")
    answer = rita.get(at_the_network(link, username="sbagliata"))
    words = html.unescape(answer.content.decode())
    assert "You connected @sbagliata@" in words
    assert "these posts belong to @giusta@" in words
    assert "Nothing was changed." in words
    assert Credential.objects.get(channel=channel).access == before
    assert not Channel.objects.filter(handle__startswith="@sbagliata").exists()


def test_reconnecting_the_same_account_renews_the_credentials(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    channel = connect(rita, cast, "rinnovo")
    connecting.mark_reauth_needed(channel.pk, now=database_now())
    assert connecting.open_channels([channel.pk]) == {}
    link = leave(rita, f"{base(cast)}{channel.public_id}/reconnect/")
    back = rita.get(at_the_network(link, username="rinnovo"))
    assert rita.post(back.headers["Location"]).status_code == 302
    channel.refresh_from_db()
    assert channel.health == "ok"
    assert Credential.objects.get(channel=channel).version == 2
    assert set(connecting.open_channels([channel.pk])) == {channel.pk}


def test_the_account_of_one_client_cannot_be_another_clients_too(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    alice = sign_in(cast.alice)
    connect(alice, cast, "contesa")
    other = make.client(cast.alice, "Altro")
    link = leave(alice, f"/c/{other.slug}/channels/connect/sandbox/")
    back = alice.get(at_the_network(link, username="contesa"))
    answer = alice.post(back.headers["Location"])
    assert b"already a channel of another client" in answer.content
    assert not Channel.objects.filter(client=other).exists()


def test_two_agencies_may_each_connect_the_same_account(
    cast: Cast, rivals: Rivals, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    connect(sign_in(cast.alice), cast, "condivisa")
    eve = sign_in(rivals.eve)
    link = leave(eve, f"/c/{rivals.client.slug}/channels/connect/sandbox/")
    back = eve.get(at_the_network(link, username="condivisa"))
    assert eve.post(back.headers["Location"]).status_code == 302
    assert Channel.objects.filter(handle__startswith="@condivisa").count() == 2


def test_a_missing_permission_is_named(cast: Cast, sign_in: SignIn) -> None:
    Channel.objects.filter(pk=cast.channel.pk).update(
        abilities=[{"name": "reply", "is_granted": False, "missing_scope": "write:statuses"}]
    )
    page = sign_in(cast.bruno).get(f"{base(cast)}{cast.channel.public_id}/").content.decode()
    assert "Reply" in page
    assert "Missing permission: write:statuses" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "required"),
        ("127.0.0.1", "not on the public internet"),
        ("http://169.254.169.254/", "not on the public internet"),
        ("localhost", "not on the public internet"),
        ("user:pass@mastodon.social", "without a user or password"),
        ("mastodon.social:8080", "without a port"),
        ("javascript:alert(1)", ""),
        ("not a host", "not the name of a server"),
    ],
)
def test_a_bad_server_is_refused_in_words_before_anything_is_sent(
    cast: Cast, sign_in: SignIn, typed: str, words: str
) -> None:
    answer = sign_in(cast.rita).post(base(cast) + "connect/mastodon/", {"host": typed})
    assert answer.status_code == 422
    assert words in html.unescape(answer.content.decode())
    assert not ConnectAttempt.objects.exists()


def test_the_sandbox_cannot_be_typed_and_is_absent_where_it_is_not_configured(
    cast: Cast, sign_in: SignIn
) -> None:
    rita = sign_in(cast.rita)
    assert rita.get(base(cast) + "connect/sandbox/").status_code == 404
    assert "Sandbox" not in rita.get(base(cast) + "connect/").content.decode()


def test_typing_the_sandbox_address_as_a_mastodon_server_is_refused(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    answer = sign_in(cast.rita).post(base(cast) + "connect/mastodon/", {"host": sandbox.origin})
    assert answer.status_code == 422
    assert not ConnectAttempt.objects.exists()


def test_a_no_at_the_network_leads_back_to_the_clients_channels(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    link = leave(rita, base(cast) + "connect/sandbox/")
    state = parse_qs(urlsplit(link).query)["state"][0]
    answer = rita.get(f"/connect/return/?error=access_denied&state={state}")

    assert answer.status_code == 400
    words = answer.content.decode()
    assert "Nothing was changed." in words
    assert f'href="{base(cast)}"' in words
    stranger = sign_in(cast.alice).get(f"/connect/return/?error=access_denied&state={state}")
    assert base(cast) not in stranger.content.decode()
