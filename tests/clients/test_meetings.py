"""A meeting: its agenda makes itself, nothing typed is lost, what is decided and handed out is found again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from clients.actions import access_links, meetings, rhythm
from clients.meetings import MeetingKind, Side, Source
from clients.models import Client, Decision, Meeting, Status, Task
from clients.queries.meetings import MOST_TASKS
from people.clock import database_now
from people.models import Notice, Outbox
from people.roles import Role
from tests import make, make_goals, make_money, make_posts
from tests.editorial.filling import move


def begun(cast) -> Meeting:
    now = database_now()
    return meetings.begin(
        by=cast.rita,
        client=cast.client,
        kind=MeetingKind.CALL,
        agenda=[meetings.Point(Source.OWN, "Natale")],
        now=now,
    )


def url(name: str, cast, *more) -> str:
    return reverse(f"clients:{name}", args=[cast.client.slug, *more])


def test_a_call_begins_with_what_is_open_and_two_clicks_begin_one(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, text="Domenica apriamo alle 10.")
    move(delivery, "missed")
    rhythm.promise_rhythm(by=cast.rita, channel=cast.channel, weekly_posts=7, now=database_now())
    meetings.give_task(
        by=cast.rita,
        client=cast.client,
        text="Foto delle cassette",
        side=Side.THEIRS,
        now=database_now(),
    )
    Task.objects.update(due_on=make.today(cast.client) - timedelta(days=1))
    browser = sign_in(cast.rita)
    begin = reverse("desk:meeting_begin", args=[cast.client.slug])

    first = browser.post(begin)
    second = browser.post(begin)

    meeting = Meeting.objects.get()
    assert first.url == second.url == url("meeting", cast, meeting.public_id)
    sources = [point.source for point in meeting.points.all()]
    assert sources == ["trouble", "task", "silence", "hole"]
    page = browser.get(first.url).content.decode()
    assert "Domenica apriamo alle 10." in page
    assert "Foto delle cassette" in page


def test_notes_save_themselves_and_overwrite_nobody(cast, sign_in):
    meeting = begun(cast)
    address = url("meeting_notes", cast, meeting.public_id)
    browser, other = sign_in(cast.rita), sign_in(cast.bruno)

    saved = browser.post(
        address, {"notes": "Paola vuole il giveaway", "people": "Paola", "edit_number": "1"}
    ).json()
    late = other.post(address, {"notes": "Altro", "people": "", "edit_number": "1"})
    by_button = other.post(
        address, {"notes": "Altro", "people": "", "edit_number": "1", "deed": "save"}
    )

    meeting.refresh_from_db()
    assert (meeting.notes, saved["edit_number"]) == ("Paola vuole il giveaway", 2)
    assert late.status_code == 409
    assert "Nothing is overwritten" in late.json()["words"]
    page = by_button.content.decode()
    assert by_button.status_code == 409
    assert "Paola vuole il giveaway" in page
    assert "Altro" in page


def test_what_is_decided_and_handed_out_is_found_again(cast, sign_in):
    meeting = begun(cast)
    browser = sign_in(cast.rita)
    write = url("meeting_write", cast, meeting.public_id)

    browser.post(
        write,
        {
            "what": "decision",
            "decision-text": "Niente giveaway a Natale",
            "decision-is_of_strategy": "on",
        },
    )
    browser.post(
        write,
        {"what": "task", "task-text": "Foto delle cassette", "task-who": str(cast.carla.public_id)},
    )
    browser.post(write, {"what": "task", "task-text": "Bozza del calendario", "task-who": "ours"})
    browser.post(write, {"what": "point", "point-text": "Porte in vigna"})

    assert [each.text for each in Decision.objects.visible_to(cast.rita).of_strategy()] == [
        "Niente giveaway a Natale"
    ]
    assert {(task.text, task.side, task.who) for task in Task.objects.all()} == {
        ("Foto delle cassette", "theirs", cast.carla.name),
        ("Bozza del calendario", "ours", ""),
    }
    page = browser.get(url("meetings", cast)).content.decode()
    everywhere = browser.get(reverse("clients:all_meetings")).content.decode()
    for words in ("Niente giveaway a Natale", "Foto delle cassette", "Bozza del calendario"):
        assert words in page
        assert words in everywhere


def test_a_task_whose_day_is_over_is_refused_in_words_and_stays_typed(cast, sign_in):
    meeting = begun(cast)
    yesterday = make.today(cast.client) - timedelta(days=1)

    answer = sign_in(cast.rita).post(
        url("meeting_write", cast, meeting.public_id),
        {
            "what": "task",
            "task-text": "Bozza del calendario",
            "task-who": "ours",
            "task-due_on": yesterday.isoformat(),
        },
    )

    assert answer.status_code == 422
    assert "That day is over" in answer.content.decode()
    assert "Bozza del calendario" in answer.content.decode()
    assert Task.objects.count() == 0


def test_the_minutes_say_what_was_decided_and_never_the_notes(cast, sign_in):
    meeting = begun(cast)
    now = database_now()
    meetings.note(
        by=cast.rita, meeting=meeting, notes="Paola era nervosa", people="", edit_number=1, now=now
    )
    browser = sign_in(cast.rita)
    send = url("meeting_minutes", cast, meeting.public_id)

    empty = browser.post(send, {"to": [str(cast.carla.public_id)]}, follow=True).content.decode()
    assert "Nothing is decided" in empty
    meetings.decide(
        by=cast.rita, meeting=meeting, text="Niente giveaway", is_of_strategy=False, now=now
    )
    meetings.give_task(
        by=cast.rita,
        client=cast.client,
        meeting=meeting,
        text="Foto",
        side=Side.THEIRS,
        contact=cast.carla,
        now=now,
    )
    browser.post(send, {"to": [str(cast.carla.public_id)]})

    said = make.mail_context(to=cast.carla.email)
    assert (said["decisions"], said["theirs"], said["ours"]) == (
        ["Niente giveaway"],
        [f"Foto · {cast.carla.name}"],
        [],
    )
    assert "nervosa" not in str(said)
    assert Outbox.objects.filter(kind="mail", payload__template="minutes").count() == 1
    meeting.refresh_from_db()
    assert meeting.minutes_sent_at is not None


def test_the_minutes_name_the_day_it_was_where_the_client_is(cast):
    meeting = begun(cast)
    # 18:00 of Thursday in UTC is Friday morning in Auckland.
    Client.objects.filter(pk=cast.client.pk).update(time_zone="Pacific/Auckland")
    at = datetime(2026, 11, 26, 18, tzinfo=UTC)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=at)
    meetings.decide(by=cast.rita, meeting=meeting, text="Sì", is_of_strategy=False, now=at)

    meetings.mail_minutes(by=cast.rita, meeting=meeting, contacts=[cast.carla], now=database_now())

    assert "27" in make.mail_context(to=cast.carla.email)["day"]


def test_nobody_to_write_to_is_said(cast):
    meeting = begun(cast)
    meetings.decide(
        by=cast.rita, meeting=meeting, text="Sì", is_of_strategy=False, now=database_now()
    )
    with pytest.raises(meetings.MeetingRefusedError, match="No contact"):
        meetings.mail_minutes(by=cast.rita, meeting=meeting, contacts=[], now=database_now())


def test_the_client_sees_their_tasks_and_says_that_one_is_done(cast, client):
    now = database_now()
    theirs = meetings.give_task(
        by=cast.rita, client=cast.client, text="Foto delle cassette", side=Side.THEIRS, now=now
    )
    ours = meetings.give_task(
        by=cast.rita, client=cast.client, text="Bozza del calendario", side=Side.OURS, now=now
    )
    colleague = make.contact(cast.rita, cast.client, "Aldo")
    other = meetings.give_task(
        by=cast.rita,
        client=cast.client,
        text="Chiavi",
        side=Side.THEIRS,
        contact=colleague,
        now=now,
    )
    token = access_links.give(contact=cast.carla, now=now).rstrip("/").rpartition("/")[2]

    page = client.get(reverse("portal:decide", args=[token])).content.decode()
    assert "Foto delle cassette" in page
    assert "Bozza del calendario" not in page
    assert "Chiavi" not in page
    for task, status in ((theirs, 302), (ours, 404), (other, 404)):
        assert (
            client.post(reverse("portal:task_done", args=[token, task.public_id])).status_code
            == status
        )
    theirs.refresh_from_db()
    assert theirs.done_name == cast.carla.name


def test_the_walk_shows_one_client_and_its_first_word_begins_a_meeting(
    cast, sign_in, django_assert_max_num_queries
):
    neighbour = make.client(cast.alice, "Lanterne Storte")
    browser = sign_in(cast.alice)
    walk = reverse("desk:walk")
    browser.get(walk)
    with django_assert_max_num_queries(12):
        first = browser.get(walk).content.decode()
    assert "1 of 2" in first
    assert f"{walk}?at={cast.client.slug}" in first

    notes = reverse("desk:walk_notes", args=[neighbour.slug])
    assert browser.post(notes, {"notes": "  ", "edit_number": "0"}).json()["edit_number"] == 0
    assert not Meeting.objects.exists()
    saved = browser.post(notes, {"notes": "Manca la line-up", "edit_number": "0"}).json()
    again = browser.post(
        notes, {"notes": "Manca la line-up, due artisti", "edit_number": str(saved["edit_number"])}
    ).json()

    meeting = Meeting.objects.get()
    assert (meeting.kind, meeting.client, meeting.notes) == (
        "monday",
        neighbour,
        "Manca la line-up, due artisti",
    )
    assert again["edit_number"] == meeting.edit_number
    assert (
        "Manca la line-up, due artisti"
        in browser.get(f"{walk}?at={neighbour.slug}").content.decode()
    )


def test_who_writes_no_strategy_walks_through_nobody(cast, sign_in):
    from_outside = make.member(cast.alice, make.Role.ANALYST)
    assert (
        "No client to walk through"
        in sign_in(from_outside).get(reverse("desk:walk")).content.decode()
    )


def test_the_meeting_is_over_once_and_its_notes_can_still_be_put_right(cast, sign_in):
    meeting = begun(cast)
    browser = sign_in(cast.rita)
    browser.post(url("meeting_end", cast, meeting.public_id))
    meeting.refresh_from_db()
    ended = meeting.ended_at
    browser.post(url("meeting_end", cast, meeting.public_id))
    browser.post(
        url("meeting_notes", cast, meeting.public_id),
        {"notes": "Poi", "people": "", "edit_number": "1"},
    )
    meeting.refresh_from_db()

    assert (meeting.ended_at, meeting.notes) == (ended, "Poi")
    assert (
        "End meeting" not in browser.get(url("meeting", cast, meeting.public_id)).content.decode()
    )


def test_a_colleague_is_told_of_a_task_and_whoever_takes_one_is_not(cast):
    for member in (cast.bruno, cast.rita):
        meetings.give_task(
            by=cast.rita,
            client=cast.client,
            text="Bozza",
            side=Side.OURS,
            member=member,
            now=database_now(),
        )

    told = Notice.objects.filter(kind="task")
    assert [(each.member, each.text) for each in told] == [
        (cast.bruno, "Tenuta Trecorvi, a task for you: Bozza")
    ]


@pytest.mark.parametrize("role", [Role.COMMUNITY, Role.ANALYST])
def test_whoever_writes_no_strategy_ticks_their_own_tasks_and_no_other(cast, sign_in, role):
    member = make.member(cast.alice, role)
    make.assigned(cast.alice, cast.client, member, role)
    own, other = (
        meetings.give_task(
            by=cast.rita, client=cast.client, text=text, side=Side.OURS, member=whose, now=database_now(),
        )
        for text, whose in (("Rispondere a Marta", member), ("Bozza", cast.bruno))
    )  # fmt: skip
    browser = sign_in(member)
    for page in (url("meetings", cast), reverse("clients:all_meetings")):
        html = browser.get(page).content.decode()
        assert url("task", cast, own.public_id) in html
        assert url("task", cast, other.public_id) not in html

    done = browser.post(url("task", cast, own.public_id), {"is_done": "1", "from": "all"})
    refused = browser.post(url("task", cast, other.public_id), {"is_done": "1"})

    assert (done.url, refused.status_code) == (reverse("clients:all_meetings"), 403)
    assert list(Task.objects.filter(done_at=None)) == [other]


def test_nobody_ticks_a_task_of_a_client_that_is_archived(cast, sign_in):
    task = meetings.give_task(
        by=cast.rita, client=cast.client, text="Bozza", side=Side.OURS, member=cast.bruno, now=database_now(),
    )  # fmt: skip
    cast.client.status = Status.ARCHIVED
    cast.client.save()
    browser = sign_in(cast.bruno)

    assert (
        url("task", cast, task.public_id) not in browser.get(url("meetings", cast)).content.decode()
    )
    assert browser.post(url("task", cast, task.public_id), {"is_done": "1"}).status_code == 403


def test_a_goal_behind_its_pace_is_a_point_and_one_on_track_is_none(cast, sign_in):
    now, today = database_now(), make.today(cast.client)
    for title, n in (("Visite in cantina", 1), ("Lettori", 90)):
        source = make_goals.source(cast.alice, cast.client, title, rhythm="daily")
        make_goals.goal(
            cast.alice, cast.client, title, source=source, reckoning="in_all", baseline=Decimal(), target=Decimal(100),
            from_on=today - timedelta(days=60), to_on=today + timedelta(days=30),
        )  # fmt: skip
        day = (today - timedelta(days=5)).isoformat()
        make_goals.declared(cast.alice, source, (day, day, n), now=now)

    sign_in(cast.rita).post(reverse("desk:meeting_begin", args=[cast.client.slug]))

    (point,) = Meeting.objects.get().points.filter(source="behind")
    assert point.text.startswith("Visite in cantina, behind: 1 on")
    assert "was the pace" in point.text


def test_what_the_contract_still_asks_for_is_a_point(cast, sign_in):
    make_money.contract(cast.alice, cast.client, quotas={"reel": 4})

    sign_in(cast.rita).post(reverse("desk:meeting_begin", args=[cast.client.slug]))

    quota = Meeting.objects.get().points.get(source="quota")
    assert quota.text == "Reels and short videos: 0 of 4, 4 are not begun yet."


def test_more_open_tasks_than_a_page_shows_are_told_of_and_not_miscounted(cast, sign_in):
    today = make.today(cast.client)
    for at in range(MOST_TASKS + 1):
        meetings.give_task(
            by=cast.rita,
            client=cast.client,
            text=f"Foto numero {at:03}.",
            side=Side.OURS,
            due_on=today + timedelta(days=MOST_TASKS - at),
            now=database_now(),
        )
    browser = sign_in(cast.rita)
    everywhere = browser.get(reverse("clients:all_meetings")).content.decode()
    assert "these are the soonest due" in everywhere
    assert f"Foto numero {MOST_TASKS:03}." in everywhere
    assert "Foto numero 000." not in everywhere
    assert f'Our tasks <span class="n">{MOST_TASKS}' not in everywhere

    Task.objects.filter(text="Foto numero 020.").update(done_at=database_now(), done_name="Rita")
    everywhere = browser.get(reverse("clients:all_meetings")).content.decode()
    assert "these are the soonest due" not in everywhere
    assert f'Our tasks <span class="n">{MOST_TASKS}' in everywhere
