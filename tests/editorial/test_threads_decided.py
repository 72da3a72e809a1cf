"""What people see of a post that is out but not whole, and what they may decide about the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from clients.models import Channel
from editorial.actions import (
    archiving,
    arming,
    cancelling,
    checking_parts,
    deciding,
    deciding_parts,
    drafting,
    following_up,
    reaping,
)
from editorial.actions.settling import Outcome
from editorial.actions.settling_parts import settle_parts
from editorial.lifecycle import DeliveryState as S
from editorial.lifecycle import PartState as P
from editorial.lifecycle import Rest, post_look
from editorial.models import Delivery, Step
from editorial.queries import attention, listing, story
from networks.types import Published
from people.clock import database_now
from people.roles import Role
from tests import make
from tests.clock import true_now
from tests.editorial.threads import (
    COMMENT,
    a_thread,
    creates,
    first_part_out,
    on_the_networks_clock,
    parts,
    rest,
    states,
)
from tests.make_posts import just_after, run_round, sandbox_channel

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner(owner: Any) -> Any:
    """Alice, who reads English."""
    owner.user.language = "en"
    owner.user.save(update_fields=["language"])
    return owner


def stopped_at_the_comment(owner: Any, channel: Channel, sandbox: Any) -> Delivery:
    """All is out but the first comment, which the network refused."""
    delivery = a_thread(owner, channel)
    sandbox.order("faults", kind="invalid", skip=3)
    run_round(just_after(delivery))
    assert states(delivery) == [P.DONE, P.DONE, P.NEEDS_HUMAN]
    return delivery


def stopped_in_doubt(owner: Any, channel: Channel, sandbox: Any) -> Delivery:
    """Of the second part nobody could find out whether it is out (it is)."""
    delivery = a_thread(owner, channel)
    now = just_after(delivery)
    sandbox.order("faults", kind="cut_after", skip=1)
    on_the_networks_clock(sandbox, now)
    run_round(now)
    sandbox.order("faults", kind="error_before", match="GET /api/v1/accounts/", n=9)
    late = now + 16 * MINUTE
    delivery.steps.filter(state=P.UNKNOWN).update(check_after=late)
    checking_parts.look_up_parts_due(now=late)
    sandbox.order("clear")
    assert states(delivery) == [P.NEEDS_HUMAN, P.WAITING, P.WAITING]
    return delivery


def page(browser: Any, delivery: Delivery) -> str:
    post = delivery.post
    return browser.get(
        reverse("editorial:post", args=[post.client.slug, post.public_id])
    ).content.decode()


def settle(browser: Any, delivery: Delivery, deed: str, **more: str) -> Any:
    post = delivery.post
    prefix = f"d-{delivery.public_id.hex}"
    return browser.post(
        reverse("editorial:settle", args=[post.client.slug, post.public_id, delivery.public_id]),
        {f"{prefix}-deed": deed, **{f"{prefix}-{name}": value for name, value in more.items()}},
        follow=True,
    )


def test_published_but_without_its_comment_is_seen_everywhere_with_its_next_step(
    owner, channel, sandbox, sign_in
):
    delivery = stopped_at_the_comment(owner, channel, sandbox)
    seen = page(sign_in(owner), delivery)

    assert "Missing: first comment." in seen
    assert "Part 2 of 3" in seen
    assert "Part 3 of 3" in seen
    assert 'value="again_rest"' in seen
    assert 'value="leave_rest"' in seen
    assert "First comment · Handed to" in seen
    (trouble,) = attention.troubles(member=owner)
    assert trouble.delivery == delivery
    assert "not whole" in trouble.happened
    delivery.refresh_from_db()
    assert str(delivery.look.word) == "Published, but not whole"
    filters = listing.Filters(group="fix")
    (day,) = listing.posts_page(member=owner, client=channel.client, filters=filters).days
    assert [str(row.look.word) for row in day.rows] == ["Published, but not whole"]


def test_the_rest_is_published_when_a_person_says_so_and_what_is_out_is_not_touched(
    owner, channel, sandbox, sign_in
):
    delivery = stopped_at_the_comment(owner, channel, sandbox)

    answer = settle(sign_in(owner), delivery, "again_rest")
    assert "The rest goes out now." in answer.content.decode()
    assert (states(delivery)[2], rest(delivery)) == (P.WAITING, Rest.COMING)
    run_round(database_now() + SECOND)

    assert (states(delivery), rest(delivery)) == ([P.DONE] * 3, "")
    assert creates(sandbox, channel) == [1] * 4


def test_a_post_that_is_left_so_is_settled_and_sends_nothing_more(owner, channel, sandbox, sign_in):
    delivery = stopped_at_the_comment(owner, channel, sandbox)
    browser = sign_in(owner)

    settle(browser, delivery, "leave_rest")
    run_round(database_now() + MINUTE)
    reaping.reap(now=database_now() + MINUTE)

    assert (states(delivery)[2], rest(delivery)) == (P.LEFT, Rest.LEFT)
    assert creates(sandbox, channel, COMMENT) == [0]
    assert list(attention.troubles(member=owner)) == []
    assert "without the parts that were left out" in page(browser, delivery)
    assert "settled meanwhile" in settle(browser, delivery, "again_rest").content.decode()


def test_a_doubtful_part_goes_again_only_after_a_person_has_looked(
    owner, channel, sandbox, sign_in
):
    delivery = stopped_in_doubt(owner, channel, sandbox)
    browser = sign_in(owner)
    assert "We could not find out whether it is out" in page(browser, delivery)

    refused = settle(browser, delivery, "again_rest")
    assert "First look at the channel" in refused.content.decode()
    assert states(delivery)[0] == P.NEEDS_HUMAN

    settle(browser, delivery, "again_rest", has_looked="1")
    run_round(database_now() + SECOND)
    # The network knows its key: even a mistaken second try made no second post.
    assert states(delivery) == [P.DONE] * 3
    assert creates(sandbox, channel) == [1] * 4


def test_a_person_who_saw_the_part_pastes_its_link_and_the_rest_follows_below_it(
    owner, channel, sandbox, sign_in
):
    delivery = stopped_in_doubt(owner, channel, sandbox)
    browser = sign_in(owner)
    there = next(
        entry["status_id"]
        for entry in reversed(sandbox.ask("ledger"))
        if entry["account_id"] == channel.remote_id
    )
    delivery.refresh_from_db()
    root = delivery.proof["remote_id"]

    wrong = settle(browser, delivery, "confirm_rest", url=f"{sandbox.origin}/@x/{root}")
    assert "belongs to another post" in wrong.content.decode()
    settle(browser, delivery, "confirm_rest", url=f"{sandbox.origin}/@x/{there}")
    run_round(database_now() + SECOND)

    assert states(delivery) == [P.DONE] * 3
    assert parts(delivery)[0].remote_ref == there
    assert creates(sandbox, channel) == [1] * 4


def test_a_look_asked_for_by_a_person_finds_the_part(owner, channel, sandbox, sign_in):
    delivery = a_thread(owner, channel)
    sandbox.order("faults", kind="cut_after", skip=1)
    on_the_networks_clock(sandbox, just_after(delivery))
    run_round(just_after(delivery))
    browser = sign_in(owner)
    assert 'value="look_rest"' in page(browser, delivery)

    settle(browser, delivery, "look_rest")
    assert states(delivery)[0] == P.DONE


def test_who_may_not_schedule_sees_the_rest_and_decides_nothing(owner, channel, sandbox, sign_in):
    delivery = stopped_at_the_comment(owner, channel, sandbox)
    reader = make.member(owner, Role.ANALYST)
    make.assigned(owner, channel.client, reader, Role.ANALYST)
    browser = sign_in(reader)

    assert 'value="again_rest"' not in page(browser, delivery)
    assert settle(browser, delivery, "again_rest").status_code in (403, 404)


def test_cancelling_leaves_out_the_parts_that_wait_and_not_the_one_on_its_way(
    owner, channel, sandbox
):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]
    following_up.begin_parts(owner=5, ids=ids, now=at)

    cancelling.cancel(post=delivery.post, member=owner, now=at)
    assert states(delivery) == [P.SENDING, P.LEFT, P.LEFT]
    with pytest.raises(drafting.BeingSentError):
        archiving.archive_post(post=delivery.post, member=owner, now=at)
    with pytest.raises(deciding.NotWaitingError):
        deciding_parts.leave_rest(delivery=delivery, member=owner, now=at)

    Step.objects.filter(state=P.SENDING).update(lease_until=true_now() - SECOND)
    reaping.reap(now=at)
    assert states(delivery) == [P.UNKNOWN, P.LEFT, P.LEFT]


def test_a_cancel_before_the_turn_of_a_part_wins(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]

    cancelling.cancel(post=delivery.post, member=owner, now=at)

    assert following_up.begin_parts(owner=5, ids=ids, now=at) == []
    assert (states(delivery), rest(delivery)) == ([P.LEFT] * 3, Rest.LEFT)


def test_a_first_part_confirmed_long_after_its_time_asks_before_the_rest_goes(
    owner, channel, sandbox
):
    delivery = a_thread(owner, channel)
    Delivery.objects.filter(pk=delivery.pk).update(state=S.MISSED, reason="late")
    late = delivery.due_at + timedelta(hours=5)
    seen = f"{sandbox.origin}/@x/123"

    deciding.confirm_published(delivery=delivery, member=owner, url=seen, now=late)
    run_round(late)
    assert (states(delivery)[0], rest(delivery)) == (P.NEEDS_HUMAN, Rest.NEEDS_YOU)

    other = a_thread(owner, sandbox_channel(channel.client, sandbox), text="Altrove")
    Delivery.objects.filter(pk=other.pk).update(state=S.MISSED, reason="late")
    soon = other.due_at + MINUTE
    deciding.confirm_published(delivery=other, member=owner, url=seen, now=soon)
    assert (states(other)[0], rest(other)) == (P.WAITING, Rest.COMING)
    arming.ask_about_rest(delivery=other, now=soon)


def test_a_proof_that_comes_after_people_left_the_rest_counts_and_is_told(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]
    (ready,) = following_up.begin_parts(owner=5, ids=ids, now=at)
    Step.objects.filter(state=P.SENDING).update(state=P.NEEDS_HUMAN, lease_until=None, owner=None)
    deciding_parts.leave_rest(delivery=delivery, member=owner, now=at)

    proof = Published("4321", f"{sandbox.origin}/@x/4321")
    settle_parts(
        [Outcome(ready.id, ready.epoch, channel.pk, "", published=proof, step=ready.step)], now=at
    )
    assert states(delivery) == [P.DONE, P.LEFT, P.LEFT]


def test_the_story_of_a_thread_tells_each_part_with_its_times(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    run_round(just_after(delivery))

    (told,) = story.stories_of(post=delivery.post, now=just_after(delivery))
    assert told.following is not None
    assert [part.name for part in told.following.parts] == [
        "Part 2 of 3",
        "Part 3 of 3",
        "First comment",
    ]
    assert all(part.at and part.url.startswith(sandbox.origin) for part in told.following.parts)
    assert [m.title for m in told.moments if m.title.startswith("First comment")] == [
        "First comment · Handed to Sandbox",
        "First comment · Sandbox confirmed it",
    ]
    assert str(told.look.word) == "Published"


def test_support_reads_the_tries_of_a_part(owner, channel, sandbox, sign_in):
    delivery = stopped_at_the_comment(owner, channel, sandbox)
    support = sign_in(make.staff())
    step = parts(delivery)[2]

    whole = support.get(reverse("admin:editorial_delivery_change", args=[delivery.pk]))
    alone = support.get(reverse("admin:editorial_step_change", args=[step.pk]))
    assert "but not whole" in whole.content.decode()
    assert "422" in alone.content.decode()


@pytest.mark.parametrize(
    ("shown", "word"),
    [
        (["needs_you", "published"], "Published, but not whole"),
        (["needs_you", "needs_human"], "Needs you"),
        (["checking", "missed"], "Published, checking the rest"),
        (["coming", "scheduled"], "Published, the rest follows"),
        (["left", "published"], "Published without the rest"),
        (["left", "failed"], "Partly published"),
    ],
)
def test_the_most_pressing_speaks_for_the_post(shown, word):
    assert str(post_look("approved", shown).word) == word
