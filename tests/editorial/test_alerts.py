"""One trouble is one alert, however many posts it holds; what goes on is not told again, and what is over is said once."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import translation

from clients.actions import connecting
from clients.models import Channel
from editorial.actions import alerts, deciding, reaping, watching
from editorial.models import Alert, Delivery
from people import mail, outbox
from people.clock import database_now
from people.models import DutyShift, Member, Notice, Outbox, User
from people.notices import mark_read
from people.roles import Role
from tests import make, make_posts

MINUTE = timedelta(minutes=1)
HANDLERS = {"mail": mail.send}


def told(member: Member) -> list[str]:
    return list(Notice.objects.filter(member=member).values_list("text", flat=True))


def mails(member: Member) -> list[str]:
    """The subjects of the e-mails that wait for a member."""
    waiting = Outbox.objects.filter(kind="mail", payload__to=member.user.email, done_at=None)
    subjects = []
    for row in waiting.order_by("pk"):
        notice = Notice.objects.filter(pk=row.payload.get("notice")).first()
        subjects.append(notice.text if notice else make.opened_mail(row)["subject"])
    return subjects


def sent(mailoutbox, member: Member) -> list[str]:
    return [each.subject for each in mailoutbox if each.to == [member.user.email]]


def relay(at) -> None:
    outbox.deliver_due(handlers=HANDLERS, now=at, limit=100)


def planned(cast, n: int = 10, **more) -> list[Delivery]:
    return [
        make_posts.scheduled(cast.rita, cast.channel, text=f"Post {i}", **more) for i in range(n)
    ]


@pytest.fixture
def late(cast):
    """Ten posts that nobody sent in time, and the moment at which that was seen."""
    posts = planned(cast)
    at = posts[-1].due_at + posts[-1].grace + MINUTE
    Outbox.objects.all().delete()
    reaping.reap(now=at)
    return posts, at


def test_ten_posts_that_were_not_sent_in_time_are_one_alert_with_their_number(
    cast, late, mailoutbox
):
    _, at = late
    words = "Tenuta Trecorvi, 10 posts: not sent in time"
    assert told(cast.rita) == told(cast.alice) == [words]
    assert told(cast.bruno) == []
    relay(at)
    assert not mailoutbox, "what comes within half a minute is one e-mail"
    relay(at + MINUTE)
    assert sent(mailoutbox, cast.rita) == [words]


def test_one_post_is_told_by_its_name(cast):
    (post,) = planned(cast, 1)
    reaping.reap(now=post.due_at + post.grace + MINUTE)
    assert told(cast.rita) == [f"«Post 0», {cast.channel.handle}: not sent in time"]


def test_everybody_is_told_in_their_own_language(cast):
    User.objects.filter(pk=cast.rita.user_id).update(language="it")
    posts = planned(cast, 2)
    reaping.reap(now=posts[-1].due_at + posts[-1].grace + MINUTE)
    assert told(cast.rita) == ["Tenuta Trecorvi, 2 post: non sono partiti in tempo"]
    assert told(cast.alice) == ["Tenuta Trecorvi, 2 posts: not sent in time"]


def test_a_trouble_that_goes_on_is_not_told_again(cast, late, mailoutbox):
    _, at = late
    relay(at + MINUTE)
    for n in range(5):
        watching.watch(now=at + n * 30 * MINUTE)
        relay(at + n * 30 * MINUTE)
    assert len(told(cast.rita)) == len(sent(mailoutbox, cast.rita)) == 1


def test_a_trouble_that_grows_is_told_again_an_hour_later_and_not_before(cast, late, mailoutbox):
    _, at = late
    relay(at + MINUTE)
    mark_read(member=cast.rita, now=at)
    more = planned(cast, 2, due_in=timedelta(minutes=50))
    reaping.reap(now=more[-1].due_at + more[-1].grace + MINUTE)
    notice = Notice.objects.get(member=cast.rita)
    assert notice.text == "Tenuta Trecorvi, 12 posts: not sent in time"
    assert (notice.read_at is None) is (more[-1].due_at + more[-1].grace - at >= 60 * MINUTE)

    third = planned(cast, 1, due_in=timedelta(hours=3))[0]
    later = third.due_at + third.grace + MINUTE
    reaping.reap(now=later)
    relay(later + MINUTE)
    notice.refresh_from_db()
    assert (notice.text, notice.read_at) == ("Tenuta Trecorvi, 13 posts: not sent in time", None)
    assert sent(mailoutbox, cast.rita)[-1] == notice.text
    assert len(told(cast.rita)) == 1


def test_what_is_over_is_said_once_and_not_to_who_settled_it(cast, late, mailoutbox):
    posts, at = late
    relay(at + MINUTE)
    for post in posts:
        deciding.drop(delivery=post, member=cast.rita, now=at + 2 * MINUTE)
    for n in range(3):
        watching.watch(now=at + 3 * MINUTE)
        relay(at + (4 + n) * MINUTE)
    words = "Settled: Tenuta Trecorvi, 10 posts: not sent in time"
    assert told(cast.alice) == told(cast.rita) == [words]
    assert sent(mailoutbox, cast.alice)[1:] == [words]
    assert len(sent(mailoutbox, cast.rita)) == 1
    assert not Notice.objects.filter(member=cast.rita, read_at=None).exists()
    assert Notice.objects.filter(member=cast.alice, read_at=None).count() == 1
    assert not Alert.objects.open().exists()


def test_what_is_settled_before_its_mail_left_is_not_mailed(cast, late, mailoutbox):
    posts, at = late
    for post in posts:
        deciding.drop(delivery=post, member=cast.rita, now=at)
    watching.watch(now=at)
    relay(at + 2 * MINUTE)
    assert not mailoutbox


def test_words_follow_how_many_are_left(cast, late):
    posts, at = late
    for post in posts[:7]:
        deciding.drop(delivery=post, member=cast.alice, now=at)
    watching.watch(now=at + MINUTE)
    assert told(cast.rita) == ["Tenuta Trecorvi, 3 posts: not sent in time"]


def test_a_new_trouble_after_the_old_one_is_told_anew(cast, late):
    posts, at = late
    for post in posts:
        deciding.drop(delivery=post, member=cast.alice, now=at)
    mark_read(member=cast.rita, now=at)
    (other,) = planned(cast, 1, due_in=timedelta(minutes=40))
    reaping.reap(now=other.due_at + other.grace + MINUTE)
    assert Notice.objects.filter(member=cast.rita, read_at=None).count() == 1


def test_the_same_dead_connection_is_one_alert_in_the_app_and_by_e_mail(cast, mailoutbox):
    posts = planned(cast)
    at = posts[-1].due_at + MINUTE
    Outbox.objects.all().delete()
    connecting.mark_reauth_needed(cast.channel.pk, now=at)
    reaping.reap(now=at)
    watching.watch(now=at)
    relay(at + MINUTE)
    assert Delivery.objects.filter(state="blocked", reason="reconnect").count() == 10
    (words,) = told(cast.rita)
    assert "10 posts wait for that. Reconnect the channel." in words
    assert sent(mailoutbox, cast.rita) == [words]

    Channel.objects.filter(pk=cast.channel.pk).update(health="ok")
    watching.watch(now=at + 2 * MINUTE)
    assert told(cast.rita) == [f"Settled: {words}"]


def test_a_connection_that_died_before_anything_was_held_back_counts_what_waits_for_it(cast):
    planned(cast, 3, due_in=timedelta(hours=5))
    connecting.mark_reauth_needed(cast.channel.pk, now=database_now())
    assert "posts" not in told(cast.rita)[0]
    watching.watch(now=database_now())
    (words,) = told(cast.rita)
    assert "3 posts wait for that" in words


def test_what_became_another_trouble_is_not_said_to_be_over(cast):
    (post,) = planned(cast, 1)
    at = post.due_at
    with translation.override("en"):
        Delivery.objects.filter(pk=post.pk).update(state="claimed", lease_until=at, owner=1)
        Delivery.objects.filter(pk=post.pk).update(state="sending", first_sent_at=at)
        Delivery.objects.filter(pk=post.pk).update(
            state="unknown", lease_until=None, owner=None, check_after=at
        )
        alerts.raise_for_many([post.pk], what=alerts.CHECKING, now=at)
        Delivery.objects.filter(pk=post.pk).update(state="needs_human", check_after=None)
        alerts.raise_for_many([post.pk], what=alerts.DECIDE, now=at + MINUTE)
        watching.watch(now=at + 2 * MINUTE)
    assert not any(words.startswith("Settled") for words in told(cast.rita))
    assert Notice.objects.filter(member=cast.rita, read_at=None).count() == 1


def test_what_of_one_agency_is_wrong_is_not_told_in_another(cast, rivals, late):
    assert told(rivals.eve) == []


@pytest.fixture
def on_call(cast):
    """Rita is on call at any hour; everybody wants no e-mails at any hour but one minute."""
    for weekday in range(7):
        DutyShift.objects.create(
            agency=cast.agency, member=cast.rita, weekday=weekday, starts=time(0), ends=time(0)
        )
    User.objects.update(quiet_from=time(4, 1), quiet_until=time(4))
    return cast.rita


def climbed(cast, at, minutes, mailoutbox) -> list[str]:
    """Who has got an e-mail so many minutes later."""
    for n in range(minutes + 1):
        watching.watch(now=at + n * MINUTE)
        relay(at + n * MINUTE)
    return sorted({address for each in mailoutbox for address in each.to})


def test_an_urgent_alert_goes_to_who_is_on_call_at_once_and_passes_quiet_hours(
    cast, on_call, late, mailoutbox
):
    _, at = late
    relay(at)
    assert [each.to for each in mailoutbox] == [[on_call.user.email]]
    assert told(cast.alice) == told(on_call), "everybody else reads it in the app"


def test_it_climbs_after_ten_minutes_when_nobody_opened_it(cast, on_call, late, mailoutbox):
    _, at = late
    manager = make.member(cast.alice, Role.MANAGER)
    make.assigned(cast.alice, cast.client, manager, Role.MANAGER)
    Outbox.objects.exclude(payload__has_key="notice").delete()
    # Who is named does not hear of it a second time as a manager.
    rita, other, alice = (m.user.email for m in (on_call, manager, cast.alice))
    assert climbed(cast, at, 9, mailoutbox) == [rita]
    assert climbed(cast, at, 11, mailoutbox) == sorted([rita, other])
    assert climbed(cast, at, 30, mailoutbox) == sorted([rita, other, alice])
    assert sent(mailoutbox, cast.alice) == [
        "Nobody has looked for ten minutes. Tenuta Trecorvi, 10 posts: not sent in time"
    ]
    assert len(sent(mailoutbox, on_call)) == 1


def test_it_does_not_climb_once_somebody_opened_it(cast, on_call, late, mailoutbox, sign_in):
    _, at = late
    relay(at)
    link = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("http"))
    path = "/" + link.split("/", 3)[3]
    answer = sign_in(on_call).get(path)
    assert answer.headers["Location"].endswith("?group=fix")
    Notice.objects.filter(member=on_call).update(read_at=at + MINUTE)  # the test's own clock
    assert climbed(cast, at, 40, mailoutbox) == [on_call.user.email]


def test_it_does_not_climb_once_it_is_settled(cast, on_call, late, mailoutbox):
    posts, at = late
    relay(at)
    for post in posts:
        deciding.drop(delivery=post, member=on_call, now=at + MINUTE)
    assert climbed(cast, at, 40, mailoutbox) == [on_call.user.email]


def test_who_is_named_but_may_not_act_for_the_client_is_passed_over(cast, mailoutbox):
    outsider = make.member(cast.alice, Role.MANAGER)
    for weekday in range(7):
        DutyShift.objects.create(
            agency=cast.agency, member=outsider, weekday=weekday, starts=time(0), ends=time(0)
        )
    (post,) = planned(cast, 1, due_in=timedelta(hours=2))
    Outbox.objects.all().delete()
    at = post.due_at + post.grace + MINUTE
    reaping.reap(now=at)
    relay(at)
    assert sent(mailoutbox, outsider) == []
    assert len(sent(mailoutbox, cast.rita)) == 1, "the manager of the client, at once"


def test_a_post_that_is_due_next_week_wakes_nobody(cast, on_call, mailoutbox):
    planned(cast, 2, due_in=timedelta(days=7))
    Outbox.objects.all().delete()
    connecting.mark_reauth_needed(cast.channel.pk, now=database_now())
    watching.watch(now=database_now())
    relay(database_now() + MINUTE)
    assert not mailoutbox


def test_a_connection_that_dies_with_posts_within_a_day_is_urgent(cast, on_call, mailoutbox):
    planned(cast, 2, due_in=timedelta(hours=20))
    Outbox.objects.all().delete()
    connecting.mark_reauth_needed(cast.channel.pk, now=database_now())
    watching.watch(now=database_now())
    relay(database_now() + 2 * MINUTE)
    assert [each.to for each in mailoutbox] == [[on_call.user.email]]
    assert "2 posts wait for that" in mailoutbox[0].subject
