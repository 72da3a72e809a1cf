"""Somebody calls support: why did it not go out, where is my invitation, where is my mail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

import pytest

from smm.demo import texts
from smm.local.starting import Stack
from tests.journeys.people import People, Person, mark
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE_S = 30

# An invitation whose mail the mail server refused so often that the next try is hours away.
_STUCK = """
from datetime import timedelta
from django.db import transaction
from people.actions import inviting
from people.clock import database_now
from people.models import Member, Outbox
from people.roles import Role
nora = Member.objects.get(user__email="nora@quintavoce.example")
with transaction.atomic():
    inviting.invite(by=nora, email={email!r}, role=Role.EDITOR, now=database_now())
    row = Outbox.objects.filter(payload__to={email!r}, done_at=None).latest("pk")
    Outbox.objects.filter(pk=row.pk).update(
        next_attempt_at=database_now() + timedelta(hours=6), n_attempts=9, last_error="SMTPServerDisconnected: closed"
    )
"""
_NO_FACTOR = "from allauth.mfa.models import Authenticator; Authenticator.objects.filter(user__email={email!r}).delete()"


def code_of(secret: str) -> str:
    """The six digits an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // CODE_S), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def wait_for_a_fresh_code(page: Any) -> None:
    """Codes live for half a minute: one that has little time left may be over when it arrives."""
    left_s = CODE_S - time.time() % CODE_S
    if left_s < CODE_S / 2:
        page.wait_for_timeout((left_s + 0.2) * 1000)


def confirm(support: Person) -> None:
    """Says the password again, as what guards an account wants."""
    support.page.wait_for_url("**/accounts/reauthenticate/**")
    support.look()
    support.page.get_by_label("Password").fill(texts.PASSWORD)
    click_through(support.page, support.page.get_by_role("main").get_by_role("button").first)


@pytest.fixture
def support(people: People) -> Person:
    """Support, signed in to the admin."""
    person = people.somebody("assistenza")
    person.sign_in(texts.STAFF.email, at="/admin/")
    return person


def act(support: Person, name: str, reason: str) -> None:
    """An act on the chosen row, with the reason that is asked for."""
    page = support.page
    page.get_by_role("combobox", name=re.compile("^Azione")).select_option(label=name)
    page.get_by_role("button", name=re.compile("^(Vai|Esegui)$")).click()
    page.get_by_role("textbox", name="Perché lo fai").fill(reason)
    page.locator(".submit-row input[type=submit]").click()
    page.get_by_text("Fatto per 1 riga.").wait_for()


def test_support_reads_why_a_post_did_not_go_out(people: People, support: Person) -> None:
    # Luca looks at what did not go out, and reads the number at the foot of its page aloud
    luca = people.member("luca")
    page = luca.go("/c/studio-passolieve/posts/?group=fix")
    luca.look()
    page.locator(".rows.posts a.name").first.click()
    page.locator("summary", has_text="Dettagli per l’assistenza").first.click()
    number = page.locator("details code").first.inner_text()
    told = page.get_by_role("status").first.inner_text()
    luca.look()

    # Support finds it by that number, and reads the same story with every try
    page = support.go("/admin/editorial/delivery/")
    page.locator("#searchbar").fill(number)
    page.keyboard.press("Enter")
    page.get_by_text("1 risultato").wait_for()
    click_through(page, page.locator("#result_list").get_by_role("rowheader").get_by_role("link"))
    story = page.locator("main, #content").first.inner_text()
    assert told.split(".")[0] in story
    assert "Che cosa fare" in story
    assert re.search(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", story)


def test_a_mail_that_got_stuck_leaves_and_an_invitation_is_sent_again_with_the_reason_kept(
    people: People, support: Person, demo_stack: Stack
) -> None:
    word = mark()
    email = f"{word}@nuovi.example"
    demo_stack.manage("shell", "-v", "0", "-c", _STUCK.format(email=email))

    # The mail that waits: what handing it over would do, why, and it is there
    page = support.go(f"/admin/people/outbox/?q={email}")
    page.locator("input.action-select").check()
    act(support, "Consegna adesso", f"Ha chiamato, non arriva niente ({word}).")
    guest = people.somebody("chi è invitato")
    first = guest.link_of_mail(to=email, holding="Quintavoce", part="/join/")
    guest.go(first)
    guest.page.get_by_role("heading", level=1).get_by_text("Quintavoce").wait_for()

    # It was thrown away by mistake: a new one is sent, and the old link ends
    page = support.go(f"/admin/people/invitation/?q={email}")
    page.locator("input.action-select").check()
    act(support, "Manda di nuovo (il vecchio link finisce)", f"L'ha cestinata ({word}).")
    second = guest.link_of_mail(to=email, holding="Quintavoce", part="/join/", but_not=first)
    guest.go(second)
    guest.page.get_by_role("heading", level=1).get_by_text("Quintavoce").wait_for()
    guest.look()
    assert guest.context.request.get(first).status in (404, 410)

    # Both acts are in the trail, with who did them and why
    page = support.go("/admin/people/auditentry/?q=Assistenza")
    trail = page.locator("#result_list")
    trail.get_by_text(f"Ha chiamato, non arriva niente ({word}).").wait_for()
    trail.get_by_text(f"L'ha cestinata ({word}).").wait_for()


def test_support_comes_in_with_a_second_factor_and_without_the_telephone(
    support: Person, demo_stack: Stack
) -> None:
    has_ended = False
    try:
        # The app of the telephone is set up, and codes for the day it is lost
        page = support.go("/accounts/2fa/")
        support.look()
        page.get_by_role("link", name="Configura").click()
        confirm(support)
        secret = page.get_by_role("main").locator("code").inner_text()
        support.look()
        wait_for_a_fresh_code(page)
        page.get_by_role("textbox").first.fill(code_of(secret))
        page.get_by_role("button", name="Attivala").click()
        codes = page.get_by_role("main").get_by_role("listitem").locator("code")
        codes.first.wait_for()
        lost = codes.first.inner_text()
        support.look()

        # The password alone does not open the admin any more; one of the codes does, once
        support.context.clear_cookies()
        support.sign_in(texts.STAFF.email, at="/admin/")
        page.get_by_role("heading", name="Secondo fattore").wait_for()
        support.look()
        page.get_by_role("textbox").fill(lost)
        page.get_by_role("button", name="Accedi", exact=True).click()
        page.wait_for_url("**/admin/")
        support.go("/accounts/2fa/")
        page.get_by_text("9 rimasti").wait_for()

        # A new telephone: the old app is taken away
        page.get_by_role("link", name="Togli").click()
        confirm(support)
        support.look()
        page.get_by_role("button", name="Toglila").click()
        page.get_by_role("link", name="Configura").wait_for()
        has_ended = True
    finally:
        if not has_ended:  # the demo is shared: the others come in by the password
            demo_stack.manage("shell", "-v", "0", "-c", _NO_FACTOR.format(email=texts.STAFF.email))
