"""A session ends while somebody works: what they send is not lost, and signing in leads back to a page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from clients.models import Client
from tests.cast import PASSWORD, Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
WORDS = "Vini da vigne vecchie,\nsulla collina"


def test_words_sent_after_the_session_ended_are_shown_and_nothing_is_saved(
    cast: Cast, sign_in: SignIn
) -> None:
    form = reverse("clients:new")
    typed = {"name": "Nuovo", "summary": WORDS, "password": "una parola segreta"}
    answer = sign_in(None).post(form, typed, headers={"referer": f"http://testserver{form}?a=1"})
    page = answer.content.decode()

    assert answer.status_code == 403
    assert f">{WORDS}</textarea>" in page
    assert "segreta" not in page
    assert f'href="/accounts/login/?next={form.replace("/", "%2F")}%3Fa%3D1"' in page
    assert not Client.objects.filter(name="Nuovo").exists()


def test_signing_in_again_leads_back_to_the_page_of_the_form(cast: Cast, sign_in: SignIn) -> None:
    """The form's own address shows nothing: it only takes what is sent."""
    page, act = (
        reverse(f"desk:{name}", args=[cast.client.slug]) for name in ("overview", "meeting_begin")
    )
    browser = sign_in(None)
    answer = browser.post(act, headers={"referer": f"http://testserver{page}"})
    assert answer.headers["Location"] == f"/accounts/login/?next={page}"

    login = {"login": cast.bruno.user.email, "password": PASSWORD}
    assert browser.post(answer.headers["Location"], login).headers["Location"] == page


def test_another_sites_page_is_not_led_back_to(cast: Cast, sign_in: SignIn) -> None:
    act = reverse("desk:meeting_begin", args=[cast.client.slug])
    answer = sign_in(None).post(act, headers={"referer": "https://evil.example/t/team/"})
    assert answer.headers["Location"] == "/accounts/login/?next=/"


def test_a_link_to_what_only_takes_forms_shows_a_page_with_a_way_on(
    cast: Cast, sign_in: SignIn
) -> None:
    act = reverse("desk:meeting_begin", args=[cast.client.slug])
    answer = sign_in(cast.rita).get(act)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "takes a form, not a link" in answer.content.decode()
