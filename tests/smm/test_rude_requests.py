"""Requests that no browser of ours makes: they are answered in words, and leave nothing in the logs that opens a door."""

from __future__ import annotations

import logging
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import URLResolver, get_resolver, reverse

from smm.logs import HideLinks
from tests.cast import Cast
from tests.conftest import SignIn

LOGIN = "/accounts/login/"
TOKEN = "Zm9vYmFyLXRoaXMtb3BlbnMtc29tZXRoaW5n"


@pytest.fixture
def stranger(db: None) -> Browser:
    """Somebody who sends what they like and takes what comes, errors included."""
    browser = Browser(
        headers={"accept-language": "en"}, enforce_csrf_checks=True, raise_request_exception=False
    )
    browser.get(LOGIN)
    return browser


def test_a_host_that_is_not_ours_is_refused_in_words(stranger: Browser) -> None:
    answer = stranger.get(LOGIN, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"We did not understand the request" in answer.content


@pytest.mark.parametrize("encoding", ["utf-7", "rot13", "zlib", "undefined"])
def test_a_form_in_an_odd_encoding_is_refused_in_words(stranger: Browser, encoding: str) -> None:
    answer = stranger.generic(
        "POST", LOGIN, b"login=a", f"application/x-www-form-urlencoded; charset={encoding}"
    )
    assert answer.status_code == 400
    assert b"We did not understand the request" in answer.content


@pytest.mark.parametrize(
    "body", ["text=" + "x" * 2_600_000, "&".join(f"field{n}=1" for n in range(600))]
)
def test_a_form_that_is_too_large_is_told_so(stranger: Browser, body: str) -> None:
    answer = stranger.generic("POST", LOGIN, body, "application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert b"too much at once" in answer.content


def test_a_session_cookie_that_is_no_key_is_nobodys(stranger: Browser) -> None:
    cookie = settings.SESSION_COOKIE_NAME + '="' + "\\000" * 32 + '"'
    assert stranger.get("/t/", headers={"cookie": cookie}).status_code == 302


@pytest.mark.parametrize(
    "report",
    ['{"csp-report": []}', '{"csp-report": "x"}', '{"csp-report": null}', "[]", "1", "[" * 7000],
)
def test_a_csp_report_of_any_shape_breaks_nothing(stranger: Browser, report: str) -> None:
    answer = stranger.generic("POST", "/csp-report/", report, "application/csp-report")
    assert answer.status_code == 400


def test_a_csp_report_cannot_write_a_log_line_of_its_own(
    stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    forged = '{"csp-report": {"document-uri": "x\\n2026 ERROR all is lost\\r\\u2028y"}}'
    assert (
        stranger.generic("POST", "/csp-report/", forged, "application/csp-report").status_code
        == 204
    )
    said = next(each for each in caplog.records if each.name == "smm.csp").getMessage()
    assert "all is lost" in said
    assert len(said.splitlines()) == 1


def _routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each, route)
        else:
            yield route


def _logged(text: str) -> str:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "Gone: %s", (text,), None)
    assert HideLinks().filter(record)
    return record.getMessage()


def test_no_link_that_opens_something_is_written_into_the_logs() -> None:
    """A new address with a token in it needs its line in smm/logs.py."""
    opening = [route for route in _routes(get_resolver()) if "<str:token>" in route]
    paths = [re.sub("<.*?>", "x", route.replace("<str:token>", TOKEN)) for route in opening]
    paths += [reverse("account_reset_password_from_key", args=["1", TOKEN])]
    paths += [reverse("account_confirm_email", args=[TOKEN])]
    assert len(paths) >= 4
    for path in paths:
        assert TOKEN not in _logged(path), path
        assert TOKEN not in _logged(f"'https://desk.example.com:8000{path}'"), path


def test_what_the_server_prints_hides_the_token_of_an_invitation(
    stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert all("hide_links" in handler["filters"] for handler in handlers)
    caplog.handler.addFilter(hiding := HideLinks())
    try:
        stranger.get(reverse("people:join", args=[TOKEN]))
    finally:
        caplog.handler.removeFilter(hiding)
    assert "Gone: /join/…/" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("path", ["/c/report/posts/", "/c/p/reports/3/", "/t/posts/?q=join"])
def test_other_paths_stay_whole_in_the_logs(path: str) -> None:
    assert _logged(path) == f"Gone: {path}"


@pytest.mark.parametrize(("is_behind", "expected"), [("1", "203.0.113.9"), ("0", "10.0.0.2")])
def test_behind_a_proxy_attempts_are_counted_for_the_person_not_for_the_proxy(
    is_behind: str, expected: str
) -> None:
    """Or else ten wrong passwords of one stranger would keep everybody out."""
    question = (
        "import django; django.setup()\n"
        "from django.test import RequestFactory\n"
        "from allauth.account.adapter import get_adapter\n"
        "request = RequestFactory().get('/', REMOTE_ADDR='10.0.0.2',"
        " HTTP_X_FORWARDED_FOR='198.51.100.7, 203.0.113.9')\n"
        "print(get_adapter().get_client_ip(request))"
    )
    done = subprocess.run(
        [sys.executable, "-c", question],
        env={**os.environ, "BEHIND_PROXY": is_behind, "DJANGO_SETTINGS_MODULE": "smm.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == expected


def test_nobody_takes_an_address_that_they_did_not_prove(cast: Cast, sign_in: SignIn) -> None:
    """An unproved address could wait for its owner's invitation and then share their account."""
    browser = sign_in(cast.bruno)
    for act in ("action_add", "action_primary"):
        answer = browser.post("/accounts/email/", {"email": "victim@example.org", act: ""})
        assert answer.status_code == 404
    assert browser.get("/accounts/email/").status_code == 404
    cast.bruno.user.refresh_from_db()
    assert cast.bruno.user.email == "bruno@example.org"
    assert not cast.bruno.user.emailaddress_set.filter(email="victim@example.org").exists()


def test_wrong_passwords_of_one_account_count_together_from_wherever_they_come(db: None) -> None:
    """The port of the Host header and the sender's address are the attacker's to vary."""
    person = f"{secrets.token_hex(4)}@example.org"
    said = ""
    for n in range(6):
        browser = Browser(headers={"accept-language": "en", "host": f"localhost:{8000 + n}"})
        data = {"login": person, "password": "wrong wrong wrong"}
        said = browser.post(LOGIN, data, REMOTE_ADDR=f"198.51.100.{n}").content.decode()
    assert "Too many failed login attempts" in said
