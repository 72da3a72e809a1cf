"""Everything on hold: nothing leaves, and lifting the hold lets nothing go by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clients.models import Client
from editorial.actions import claiming, deciding, handing_over, holding, scheduling
from editorial.actions.refusals import ScheduleRefusedError
from editorial.lifecycle import DeliveryState as S
from editorial.models import Hold
from people.clock import database_now
from people.models import AuditEntry, Notice
from people.roles import Role
from tests import make, make_posts
from tests.editorial import threads
from tests.editorial.engine import SECOND, creates, state
from tests.make_posts import just_after, run_round, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other_client(owner) -> Client:
    return make.client(owner, "Irma Velluto")


def hold(owner, client=None, why="Un lutto"):
    return holding.hold_all(member=owner, client=client, why=why, now=database_now())


def test_what_has_a_time_stands_still_and_stays_unsent_after_the_hold_is_lifted(
    owner, channel, client_of, sandbox
):
    delivery = scheduled(owner, channel, text="Ferma")

    assert hold(owner, client_of) == 1
    assert run_round(just_after(delivery)) == 0
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "held")

    holding.lift(member=owner, client=client_of, now=database_now())
    assert run_round(just_after(delivery)) == 0
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "held")
    assert creates(sandbox, "Ferma") == 0


def test_a_released_post_goes_out_at_its_time_the_others_stay(
    owner, channel, other_channel, client_of, sandbox
):
    one = scheduled(owner, channel, text="Questo sì")
    other = scheduled(owner, other_channel, text="Questo no")
    hold(owner, client_of)

    with pytest.raises(ScheduleRefusedError):
        holding.release(delivery=one, member=owner, now=database_now())
    holding.lift(member=owner, client=client_of, now=database_now())
    holding.release(delivery=one, member=owner, now=database_now())

    assert state(one) == S.SCHEDULED
    assert run_round(just_after(one)) == 1
    assert (state(one), state(other)) == (S.PUBLISHED, S.BLOCKED)
    assert (creates(sandbox, "Questo sì"), creates(sandbox, "Questo no")) == (1, 0)
    with pytest.raises(holding.NotHeldError):
        holding.release(delivery=one, member=owner, now=database_now())


def test_only_what_is_still_in_time_is_released_together(owner, channel, other_channel, client_of):
    soon = scheduled(owner, channel)
    later = scheduled(owner, other_channel, due_in=timedelta(days=1))
    hold(owner, client_of)
    holding.lift(member=owner, client=client_of, now=database_now())
    too_late = soon.due_at + soon.grace

    assert holding.release_those_in_time(member=owner, client=client_of, now=too_late) == 1
    assert (state(soon), state(later)) == (S.BLOCKED, S.SCHEDULED)
    with pytest.raises(ScheduleRefusedError):
        holding.release(delivery=soon, member=owner, now=too_late)


def test_a_hold_placed_after_the_claim_stops_it_before_a_byte_leaves(owner, channel, client_of):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=at)
    hold(owner, client_of)

    assert claiming.begin(owner=4, ids=[c.id for c in claimed], now=at) == []
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "held")
    assert Notice.objects.filter(member=owner, kind="delivery").count() == 1


def test_what_is_scheduled_during_a_hold_is_stopped_when_its_time_comes(owner, channel, client_of):
    hold(owner, client_of)
    delivery = scheduled(owner, channel)

    assert run_round(just_after(delivery)) == 0
    assert (state(delivery), delivery.reason) == (S.BLOCKED, "held")


def test_the_parts_that_follow_wait_and_the_hold_of_another_client_stops_nothing(
    owner, channel, other_client, sandbox
):
    delivery = threads.a_thread(owner, channel)
    hold(owner, other_client)
    threads.first_part_out(delivery, sandbox)
    hold(owner)

    run_round(just_after(delivery) + 10 * SECOND)
    assert threads.creates(sandbox, channel) == [1, 0, 0, 0]

    holding.lift(member=owner, client=None, now=database_now())
    run_round(just_after(delivery) + 20 * SECOND)
    assert threads.creates(sandbox, channel) == [1, 1, 1, 1]


def test_what_goes_out_by_hand_is_not_asked_of_anybody(owner, channel, client_of):
    delivery = scheduled(owner, channel)
    type(channel).objects.filter(pk=channel.pk).update(health="by_hand", keeper=owner)
    hold(owner)

    assert handing_over.hand_over(now=just_after(delivery)) == 0
    assert state(delivery) == S.BLOCKED
    late = scheduled(owner, channel, text="Programmato durante il fermo")
    assert handing_over.hand_over(now=just_after(late)) == 0
    assert (state(late), late.reason) == (S.BLOCKED, "held")


def test_nothing_goes_at_once_while_all_clients_are_on_hold(owner, channel, client_of):
    delivery = scheduled(owner, channel)
    hold(owner)

    with pytest.raises(ScheduleRefusedError):
        scheduling.publish_now(
            post=make_posts.draft(owner, channel), member=owner, now=database_now()
        )
    with pytest.raises(ScheduleRefusedError):
        deciding.send_again(delivery=delivery, member=owner, now=database_now())
    assert state(delivery) == S.BLOCKED


def test_one_hold_at_a_time_told_to_those_who_schedule_and_written_down(owner, client_of):
    manager = make.member(owner, Role.MANAGER)
    make.assigned(owner, client_of, manager, Role.MANAGER)
    hold(owner, client_of, why="Un lutto")

    with pytest.raises(holding.AlreadyHeldError):
        hold(owner, client_of)
    assert Hold.objects.count() == 1
    assert [n.member for n in Notice.objects.filter(kind="hold")] == [manager]
    assert make.mail_context(to=manager.user.email)["link"].endswith("/c/trecorvi/hold/")
    assert AuditEntry.objects.filter(verb="hold.placed", data__why="Un lutto").count() == 1
    holding.lift(member=owner, client=client_of, now=database_now())
    with pytest.raises(holding.NotHeldError):
        holding.lift(member=owner, client=client_of, now=database_now())


def test_the_page_holds_lifts_and_releases(owner, channel, client_of, client):
    delivery = scheduled(owner, channel)
    client.force_login(owner.user)
    page = f"/c/{client_of.slug}/hold/"

    client.post(page, {"deed": "hold", "why": "Un lutto in azienda"})
    shown = client.get(page).content.decode()
    assert "Un lutto in azienda" in shown
    assert delivery.post.first_words in shown
    assert 'class="on-hold' in client.get(f"/c/{client_of.slug}/posts/").content.decode()
    client.post(page, {"deed": "lift"})
    client.post(page, {"deed": "release"})

    assert state(delivery) == S.SCHEDULED
    assert 'class="on-hold' not in client.get(f"/c/{client_of.slug}/posts/").content.decode()


def test_one_post_is_released_on_its_own_page(owner, channel, client_of, client):
    delivery = scheduled(owner, channel)
    client.force_login(owner.user)
    hold(owner, client_of)
    holding.lift(member=owner, client=client_of, now=database_now())
    post = f"/c/{client_of.slug}/posts/{delivery.post.public_id}/"
    name = f"d-{delivery.public_id.hex}-deed"

    assert f'name="{name}" value="release"' in client.get(post).content.decode()
    client.post(f"{post}deliveries/{delivery.public_id}/settle/", {name: "release"})

    assert state(delivery) == S.SCHEDULED
