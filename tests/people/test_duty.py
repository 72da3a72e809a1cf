"""Who is on call, in which hours, and who takes over; and the hours in which people want no e-mails."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from people.models import DutyCover, DutyShift, Member, Outbox, User
from people.notices import Mailing, notify
from people.queries.duty import on_duty
from people.quiet import may_leave_at
from people.roles import Role
from tests import make

PAGE = "/t/team/on-call/"
# A Thursday, ten in the morning in Rome.
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def shift(member: Member, weekday: int, starts: str, ends: str) -> DutyShift:
    return DutyShift.objects.create(
        agency=member.agency, member=member, weekday=weekday,
        starts=time.fromisoformat(starts), ends=time.fromisoformat(ends),
    )  # fmt: skip


def named(cast, at: datetime) -> list[str]:
    return sorted(str(member) for member in on_duty(agency=cast.agency, now=at))


@pytest.mark.parametrize(
    ("starts", "ends", "hours_later", "is_on"),
    [
        ("09:00", "18:00", 0, True),
        ("10:00", "18:00", 0, True),
        ("10:01", "18:00", 0, False),
        ("08:00", "10:00", 0, False),
        ("22:00", "06:00", 13, True),  # 23:00
        ("22:00", "06:00", 19, True),  # 05:00 of Friday
        ("22:00", "06:00", 20, False),  # 06:00 of Friday
        ("00:00", "00:00", 0, True),
    ],
)
def test_a_turn_goes_by_the_agencys_clock_and_past_midnight(cast, starts, ends, hours_later, is_on):
    shift(cast.rita, 3, starts, ends)
    assert bool(named(cast, THURSDAY + timedelta(hours=hours_later))) is is_on


def test_a_replacement_takes_the_turns_that_begin_on_that_day(cast):
    shift(cast.rita, 3, "22:00", "06:00")
    DutyCover.objects.create(
        agency=cast.agency, on=date(2026, 11, 26), instead_of=cast.rita, member=cast.alice
    )
    assert named(cast, THURSDAY + timedelta(hours=19)) == [str(cast.alice)]
    assert named(cast, THURSDAY + timedelta(days=7, hours=19)) == [str(cast.rita)]


def test_who_left_is_not_on_call(cast):
    shift(cast.rita, 3, "00:00", "00:00")
    Member.objects.filter(pk=cast.rita.pk).update(is_active=False)
    assert named(cast, THURSDAY) == []


def test_a_manager_names_turns_and_replacements_and_takes_them_off(cast, sign_in):
    browser = sign_in(cast.rita)
    given = {
        "deed": "shift", "shift-member": cast.rita.pk, "shift-weekdays": [0, 4],
        "shift-starts": "18:00", "shift-ends": "08:00",
    }  # fmt: skip
    assert browser.post(PAGE, given).status_code == 302
    assert browser.post(PAGE, given).status_code == 302, "twice is once"
    assert DutyShift.objects.filter(member=cast.rita).count() == 2
    given = {
        "deed": "cover", "cover-on": "2031-05-05",
        "cover-instead_of": cast.rita.pk, "cover-member": cast.alice.pk,
    }  # fmt: skip
    assert browser.post(PAGE, given).status_code == 302
    words = browser.get(PAGE).content.decode()
    assert "18:00–08:00" in words
    assert f"{cast.alice} instead of {cast.rita}" in words

    for deed, found in (("unshift", DutyShift), ("uncover", DutyCover)):
        for number in list(found.objects.values_list("pk", flat=True)):
            browser.post(PAGE, {"deed": deed, "number": number})
        assert not found.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"deed": "shift", "shift-starts": "18:00", "shift-ends": "20:00"}, "Choose one day"),
        ({"deed": "shift", "shift-starts": "25:00", "shift-weekdays": [1]}, "Write a time such"),
        ({"deed": "cover", "cover-on": "2020-05-05"}, "That day is over."),
        ({"deed": "cover", "cover-on": "x"}, "not a day of the calendar"),
    ],
)
def test_what_is_not_right_is_said_beside_it(cast, sign_in, given, words):
    answer = sign_in(cast.alice).post(PAGE, given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not DutyShift.objects.exists()


def test_nobody_is_put_on_call_who_cannot_act_or_is_of_another_agency(cast, rivals, sign_in):
    for member in (cast.bruno, rivals.eve):
        given = {
            "deed": "shift", "shift-member": member.pk, "shift-weekdays": [0],
            "shift-starts": "18:00", "shift-ends": "08:00",
        }  # fmt: skip
        assert sign_in(cast.alice).post(PAGE, given).status_code == 422
    theirs = shift(rivals.eve, 0, "18:00", "08:00")
    answer = sign_in(cast.alice).post(PAGE, {"deed": "unshift", "number": theirs.pk})
    assert answer.status_code == 404
    assert DutyShift.objects.filter(pk=theirs.pk).exists()


def test_who_does_not_manage_clients_only_looks(cast, sign_in):
    shift(cast.rita, 0, "18:00", "08:00")
    browser = sign_in(cast.bruno)
    words = browser.get(PAGE).content.decode()
    assert "18:00–08:00" in words
    assert "Add turns" not in words
    assert browser.post(PAGE, {"deed": "unshift", "number": 1}).status_code == 403


@pytest.mark.parametrize(
    ("begins", "ends", "at", "leaves"),
    [
        (None, None, "23:00", "23:00"),
        ("20:00", "07:30", "19:59", "19:59"),
        ("20:00", "07:30", "20:00", "07:30+1"),
        ("20:00", "07:30", "03:00", "07:30"),
        ("20:00", "07:30", "07:30", "07:30"),
        ("12:00", "14:00", "13:00", "14:00"),
        ("12:00", "14:00", "14:00", "14:00"),
    ],
)
def test_an_e_mail_waits_for_the_end_of_the_quiet_hours(begins, ends, at, leaves):
    def on(clock: str) -> datetime:
        hour, _, more = clock.partition("+")
        day = datetime(2026, 11, 26, tzinfo=UTC) + timedelta(days=int(more or 0))
        return datetime.combine(day, time.fromisoformat(hour), UTC)

    assert may_leave_at(
        quiet_from=begins and time.fromisoformat(begins),
        quiet_until=ends and time.fromisoformat(ends),
        zone="UTC",
        now=on(at),
    ) == on(leaves)


def test_a_notice_is_told_at_once_and_mailed_in_the_morning(cast):
    User.objects.filter(pk=cast.rita.user_id).update(quiet_from=time(20), quiet_until=time(7, 30))
    rita = Member.objects.select_related("user", "agency").get(pk=cast.rita.pk)
    Outbox.objects.all().delete()
    night = datetime(2026, 11, 26, 22, 0, tzinfo=UTC)
    notify(members=[rita], kind="x", text="Piano", is_mailed=True, now=night)
    notify(members=[rita], kind="x", text="Subito", is_mailed=True,
           mailing=Mailing(passes_quiet_hours=True), now=night)  # fmt: skip
    due = Outbox.objects.order_by("pk").values_list("next_attempt_at", flat=True)
    assert list(due) == [datetime(2026, 11, 27, 6, 30, tzinfo=UTC), night]


def test_quiet_hours_follow_the_persons_own_zone(cast):
    User.objects.filter(pk=cast.rita.user_id).update(
        quiet_from=time(20), quiet_until=time(7, 30), time_zone="America/New_York"
    )
    rita = Member.objects.select_related("user", "agency").get(pk=cast.rita.pk)
    Outbox.objects.all().delete()
    at_five_there = datetime(2026, 11, 26, 22, 0, tzinfo=UTC)
    at_nine_there = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
    for now in (at_five_there, at_nine_there):
        notify(members=[rita], kind="x", text="Piano", is_mailed=True, now=now)
    due = Outbox.objects.order_by("pk").values_list("next_attempt_at", flat=True)
    assert list(due) == [at_five_there, datetime(2026, 11, 27, 12, 30, tzinfo=UTC)]


def test_quiet_hours_are_set_among_the_preferences_whole_or_not_at_all(cast, sign_in):
    browser = sign_in(cast.bruno)
    given = {"name": "Bruno", "language": "en", "theme": "", "density": "compact"}
    half = browser.post("/me/", {**given, "quiet_from": "20:00"})
    assert half.status_code == 422
    assert "Give both times, or neither." in half.content.decode()
    never = browser.post("/me/", {**given, "quiet_from": "20:00", "quiet_until": "20:00"})
    assert never.status_code == 422
    browser.post("/me/", {**given, "quiet_from": "20:00", "quiet_until": "07:30"})
    user = User.objects.get(pk=cast.bruno.user_id)
    assert (user.quiet_from, user.quiet_until) == (time(20), time(7, 30))
    assert 'value="07:30"' in browser.get("/me/").content.decode()
    browser.post("/me/", given)
    assert User.objects.get(pk=cast.bruno.user_id).quiet_from is None


def test_another_persons_notice_is_not_opened(cast, sign_in):
    notify(members=[cast.alice], kind="x", text="Per Alice", url="/t/", now=make.NOW)
    notice = cast.alice.notices.get()
    assert sign_in(cast.bruno).get(f"/me/notices/{notice.pk}/").status_code == 404
    answer = sign_in(cast.alice).get(f"/me/notices/{notice.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/t/")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_manager_of_the_agency_may_be_named(cast):
    manager = make.member(cast.alice, Role.MANAGER)
    shift(manager, 3, "00:00", "00:00")
    assert named(cast, THURSDAY) == [str(manager)]
