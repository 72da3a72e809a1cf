"""A person's own settings, agencies and command-line birth."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from people.actions import inviting
from people.models import Agency, Member, User
from people.roles import Role
from tests import make
from tests.cast import CANARY, PASSWORD, Cast, Rivals
from tests.conftest import SignIn

DATA = {"name": "Bruno B.", "language": "it", "theme": "dark", "density": "compact"}


def test_preferences_are_stored_and_spoken(cast: Cast, sign_in: SignIn) -> None:
    bruno = sign_in(cast.bruno)
    assert 'lang="en"' in bruno.get("/me/").content.decode()
    assert bruno.post("/me/", DATA).status_code == 302
    page = bruno.get("/me/").content.decode()
    assert 'lang="it"' in page
    assert 'data-bs-theme="dark"' in page
    cast.bruno.user.refresh_from_db()
    assert (cast.bruno.user.name, cast.bruno.user.density) == ("Bruno B.", "compact")


def test_a_person_cannot_make_themselves_staff(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.bruno).post("/me/", {**DATA, "is_staff": "on", "email": "x@example.org"})
    cast.bruno.user.refresh_from_db()
    assert (cast.bruno.user.is_staff, cast.bruno.user.email) == (False, "bruno@example.org")


@pytest.mark.parametrize("field", ["language", "theme", "density", "time_zone"])
def test_an_unknown_choice_is_refused(cast: Cast, sign_in: SignIn, field: str) -> None:
    assert sign_in(cast.bruno).post("/me/", {**DATA, field: "zz"}).status_code == 422


def test_a_person_reads_times_as_the_agency_until_they_choose_a_zone(
    cast: Cast, sign_in: SignIn
) -> None:
    bruno = sign_in(cast.bruno)
    assert cast.bruno.time_zone == "Europe/Rome"
    assert '<option value="" selected>As the agency</option>' in bruno.get("/me/").content.decode()

    bruno.post("/me/", {**DATA, "time_zone": "Asia/Tokyo"})
    chosen = Member.objects.get(pk=cast.bruno.pk)
    assert (chosen.user.time_zone, chosen.time_zone) == ("Asia/Tokyo", "Asia/Tokyo")
    page = bruno.get("/me/").content.decode()
    assert '<option value="Asia/Tokyo" selected>Asia/Tokyo</option>' in page
    assert Member.objects.get(pk=cast.rita.pk).time_zone == "Europe/Rome"

    bruno.post("/me/", {**DATA, "time_zone": ""})
    assert Member.objects.get(pk=cast.bruno.pk).time_zone == "Europe/Rome"


@pytest.mark.parametrize(
    "zone", ["Berlin", "EST5", "Etc/GMT+3", "Europe/Atlantis", "../etc/passwd"]
)
def test_a_zone_that_is_no_citys_is_refused_and_nothing_is_lost(
    cast: Cast, sign_in: SignIn, zone: str
) -> None:
    answer = sign_in(cast.bruno).post("/me/", {**DATA, "name": "Bruno Neri", "time_zone": zone})
    assert answer.status_code == 422
    assert 'value="Bruno Neri"' in answer.content.decode()
    assert User.objects.get(pk=cast.bruno.user_id).time_zone == ""


def test_support_reads_accounts_by_one_clock(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.rita.user_id).update(time_zone="Asia/Tokyo")
    answer = sign_in(make.staff()).get("/admin/people/user/")
    page = answer.content.decode()
    assert "rita@example.org" in page
    assert "(UTC)" in page
    assert "(Tokyo)" not in page


def test_a_person_of_two_agencies_works_in_one_at_a_time(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    invitation = inviting.invite(
        by=rivals.eve, email=cast.bruno.user.email, role=Role.MANAGER, now=make.NOW
    )
    inviting.accept_as(
        token=make.token_of(invitation), user=cast.bruno.user, now=make.later(hours=1)
    )
    bruno = sign_in(cast.bruno)
    assert "rita@example.org" in bruno.get("/t/team/").content.decode()
    assert CANARY not in bruno.get("/t/team/").content.decode().replace(
        f"Rivali {CANARY}", ""
    )  # the other agency's name may stand in the switch
    assert bruno.post("/agency/", {"agency": str(rivals.agency.public_id)}).status_code == 302
    assert "rita@example.org" not in bruno.get("/t/team/").content.decode()
    assert bruno.get(f"/c/{cast.client.slug}/channels/").status_code == 404


def test_nobody_switches_to_an_agency_they_are_not_in(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    bruno = sign_in(cast.bruno)
    answer = bruno.post("/agency/", {"agency": str(rivals.agency.public_id)})
    assert answer.status_code == 404
    assert bruno.post("/agency/", {"agency": "nonsense"}).status_code == 404
    assert CANARY not in bruno.get("/t/team/").content.decode()


def test_strangers_are_sent_to_sign_in_and_come_back(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(None).get("/t/team/")
    assert answer.headers["Location"] == "/accounts/login/?next=/t/team/"
    browser = sign_in(None)
    page = browser.post(
        answer.headers["Location"], {"login": "Bruno@Example.org", "password": PASSWORD}
    )
    assert (page.status_code, page.headers["Location"]) == (302, "/t/team/")


@pytest.mark.django_db
def test_the_first_owner_is_made_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_PASSWORD", PASSWORD)
    call_command("createowner", agency="Quintavoce", email="Nora@Example.org", staff=True)
    owner = Member.objects.get(user__email="nora@example.org")
    assert (owner.role, owner.agency.slug, owner.user.is_staff) == ("owner", "quintavoce", True)
    with pytest.raises(CommandError, match="exists already"):
        call_command("createowner", agency="Quintavoce", email="x@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"email": "no-address"}, "valid email"),
        ({"time_zone": "EST5"}, "city zone"),
        ({"time_zone": "Berlin"}, "city zone"),
        ({}, "too common"),
    ],
)
def test_the_command_refuses_bad_input_in_words(
    monkeypatch: pytest.MonkeyPatch, arguments: dict[str, str], words: str
) -> None:
    monkeypatch.setenv("OWNER_PASSWORD", "password1234")
    given = {"agency": "A", "email": "nora@example.org", **arguments}
    with translation.override("en"), pytest.raises(CommandError, match=words):
        call_command("createowner", **given)
    assert not Agency.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("it", "servono almeno 12 caratteri"), ("en", "It must contain at least 12 characters")],
)
def test_a_short_password_is_refused_in_the_persons_language(
    cast: Cast, sign_in: SignIn, language: str, words: str
) -> None:
    cast.bruno.user.language = language
    cast.bruno.user.save()
    page = sign_in(cast.bruno).post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "corta", "password2": "corta"},
    )
    assert words in page.content.decode()
