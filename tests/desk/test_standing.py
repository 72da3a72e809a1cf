"""A client is taken on, paused, leaves, is archived and comes back; what each move does, and what it refuses."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from clients.actions import standing
from clients.models import ChannelCare, Client, LeavingTick, Status, StatusChange
from clients.standing_rules import MOVES, OF_CHANNEL, OF_CLIENT
from editorial.actions import holding, resting
from editorial.actions.refusals import ScheduleRefusedError
from editorial.models import Post
from editorial.queries import attention
from people import cldr
from people.clock import database_now
from people.models import AuditEntry
from tests import make, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.desk.statuses import in_status, press, status_url


@pytest.mark.parametrize("status", Status)
def test_only_legal_moves_are_made_and_others_refused_in_words(cast: Cast, status: Status) -> None:
    client = in_status(cast, status)
    legal = {move.deed for move in MOVES[status]}
    deeds = {move.deed for moves in MOVES.values() for move in moves} - legal - {"begin_leaving"}
    for deed in deeds:
        with pytest.raises(standing.StandingError) as refused:
            getattr(standing, deed)(
                by=cast.alice, client=client, now=database_now() + timedelta(days=9)
            )
        assert "Nothing was changed" in str(refused.value) or "not over yet" in str(refused.value)
        client.refresh_from_db()
        assert client.status == status


def test_every_move_is_kept_with_who_when_and_why(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.alice)
    page = press(browser, cast, "pause", why="La cantina chiude per un mese")
    assert "is paused" in page
    assert "Active → Paused" in page
    assert "La cantina chiude per un mese" in page
    assert str(cast.alice) in page
    change = StatusChange.objects.get()
    assert (change.was, change.becomes, change.by) == ("active", "paused", cast.alice)
    entry = AuditEntry.objects.get(verb="client.status_changed")
    assert entry.data["why"] == "La cantina chiude per un mese"
    assert "is active now" in press(browser, cast, "go_on")


def test_a_pause_stops_what_has_a_time_and_afterwards_each_post_is_released_by_somebody(
    cast: Cast, sign_in: SignIn
) -> None:
    channel = make.channel(cast.client)
    delivery = make_posts.scheduled(cast.alice, channel)
    assert resting.pause_client(by=cast.alice, client=cast.client, why="", now=make.NOW) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("blocked", "client_paused")
    assert attention.troubles(member=cast.alice) == []
    browser = sign_in(cast.alice)
    post_page = f"/c/{cast.client.slug}/posts/{delivery.post.public_id}/"
    assert "The client is paused" in browser.get(post_page).content.decode()
    with pytest.raises(ScheduleRefusedError):
        holding.release(delivery=delivery, member=cast.alice, now=make.NOW)
    standing.go_on(by=cast.alice, client=cast.client, now=make.NOW)
    delivery.refresh_from_db()
    assert delivery.state == "blocked"
    assert len(attention.troubles(member=cast.alice)) == 1
    assert "Release" in browser.get(f"/c/{cast.client.slug}/hold/").content.decode()
    holding.release(delivery=delivery, member=cast.alice, now=make.NOW)
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"


@pytest.mark.parametrize(("days", "words"), [(-1, "over already"), (None, "Say the last day")])
def test_a_last_day_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn, days: int | None, words: str
) -> None:
    day = "" if days is None else (make.today(cast.client) + timedelta(days=days)).isoformat()
    answer = sign_in(cast.alice).post(
        status_url(cast),
        {"deed": "begin_leaving", "begin_leaving-last_day": day, "begin_leaving-why": "Disdetta"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Disdetta"' in page
    cast.client.refresh_from_db()
    assert cast.client.status == Status.ACTIVE


def test_after_the_last_day_nothing_is_scheduled_without_a_yes_that_is_written_down(
    cast: Cast, sign_in: SignIn
) -> None:
    channel = make.channel(cast.client)
    delivery = make_posts.scheduled(cast.alice, channel, due_in=timedelta(days=4))
    due = delivery.wall_at.date()
    client, last = cast.client, due - timedelta(days=2)
    standing.begin_leaving(by=cast.alice, client=client, last_day=last, now=database_now())
    browser = sign_in(cast.alice)
    page = browser.get(status_url(cast)).content.decode()
    assert "These have a time after that day" in page
    refused = browser.post(
        status_url(cast),
        {"deed": "allow_after", "yes-until": last.isoformat(), "yes-who_said_yes": "Carla"},
    )
    assert refused.status_code == 422
    assert "Choose a day after the last one" in refused.content.decode()
    browser.post(
        status_url(cast),
        {
            "deed": "allow_after",
            "yes-until": (due + timedelta(days=1)).isoformat(),
            "yes-who_said_yes": "Carla, al telefono",
        },
    )
    page = browser.get(status_url(cast)).content.decode()
    assert "Nothing has a time after the last day" in page
    assert "Carla, al telefono" in page
    client.refresh_from_db()
    assert client.last_exit_on == due + timedelta(days=1)


def test_late_posts_are_taken_back_in_one_click_and_stay_drafts(
    cast: Cast, sign_in: SignIn
) -> None:
    delivery = make_posts.scheduled(cast.alice, make.channel(cast.client))
    Client.objects.filter(pk=cast.client.pk).update(
        status="leaving", leaving_on=delivery.wall_at.date() - timedelta(days=1)
    )
    page = (
        sign_in(cast.alice)
        .post(status_url(cast), {"deed": "take_back"}, follow=True)
        .content.decode()
    )
    assert "1 post is a draft again" in page
    delivery.refresh_from_db()
    assert (delivery.state, delivery.post.stage) == ("cancelled", "draft")


def test_each_line_of_the_leaving_is_settled_by_somebody_and_can_be_opened_again(
    cast: Cast, sign_in: SignIn
) -> None:
    channel = cast.channel
    in_status(cast, Status.LEAVING)
    browser = sign_in(cast.alice)
    n_all = len(OF_CLIENT) + len(OF_CHANNEL) + 1
    assert f"{n_all} things are left to settle" in browser.get(status_url(cast)).content.decode()
    line = {"what": "owner", "channel": str(channel.public_id), "done": "1"}
    browser.post(status_url(cast) + "settle/", line)
    page = browser.get(status_url(cast)).content.decode()
    assert "The account is the client&#x27;s." in page
    assert f"{n_all - 1} things are left" in page
    browser.post(status_url(cast) + "settle/", {**line, "done": "0"})
    assert not LeavingTick.objects.exists()
    for bad in ({"what": "owner", "done": "1"}, {"what": "nonsense", "done": "1"}):
        browser.post(status_url(cast) + "settle/", bad)
    assert not LeavingTick.objects.exists()
    assert browser.post(status_url(cast) + "settle/", {**line, "channel": "x"}).status_code == 404


def test_the_list_of_a_second_leaving_begins_anew(cast: Cast, sign_in: SignIn) -> None:
    browser, settle = sign_in(cast.alice), status_url(cast) + "settle/"
    n_all = len(OF_CLIENT) + len(OF_CHANNEL) + 1
    in_status(cast, Status.LEAVING)
    browser.post(settle, {"what": "files", "done": "1"})
    # One that stays after all keeps its list.
    standing.stay(by=cast.alice, client=cast.client, now=database_now())
    in_status(cast, Status.LEAVING)
    assert (
        f"{n_all - 1} things are left to settle" in browser.get(status_url(cast)).content.decode()
    )
    later = database_now() + timedelta(days=2)
    standing.archive(by=cast.alice, client=cast.client, now=later)
    assert "The originals are handed over." in browser.get(status_url(cast)).content.decode()
    standing.bring_back(by=cast.alice, client=cast.client, now=later)

    in_status(cast, Status.LEAVING)

    page = browser.get(status_url(cast)).content.decode()
    assert "The originals are handed over." not in page
    assert "Hand the originals over" in page
    assert AuditEntry.objects.filter(verb="client.leaving_ticked").count() == 1


def test_an_account_that_is_the_clients_on_record_needs_no_handing_over(
    cast: Cast, sign_in: SignIn
) -> None:
    ChannelCare.objects.update_or_create(
        agency=cast.agency, client=cast.client, channel=cast.channel, defaults={"owner": "agency"}
    )
    in_status(cast, Status.LEAVING)
    browser = sign_in(cast.alice)
    n_all = len(OF_CLIENT) + len(OF_CHANNEL) + 1
    assert f"{n_all} things are left" in browser.get(status_url(cast)).content.decode()
    ChannelCare.objects.update(owner="client")
    page = browser.get(status_url(cast)).content.decode()
    assert f"{n_all - 1} things are left" in page
    assert "The account is the client&#x27;s." in page
    assert "on record" in page


def test_an_archived_client_is_read_and_not_changed_and_its_channels_are_let_go(
    cast: Cast, sign_in: SignIn
) -> None:
    channel = make.channel(cast.client)
    client = in_status(cast, Status.ARCHIVED)
    channel.refresh_from_db()
    assert channel.disconnected_at is not None
    browser, base = sign_in(cast.alice), f"/c/{client.slug}/"
    assert browser.get(base).status_code == 200
    assert browser.get(base + "calendar/").status_code == 200
    refused = browser.get(base + "posts/new/")
    assert refused.status_code == 403
    assert "it is read, not changed" in refused.content.decode()
    assert browser.post(base + "edit/", {"name": "x"}).status_code == 403
    assert "Write post" not in browser.get(base).content.decode().partition("<main")[2]
    assert client.name not in browser.get("/t/clients/").content.decode().partition("<main")[2]
    assert "Bring the client back" in browser.get(status_url(cast)).content.decode()


def test_a_client_with_something_on_its_way_is_not_archived(cast: Cast) -> None:
    make_posts.scheduled(cast.alice, make.channel(cast.client))
    in_status(cast, Status.LEAVING)
    later = database_now() + timedelta(days=2)
    with pytest.raises(standing.StandingError) as refused:
        resting.archive_client(by=cast.alice, client=cast.client, why="", now=later)
    assert "take it back first" in str(refused.value)


def test_the_last_day_is_lived_before_a_client_is_archived(cast: Cast, sign_in: SignIn) -> None:
    in_status(cast, Status.LEAVING)
    page = press(sign_in(cast.alice), cast, "archive")
    cast.client.refresh_from_db()
    last = cldr.day(cast.client.leaving_on, "d MMMM y")
    assert f"The last day, {last}, is not over yet" in page
    assert cast.client.status == Status.LEAVING


def test_drafts_after_the_last_day_are_told_apart_from_what_is_scheduled(
    cast: Cast, sign_in: SignIn
) -> None:
    today = make.today(cast.client)
    for title, days in (("Prima", 2), ("Dopo", 9), ("Archiviata", 9)):
        post = make_posts.draft(cast.alice, cast.channel, text=title)
        at = datetime.combine(today + timedelta(days=days), time(10))
        Post.objects.filter(pk=post.pk).update(wall_at=at)
    Post.objects.filter(text="Archiviata").update(stage="archived")
    Client.objects.filter(pk=cast.client.pk).update(
        status="leaving", leaving_on=today + timedelta(days=5)
    )

    page = sign_in(cast.alice).get(status_url(cast)).content.decode()

    assert "1 draft is planned after that day. Nothing of it goes out." in page
    assert "Nothing has a time after the last day" not in page
    assert "Dopo" in page
    assert "Archiviata" not in page
