"""The nightly look at a channel: what was made outside is known, what of ours is gone is told, and nothing is sent again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from clients.actions import connecting, gates
from editorial.actions import looking_at_channels, reconciling
from editorial.models import ChannelLook, Delivery, Publication
from networks.types import Draft
from people.clock import database_now
from people.models import Notice
from tests.editorial.after import MINUTE, OLD, carry_out, out, removed, said
from tests.editorial.engine import creates
from tests.make_posts import just_after, run_round, scheduled

pytestmark = pytest.mark.django_db(transaction=True)

OUTSIDE = "Scritto dal telefono."


def posted_outside(channel, text=OUTSIDE, **more):
    opened = connecting.open_channel(channel)
    return opened.connector.commit(
        opened.credentials, Draft(text, **more), key=text, refs={}, timeout_s=60
    )


def taken_away(delivery):
    opened = connecting.open_channel(delivery.channel)
    opened.connector.remove(opened.credentials, delivery.publication.remote_id, timeout_s=60)


def night(channel, at=None):
    now = at or database_now() + 40 * MINUTE
    looking_at_channels._enlist(now=now)
    looking_at_channels.look_at(channel, now=now)
    return ChannelLook.objects.get(channel=channel)


def test_what_was_made_outside_is_known_once_and_ours_stay_ours(owner, channel):
    delivery = out(owner, channel)
    post = posted_outside(channel)
    posted_outside(channel, "Una risposta", in_reply_to=post.remote_id)
    for _ in range(2):
        look = night(channel)
        assert (look.n_missing, look.problem) == (0, "")
    known = Publication.objects.filter(channel=channel).order_by("pk")
    assert [(p.text, p.delivery) for p in known] == [(OLD, delivery), (OUTSIDE, None)]
    assert known[1].url == post.url
    assert look.next_at > database_now()


def test_what_was_made_outside_keeps_its_format_also_where_it_came_in_without(owner, channel):
    posted_outside(channel)
    night(channel)
    (post,) = Publication.objects.filter(channel=channel)
    assert post.form == "text"
    Publication.objects.update(form="")
    night(channel)
    post.refresh_from_db()
    assert post.form == "text"


def test_ours_that_is_gone_is_told_once_and_never_sent_again(owner, channel, sandbox):
    delivery = out(owner, channel, text="Sparirà stanotte.")
    taken_away(delivery)
    look = night(channel)
    night(channel)
    delivery.refresh_from_db()
    assert (look.n_missing, delivery.state, delivery.shown) == (1, "published", "missing")
    assert delivery.publication.removed_at is not None
    assert Notice.objects.filter(member=owner, kind="delivery").count() == 1
    run_round(database_now() + 60 * MINUTE)
    assert creates(sandbox, "Sparirà stanotte.") == 1
    assert said(channel) == []


def test_what_the_network_shows_again_is_no_longer_missed(owner, channel):
    delivery = out(owner, channel)
    now = database_now()
    Delivery.objects.filter(pk=delivery.pk).update(gone="missing", gone_at=now)
    Publication.objects.update(removed_at=now)
    night(channel)
    delivery.refresh_from_db()
    assert (delivery.shown, delivery.publication.removed_at) == ("published", None)


def test_what_we_removed_ourselves_is_not_missed(owner, channel):
    delivery = out(owner, channel)
    removed(owner, delivery)
    carry_out()
    assert night(channel).n_missing == 0
    delivery.refresh_from_db()
    assert delivery.gone == "removed"
    assert not Notice.objects.filter(kind="delivery").exists()


def test_a_post_in_doubt_is_not_taken_for_one_made_outside(owner, channel, sandbox):
    """Else reading back would ignore it, take it for absent, and it would go out twice."""
    delivery = scheduled(owner, channel, text="In dubbio stanotte.")
    sandbox.order("faults", kind="reset_after")
    run_round(just_after(delivery))
    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    Delivery.objects.update(first_sent_at=database_now())
    night(channel, at=database_now() + MINUTE)
    assert not Publication.objects.exists()
    reconciling.look_up_now(delivery=delivery, now=just_after(delivery) + 2 * MINUTE)
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert creates(sandbox, "In dubbio stanotte.") == 1
    night(channel)
    assert Publication.objects.count() == 1


def test_a_look_that_fails_proves_nothing_and_comes_again_within_the_hour(owner, channel, sandbox):
    delivery = out(owner, channel)
    night(channel)
    taken_away(delivery)
    sandbox.order("faults", kind="error_before", match="GET /api/v1/accounts", n=9)
    now = database_now() + timedelta(days=1)
    ChannelLook.objects.update(next_at=now)
    Delivery.objects.update(first_sent_at=now)
    assert looking_at_channels.look_at_channels_due(now=now) == 1
    look = ChannelLook.objects.get()
    assert (look.problem, look.next_at) == ("transient", now + timedelta(hours=1))
    delivery.refresh_from_db()
    assert delivery.gone == ""
    assert looking_at_channels.look_at_channels_due(now=now) == 0


def test_a_shut_gate_is_heeded_and_a_young_post_not_missed(owner, channel):
    delivery = out(owner, channel)
    taken_away(delivery)
    Publication.objects.update(published_at=database_now())
    assert night(channel, at=database_now() + MINUTE).n_missing == 0
    now = database_now() + timedelta(days=1)
    ChannelLook.objects.update(next_at=now)
    gates.shut(channel.pk, until=now + MINUTE, reason="asked", now=now)
    assert looking_at_channels.look_at_channels_due(now=now) == 0


def test_each_channel_has_its_own_minute_of_the_night(owner, channel, other_channel):
    now = database_now()
    nights = {looking_at_channels.next_night(one, now=now) for one in (channel, other_channel)}
    assert len(nights) == 2
    for at in nights:
        assert timedelta(0) < at - now <= timedelta(days=1, hours=2)


def test_it_stands_in_the_calendar_and_in_the_list_as_made_outside(owner, channel, sign_in):
    out(owner, channel)
    posted_outside(channel)
    night(channel)
    publication = Publication.objects.get(delivery=None)
    here = reverse("analytics:post", args=[channel.client.slug, publication.public_id])
    owner.user.language = "en"
    owner.user.save()
    browser = sign_in(owner)
    with translation.override("en"):
        for name, query, is_shown in (
            ("calendar", "", True),
            ("calendar", "?view=list", True),
            ("calendar", "?view=week", True),
            ("calendar", "?group=fix", False),
            ("posts", "?group=outside", True),
            ("posts", "?group=outside&q=nessuno", False),
            ("posts", "", False),
        ):
            page = browser.get(reverse(f"editorial:{name}", args=[channel.client.slug]) + query)
            assert (here in page.content.decode()) is is_shown, (name, query)
            assert (OUTSIDE in page.content.decode()) is is_shown, (name, query)
        assert (
            OLD
            not in browser.get(
                reverse("editorial:posts", args=[channel.client.slug]) + "?group=outside"
            ).content.decode()
        )
