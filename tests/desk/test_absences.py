"""Who is away: said by oneself or by a manager, refused where it cannot stand, and told where it matters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions import meetings
from clients.meetings import MeetingKind, Side
from clients.models import Task
from editorial.actions import asking
from editorial.when import wall_of
from people.actions import membership
from people.actions.absences import say_absence
from people.clock import database_now
from people.models import Absence, AuditEntry, Member
from people.roles import Role
from tests import make
from tests.portal.people import draft

PAGE = "/t/team/absences/"


@pytest.fixture
def today(cast) -> date:
    return make.today(cast.client)


def away(cast, who: Member, today: date, first: int, last: int, stand_in: Member | None = None):
    return say_absence(
        by=cast.alice, member=who, first_on=today + timedelta(days=first),
        last_on=today + timedelta(days=last), stand_in=stand_in, now=database_now(),
    )  # fmt: skip


def typed(today: date, first: int, last: int, **more) -> dict:
    days = {"first_on": today + timedelta(days=first), "last_on": today + timedelta(days=last)}
    return {name: each.isoformat() for name, each in days.items()} | more


def task_of(cast, who: Member | None, text: str, due_on: date) -> Task:
    return meetings.give_task(
        by=cast.rita, client=cast.client, meeting=None, text=text, side=Side.OURS, member=who,
        due_on=due_on, now=database_now(),
    )  # fmt: skip


def words_of(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_says_their_own_absence_and_takes_it_back(cast, sign_in, today):
    browser = sign_in(cast.bruno)
    given = typed(today, 9, 12, stand_in=cast.rita.pk, note="Solo per il sito")
    # Whose it is cannot be sent along by somebody who manages nobody.
    answer = browser.post(PAGE, {**given, "member": cast.rita.pk})
    assert answer.status_code == 302
    found = Absence.objects.get()
    assert (found.member, found.stand_in) == (cast.bruno, cast.rita)
    assert found.last_on - found.first_on == timedelta(days=3)
    words = words_of(browser, PAGE)
    assert f"{cast.rita.user} stands in" in words
    assert "Solo per il sito" in words

    browser.post(PAGE, {"deed": "take_back", "number": found.pk})
    assert not Absence.objects.exists()
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:]
    assert verbs == ["absence.said", "absence.taken_back"]


def test_a_manager_says_it_of_anybody_and_nobody_else_takes_it_back(cast, sign_in, today):
    given = typed(today, 0, 2, member=cast.bruno.pk)
    assert sign_in(cast.rita).post(PAGE, given).status_code == 302
    found = Absence.objects.get()
    assert found.member == cast.bruno
    other = make.member(cast.alice, Role.EDITOR)
    assert sign_in(other).post(PAGE, {"deed": "take_back", "number": found.pk}).status_code == 403
    assert Absence.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "stand_in", "words"),
    [
        (5, 4, "", "The last day comes before the first."),
        (-5, -1, "", "Those days are over."),
        (3, 9, "", "is away already"),
        (20, 25, "bruno", "Choose somebody else: nobody stands in for themselves."),
        (30, 31, "rita", "is away too"),
    ],
)
def test_what_cannot_stand_is_refused_in_words_and_nothing_typed_is_lost(
    cast, sign_in, today, first, last, stand_in, words
):
    away(cast, cast.bruno, today, 4, 6)
    away(cast, cast.rita, today, 31, 40)
    given = typed(today, first, last, note="Da non perdere")
    given["stand_in"] = getattr(cast, stand_in).pk if stand_in else ""
    answer = sign_in(cast.bruno).post(PAGE, given)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Da non perdere" in page
    assert Absence.objects.count() == 2


def test_the_database_refuses_two_absences_of_one_person_on_one_day(cast, today):
    first = away(cast, cast.bruno, today, 4, 6)
    with pytest.raises(IntegrityError, match="absence_once_a_day"), transaction.atomic():
        Absence.objects.create(
            agency=cast.agency, member=cast.bruno, first_on=first.last_on, last_on=first.last_on,
            said_by=cast.bruno, said_at=database_now(),
        )  # fmt: skip
    # The day after is another matter, and so is somebody else.
    away(cast, cast.bruno, today, 7, 7)
    away(cast, cast.rita, today, 4, 6)


def test_whoever_falls_ill_and_stood_in_is_told_for_whom(cast, sign_in, today):
    away(cast, cast.bruno, today, 4, 6, stand_in=cast.rita)
    answer = sign_in(cast.rita).post(PAGE, typed(today, 5, 5, member=cast.rita.pk), follow=True)
    page = answer.content.decode()
    assert f"should have stood in for {cast.bruno}" in page
    assert "is away too on some of these days" in page


def test_absences_of_another_agency_are_nobodys_business(cast, rivals, sign_in, today):
    found = away(cast, cast.bruno, today, 0, 2)
    eve = sign_in(rivals.eve)
    assert str(cast.bruno) not in words_of(eve, PAGE)
    assert eve.post(PAGE, {"deed": "take_back", "number": found.pk}).status_code == 404
    assert eve.post(PAGE, typed(today, 1, 2, member=cast.bruno.pk)).status_code == 422
    assert str(cast.bruno) not in words_of(eve, reverse("desk:due"))


def test_today_tells_who_is_away_who_stands_in_and_what_falls_into_it(cast, sign_in, today):
    away(cast, cast.rita, today, 0, 3, stand_in=cast.bruno)
    away(cast, cast.bruno, today, 9, 9)
    # What is due before somebody leaves is still theirs.
    task_of(cast, cast.bruno, "Prima di partire", today + timedelta(days=3))
    task_of(cast, cast.rita, "Prima di sabato", today + timedelta(days=2))
    task_of(cast, cast.rita, "Molto dopo", today + timedelta(days=20))
    for days in (2, 5):
        post = draft(cast, f"Tra {days} giorni")
        post.wall_at = wall_of(database_now() + timedelta(days=days), post.time_zone)
        post.save(update_fields=["wall_at"])
        asking.ask_review(post=post, member=cast.bruno, now=database_now())
    words = words_of(sign_in(cast.alice), reverse("desk:due"))
    assert f"{cast.rita.user} is away until" in words
    assert f"{cast.bruno.user} stands in: 1 task falls due, 1 post to approve" in words
    assert "Nobody stands in" in words
    assert words.count("falls due") == 1
    task_of(cast, cast.bruno, "Mentre manca", today + timedelta(days=9))
    assert words_of(sign_in(cast.alice), reverse("desk:due")).count("1 task falls due") == 2


def test_the_page_of_absences_has_all_of_them_and_sees_a_stand_in_away_later(cast, sign_in, today):
    for day in range(14):
        away(cast, cast.bruno, today, day, day)
    away(cast, cast.alice, today, 20, 30, stand_in=cast.rita)
    away(cast, cast.rita, today, 25, 26)
    words = words_of(sign_in(cast.alice), PAGE)
    assert words.count('value="take_back"') == 16
    assert words.count("is away too on some of these days") == 1
    # Today shows those that begin first.
    words = words_of(sign_in(cast.alice), reverse("desk:due"))
    assert words.count(f"<li>{cast.bruno.user}") == 12
    assert f"<li>{cast.alice.user}" not in words


def test_whoever_may_no_longer_come_in_stands_in_for_nobody(cast, sign_in, today):
    away(cast, cast.bruno, today, 0, 3, stand_in=cast.rita)
    over = away(cast, cast.alice, today, -6, -1, stand_in=cast.rita)
    membership.deactivate(by=cast.alice, member=cast.rita, now=database_now())
    words = words_of(sign_in(cast.alice), reverse("desk:due"))
    assert f"{cast.rita.user} stands in" not in words
    assert "Nobody stands in" in words
    # What is over stays as it was.
    over.refresh_from_db()
    assert over.stand_in == cast.rita


def test_a_task_of_somebody_away_is_due_for_who_stands_in(cast, sign_in, today):
    away(cast, cast.bruno, today, 0, 3, stand_in=cast.rita)
    task_of(cast, cast.bruno, "Di Bruno", today)
    task_of(cast, cast.alice, "Di Alice", today)
    task_of(cast, cast.rita, "Tra una settimana", today + timedelta(days=7))
    browser = sign_in(cast.rita)
    all_ = words_of(browser, "/t/?whose=all")
    assert "Di Alice" in all_
    assert "Tra una settimana" not in all_
    mine = words_of(browser, "/t/?whose=mine")
    assert "Di Bruno" in mine
    assert f"away until {today + timedelta(days=3):%-d} " in mine
    assert "Di Alice" not in mine


def test_the_team_tells_who_is_away(cast, sign_in, today):
    away(cast, cast.bruno, today, 0, 3, stand_in=cast.rita)
    away(cast, cast.rita, today, 40, 41)
    words = words_of(sign_in(cast.alice), reverse("people:team"))
    assert words.count("away until") == 1
    assert f"{cast.rita.user} stands in" in words


def test_where_a_task_is_given_the_absence_stands_beside_the_name(cast, sign_in, today):
    away(cast, cast.bruno, today, 0, 2, stand_in=cast.rita)
    away(cast, cast.rita, today, 9, 9)
    meeting = meetings.begin(
        by=cast.rita, client=cast.client, kind=MeetingKind.CALL, agenda=[], now=database_now()
    )
    page = reverse("clients:meeting", args=[cast.client.slug, meeting.public_id])
    words = words_of(sign_in(cast.rita), page)
    assert f"{cast.bruno.user} (away until " in words
    assert f"{cast.rita.user} stands in)" in words
    # Of somebody who leaves later the days are said, of everybody else nothing.
    assert f"{cast.rita.user} (away " in words
    assert f"{cast.alice.user} (" not in words


def test_who_asks_for_a_review_is_told_who_of_those_that_decide_is_away(cast, sign_in, today):
    post = draft(cast, "Da rivedere")
    page = reverse("editorial:post", args=[cast.client.slug, post.public_id])
    browser = sign_in(cast.bruno)
    assert "(away " not in words_of(browser, page)
    away(cast, cast.rita, today, 0, 2, stand_in=cast.alice)
    # Of those who decide nothing.
    away(cast, cast.bruno, today, 0, 2)
    assert f"{cast.rita.user} (away until " in words_of(browser, page)
    assert f"{cast.bruno.user} (away" not in words_of(browser, page)
