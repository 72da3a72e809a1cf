"""Makes days out of readings: takes the marked days and computes them again, whole, in SQL.

One round at a time in the whole installation (an advisory lock), because two rounds that touch the same
channel on the same day would each miss the other's half. Computing a day twice gives the same row.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction

from analytics.models.rollups import ENGAGING, GAINED
from people.locks import Lock

ROUND = 5000

_LEVELS = ("reach", *GAINED, "engagements")

# Where the network gives no engagements of its own they are the sum of what it gives; nothing given is NULL.
_ENGAGEMENTS = (
    "COALESCE(r.engagements, CASE WHEN num_nonnulls({parts}) > 0 THEN {total} END)".format(
        parts=", ".join(f"r.{name}" for name in ENGAGING),
        total=" + ".join(f"COALESCE(r.{name}, 0)" for name in ENGAGING),
    )
)

# The oldest marks until the round is full, at least one. Up to their last, not one by one: this table fills and empties too
# fast for the planner's idea of its size. What one statement does not see yet, it does not take: it stays for the next round.
_TAKE = """
    DELETE FROM analytics_dirtyday WHERE id <= (
        SELECT max(id) FROM (
            SELECT id, sum(size) OVER (ORDER BY id) - size AS n_before FROM (
                SELECT id, cardinality(publication_ids) + cardinality(channel_ids) AS size
                FROM analytics_dirtyday ORDER BY id LIMIT %(limit)s
            ) oldest
        ) counted WHERE n_before < %(limit)s
    ) RETURNING day_on, publication_ids, channel_ids
"""

_DIRTY = """
    dirty AS (
        SELECT * FROM unnest(%(publications)s::bigint[], %(days)s::date[]) AS d(publication_id, day_on)
    )
"""

# The last reading of each day; the bounds are instants, so months that cannot hold it are not opened.
_POST_DAYS = f"""
    WITH {_DIRTY}
    INSERT INTO analytics_publicationday
        (publication_id, day_on, agency_id, client_id, channel_id, taken_at, entered_by_id, is_dated,
        {", ".join(_LEVELS)})
    SELECT p.id, d.day_on, p.agency_id, p.client_id, p.channel_id, r.taken_at, r.entered_by_id, false,
        {", ".join(_ENGAGEMENTS if name == "engagements" else f"r.{name}" for name in _LEVELS)}
    FROM dirty d
    JOIN editorial_publication p ON p.id = d.publication_id
    JOIN clients_client c ON c.id = p.client_id
    CROSS JOIN LATERAL (
        SELECT * FROM analytics_reading r
        WHERE r.publication_id = d.publication_id
            AND r.taken_at >= d.day_on::timestamp AT TIME ZONE c.time_zone
            AND r.taken_at < (d.day_on + 1)::timestamp AT TIME ZONE c.time_zone
        ORDER BY r.taken_at DESC LIMIT 1
    ) r
    ON CONFLICT (publication_id, day_on) DO UPDATE SET taken_at = EXCLUDED.taken_at,
        entered_by_id = EXCLUDED.entered_by_id,
        {", ".join(f"{name} = EXCLUDED.{name}" for name in _LEVELS)}
