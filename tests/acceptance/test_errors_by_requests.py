"""40: every error, provoked by a real request of each kind of reader in both languages, and what its page says then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from analytics.actions import reporting
from clients.models import Contact
from editorial.actions import archiving
from people.clock import database_now
from people.models import User
from people.roles import Role
from tests import make
from tests.cast import Cast
from tests.portal.people import asked, visitor

LANGUAGES = ("en", "it")
# What happened, and what is safe or to be done, as the page says it.
SAID = {
    403: {
        "en": ("Not with your role", "Nothing was changed"),
        "it": ("Non con il tuo ruolo", "Nulla è cambiato"),
    },
    404: {
        "en": ("There is nothing here", "The address may be old or mistyped"),
        "it": ("Qui non c’è niente", "L’indirizzo può essere vecchio"),
    },
    413: {
        "en": ("That is too much at once", "Nothing was changed"),
        "it": ("È troppo in una volta", "Non è cambiato nulla"),
    },
    419: {
        "en": ("This form waited too long", "nothing was saved"),
        "it": ("Questo modulo ha aspettato troppo", "non è stato salvato niente"),
    },
    429: {
        "en": ("Too many tries", "Nothing is lost"),
        "it": ("Troppi tentativi", "Non si perde niente"),
    },
    500: {
        "en": ("Something broke on our side", "What was saved before is safe"),
        "it": ("Qualcosa si è rotto da parte nostra", "Quello che era salvato è al sicuro"),
    },
}
WAYS = {
    "staff": {"en": "Go to Today", "it": "Vai a Oggi"},
    "stranger": {"en": "Sign in", "it": "Accedi"},
    "contact": {"en": "Back to the client area", "it": "Torna all’area cliente"},
    "guest": {"en": "Back to the report", "it": "Torna al report"},
}
AGAIN = {"en": "Try again", "it": "Riprova"}
BIG = "text=" + "x" * 3_200_000
FORM = "application/x-www-form-urlencoded"


@dataclass
class Reader:
    """Somebody with a browser: where they are at home, and which words lead there."""

    who: str
    language: str
    browser: Browser
    home: str = "/"

    def saw(self, answer: Any, status: int, *, again: str = "") -> None:
        """The page of that status in their language: its heading, what is safe, and the way on; never a trace."""
        page = answer.content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        heading, safe = SAID[status][self.language]
        way = WAYS[self.who][self.language]
        links = {
            re.sub(r"<[^>]*>", "", words).strip(): address
            for address, words in re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', main, re.S)
        }

        assert answer.status_code == status
        assert f'<html lang="{self.language}"' in page
        assert re.search(rf"<h1[^>]*>\s*{heading}\s*</h1>", main)
        assert safe in main
        assert links[way] == self.home
        assert links.get(AGAIN[self.language], "") == again
        assert "Traceback" not in page


def browser_in(language: str, *, checks_forms: bool = False) -> Browser:
    return Browser(
        headers={"accept-language": language},
        enforce_csrf_checks=checks_forms,
        raise_request_exception=False,
    )


def reader(who: str, language: str, cast: Cast, **more: Any) -> Reader:
    """One of the four readers, who all ask the machine for their language; staff and contacts have said theirs, too."""
    browser = browser_in(language, **more)
    if who == "staff":
        User.objects.filter(pk=cast.rita.user.pk).update(language=language)
        browser.force_login(cast.rita.user)
    if who == "contact":
        Contact.objects.filter(pk=cast.carla.pk).update(language=language)
        cast.carla.refresh_from_db()
        return Reader(who, language, browser, visitor(cast.carla).url())
    if who == "guest":
        now = database_now()
        month_on = (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
        report = reporting.make_report(
            by=cast.alice, client=cast.client, month_on=month_on, now=now
        )
        _link, token = reporting.make_link(by=cast.alice, report=report, label="Carla", now=now)
        return Reader(who, language, browser, reverse("analytics:shared_report", args=[token]))
    return Reader(who, language, browser)


def fail_at(table: str, reader: Reader, address: str) -> Any:
    """The page while a table is not there: its statement fails in the database; then all is put back."""
    mark = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} RENAME TO taken_away")
    answer = reader.browser.get(address)
    transaction.savepoint_rollback(mark)
    return answer


pytestmark = pytest.mark.parametrize("language", LANGUAGES)
EVERYBODY = pytest.mark.parametrize("who", WAYS)


def test_40_who_may_not_reads_who_may(cast: Cast, language: str) -> None:
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    User.objects.filter(pk=analyst.user.pk).update(language=language)
    seen = reader("staff", language, cast)
    seen.browser.force_login(analyst.user)

    seen.saw(seen.browser.get(reverse("editorial:new", args=[cast.client.slug])), 403)


@EVERYBODY
def test_40_an_address_of_nothing(cast: Cast, language: str, who: str) -> None:
    seen = reader(who, language, cast)
    within = "c/no-such-client/" if seen.home == "/" else "no-such-page/"

    seen.saw(seen.browser.get(f"{seen.home}{within}{'x/' if who == 'stranger' else ''}"), 404)


FORMS = {
    "staff": lambda seen, cast: reverse("editorial:new", args=[cast.client.slug]),
    "stranger": lambda seen, cast: reverse("account_login"),
    "contact": lambda seen, cast: f"{seen.home}approve/",
}
WRITERS = pytest.mark.parametrize("who", FORMS)


@WRITERS
def test_40_a_form_that_brings_too_much(cast: Cast, language: str, who: str) -> None:
    seen = reader(who, language, cast)

    seen.saw(seen.browser.generic("POST", FORMS[who](seen, cast), BIG, FORM), 413)


@WRITERS
def test_40_a_form_that_waited_too_long(cast: Cast, language: str, who: str) -> None:
    seen = reader(who, language, cast, checks_forms=True)

    seen.saw(seen.browser.post(FORMS[who](seen, cast), {"text": "Si pota"}), 419)


# The pages whose tries are counted: how many a minute, and what a try sends.
COUNTED = {
    "stranger": ("account_login", 30, {}),
    "staff": (
        "account_change_password",
        5,
        {"oldpassword": "a", "password1": "b", "password2": "b"},
    ),
}


@pytest.mark.parametrize("who", COUNTED)
def test_40_more_tries_than_a_person_makes(cast: Cast, language: str, who: str) -> None:
    caches["default"].clear()
    seen = reader(who, language, cast)
    name, most, sent = COUNTED[who]
    answers = [seen.browser.post(reverse(name), sent) for _ in range(most + 1)]

    assert all(each.status_code < 429 for each in answers[:-1])
    seen.saw(answers[-1], 429)


# A page of each reader, and a table that it reads.
READ = {
    "staff": (
        lambda seen, cast: reverse("clients:notes", args=[cast.client.slug]),
        "clients_clientnote",
    ),
    "stranger": (lambda seen, cast: reverse("people:join", args=["x" * 43]), "people_invitation"),
    "contact": (lambda seen, cast: f"{seen.home}reports/?from=mail", "analytics_report"),
    "guest": (lambda seen, cast: seen.home, "analytics_reportlink"),
}


@EVERYBODY
def test_40_a_page_whose_question_fails_in_the_database(
    cast: Cast, language: str, who: str
) -> None:
    seen = reader(who, language, cast)
    page, table = READ[who]
    address = page(seen, cast)
    # Whether somebody is signed in is not asked of a database that just failed.
    seen.who = "staff" if who == "stranger" else who

    assert seen.browser.get(address).status_code < 500
    seen.saw(fail_at(table, seen, address), 500, again=address)
    assert seen.browser.get(address).status_code < 500


def test_40_what_another_changed_first_keeps_what_was_typed(cast: Cast, language: str) -> None:
    seen = reader("staff", language, cast)
    there = reverse("clients:brief_edit", args=[cast.client.slug])
    typed = {"based_on": "0", "sector": "Una cantina sulle colline"}
    assert seen.browser.post(there, typed).status_code == 302
    answer = seen.browser.post(there, typed | {"sector": "Una cantina di nove ettari"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert f'<html lang="{language}"' in page
    assert "Una cantina di nove ettari" in page
    assert "Una cantina sulle colline" in re.sub(r"</?(?:ins|del)>", "", page)


def test_40_what_was_withdrawn_meanwhile_is_said_to_the_contact(cast: Cast, language: str) -> None:
    review = asked(cast)
    seen = reader("contact", language, cast)
    archiving.archive_post(post=review.post, member=cast.rita, now=database_now())
    answer = seen.browser.post(
        f"{seen.home}approve/",
        {"review": review.public_id, "seen": review.revision.content_hash},
    )
    page = answer.content.decode()

    assert answer.status_code == 409
    assert f'<html lang="{language}"' in page
    assert re.search(r"<h1[^>]*>\s*\S", page)
    assert 'role="alert"' in page
