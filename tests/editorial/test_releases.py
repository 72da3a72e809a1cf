"""Releases: posts that go out together once somebody has said go, with a link that may come at the last moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clients.actions import by_hand
from editorial import when
from editorial.actions import (
    claiming,
    deciding,
    drafting,
    going,
    handing_over,
    moving,
    reaping,
    releasing,
    scheduling,
)
from editorial.actions.refusals import ScheduleRefusedError
from editorial.lifecycle import DeliveryState as S
from editorial.models import Publication, Release
from people.clock import database_now
from people.models import AuditEntry, Notice
from tests import make, make_posts
from tests.editorial.engine import MINUTE, SECOND, creates, state
from tests.make_posts import draft, just_after, run_round, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
LINK = "https://ascolta.example/fuori-orario"


def released(owner, *posts, due_in=10 * MINUTE, name="Fuori orario", **more) -> Release:
    """A release of these posts, ten minutes ahead."""
    now = database_now()
    zone = posts[0].client.time_zone
    due = (now + due_in).replace(second=0, microsecond=0)
    return releasing.make_release(
        member=owner,
        client=posts[0].client,
        name=name,
        posts=posts,
        wall_at=when.wall_of(due, zone),
        fold=when.fold_of(due, zone),
        now=now,
        **more,
    )


def at_hour(release) -> object:
    return release.due_at + SECOND


def go(owner, release, now=None):
    return going.say_go(release=release, member=owner, now=now or database_now())


def planned(owner, release, post, channel):
    """The post scheduled at the moment of its release; its delivery on this channel."""
    scheduling.schedule(
        post=post, member=owner, wall_at=release.wall_at, fold=release.fold, now=database_now()
    )
    return post.deliveries.get(channel=channel)


def test_without_a_go_nothing_leaves_and_those_who_may_say_it_are_told_once(
    owner, channel, other_channel, sandbox
):
    one = scheduled(owner, channel, text="Senza via, uno")
    two = scheduled(owner, other_channel, text="Senza via, due", due_in=timedelta(days=1))
    release = released(owner, one.post, two.post)

    assert run_round(at_hour(release)) == 0

    assert [state(each) for each in (one, two)] == [S.BLOCKED, S.BLOCKED]
    assert one.reason == two.reason == "no_go"
    assert (creates(sandbox, "Senza via, uno"), creates(sandbox, "Senza via, due")) == (0, 0)
    assert Notice.objects.filter(member=owner, kind="release").count() == 1
    assert Notice.objects.filter(member=owner, kind="delivery").count() == 0


def test_a_go_lets_all_of_it_out_at_its_hour_and_not_before(owner, channel, other_channel, sandbox):
    one = scheduled(owner, channel, text="Uno")
    two = scheduled(owner, other_channel, text="Due", due_in=timedelta(days=1))
    release = released(owner, one.post, two.post)
    go(owner, release)

    assert run_round(release.due_at - MINUTE) == 0
    assert run_round(at_hour(release)) == 2

    assert [state(each) for each in (one, two)] == [S.PUBLISHED, S.PUBLISHED]
    assert one.due_at == two.due_at == release.due_at
    assert AuditEntry.objects.filter(verb="release.go", target_id=release.pk).count() == 1


def test_a_go_that_is_taken_back_before_the_hour_is_none(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Ripensata")
    release = released(owner, delivery.post)
    go(owner, release)
    going.say_no_go(release=release, member=owner, now=database_now())

    assert run_round(at_hour(release)) == 0
    assert state(delivery) == S.BLOCKED
    assert creates(sandbox, "Ripensata") == 0
    assert AuditEntry.objects.filter(verb="release.no_go").count() == 1


def test_a_go_taken_back_after_the_claim_stops_it_before_a_byte_leaves(owner, channel):
    delivery = scheduled(owner, channel)
    release = released(owner, delivery.post)
    go(owner, release)
    at = at_hour(release)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=at)
    going.say_no_go(release=release, member=owner, now=database_now())

    assert claiming.begin(owner=4, ids=[c.id for c in claimed], now=at) == []
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "no_go")


def test_a_go_after_the_hour_lets_it_out_late_and_one_after_that_is_refused(owner, channel):
    delivery = scheduled(owner, channel)
    release = released(owner, delivery.post)
    run_round(at_hour(release))
    later = release.due_at + 5 * MINUTE

    go(owner, release, now=later)
    assert run_round(later + SECOND) == 1
    assert state(delivery) == S.PUBLISHED
    with pytest.raises(ScheduleRefusedError):
        go(owner, release, now=release.due_at + 15 * MINUTE)


def test_what_never_got_its_go_is_missed_and_goes_with_the_release_when_that_is_moved(
    owner, channel
):
    delivery = scheduled(owner, channel)
    release = released(owner, delivery.post)
    run_round(at_hour(release))
    over = release.due_at + delivery.grace

    reaping.reap(now=over)
    assert (state(delivery), delivery.reason) == (S.MISSED, "no_go")
    with pytest.raises(ScheduleRefusedError):
        deciding.send_again(delivery=delivery, member=owner, now=database_now())

    moved = releasing.change_release(
        release=release,
        member=owner,
        name=release.name,
        posts=[delivery.post],
        wall_at=release.wall_at + timedelta(days=1),
        circle=releasing.Circle(),
        now=database_now(),
    )
    assert state(delivery) == S.SCHEDULED
    assert delivery.due_at == moved.due_at
    zone = channel.client.time_zone
    assert when.wall_of(moved.due_at, zone) == release.wall_at + timedelta(days=1)


def test_a_go_is_said_in_the_last_half_hour_only_and_asked_for_once(owner, channel):
    delivery = scheduled(owner, channel)
    release = released(owner, delivery.post, due_in=timedelta(hours=2))

    with pytest.raises(ScheduleRefusedError):
        go(owner, release)
    assert going.call_for_go(now=release.due_at - timedelta(minutes=31)) == 0
    assert going.call_for_go(now=release.due_at - timedelta(minutes=29)) == 1
    assert going.call_for_go(now=release.due_at - timedelta(minutes=28)) == 0
    assert Notice.objects.filter(member=owner, kind="release").count() == 1
    assert make.mail_context(to=owner.user.email)["link"].endswith(
        f"/releases/{release.public_id}/"
    )
    go(owner, release, now=release.due_at - timedelta(minutes=28))


def test_the_link_that_comes_at_the_hour_is_what_goes_out(owner, channel, sandbox):
    post = draft(owner, channel, text="Ora si ascolta: [link]")
    release = released(owner, post)
    delivery = planned(owner, release, post, channel)
    go(owner, release)

    assert run_round(at_hour(release)) == 0
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "no_link")

    late = release.due_at + MINUTE
    going.set_link(release=release, member=owner, link=LINK, now=late)
    assert run_round(late + SECOND) == 1

    assert state(delivery) == S.PUBLISHED
    assert creates(sandbox, f"Ora si ascolta: {LINK}") == 1
    assert Publication.objects.get(delivery=delivery).text == f"Ora si ascolta: {LINK}"


def test_the_link_stands_in_every_part_and_another_one_later_changes_nothing(
    owner, channel, sandbox
):
    post = draft(owner, channel, text="Prima parte")
    post.thread = ["Seconda parte: [link]"]
    post.save(update_fields=["thread"])
    release = released(owner, post)
    planned(owner, release, post, channel)
    going.set_link(release=release, member=owner, link=LINK, now=database_now())
    go(owner, release)
    run_round(at_hour(release))
    going.set_link(
        release=release, member=owner, link="https://altro.example/x", now=database_now()
    )

    run_round(at_hour(release) + 20 * SECOND)
    assert creates(sandbox, f"Seconda parte: {LINK}") == 1


def test_a_placeholder_without_a_release_and_a_link_that_does_not_fit_are_refused(
    owner, channel, client_of
):
    lost = draft(owner, channel, text="Senza uscita: [link]")
    with pytest.raises(ScheduleRefusedError, match=r"\[link\]"):
        scheduling.schedule(
            post=lost,
            member=owner,
            wall_at=when.wall_of(database_now() + timedelta(hours=1), lost.client.time_zone),
            now=database_now(),
        )
    kept = by_hand.add_channel(
        by=owner, client=client_of, network="instagram", account="@irma", now=database_now()
    )
    post = draft(owner, kept, text="x" * 2100 + " [link]")
    release = released(owner, post)
    planned(owner, release, post, kept)
    with pytest.raises(ScheduleRefusedError, match="characters"):
        going.set_link(
            release=release, member=owner, link=LINK + "?" + "y" * 200, now=database_now()
        )
    going.set_link(release=release, member=owner, link=LINK, now=database_now())


def test_by_hand_nobody_is_asked_before_the_go_and_the_sheet_has_the_link(owner, channel):
    post = draft(owner, channel, text="A mano: [link]")
    release = released(owner, post)
    delivery = planned(owner, release, post, channel)
    type(channel).objects.filter(pk=channel.pk).update(health="by_hand", keeper=owner)

    assert handing_over.hand_over(now=at_hour(release)) == 0
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "no_go")
    go(owner, release, now=release.due_at + MINUTE)
    going.set_link(release=release, member=owner, link=LINK, now=release.due_at + MINUTE)
    assert handing_over.hand_over(now=release.due_at + MINUTE) == 1
    assert state(delivery) == S.BY_HAND
    assert delivery.content["text"] == f"A mano: {LINK}"


def test_a_post_of_a_release_has_no_moment_of_its_own(owner, channel):
    delivery = scheduled(owner, channel)
    post = delivery.post
    release = released(owner, post)
    elsewhere = release.wall_at + timedelta(days=2)

    with pytest.raises(ScheduleRefusedError):
        scheduling.schedule(post=post, member=owner, wall_at=elsewhere, now=database_now())
    with pytest.raises(ScheduleRefusedError):
        scheduling.publish_now(post=post, member=owner, now=database_now())
    with pytest.raises(moving.MoveRefusedError):
        moving.move(
            post=post, member=owner, may_schedule=True, wall_at=elsewhere, now=database_now()
        )
    post.refresh_from_db()
    drafting.edit_post(
        post=post,
        member=owner,
        edit_number=post.edit_number,
        text="Altre parole",
        versions=[drafting.VersionInput(channel)],
        wall_at=elsewhere,
        now=database_now(),
    )
    post.refresh_from_db()
    assert post.wall_at == release.wall_at


def test_moving_a_release_moves_all_of_it_and_takes_the_go_back(owner, channel, other_channel):
    delivery = scheduled(owner, channel, text="Uno")
    plan = draft(owner, other_channel, text="Due")
    release = released(owner, delivery.post, plan)
    go(owner, release)

    moved = releasing.change_release(
        release=release,
        member=owner,
        name="Fuori orario, dopo",
        posts=[delivery.post, plan],
        wall_at=release.wall_at + timedelta(hours=3),
        circle=releasing.Circle(),
        now=database_now(),
    )

    plan.refresh_from_db()
    assert moved.go_at is None
    assert plan.wall_at == moved.wall_at
    assert state(delivery) == S.SCHEDULED
    assert delivery.due_at == moved.due_at
    zone = channel.client.time_zone
    assert when.wall_of(moved.due_at, zone) == release.wall_at + timedelta(hours=3)


def test_dissolving_loses_no_post_and_lets_none_out(owner, channel, other_channel, sandbox):
    delivery = scheduled(owner, channel, text="Sciolta")
    plan = draft(owner, other_channel)
    release = released(owner, delivery.post, plan)
    go(owner, release)

    releasing.dissolve(release=release, member=owner, now=database_now())

    assert run_round(at_hour(release)) == 0
    assert state(delivery) == S.CANCELLED
    for post in (delivery.post, plan):
        post.refresh_from_db()
        assert (post.release_id, post.wall_at) == (None, release.wall_at)
    assert creates(sandbox, "Sciolta") == 0
    with pytest.raises(ScheduleRefusedError):
        go(owner, release)


def test_a_post_goes_out_with_one_release_and_not_when_it_is_out(owner, channel):
    delivery = scheduled(owner, channel)
    released(owner, delivery.post)
    with pytest.raises(ScheduleRefusedError):
        released(owner, delivery.post, name="Un'altra")
    out = scheduled(owner, channel, text="Già fuori")
    run_round(just_after(out))
    with pytest.raises(ScheduleRefusedError):
        released(owner, out.post, name="Un'altra")
    assert Release.objects.count() == 1


def test_the_page_makes_schedules_goes_and_counts_what_is_out(
    owner, channel, other_channel, client_of, client
):
    owner.user.language = "en"
    owner.user.save(update_fields=["language"])
    client.force_login(owner.user)
    posts = [
        make_posts.draft(owner, channel, text="Uno: [link]"),
        make_posts.draft(owner, other_channel, text="Due"),
    ]
    wall = when.wall_of(database_now() + 20 * MINUTE, client_of.time_zone)
    made = client.post(
        f"/c/{client_of.slug}/releases/new/",
        {
            "name": "Fuori orario",
            "day": f"{wall:%Y-%m-%d}",
            "clock": f"{wall:%H:%M}",
            "posts": [str(post.public_id) for post in posts],
        },
    )
    page = made["Location"]
    shown = client.get(page).content.decode()
    assert "Go all the same" in shown
    assert "The link is not set" in shown

    client.post(page, {"deed": "schedule"})
    assert client.post(page, {"deed": "link", "link": "non un indirizzo"}).status_code == 422
    client.post(page, {"deed": "link", "link": LINK})
    assert "All checks are fine" in client.get(page).content.decode()
    client.post(page, {"deed": "go"})
    release = Release.objects.get()
    assert run_round(at_hour(release)) == 2

    state_part = client.get(f"{page}state/").content.decode()
    assert "2 of 2 are out" in state_part
    assert "All of it is out" in state_part
    assert 'data-controller="poll"' not in state_part
    assert "Fuori orario" in client.get(f"/c/{client_of.slug}/releases/").content.decode()