"""  # noqa: S608 - only names of columns are put in


def _gain(name: str) -> str:
    """What came since the row before: NULL without one (but a new post began at zero) and after a fall."""
    return (
        f"CASE WHEN b.day_on IS NULL THEN CASE WHEN is_new THEN t.{name} END "
        f"WHEN t.{name} >= b.{name} THEN t.{name} - b.{name} END"
    )


# Figures written down by hand come weeks after the post: the first ones are what it gained since it was published, found
# that day though not of that day; older posts, as from an import of past ones, only begin to be compared.
# A gain changes on the marked day and on the next day that has a row. The engagements gained are the
# network's own difference where both days have its figure, else the sum of the parts that did not fall.
_POST_GAINS = f"""
    WITH {_DIRTY}, touched AS (
        SELECT publication_id, day_on FROM dirty
        UNION
        SELECT d.publication_id, n.day_on FROM dirty d CROSS JOIN LATERAL (
            SELECT n.day_on FROM analytics_publicationday n
            WHERE n.publication_id = d.publication_id AND n.day_on > d.day_on
            ORDER BY n.day_on LIMIT 1
        ) n
    ), gains AS (
        SELECT t.publication_id, t.day_on, b.day_on AS since_on,
            CASE WHEN b.day_on IS NULL THEN is_fresh ELSE b.day_on = t.day_on - 1 END AS is_dated,
            {", ".join(f"{_gain(name)} AS {name}" for name in (*GAINED, "engagements"))},
            r.engagements IS NOT NULL AS is_own
        FROM touched x
        JOIN analytics_publicationday t USING (publication_id, day_on)
        JOIN analytics_reading r ON r.publication_id = t.publication_id AND r.taken_at = t.taken_at
        JOIN editorial_publication p ON p.id = t.publication_id
        JOIN clients_client c ON c.id = t.client_id
        CROSS JOIN LATERAL (
            SELECT born_on >= t.day_on - 1 AS is_fresh,
                born_on >= t.day_on - CASE WHEN r.source = 'by_hand' THEN 45 ELSE 1 END AS is_new
            FROM (SELECT (p.published_at AT TIME ZONE c.time_zone)::date AS born_on) b
        ) born
        LEFT JOIN LATERAL (
            SELECT * FROM analytics_publicationday b
            WHERE b.publication_id = t.publication_id AND b.day_on < t.day_on
            ORDER BY b.day_on DESC LIMIT 1
        ) b ON true
    )
    UPDATE analytics_publicationday t SET since_on = g.since_on, is_dated = g.is_dated,
        {", ".join(f"{name}_gained = g.{name}" for name in GAINED)},
        engagements_gained = CASE
            WHEN g.is_own THEN g.engagements
            WHEN num_nonnulls({", ".join(f"g.{name}" for name in ENGAGING)}) > 0
            THEN {" + ".join(f"COALESCE(g.{name}, 0)" for name in ENGAGING)}
        END
    FROM gains g WHERE g.publication_id = t.publication_id AND g.day_on = t.day_on
    RETURNING t.channel_id, t.day_on
"""  # noqa: S608 - only names of columns are put in

_POST_TOTALS = f"""
    INSERT INTO analytics_publicationtotal
        (publication_id, agency_id, client_id, channel_id, published_at, taken_at, entered_by_id,
        {", ".join(_LEVELS)})
    SELECT p.id, p.agency_id, p.client_id, p.channel_id, p.published_at, t.taken_at, t.entered_by_id,
        {", ".join(f"t.{name}" for name in _LEVELS)}
    FROM (SELECT DISTINCT unnest(%(publications)s::bigint[]) AS id) d
    JOIN editorial_publication p ON p.id = d.id
    CROSS JOIN LATERAL (
        SELECT * FROM analytics_publicationday t WHERE t.publication_id = p.id
        ORDER BY t.day_on DESC LIMIT 1
    ) t
    ON CONFLICT (publication_id) DO UPDATE SET
        published_at = EXCLUDED.published_at, taken_at = EXCLUDED.taken_at,
        entered_by_id = EXCLUDED.entered_by_id,
        {", ".join(f"{name} = EXCLUDED.{name}" for name in _LEVELS)}
"""  # noqa: S608 - only names of columns are put in

_SUMMED = (*GAINED, "engagements")
_CHANNEL_DAYS = f"""
    WITH dirty AS (
        SELECT DISTINCT * FROM unnest(%(channels)s::bigint[], %(days)s::date[]) AS d(channel_id, day_on)
    )
    INSERT INTO analytics_channelday
        (channel_id, day_on, agency_id, client_id, taken_at, entered_by_id, n_read, followers, engagements_dated,
        {", ".join(f"{name}_gained" for name in _SUMMED)})
    SELECT h.id, d.day_on, h.agency_id, h.client_id, GREATEST(s.taken_at, f.taken_at),
        COALESCE(f.entered_by_id, s.entered_by_id), s.n_read,
        f.followers, s.dated, {", ".join(f"s.{name}" for name in _SUMMED)}
    FROM dirty d
    JOIN clients_channel h ON h.id = d.channel_id
    JOIN clients_client c ON c.id = h.client_id
    CROSS JOIN LATERAL (
        SELECT max(t.taken_at) AS taken_at, max(t.entered_by_id) AS entered_by_id, count(*) AS n_read,
            sum(t.engagements_gained) FILTER (WHERE t.is_dated) AS dated,
            {", ".join(f"sum(t.{name}_gained) AS {name}" for name in _SUMMED)}
        FROM analytics_publicationday t WHERE t.channel_id = h.id AND t.day_on = d.day_on
    ) s
    LEFT JOIN LATERAL (
        SELECT r.taken_at, r.entered_by_id, r.followers FROM analytics_channelreading r
        WHERE r.channel_id = h.id
            AND r.taken_at >= d.day_on::timestamp AT TIME ZONE c.time_zone
            AND r.taken_at < (d.day_on + 1)::timestamp AT TIME ZONE c.time_zone
        ORDER BY r.taken_at DESC LIMIT 1
    ) f ON true
    WHERE s.taken_at IS NOT NULL OR f.taken_at IS NOT NULL
    ON CONFLICT (channel_id, day_on) DO UPDATE SET
        taken_at = EXCLUDED.taken_at, entered_by_id = EXCLUDED.entered_by_id, n_read = EXCLUDED.n_read, followers = EXCLUDED.followers,
        engagements_dated = EXCLUDED.engagements_dated,
        {", ".join(f"{name}_gained = EXCLUDED.{name}_gained" for name in _SUMMED)}
