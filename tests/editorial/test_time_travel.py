"""Time travel: at every change of clocks wall times are kept, and nothing goes out twice or not at all without having asked.

Forty zones and two years in every run; all zones and 2025 to 2037 by `run.py test --full`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.conf import settings as project

from editorial import when
from editorial.actions import rederiving
from editorial.actions.refusals import AmbiguousTimeError, ScheduleRefusedError
from editorial.actions.scheduling import schedule
from editorial.actions.timing import moment_for
from editorial.forms.moments import ScheduleForm
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery
from tests import make_posts
from tests.editorial.engine import creates
from tests.editorial.test_when import ZONES

IS_FULL = os.environ.get("FULL") == "1"
WHERE = sorted(available_timezones()) if IS_FULL else ZONES
YEARS = (2025, 2037) if IS_FULL else (2026, 2028)
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)


@dataclass(frozen=True)
class Change:
    """An instant at which the clocks of a zone are set anew, and how far they are from UTC before and after."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def wall_before(self) -> datetime:
        """What the old reckoning shows at that instant; no clock does, or it is the second time."""
        return self.at.replace(tzinfo=None) + self.before

    @property
    def wall_after(self) -> datetime:
        return self.at.replace(tzinfo=None) + self.after

    @property
    def is_gap(self) -> bool:
        return self.after > self.before


def changes_of(zone: str, first: int, last: int) -> Iterator[Change]:
    """Found week by week, and to the second by halving: nothing here asks the code under test."""
    tz = ZoneInfo(zone)
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    offset = moment.astimezone(tz).utcoffset()
    while moment < end:
        step = moment + 7 * DAY
        if step.astimezone(tz).utcoffset() != offset:
            low, high = moment, step
            while high - low > SECOND:
                middle = (low + (high - low) / 2).replace(microsecond=0)
                if middle.astimezone(tz).utcoffset() == offset:
                    low = middle
                else:
                    high = middle
            yield Change(zone, high, offset, high.astimezone(tz).utcoffset())
            offset = step.astimezone(tz).utcoffset()
        moment = step


def expected(change: Change, wall: datetime) -> when.Exact | when.Gap | when.Twice:
    """What a wall time near a change is, by adding and subtracting alone."""
    start, end = sorted((change.wall_before, change.wall_after))
    if start <= wall < end and change.is_gap:
        return when.Gap(change.wall_before - MINUTE, change.wall_after)
    early, late = ((wall - by).replace(tzinfo=UTC) for by in (change.before, change.after))
    if start <= wall < end:
        return when.Twice(early, late)
    return when.Exact(early if early < change.at else late)


def test_at_every_change_of_clocks_each_wall_time_is_one_instant_none_or_two_to_the_second():
    wrong, n = [], 0
    for change in (each for zone in WHERE for each in changes_of(zone, *YEARS)):
        start, end = sorted((change.wall_before, change.wall_after))
        middle = start + (end - start) / 2
        for edge in (start, middle, end):
            for wall in (edge - MINUTE, edge - SECOND, edge, edge + SECOND, edge + MINUTE):
                n += 1
                if when.resolve(wall, change.zone) != expected(change, wall):
                    wrong.append((change.zone, wall, when.resolve(wall, change.zone)))

    assert wrong == []
    assert n > (70_000 if IS_FULL else 1_000)


def test_what_is_scheduled_at_a_change_keeps_its_wall_time_or_the_person_is_asked():
    wrong = []
    for change in (each for zone in WHERE for each in changes_of(zone, *YEARS)):
        now = change.at - 2 * DAY
        start, end = sorted((change.wall_before, change.wall_after))
        inside = start + (end - start) / 2
        for wall in (start - SECOND, inside, end, end + SECOND):
            for fold in (None, 0, 1):
                try:
                    moment = moment_for(wall_at=wall, zone=change.zone, fold=fold, now=now)
                except AmbiguousTimeError:
                    is_right = wall == inside and not change.is_gap and fold is None
                except ScheduleRefusedError as refusal:
                    is_right = wall == inside and change.is_gap
                    is_right &= f"{change.wall_after:%H:%M}" in str(refusal)
                else:
                    is_right = when.wall_of(moment.instant, change.zone) == wall
                    is_right &= when.fold_of(moment.instant, change.zone) == moment.fold
                    is_right &= moment.fold == (fold if wall == inside else 0)
                if not is_right:
                    wrong.append((change.zone, wall, fold))

    assert wrong == []


@pytest.mark.parametrize("clock", [time(0, 30), time(2, 30), time(9, 0), time(23, 59)])
def test_the_same_clock_time_every_day_never_drifts_and_never_comes_twice(clock):
    """Days of 23 and of 25 hours in between: what adds 24 hours fails here."""
    for zone in ZONES:
        last = None
        for n in range(366):
            wall = datetime.combine(date(2027, 1, 1) + n * DAY, clock)
            found = when.resolve(wall, zone)
            if isinstance(found, when.Gap):
                continue  # asked about
            instant = found.first if isinstance(found, when.Twice) else found.instant
            assert when.wall_of(instant, zone) == wall
            assert last is None or instant > last
            last = instant


