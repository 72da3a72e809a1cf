"""A goal is set beside what the brief says lies around it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from clients.actions import strategy
from people.clock import database_now
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_a_goal_is_set_beside_field_weaknesses_chances_and_threats(cast: Cast, sign_in: SignIn):
    browser = sign_in(cast.rita)
    url = reverse("analytics:goal_new", args=[cast.client.slug])
    assert "Threats" not in browser.get(url).content.decode()
    parts = {
        "field": "Tre cantine nella valle",
        "weaknesses": ["Nessuno risponde la sera"],
        "opportunities": ["La domenica"],
        "threats": ["La grandine"],
    }
    strategy.save_brief(by=cast.rita, client=cast.client, parts=parts, now=database_now())
    page = browser.get(url).content.decode()
    for words in ("Tre cantine nella valle", "Nessuno risponde la sera", "La domenica", "Threats"):
        assert words in page
    newer = {"threats": ["La siccità"]}
    strategy.save_brief(by=cast.rita, client=cast.client, parts=newer, now=database_now())
    page = browser.get(url).content.decode()
    assert "La siccità" in page
    assert "La grandine" not in page
