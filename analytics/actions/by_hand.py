"""Figures that a person wrote down: of a post or a channel, as they stood at the end of a day.

They go into the same tables as what networks answer, with their author. Nothing is overwritten: a correction is a later
reading of the same day, and the later one counts. Writing the same again adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from analytics.actions.recording import (
    Taken,
    ensure_months,
    record_channel_readings,
    record_readings,
)
from analytics.models import ChannelReading, Reading
from analytics.models.readings import BY_HAND, POST_METRICS, PROFILE_METRICS
from clients.models import Channel
from editorial.actions.aiming import Aim
from editorial.actions.importing import PastPost, import_publications
from editorial.models import Publication
from people import audit
from people.models import Member

# What a day's figures are filed under, on the client's clock: late enough to be the day's, early enough for corrections.
_EVENING = time(23, 0)
_LONGEST_STEP = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Figures as they stood at the end of a day, by the names of the vocabulary; what is absent was not read.

    With `is_whole` they are all that is known of that day: a figure that was there and is not given is taken back.
    """

    on: date
    values: Mapping[str, int]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class HistoryPost:
    """A past post with the days on which its figures were read, and what it was for and made of where somebody says so."""

    published_at: datetime
    url: str = ""
    text: str = ""
    figures: Sequence[DayFigures] = field(default_factory=tuple)
    aim: Aim | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class HistoryImported:
    """What an import brought: posts, those that were there already, and readings (days of figures)."""

    n_posts: int
    n_known: int
    n_readings: int


@transaction.atomic
def import_history(
    *,
    by: Member,
    channel: Channel,
    posts: Sequence[HistoryPost],
    channel_figures: Sequence[DayFigures] = (),
    now: datetime,
) -> HistoryImported:
    """Takes over the past of a channel: its posts as publications, their figures and the channel's own (followers).

    Importing the same again changes nothing. Days are rolled up by the clock within a minute, or by roll_up_all.
    """
    past = [PastPost(each.published_at, each.url, each.text, each.aim, each.form) for each in posts]
    done = import_publications(channel=channel, posts=past, member=by, now=now)
    n_readings = record_of_posts(
        by=by,
        figures=[
            (publication, day)
            for publication, post in zip(done.publications, posts, strict=True)
            for day in post.figures
        ],
        zone=channel.client.time_zone,
        now=now,
    )
    n_readings += record_of_channel(by=by, channel=channel, figures=channel_figures, now=now)
    return HistoryImported(done.n_new, len(posts) - done.n_new, n_readings)


@transaction.atomic
def record_of_posts(
    *, by: Member, figures: Sequence[tuple[Publication, DayFigures]], zone: str, now: datetime
) -> int:
    """Writes down figures of posts, `zone` being their client's; returns how many days of figures are new."""
    before = _said_of_posts([(post.pk, day.on) for post, day in figures], zone)
    rows = _to_take([(post.pk, day) for post, day in figures], before, POST_METRICS, zone, now)
    ensure_months(row.taken_at for row in rows)
    return record_readings(rows, entered_by=by)


@transaction.atomic
def record_of_channel(
    *, by: Member, channel: Channel, figures: Sequence[DayFigures], now: datetime
) -> int:
    """Writes down figures of the channel itself; returns how many days of figures are new."""
    zone = channel.client.time_zone
    before = _said_of_channel(channel, [day.on for day in figures], zone)
    rows = _to_take([(channel.pk, day) for day in figures], before, PROFILE_METRICS, zone, now)
    ensure_months(row.taken_at for row in rows)
    return record_channel_readings(rows, entered_by=by)


def write_down(
    *, by: Member, subject: Publication | Channel, figures: DayFigures, now: datetime
) -> bool:
    """One day's figures of one post or channel, from a form, with an audit record; False when nothing changed."""
    if isinstance(subject, Publication):
        pairs = [(subject, figures)]
        n_new = record_of_posts(by=by, figures=pairs, zone=subject.client.time_zone, now=now)
    else:
        n_new = record_of_channel(by=by, channel=subject, figures=[figures], now=now)
    if n_new:
        audit.record(
            actor=by,
            agency=by.agency,
            verb="figures.written_down",
            target=subject,
            data={"on": str(figures.on), "values": dict(figures.values)},
            now=now,
        )
    return bool(n_new)


@dataclass(frozen=True, slots=True)
class Said:
    """The latest that a person wrote down of a subject for a day."""

    taken_at: datetime
    values: Mapping[str, int]


def _to_take(
    given: Iterable[tuple[int, DayFigures]],
    before: dict[tuple[int, date], Said],
    metrics: Sequence[str],
    zone: str,
    now: datetime,
) -> list[Taken]:
    """The readings to add: the day's figures together with what was written down of it before, where that differs."""
    rows: list[Taken] = []
    for subject_id, day in given:
        values = {name: n for name, n in day.values.items() if name in metrics}
        last = before.get((subject_id, day.on))
        if last is not None and not day.is_whole:
            values = {**last.values, **values}
        if not values and last is None:
            continue
        if last is not None and values == dict(last.values):
            continue
        at = _filed_at(day.on, zone, now)
        if last is not None:
            at = max(at, last.taken_at + _LONGEST_STEP)
        rows.append(Taken(subject_id, at, values))
        before[subject_id, day.on] = Said(at, values)
    return rows


def _filed_at(on: date, zone: str, now: datetime) -> datetime:
    """The instant under which a day's figures are kept: its evening, or now while it is still running."""
    evening = datetime.combine(on, _EVENING, ZoneInfo(zone))
    is_today = now.astimezone(ZoneInfo(zone)).date() == on
    return min(evening, now) if is_today else evening


def _said_of_posts(asked: Sequence[tuple[int, date]], zone: str) -> dict[tuple[int, date], Said]:
    if not asked:
        return {}
    start, end = _bounds([on for _, on in asked], zone)
    found = Reading.objects.filter(
        publication_id__in={pk for pk, _ in asked},
        source=BY_HAND,
        taken_at__gte=start,
        taken_at__lt=end,
    ).order_by("taken_at")
    return {
        (row.publication_id, row.taken_at.astimezone(ZoneInfo(zone)).date()): _said(
            row, POST_METRICS
        )
        for row in found
    }


def _said_of_channel(
    channel: Channel, days: Sequence[date], zone: str
) -> dict[tuple[int, date], Said]:
    if not days:
        return {}
    start, end = _bounds(days, zone)
    found = ChannelReading.objects.filter(
        channel_id=channel.pk, source=BY_HAND, taken_at__gte=start, taken_at__lt=end
    ).order_by("taken_at")
    return {
        (channel.pk, row.taken_at.astimezone(ZoneInfo(zone)).date()): _said(row, PROFILE_METRICS)
        for row in found
    }


def _bounds(days: Sequence[date], zone: str) -> tuple[datetime, datetime]:
    """The instants between which these days lie; they keep the database from opening other months."""
    place = ZoneInfo(zone)
    return (
        datetime.combine(min(days), time(), place),
        datetime.combine(max(days) + timedelta(days=1), time(), place),
    )


def _said(row: Reading | ChannelReading, metrics: Sequence[str]) -> Said:
    values = {name: value for name in metrics if (value := getattr(row, name)) is not None}
    return Said(row.taken_at, values)
