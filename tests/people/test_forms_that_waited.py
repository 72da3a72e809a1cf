"""A form's safety mark is old: what was typed is shown again, and goes when a person presses the button, with a new mark.

Another site's form never comes back with a button, nor does one with a password or a file.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from clients.models import ClientNote
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WORDS = 'Chiamare dopo le sei,\nmai "prima" & <b>mai</b> di lunedì'
OWN = "http://testserver"


@pytest.fixture
def strict(cast: Cast) -> Browser:
    """Rita's browser, whose forms are looked at as a real one's are."""
    browser = Browser(enforce_csrf_checks=True, headers={"accept-language": "en"})
    browser.force_login(cast.rita.user)
    return browser


def _send(browser: Browser, url: str, data: object, origin: str | None = OWN) -> HttpResponse:
    """As the form of a page without files is sent."""
    sent = urlencode(data, doseq=True)  # type: ignore[arg-type]
    headers = {"origin": origin} if origin else None
    return browser.post(
        url, sent, content_type="application/x-www-form-urlencoded", headers=headers
    )


def _form(answer: HttpResponse) -> tuple[str, list[tuple[str, str]]] | None:
    """Where the form of the page goes and what it sends, as a browser reads it."""
    found = re.search(
        r'<form method="post" action="([^"]*)">(.*?)</form>', answer.content.decode(), re.S
    )
    if not found:
        return None
    sent = re.findall(
        r'<input type="hidden" name="([^"]*)" value="([^"]*)"|<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>',
        found[2], re.S,
    )  # fmt: skip
    fields = [(unescape(a or c), unescape(b or d)) for a, b, c, d in sent]
    return unescape(found[1]), fields


@pytest.mark.parametrize(
    ("language", "button"), [("en", "Send it again"), ("it", "Invia di nuovo")]
)
def test_a_form_that_waited_too_long_is_sent_again_by_a_button_with_every_word(
    cast: Cast, strict: Browser, language: str, button: str
) -> None:
    cast.rita.user.language = language
    cast.rita.user.save()
    there = reverse("clients:notes", args=[cast.client.slug]) + "?from=overview"
    stale = {"csrfmiddlewaretoken": "x" * 64, "words": WORDS, "deed": "keep", "tag": ["a", "b"]}
    answer = _send(strict, there, stale)
    assert answer.status_code == 419
    assert button in answer.content.decode()
    assert not ClientNote.objects.exists()
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.count("btn-primary") == 1

    form = _form(answer)
    assert form
    action, fields = form
    assert action == there
    mark, *rest = fields
    assert mark[0] == "csrfmiddlewaretoken"
    assert mark[1] != stale["csrfmiddlewaretoken"]
    assert rest == [("words", WORDS), ("deed", "keep"), ("tag", "a"), ("tag", "b")]
    # Only with the new mark is it taken.
    assert _send(strict, there, rest).status_code == 419
    assert _send(strict, action, fields).status_code == 302
    assert ClientNote.objects.get().words == WORDS


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_what_another_site_sent_is_neither_shown_nor_one_press_away(
    cast: Cast, strict: Browser, origin: str | None
) -> None:
    there = reverse("clients:notes", args=[cast.client.slug])
    answer = _send(strict, there, {"words": WORDS}, origin)
    assert answer.status_code == 419
    assert _form(answer) is None
    assert "Chiamare dopo le sei" not in answer.content.decode()
    assert "nothing was saved" in answer.content.decode()


def test_a_password_is_not_written_into_a_page_and_a_file_is_not_promised(strict: Browser) -> None:
    login = {"login": "rita vigna", "password": "due parole segrete"}
    answer = _send(strict, "/accounts/login/", login)
    file = SimpleUploadedFile("a.txt", b"parole di un documento")
    with_file = strict.post(
        "/accounts/login/", {"note": "Due parole", "f": file}, headers={"origin": OWN}
    )
    for each in (answer, with_file):
        assert each.status_code == 419
        assert _form(each) is None
    page = answer.content.decode()
    assert "segrete" not in page
    assert ">\nrita vigna</textarea>" in page
    assert "copy them" in page
    assert "Due parole" in with_file.content.decode()
    assert "documento" not in with_file.content.decode()


def test_a_form_of_a_stranger_without_a_cookie_is_given_one(cast: Cast) -> None:
    """Whoever lost the cookie has no mark at all: the page brings both."""
    browser = Browser(enforce_csrf_checks=True)
    answer = _send(browser, "/p/", {"email": "carla@trecorvi.example"})
    form = _form(answer)
    assert form
    assert _send(browser, form[0], form[1]).status_code == 200
