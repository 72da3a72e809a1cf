"""Every address × method × role × own or another agency has the answer the table promises.

The addresses come from the URLconf itself: a new view without an entry in access/ fails.
Rows of the other agency are compared before and after; its canary word must not be shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from people.models import Member, User
from people.roles import Role, may
from tests import make
from tests.architecture.access.parts import FACTORIES
from tests.architecture.access.rules import Rule
from tests.architecture.access_table import TABLE
from tests.architecture.sides import Side
from tests.cast import CANARY
from tests.kept import Kept

METHODS = ("GET", "POST")
ROLES = (*Role.values, "staff", "anonymous")
# Whole namespaces with one answer: what they hold is not ours, or is for staff only.
BY_NAMESPACE = ("admin",)
ALLAUTH = ("account_", "mfa_", "socialaccount_", "usersessions_", "headless")


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    parts: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        """Whether it needs an entry of its own."""
        namespace = self.name.rpartition(":")[0]
        return namespace not in BY_NAMESPACE and not self.name.startswith(ALLAUTH)

    @property
    def is_plain(self) -> bool:
        """Whether it has a name and needs nothing to be written out."""
        try:
            reverse(self.name)
        except NoReverseMatch:
            return False
        return True

    def on(self, side: Side) -> str:
        """The address with the things of one side in it."""
        return reverse(self.name, kwargs={part: self._value(part, side) for part in self.parts})

    def _value(self, part: str, side: Side) -> Any:
        for (pattern, name), factory in FACTORIES.items():
            if name == part and fnmatch(self.name, pattern):
                return factory(side)
        raise AssertionError(f"{self.name}: no factory for <{part}> in access/parts.py")


def addresses(
    resolver: URLResolver | None = None, prefix: str = "", parts: tuple[str, ...] = ()
) -> Iterator[Address]:
    """All named patterns below a resolver."""
    for each in (resolver or get_resolver()).url_patterns:
        here = (*parts, *each.pattern.converters)
        if isinstance(each, URLResolver):
            namespace = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from addresses(each, namespace, here)
        else:
            assert isinstance(each, URLPattern)
            yield Address(f"{prefix}{each.name}", here)


def ours() -> list[Address]:
    """The addresses that have an entry each."""
    return [each for each in addresses() if each.is_ours]


class World:
    """Our agency with a person in each role, a client nobody is assigned to, and another agency."""

    def __init__(self) -> None:
        owner = make.agency("Nostra")
        self.own = Side(owner, "nostro")
        self.other = Side(make.agency(f"Altra {CANARY}"), CANARY)
        self.unassigned = Side(owner, "non-assegnato")
        self.people: dict[str, User] = {Role.OWNER.value: owner.user}
        for role in Role:
            if role != Role.OWNER:
                member = make.member(owner, role)
                make.assigned(owner, self.own.client, member, role)
                self.people[role.value] = member.user
        self.people["staff"] = make.staff()
        Authenticator.objects.create(
            user=self.people["staff"], type=Authenticator.Type.TOTP, data={"secret": "x"}
        )
        for address in ours():  # make everything before anything is compared
            for side in (self.own, self.other, self.unassigned):
                address.on(side)

    def browser(self, role: str) -> Browser:
        """A fresh browser of somebody in a role."""
        browser = Browser(raise_request_exception=False, headers={"accept-language": "en"})
        if role in self.people:
            browser.force_login(self.people[role])
        return browser


kept_world = Kept(World)


@pytest.fixture
def world(db: None) -> World:
    return kept_world()


class _UndoError(Exception):
    pass


def _ask(browser: Browser, method: str, url: str, data: dict[str, Any]) -> HttpResponse:
    """One request, all that it wrote undone and its cookies forgotten."""
    cookies = deepcopy(browser.cookies)
    try:
        with transaction.atomic():
            if method == "GET":
                answer = browser.get(url)
            else:
                answer = browser.post(url, data)
            raise _UndoError
    except _UndoError:
        return answer  # type: ignore[return-value]
    finally:
        browser.cookies = cookies


def _is_to_sign_in(answer: HttpResponse) -> bool:
    """At once, or by the page that first shows the words that were typed."""
    if answer.status_code == 403:
        return b'href="/accounts/login/?next=' in answer.content
    return answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")


def _says_yes(answer: HttpResponse, rule: Rule) -> bool:
    if _is_to_sign_in(answer):
        return False
    return answer.status_code < 400 or answer.status_code in (422, *rule.also)


def _complaint(rule: Rule, role: str, side: str, method: str, answer: HttpResponse) -> str:
    """Empty when the answer is the promised one, else what was promised."""
    status = answer.status_code
    if method not in rule.methods:
        return "" if status in (405, 403, 404) or _is_to_sign_in(answer) else "405"
    if rule.where == "loopback":
        return "" if status == 404 else "404"
    if rule.where == "public":
        return "" if _says_yes(answer, rule) else "yes"
    if role == "anonymous":
        return "" if _is_to_sign_in(answer) else "to sign in"
    if rule.where == "signed_in":
        return "" if _says_yes(answer, rule) else "yes"
    if role == "staff":
        return "" if status == 403 else "403: support is in no agency"
    return _of_member(rule, role, side, method, answer)


def _of_member(rule: Rule, role: str, side: str, method: str, answer: HttpResponse) -> str:
    status = answer.status_code
    needed = rule.to_write if method == "POST" and rule.to_write else rule.capability
    is_able = needed is None or may(role, needed)
    if side == "other" and rule.names_an_object:
        allowed = (404,) if is_able or rule.where == "client" else (403, 404)
        return "" if status in allowed else f"{allowed}"
    if side == "unassigned" and rule.where == "client" and role != Role.OWNER:
        return "" if status == 404 else "404: not assigned"
    if not is_able:
        return "" if status == 403 else f"403: lacks {needed}"
    return "" if _says_yes(answer, rule) else "yes"


def test_every_address_has_an_entry_and_every_entry_an_address() -> None:
    names = {each.name for each in ours()}
    assert names - set(TABLE) == set(), "add these to tests/architecture/access/"
    assert set(TABLE) - names == set(), "these addresses are gone"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_the_promised_answers(world: World, role: str, settings: Settings) -> None:
    settings.LOCAL_RUN = False
    before = _fingerprint(world.other)
    browser = world.browser(role)
    wrong = []
    for address in ours():
        rule = TABLE.get(address.name)
        if rule is None:
            continue  # the test above says so
        for name in _sides(rule):
            side = getattr(world, name)
            url = address.on(side) + rule.query
            for method in METHODS:
                answer = _ask(browser, method, url, rule.data(side))
                complaint = _complaint(rule, role, name, method, answer)
                if complaint:
                    wrong.append(f"{method} {address.name} ({name}): {answer.status_code}, promised {complaint}")  # fmt: skip
                if _shows_canary(address, name, answer):
                    wrong.append(f"{method} {address.name} ({name}) shows the other agency's words")
    assert not wrong, "\n".join(wrong)
    assert _fingerprint(world.other) == before


def _sides(rule: Rule) -> tuple[str, ...]:
    """Whose things an address is asked for: only one's own where it names nothing."""
    if not rule.names_an_object:
        return ("own",)
    return ("own", "other", "unassigned") if rule.where == "client" else ("own", "other")


