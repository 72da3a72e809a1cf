"""A client connects an account alone by a link: for the first time, or where a channel was kept by hand; once, in seven days."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from clients.actions import connect_links, connecting
from clients.models import Channel, Client, ConnectAttempt, ConnectLink, Credential, Health
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import AuditEntry, Member, Notice, Outbox
from people.roles import Role
from tests import make, make_posts
from tests.cast import Cast, Rivals
from tests.clients.walking import at_the_network
from tests.conftest import SignIn

# The sandbox can be connected only where it runs.
pytestmark = pytest.mark.usefixtures("sandbox")


def url(name: str, cast: Cast, *more: object) -> str:
    return reverse(f"clients:{name}", args=[cast.client.slug, *more])


def sent(cast: Cast, sign_in: SignIn, network: str = "sandbox") -> str:
    """The link in the mail that Rita lets go to Carla."""
    rita = sign_in(cast.rita)
    answer = rita.post(
        url("connect_ask", cast), {"network": network, "contact": cast.carla.public_id}
    )
    assert answer.status_code == 302
    return mailed(cast)


def mailed(cast: Cast) -> str:
    said = make.mail_context(to=cast.carla.email)
    return str(said["link"]).removeprefix(settings.PUBLIC_ORIGIN)


def gone(browser: Browser, path: str, username: str, decision: str = "authorise") -> str:
    """From the link to the network and the way back."""
    assert browser.get(path).status_code == 200
    page = browser.post(path).content.decode()
    out = re.search(r'href="([^"]+/oauth/authorize[^"]+)"', page)
    assert out, page
    return at_the_network(html.unescape(out[1]), username=username, decision=decision)


def shown(browser: Browser, path: str, username: str) -> tuple[str, str]:
    """The page that asks whether this is the account, and what its yes says."""
    page = browser.get(gone(browser, path, username)).content.decode()
    yes = re.search(r'name="yes" value="([^"]+)"', page)
    assert yes, page
    return page, yes[1]


def channels(client: Client) -> list[str]:
    return [each.handle.partition("@")[2].partition("@")[0] for each in client.channels.all()]


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_client_connects_an_account_for_the_first_time_and_the_agency_is_told(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess, language: str
) -> None:
    cast.carla.language = language
    cast.carla.save(update_fields=["language"])
    path = sent(cast, sign_in)
    browser = Browser(headers={"accept-language": "de"})
    first = browser.get(path).content.decode()
    words = {"it": "non con uno personale", "en": "not with one of your own"}[language]
    assert words in first
    assert cast.client.name in first

    page, yes = shown(browser, path, "prima_volta")

    # nothing is stored until the yes, and looking at it is none
    assert "@prima_volta@" in page
    assert f'lang="{language}"' in page
    assert "prima_volta" not in channels(cast.client)
    assert not Credential.objects.filter(channel__handle__startswith="@prima_volta").exists()
    done = browser.post(path, {"yes": yes}).content.decode()
    assert {"it": "è collegato", "en": "is connected"}[language] in done
    channel = cast.client.channels.get(handle__startswith="@prima_volta@")
    assert channel.health == Health.OK
    assert set(connecting.open_channels([channel.pk])) == {channel.pk}
    # it works once
    for again in (Browser().get(path), Browser().post(path), browser.post(path, {"yes": yes})):
        assert again.status_code == 410
    entries = AuditEntry.objects.filter(verb__startswith="connect_link.").order_by("pk")
    assert [(each.verb, each.data["network"]) for each in entries] == [
        ("connect_link.sent", "sandbox"),
        ("connect_link.used", "sandbox"),
    ]
    assert entries[1].actor_name == cast.carla.name
    assert AuditEntry.objects.filter(verb="channel.connected", target_id=channel.pk).exists()
    notices = Notice.objects.filter(kind="channel.connected_by_link")
    assert {each.member_id for each in notices} == {cast.rita.pk, cast.alice.pk}
    assert cast.carla.name in notices[0].text
    assert channel.handle in notices[0].text
    told = Outbox.objects.filter(payload__template="notice").values_list("payload__to", flat=True)
    assert set(told) == {cast.rita.user.email}


def test_the_token_is_nowhere_in_the_database_but_in_the_mail(cast: Cast, sign_in: SignIn) -> None:
    token = sent(cast, sign_in).rstrip("/").rpartition("/")[2]

    row = ConnectLink.objects.values().get()
    assert len(token) >= 43
    assert token not in str(row)
    assert token not in str(list(AuditEntry.objects.values()))


def test_a_channel_kept_by_hand_goes_on_connected_and_takes_no_other_account(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    kept = make_posts.sandbox_channel(cast.client, sandbox, username="tenuta_a_mano")
    Credential.objects.filter(channel=kept).delete()
    # as whoever kept it by hand wrote it down, without the network's own id
    kept.handle = f"@Tenuta_a_mano@{urlsplit(sandbox.origin).hostname}"
    kept.health, kept.remote_id = Health.BY_HAND, "tenuta_a_mano"
    kept.save(update_fields=["handle", "health", "remote_id"])
    sandbox.order("accounts", quiet=True, usernames=["di_un_altro"])
    rita = sign_in(cast.rita)
    where = url("channel", cast, kept.public_id)
    ask = url("reconnect_ask", cast, kept.public_id)
    assert f'action="{ask}"' in rita.get(where).content.decode()
    rita.post(ask, {"contact": cast.carla.public_id})
    path = mailed(cast)
    browser = Browser()
    assert kept.handle in browser.get(path).content.decode()

    wrong = browser.get(gone(browser, path, "di_un_altro"))
    assert wrong.status_code == 400
    assert path in wrong.content.decode(), "there is no way to try again"
    kept.refresh_from_db()
    assert (kept.health, Credential.objects.filter(channel=kept).count()) == (Health.BY_HAND, 0)
    # the wrong one used nothing up
    browser.get(gone(browser, path, "tenuta_a_mano"))

    kept.refresh_from_db()
    assert kept.health == Health.OK
    assert set(connecting.open_channels([kept.pk])) == {kept.pk}
    assert "di_un_altro" not in channels(cast.client)
    assert Browser().get(path).status_code == 410


def test_where_one_connects_a_link_is_sent_seen_and_taken_back(cast: Cast, sign_in: SignIn) -> None:
    rita = sign_in(cast.rita)
    page = rita.get(url("connect", cast)).content.decode()
    assert f'action="{url("connect_ask", cast)}"' in page
    path = sent(cast, sign_in)
    link = ConnectLink.objects.get()
    end = url("connect_ask_end", cast, link.public_id)
    assert end in rita.get(url("connect", cast)).content.decode()
    assert Browser().get(path).status_code == 200

    said = rita.post(end, follow=True).content.decode()

    assert "opens nothing any more" in said
    assert end not in said
    assert Browser().get(path).status_code == 410
    assert AuditEntry.objects.filter(verb="connect_link.ended", actor=cast.rita).count() == 1
    assert "used or over already" in rita.post(end, follow=True).content.decode()
    # whom no mail reaches is not offered, and what cannot be connected is refused in words
    refused = rita.post(
        url("connect_ask", cast),
        {"network": "tiktok", "contact": cast.carla.public_id},
        follow=True,
    ).content.decode()
    assert "cannot be connected here" in refused
    cast.carla.email = ""
    cast.carla.save(update_fields=["email"])
    page = rita.get(url("connect", cast)).content.decode()
    assert url("connect_ask", cast) not in page
    assert "Nobody of the client has an e-mail address" in page
    assert ConnectLink.objects.count() == 1


def test_another_link_to_the_same_person_ends_the_one_before(cast: Cast, sign_in: SignIn) -> None:
    first = sent(cast, sign_in)
    Outbox.objects.all().delete()
    second = sent(cast, sign_in)

    assert Browser().get(first).status_code == 410
    assert Browser().get(second).status_code == 200
    open_one = ConnectLink.objects.open_at(database_now()).get()
    for wrong in (
        {"token_hash": "a" * 63},
        {"expires_at": open_one.created_at},
        {"used_at": open_one.created_at, "ended_at": open_one.created_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConnectLink.objects.filter(pk=open_one.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConnectLink.objects.exclude(pk=open_one.pk).update(ended_at=None)


@pytest.mark.parametrize("ends", ["time", "sender", "right", "archived", "forged", "empty"])
def test_a_link_that_opens_nothing_says_the_same_whatever_the_reason(
    cast: Cast, sign_in: SignIn, ends: str
) -> None:
    path = sent(cast, sign_in)
    token = path.rstrip("/").rpartition("/")[2]
    now = database_now()
    match ends:
        case "time":
            assert connect_links.opened(token=token, now=now + timedelta(days=6)) is not None
            ConnectLink.objects.update(
                created_at=now - timedelta(days=8), expires_at=now - timedelta(days=1)
            )
        case "sender":
            Member.objects.filter(pk=cast.rita.pk).update(is_active=False)
        case "right":
            cast.rita.assignments.update(role=Role.ANALYST)
        case "archived":
            Client.objects.filter(pk=cast.client.pk).update(status="archived")
        case "forged":
            path = path.replace(token, token[:-1] + ("x" if token[-1] != "x" else "y"))
        case "empty":
            path = path.replace(token, "none")

    answers = [Browser().get(path), Browser().post(path), Browser().post(path, {"yes": "x"})]

    assert [each.status_code for each in answers] == [410, 410, 410]
    for each in answers:
        page = each.content.decode()
        for secret in (cast.client.name, cast.agency.name, "Sandbox", str(cast.rita)):
            assert secret not in page
        assert each.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in each.headers["X-Robots-Tag"]
    assert not ConnectAttempt.objects.exists()


def test_a_link_that_is_taken_back_on_the_way_connects_nothing(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    path = sent(cast, sign_in)
    at_home, away = Browser(), Browser()
    _page, yes = shown(at_home, path, "ritirata")
    back = gone(away, path, "ritirata")

    connect_links.end(by=cast.rita, link=ConnectLink.objects.get(), now=database_now())

    assert away.get(back).status_code == 410
    assert at_home.post(path, {"yes": yes}).status_code == 410
    assert "ritirata" not in channels(cast.client)


def test_the_yes_belongs_to_the_browser_that_walked_and_to_its_own_link(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    path = sent(cast, sign_in)
    browser, thief = Browser(), Browser()
    _page, yes = shown(browser, path, "mia")
    thief.post(path)
    assert thief.post(path, {"yes": yes}).status_code == 400
    assert thief.post(path, {"yes": "no uuid"}).status_code == 400

    # the same browser with the link of another client of the same agency
    other = make.client(cast.alice, "Lanterne Storte")
    make.assigned(cast.alice, other, cast.rita, Role.MANAGER)
    contact = make.contact(cast.alice, other, "Nilde")
    Outbox.objects.all().delete()
    connect_links.send(
        by=cast.rita, client=other, network="sandbox", contact=contact, now=database_now()
    )
    theirs = str(make.mail_context(to=contact.email)["link"]).removeprefix(settings.PUBLIC_ORIGIN)
    assert browser.post(theirs, {"yes": yes}).status_code == 400

    assert not Channel.objects.filter(handle__startswith="@mia@").exists()
    assert not ConnectLink.objects.exclude(used_at=None).exists()
    # and then the right one
    assert browser.post(path, {"yes": yes}).status_code == 200
    assert channels(cast.client).count("mia") == 1
    assert channels(other) == []


def test_an_account_of_another_client_is_refused_without_a_word_about_it(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    other = make.client(cast.alice, "Lanterne Storte")
    make_posts.sandbox_channel(other, sandbox, username="contesa")
    path = sent(cast, sign_in)
    browser = Browser()
    _page, yes = shown(browser, path, "contesa")

    answer = browser.post(path, {"yes": yes})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert path in page
    for word in ("Lanterne", "altro cliente", "another client"):
        assert word not in page
    assert ConnectLink.objects.get().used_at is None
    assert not Notice.objects.filter(kind="channel.connected_by_link").exists()


def test_a_no_at_the_network_leaves_the_link_as_it_was(
    cast: Cast, sign_in: SignIn, sandbox: SandboxProcess
) -> None:
    path = sent(cast, sign_in)
    browser = Browser()

    answer = browser.get(gone(browser, path, "forse", decision="refuse"))

    assert answer.status_code == 400
    assert path in answer.content.decode()
    assert browser.get(path).status_code == 200


def test_no_contact_channel_or_link_of_another_agency_is_taken(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    sent(cast, sign_in)
    link = ConnectLink.objects.get()
    eve = sign_in(rivals.eve)
    own = reverse("clients:connect_ask", args=[rivals.client.slug])
    foreign = {"network": "sandbox", "contact": cast.carla.public_id}
    assert eve.post(own, foreign).status_code == 404
    assert eve.post(url("connect_ask", cast), foreign).status_code == 404
    for slug in (rivals.client.slug, cast.client.slug):
        end = reverse("clients:connect_ask_end", args=[slug, link.public_id])
        assert eve.post(end).status_code == 404
    assert ConnectLink.objects.open_at(database_now()).count() == 1
    # who may not connect channels sends none and ends none
    bruno = sign_in(cast.bruno)
    assert bruno.post(url("connect_ask", cast), foreign).status_code == 403
    assert bruno.post(url("connect_ask_end", cast, link.public_id)).status_code == 403
