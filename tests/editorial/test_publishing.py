"""A post goes out: on time, at most once, nothing lost, against a real network that misbehaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clients.actions import gates
from clients.models import Channel
from editorial.actions import claiming, publishing, reaping, reconciling
from editorial.lifecycle import DeliveryState as S
from editorial.models import Attempt, Delivery, Lookup, Publication
from people.actions.membership import create_agency
from people.clock import database_now
from people.models import Notice
from tests.editorial.engine import MINUTE, SECOND, creates, four_workers
from tests.make_posts import just_after, run_round, sandbox_channel, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_due_post_goes_out_once_with_proof_and_a_publication(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Sei gradi alle sei, una volta sola.")

    assert run_round(just_after(delivery)) == 1

    delivery.refresh_from_db()
    publication = Publication.objects.get(delivery=delivery)
    assert delivery.state == S.PUBLISHED
    assert delivery.proof == {"remote_id": publication.remote_id, "url": publication.url}
    assert publication.url.startswith(sandbox.origin)
    assert publication.text == "Sei gradi alle sei, una volta sola."
    assert creates(sandbox, "Sei gradi alle sei, una volta sola.") == 1
    assert delivery.steps.get().remote_ref == publication.remote_id
    assert delivery.attempts.get().outcome == "created"


def test_a_post_that_is_not_due_stays(owner, channel):
    delivery = scheduled(owner, channel)

    assert run_round(delivery.due_at - 5 * SECOND) == 0
    delivery.refresh_from_db()
    assert delivery.state == S.SCHEDULED


def test_a_post_due_within_a_second_is_waited_for_and_never_starts_early(owner, channel):
    delivery = scheduled(owner, channel, due_in=timedelta(seconds=1.2))
    while database_now() < delivery.due_at - timedelta(seconds=0.8):
        pass

    assert publishing.publish_round(clock=database_now) == 1
    attempt = Attempt.objects.get(delivery=delivery)
    assert timedelta(0) <= attempt.started_at - delivery.due_at < timedelta(seconds=0.5)


def test_posts_of_one_channel_due_at_the_same_second_go_one_after_another(owner, channel, sandbox):
    texts = [f"Riga {n}" for n in range(4)]
    deliveries = [scheduled(owner, channel, text=text) for text in texts]

    assert run_round(just_after(deliveries[-1])) == 4
    assert [creates(sandbox, text) for text in texts] == [1, 1, 1, 1]


def test_two_rounds_at_once_send_each_post_once(owner, client_of, sandbox):
    channels = [sandbox_channel(client_of, sandbox) for _ in range(12)]
    deliveries = [scheduled(owner, c, text=f"Insieme {n}") for n, c in enumerate(channels)]
    at = max(just_after(d) for d in deliveries)
    sandbox.order("latency", ms=30)

    four_workers(at)

    assert set(Delivery.objects.values_list("state", flat=True)) == {S.PUBLISHED}
    assert [creates(sandbox, f"Insieme {n}") for n in range(12)] == [1] * 12


@pytest.mark.parametrize("fault", ["error_after", "cut_after", "html_after"])
def test_a_lost_answer_is_looked_up_and_never_sent_again(owner, channel, sandbox, fault):
    text = f"Risposta persa {fault}"
    delivery = scheduled(owner, channel, text=text)
    sandbox.order("faults", kind=fault)
    ahead = just_after(delivery) - database_now()
    sandbox.order("clock", offset_s=ahead.total_seconds())

    assert run_round(just_after(delivery)) == 0
    delivery.refresh_from_db()
    assert delivery.state == S.UNKNOWN
    assert Notice.objects.filter(member=owner).count() == 1

    assert reconciling.look_up_due(now=delivery.check_after + SECOND) == 1
    delivery.refresh_from_db()
    assert delivery.state == S.PUBLISHED
    assert Lookup.objects.get(delivery=delivery).result == "found"
    assert creates(sandbox, text) == 1


@pytest.mark.parametrize("fault", ["error_before", "html_before"])
def test_what_three_good_readings_do_not_show_goes_again_inside_its_grace(
    owner, channel, sandbox, fault
):
    text = f"Mai arrivato {fault}"
    delivery = scheduled(owner, channel, text=text)
    sandbox.order("faults", kind=fault)
    run_round(just_after(delivery))

    for _ in range(3):
        delivery.refresh_from_db()
        assert delivery.state == S.UNKNOWN
        assert run_round(delivery.check_after) == 0
        reconciling.look_up_due(now=delivery.check_after + SECOND)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.SCHEDULED, "absent")

    assert run_round(delivery.next_attempt_at + SECOND) == 1
    assert creates(sandbox, text) == 1


def test_a_failed_reading_is_not_a_negative_one(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Lettura rotta")
    sandbox.order("faults", kind="cut_after")
    run_round(just_after(delivery))
    sandbox.order("faults", kind="error_before", match="GET /api/v1/accounts/", n=50)

    for _ in range(4):
        delivery.refresh_from_db()
        reconciling.look_up_due(now=delivery.check_after + SECOND)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.n_negative_reads) == (S.UNKNOWN, 0)
    assert set(delivery.lookups.values_list("result", flat=True)) == {"failed"}

    late = delivery.first_sent_at + 16 * MINUTE
    Delivery.objects.filter(pk=delivery.pk).update(check_after=late)
    reconciling.look_up_due(now=late + SECOND)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.NEEDS_HUMAN, "no_answer")


def test_absence_proved_after_the_grace_asks_a_person_instead_of_sending(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Troppo tardi")
    Delivery.objects.filter(pk=delivery.pk).update(grace=2 * MINUTE)
    sandbox.order("faults", kind="error_before")
    run_round(just_after(delivery))
    for _ in range(3):
        delivery.refresh_from_db()
        reconciling.look_up_due(now=delivery.check_after + SECOND)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.MISSED, "absent")


def test_a_network_that_asks_to_wait_is_obeyed(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Con calma")
    sandbox.order("faults", kind="rate_limit", seconds=120)
    now = just_after(delivery)

    assert run_round(now) == 0
    delivery.refresh_from_db()
    assert delivery.state == S.SCHEDULED
    assert delivery.next_attempt_at >= now + 119 * SECOND
    assert run_round(now + MINUTE) == 0
    assert run_round(now + 3 * MINUTE) == 1
    assert creates(sandbox, "Con calma") == 1


def test_a_refused_post_fails_with_what_the_network_said_and_tells_people_once(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel)
    sandbox.order("faults", kind="invalid")

    run_round(just_after(delivery))

    delivery.refresh_from_db()
    attempt = delivery.attempts.get()
    assert (delivery.state, delivery.reason) == (S.FAILED, "content_rejected")
    assert (attempt.outcome, attempt.http_status) == ("refused", 422)
    assert "Text is not acceptable" in attempt.answer
    assert Notice.objects.filter(member=owner, kind="delivery").count() == 1


def test_an_ended_connection_holds_the_post_until_the_channel_is_back(owner, channel, sandbox):
    delivery = scheduled(owner, channel)
    other = scheduled(owner, channel, text="Anche questo", due_in=12 * MINUTE)
    sandbox.order("faults", kind="token_death")

    run_round(just_after(delivery))
    delivery.refresh_from_db()
    channel.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "reconnect")
    assert channel.health == "reconnect"

    reaping.reap(now=just_after(other))
    other.refresh_from_db()
    assert (other.state, other.reason) == (S.BLOCKED, "reconnect")

    Channel.objects.filter(pk=channel.pk).update(health="ok")
    reaping.reap(now=delivery.due_at + 14 * MINUTE)
    delivery.refresh_from_db()
    other.refresh_from_db()
    assert (delivery.state, other.state) == (S.SCHEDULED, S.SCHEDULED)


def test_a_post_later_than_its_grace_is_missed_not_sent(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Ieri")
    late = delivery.due_at + delivery.grace + SECOND

    assert run_round(late) == 0
    reaping.reap(now=late)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.MISSED, "late")
    assert creates(sandbox, "Ieri") == 0
    assert Notice.objects.filter(member=owner).count() == 1


def test_late_posts_of_a_channel_keep_five_minutes_from_the_last_one(owner, channel):
    first = scheduled(owner, channel, text="Uno", due_in=10 * MINUTE)
    second = scheduled(owner, channel, text="Due", due_in=10 * MINUTE)
    late = first.due_at + 3 * MINUTE

    assert run_round(late) == 1
    assert run_round(late + 4 * MINUTE) == 0
    assert run_round(late + 6 * MINUTE) == 1
    second.refresh_from_db()
    assert second.state == S.PUBLISHED


def test_what_was_edited_after_approval_is_held_at_the_last_moment(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Approvato")
    claimed = claiming.claim_due(owner=1, limit=5, ahead=SECOND, now=just_after(delivery))
    # Somebody takes the approval back between the claim and the intent.
    delivery.post.approved_revision = None
    delivery.post.stage = "draft"
    delivery.post.save()

    ready = claiming.begin(owner=1, ids=[c.id for c in claimed], now=just_after(delivery))

    delivery.refresh_from_db()
    assert ready == []
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "approval_lost")
    assert creates(sandbox, "Approvato") == 0


def test_a_shut_gate_keeps_the_post_waiting(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    gates.shut(channel.pk, until=at + 5 * MINUTE, reason="rate_limited", now=at)

    assert run_round(at) == 0
    assert run_round(at + 6 * MINUTE) == 1


def test_agencies_take_turns_when_many_posts_are_due(owner, client_of, sandbox):
    """A claim for two takes one of each agency, although the first agency has older ones waiting."""
    other = create_agency(
        name="Altra", email="eve@altra.example", owner_name="Eve", password=None, now=database_now()
    )
    theirs = type(client_of).objects.create(
        agency=other.agency, slug="loro", name="Loro", kind="company"
    )
    many = [
        scheduled(owner, sandbox_channel(client_of, sandbox), text=f"Molti {n}") for n in range(4)
    ]
    one = scheduled(other, sandbox_channel(theirs, sandbox), text="Uno solo")

    claimed = claiming.claim_due(owner=5, limit=2, ahead=SECOND, now=just_after(one))

    assert {c.id for c in claimed} == {many[0].pk, one.pk}
