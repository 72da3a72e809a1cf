"""Publishing by hand: a person is asked at the hour, says how it went, and no program calls the network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from clients.actions import by_hand as channels
from clients.actions import connecting
from clients.models import Channel, Health
from editorial.actions import (
    by_hand,
    deciding,
    drafting,
    handing_over,
    publishing,
    reaping,
    scheduling,
)
from editorial.actions.cancelling import cancel
from editorial.actions.drafting import VersionInput
from editorial.actions.picturing import PictureInput
from editorial.actions.refusals import ScheduleRefusedError
from editorial.lifecycle import WhyNot
from editorial.models import Attempt, Delivery, HandAct, Post, Publication
from editorial.queries import attention
from people.clock import database_now
from people.models import AuditEntry, Notice, Outbox
from people.roles import Role
from tests import make, make_pictures, make_posts
from tests.cast import Cast
from tests.clock import true_now
from tests.conftest import SignIn

LINK = "https://www.instagram.com/p/DRx1_abC/"


@pytest.fixture
def instagram(cast: Cast) -> Channel:
    return channels.add_channel(
        by=cast.alice,
        client=cast.client,
        network="instagram",
        account="@trecorvi",
        now=database_now(),
    )


@pytest.fixture
def errand(cast: Cast, instagram: Channel) -> Delivery:
    """A delivery whose hour has come, handed to people."""
    delivery = make_posts.scheduled(cast.alice, instagram, text="Si pota lo stesso.")
    handing_over.hand_over(now=make_posts.just_after(delivery))
    delivery.refresh_from_db()
    return delivery


def _sheet(delivery: Delivery, name: str = "editorial:by_hand") -> str:
    return reverse(name, args=[delivery.client.slug, delivery.post.public_id, delivery.public_id])


def test_words_that_changed_are_one_thing_to_settle_by_hand_or_not(cast: Cast, instagram: Channel):
    delivery = make_posts.scheduled(
        cast.alice, cast.channel, instagram, due_in=timedelta(days=2), text="Si pota."
    )
    Delivery.objects.filter(post=delivery.post).update(state="blocked", reason="edited")

    (trouble,) = attention.troubles(member=cast.alice)

    assert sorted(trouble.networks) == ["instagram", "sandbox"]


def test_what_was_planned_on_a_connection_that_ended_becomes_an_errand(cast: Cast):
    channel = make.channel(cast.client, network="mastodon")
    waiting = make_posts.scheduled(cast.alice, channel)
    coming = make_posts.scheduled(cast.alice, channel, due_in=timedelta(days=1))
    due = make_posts.just_after(waiting)
    connecting.disconnect(by=cast.alice, channel=channel, now=due)
    reaping.reap(now=due)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("blocked", "reconnect")

    channels.continue_by_hand(by=cast.alice, channel=channel, now=due)
    for now in (due, make_posts.just_after(coming)):
        reaping.reap(now=now)
        assert handing_over.hand_over(now=now) == 1
        assert publishing.publish_round(clock=lambda at=now: at) == 0

    assert {each.state for each in channel.deliveries.all()} == {"by_hand", "missed"}
    assert Attempt.objects.count() == 0


def test_at_its_hour_people_are_asked_and_no_program_publishes(cast: Cast, instagram: Channel):
    delivery = make_posts.scheduled(cast.alice, instagram)
    due = make_posts.just_after(delivery)

    assert handing_over.hand_over(now=due - timedelta(minutes=5)) == 0
    assert publishing.publish_round(clock=lambda: due) == 0
    reaping.reap(now=due)
    assert handing_over.hand_over(now=due) == 1
    assert handing_over.hand_over(now=due) == 0
    assert publishing.publish_round(clock=lambda: due) == 0
    reaping.reap(now=due + timedelta(minutes=20))

    delivery.refresh_from_db()
    assert delivery.state == "by_hand"
    assert Attempt.objects.count() == 0
    told = Notice.objects.filter(kind="by_hand")
    assert {notice.member for notice in told} == {cast.alice, cast.rita, cast.bruno}
    assert {notice.url for notice in told} == {_sheet(delivery)}
    assert Outbox.objects.filter(kind="mail", payload__to=cast.bruno.user.email).exists()
    assert [act.kind for act in delivery.hand_acts.all()] == ["asked"]


def test_the_one_who_keeps_the_channel_is_asked_alone_until_it_is_late(
    cast: Cast, instagram: Channel
):
    channels.set_keeper(by=cast.alice, channel=instagram, keeper=cast.bruno, now=database_now())
    delivery = make_posts.scheduled(cast.alice, instagram)
    handing_over.hand_over(now=make_posts.just_after(delivery))
    assert {n.member for n in Notice.objects.filter(kind="by_hand")} == {cast.bruno}

    late = delivery.due_at + handing_over.LATE_AFTER
    handing_over.hand_over(now=late)
    handing_over.hand_over(now=late)

    assert Notice.objects.filter(kind="by_hand", member=cast.bruno).count() == 2
    assert Notice.objects.filter(kind="by_hand", member=cast.alice).count() == 1
    missed = delivery.due_at + handing_over.MISSED_AFTER
    handing_over.hand_over(now=missed)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("missed", "not_by_hand")
    assert [act.kind for act in delivery.hand_acts.all()] == ["asked", "late"]


def test_after_a_long_standstill_people_are_still_asked(cast: Cast, instagram: Channel):
    delivery = make_posts.scheduled(cast.alice, instagram)
    hours_later = delivery.due_at + timedelta(hours=2)

    handing_over.hand_over(now=hours_later)
    reaping.reap(now=hours_later)

    delivery.refresh_from_db()
    assert delivery.state == "by_hand"


def test_what_lost_its_approval_is_held_and_not_asked_for(cast: Cast, instagram: Channel):
    delivery = make_posts.scheduled(cast.alice, instagram)
    Post.objects.filter(pk=delivery.post_id).update(stage="draft")

    assert handing_over.hand_over(now=make_posts.just_after(delivery)) == 0

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("blocked", "approval_lost")
    assert Notice.objects.filter(kind="delivery").exists()


def test_a_person_publishes_it_from_the_sheet_and_gives_the_link(
    cast: Cast, errand: Delivery, sign_in: SignIn
):
    browser = sign_in(cast.bruno)
    page = browser.get(_sheet(errand)).content.decode()
    assert "Si pota lo stesso." in page
    assert "Copy the text" in page

    answer = browser.post(_sheet(errand), {"done-url": LINK + "?igsh=MWQ1"})

    assert answer.status_code == 302
    errand.refresh_from_db()
    publication = Publication.objects.get(delivery=errand)
    assert errand.state == "published"
    assert (publication.remote_id, publication.url) == ("DRx1_abC", LINK)
    assert (publication.source, publication.entered_by, publication.text) == (
        "by_hand", cast.bruno, "Si pota lo stesso.",
    )  # fmt: skip
    acts = {(act.kind, act.member) for act in errand.hand_acts.all()}
    assert acts == {("asked", None), ("done", cast.bruno)}
    assert AuditEntry.objects.filter(verb="delivery.published_by_hand").count() == 1
    post_page = reverse("editorial:post", args=[cast.client.slug, errand.post.public_id])
    assert "Bruno published it by hand" in browser.get(post_page).content.decode()
    # a second time there is nothing left to settle
    assert browser.post(_sheet(errand), {"done-url": LINK}).status_code == 302
    assert Publication.objects.filter(channel=errand.channel).count() == 1


@pytest.mark.parametrize(
    "url", ["https://www.instagram.com/trecorvi/", "https://example.org/p/DRx1/", "DRx1", ""]
)
def test_a_link_that_is_no_post_there_is_refused_and_kept(
    cast: Cast, errand: Delivery, sign_in: SignIn, url: str
):
    page = sign_in(cast.bruno).post(_sheet(errand), {"done-url": url})

    errand.refresh_from_db()
    assert page.status_code == 422
    assert url in page.content.decode()
    assert errand.state == "by_hand"


def test_a_story_without_a_link_counts_all_the_same(cast: Cast, errand: Delivery):
    by_hand.done(
        delivery=errand, member=cast.bruno, url="", has_no_address=True, now=database_now()
    )

    assert Publication.objects.get(delivery=errand).url == ""


def test_the_link_of_another_post_is_refused_and_an_imported_one_is_joined(
    cast: Cast, instagram: Channel
):
    first, second = (
        make_posts.scheduled(cast.alice, instagram, text=text) for text in ("Uno", "Due")
    )
    now = database_now()
    Publication.objects.create(
        agency=cast.agency, client=cast.client, channel=instagram, remote_id="DRx1_abC", url=LINK,
        published_at=now, source="imported", entered_by=cast.alice,
    )  # fmt: skip

    by_hand.done(
        delivery=first, member=cast.bruno, url=LINK, now=now
    )  # before its hour, by whoever was quicker
    with translation.override("en"), pytest.raises(ScheduleRefusedError, match="another post"):
        by_hand.done(delivery=second, member=cast.bruno, url=LINK, now=now)

    assert Publication.objects.get(remote_id="DRx1_abC").delivery == first


def test_when_it_came_out_may_be_said_but_not_invented(cast: Cast, errand: Delivery):
    now = errand.due_at + timedelta(hours=3)
    for wrong in (now + timedelta(hours=1), errand.due_at - timedelta(days=2)):
        with pytest.raises(ScheduleRefusedError):
            by_hand.done(delivery=errand, member=cast.bruno, url=LINK, published_at=wrong, now=now)

    at = errand.due_at + timedelta(minutes=4)
    by_hand.done(delivery=errand, member=cast.bruno, url=LINK, published_at=at, now=now)
    assert Publication.objects.get(delivery=errand).published_at == at


def test_who_could_not_publish_says_why_and_whoever_schedules_is_told(
    cast: Cast, errand: Delivery, sign_in: SignIn
):
    browser = sign_in(cast.bruno)
    page = browser.post(
        _sheet(errand, "editorial:by_hand_not_done"),
        {"not-why": "account", "not-words": "codice al telefono di Aldo"},
    )

    errand.refresh_from_db()
    assert page.status_code == 302
    assert (errand.state, errand.reason) == ("missed", "not_done")
    act = HandAct.objects.get(kind="not_done")
    assert (act.member, act.why, act.words) == (
        cast.bruno,
        WhyNot.ACCOUNT,
        "codice al telefono di Aldo",
    )
    assert Notice.objects.filter(kind="delivery", member=cast.rita).exists()
    shown = browser.get(_sheet(errand)).content.decode()
    assert "codice al telefono di Aldo" in shown
    # it can still be done, later
    assert browser.post(_sheet(errand), {"done-url": LINK}).status_code == 302
    errand.refresh_from_db()
    assert errand.state == "published"


def test_another_time_asks_again_then_and_only_who_schedules_may(
    cast: Cast, errand: Delivery, sign_in: SignIn
):
    data = {"day": "2027-05-03", "clock": "18:15"}
    assert (
        sign_in(cast.bruno).post(_sheet(errand, "editorial:by_hand_later"), data).status_code == 403
    )

    assert (
        sign_in(cast.rita).post(_sheet(errand, "editorial:by_hand_later"), data).status_code == 302
    )

    errand.refresh_from_db()
    assert errand.state == "scheduled"
    assert f"{errand.wall_at:%Y-%m-%d %H:%M}" == "2027-05-03 18:15"
    assert handing_over.hand_over(now=make_posts.just_after(errand)) == 1


def test_an_edit_takes_the_errand_back_and_a_cancel_ends_it(cast: Cast, errand: Delivery):
    post = errand.post
    drafting.edit_post(
        post=post, member=cast.bruno, edit_number=post.edit_number, text="Altre parole",
        versions=[VersionInput(errand.channel)], now=database_now(),
    )  # fmt: skip
    errand.refresh_from_db()
    assert (errand.state, errand.reason) == ("blocked", "edited")
    with pytest.raises(deciding.NotWaitingError):
        by_hand.done(delivery=errand, member=cast.bruno, url=LINK, now=database_now())

    cancel(post=post, member=cast.alice, now=database_now())
    errand.refresh_from_db()
    assert errand.state == "cancelled"


def test_the_database_refuses_what_no_person_did(cast: Cast, errand: Delivery):
    for state in ("claimed", "sending", "unknown"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=errand.pk).update(
                state=state, lease_until=true_now(), check_after=database_now()
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=errand.pk).update(state="published")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandAct.objects.create(agency=cast.agency, delivery=errand, at=database_now(), kind="done")


def test_a_channel_that_is_connected_meanwhile_publishes_by_itself_from_then_on(
    cast: Cast, instagram: Channel
):
    delivery = make_posts.scheduled(cast.alice, instagram)
    Channel.objects.filter(pk=instagram.pk).update(health=Health.OK)

    assert handing_over.hand_over(now=make_posts.just_after(delivery)) == 0


def test_pictures_are_saved_in_order_and_only_by_who_sees_the_client(
    cast: Cast, instagram: Channel, sign_in: SignIn
):
    asset = make_pictures.ready(cast.alice, cast.client)
    delivery = make_posts.scheduled(
        cast.alice, instagram, pictures=[PictureInput(asset, alt="La vigna")]
    )
    address = reverse(
        "editorial:by_hand_file",
        args=[cast.client.slug, delivery.post.public_id, delivery.public_id, 0],
    )
    browser = sign_in(cast.bruno)

    assert address in browser.get(_sheet(delivery)).content.decode()
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert browser.get(address[:-2] + "7/").status_code == 404
    stranger = make.member(cast.alice, Role.EDITOR)
    assert sign_in(stranger).get(address).status_code == 404


def test_the_first_comment_is_planned_and_stands_on_the_sheet(
    cast: Cast, instagram: Channel, sign_in: SignIn
):
    post = make_posts.draft(cast.alice, instagram, text="Si pota", first_comment="#vigna #potatura")
    scheduling.publish_now(post=post, member=cast.alice, now=database_now())

    page = sign_in(cast.bruno).get(_sheet(post.deliveries.get())).content.decode()

    assert "#vigna #potatura" in page
    assert "Copy the first comment" in page


def test_the_lists_show_what_is_to_do_what_comes_and_what_was_done(
    cast: Cast, instagram: Channel, errand: Delivery, sign_in: SignIn
):
    make_posts.scheduled(cast.alice, instagram, text="Fra poco")
    done = make_posts.scheduled(cast.alice, instagram, text="Già uscito")
    by_hand.done(delivery=done, member=cast.bruno, url=LINK, now=database_now())
    browser = sign_in(cast.bruno)

    page = browser.get(reverse("editorial:all_by_hand")).content.decode()
    assert page.index("Si pota lo stesso.") < page.index("Fra poco") < page.index("Già uscito")
    today = browser.get(reverse("desk:today")).content.decode()
    assert _sheet(errand) in today
    listed = browser.get(reverse("editorial:all_posts") + "?group=fix").content.decode()
    assert "To publish by hand" in listed
