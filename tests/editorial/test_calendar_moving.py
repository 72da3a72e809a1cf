"""Moving a post: what keeps its clock, what is refused, who wins against a claim, and the way back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from editorial import when
from editorial.actions import archiving, cancelling, claiming, drafting, moving, scheduling
from editorial.actions.drafting import BeingSentError, VersionInput
from editorial.actions.moving import GapError, MovedMeanwhileError, MoveRefusedError
from editorial.actions.refusals import AmbiguousTimeError, RepeatError, ScheduleRefusedError
from editorial.models import Delivery, Post
from people.clock import database_now
from people.models import AuditEntry
from tests import make, make_posts
from tests.desk.test_in_the_browser import walk

# The clocks of Italy go forward on 28 March 2027 at 02:00 and back on 31 October 2027 at 03:00.
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def plan(cast, wall_at: datetime | None, **more) -> Post:
    """A draft with a time."""
    return drafting.create_post(
        member=cast.bruno,
        client=cast.client,
        text="Si pota lo stesso.",
        versions=[VersionInput(cast.channel)],
        wall_at=wall_at,
        now=NOW,
        **more,
    )


def promise(cast, wall_at: datetime, *, channel=None, text="Si pota lo stesso.", fold=None):
    """A scheduled post; its delivery."""
    channel = channel or cast.channel
    post = make_posts.draft(cast.rita, channel, text=text, now=NOW)
    scheduling.schedule(post=post, member=cast.rita, wall_at=wall_at, fold=fold, now=NOW)
    post.refresh_from_db()
    return post.deliveries.get()


def move(post: Post, cast, wall_at: datetime, **more) -> moving.Moved:
    more.setdefault("now", NOW)
    more.setdefault("may_schedule", True)
    return moving.move(post=post, member=cast.rita, wall_at=wall_at, **more)


def test_a_plan_moves_and_its_way_back_is_a_move_too(cast):
    post = plan(cast, datetime(2027, 3, 10, 18, 15))

    moved = move(post, cast, datetime(2027, 3, 12, 18, 15), seen_at=datetime(2027, 3, 10, 18, 15))

    post.refresh_from_db()
    assert post.wall_at == datetime(2027, 3, 12, 18, 15)
    assert (moved.before.wall_at, moved.n_deliveries) == (datetime(2027, 3, 10, 18, 15), 0)
    move(post, cast, moved.before.wall_at, fold=moved.before.fold, seen_at=moved.after.wall_at)
    post.refresh_from_db()
    assert post.wall_at == datetime(2027, 3, 10, 18, 15)
    entries = AuditEntry.objects.filter(verb="post.moved").order_by("pk")
    assert [(e.data["from"][:10], e.data["to"][:10]) for e in entries] == [
        ("2027-03-10", "2027-03-12"),
        ("2027-03-12", "2027-03-10"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "utc_hours"),
    [
        (datetime(2027, 3, 26, 18, 15), datetime(2027, 3, 29, 18, 15), (17, 16)),
        (datetime(2027, 10, 29, 18, 15), datetime(2027, 11, 2, 18, 15), (16, 17)),
    ],
)
def test_the_clock_time_is_kept_across_the_night_the_clocks_change(cast, start, end, utc_hours):
    delivery = promise(cast, start)
    assert delivery.due_at.astimezone(UTC).hour == utc_hours[0]

    move(delivery.post, cast, end)

    delivery.refresh_from_db()
    assert delivery.wall_at == end
    assert delivery.due_at.astimezone(UTC).hour == utc_hours[1]
    assert delivery.next_attempt_at == delivery.due_at
    assert delivery.post.wall_at == end
    assert delivery.state == "scheduled"


@pytest.mark.parametrize("make_post", [plan, lambda cast, at: promise(cast, at).post])
def test_an_hour_that_does_not_exist_asks_for_one_of_its_neighbours(cast, make_post):
    post = make_post(cast, datetime(2027, 3, 27, 2, 30))

    with pytest.raises(GapError) as asked:
        move(post, cast, datetime(2027, 3, 28, 2, 30))

    assert asked.value.choices == (datetime(2027, 3, 28, 1, 59), datetime(2027, 3, 28, 3, 0))
    post.refresh_from_db()
    assert post.wall_at == datetime(2027, 3, 27, 2, 30)
    move(post, cast, asked.value.choices[1])
    post.refresh_from_db()
    assert post.wall_at == datetime(2027, 3, 28, 3, 0)


def test_an_hour_that_happens_twice_asks_which_and_keeps_the_answer(cast):
    delivery = promise(cast, datetime(2027, 10, 30, 2, 30))

    with pytest.raises(AmbiguousTimeError):
        move(delivery.post, cast, datetime(2027, 10, 31, 2, 30))

    moved = move(delivery.post, cast, datetime(2027, 10, 31, 2, 30), fold=1)
    delivery.refresh_from_db()
    assert moved.after.fold == delivery.fold == delivery.post.fold == 1
    assert delivery.due_at.astimezone(UTC) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    # From the second of two to a plain day and back: the way back knows which of the two it was.
    away = move(delivery.post, cast, datetime(2027, 11, 3, 2, 30))
    assert away.before.fold == 1
    move(delivery.post, cast, away.before.wall_at, fold=away.before.fold)
    delivery.refresh_from_db()
    assert delivery.fold == 1


def test_a_promise_moves_only_into_the_future_a_plan_anywhere(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    with pytest.raises(ScheduleRefusedError, match="has passed"):
        move(delivery.post, cast, datetime(2027, 2, 10, 18, 15))
    with pytest.raises(ScheduleRefusedError, match="two years"):
        move(delivery.post, cast, datetime(2031, 2, 10, 18, 15))

    draft = plan(cast, datetime(2027, 3, 10, 18, 15))
    move(draft, cast, datetime(2027, 2, 10, 18, 15))
    draft.refresh_from_db()
    assert draft.wall_at == datetime(2027, 2, 10, 18, 15)


def test_only_those_who_may_schedule_move_what_is_scheduled(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))

    with pytest.raises(MoveRefusedError) as refused:
        move(delivery.post, cast, datetime(2027, 3, 11, 18, 15), may_schedule=False)

    assert refused.value.code == "needs_scheduler"
    draft = plan(cast, datetime(2027, 3, 10, 18, 15))
    move(draft, cast, datetime(2027, 3, 11, 18, 15), may_schedule=False)
    delivery.refresh_from_db()
    assert delivery.wall_at == datetime(2027, 3, 10, 18, 15)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (("claimed", "sending", "accepted"), "leaving"),
        (("claimed", "sending", "unknown"), "doubtful"),
        (("claimed", "sending", "unknown", "needs_human"), "doubtful"),
        (("missed",), "missed"),
        (("claimed", "sending", "failed"), "failed"),
        (("claimed",), "leaving"),
    ],
)
def test_what_has_begun_to_leave_or_ended_stays(cast, states, code):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    walk(delivery, *states)

    with pytest.raises((MoveRefusedError, BeingSentError)) as refused:
        move(delivery.post, cast, datetime(2027, 3, 11, 18, 15))

    assert isinstance(refused.value, BeingSentError) == (code == "leaving")
    assert getattr(refused.value, "code", "leaving") == code
    delivery.refresh_from_db()
    assert delivery.wall_at == datetime(2027, 3, 10, 18, 15)


def test_what_is_out_or_put_away_stays(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    walk(delivery, "claimed", "sending")
    Delivery.objects.filter(pk=delivery.pk).update(
        state="published", proof={"id": "1"}, owner=None, lease_until=None
    )
    with pytest.raises(MoveRefusedError, match="published"):
        move(delivery.post, cast, datetime(2027, 3, 11, 18, 15))

    away = plan(cast, datetime(2027, 3, 10, 18, 15))
    archiving.archive_post(post=away, member=cast.rita, now=NOW)
    with pytest.raises(MoveRefusedError, match="archive"):
        move(away, cast, datetime(2027, 3, 11, 18, 15))


def test_a_post_on_hold_moves_and_stays_on_hold(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    Delivery.objects.filter(pk=delivery.pk).update(state="blocked", reason="edited")

    move(delivery.post, cast, datetime(2027, 3, 11, 18, 15))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("blocked", "edited")
    assert delivery.wall_at == datetime(2027, 3, 11, 18, 15)


def test_what_was_taken_back_is_a_plan_again(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    cancelling.cancel(post=delivery.post, member=cast.rita, now=NOW)

    move(delivery.post, cast, datetime(2027, 3, 11, 18, 15), may_schedule=False)

    delivery.refresh_from_db()
    assert delivery.state == "cancelled"
    assert delivery.wall_at == datetime(2027, 3, 10, 18, 15)
    assert delivery.post.wall_at == datetime(2027, 3, 11, 18, 15)


def test_a_card_seen_where_it_no_longer_is_stays(cast):
    post = plan(cast, datetime(2027, 3, 10, 18, 15))
    move(post, cast, datetime(2027, 3, 11, 18, 15))

    with pytest.raises(MovedMeanwhileError):
        move(post, cast, datetime(2027, 3, 20, 18, 15), seen_at=datetime(2027, 3, 10, 18, 15))

    post.refresh_from_db()
    assert post.wall_at == datetime(2027, 3, 11, 18, 15)


def test_the_same_words_in_the_same_minute_are_asked_about(cast):
    promise(cast, datetime(2027, 3, 11, 18, 15))
    second = promise(cast, datetime(2027, 3, 10, 18, 15))

    with pytest.raises(RepeatError):
        move(second.post, cast, datetime(2027, 3, 11, 18, 15))

    move(second.post, cast, datetime(2027, 3, 11, 18, 15), is_repeat_ok=True)
    second.refresh_from_db()
    assert second.wall_at == datetime(2027, 3, 11, 18, 15)


def test_nothing_moves_past_the_last_day_of_a_client_that_leaves(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    cast.client.status, cast.client.leaving_on = "leaving", datetime(2027, 3, 15).date()
    cast.client.save()

    with pytest.raises(ScheduleRefusedError, match="leaves on"):
        move(delivery.post, cast, datetime(2027, 3, 16, 18, 15))


def test_an_editor_who_has_the_old_time_open_is_told(cast):
    post = plan(cast, datetime(2027, 3, 10, 18, 15))
    before = post.edit_number
    move(post, cast, datetime(2027, 3, 11, 18, 15))

    with pytest.raises(drafting.EditConflictError):
        drafting.edit_post(
            post=post, member=cast.bruno, edit_number=before, text="Altro", versions=[],
            wall_at=datetime(2027, 3, 10, 18, 15), now=NOW,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_came_first_wins(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    with transaction.atomic():
        claimed = claiming.claim_due(
            owner=1, limit=5, ahead=timedelta(0), now=delivery.due_at + timedelta(seconds=1)
        )
    assert [each.id for each in claimed] == [delivery.pk]

    with pytest.raises(BeingSentError):
        move(delivery.post, cast, datetime(2027, 3, 12, 18, 15))


@pytest.mark.django_db(transaction=True)
def test_a_claim_under_way_is_waited_for_and_then_wins(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    outcome: list[str] = []

    def person() -> None:
        try:
            move(delivery.post, cast, datetime(2027, 3, 12, 18, 15))
            outcome.append("moved")
        except BeingSentError:
            outcome.append("told")
        finally:
            connection.close()

    moving_person = threading.Thread(target=person)
    with transaction.atomic():
        claiming.claim_due(
            owner=1, limit=5, ahead=timedelta(0), now=delivery.due_at + timedelta(seconds=1)
        )
        moving_person.start()
        moving_person.join(0.5)
        assert outcome == []
    moving_person.join(10)

    assert outcome == ["told"]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.wall_at) == ("claimed", datetime(2027, 3, 10, 18, 15))


@pytest.mark.django_db(transaction=True)
def test_a_move_that_came_first_leaves_nothing_to_claim(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 18, 15))
    was_due = delivery.due_at + timedelta(seconds=1)

    move(delivery.post, cast, datetime(2027, 3, 12, 18, 15))

    assert claiming.claim_due(owner=1, limit=5, ahead=timedelta(0), now=was_due) == []
    later = when.instant_of(datetime(2027, 3, 12, 18, 16), "Europe/Rome")
    assert len(claiming.claim_due(owner=1, limit=5, ahead=timedelta(0), now=later)) == 1


def test_a_client_elsewhere_keeps_its_own_clock(cast):
    there = make.client(cast.alice, "Faro", time_zone="America/New_York")
    channel = make.channel(there)
    now = database_now()
    post = make_posts.draft(cast.alice, channel, now=now)
    day = (now + timedelta(days=3)).date()
    scheduling.schedule(
        post=post, member=cast.alice, wall_at=datetime.combine(day, datetime(1, 1, 1, 9, 0).time()), now=now
    )  # fmt: skip
    post.refresh_from_db()

    move(post, cast, post.wall_at + timedelta(days=1), now=now)

    delivery = post.deliveries.get()
    assert delivery.time_zone == "America/New_York"
    assert when.wall_of(delivery.due_at, "America/New_York").hour == 9
