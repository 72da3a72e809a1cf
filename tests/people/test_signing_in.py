"""Signing in needs the database and nothing else."""

from __future__ import annotations

import pytest
import redis
from django.test import Client as Browser
from django.urls import reverse

from tests.cast import PASSWORD, Cast

LOGIN = reverse("account_login")


@pytest.fixture
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise redis.exceptions.ConnectionError("Connection refused.")

    monkeypatch.setattr(redis.connection.AbstractConnection, "connect", refuse)
    monkeypatch.setattr(redis.connection.AbstractConnection, "connect_check_health", refuse)


@pytest.mark.usefixtures("_no_redis")
def test_people_sign_in_while_redis_is_down(cast: Cast) -> None:
    browser = Browser()
    answer = browser.post(LOGIN, {"login": "bruno@example.org", "password": PASSWORD})

    assert answer.status_code == 302
    assert browser.get(reverse("desk:today")).status_code == 200


@pytest.mark.usefixtures("_no_redis")
def test_wrong_passwords_are_still_counted_while_redis_is_down(cast: Cast) -> None:
    browser = Browser(headers={"accept-language": "en"})
    for _ in range(6):
        answer = browser.post(LOGIN, {"login": "bruno@example.org", "password": "wrong wrong"})

    assert "Too many failed login attempts" in answer.content.decode()
    answer = browser.post(LOGIN, {"login": "bruno@example.org", "password": PASSWORD})
    assert answer.status_code == 200, "the right password is not heard before the pause is over"
