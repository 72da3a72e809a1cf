"""Pictures are handed to the network before their post, each once, whatever dies or is refused meanwhile."""

from __future__ import annotations

import io
import json
import threading
import urllib.request
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from PIL import Image

from clients.actions import connecting
from editorial.actions import drafting, preparing, reaping, reconciling, scheduling
from editorial.actions.picturing import PictureInput
from editorial.contents import for_channel
from editorial.lifecycle import DeliveryState as S
from editorial.models import Attempt, Post, Step
from people.clock import database_now
from people.models import Notice
from tests import make_pictures
from tests.make_posts import just_after, run_round, sandbox_channel, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
UPLOADS = "POST /api/v2/media"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def pair(owner, client_of) -> list[PictureInput]:
    """Two pictures, the second cut square around its left."""
    first = make_pictures.ready(owner, client_of, name="alba.jpg")
    second = make_pictures.ready(
        owner, client_of, make_pictures.photograph((1600, 900)), name="forbici.jpg"
    )
    return [
        PictureInput(first, alt="La vigna all'alba"),
        PictureInput(second, alt="Forbici rosse", crop="1:1", focus_x=17, focus_y=50),
    ]


def prepare(at) -> int:
    """Hand over what is to be handed over at that instant, as a worker would."""
    return preparing.prepare_due(clock=lambda: at)


def media_steps(delivery) -> list[Step]:
    return list(delivery.steps.filter(kind="media").order_by("position"))


def status_of(delivery, sandbox) -> dict:
    """The published post as the network itself tells it."""
    delivery.refresh_from_db()
    url = f"{sandbox.origin}/api/v1/statuses/{delivery.proof['remote_id']}"
    token = connecting.open_channel(delivery.channel).credentials.access_token.reveal()
    request = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
    return json.loads(urllib.request.urlopen(request).read())


def edited(post: Post, owner, pictures) -> Post:
    return drafting.edit_post(
        post=post,
        member=owner,
        edit_number=post.edit_number,
        text=post.text,
        versions=[drafting.VersionInput(v.channel) for v in post.versions.all()],
        pictures=pictures,
        now=database_now(),
    )


# --- handing over, and going out -----------------------------------------------------------------------


def test_two_pictures_are_handed_over_before_and_go_out_with_the_post(
    owner, channel, sandbox, pair
):
    delivery = scheduled(owner, channel, text="Due foto.", pictures=pair)

    assert prepare(delivery.due_at - 20 * MINUTE) == 1
    steps = media_steps(delivery)
    assert [bool(s.done_at) for s in steps] == [True, True]
    assert all(s.remote_ref and not s.is_commit and s.lease_until is None for s in steps)
    assert Attempt.objects.count() == 0

    assert run_round(just_after(delivery)) == 1
    status = status_of(delivery, sandbox)
    assert [m["description"] for m in status["media_attachments"]] == [
        "La vigna all'alba",
        "Forbici rosse",
    ]
    assert [m["id"] for m in status["media_attachments"]] == [s.remote_ref for s in steps]
    assert delivery.state == S.PUBLISHED
    second = urllib.request.urlopen(status["media_attachments"][1]["url"]).read()
    assert Image.open(io.BytesIO(second)).size == (900, 900)
    assert make_pictures.GPS_MARK not in second


def test_nothing_is_handed_over_earlier_than_half_an_hour_before(owner, channel, pair):
    delivery = scheduled(owner, channel, pictures=pair, due_in=timedelta(hours=3))

    assert prepare(delivery.due_at - 31 * MINUTE) == 0
    assert prepare(delivery.due_at - 29 * MINUTE) == 1


def test_a_post_waits_at_its_time_until_the_network_has_its_pictures(owner, channel, pair):
    delivery = scheduled(owner, channel, pictures=pair)

    assert run_round(just_after(delivery)) == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.SCHEDULED, "media")
    assert delivery.n_attempts == 0
    assert delivery.next_attempt_at > delivery.due_at

    prepare(just_after(delivery))
    assert run_round(delivery.next_attempt_at + SECOND) == 1


def test_a_network_that_works_on_a_picture_frees_the_worker_and_is_asked_again(
    owner, channel, sandbox, pair
):
    delivery = scheduled(owner, channel, text="Con calma.", pictures=pair[:1])
    sandbox.order("processing", seconds=3600)
    at = delivery.due_at - 10 * MINUTE

    prepare(at)
    (step,) = media_steps(delivery)
    assert step.done_at is None
    assert step.remote_ref
    assert step.lease_until is None
    assert step.next_try_at > at
    assert prepare(at) == 0
    assert run_round(just_after(delivery)) == 0

    sandbox.order("clock", offset_s=3601)
    prepare(at + 3 * SECOND)
    (again,) = media_steps(delivery)
    assert again.done_at is not None
    assert again.remote_ref == step.remote_ref
    delivery.refresh_from_db()
    assert run_round(delivery.next_attempt_at + SECOND) == 1


def test_a_reference_is_kept_before_the_next_upload_so_that_a_crash_repeats_only_one(
    owner, channel, sandbox, pair
):
    delivery = scheduled(owner, channel, pictures=pair)
    at = delivery.due_at - 10 * MINUTE
    sandbox.order("faults", kind="error_before", match=UPLOADS)
    prepare(at)
    assert [s.remote_ref for s in media_steps(delivery)] == ["", ""]
    assert media_steps(delivery)[0].problem

    # The first goes through, the second breaks.
    connector = connecting.open_channel(delivery.channel).connector
    work = preparing._lease_next(at + MINUTE)
    handing = preparing._Handing(work, lambda: at + MINUTE)
    channel_ = connecting.open_channel(delivery.channel)
    assert connector is channel_.connector
    handing._go_on(channel_, handing._draft(channel_))
    first = media_steps(delivery)[0].remote_ref
    assert first

    # That worker dies; the next goes on with the second picture.
    prepare(at + 10 * MINUTE)
    assert media_steps(delivery)[0].remote_ref == first
    assert all(s.done_at for s in media_steps(delivery))


