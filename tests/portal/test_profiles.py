"""What a profile should say, answered by the client's own link: yes or what should change, bound to the version that was read."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions import profiles
from clients.models import Channel, Contact, ContactPart, ProfileVersion
from people.clock import database_now
from people.models import Notice
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn
from tests.portal.people import Visitor, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(cast: Cast) -> Channel:
    return make.channel(cast.client)


def _write(cast: Cast, channel: Channel, bio: str = "Vigna e cantina") -> ProfileVersion:
    return profiles.write_version(
        by=cast.bruno, channel=channel, words={"bio": bio}, now=database_now()
    )


def _answer(carla: Visitor, channel: Channel, number: int, answer: str, wish: str = ""):
    data = {"number": number, "answer": answer, "wish": wish}
    return carla.post(f"profiles/{channel.public_id}/", dict(data))


def test_the_newest_version_waits_on_the_page_and_looking_approves_nothing(
    cast: Cast, channel: Channel
):
    carla = visitor(cast.carla)
    assert "Niente da decidere" in carla.get().content.decode()
    _write(cast, channel, "Le parole di prima")
    _write(cast, channel)
    page = carla.get().content.decode()
    assert "Vigna e cantina" in page
    assert "Le parole di prima" not in page
    assert "Niente da decidere" not in page
    assert carla.get(f"profiles/{channel.public_id}/").status_code == 405
    assert not ProfileVersion.objects.exclude(approved_by="").exists()


def test_a_yes_by_the_link_is_the_contacts_own_and_the_agency_reads_it(
    cast: Cast, channel: Channel, sign_in: SignIn
):
    _write(cast, channel)
    carla = visitor(cast.carla)
    assert _answer(carla, channel, 1, "yes").status_code == 302
    version = ProfileVersion.objects.get()
    assert (version.approved_by, version.approved_contact) == (cast.carla.name, cast.carla)
    assert (version.approved_on, version.approval_noted_by) == (make.today(cast.client), None)
    assert version.approved_at is not None
    assert "Vigna e cantina" not in carla.get().content.decode()
    address = reverse("clients:profile", args=[cast.client.slug, channel.public_id])
    assert Notice.objects.filter(member=cast.bruno, url=address, kind="profile").exists()
    page = sign_in(cast.bruno).get(address).content.decode()
    assert f"approved by {cast.carla.name} by their own link" in page
    assert _answer(carla, channel, 1, "yes").status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileVersion.objects.update(approval_noted_by=cast.bruno)


def test_an_answer_to_another_version_is_refused_and_its_words_are_not_lost(
    cast: Cast, channel: Channel
):
    _write(cast, channel)
    carla = visitor(cast.carla)
    _write(cast, channel, "Scritta intanto")
    for number in (1, 7):
        assert _answer(carla, channel, number, "yes").status_code == 409
    late = _answer(carla, channel, 1, "changes", "Manca l’orario")
    assert late.status_code == 409
    assert "Manca l’orario" in late.content.decode()
    assert not ProfileVersion.objects.exclude(approved_by="", wish="").exists()


def test_a_change_is_asked_for_in_words_and_the_next_version_waits_again(
    cast: Cast, channel: Channel, sign_in: SignIn
):
    _write(cast, channel)
    carla = visitor(cast.carla)
    empty = _answer(carla, channel, 1, "changes", "  ")
    assert empty.status_code == 422
    assert "Serve scrivere che cosa va cambiato." in empty.content.decode()
    assert _answer(carla, channel, 1, "changes", "Manca l’orario").status_code == 302
    version = ProfileVersion.objects.get()
    assert (version.wish, version.wished_by) == ("Manca l’orario", cast.carla.name)
    assert "Vigna e cantina" not in carla.get().content.decode()
    browser = sign_in(cast.bruno)
    address = reverse("clients:profile", args=[cast.client.slug, channel.public_id])
    assert "Manca l’orario" in browser.get(address).content.decode()
    lines = browser.get(reverse("clients:profiles", args=[cast.client.slug]))
    assert "a change is asked for" in lines.content.decode()
    _write(cast, channel, "Vigna, 9–18")
    assert "Vigna, 9–18" in carla.get().content.decode()


def test_who_only_looks_and_other_clients_answer_nothing(cast: Cast, channel: Channel):
    _write(cast, channel)
    Contact.objects.filter(pk=cast.carla.pk).update(part=ContactPart.VIEWER)
    carla = visitor(Contact.objects.get(pk=cast.carla.pk))
    page = carla.get()
    assert "Vigna e cantina" in page.content.decode()
    assert carla.url(f"profiles/{channel.public_id}/") not in page.content.decode()
    assert _answer(carla, channel, 1, "yes").status_code == 409
    other = make.client(cast.alice, "Altro")
    stranger = visitor(make.contact(cast.alice, other, "Ugo Neri"))
    assert "Vigna e cantina" not in stranger.get().content.decode()
    assert _answer(stranger, channel, 1, "yes").status_code == 404
    assert not ProfileVersion.objects.exclude(approved_by="").exists()
