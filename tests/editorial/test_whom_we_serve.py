"""Whom we publish for: nothing of a prospect goes out by any way, nothing after the last day of who leaves, and each place says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from clients.actions import by_hand as channels_by_hand
from clients.actions import standing
from clients.models import Channel, Client, Status
from editorial import when
from editorial.actions import (
    by_hand,
    deciding,
    going,
    handing_over,
    holding,
    making_ahead,
    moving,
    releasing,
    repeats,
    resting,
    scheduling,
)
from editorial.actions.drafting import content_of
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.repeats import Plan
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Post
from editorial.queries.recurrences import lines_of
from editorial.queries.releases import sight_of
from editorial.recurring import Clock, Every, Pattern
from people.clock import database_now
from people.models import Notice
from tests import make_posts
from tests.make_posts import draft, just_after, run_round, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
A_DAY, A_WEEK, MINUTE = timedelta(days=1), timedelta(weeks=1), timedelta(minutes=1)


def _is(channel: Channel, status: str, **more: Any) -> None:
    Client.objects.filter(pk=channel.client_id).update(status=status, **more)
    channel.refresh_from_db()


def _wall(client: Client, at: datetime) -> datetime:
    return when.wall_of(at.replace(second=0, microsecond=0), client.time_zone)


def _in(client: Client, **ahead: int) -> datetime:
    return _wall(client, database_now() + timedelta(**ahead))


def _refused(words: str, act: Callable[[], object]) -> None:
    with pytest.raises(ScheduleRefusedError, match=words):
        act()


def test_a_prospects_posts_are_written_and_get_no_time_by_any_way(owner, channel):
    delivery = scheduled(owner, channel, text="Programmato quando era cliente.")
    now, at = database_now(), _in(channel.client, days=1)
    release = releasing.make_release(
        member=owner,
        client=channel.client,
        name="Uscita",
        posts=[delivery.post],
        wall_at=at,
        now=now,
    )
    Delivery.objects.update(state=S.BLOCKED, reason="client_paused")
    _is(channel, "prospect")
    post = draft(owner, channel, text="Un esempio per l’offerta.")
    delivery = Delivery.objects.select_related("client", "post").get()
    ways: list[Callable[[], object]] = [
        lambda: scheduling.schedule(post=post, member=owner, wall_at=at, now=now),
        lambda: scheduling.publish_now(post=post, member=owner, now=now),
        lambda: releasing.make_release(
            member=owner, client=channel.client, name="Altra", posts=[post], wall_at=at, now=now
        ),
        lambda: releasing.change_release(
            release=release, member=owner, name="Uscita", posts=[post], wall_at=at,
            circle=releasing.Circle(), now=now,
        ),
        lambda: going.say_go(release=release, member=owner, now=release.due_at - MINUTE),
        lambda: holding.release(delivery=delivery, member=owner, now=now),
        lambda: holding.release_those_in_time(member=owner, client=channel.client, now=now),
        lambda: deciding.send_again(delivery=delivery, member=owner, now=now),
        lambda: _repeat(owner, post, at),
    ]  # fmt: skip
    for way in ways:
        _refused("is a prospect.*take the client on", way)
    assert post.deliveries.count() == 0
    assert Delivery.objects.get().state == S.BLOCKED

    standing.take_on(by=owner, client=channel.client, now=now)
    post.refresh_from_db()
    scheduling.schedule(post=Post.objects.get(pk=post.pk), member=owner, wall_at=at, now=now)
    assert post.deliveries.get().state == S.SCHEDULED


def _repeat(owner, post: Post, at: datetime) -> object:
    Post.objects.filter(pk=post.pk).update(wall_at=at)
    pattern = Pattern(every=Every.WEEK, starts_on=at.date(), weekdays=(at.weekday(),))
    found = Post.objects.select_related("client").get(pk=post.pk)
    plan = Plan(pattern=pattern, clock=Clock(at.time()))
    return repeats.repeat(post=found, member=owner, plan=plan, now=database_now())


def test_what_a_prospect_had_scheduled_is_held_at_its_hour_and_people_are_told(owner, channel):
    delivery = scheduled(owner, channel)
    _is(channel, "prospect")

    assert run_round(just_after(delivery)) == 0

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "client_prospect")
    assert Notice.objects.filter(member=owner, text__contains="prospect").count() == 1
    standing.take_on(by=owner, client=channel.client, now=database_now())
    holding.release(delivery=delivery, member=owner, now=database_now())
    assert run_round(just_after(delivery)) == 1


def test_no_person_is_asked_to_publish_for_a_prospect_by_hand(owner, channel):
    own = channels_by_hand.add_channel(
        by=owner, client=channel.client, network="instagram", account="@vivaio", now=database_now()
    )
    delivery = scheduled(owner, own)
    _is(own, "prospect")
    _refused("is a prospect", lambda: by_hand.postpone(
        delivery=delivery, member=owner, wall_at=_in(own.client, days=1), now=database_now()
    ))  # fmt: skip
    _refused("is a prospect", lambda: moving.move(
        post=delivery.post, member=owner, may_schedule=True, wall_at=_in(own.client, days=1), now=database_now()
    ))  # fmt: skip

    assert handing_over.hand_over(now=just_after(delivery)) == 0

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "client_prospect")


def test_a_draft_of_a_prospect_moves_as_a_plan(owner, channel):
    _is(channel, "prospect")
    post = draft(owner, channel)
    at = _in(channel.client, days=2)
    moving.move(post=post, member=owner, may_schedule=True, wall_at=at, now=database_now())
    post.refresh_from_db()
    assert post.wall_at == at


def test_a_release_of_a_prospect_says_why_nothing_goes(owner, channel):
    post, at = draft(owner, channel), _in(channel.client, days=1)
    release = releasing.make_release(
        member=owner,
        client=channel.client,
        name="Uscita",
        posts=[post],
        wall_at=at,
        now=database_now(),
    )
    _is(channel, "prospect")
    release.client.refresh_from_db()
    sight = sight_of(release, content_of=content_of, now=database_now())
    assert "is a prospect" in str(sight)


@pytest.fixture(autouse=True)
def in_english(owner) -> None:
    owner.user.language = "en"
    owner.user.save(update_fields=["language"])


def _late(owner, channel, days: int = 4) -> Delivery:
    return scheduled(owner, channel, due_in=timedelta(days=days))


def _leaves(owner, delivery: Delivery, *, before: int = 2) -> Client:
    client = Client.objects.get(pk=delivery.client_id)
    last = (delivery.wall_at - before * A_DAY).date()
    resting.begin_leaving(by=owner, client=client, last_day=last, now=database_now())
    client.refresh_from_db()
    return client


def test_what_has_a_time_after_the_last_day_says_so_wherever_it_is_shown(owner, channel, sign_in):
    delivery = _late(owner, channel)
    early = scheduled(owner, channel, text="Prima dell’ultimo giorno.", due_in=A_DAY)
    left = _leaves(owner, delivery)

    early.refresh_from_db()
    delivery.refresh_from_db()
    assert early.state == S.SCHEDULED
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "client_left")
    browser = sign_in(owner)
    page = browser.get(
        reverse("editorial:post", args=[left.slug, delivery.post.public_id])
    ).content.decode()
    assert "The client leaves before its time: it does not go out." in page
    assert "Write down the client&#x27;s yes" in page
    assert "After the last day" in page
    assert reverse("desk:standing", args=[left.slug]) in page
    assert "Send it again" not in page
    for address in ("posts", "calendar"):
        seen = browser.get(
            reverse(f"editorial:{address}", args=[left.slug]),
            {"month": f"{delivery.wall_at:%Y-%m}"},
        ).content.decode()
        assert "After the last day" in seen, address


def test_a_yes_lets_go_what_it_reaches_and_no_more(owner, channel):
    near, far = _late(owner, channel), _late(owner, channel, days=9)
    left = _leaves(owner, near)
    allow = {"by": owner, "client": left, "who_said_yes": "Carla", "now": database_now()}

    assert resting.allow_after(until=near.wall_at.date(), **allow) == 1
    near.refresh_from_db()
    far.refresh_from_db()
    assert (near.state, far.state) == (S.SCHEDULED, S.BLOCKED)
    assert run_round(just_after(near)) == 1

    assert resting.allow_after(until=far.wall_at.date(), **allow) == 1
    resting.allow_after(until=far.wall_at.date() - A_DAY, **allow)
    far.refresh_from_db()
    assert (far.state, far.reason) == (S.BLOCKED, "client_left")


def test_who_stays_has_its_posts_again_but_for_those_whose_words_changed(owner, channel):
    kept, changed = _late(owner, channel), _late(owner, channel, days=5)
    left = _leaves(owner, kept)
    Post.objects.filter(pk=changed.post_id).update(stage="draft")

    assert resting.stay(by=owner, client=left, now=database_now()) == 1
    kept.refresh_from_db()
    changed.refresh_from_db()
    assert (kept.state, kept.reason) == (S.SCHEDULED, "")
    assert changed.state == S.BLOCKED


def test_a_post_after_the_last_day_moves_to_an_earlier_one_and_goes(owner, channel):
    delivery = _late(owner, channel)
    left = _leaves(owner, delivery)
    move = {"post": delivery.post, "member": owner, "may_schedule": True, "now": database_now()}
    later = delivery.wall_at + A_DAY
    _refused("write down the client's yes", lambda: moving.move(wall_at=later, **move))

    moving.move(wall_at=delivery.wall_at - 3 * A_DAY, **move)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.SCHEDULED, "")
    assert left.last_exit_on is not None


def test_what_a_pause_held_is_not_let_go_past_the_last_day(owner, channel):
    delivery = _late(owner, channel)
    client = Client.objects.get(pk=channel.client_id)
    resting.pause_client(by=owner, client=client, why="", now=database_now())
    _leaves(owner, delivery)
    held = Delivery.objects.get(pk=delivery.pk)
    _refused("leaves on", lambda: holding.release(delivery=held, member=owner, now=database_now()))
    client.refresh_from_db()
    assert holding.release_those_in_time(member=owner, client=client, now=database_now()) == 0
    held.refresh_from_db()
    assert (held.state, held.reason) == (S.BLOCKED, "client_left")


def test_a_client_with_posts_held_by_its_leaving_is_not_archived_in_silence(owner, channel):
    delivery = _late(owner, channel)
    left = _leaves(owner, delivery)
    with pytest.raises(standing.StandingError, match="take it back first"):
        resting.archive_client(by=owner, client=left, why="", now=database_now() + 3 * A_DAY)
    assert resting.take_back_after(by=owner, client=left, now=database_now()) == 1


def _weekly(owner, channel) -> Any:
    post = draft(owner, channel, text="Ogni settimana.")
    at = _in(channel.client, days=2)
    return _repeat(owner, post, at)[0]  # type: ignore[index]


def _days(held: Any) -> list[Any]:
    return list(held.days.order_by("on").values_list("on", flat=True))


def test_a_repeat_follows_the_yes_and_comes_back_when_the_client_stays(owner, channel):
    held = _weekly(owner, channel)
    had = _days(held)
    client = Client.objects.get(pk=channel.client_id)
    resting.begin_leaving(by=owner, client=client, last_day=had[1], now=database_now())
    in_a_month = database_now() + 4 * A_WEEK

    assert making_ahead.make_ahead_due(now=in_a_month) == 0
    assert _days(held) == had
    held.refresh_from_db()
    assert [line.on for line in lines_of(held, member=owner, now=database_now())] == had

    until = had[-1] + 2 * A_WEEK
    resting.allow_after(
        by=owner,
        client=Client.objects.get(pk=client.pk),
        until=until,
        who_said_yes="Carla",
        now=database_now(),
    )
    assert [line.on for line in lines_of(_again(held), member=owner, now=database_now())][
        -1
    ] == until
    assert making_ahead.make_ahead_due(now=in_a_month) == 2
    assert _days(held)[-1] == until
    assert making_ahead.make_ahead_due(now=in_a_month) == 0

    resting.stay(by=owner, client=Client.objects.get(pk=client.pk), now=in_a_month)
    assert making_ahead.make_ahead_due(now=in_a_month) == 2
    assert _days(held) == [had[0] + n * A_WEEK for n in range(len(had) + 4)]


def _again(held: Any) -> Any:
    return type(held).objects.select_related("client", "post").get(pk=held.pk)


@pytest.mark.parametrize("status", [Status.PROSPECT, Status.PAUSED])
def test_a_repeat_makes_and_promises_nothing_where_nothing_goes_out(owner, channel, status):
    held = _weekly(owner, channel)
    had = _days(held)
    _is(channel, status)
    assert making_ahead.make_ahead_due(now=database_now() + 4 * A_WEEK) == 0
    assert [line.on for line in lines_of(_again(held), member=owner, now=database_now())] == had
    _is(channel, Status.ACTIVE)
    assert making_ahead.make_ahead_due(now=database_now() + 4 * A_WEEK) == 4
    assert len(lines_of(_again(held), member=owner, now=database_now())) > len(had)


def test_the_page_of_a_repeat_says_from_when_nothing_is_made(owner, channel, sign_in):
    held = _weekly(owner, channel)
    left = Client.objects.get(pk=channel.client_id)
    resting.begin_leaving(by=owner, client=left, last_day=_days(held)[1], now=database_now())
    browser = sign_in(owner)
    page = browser.get(
        reverse("editorial:recurrence", args=[left.slug, held.public_id])
    ).content.decode()
    assert "nothing is made: the client leaves" in page
    assert "is made on" not in page


def test_every_hour_of_the_day_is_the_clients_own(owner, channel):
    """The last day is lived to its end: 23:59 there goes out, the next minute does not."""
    client = Client.objects.get(pk=channel.client_id)
    last = (database_now() + 2 * A_DAY).date()
    standing.begin_leaving(by=owner, client=client, last_day=last, now=database_now())
    at = datetime.combine(last, datetime.min.time()) + timedelta(hours=23, minutes=59)
    post = make_posts.draft(owner, channel)
    scheduling.schedule(post=post, member=owner, wall_at=at, now=database_now())
    other = make_posts.draft(owner, channel, text="Un minuto dopo.")
    _refused("leaves on", lambda: scheduling.schedule(
        post=other, member=owner, wall_at=at + MINUTE, now=database_now()
    ))  # fmt: skip