def test_a_leap_day_is_a_day_where_there_is_one():
    def form(day: str) -> ScheduleForm:
        return ScheduleForm({"day": day, "clock": "09:00"}, zone="Europe/Rome")

    leap = form("2028-02-29")
    assert leap.is_valid()
    assert leap.wall_at == datetime(2028, 2, 29, 9, 0)
    assert when.resolve(leap.wall_at, "Europe/Rome") == when.Exact(
        datetime(2028, 2, 29, 8, tzinfo=UTC)
    )
    assert not form("2027-02-29").is_valid()
    # Two years ahead reaches over a leap day.
    moment_for(
        wall_at=datetime(2028, 2, 29, 9, 0),
        zone="Europe/Rome",
        fold=None,
        now=datetime(2026, 2, 28, 8, 0, tzinfo=UTC),
    )


_TELLS = """
from people import zones
zones.pin()
from datetime import datetime
from editorial import when
for wall in (datetime(2027, 3, 28, 2, 30), datetime(2027, 10, 31, 2, 30), datetime(2027, 7, 1, 9)):
    for zone in ("Europe/Rome", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca"):
        print(wall, zone, when.resolve(wall, zone), when.instant_of(wall, zone, 1))
"""


def test_the_zone_and_the_data_of_the_server_mean_nothing(tmp_path):
    # A host whose zone data say nonsense: Rome as in Tokyo.
    nonsense = tmp_path / "Europe" / "Rome"
    nonsense.parent.mkdir()
    nonsense.write_bytes(_data_of("Asia/Tokyo"))
    told = {
        subprocess.run(
            [sys.executable, "-c", _TELLS],
            cwd=project.BASE_DIR,
            env={**os.environ, "TZ": zone, "PYTHONTZPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone, path in (("UTC", ""), ("Pacific/Kiritimati", ""), ("XYZ+13:45", str(tmp_path)))
    }

    assert len(told) == 1
    assert "Gap" in told.pop()


def _data_of(zone: str) -> bytes:
    return files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


@pytest.mark.django_db
def test_when_every_zone_gets_another_law_all_wall_times_stay_and_none_is_lost(cast, pass_law):
    """Rows in forty zones, at all hours of the days around two changes; then each zone goes by the clocks of the next."""
    now = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
    post = make_posts.draft(cast.rita, cast.channel, now=now)
    schedule(post=post, member=cast.rita, wall_at=datetime(2027, 6, 1, 9, 0), now=now)
    first = post.deliveries.get()
    walls = [
        datetime(2027, month, day) + hour * HOUR + 30 * MINUTE
        for month, day in ((3, 28), (4, 30), (10, 31))
        for hour in (0, 1, 2, 3, 9)
    ]
    Delivery.objects.bulk_create(
        Delivery(
            agency_id=first.agency_id, client_id=first.client_id, post=post, channel_id=first.channel_id,
            revision_id=first.revision_id, occurrence=n + 2, wall_at=wall, time_zone=zone, text_hash="",
            due_at=when.instant_of(wall, zone), next_attempt_at=when.instant_of(wall, zone),
            created_by=first.created_by, created_at=now,
        )
        for n, (zone, wall) in enumerate((zone, wall) for zone in ZONES for wall in walls)
    )  # fmt: skip
    before = {row.pk: row for row in Delivery.objects.all()}
    for zone, other in zip(ZONES, ZONES[1:] + ZONES[:1], strict=True):
        edition = pass_law(zone, other)

    n_moved = rederiving.derive_again(edition=edition, now=now)

    moved = 0
    for row in Delivery.objects.all():
        was = before[row.pk]
        assert (row.wall_at, row.time_zone, row.zones_edition) == (
            was.wall_at,
            was.time_zone,
            edition,
        )
        found = when.resolve(row.wall_at, row.time_zone)
        if isinstance(found, when.Gap):
            assert (row.state, row.reason) == (S.BLOCKED, "no_such_hour")
            continue
        assert row.state == S.SCHEDULED
        assert row.due_at == (found.first if isinstance(found, when.Twice) else found.instant)
        assert when.wall_of(row.due_at, row.time_zone) == row.wall_at
        moved += row.due_at != was.due_at
    assert n_moved == moved > 100


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("night", "planned"),
    [
        ("2027-03-28", [("01:59", None), ("03:00", None), ("03:30", None)]),
        ("2027-10-31", [("01:59", None), ("02:30", 0), ("02:30", 1), ("03:00", None)]),
    ],
)
def test_through_the_night_of_a_change_each_post_goes_out_once_at_its_own_minute(
    night, planned, owner, channel, client_of, sandbox
):
    now = datetime.fromisoformat(f"{night}T00:00+00:00") - DAY
    due = {}
    for at, (clock, fold) in enumerate(planned):
        text = f"{night} alle {clock}, numero {at}"
        post = make_posts.draft(owner, channel, text=text, now=now)
        wall = datetime.fromisoformat(f"{night}T{clock}")
        schedule(post=post, member=owner, wall_at=wall, fold=fold, now=now)
        due[text] = post.deliveries.get().due_at

    moment, out = min(due.values()) - 10 * MINUTE, {}
    while moment <= max(due.values()) + 10 * MINUTE:
        make_posts.run_round(moment)
        for text in due:
            if text not in out and creates(sandbox, text):
                out[text] = moment
        moment += 30 * SECOND

    assert out == due
    assert {text: creates(sandbox, text) for text in due} == dict.fromkeys(due, 1)
    assert len(set(due.values())) == len(planned)
