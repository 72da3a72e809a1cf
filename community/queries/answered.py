"""How a client's people were answered in some days: how many, in time or not, how soon, and in the first hour of a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from clients.models import Client

# Where nothing was promised, somebody who has waited longer than this was left without an answer.
PATIENCE = timedelta(days=2)
FIRST_HOUR = timedelta(hours=1)

# What asks for nothing, spam and history count nowhere; who still waits in time is not judged yet.
_ASKED = """
    WITH said AS (
        SELECT u.settled = 'answered' AS is_answered, u.said_at, u.settled_at, u.due_at,
            u.said_at <= p.published_at + %(hour)s AS is_first_hour
        FROM community_utterance u JOIN community_conversation c ON c.id = u.conversation_id
        LEFT JOIN editorial_publication p ON p.id = c.publication_id
        WHERE u.client_id = %(client)s AND NOT u.is_own AND u.settled IN ('', 'answered')
          AND u.said_at >= %(from)s AND u.said_at <= %(now)s
    ), judged AS (
        SELECT * FROM said WHERE is_answered OR COALESCE(due_at, said_at + %(patience)s) < %(now)s
    )
    SELECT count(*), count(*) FILTER (WHERE is_answered),
        count(*) FILTER (WHERE due_at IS NOT NULL),
        count(*) FILTER (WHERE due_at IS NOT NULL AND is_answered AND settled_at <= due_at),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY settled_at - said_at) FILTER (WHERE is_answered),
        count(*) FILTER (WHERE is_first_hour),
        count(*) FILTER (WHERE is_first_hour AND is_answered AND settled_at <= said_at + %(hour)s)
    FROM judged
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """Of `n` things that people said and that asked for an answer `n_answered` got one, half of them within `median`.

    `n_promised` had a promised time and `n_in_time` were answered within it; `n_first_hour` were said in the first hour of a post
    of ours, and `n_present` of them answered within an hour.
    """

    n: int
    n_answered: int
    n_promised: int
    n_in_time: int
    median: timedelta | None
    n_first_hour: int
    n_present: int


def answered(*, client: Client, since: datetime, now: datetime) -> Answered:
    """What was said from `since` to `now`, in one query."""
    values: dict[str, Any] = {
        "client": client.pk, "from": since, "now": now, "hour": FIRST_HOUR, "patience": PATIENCE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, values)
        return Answered(*cursor.fetchone())
