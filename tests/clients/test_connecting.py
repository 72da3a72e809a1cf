"""Connecting a channel, from the choice to the first check, against a real network process."""

from __future__ import annotations

import html
import re
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser

from clients.actions import connecting
from clients.actions.connecting.doors import as_registration
from clients.marks import mark_of
from clients.models import AppRegistration, Channel, ConnectAttempt, Credential
from networks.sandbox.process import SandboxProcess
from people import outbox
from people.clock import database_now
from people.models import AuditEntry, Notice, Outbox
from people.roles import Role
from tests import make
from tests.cast import CANARY, Cast, Rivals
from tests.conftest import SignIn


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def _at_the_network(url: str, *, username: str = "", decision: str = "authorise") -> str:
    """What a person does on the network's page; returns the way back as path and query."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    form = {**query, "decision": decision, "new_username": username}
    ask = Request(url.partition("?")[0], urlencode(form).encode())
    try:
        build_opener(_Stay).open(ask, timeout=10)
    except HTTPError as answer:
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"
    raise AssertionError("the network did not send us back")


def _leave(browser: Browser, url: str) -> str:
    """Presses the button that leads to the page naming the host; returns the link on it."""
    page = browser.post(url)
    assert page.status_code == 200, page.content.decode()
    link = re.search(r'href="([^"]+/oauth/authorize[^"]+)"', page.content.decode())
    assert link
    return html.unescape(link[1])


def _base(cast: Cast) -> str:
    return f"/c/{cast.client.slug}/channels/"


def _walk(browser: Browser, cast: Cast, username: str) -> HttpResponse:
    """The whole walk up to the page that asks for a yes."""
    link = _leave(browser, _base(cast) + "connect/sandbox/")
    back = browser.get(_at_the_network(link, username=username))
    assert back.status_code == 302, back.content.decode()
    page = browser.get(back.headers["Location"])
    page.url = back.headers["Location"]  # type: ignore[attr-defined]
    return page  # type: ignore[return-value]


def _connect(browser: Browser, cast: Cast, username: str) -> Channel:
    page = _walk(browser, cast, username)
    answer = browser.post(page.url)  # type: ignore[attr-defined]
    assert answer.status_code == 302, answer.content.decode()
    return Channel.objects.get(client=cast.client, handle__startswith=f"@{username}@")


def test_a_channel_is_connected_from_the_choice_to_its_page(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    assert "Sandbox" in rita.get(_base(cast) + "connect/").content.decode()
    page = _walk(rita, cast, "trecorvi_uno")
    asked = page.content.decode()
    assert "Connect @trecorvi_uno@" in asked
    assert cast.client.name in asked
    assert not Channel.objects.filter(handle__startswith="@trecorvi_uno").exists()
    assert rita.post(page.url).status_code == 302  # type: ignore[attr-defined]
    channel = Channel.objects.get(handle__startswith="@trecorvi_uno")
    assert (channel.agency, channel.client, channel.health) == (cast.agency, cast.client, "ok")
    assert channel.host == sandbox.origin
    assert channel.limits["max_chars"] == connecting.limits_of(channel).max_chars
    shown = rita.get(f"{_base(cast)}{channel.public_id}/").content.decode()
    assert "Publish posts" in shown
    assert AuditEntry.objects.get(verb="channel.connected").actor == cast.rita
    opened = connecting.open_channels([channel.pk])[channel.pk]
    who = opened.connector.profile(opened.credentials, timeout_s=60)
    assert who.remote_id == channel.remote_id


def test_no_token_is_readable_anywhere_in_the_database(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    channel = _connect(sign_in(cast.rita), cast, "trecorvi_due")
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
    page = sign_in(cast.rita).post(_base(cast) + "connect/sandbox/")
    words = page.content.decode()
    host = urlsplit(sandbox.origin).netloc
    assert "You are about to sign in at" in words
    assert f"<strong>{host}</strong>" in words
    assert f'action="{sandbox.origin}' not in words
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_state_works_once(cast: Cast, sign_in: SignIn, sandbox: SandboxProcess) -> None:
    rita = sign_in(cast.rita)
    back = _at_the_network(_leave(rita, _base(cast) + "connect/sandbox/"), username="una_volta")
    assert rita.get(back).status_code == 302
    again = rita.get(back)
    assert again.status_code == 400
    assert b"has ended" in again.content


def test_a_state_is_for_the_browser_the_member_and_the_agency_that_began(
    cast: Cast, rivals: Rivals, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    back = _at_the_network(_leave(rita, _base(cast) + "connect/sandbox/"), username="mia")
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
    back = _at_the_network(_leave(rita, _base(cast) + "connect/sandbox/"), username="lenta")
    ConnectAttempt.objects.update(expires_at=database_now())
    assert rita.get(back).status_code == 400
    assert not Credential.objects.filter(channel__handle__startswith="@lenta").exists()


def test_a_forged_state_and_a_forged_code_connect_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    assert rita.get("/connect/return/?state=forged&code=forged").status_code == 400
    back = _at_the_network(_leave(rita, _base(cast) + "connect/sandbox/"), username="vera")
    answer = rita.get(re.sub(r"code=[^&]+", "code=forged", back))
    assert answer.status_code == 400
    assert not Channel.objects.filter(handle__startswith="@vera").exists()


def test_saying_no_at_the_network_is_told_and_changes_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    link = _leave(rita, _base(cast) + "connect/sandbox/")
    answer = rita.get(_at_the_network(link, username="no", decision="refuse"))
    assert b"You did not allow the connection at Sandbox" in answer.content
    assert Channel.objects.count() == 1


def test_somebody_who_lost_the_role_on_the_way_connects_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    page = _walk(rita, cast, "persa")
    make.assigned(cast.alice, cast.client, cast.rita, Role.EDITOR)
    assert rita.post(page.url).status_code == 400  # type: ignore[attr-defined]
    assert not Channel.objects.filter(handle__startswith="@persa").exists()


def test_confirming_belongs_to_who_walked(
    cast: Cast, rivals: Rivals, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    page = _walk(sign_in(cast.rita), cast, "propria")
    for other in (cast.alice, rivals.eve):
        assert sign_in(other).post(page.url).status_code == 400  # type: ignore[attr-defined]
    assert not Channel.objects.filter(handle__startswith="@propria").exists()


def test_reconnecting_with_another_account_changes_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    channel = _connect(rita, cast, "giusta")
    before = Credential.objects.get(channel=channel).access
    link = _leave(rita, f"{_base(cast)}{channel.public_id}/reconnect/")
    answer = rita.get(_at_the_network(link, username="sbagliata"))
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
    channel = _connect(rita, cast, "rinnovo")
    connecting.mark_reauth_needed(channel.pk, now=database_now())
    assert connecting.open_channels([channel.pk]) == {}
    link = _leave(rita, f"{_base(cast)}{channel.public_id}/reconnect/")
    back = rita.get(_at_the_network(link, username="rinnovo"))
    assert rita.post(back.headers["Location"]).status_code == 302
    channel.refresh_from_db()
    assert channel.health == "ok"
    assert Credential.objects.get(channel=channel).version == 2
    assert set(connecting.open_channels([channel.pk])) == {channel.pk}


def test_the_account_of_one_client_cannot_be_another_clients_too(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    alice = sign_in(cast.alice)
    _connect(alice, cast, "contesa")
    other = make.client(cast.alice, "Altro")
    link = _leave(alice, f"/c/{other.slug}/channels/connect/sandbox/")
    back = alice.get(_at_the_network(link, username="contesa"))
    answer = alice.post(back.headers["Location"])
    assert b"already a channel of another client" in answer.content
    assert not Channel.objects.filter(client=other).exists()


def test_two_agencies_may_each_connect_the_same_account(
    cast: Cast, rivals: Rivals, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    _connect(sign_in(cast.alice), cast, "condivisa")
    eve = sign_in(rivals.eve)
    link = _leave(eve, f"/c/{rivals.client.slug}/channels/connect/sandbox/")
    back = eve.get(_at_the_network(link, username="condivisa"))
    assert eve.post(back.headers["Location"]).status_code == 302
    assert Channel.objects.filter(handle__startswith="@condivisa").count() == 2


def test_disconnecting_asks_for_the_handle_and_gives_the_right_back(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    channel = _connect(rita, cast, "addio")
    credentials = connecting.open_channel(channel).credentials
    url = f"{_base(cast)}{channel.public_id}/disconnect/"
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
    channel = _connect(rita, cast, "ritorno")
    connecting.disconnect(by=cast.rita, channel=channel, now=database_now())
    again = _connect(rita, cast, "ritorno")
    assert again.pk == channel.pk
    assert again.disconnected_at is None


def test_checking_reads_the_profile_and_finds_a_dead_token_once(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    channel = _connect(rita, cast, "controllo")
    url = f"{_base(cast)}{channel.public_id}/check/"
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
    page = rita.get(f"{_base(cast)}{channel.public_id}/").content.decode()
    assert "This channel must be reconnected" in page
    assert "The connection with Sandbox has ended" in page


def _kill(channel: Channel, opened: connecting.OpenChannel) -> None:
    """Revokes the token at the network behind our back."""
    app = AppRegistration.objects.get(host=channel.host)
    opened.connector.revoke(as_registration(app), opened.credentials, timeout_s=60)


def test_a_bad_hour_of_the_network_disconnects_nobody(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    channel = _connect(sign_in(cast.rita), cast, "guasto")
    sandbox.order(
        "faults", kind="error_before", match="GET /api/v1/accounts/verify_credentials", n=5
    )
    result = connecting.check(channel, now=database_now())
    channel.refresh_from_db()
    assert result.problem == channel.problem
    assert result.problem in ("transient", "provider_changed")
    assert channel.health == "ok"
    assert not Notice.objects.exists()


def test_a_missing_permission_is_named(cast: Cast, sign_in: SignIn) -> None:
    Channel.objects.filter(pk=cast.channel.pk).update(
        abilities=[{"name": "reply", "is_granted": False, "missing_scope": "write:statuses"}]
    )
    page = sign_in(cast.bruno).get(f"{_base(cast)}{cast.channel.public_id}/").content.decode()
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
    answer = sign_in(cast.rita).post(_base(cast) + "connect/mastodon/", {"host": typed})
    assert answer.status_code == 422
    assert words in html.unescape(answer.content.decode())
    assert not ConnectAttempt.objects.exists()


def test_the_sandbox_cannot_be_typed_and_is_absent_where_it_is_not_configured(
    cast: Cast, sign_in: SignIn
) -> None:
    rita = sign_in(cast.rita)
    assert rita.get(_base(cast) + "connect/sandbox/").status_code == 404
    assert "Sandbox" not in rita.get(_base(cast) + "connect/").content.decode()


def test_typing_the_sandbox_address_as_a_mastodon_server_is_refused(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    answer = sign_in(cast.rita).post(_base(cast) + "connect/mastodon/", {"host": sandbox.origin})
    assert answer.status_code == 422
    assert not ConnectAttempt.objects.exists()


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
    url = f"{_base(cast)}{cast.channel.public_id}/part/"
    answer = {"part": "lead", "based_on": mark_of(cast.channel)}
    assert sign_in(cast.bruno).post(url, answer).status_code == 403
    assert sign_in(cast.rita).post(url, answer).status_code == 302
    cast.channel.refresh_from_db()
    assert cast.channel.part == "lead"


def test_a_no_at_the_network_leads_back_to_the_clients_channels(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    rita = sign_in(cast.rita)
    link = _leave(rita, _base(cast) + "connect/sandbox/")
    state = parse_qs(urlsplit(link).query)["state"][0]
    answer = rita.get(f"/connect/return/?error=access_denied&state={state}")

    assert answer.status_code == 400
    words = answer.content.decode()
    assert "Nothing was changed." in words
    assert f'href="{_base(cast)}"' in words
    stranger = sign_in(cast.alice).get(f"/connect/return/?error=access_denied&state={state}")
    assert _base(cast) not in stranger.content.decode()
