"""Adds readings, and marks the days they belong to for rolling up, in one transaction.

Set-based: one statement for any number of rows. Agency, client, channel and zone are looked up in the
same statement, so that a caller cannot file a figure under the wrong client.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection, transaction

from analytics.models.readings import BY_HAND, POST_METRICS, PROFILE_METRICS
from people.models import Member


@dataclass(frozen=True, slots=True)
class Taken:
    """Figures of one subject (a publication's or a channel's id) at one instant, by the names of the vocabulary."""

    subject_id: int
    taken_at: datetime
    values: Mapping[str, int]


# A writing leaves one mark for each day it touched, of its own: nobody waits for it, and a roll-up that does not see it
# yet leaves it to the next one, together with its readings.
_OF_POSTS = """
    WITH given AS (
        SELECT * FROM unnest(%(subject_id)s::bigint[], %(taken_at)s::timestamptz[]{arrays})
            AS g(subject_id, taken_at{columns})
    ), added AS (
        INSERT INTO analytics_reading
            (publication_id, taken_at, agency_id, client_id, channel_id, source, entered_by_id{columns})
        SELECT p.id, g.taken_at, p.agency_id, p.client_id, p.channel_id,
            COALESCE(%(source)s, h.network), %(entered_by)s{given}
        FROM given g
        JOIN editorial_publication p ON p.id = g.subject_id
        JOIN clients_channel h ON h.id = p.channel_id
        ON CONFLICT (publication_id, taken_at) DO NOTHING
        RETURNING publication_id, taken_at, agency_id, client_id
    ), marked AS (
        INSERT INTO analytics_dirtyday (agency_id, day_on, publication_ids, channel_ids)
        SELECT a.agency_id, (a.taken_at AT TIME ZONE c.time_zone)::date,
            array_agg(DISTINCT a.publication_id), '{{}}'
        FROM added a JOIN clients_client c ON c.id = a.client_id
        GROUP BY 1, 2
    )
    SELECT count(*) FROM added
"""
_OF_CHANNELS = """
    WITH given AS (
        SELECT * FROM unnest(%(subject_id)s::bigint[], %(taken_at)s::timestamptz[]{arrays})
            AS g(subject_id, taken_at{columns})
    ), added AS (
        INSERT INTO analytics_channelreading
            (channel_id, taken_at, agency_id, client_id, source, entered_by_id{columns})
        SELECT h.id, g.taken_at, h.agency_id, h.client_id,
            COALESCE(%(source)s, h.network), %(entered_by)s{given}
        FROM given g JOIN clients_channel h ON h.id = g.subject_id
        ON CONFLICT (channel_id, taken_at) DO NOTHING
        RETURNING channel_id, taken_at, agency_id, client_id
    ), marked AS (
        INSERT INTO analytics_dirtyday (agency_id, day_on, publication_ids, channel_ids)
        SELECT a.agency_id, (a.taken_at AT TIME ZONE c.time_zone)::date,
            '{{}}', array_agg(DISTINCT a.channel_id)
        FROM added a JOIN clients_client c ON c.id = a.client_id
        GROUP BY 1, 2
    )
    SELECT count(*) FROM added
"""


@cache
def _spelt(statement: str, metrics: tuple[str, ...]) -> str:
    """The statement for just these figures: a network gives few of the vocabulary, and each column costs."""
    return statement.format(
        arrays="".join(f", %({name})s::bigint[]" for name in metrics),
        columns="".join(f", {name}" for name in metrics),
        given="".join(f", g.{name}" for name in metrics),
    )


def ensure_months(instants: Iterable[datetime]) -> int:
    """Makes the partitions for these instants' months where they are missing; returns how many tables."""
    months = sorted({(instant.year, instant.month) for instant in instants})
    if not months:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(ensure_reading_month(make_date(y, m, 1))) FROM unnest(%s::int[], %s::int[]) AS t(y, m)",
            [[year for year, _ in months], [month for _, month in months]],
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def record_readings(rows: Iterable[Taken], *, entered_by: Member | None = None) -> int:
    """Adds readings of posts and returns how many are new; the same subject and instant is added once.

    Names outside the vocabulary and subjects that do not exist are left out. Values are whole numbers. With
    `entered_by` they are figures a person wrote down: their source says so, and who.
    """
    return _record(_OF_POSTS, rows, POST_METRICS, entered_by)


@transaction.atomic
def record_channel_readings(rows: Iterable[Taken], *, entered_by: Member | None = None) -> int:
    """Adds readings of channels (followers and the like) and returns how many are new; as record_readings."""
    return _record(_OF_CHANNELS, rows, PROFILE_METRICS, entered_by)


def _record(
    statement: str, rows: Iterable[Taken], metrics: Sequence[str], entered_by: Member | None
) -> int:
    taken = list(rows)
    if not taken:
        return 0
    named: set[str] = set().union(*(row.values for row in taken))
    given = tuple(name for name in metrics if name in named)
    parameters = {
        "source": BY_HAND if entered_by else None,
        "entered_by": entered_by.pk if entered_by else None,
        "subject_id": _array(row.subject_id for row in taken),
        "taken_at": _array(row.taken_at.isoformat() for row in taken),
        **{name: _array(row.values.get(name) for row in taken) for name in given},
    }
    with connection.cursor() as cursor:
        cursor.execute(_spelt(statement, given), parameters)
        return int(cursor.fetchone()[0])


def _array(values: Iterable[int | str | None]) -> str:
    """A PostgreSQL array as one text: parsed far faster than a list of a thousand constants. Numbers and instants only."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
