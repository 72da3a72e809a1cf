"""The rules of summer time change: clock times stay, moments move, nothing goes out by the old law, and people are told."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest

from editorial import when
from editorial.actions import claiming, moving, rederiving, releasing
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.scheduling import schedule
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Release
from editorial.queries.held_back import held_back
from people import zones
from people.models import AuditEntry, Notice, Outbox
from tests import make, make_posts

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
# In Cairo clocks go forward on 30 April 2027 at 00:00 and back on 29 October 2027 at 00:00.
WINTER, SUMMER = "Etc/GMT-1", "Etc/GMT-2"
SECOND = timedelta(seconds=1)


def promise(cast, wall_at, *, fold=None, channel=None, text="Si pota lo stesso."):
    channel = channel or cast.channel
    post = make_posts.draft(cast.rita, channel, text=text, now=NOW)
    schedule(post=post, member=cast.rita, wall_at=wall_at, fold=fold, now=NOW)
    return post.deliveries.get()


def derive(edition, now=NOW):
    return rederiving.derive_again(edition=edition, now=now)


def test_zones_come_from_the_pinned_data_and_not_from_the_host():
    assert zoneinfo.TZPATH == ()
    assert zones.edition() >= "2026a"


def test_nine_stays_nine_and_the_moment_moves(cast, pass_law):
    delivery = promise(cast, datetime(2027, 3, 10, 9, 0))
    unmoved = promise(cast, datetime(2027, 6, 10, 9, 0), text="D'estate")
    assert delivery.due_at == datetime(2027, 3, 10, 8, 0, tzinfo=UTC)

    edition = pass_law("Europe/Rome", SUMMER)
    assert derive(edition) == 1
    assert derive(edition) == 0

    delivery.refresh_from_db()
    unmoved.refresh_from_db()
    assert delivery.wall_at == datetime(2027, 3, 10, 9, 0)
    assert delivery.due_at == delivery.next_attempt_at == datetime(2027, 3, 10, 7, 0, tzinfo=UTC)
    assert unmoved.due_at == datetime(2027, 6, 10, 7, 0, tzinfo=UTC)
    assert {delivery.zones_edition, unmoved.zones_edition} == {edition}


def test_those_who_schedule_are_told_once_with_both_moments(cast, pass_law):
    promise(cast, datetime(2027, 3, 10, 9, 0))
    promise(cast, datetime(2027, 3, 11, 9, 0), text="Un altro")

    edition = pass_law("Europe/Rome", SUMMER)
    derive(edition)
    derive(edition)

    told = Notice.objects.filter(kind="time")
    assert {notice.member for notice in told} == {cast.alice, cast.rita}
    words = told.get(member=cast.rita).text
    assert "stays at Wed 10 Mar, 09:00 (Rome)" in words
    assert "the moment is now Wed 10 Mar, 07:00 (UTC), it was Wed 10 Mar, 08:00" in words
    assert "1 more post moves likewise" in words
    assert Outbox.objects.filter(kind="mail", payload__to=cast.rita.user.email).exists()
    assert AuditEntry.objects.filter(verb="delivery.derived_again").count() == 2


def test_nobody_is_told_where_no_moment_moved(cast, pass_law):
    promise(cast, datetime(2027, 3, 10, 9, 0))

    assert derive(pass_law("Europe/Rome", WINTER)) == 0

    assert not Notice.objects.filter(kind="time").exists()


def test_an_hour_that_the_new_law_skips_waits_for_a_person_and_another_time_frees_it(
    cast, pass_law
):
    delivery = promise(cast, datetime(2027, 4, 30, 0, 30))
    edition = pass_law("Europe/Rome", "Africa/Cairo")
    derive(edition)
    delivery.refresh_from_db()

    assert (delivery.state, delivery.reason) == (S.BLOCKED, "no_such_hour")
    assert (
        "does not exist on that day" in Notice.objects.get(member=cast.rita, kind="delivery").text
    )
    with pytest.raises(ScheduleRefusedError):
        schedule(post=delivery.post, member=cast.rita, wall_at=delivery.wall_at, now=NOW)

    to = datetime(2027, 4, 30, 1, 0)
    moving.move(post=delivery.post, member=cast.rita, may_schedule=True, wall_at=to, now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.SCHEDULED, "")
    assert delivery.due_at == when.instant_of(to, "Europe/Rome")


def test_the_page_of_a_post_without_its_hour_offers_another_time(cast, sign_in, pass_law):
    delivery = promise(cast, datetime(2027, 4, 30, 0, 30))
    derive(pass_law("Europe/Rome", "Africa/Cairo"))

    page = sign_in(cast.rita).get(f"/c/{cast.client.slug}/posts/{delivery.post.public_id}/")
    body = page.content.decode()

    assert "the hour it was planned for no longer exists on that day" in body
    assert "Schedule again" in body
    assert "Send it again" not in body


def test_an_hour_that_now_happens_twice_goes_out_at_the_first(cast, pass_law):
    delivery = promise(cast, datetime(2027, 10, 28, 23, 30))
    derive(pass_law("Europe/Rome", "Africa/Cairo"))
    delivery.refresh_from_db()

    found = when.resolve(delivery.wall_at, "Europe/Rome")
    assert isinstance(found, when.Twice)
    assert (delivery.state, delivery.fold, delivery.due_at) == (S.SCHEDULED, 0, found.first)


def test_the_second_of_two_hours_is_kept_and_forgotten_where_there_is_only_one(cast, pass_law):
    delivery = promise(cast, datetime(2027, 10, 31, 2, 30), fold=1)
    assert delivery.due_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

    derive(pass_law("Europe/Rome", "Europe/Madrid"))
    delivery.refresh_from_db()
    assert (delivery.fold, delivery.due_at.hour) == (1, 1)

    Delivery.objects.update(zones_edition="")
    derive(pass_law("Europe/Rome", SUMMER))
    delivery.refresh_from_db()
    assert (delivery.fold, delivery.due_at) == (0, datetime(2027, 10, 31, 0, 30, tzinfo=UTC))


def test_nothing_is_claimed_at_the_moment_of_an_older_law(cast):
    delivery = promise(cast, datetime(2027, 3, 10, 9, 0))
    Delivery.objects.update(zones_edition="2020a")
    due = delivery.due_at + SECOND

    assert claiming.claim_due(owner=1, limit=9, ahead=SECOND, now=due) == []
    delivery.refresh_from_db()
    assert ["older time zone data" in each.words for each in held_back(delivery, now=due)] == [True]
    derive(zones.edition(), now=due)
    delivery.refresh_from_db()
    assert held_back(delivery, now=due) == []
    assert len(claiming.claim_due(owner=1, limit=9, ahead=SECOND, now=due)) == 1


def test_an_older_edition_takes_nothing_back(cast, pass_law):
    delivery = promise(cast, datetime(2027, 3, 10, 9, 0))
    derive(pass_law("Europe/Rome", SUMMER))
    zones.pin()

    assert derive(zones.edition()) == 0

    delivery.refresh_from_db()
    assert delivery.due_at == datetime(2027, 3, 10, 7, 0, tzinfo=UTC)
    assert len(claiming.claim_due(owner=1, limit=9, ahead=SECOND, now=delivery.due_at)) == 1


def test_what_was_tried_keeps_its_moment(cast, pass_law):
    delivery = promise(cast, datetime(2027, 3, 10, 9, 0))
    Delivery.objects.update(n_attempts=1)

    assert derive(pass_law("Europe/Rome", SUMMER)) == 0

    delivery.refresh_from_db()
    assert delivery.due_at == datetime(2027, 3, 10, 8, 0, tzinfo=UTC)


def test_each_client_of_each_agency_is_told_of_its_own(cast, rivals, pass_law):
    promise(cast, datetime(2027, 3, 10, 9, 0))
    other = make.client(cast.alice, "Irma Velluto")
    promise(cast, datetime(2027, 3, 10, 9, 0), channel=make.channel(other))

    assert derive(pass_law("Europe/Rome", SUMMER)) == 2

    told = Notice.objects.filter(kind="time", member=cast.alice)
    assert sorted(notice.text.split(":")[0] for notice in told) == [
        "Irma Velluto",
        "Tenuta Trecorvi",
    ]
    assert not Notice.objects.filter(member__agency=rivals.agency, kind="time").exists()


def test_hundreds_of_rows_take_a_handful_of_statements(
    cast, pass_law, django_assert_max_num_queries
):
    post = promise(cast, datetime(2027, 6, 10, 9, 0)).post
    first = post.deliveries.get()
    Delivery.objects.bulk_create(
        Delivery(
            agency_id=first.agency_id, client_id=first.client_id, post=post, channel_id=first.channel_id,
            revision_id=first.revision_id, occurrence=n + 2, wall_at=first.wall_at, time_zone=first.time_zone,
            due_at=first.due_at, next_attempt_at=first.due_at, text_hash="", created_by=first.created_by, created_at=NOW,
        )
        for n in range(500)
    )  # fmt: skip

    edition = pass_law("Europe/Rome", SUMMER)
    with django_assert_max_num_queries(12):
        assert derive(edition) == 0
    assert not Delivery.objects.derived_before(edition).exists()


def test_a_release_moves_with_its_posts_and_its_embargo_with_it(cast, pass_law):
    delivery = promise(cast, datetime(2027, 3, 10, 9, 0))
    release = releasing.make_release(
        member=cast.rita,
        client=cast.client,
        name="Fuori orario",
        posts=[delivery.post],
        wall_at=datetime(2027, 3, 10, 9, 0),
        circle=releasing.Circle(is_embargoed=True),
        now=NOW,
    )
    edition = pass_law("Europe/Rome", SUMMER)
    derive(edition)

    release.refresh_from_db()
    delivery.refresh_from_db()
    assert release.due_at == delivery.due_at == datetime(2027, 3, 10, 7, 0, tzinfo=UTC)
    assert release.zones_edition == edition
    assert AuditEntry.objects.filter(verb="release.derived_again").count() == 1
    assert not Release.objects.derived_before(edition).exists()


def test_another_moment_of_a_release_frees_posts_whose_hour_is_no_more(cast, pass_law):
    delivery = promise(cast, datetime(2027, 4, 30, 0, 30))
    release = releasing.make_release(
        member=cast.rita,
        client=cast.client,
        name="Fuori orario",
        posts=[delivery.post],
        wall_at=datetime(2027, 4, 30, 0, 30),
        now=NOW,
    )
    derive(pass_law("Europe/Rome", "Africa/Cairo"))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "no_such_hour")

    to = datetime(2027, 4, 30, 1, 30)
    releasing.change_release(
        release=release,
        member=cast.rita,
        name=release.name,
        posts=[delivery.post],
        wall_at=to,
        circle=releasing.Circle(),
        now=NOW,
    )
    delivery.refresh_from_db()
    assert (delivery.state, delivery.wall_at) == (S.SCHEDULED, to)
