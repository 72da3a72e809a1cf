"""The pages of goals: the list, one goal, what was done for it; in the overview, in a report, on what was decided of a channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from analytics.actions import reopening, reporting
from analytics.forecast import Forecast, Standing
from analytics.queries.goals import GoalLine, goal_lines, goals_of
from analytics.views.showing_reports import body_of
from analytics.words import goals as goal_words
from clients.actions import fitting
from clients.fit import NAMES
from clients.models import Client, FitAssessment, Goal
from clients.work import Activity
from editorial.models import Post, Publication, TimeEntry
from people.clock import database_now
from people.models import AuditEntry, Member
from people.roles import Role
from tests import make, make_goals, make_numbers, make_posts
from tests.make_goals import MONTHS

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def owner() -> Member:
    return make.agency()


@pytest.fixture
def trecorvi(owner) -> Client:
    return make.client(owner)


def _line(goal: Goal, by: Member, now: datetime = NOW) -> GoalLine:
    client = goal.client
    goals = goals_of(member=by, client=client).filter(pk=goal.pk)
    return goal_lines(goals=list(goals), client=client, now=now)[0]


def test_the_list_says_first_what_is_behind_and_who_declares_it(owner, trecorvi, sign_in) -> None:
    goal = make_goals.goal(owner, trecorvi, why="Visits sell")
    make_goals.declared(owner, goal.source, (*MONTHS[3], 23))

    text = sign_in(owner).get(f"/c/{trecorvi.slug}/strategy/goals/").content.decode()

    assert "Visits booked a month" in text
    assert "declared by Paola Ridolfi" in text
    assert "Bookings form, external figure" in text


def test_a_goal_is_set_changed_and_closed_through_its_pages(owner, trecorvi, sign_in) -> None:
    page = sign_in(owner)
    typed = {
        "title": "Saves per post", "why": "", "objective": "promote", "measure": "per_post:saves",
        "baseline": "14", "target": "18,2", "from_on": "2026-10-01", "to_on": "2027-01-31", "owner": "",
    }  # fmt: skip
    base = f"/c/{trecorvi.slug}/strategy/goals/"

    wrong = page.post(f"{base}new/", {**typed, "to_on": "2026-09-30"})
    assert wrong.status_code == 422
    assert "ends before it starts" in wrong.content.decode()
    assert "Saves per post" in wrong.content.decode()
    assert page.post(f"{base}new/", typed).status_code == 302
    goal = Goal.objects.get()
    assert (goal.metric, goal.reckoning, goal.target) == ("saves", "per_post", Decimal("18.20"))
    own = f"{base}{goal.public_id}/"
    assert page.get(own).status_code == 200
    assert page.post(f"{own}edit/", {**typed, "target": "20"}).status_code == 302
    page.post(f"{own}close/", {"result": "Reached early."})
    goal.refresh_from_db()
    assert (goal.target, goal.result) == (20, "Reached early.")
    assert goal.closed_at is not None
    assert "Reached early." in page.get(base).content.decode()
    verbs = set(
        AuditEntry.objects.filter(target_type="clients.goal").values_list("verb", flat=True)
    )
    assert verbs == {"goal.set", "goal.changed", "goal.closed"}


def test_nobody_looks_after_the_goals_of_another_agency(owner, trecorvi, sign_in) -> None:
    goal = make_goals.goal(owner, trecorvi)
    stranger = make.agency("Altra")
    theirs = make.client(stranger, "Altro cliente")

    answer = sign_in(stranger).get(f"/c/{theirs.slug}/strategy/goals/{goal.public_id}/")

    assert answer.status_code == 404


def test_the_list_asks_as_much_for_ten_goals_as_for_two(
    owner, trecorvi, sign_in, django_assert_max_num_queries
) -> None:
    channel = make.channel(trecorvi)
    source = make_goals.source(owner, trecorvi)
    for n in range(5):
        make_goals.goal(owner, trecorvi, f"Goal {n}", source=source)
        make_goals.goal(
            owner, trecorvi, f"Likes {n}", metric="likes", reckoning="per_post", channels=[channel]
        )
    page = sign_in(owner)
    page.get(f"/c/{trecorvi.slug}/strategy/goals/")

    with django_assert_max_num_queries(12):
        page.get(f"/c/{trecorvi.slug}/strategy/goals/")


def test_an_analyst_reads_goals_and_an_editor_sets_them(owner, trecorvi, sign_in) -> None:
    base = f"/c/{trecorvi.slug}/strategy/goals/"
    for role, status in ((Role.ANALYST, 403), (Role.EDITOR, 200)):
        member = make.member(owner, role)
        make.assigned(owner, trecorvi, member, role)
        page = sign_in(member)
        assert page.get(base).status_code == 200
        assert page.get(f"{base}new/").status_code == status


def test_the_goals_page_says_what_was_done_for_it(owner, trecorvi, sign_in) -> None:
    goal = make_goals.goal(owner, trecorvi)
    delivery = make_posts.scheduled(owner, make.channel(trecorvi), text="Posti per domenica: 18")
    make_posts.scheduled(owner, make.channel(trecorvi), text="Un altro scopo")
    Post.objects.filter(pk=delivery.post_id).update(goal=goal)
    out = make_numbers.publication(delivery.channel, at=database_now() - timedelta(days=2))
    Publication.objects.filter(pk=out.pk).update(delivery=delivery)
    TimeEntry.objects.create(
        agency_id=trecorvi.agency_id, client=trecorvi, member=owner, on=NOW.date(), minutes=80,
        activity=Activity.values[0], post=delivery.post, confirmed_at=NOW,
    )  # fmt: skip
    editor = make.member(owner, Role.EDITOR)
    make.assigned(owner, trecorvi, editor, Role.EDITOR)
    url = f"/c/{trecorvi.slug}/strategy/goals/{goal.public_id}/"

    text = sign_in(owner).get(url).content.decode()

    assert "What did we do for this goal?" in text
    assert "Posti per domenica: 18" in text
    assert "Un altro scopo" not in text
    assert "of 1 person" in text
    # who may not see everybody's hours does not see them here either
    assert "of 1 person" not in sign_in(editor).get(url).content.decode()


def test_the_list_names_posts_without_an_aim_and_aims_without_posts(
    owner, trecorvi, sign_in
) -> None:
    now = database_now()
    long_ago = now - timedelta(days=90)
    span = {"from_on": long_ago.date(), "to_on": now.date() + timedelta(days=60)}
    source = make_goals.source(owner, trecorvi)
    for title in ("Forgotten goal", "Served goal"):
        goal = make_goals.goal(owner, trecorvi, title, source=source, **span)
        Goal.objects.filter(pk=goal.pk).update(created_at=long_ago)
    make_posts.draft(owner, make.channel(trecorvi))
    served = Goal.objects.get(title="Served goal")
    Post.objects.update(objective="")
    made = make_posts.draft(owner, make.channel(trecorvi))
    Post.objects.filter(pk=made.pk).update(goal=served)

    text = sign_in(owner).get(f"/c/{trecorvi.slug}/strategy/goals/").content.decode()

    assert "1 post of which nobody said what it is for" in text
    assert text.count("no post for it") == 1
    assert "Forgotten goal</a>: no post for it" in text


def test_the_overview_fetches_the_goals_in_short(owner, trecorvi, sign_in) -> None:
    page = sign_in(owner)
    assert "goals/short/" not in page.get(f"/c/{trecorvi.slug}/").content.decode()
    goal = make_goals.goal(owner, trecorvi)
    make_goals.declared(owner, goal.source, (*MONTHS[3], 23))

    assert "goals/short/" in page.get(f"/c/{trecorvi.slug}/").content.decode()
    text = page.get(f"/c/{trecorvi.slug}/strategy/goals/short/").content.decode()
    assert "Visits booked a month" in text
    assert "from 22" in text


def test_a_months_report_freezes_the_goals_as_they_stood_at_its_end(owner, trecorvi) -> None:
    goal = make_goals.goal(owner, trecorvi)
    make_goals.declared(owner, goal.source, (*MONTHS[2], 24), (*MONTHS[3], 23))
    october = reporting.make_report(by=owner, client=trecorvi, month_on=date(2026, 10, 1), now=NOW)
    make_goals.declared(owner, goal.source, (*MONTHS[3], 39))

    body = body_of(october, language="en")

    assert [(g.title, g.value, g.target, g.said_by) for g in body.goals] == [
        ("Visits booked a month", "23", "40", "declared by Paola Ridolfi")
    ]


def test_three_months_under_the_pace_open_the_decision_on_its_channels_again_once(
    owner, trecorvi
) -> None:
    now = datetime(2027, 1, 10, 4, 40, tzinfo=UTC)
    instagram = make.channel(trecorvi, network="instagram")
    goal = make_goals.goal(owner, trecorvi, channels=[instagram])
    months = [*MONTHS[3:], ("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31")]
    make_goals.declared(owner, goal.source, *((*month, 22) for month in months), now=now)
    decided = {"scores": dict.fromkeys(NAMES, 3), "client": trecorvi, "by": owner}
    for network in ("instagram", "facebook"):
        fitting.decide(network=network, decision="adopt", now=NOW - timedelta(days=90), **decided)

    assert reopening.reopen_fits(now=now) == 1
    assert reopening.reopen_fits(now=now) == 0

    row = FitAssessment.objects.get(reopened_at__isnull=False)
    assert row.network == "instagram"
    assert "Visits booked a month" in row.reopened_because
    said = {}
    for language in ("it", "en"):
        with translation.override(language):
            said[language] = row.why_reopened
    assert said == {
        "it": "«Visits booked a month» è sotto il suo passo da 3 mesi.",
        "en": "“Visits booked a month” has been under its pace for 3 months.",
    }
    # What a person or an older version wrote is shown as it stands.
    assert FitAssessment(reopened_because="Di più: 3 mesi").why_reopened == "Di più: 3 mesi"
    assert FitAssessment(reopened_because="behind:x:y").why_reopened == "behind:x:y"
    # decided anew, it has its own three months to show
    fitting.decide(network="instagram", decision="adopt", now=now, **decided)
    assert reopening.reopen_fits(now=now) == 0


def test_what_keeps_its_pace_and_will_not_arrive_says_both(owner, trecorvi) -> None:
    made = make_goals.goal(owner, trecorvi)
    line = _line(made, owner)
    short, reaches = Forecast(30, 32, 34), Forecast(36, 40, 44)
    on_time = replace(line, standing=Standing.ON_TRACK, forecast=short)

    with translation.override("en"):
        assert str(goal_words.look_of(on_time).word) == "on track, but ends short"
        assert "short of the target" in goal_words.forecast_sentence(on_time)
        assert goal_words.lead([on_time]) == (
            "No goal is behind, but at this pace 1 ends short: Visits booked a month."
        )
        within = replace(on_time, forecast=reaches)
        assert str(goal_words.look_of(within).word) == "on track"
        assert goal_words.lead([within]) == "No goal is behind."
        behind = replace(on_time, standing=Standing.BEHIND)
        assert str(goal_words.look_of(behind).word) == "behind"
    # Where less is better, above the target is short of it.
    fewer = replace(on_time, way=replace(line.way, baseline=40, target=22), forecast=short)
    assert fewer.ends_short
    assert not replace(fewer, forecast=Forecast(18, 20, 24)).ends_short
