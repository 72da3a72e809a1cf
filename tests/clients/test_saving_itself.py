"""The steps of beginning with a client keep what is typed: in a browser, and with two people at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from clients.actions import rhythm
from clients.marks import mark_of
from clients.models import Assignment, Brief, Channel, Client, Contact
from people.clock import database_now
from people.roles import Role
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn
from tests.visit import Visit
from tests.waiting import eventually, until, until_kept_here


def _client(cast: Cast, **said: str) -> dict[str, str]:
    own = cast.client
    kept = {"kind": own.kind, "name": own.name, "language": own.language, "approval": own.approval}
    return {**kept, "time_zone": own.time_zone, "colour": own.colour, **said}


def _contact(contact: Contact, **said: str) -> dict[str, str]:
    names = ("name", "email", "phone", "part", "language", "form", "notes")
    return {**{name: getattr(contact, name) for name in names}, **said}


def test_two_people_at_the_client_lose_no_words(cast: Cast, sign_in: SignIn) -> None:
    nora, rita = sign_in(cast.alice), sign_in(cast.rita)
    edit, save = (reverse(name, args=[cast.client.slug]) for name in ("clients:edit", "clients:edit_save"))  # fmt: skip
    seen = mark_of(cast.client)
    assert f'name="based_on" value="{seen}"' in nora.get(edit).content.decode()
    kept = rita.post(save, _client(cast, summary="Di Rita", based_on=seen))
    cast.client.refresh_from_db()
    assert (cast.client.summary, kept.json()["based_on"]) == ("Di Rita", mark_of(cast.client))

    late = _client(cast, summary="Di Nora", fact_sector="Vino", based_on=seen)
    assert nora.post(save, late).status_code == 409
    answer = nora.post(edit, late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else saved meanwhile" in page
    assert "<dd>Di Rita</dd>" in page
    assert 'value="Di Nora"' in page
    assert reverse("clients:edit_save", args=[cast.client.slug]) not in page
    cast.client.refresh_from_db()
    assert (cast.client.summary, cast.client.facts.get("sector")) == ("Di Rita", None)
    again = {**late, "based_on": mark_of(cast.client)}
    assert nora.post(edit, again).status_code == 302
    cast.client.refresh_from_db()
    assert (cast.client.summary, cast.client.facts["sector"]) == ("Di Nora", "Vino")


def test_a_form_that_does_not_know_what_it_was_drawn_from_is_refused(
    cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(cast.alice).post(
        reverse("clients:edit_save", args=[cast.client.slug]), _client(cast, summary="Altro")
    )
    cast.client.refresh_from_db()
    assert (answer.status_code, cast.client.summary) == (422, "")


def test_another_kind_waits_for_the_button(cast: Cast, sign_in: SignIn) -> None:
    browser, slug = sign_in(cast.alice), cast.client.slug
    save = reverse("clients:edit_save", args=[slug])
    assert save not in browser.get(f"/c/{slug}/edit/?kind=event").content.decode()
    browser.post(save, _client(cast, kind="event", summary="Vino", based_on=mark_of(cast.client)))
    cast.client.refresh_from_db()
    assert (cast.client.kind, cast.client.summary) == ("company", "Vino")


def test_two_people_at_a_contact_lose_no_words(cast: Cast, sign_in: SignIn) -> None:
    nora, rita, carla = sign_in(cast.alice), sign_in(cast.rita), cast.carla
    parts = [cast.client.slug, carla.public_id]
    edit, save = (reverse(f"clients:{name}", args=parts) for name in ("contact_edit", "contact_save"))  # fmt: skip
    seen = mark_of(carla)
    assert rita.post(save, _contact(carla, notes="Di Rita", based_on=seen)).status_code == 200
    late = _contact(carla, notes="Di Nora", phone="123", based_on=seen)
    assert nora.post(save, late).status_code == 409
    answer = nora.post(edit, late)
    page = answer.content.decode()
    assert (answer.status_code, "<dd>Di Rita</dd>" in page) == (409, True)
    assert "Di Nora</textarea>" in page
    carla.refresh_from_db()
    assert (carla.notes, carla.phone) == ("Di Rita", "")
    assert nora.post(edit, {**late, "based_on": mark_of(carla)}).status_code == 302
    carla.refresh_from_db()
    assert (carla.notes, carla.phone) == ("Di Nora", "123")


def test_an_address_that_ends_links_waits_for_the_button(cast: Cast, sign_in: SignIn) -> None:
    browser, carla = sign_in(cast.rita), cast.carla
    parts = [cast.client.slug, carla.public_id]
    browser.post(reverse("clients:link_send", args=parts))
    assert carla.links.open_at(database_now()).count() == 1
    other = _contact(carla, email="altra@example.org", based_on=mark_of(carla))
    answer = browser.post(reverse("clients:contact_save", args=parts), other)
    assert (answer.status_code, "ends the links" in answer.json()["words"]) == (422, True)
    assert carla.links.open_at(database_now()).count() == 1
    assert browser.post(reverse("clients:contact_edit", args=parts), other).status_code == 302
    assert not carla.links.open_at(database_now()).exists()


def test_two_people_at_a_channel_lose_no_choice(cast: Cast, sign_in: SignIn) -> None:
    browser, channel = sign_in(cast.rita), cast.channel
    parts = [cast.client.slug, channel.public_id]
    seen = mark_of(channel)
    rhythm.promise_rhythm(by=cast.alice, channel=channel, weekly_posts=3, now=database_now())
    said = {"part": channel.part, "weekly_posts": "5", "based_on": seen}
    assert browser.post(reverse("clients:channel_part_save", args=parts), said).status_code == 409
    page = browser.post(reverse("clients:channel_part", args=parts), said, follow=True)
    assert "somebody else saved meanwhile" in page.content.decode()
    channel.refresh_from_db()
    assert channel.weekly_posts == 3


def test_nobody_saves_for_another_agency(cast: Cast, rivals: Any, sign_in: SignIn) -> None:
    answer = sign_in(rivals.eve).post(
        reverse("clients:contact_save", args=[cast.client.slug, cast.carla.public_id]),
        _contact(cast.carla, notes="Di Eve", based_on=mark_of(cast.carla)),
    )
    cast.carla.refresh_from_db()
    assert (answer.status_code, cast.carla.notes) == (404, "")


def _typed(page: Any, url: str, said: dict[str, str]) -> None:
    page.goto(url)
    for name, value in said.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


@pytest.fixture
def seen(browser: Any, live_server: Any, cast: Cast, sign_in: SignIn) -> Iterator[Visit]:
    """Alice in a browser."""
    cookie = sign_in(cast.alice).cookies[settings.SESSION_COOKIE_NAME].value
    visit = Visit(browser, live_server.url)
    visit.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    try:
        yield visit
        assert visit.complaints == []
    finally:
        visit.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_is_typed_is_saved_when_one_walks_away(seen: Visit, cast: Cast) -> None:
    """Client, contact, channel, three questions: no button is pressed, the next page is asked for at once."""
    page, own = seen.page, f"{seen.base}/c/{cast.client.slug}/"
    channel = make.channel(cast.client, handle="@prova")

    def walked_away(where: str, said: dict[str, str], rows: Any) -> None:
        _typed(page, own + where, said)
        page.goto(own + "begin/")
        assert eventually(rows.exists), where

    walked_away(
        "edit/",
        {"summary": "Vino e due capre", "fact_sector": "Cantina"},
        Client.objects.filter(summary="Vino e due capre", facts__sector="Cantina"),
    )
    page.goto(own + "edit/")
    assert page.locator("[name=summary]").input_value() == "Vino e due capre"

    ida = Contact.objects.filter(name="Ida Forno", notes="Solo la mattina")
    walked_away("contacts/new/", {"name": "Ida Forno", "notes": "Solo la mattina"}, ida)
    of_ida = f"contacts/{ida.get().public_id}/"
    walked_away(of_ida, {"phone": "0573 1"}, ida.filter(phone="0573 1"))

    part = Channel.objects.filter(pk=channel.pk, weekly_posts=4)
    walked_away(f"channels/{channel.public_id}/", {"weekly_posts": "4"}, part)

    walked_away(
        "begin/",
        {"sector": "Vino per chi cammina"},
        Brief.objects.filter(sector="Vino per chi cammina"),
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_new_contact_goes_on_as_itself(seen: Visit, cast: Cast) -> None:
    page, new = seen.page, f"{seen.base}/c/{cast.client.slug}/contacts/new/"
    ida = Contact.objects.filter(name="Ida Forno")
    _typed(page, new, {"name": "Ida Forno"})
    page.evaluate("document.activeElement.blur()")
    page.wait_for_url("**/contacts/*-*/")
    page.locator("[name=notes]").fill("Solo la mattina")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/contacts/")
    assert ida.get().notes == "Solo la mattina"
    page.goto(new)
    assert page.locator("[name=name]").input_value() == ""
    assert not page.locator(".safekeeping").is_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_is_done_at_once_waits_for_its_button_and_comes_back_as_it_was_left(
    seen: Visit, cast: Cast
) -> None:
    page, own = seen.page, f"{seen.base}/c/{cast.client.slug}/"
    luca = make.member(cast.alice, Role.EDITOR)
    _typed(page, own + "team/", {"member": str(luca.pk), "role": "analyst"})
    until_kept_here(page, "analyst")
    page.goto(own + "begin/")
    page.goto(own + "team/")
    until(page, f"document.querySelector('[name=member]').value === '{luca.pk}'")
    assert page.locator("[name=role]").input_value() == "analyst"
    assert not Assignment.objects.filter(member=luca).exists()
    page.locator("main form .btn-primary").click()
    page.locator("main .rows").get_by_text(str(luca.user)).first.wait_for()
    assert page.locator("[name=member]").input_value() == ""

    _typed(page, own + "channels/by-hand/instagram/", {"account": "@vino"})
    until_kept_here(page, "@vino")
    page.goto(own + "begin/")
    page.goto(own + "channels/by-hand/instagram/")
    until(page, "document.querySelector('[name=account]').value === '@vino'")
