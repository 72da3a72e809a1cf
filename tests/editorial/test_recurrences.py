"""A post that repeats: each day has a post of its own, made once, approved as far as an approval reaches; what people touched stays."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from clients.models import Approval, ContactPart, Status
from editorial import when
from editorial.actions import (
    answering,
    archiving,
    asking,
    drafting,
    making_ahead,
    moving,
    repeats,
    scheduling,
)
from editorial.actions.copying import versions_of
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.repeats import Changed, Plan
from editorial.lifecycle import DeliveryState as S
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import Post, RecurrenceDay
from editorial.recurring import AHEAD, Clock, Every, InGap, Pattern
from people.clock import database_now
from people.models import Notice
from people.roles import Role
from tests import make, make_posts
from tests.make_posts import draft

pytestmark = pytest.mark.django_db(transaction=True)
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
TEXT = "Ogni settimana, la stessa ora."


def first_at(client, clock=time(9, 0)) -> datetime:
    """A wall time of the client, two days ahead."""
    today = when.wall_of(database_now(), client.time_zone).date()
    return datetime.combine(today + 2 * A_DAY, clock)


def weekly(wall_at, **more) -> Plan:
    given = {name: more.pop(name) for name in ("ends_on", "interval") if name in more}
    pattern = Pattern(
        every=Every.WEEK, starts_on=wall_at.date(), weekdays=(wall_at.weekday(),), **given
    )
    return Plan(pattern=pattern, clock=more.pop("clock", Clock(wall_at.time())), **more)


def planned(owner, channel, text=TEXT) -> Post:
    post = draft(owner, channel, text=text)
    post.wall_at = first_at(channel.client)
    post.save(update_fields=["wall_at"])
    return post


def scheduled(owner, channel, text=TEXT) -> Post:
    post = planned(owner, channel, text)
    scheduling.schedule(post=post, member=owner, wall_at=post.wall_at, now=database_now())
    return post


def set_weekly(owner, post, **more):
    post.refresh_from_db()
    return repeats.repeat(
        post=post, member=owner, plan=weekly(post.wall_at, **more), now=database_now()
    )[0]


def made(recurrence) -> list[RecurrenceDay]:
    """The days the machine made, without the first."""
    return list(recurrence.days.filter(wall_at__isnull=False).select_related("post").order_by("on"))


def states(recurrence) -> set[tuple[str, ...]]:
    return {
        (day.post.stage, *day.post.deliveries.values_list("state", flat=True))
        for day in made(recurrence)
    }


SCHEDULED, DRAFT = (PostStage.APPROVED, S.SCHEDULED), (PostStage.DRAFT,)


def test_the_days_of_six_weeks_are_made_scheduled_and_made_once(owner, channel):
    post = scheduled(owner, channel)
    recurrence = set_weekly(owner, post)

    days = made(recurrence)
    assert [day.on for day in days] == [post.wall_at.date() + n * A_WEEK for n in range(1, 6)]
    assert {day.post.wall_at.time() for day in days} == {time(9)}
    assert {day.post.text for day in days} == {TEXT}
    assert states(recurrence) == {SCHEDULED}

    for _ in range(3):
        assert making_ahead.make_ahead_due(now=database_now()) == 0
    later = database_now() + A_WEEK
    assert making_ahead.make_ahead_due(now=later) == 1
    recurrence.refresh_from_db()
    type(recurrence).objects.filter(pk=recurrence.pk).update(next_on=post.wall_at.date())
    assert making_ahead.make_ahead_due(now=later) == 0
    assert len(made(recurrence)) == 6


def test_each_goes_out_at_its_hour_like_any_other_post(owner, channel, sandbox):
    recurrence = set_weekly(owner, scheduled(owner, channel))
    delivery = made(recurrence)[0].post.deliveries.get()

    assert make_posts.run_round(make_posts.just_after(delivery)) >= 1
    delivery.refresh_from_db()
    assert delivery.state == S.PUBLISHED


def test_what_nobody_approved_repeats_as_drafts_that_are_scheduled_once_it_is(owner, channel):
    post = planned(owner, channel)
    recurrence = set_weekly(owner, post)
    assert states(recurrence) == {DRAFT}
    making_ahead.make_ahead_due(now=database_now())
    assert states(recurrence) == {DRAFT}

    scheduling.schedule(post=post, member=owner, wall_at=post.wall_at, now=database_now())
    making_ahead.make_ahead_due(now=database_now())

    assert states(recurrence) == {SCHEDULED}


def test_drafts_stay_drafts_where_that_was_wanted(owner, channel):
    recurrence = set_weekly(owner, scheduled(owner, channel), is_scheduled=False)
    making_ahead.make_ahead_due(now=database_now())

    assert states(recurrence) == {DRAFT}


def reviewed(owner, other, post):
    review = asking.ask_review(post=post, member=owner, now=database_now())
    answering.decide_in_agency(
        review=review,
        member=other,
        decision=ReviewDecision.APPROVED,
        seen=review.revision.content_hash,
        now=database_now(),
    )


def test_what_a_colleague_approved_is_approved_for_the_same_words_only(owner, channel):
    client = channel.client
    client.approval = Approval.INTERNAL
    client.save(update_fields=["approval"])
    post = planned(owner, channel)
    recurrence = set_weekly(owner, post)
    touched = made(recurrence)[0].post
    edit(owner, touched, "Altre parole")

    rita = make.member(owner, Role.OWNER)
    reviewed(owner, rita, Post.objects.get(pk=post.pk))
    making_ahead.make_ahead_due(now=database_now())

    found = [day.post for day in made(recurrence)]
    assert [each.stage for each in found] == [PostStage.DRAFT] + [PostStage.APPROVED] * 4
    assert {each.reviews.get().decided_name for each in found[1:]} == {str(rita)}
    assert not touched.reviews.exists()


def edit(member, post, text):
    post = Post.objects.get(pk=post.pk)
    return drafting.edit_post(
        post=post,
        member=member,
        edit_number=post.edit_number,
        text=text,
        versions=versions_of(post),
        wall_at=post.wall_at,
        now=database_now(),
    )


@pytest.mark.parametrize("is_asked_after", [True, False])
def test_a_client_who_approves_was_asked_knowing_that_it_repeats(owner, channel, is_asked_after):
    client = channel.client
    client.approval = Approval.CLIENT
    client.save(update_fields=["approval"])
    contact = make.contact(owner, client, part=ContactPart.APPROVER)
    post = planned(owner, channel)
    recurrence = set_weekly(owner, post) if is_asked_after else None

    review, _ = asking.ask_client(post=post, member=owner, now=database_now())
    answering.decide_by_contact(
        review=review,
        contact=contact,
        decision=ReviewDecision.APPROVED,
        seen=review.revision.content_hash,
        now=database_now(),
    )
    recurrence = recurrence or set_weekly(owner, post)
    making_ahead.make_ahead_due(now=database_now())

    assert states(recurrence) == {SCHEDULED if is_asked_after else DRAFT}


def test_the_same_words_rest_on_a_channel_and_people_are_told_once(owner, channel):
    scheduled_at = first_at(channel.client) + 10 * A_DAY
    copy = draft(owner, channel, text=TEXT)
    scheduling.schedule(post=copy, member=owner, wall_at=scheduled_at, now=database_now())
    recurrence = set_weekly(owner, scheduled(owner, channel), rest_days=6)
    making_ahead.make_ahead_due(now=database_now())

    days = made(recurrence)
    assert [day.is_scheduled for day in days] == [False, False, True, True, True]
    assert Notice.objects.filter(member=owner, once_key=f"recurrence:{days[0].pk}").count() == 1

    with pytest.raises(ScheduleRefusedError, match="rest"):
        set_weekly(owner, scheduled(owner, channel, "Più spesso che così no"), rest_days=8)


def test_an_hour_that_a_day_has_not_is_decided_before_or_waits_as_a_draft(owner, channel):
    client = channel.client
    # Cairo has its gap at midnight, on the last Friday of April.
    client.time_zone = "Africa/Cairo"
    client.save(update_fields=["time_zone"])
    now = datetime.fromisoformat("2027-04-10T10:00:00+00:00")
    wall_at = datetime(2027, 4, 16, 0, 30)
    for clock, is_there in ((Clock(time(0, 30)), False), (Clock(time(0, 30), InGap.AFTER), True)):
        post = drafting.create_post(
            member=owner, client=client, text=f"A mezzanotte e mezza {is_there}",
            versions=[drafting.VersionInput(channel)], wall_at=wall_at, now=now,
        )  # fmt: skip
        scheduling.schedule(post=post, member=owner, wall_at=wall_at, now=now)
        recurrence, _ = repeats.repeat(
            post=post, member=owner, plan=weekly(wall_at, clock=clock), now=now
        )
        gone = recurrence.days.get(on="2027-04-30")
        assert gone.post.wall_at == datetime(
            2027, 4, 30, 1 if is_there else 0, 0 if is_there else 30
        )
        assert gone.is_scheduled is is_there
        assert (gone.told_at is None) is is_there
        # The others keep the hour on the wall.
        assert recurrence.days.get(on="2027-05-07").post.wall_at.time() == time(0, 30)


def test_another_pattern_changes_only_what_nobody_touched_and_says_how_many(owner, channel):
    recurrence = set_weekly(owner, scheduled(owner, channel))
    moved, edited, *own = [day.post for day in made(recurrence)]
    there = moved.wall_at + timedelta(hours=3)
    moving.move(post=moved, member=owner, may_schedule=True, wall_at=there, now=database_now())
    edit(owner, edited, "Qui si dice altro")

    plan = weekly(recurrence.post.wall_at, clock=Clock(time(10, 30)))
    done = repeats.change(recurrence=recurrence, member=owner, plan=plan, now=database_now())

    assert done == Changed(n_changed=3, n_kept=2)
    for post in own:
        post.refresh_from_db()
        assert (post.wall_at.time(), post.deliveries.get().wall_at.time()) == (time(10, 30),) * 2
    moved.refresh_from_db()
    assert moved.wall_at == there

    wall_at = recurrence.post.wall_at
    other_day = Pattern(
        every=Every.WEEK, starts_on=wall_at.date(), weekdays=((wall_at.weekday() + 1) % 7,)
    )
    done = repeats.change(
        recurrence=recurrence, member=owner, plan=Plan(other_day, Clock(time(10))), now=database_now()
    )  # fmt: skip
    assert (done.n_put_away, done.n_kept) == (3, 2)
    assert done.n_made in (5, 6)
    assert {Post.objects.get(pk=each.pk).stage for each in own} == {PostStage.ARCHIVED}
    assert set(own[0].deliveries.values_list("state", flat=True)) == {S.CANCELLED}


def test_a_day_can_be_left_out_and_taken_in_again(owner, channel):
    recurrence = set_weekly(owner, scheduled(owner, channel))
    day = made(recurrence)[1]
    far = recurrence.post.wall_at.date() + 10 * A_WEEK
    for on in (day.on, far):
        repeats.skip(recurrence=recurrence, on=on, member=owner, now=database_now())

    day.post.refresh_from_db()
    assert day.post.stage == PostStage.ARCHIVED
    making_ahead.make_ahead_due(now=database_now() + 5 * A_WEEK)
    assert recurrence.days.get(on=far).post is None
    with pytest.raises(ScheduleRefusedError):
        repeats.skip(recurrence=recurrence, on=day.on + A_DAY, member=owner, now=database_now())

    repeats.put_back(recurrence=recurrence, on=day.on, member=owner, now=database_now())
    again = recurrence.days.get(on=day.on)
    assert again.post_id != day.post_id
    assert again.is_scheduled


def test_its_end_puts_away_what_nobody_touched(owner, channel):
    recurrence = set_weekly(owner, scheduled(owner, channel))
    touched = made(recurrence)[0].post
    edit(owner, touched, "Questo resta")

    done = repeats.end(recurrence=recurrence, member=owner, puts_away=True, now=database_now())

    assert done == Changed(n_put_away=4, n_kept=1)
    assert making_ahead.make_ahead_due(now=database_now() + 9 * A_WEEK) == 0
    # Over, the post may repeat anew.
    assert len(made(set_weekly(owner, recurrence.post))) == 5


def test_other_words_repeat_from_a_post_on_by_the_rules_of_approval(owner, channel):
    recurrence = set_weekly(owner, scheduled(owner, channel))
    one, two, three, *_ = [day.post for day in made(recurrence)]
    edit(owner, three, "Questo è già un altro")
    edit(owner, two, "Da qui si dice così")

    done = repeats.use_words_of(recurrence=recurrence, post=two, member=owner, now=database_now())

    assert done == Changed(n_changed=2, n_kept=1)
    texts = [day.post.text for day in made(recurrence)]
    assert (
        texts
        == [TEXT, "Da qui si dice così", "Questo è già un altro"] + ["Da qui si dice così"] * 2
    )
    later = made(recurrence)[-1].post
    assert later.deliveries.get().state == S.BLOCKED

    two.refresh_from_db()
    scheduling.schedule(post=two, member=owner, wall_at=two.wall_at, now=database_now())
    making_ahead.make_ahead_due(now=database_now())
    assert later.deliveries.get().state == S.SCHEDULED
    assert one.deliveries.get().state == S.SCHEDULED


def test_while_a_client_rests_nothing_is_made_and_nothing_late_afterwards(owner, channel):
    recurrence = set_weekly(owner, scheduled(owner, channel))
    client = channel.client
    client.status = Status.PAUSED
    client.save(update_fields=["status"])
    later = database_now() + 8 * A_WEEK
    assert making_ahead.make_ahead_due(now=later) == 0

    client.status = Status.ACTIVE
    client.save(update_fields=["status"])
    making_ahead.make_ahead_due(now=later)

    assert (
        recurrence.days.filter(
            on__gt=first_at(client).date() + 5 * A_WEEK, on__lt=later.date()
        ).count()
        == 0
    )
    assert recurrence.days.filter(on__lte=(later + AHEAD).date(), on__gt=later.date()).count() >= 5


def test_it_goes_on_when_the_post_that_repeats_is_in_the_archive(owner, channel):
    post = scheduled(owner, channel)
    recurrence = set_weekly(owner, post)
    archiving.archive_post(post=post, member=owner, now=database_now())

    assert making_ahead.make_ahead_due(now=database_now() + A_WEEK) == 1
    assert states(recurrence) == {SCHEDULED}


def test_of_every_day_a_dozen_is_made_at_once_and_the_rest_by_the_clock(owner, channel):
    wall_at = first_at(channel.client)
    post = planned(owner, channel)
    every_day = Pattern(every=Every.WEEK, starts_on=wall_at.date(), weekdays=tuple(range(7)))
    plan = Plan(every_day, Clock(wall_at.time()), is_scheduled=False)
    recurrence, done = repeats.repeat(post=post, member=owner, plan=plan, now=database_now())

    assert done.n_made == 12
    while making_ahead.make_ahead_due(now=database_now()):
        pass
    days = [day.on for day in made(recurrence)]
    assert days == [wall_at.date() + n * A_DAY for n in range(1, 41)]


def test_a_number_of_posts_is_never_passed(owner, channel):
    wall_at = first_at(channel.client)
    recurrence = set_weekly(owner, scheduled(owner, channel), ends_on=wall_at.date() + 2 * A_WEEK)
    for weeks in range(0, 12, 3):
        making_ahead.make_ahead_due(now=database_now() + weeks * A_WEEK)

    assert len(made(recurrence)) == 2


def test_what_happens_once_does_not_repeat(owner, channel):
    with pytest.raises(ScheduleRefusedError, match="first day"):
        repeats.repeat(
            post=draft(owner, channel, text="Senza giorno"), member=owner,
            plan=weekly(first_at(channel.client)), now=database_now(),
        )  # fmt: skip
    post = planned(owner, channel)
    set_weekly(owner, post)
    with pytest.raises(ScheduleRefusedError, match="already"):
        set_weekly(owner, post)
