"""One's own hours: proposed, confirmed, timed, written into the week; and what the database itself refuses."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from analytics.actions import burn_alerts
from editorial.actions import effort
from editorial.models import ClosedPeriod, TimeEntry, Timer
from people.clock import database_now
from people.models import Notice
from people.roles import Role
from tests import clock, make, make_money, make_posts

SHEET = "/t/hours/"


def test_what_was_done_is_proposed_and_confirmed_once(cast, sign_in):
    make_posts.draft(cast.alice, make.channel(cast.client))
    browser = sign_in(cast.alice)

    page = browser.get(SHEET)
    line = page.context["lines"][0]
    answer = browser.post(
        SHEET,
        {"line": line.line.key, f"minutes-{line.line.key}": "0:35", "on": str(page.context["on"])},
    )

    assert "text written or changed" in page.content.decode()
    assert answer.status_code == 302
    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.activity, entry.origin) == (35, "texts", "proposed")
    assert browser.get(SHEET).context["lines"] == []


def test_a_line_without_its_tick_stays_and_one_of_nothing_is_left_out(cast, sign_in):
    make_posts.draft(cast.alice, make.channel(cast.client))
    browser = sign_in(cast.alice)
    line = browser.get(SHEET).context["lines"][0].line

    browser.post(SHEET, {f"minutes-{line.key}": "0:35"})
    assert [each.line.key for each in browser.get(SHEET).context["lines"]] == [line.key]

    browser.post(SHEET, {"line": line.key, f"minutes-{line.key}": "0:00"})
    assert browser.get(SHEET).context["lines"] == []
    assert TimeEntry.objects.counted().count() == 0


def test_a_length_nobody_can_read_is_said_and_nothing_typed_is_lost(cast, sign_in):
    make_posts.draft(cast.alice, make.channel(cast.client))
    browser = sign_in(cast.alice)
    line = browser.get(SHEET).context["lines"][0].line

    answer = browser.post(SHEET, {"line": line.key, f"minutes-{line.key}": "un po'"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a length such as 0:35" in page
    assert "un po&#x27;" in page
    assert not TimeEntry.objects.exists()


def test_more_than_24_hours_a_day_are_refused_in_words_and_by_the_database(cast, sign_in):
    make_money.hours(cast.alice, cast.client, 23 * 60)
    form = {"client": cast.client.slug, "activity": "texts", "minutes": "2:00"}

    answer = sign_in(cast.alice).post(reverse("analytics:hours_add"), form)

    assert answer.status_code == 422
    assert "more than 24 hours" in answer.content.decode()
    with pytest.raises(IntegrityError, match="24 hours"), transaction.atomic():
        TimeEntry.objects.create(
            agency=cast.client.agency, client=cast.client, member=cast.alice, minutes=61,
            on=effort.today_of(cast.alice, database_now()), activity="texts", confirmed_at=database_now(),
        )  # fmt: skip
    assert TimeEntry.objects.count() == 1


def test_days_to_come_have_no_hours(cast):
    now = database_now()
    tomorrow = effort.today_of(cast.alice, now) + timedelta(days=1)

    with pytest.raises(effort.EffortError, match="still to come"):
        make_money.hours(cast.alice, cast.client, 30, on=tomorrow)
    with pytest.raises(IntegrityError, match="still to come"), transaction.atomic():
        TimeEntry.objects.create(
            agency=cast.client.agency, client=cast.client, member=cast.alice, minutes=61,
            on=tomorrow + timedelta(days=1), activity="texts", confirmed_at=now,
        )  # fmt: skip


def test_a_closed_period_keeps_its_hours(cast):
    now = database_now()
    entry = make_money.hours(cast.alice, cast.client, 30)
    effort.close_period(
        by=cast.alice, client=cast.client, first_on=entry.on, last_on=entry.on, now=now
    )

    with pytest.raises(effort.EffortError, match="goes into the next period"):
        effort.change_entry(
            by=cast.alice, entry=entry, minutes=60, activity="texts", note="", now=now
        )
    with pytest.raises(effort.EffortError, match="goes into the next period"):
        effort.remove_entry(by=cast.alice, entry=entry, now=now)
    with pytest.raises(effort.EffortError, match="goes into the next period"):
        make_money.hours(cast.alice, cast.client, 10, on=entry.on)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry.objects.filter(pk=entry.pk).update(minutes=1)
    with pytest.raises(effort.EffortError, match="issued already"):
        effort.close_period(
            by=cast.alice, client=cast.client, first_on=entry.on - timedelta(days=3),
            last_on=entry.on, now=now,
        )  # fmt: skip
    assert TimeEntry.objects.get().minutes == 30
    assert ClosedPeriod.objects.count() == 1


def test_a_timer_survives_a_new_page_and_writes_down_what_it_measured(cast, sign_in):
    browser = sign_in(cast.alice)
    url = reverse("analytics:hours_timer")

    browser.post(url, {"deed": "start", "client": cast.client.slug, "activity": "community"})
    Timer.objects.update(started_at=database_now() - timedelta(minutes=11, seconds=30))
    assert "Stop the timer" in browser.get(SHEET).content.decode()
    browser.post(url, {"deed": "stop"})
    browser.post(url, {"deed": "stop"})

    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.activity, entry.origin) == (12, "community", "timer")
    assert not Timer.objects.exists()


def test_a_forgotten_timer_says_that_only_what_fits_into_its_day_is_noted(cast, sign_in):
    browser = sign_in(cast.alice)
    url = reverse("analytics:hours_timer")
    start = {"deed": "start", "client": cast.client.slug, "activity": "community"}
    browser.post(url, start)
    now = database_now()
    on = effort.today_of(cast.alice, now - timedelta(days=2))
    effort.log_time(
        by=cast.alice, client=cast.client, on=on, minutes=20 * 60, activity="texts", now=now
    )
    Timer.objects.update(started_at=now - timedelta(days=2))

    text = browser.post(url, {"deed": "stop"}, follow=True).content.decode()

    entry = TimeEntry.objects.get(origin="timer")
    assert (entry.on, entry.minutes) == (on, 4 * 60)
    assert f"The timer for {cast.client.name} ran 48\xa0h" in text
    assert f"Only 4\xa0h are noted, on {on:%A} {on.day}" in text
    # another clock that stops it says so too; one that was not forgotten is only noted
    browser.post(url, start)
    Timer.objects.update(started_at=database_now() - timedelta(days=1, hours=1))
    assert "ran 25" in browser.post(url, start, follow=True).content.decode()
    Timer.objects.update(started_at=database_now() - timedelta(minutes=2, seconds=30))
    text = browser.post(url, {"deed": "stop"}, follow=True).content.decode()
    assert "3\xa0min noted for" in text
    assert "a day has no more hours" not in text


def test_the_weeks_grid_writes_and_takes_away(cast, sign_in):
    browser = sign_in(cast.alice)
    today = effort.today_of(cast.alice, database_now())
    url = reverse("analytics:hours_week")

    browser.post(
        url, {"new-client": cast.client.slug, "new-activity": "shooting", f"new--{today}": "2:30"}
    )
    assert TimeEntry.objects.get().minutes == 150

    browser.post(url, {f"{cast.client.slug}--shooting--{today}": "3:00"})
    assert TimeEntry.objects.get().minutes == 180

    browser.post(url, {f"{cast.client.slug}--shooting--{today}": ""})
    assert not TimeEntry.objects.exists()


def test_hours_of_others_are_not_there(cast, sign_in):
    entry = make_money.hours(cast.alice, cast.client, 30)
    colleague = make.member(cast.alice, Role.MANAGER)
    make.assigned(cast.alice, cast.client, colleague, Role.MANAGER)

    answer = sign_in(colleague).post(
        reverse("analytics:hours_entry", args=[entry.public_id]), {"minutes": "1:00"}
    )

    assert answer.status_code == 404
    assert TimeEntry.objects.get().minutes == 30


def test_whose_hours_end_is_told_once_at_80_percent_once_over_and_stands_on_today(cast, sign_in):
    first_on = effort.today_of(cast.alice, database_now()).replace(day=1)
    make_money.contract(cast.alice, cast.client, starts_on=first_on, hours=Decimal(10))
    now = database_now()

    make_money.hours(cast.bruno, cast.client, 480, on=first_on)
    assert burn_alerts.tell_of_hours(now=now) == 2  # the owner and the client's manager
    assert burn_alerts.tell_of_hours(now=now) == 0
    make_money.hours(cast.bruno, cast.client, 180, on=first_on)
    assert burn_alerts.tell_of_hours(now=now) == 2
    assert burn_alerts.tell_of_hours(now=now) == 0

    told = Notice.objects.filter(kind="hours", member=cast.rita).order_by("pk")
    assert [each.text.partition(": ")[2][:12] for each in told] == ["80% of the h", "the hours of"]
    part = sign_in(cast.rita).get(reverse("analytics:hours_ending"), headers={"HX-Request": "true"})
    assert "1 h over already" in part.content.decode()


def test_on_the_first_of_a_month_today_and_the_budget_tell_when_its_hours_will_end(cast, sign_in):
    clock.move_to(datetime(2027, 3, 1, 9, tzinfo=UTC))
    make_money.contract(cast.alice, cast.client, starts_on=date(2027, 1, 1), hours=Decimal(10))
    for day in range(15, 27):
        make_money.hours(cast.bruno, cast.client, 90, on=date(2027, 2, day))
    browser = sign_in(cast.rita)

    part = browser.get(reverse("analytics:hours_ending"), headers={"HX-Request": "true"})
    page = browser.get(reverse("analytics:budget", args=[cast.client.slug])).content.decode()

    # 90 minutes on twelve days, of which the nine working days before this one and a weekend tell the pace: 99 a day.
    assert "at this pace they end Wed 10 Mar, with 24.6 h over at the end" in part.content.decode()
    assert "At this pace the hours end on Wednesday 10 March, with 24.6 hours over" in page
    assert "base: 1.65 hours a working day, the last 10" in page


def test_the_cells_of_the_week_name_their_day_in_plain_words(cast, sign_in):
    page = sign_in(cast.alice).get(reverse("analytics:hours_week")).content.decode()

    assert 'aria-label="New row, ' in page
    # On a phone each cell is under its day.
    assert page.count('data-label="') >= 7
    assert 'data-label="<' not in page
    assert 'aria-label="New row, <' not in page


def test_who_sees_no_client_yet_has_a_sheet_with_nothing_on_it(cast, sign_in):
    newcomer = make.member(cast.alice, Role.EDITOR)

    page = sign_in(newcomer).get(SHEET)

    assert page.status_code == 200
    assert page.context["lines"] == []
