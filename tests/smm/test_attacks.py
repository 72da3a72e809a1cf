"""What somebody who means harm tries: other people's numbers, senseless questions, names full of marks, ways out.

The addresses come from the URLconf, so that a new one is attacked without anybody thinking of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from clients.actions import access_links
from clients.models import AccessCode, Channel, Client, Contact
from editorial.models import Asset, Post, Version
from people.clock import database_now
from people.models import Agency, Notice, User
from tests import make, make_posts
from tests.architecture.access_table import TABLE
from tests.architecture.test_access_matrix import World, _ask, _fingerprint, kept_world, ours
from tests.cast import CANARY, PASSWORD, Cast
from tests.conftest import SignIn
from tests.listening import listening

ROOT = Path(settings.BASE_DIR)
MARK = "<i id=x>\"'&"


# Parts of an address that name nothing of anybody: a network, a month, a section of a page.
NOBODYS = {"network", "month", "section"}


@pytest.fixture
def world(db: None) -> World:
    return kept_world()


# How each side's own things are marked, and who tries: the one is another agency's, the other a client of the same agency that
# the manager is not assigned to, while the owner could see it under its own address.
OTHERS = [("other", CANARY, "owner"), ("unassigned", "non-assegnato", "owner"), ("unassigned", "non-assegnato", "manager")]  # fmt: skip


@pytest.mark.parametrize(("whose", "mark", "role"), OTHERS)
def test_the_things_of_another_client_are_not_found_under_ones_own_client(
    world: World, whose: str, mark: str, role: str
) -> None:
    """/c/own-client/posts/their-post/: the first part is ours, so only the rest can stop it."""
    others = getattr(world, whose)
    before = _fingerprint(others)
    asked, wrong = 0, []
    browser = world.browser(role)
    for address in ours():
        if not set(address.parts[1:]) - NOBODYS or address.name not in TABLE:
            continue
        own, *theirs = address.parts
        if own != "slug" and whose == "unassigned":
            continue  # the first part is a thing of the agency itself
        parts = {own: address._value(own, world.own)}
        parts |= {part: address._value(part, others) for part in theirs}
        url = reverse(address.name, kwargs=parts)
        rule = TABLE[address.name]
        for method in rule.methods:
            answer = _ask(browser, method, url, rule.data(others))
            asked += 1
            refused = (400, 403, 404) if role != "owner" else (400, 404)
            if answer.status_code not in refused or mark in answer.content.decode():
                wrong.append(f"{method} {address.name}: {answer.status_code}")
    assert asked > 20
    assert not wrong, "\n".join(wrong)
    assert _fingerprint(others) == before


SENSELESS = ("\x00", "111111x", "9" * 40, "²", "9999-12-31", "-1")


def _asked_names() -> set[str]:
    """Every name that a view reads from the address, and the columns that lists are narrowed by."""
    names = set()
    for path in ROOT.rglob("*.py"):
        if path.relative_to(ROOT).parts[0] in ("tests", ".venv", "node_modules"):
            continue
        names |= set(re.findall(r'GET(?:\.get(?:list)?\(|\[)"(\w+)"', path.read_text()))
    return names


def test_no_senseless_question_breaks_a_page(world: World) -> None:
    names = _asked_names()
    assert "page" in names
    broken = []
    browser = world.browser("owner")
    asked = 0
    with listening() as looked_for:
        for address in ours():
            if "GET" not in TABLE[address.name].methods:
                continue
            url = address.on(world.own)
            looked_for.clear()
            for value in SENSELESS:
                answer = browser.get(url, dict.fromkeys(names, value))
                asked += 1
                if answer.status_code >= 500 and answer.status_code not in TABLE[address.name].also:
                    broken.append(f"{address.name} ?…={value[:8]!r}: {answer.status_code}")
                if not looked_for & names:
                    break  # it takes no notice of any of them
    assert asked > 200
    assert not broken, "\n".join(broken)


def test_names_are_shown_and_never_become_marks_of_the_page(world: World) -> None:
    Client.objects.filter(pk=world.own.client.pk).update(name=MARK, summary=MARK)
    Contact.objects.filter(client=world.own.client).update(name=MARK, notes=MARK)
    Channel.objects.filter(client=world.own.client).update(handle=MARK, name=MARK, url="")
    Agency.objects.filter(pk=world.own.client.agency_id).update(name=MARK)
    User.objects.update(name=MARK)
    Post.objects.filter(client=world.own.client).update(title=MARK, text=MARK)
    Version.objects.filter(post__client=world.own.client).update(text=MARK, spoiler=MARK)
    Asset.objects.filter(client=world.own.client).update(name=MARK, alt=MARK)
    Notice.objects.update(text=MARK)
    seen, wrong = 0, []
    browser = world.browser("owner")
    for address in ours():
        rule = TABLE[address.name]
        if "GET" not in rule.methods:
            continue
        answer = browser.get(address.on(world.own) + rule.query)
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            continue
        seen += "&lt;i id=x&gt;" in answer.content.decode()
        if "<i id=x>" in answer.content.decode():
            wrong.append(address.name)
    assert seen > 20
    assert not wrong, "\n".join(wrong)


# --- out of our house ---------------------------------------------------------------------------------

ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]


@pytest.mark.parametrize("there", ELSEWHERE)
def test_signing_in_leads_nowhere_else(cast: Cast, there: str) -> None:
    login = f"{reverse('account_login')}?next={there}"
    data = {"login": "bruno@example.org", "password": PASSWORD, "next": there}
    answer = Browser().post(login, data)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("there", ELSEWHERE)
def test_moving_a_post_leads_nowhere_else(cast: Cast, sign_in: SignIn, there: str) -> None:
    post = make_posts.draft(cast.rita, cast.channel)
    url = reverse("editorial:move", args=[cast.client.slug, post.public_id])
    data = {"wall_at": "2027-03-01T10:00", "day": "2027-03-01", "time": "10:00", "next": there}
    answer = sign_in(cast.rita).post(url, data, headers={"referer": there})

    assert answer.status_code < 500
    assert "evil" not in answer.headers.get("Location", "")
    assert "evil.example" not in answer.content.decode()


# --- files for spreadsheets ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["=1+1", "+39 02", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1"])
def test_a_spreadsheet_runs_no_name(cast: Cast, sign_in: SignIn, name: str) -> None:
    Client.objects.filter(pk=cast.client.pk).update(name=name)
    body = sign_in(cast.alice).get(reverse("analytics:agency_csv")).content.decode()
    cells = [cell.strip('"') for cell in re.split(r"[;,\n]", body)]

    assert name.strip() in body
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell.strip()]
    assert "'" + name in body


# --- the portal ---------------------------------------------------------------------------------------


def _code_of(contact: Contact) -> str:
    return str(make.mail_context(to=contact.email)["code"])


def test_a_code_that_waits_opens_nothing_once_the_links_are_ended(cast: Cast) -> None:
    """The manager shut the door while the mail with the code was under way."""
    now = database_now()
    access_links.send(by=cast.rita, contact=cast.carla, now=now)
    access_links.ask_again(email=cast.carla.email, now=now)
    code = _code_of(cast.carla)
    for link in cast.carla.links.all():
        access_links.revoke(by=cast.rita, link=link, now=now)
    answer = Browser().post(reverse("portal:enter"), {"email": cast.carla.email, "code": code})

    assert answer.status_code == 422
    assert not cast.carla.links.filter(revoked_at=None).exists()


def test_a_code_of_a_client_that_was_archived_opens_nothing(cast: Cast) -> None:
    now = database_now()
    access_links.send(by=cast.rita, contact=cast.carla, now=now)
    access_links.ask_again(email=cast.carla.email, now=now)
    code = _code_of(cast.carla)
    Client.objects.filter(pk=cast.client.pk).update(status="archived")
    answer = Browser().post(reverse("portal:enter"), {"email": cast.carla.email, "code": code})

    assert answer.status_code == 422


def test_guessing_codes_is_over_after_fifty_a_day(cast: Cast) -> None:
    now = database_now()
    access_links.send(by=cast.rita, contact=cast.carla, now=now)
    for n in range(30):
        access_links.ask_again(email=cast.carla.email, now=make.later(minutes=6 * n))
    assert AccessCode.objects.filter(contact=cast.carla).count() <= access_links.CODES_A_DAY


@pytest.mark.parametrize("page", ["111111x", "\x00", "9" * 40, "-1", "²", "٣"])
def test_a_senseless_page_of_the_portal_is_the_first(cast: Cast, page: str) -> None:
    now = database_now()
    address = access_links.give(contact=cast.carla, now=now)
    token = address.rstrip("/").rpartition("/")[2]

    answer = Browser().get(reverse("portal:published", args=[token]), {"page": page})
    assert answer.status_code == 200
