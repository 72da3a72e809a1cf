"""Channels that people publish on: adding one, whose they are, connecting one later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from clients import tasks
from clients.actions import by_hand, connecting, gates
from clients.actions.connecting import care, walking
from clients.models import Channel, ConnectAttempt, Credential, Health
from networks.types import Profile
from people.clock import database_now
from people.models import AuditEntry, Member, Outbox
from people.roles import Role
from tests import make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn

HOUR = timedelta(hours=1)


def _add(cast: Cast, account: str = "@tenutatrecorvi", network: str = "instagram") -> Channel:
    return by_hand.add_channel(
        by=cast.alice, client=cast.client, network=network, account=account, now=make.NOW
    )


def test_a_channel_by_hand_has_no_connection_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.alice)
    address = reverse("clients:channel_by_hand", args=[cast.client.slug, "instagram"])

    page = browser.post(
        address, {"account": "instagram.com/tenutatrecorvi", "keeper": cast.bruno.pk}
    )

    channel = Channel.objects.get(network="instagram")
    assert page.status_code == 302
    assert (channel.handle, channel.health, channel.keeper) == (
        "@tenutatrecorvi",
        Health.BY_HAND,
        cast.bruno,
    )
    assert channel.url == "https://instagram.com/tenutatrecorvi"
    assert AuditEntry.objects.filter(verb="channel.added_by_hand").count() == 1
    for where in (page["location"], reverse("clients:channels", args=[cast.client.slug])):
        shown = browser.get(where).content.decode()
        assert "By hand" in shown
        assert "Bruno" in shown
    assert "Check now" not in browser.get(page["location"]).content.decode()


def test_what_was_typed_is_kept_when_it_is_no_account(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.alice)
    address = reverse("clients:channel_by_hand", args=[cast.client.slug, "instagram"])

    page = browser.post(address, {"account": "https://example.org/x", "name": "Vigna"})

    assert page.status_code == 422
    assert "https://example.org/x" in page.content.decode()
    assert "Vigna" in page.content.decode()
    assert not Channel.objects.filter(network="instagram").exists()


def _give_to(channel: Channel, stranger: Member) -> None:
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(keeper=stranger)
        connection.check_constraints()


def test_the_same_account_is_added_once(cast: Cast, rivals: Rivals) -> None:
    _add(cast)
    other = make.client(cast.alice, "Altra")

    with (
        translation.override("en"),
        pytest.raises(by_hand.ByHandError, match="of this client already"),
    ):
        _add(cast, "https://www.instagram.com/TenutaTrecorvi/")
    with translation.override("en"), pytest.raises(by_hand.ByHandError, match="another client"):
        by_hand.add_channel(
            by=cast.alice, client=other, network="instagram", account="tenutatrecorvi", now=make.NOW
        )
    # another agency may look after it too, for all we know
    by_hand.add_channel(
        by=rivals.eve,
        client=rivals.client,
        network="instagram",
        account="tenutatrecorvi",
        now=make.NOW,
    )


def test_who_publishes_is_somebody_who_may(cast: Cast, rivals: Rivals) -> None:
    channel = _add(cast)
    reader = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, reader, Role.ANALYST)

    assert cast.bruno in by_hand.who_may_publish(cast.client)
    assert cast.alice in by_hand.who_may_publish(cast.client)
    with pytest.raises(by_hand.ByHandError):
        by_hand.set_keeper(by=cast.alice, channel=channel, keeper=reader, now=make.NOW)
    by_hand.set_keeper(by=cast.alice, channel=channel, keeper=cast.bruno, now=make.NOW)
    channel.refresh_from_db()
    assert channel.keeper == cast.bruno
    with pytest.raises(IntegrityError):
        _give_to(channel, rivals.eve)


def test_nobody_calls_the_network_of_a_channel_by_hand(cast: Cast) -> None:
    channel = _add(cast)
    Channel.objects.exclude(pk=channel.pk).update(
        health=Health.DISCONNECTED, disconnected_at=make.NOW
    )

    tasks.check_channels()

    channel.refresh_from_db()
    assert (channel.health, channel.checked_at) == (Health.BY_HAND, None)
    assert connecting.open_channels([channel.pk]) == {}
    assert not connecting.mark_reauth_needed(channel.pk, now=make.NOW)
    assert connecting.limits_of(channel).max_chars == 2200


def test_a_channel_by_hand_is_let_go_like_any_other(cast: Cast) -> None:
    channel = _add(cast)

    connecting.disconnect(by=cast.alice, channel=channel, now=make.NOW)

    channel.refresh_from_db()
    assert channel.health == Health.DISCONNECTED
    _add(cast)  # and may come back


def _came_back(cast: Cast, profile: Profile, reconnects: Channel | None) -> ConnectAttempt:
    attempt = walking.begun(
        by=cast.alice,
        client=cast.client,
        network="bluesky",
        host="https://bsky.social",
        state="s",
        session="b",
        reconnects=reconnects,
        now=make.NOW,
    )
    attempt.profile = {
        "remote_id": profile.remote_id,
        "handle": profile.handle,
        "name": profile.name,
        "url": profile.url,
        "abilities": [],
        "limits": {},
    }
    attempt.save()
    return attempt


@pytest.mark.parametrize("is_named", [True, False])
def test_a_channel_by_hand_goes_on_when_it_is_connected(cast: Cast, is_named: bool) -> None:
    channel = _add(cast, "trecorvi.bsky.social", "bluesky")
    profile = Profile(
        "did:plc:abc", "@Trecorvi.bsky.social", "Trecorvi", "https://bsky.app/profile/x"
    )

    assert walking._is_the_same(profile, channel)
    joined, verb = walking._channel_for(
        _came_back(cast, profile, channel if is_named else None), make.NOW
    )

    assert joined.pk == channel.pk
    assert (joined.health, joined.remote_id, verb) == (
        Health.OK,
        "did:plc:abc",
        "channel.reconnected",
    )


def test_another_account_is_not_taken_for_the_one_kept_by_hand(cast: Cast) -> None:
    channel = _add(cast, "trecorvi.bsky.social", "bluesky")

    assert not walking._is_the_same(Profile("did:plc:x", "@altri.bsky.social", "", ""), channel)


def _go_on(channel: Channel) -> str:
    return reverse("clients:continue_by_hand", args=[channel.client.slug, channel.public_id])


@pytest.mark.parametrize("is_let_go", [True, False])
def test_where_a_connection_ended_people_go_on_by_hand(
    cast: Cast, sign_in: SignIn, is_let_go: bool
) -> None:
    channel = make.channel(cast.client, "@trecorvi.bsky.social", network="bluesky", remote_id="did")
    gates.shut(channel.pk, until=database_now() + HOUR, reason="x", now=make.NOW)
    if is_let_go:
        connecting.disconnect(by=cast.alice, channel=channel, now=make.NOW)
    else:
        connecting.mark_reauth_needed(channel.pk, now=make.NOW)
    browser = sign_in(cast.alice)
    page = reverse("clients:channel", args=[cast.client.slug, channel.public_id])
    assert _go_on(channel) in browser.get(page).content.decode()

    told = browser.post(_go_on(channel), follow=True).content.decode()

    channel.refresh_from_db()
    assert (channel.health, channel.disconnected_at, channel.problem) == (Health.BY_HAND, None, "")
    assert not Credential.objects.filter(channel=channel).exists()
    assert Outbox.objects.filter(kind="revoke_access").count() == 1
    assert AuditEntry.objects.filter(verb="channel.continued_by_hand").count() == 1
    assert "goes on by hand" in told
    assert "Who publishes" in told
    assert "Sending waits" not in told
    assert _go_on(channel) not in told
    profile = Profile("did", "@trecorvi.bsky.social", "", "https://bsky.app/profile/x")
    back, verb = walking._channel_for(_came_back(cast, profile, None), database_now())
    assert (back.pk, verb) == (channel.pk, "channel.reconnected")


def test_a_late_answer_of_the_network_does_not_undo_going_on_by_hand(cast: Cast) -> None:
    channel = make.channel(cast.client, network="bluesky")
    connecting.mark_reauth_needed(channel.pk, now=make.NOW)
    asked = Channel.objects.get(pk=channel.pk)
    by_hand.continue_by_hand(by=cast.alice, channel=channel, now=make.NOW + HOUR)

    told = {"profile": {"handle": "@x"}, "abilities": [], "limits": {}}
    care._keep(asked, told, make.NOW + HOUR)

    channel.refresh_from_db()
    assert channel.health == Health.BY_HAND


def test_a_connection_that_works_or_went_elsewhere_does_not_go_on_by_hand(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.alice)
    well = make.channel(cast.client, network="bluesky")
    unknown = make.channel(cast.client, network="sandbox")
    gone = make.channel(cast.client, "@trecorvi.bsky.social", network="bluesky")
    for channel in (unknown, gone):
        connecting.disconnect(by=cast.alice, channel=channel, now=make.NOW)
    _add(cast, "trecorvi.bsky.social", "bluesky")

    for channel, words in (
        (well, "connection ended"),
        (unknown, "connection ended"),
        (gone, "of this client already"),
    ):
        health = Channel.objects.get(pk=channel.pk).health
        assert words in browser.post(_go_on(channel), follow=True).content.decode()
        channel.refresh_from_db()
        assert channel.health == health
    for channel in (well, unknown):
        page = reverse("clients:channel", args=[cast.client.slug, channel.public_id])
        assert _go_on(channel) not in browser.get(page).content.decode()