"""  # noqa: S608 - only names of columns are put in


@transaction.atomic
def roll_up(*, limit: int = ROUND) -> int:
    """Computes up to `limit` marked days again and returns how many; 0 while another round is at it.

    It needs no clock: that a day is unfinished is seen by whoever looks at it, not written in the row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [Lock.ROLL_UP])
        if not cursor.fetchone()[0]:
            return 0
        # A statement of its own: the next ones then see every reading of the rows taken here.
        cursor.execute(_TAKE, {"limit": limit})
        taken: list[tuple[date, list[int], list[int]]] = cursor.fetchall()
        of_posts = sorted({(post, day) for day, posts, _ in taken for post in posts})
        channel_days = {(channel, day) for day, _, channels in taken for channel in channels}
        n_days = len(of_posts) + len(channel_days)
        if of_posts:
            parameters: dict[str, Any] = {
                "publications": [post for post, _ in of_posts],
                "days": [day for _, day in of_posts],
            }
            cursor.execute(_POST_DAYS, parameters)
            cursor.execute(_POST_GAINS, parameters)
            channel_days.update(cursor.fetchall())
            cursor.execute(_POST_TOTALS, parameters)
        if channel_days:
            ordered = sorted(channel_days)
            cursor.execute(
                _CHANNEL_DAYS,
                {
                    "channels": [channel for channel, _ in ordered],
                    "days": [day for _, day in ordered],
                },
            )
    return n_days


def roll_up_all() -> int:
    """Rounds until no marked day is left, for a first filling; returns how many days."""
    n_days = 0
    while done := roll_up():
        n_days += done
    return n_days


@transaction.atomic
def mark_all(*, client_id: int) -> int:
    """Marks every day of a client to be made again, as after a change of its zone; returns how many.

    The old days are forgotten first: in another zone they may not exist.
    """
    forget = [
        "DELETE FROM analytics_publicationday WHERE client_id = %(client)s",
        "DELETE FROM analytics_channelday WHERE client_id = %(client)s",
    ]
    mark = """
        INSERT INTO analytics_dirtyday (agency_id, day_on, publication_ids, channel_ids)
        SELECT r.agency_id, (r.taken_at AT TIME ZONE c.time_zone)::date,
            COALESCE(array_agg(DISTINCT r.publication_id) FILTER (WHERE r.publication_id IS NOT NULL), '{}'),
            COALESCE(array_agg(DISTINCT r.channel_id) FILTER (WHERE r.publication_id IS NULL), '{}')
        FROM (
            SELECT agency_id, client_id, channel_id, publication_id, taken_at FROM analytics_reading
            WHERE client_id = %(client)s
            UNION ALL
            SELECT agency_id, client_id, channel_id, NULL, taken_at FROM analytics_channelreading
            WHERE client_id = %(client)s
        ) r JOIN clients_client c ON c.id = r.client_id
        GROUP BY 1, 2
        RETURNING cardinality(publication_ids) + cardinality(channel_ids)
    """
    with connection.cursor() as cursor:
        for statement in forget:
            cursor.execute(statement, {"client": client_id})
        cursor.execute(mark, {"client": client_id})
        return sum(n for (n,) in cursor.fetchall())
