"""Sealed values: bound to their place, readable during a change of keys, never seen."""

from __future__ import annotations

import os

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.checks import run_checks
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from clients.actions import connecting
from clients.actions.rotating import plant_canary, rotate_all
from clients.models import Canary, Credential
from people import sealing
from people.models import Outbox
from tests import make
from tests.cast import Cast

TOKEN = "very-secret-token"


def test_a_value_opens_in_its_place_only(cast: Cast) -> None:
    sealed = sealing.seal(TOKEN, context=("table", "1", "access"))
    version, key_id, nonce, ciphertext = sealed.split(".")
    assert (version, key_id) == ("v1", sealing.current_key_id())
    assert TOKEN not in sealed
    assert sealing.unseal(sealed, context=("table", "1", "access")) == TOKEN
    for place in (("table", "2", "access"), ("table", "1", "refresh"), ("table", "1access")):
        with pytest.raises(sealing.SealError):
            sealing.unseal(sealed, context=place)
    altered = ".".join([version, key_id, nonce, ciphertext[:-4] + "AAAA"])
    with pytest.raises(sealing.SealError) as caught:
        sealing.unseal(altered, context=("table", "1", "access"))
    assert TOKEN not in str(caught.value)


def test_the_same_value_is_never_sealed_alike() -> None:
    assert sealing.seal("x", context=()) != sealing.seal("x", context=())


@pytest.mark.parametrize("bad", ["", "x", "v2.k.n.c", "v1.k1..", "v1.k1.AA.AA", "v1.nokey.AA.AA"])
def test_what_is_not_sealed_does_not_open(bad: str) -> None:
    with pytest.raises(sealing.SealError):
        sealing.unseal(bad, context=())


def test_a_token_copied_to_another_channel_does_not_open_there(cast: Cast) -> None:
    other = make.channel(cast.client, token=TOKEN)
    stolen = Credential.objects.get(channel=other).access
    Credential.objects.filter(channel=cast.channel).update(access=stolen)
    assert connecting.open_channels([cast.channel.pk]) == {}
    with pytest.raises(connecting.NotConnectedError):
        connecting.open_channel(cast.channel)
    assert set(connecting.open_channels([other.pk])) == {other.pk}


def test_an_opened_channel_shows_no_token(cast: Cast) -> None:
    channel = make.channel(cast.client, token=TOKEN)
    opened = connecting.open_channel(channel)
    assert opened.credentials.access_token.reveal() == TOKEN
    assert TOKEN not in repr(opened)
    assert TOKEN not in f"{opened}"


def test_an_empty_refresh_token_never_replaces_one(cast: Cast) -> None:
    sealed = sealing.seal("r", context=())
    Credential.objects.filter(channel=cast.channel).update(refresh=sealed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(channel=cast.channel).update(refresh="")


def test_everything_stays_readable_while_a_key_is_changed(cast: Cast, settings: Settings) -> None:
    channel = make.channel(cast.client, token=TOKEN)
    totp = Authenticator.objects.create(
        user=cast.alice.user,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt("totp-secret")},
    )
    assert totp.data["secret"].startswith("v1.")
    make.inviting.invite(by=cast.alice, email="n@example.org", role=make.Role.EDITOR, now=make.NOW)
    plant_canary()
    old = dict(settings.SEALING_KEYS)
    settings.SEALING_KEYS = {"k2": os.urandom(32), **old}
    assert connecting.open_channel(channel).credentials.access_token.reveal() == TOKEN
    assert rotate_all() >= 4
    assert rotate_all() == 0
    settings.SEALING_KEYS = {"k2": settings.SEALING_KEYS["k2"]}
    assert connecting.open_channel(channel).credentials.access_token.reveal() == TOKEN
    totp.refresh_from_db()
    assert get_adapter().decrypt(totp.data["secret"]) == "totp-secret"
    assert make.link_of(make.Invitation.objects.get(email="n@example.org"))
    assert not Credential.objects.exclude(key_id="k2").exists()
    assert list(Canary.objects.values_list("key_id", flat=True)) == ["k2"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clients_credential t WHERE t::text LIKE '%v1.k1.%'")
        assert cursor.fetchone() == (0,)
    assert Outbox.objects.filter(payload__sealed__startswith="v1.k1.").count() == 0


def test_a_wrong_key_is_found_at_the_start(cast: Cast, settings: Settings) -> None:
    plant_canary()
    assert not [each for each in run_checks() if each.id == "clients.E001"]
    right = dict(settings.SEALING_KEYS)
    settings.SEALING_KEYS = {next(iter(right)): os.urandom(32)}
    assert [each.id for each in run_checks() if each.id == "clients.E001"] == ["clients.E001"]
    settings.SEALING_KEYS = {"new": os.urandom(32)}
    assert [each.id for each in run_checks() if each.id == "clients.E001"] == ["clients.E001"]
    settings.SEALING_KEYS = {"new": os.urandom(32), **right}
    assert not [each for each in run_checks() if each.id == "clients.E001"]
