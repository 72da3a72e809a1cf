"""What the deciding page says beside the posts: whom to ask, until when, in which language."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clients.actions import onboarding
from clients.models import Assignment, Client, Contact
from editorial.actions import scheduling
from editorial.models import Delivery
from editorial.when import wall_of
from people.clock import database_now
from people.models import AuditEntry, User
from people.roles import Role
from portal.queries.people import person_for
from tests import make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn
from tests.portal.people import asked, visitor


def _in_english(cast: Cast) -> None:
    Contact.objects.filter(pk=cast.carla.pk).update(language="en")
    cast.carla.refresh_from_db()


def _plan(review: Any, at: datetime) -> None:
    review.post.wall_at = timezone.make_naive(at, timezone.get_fixed_timezone(60))
    review.post.save(update_fields=["wall_at"])


def test_the_managers_name_address_and_number_can_be_tapped(cast: Cast) -> None:
    User.objects.filter(pk=cast.rita.user_id).update(phone="+39 000 / 555-0102")
    Assignment.objects.filter(client=cast.client, role=Role.MANAGER).delete()
    onboarding.assign(
        by=cast.alice, client=cast.client, member=cast.rita, role=Role.MANAGER, now=database_now()
    )
    page = visitor(cast.carla).get().content.decode()
    assert str(cast.rita) in page
    assert f'href="mailto:{cast.rita.user.email}"' in page
    assert 'href="tel:+390005550102"' in page


def test_without_a_manager_it_is_the_owner_and_without_a_number_nobody_is_called(
    cast: Cast,
) -> None:
    Assignment.objects.filter(client=cast.client, role=Role.MANAGER).delete()
    person = person_for(cast.client)
    assert person is not None
    assert person.name == str(cast.alice)
    assert "tel:" not in visitor(cast.carla).get().content.decode()


def test_whoever_left_or_works_elsewhere_is_not_named(cast: Cast, rivals: Rivals) -> None:
    User.objects.filter(pk=rivals.eve.user_id).update(name="Somebody else")
    Assignment.objects.filter(client=cast.client, role=Role.MANAGER).delete()
    onboarding.assign(
        by=cast.alice, client=cast.client, member=cast.rita, role=Role.MANAGER, now=database_now()
    )
    cast.rita.is_active = False
    cast.rita.save(update_fields=["is_active"])
    person = person_for(cast.client)
    assert person is not None
    assert person.name == str(cast.alice)


def test_a_person_writes_their_number_among_their_preferences(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rita)
    fields = {
        "name": "Rita", "phone": "055 000", "language": "en", "theme": "", "density": "comfortable"
    }  # fmt: skip
    assert browser.post("/me/", fields).status_code == 302
    assert User.objects.get(pk=cast.rita.user_id).phone == "055 000"
    assert browser.post("/me/", {**fields, "phone": "5" * 41}).status_code == 422


def test_the_page_says_until_when_in_the_clients_zone(cast: Cast) -> None:
    _in_english(cast)
    at = database_now().replace(hour=17, minute=15, second=0, microsecond=0) + timedelta(days=3)
    review = asked(cast)
    _plan(review, at)
    Client.objects.filter(pk=cast.client.pk).update(time_zone="Europe/Rome")
    page = visitor(cast.carla).get().content.decode()
    said = page.partition("To be decided by ")[2][:200]
    assert "18:15 (Rome)</time>, when it would go out." in said
    assert "After a yes it can still be stopped until then" in page


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "There is no hurry: it goes out only after a yes."),
        (-1, "Its time is over: after a yes the agency chooses another one."),
    ],
)
def test_without_a_day_or_past_it_the_page_says_so(
    cast: Cast, days: int | None, words: str
) -> None:
    _in_english(cast)
    review = asked(cast)
    review.post.wall_at = None
    review.post.save(update_fields=["wall_at"])
    if days is not None:
        _plan(review, database_now() + timedelta(days=days))
    assert words in visitor(cast.carla).get().content.decode()


def test_after_a_yes_the_page_says_how_to_stop_it_until_it_is_out(cast: Cast) -> None:
    _in_english(cast)
    review = asked(cast)
    now = database_now()
    _plan(review, now + timedelta(days=3))
    carla = visitor(cast.carla)
    carla.approve(review)
    review.post.refresh_from_db()
    [delivery] = scheduling.schedule(
        post=review.post,
        member=cast.rita,
        wall_at=wall_of(now + timedelta(days=2), cast.client.time_zone),
        now=now,
    )
    goes_out, planned = "to stop it before then, tell", "the agency still has to confirm it"
    page = carla.get().content.decode()
    assert goes_out in page
    assert f'datetime="{delivery.due_at:%Y-%m-%dT%H:%M}' in page.partition('id="decided-h"')[2]
    assert planned not in page
    Delivery.objects.filter(pk=delivery.pk).update(state="blocked", reason="client_paused")
    page = carla.get().content.decode()
    assert goes_out not in page
    assert planned in page
    Delivery.objects.filter(pk=delivery.pk).update(state="scheduled", reason="")
    _plan(review, now - timedelta(hours=1))
    Delivery.objects.filter(pk=delivery.pk).update(due_at=now - timedelta(hours=1))
    page = carla.get().content.decode()
    assert goes_out not in page
    assert planned not in page


def test_what_is_approved_and_not_scheduled_is_only_planned(cast: Cast) -> None:
    _in_english(cast)
    review = asked(cast)
    _plan(review, database_now() + timedelta(days=3))
    carla = visitor(cast.carla)
    carla.approve(review)
    page = carla.get().content.decode()
    assert "to stop it before then" not in page
    assert "the agency still has to confirm it" in page


def test_whoever_only_looks_is_told_of_no_deadline(cast: Cast) -> None:
    _in_english(cast)
    asked(cast)
    Contact.objects.filter(pk=cast.carla.pk).update(part="viewer")
    assert "no hurry" not in visitor(cast.carla).get().content.decode()


def test_the_language_is_chosen_once_for_pages_and_mails(cast: Cast) -> None:
    carla = visitor(cast.carla)
    assert 'lang="it"' in carla.get().content.decode()[:200]
    back = carla.url("calendar/")
    answer = carla.post("language/", {"language": "en", "back": back})
    assert answer.headers["Location"] == back
    page = Browser().get(back)
    assert page.headers["Content-Language"] == "en"
    assert "From now on in English, the e-mails too." in carla.get("calendar/").content.decode()
    cast.carla.refresh_from_db()
    assert cast.carla.language == "en"
    entry = AuditEntry.objects.get(verb="contact.language_chosen")
    assert (entry.actor, entry.actor_name) == (None, cast.carla.name)
    asked(cast)
    assert make.mail_context(to=cast.carla.email)["asker"] == str(cast.rita)
    carla.post("language/", {"language": "en"})
    assert AuditEntry.objects.filter(verb="contact.language_chosen").count() == 1


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/t/", "/p/x/../../t/", ""]
)
def test_the_language_leads_nowhere_else(cast: Cast, back: str) -> None:
    carla = visitor(cast.carla)
    answer = carla.post("language/", {"language": "en", "back": back})
    assert answer.headers["Location"] == carla.url()


def test_an_unknown_language_or_a_look_changes_nothing(cast: Cast) -> None:
    carla = visitor(cast.carla)
    assert carla.post("language/", {"language": "tlh"}).status_code == 404
    assert carla.get("language/").status_code == 405
    cast.carla.refresh_from_db()
    assert cast.carla.language == "it"