def _shows_canary(address: Address, side: str, answer: HttpResponse) -> bool:
    if answer.streaming:
        return False
    seen = answer.content.decode(errors="replace") + str(answer.headers)
    return CANARY in seen.replace(str(answer.wsgi_request.path), "")  # type: ignore[attr-defined]


def _fingerprint(side: Side) -> str:
    """A hash of all rows of one agency in all tables."""
    agency_id = side.client.agency_id
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'agency_id' AND table_schema = 'public' ORDER BY table_name"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT t::text FROM "{table}" t WHERE agency_id = %s ORDER BY 1',
                [agency_id],
            )
            digest.update(repr((table, cursor.fetchall())).encode())
        cursor.execute("SELECT t::text FROM people_agency t WHERE id = %s", [agency_id])
        digest.update(repr(cursor.fetchall()).encode())
    return digest.hexdigest()


def test_the_fingerprint_notices_a_change(world: World) -> None:
    before = _fingerprint(world.other)
    Member.objects.filter(pk=world.other.colleague.pk).update(is_active=False)
    assert _fingerprint(world.other) != before


def test_the_admin_is_for_staff_only(world: World) -> None:
    wrong = []
    pages = [each for each in addresses() if each.name.startswith("admin:") and each.is_plain]
    for role in ROLES:
        browser = world.browser(role)
        for address in pages:
            if address.name in ("admin:login", "admin:logout"):
                continue
            answer = browser.get(reverse(address.name))
            status = answer.status_code
            if role == "staff" and status not in (200, 302, 400, 403, 404):
                wrong.append(f"{address.name}: {status} for staff")
            is_told = status == 200 or CANARY in answer.content.decode(errors="replace")
            if role != "staff" and is_told:
                wrong.append(f"{address.name}: {status} for {role}")
    assert pages
    assert not wrong, "\n".join(wrong)


def test_the_pages_of_signing_in_stand_and_tell_nothing_of_others(world: World) -> None:
    pages = [each for each in addresses() if each.name.startswith(ALLAUTH) and each.is_plain]
    assert pages
    for role in ("anonymous", "owner", "editor"):
        for address in pages:
            answer = world.browser(role).get(reverse(address.name))
            assert answer.status_code < 500, address.name
            assert CANARY not in answer.content.decode(errors="replace"), address.name


# T10: references that stand in a body instead of an address: another agency's is refused.
BODIES: dict[str, tuple[str, Any]] = {
    "clients:team": ("member", lambda side: {"member": side.colleague.pk, "role": "editor"}),
    "people:switch_agency": (
        "agency",
        lambda side: {"agency": str(side.client.agency.public_id)},
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_another_agencys_id_in_a_body_is_refused(world: World, name: str) -> None:
    _field, data = BODIES[name]
    (address,) = [each for each in ours() if each.name == name]
    before = _fingerprint(world.other)
    own = _ask(world.browser("owner"), "POST", address.on(world.own), data(world.own))
    assert own.status_code == 302
    foreign = _ask(world.browser("owner"), "POST", address.on(world.own), data(world.other))
    assert foreign.status_code in (404, 422)
    assert CANARY not in foreign.content.decode()
    assert _fingerprint(world.other) == before