def test_two_workers_at_once_hand_each_picture_over_once(owner, client_of, sandbox, pair):
    channels = [sandbox_channel(client_of, sandbox) for _ in range(4)]
    deliveries = [
        scheduled(owner, c, text=f"Insieme {n}", pictures=pair) for n, c in enumerate(channels)
    ]
    at = deliveries[0].due_at - MINUTE
    counts: list[int] = []

    def work() -> None:
        counts.append(prepare(at))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == 4
    assert all(s.done_at for d in deliveries for s in media_steps(d))


def test_a_picture_the_network_refuses_holds_the_post_before_its_time_and_people_are_told(
    owner, channel, sandbox, pair
):
    delivery = scheduled(owner, channel, text="Rifiutata.", pictures=pair)
    sandbox.order("faults", kind="invalid", match=UPLOADS)

    prepare(delivery.due_at - 20 * MINUTE)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "picture_refused")
    assert delivery.reason_params["picture"] == 1
    assert Notice.objects.filter(member=owner).count() == 1
    assert run_round(just_after(delivery)) == 0
    assert Attempt.objects.count() == 0


def test_a_network_in_trouble_is_tried_again_later_and_the_post_is_missed_not_lost(
    owner, channel, sandbox, pair
):
    delivery = scheduled(owner, channel, pictures=pair)
    sandbox.order("faults", kind="error_before", match=UPLOADS, n=50)
    at = delivery.due_at - 10 * MINUTE

    prepare(at)
    first = media_steps(delivery)[0]
    assert first.n_tries == 1
    assert first.next_try_at > at
    assert prepare(at) == 0
    prepare(first.next_try_at + SECOND)
    assert media_steps(delivery)[0].n_tries == 2

    run_round(just_after(delivery))
    reaping.reap(now=delivery.due_at + delivery.grace + SECOND)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.MISSED, "media")


def test_a_dead_token_is_found_at_the_upload_and_the_channel_asks_to_be_reconnected(
    owner, channel, sandbox, pair
):
    delivery = scheduled(owner, channel, pictures=pair)
    sandbox.order("faults", kind="token_death", match=UPLOADS)

    prepare(delivery.due_at - 20 * MINUTE)

    delivery.refresh_from_db()
    channel.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "reconnect")
    assert channel.health == "reconnect"


def test_what_was_handed_over_counts_no_more_when_the_picture_changes(owner, channel, pair):
    delivery = scheduled(owner, channel, pictures=pair)
    prepare(delivery.due_at - 10 * MINUTE)
    before = [s.remote_ref for s in media_steps(delivery)]

    post = edited(delivery.post, owner, [pair[0], replace(pair[1], alt="Forbici nuove")])
    delivery = _again(post, owner, delivery)
    assert run_round(just_after(delivery)) == 0

    prepare(just_after(delivery))
    after = [s.remote_ref for s in media_steps(delivery)]
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_what_was_handed_over_is_used_again_when_only_the_words_change(owner, channel, pair):
    delivery = scheduled(owner, channel, pictures=pair)
    prepare(delivery.due_at - 10 * MINUTE)
    before = [s.remote_ref for s in media_steps(delivery)]
    post = delivery.post
    post = drafting.edit_post(
        post=post,
        member=owner,
        edit_number=post.edit_number,
        text="Altre parole.",
        versions=[drafting.VersionInput(channel)],
        now=database_now(),
    )
    delivery = _again(post, owner, delivery)

    prepare(delivery.due_at - 5 * MINUTE)

    assert [s.remote_ref for s in media_steps(delivery)] == before
    assert run_round(just_after(delivery)) == 1


def _again(post, owner, delivery):
    """Schedule an edited post at the same moment."""
    scheduling.schedule(
        post=post,
        member=owner,
        wall_at=post.wall_at or delivery.wall_at,
        fold=delivery.fold,
        now=database_now(),
    )
    delivery.refresh_from_db()
    return delivery


def test_a_reference_that_the_network_threw_away_is_made_again(owner, channel, pair):
    delivery = scheduled(owner, channel, pictures=pair)
    prepare(delivery.due_at - 10 * MINUTE)
    before = [s.remote_ref for s in media_steps(delivery)]
    Step.objects.filter(delivery=delivery, kind="media").update(expires_at=delivery.due_at)

    assert run_round(just_after(delivery)) == 0
    prepare(just_after(delivery))

    assert not set(before) & {s.remote_ref for s in media_steps(delivery)}


def test_looking_a_doubtful_post_up_counts_its_pictures(owner, channel, sandbox, pair):
    delivery = scheduled(owner, channel, text="Con due foto.", pictures=pair)
    prepare(delivery.due_at - 10 * MINUTE)
    sandbox.order("faults", kind="error_after")
    sandbox.order("clock", offset_s=(just_after(delivery) - database_now()).total_seconds())
    run_round(just_after(delivery))
    delivery.refresh_from_db()
    assert delivery.state == S.UNKNOWN

    draft_ = for_channel(delivery.revision.content, channel.pk)
    assert len(draft_.media) == 2
    reconciling.look_up_due(now=delivery.check_after + SECOND)

    delivery.refresh_from_db()
    assert delivery.state == S.PUBLISHED
