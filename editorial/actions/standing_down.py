"""A database put back from a backup, or copied, sends nothing: first it is found out what is out already.

Whatever is due may have been published by the installation that the database was taken from. It becomes doubtful and is
read back from its network like everything doubtful; what is proved absent waits for a person to let the installation go.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import connection, transaction

from editorial.actions import alerts
from people import audit, installation
from people.models import Installation

log = logging.getLogger(__name__)

_FREE_CLAIMED = """
UPDATE editorial_delivery SET state = 'scheduled', owner = NULL, lease_until = NULL
 WHERE state = 'claimed' AND due_at <= %(now)s
"""
# An attempt nobody here made stands for the one that may have been made there, so that the doubt begins now.
_DOUBT = """
WITH doubted AS (
    UPDATE editorial_delivery
       SET state = 'unknown', epoch = epoch + 1, check_after = %(now)s, n_negative_reads = 0,
           first_sent_at = COALESCE(first_sent_at, due_at), reason = 'put_back', reason_params = '{}'
     WHERE state = 'scheduled' AND due_at <= %(now)s
    RETURNING id, agency_id, epoch, due_at
), tried AS (
    INSERT INTO editorial_attempt
           (agency_id, delivery_id, epoch, started_at, ended_at, outcome, error_kind, error_code, answer)
    SELECT agency_id, id, epoch, due_at, %(now)s, 'doubtful', 'put_back', '', '' FROM doubted
)
SELECT count(*) FROM doubted
"""
# A later part cannot be told from the same words of somebody else: a person looks.
_ASK_ABOUT_PARTS = """
UPDATE editorial_step s SET state = 'needs_human', problem = 'put_back', problem_params = '{}'
  FROM editorial_delivery d
 WHERE d.id = s.delivery_id AND d.state = 'published' AND s.state = 'waiting' AND s.next_try_at <= %(now)s
RETURNING d.id
"""


def stand_down_if_put_back(*, now: datetime) -> bool:
    """Pause this installation when its database was put back or copied; returns whether it just was."""
    why = installation.doubt(now=now)
    if why is None:
        installation.show_life(now=now)
        return False
    return stand_down(why=why, now=now)


def stand_down(*, why: Installation.Why, now: datetime) -> bool:
    """Pause this installation and doubt whatever is due; returns False when it is paused already."""
    with transaction.atomic(), connection.cursor() as cursor:
        since = installation.adopt(why=why, now=now)
        if since is None:
            return False
        cursor.execute(_FREE_CLAIMED, {"now": now})
        cursor.execute(_DOUBT, {"now": now})
        n_doubted = cursor.fetchone()[0]
        cursor.execute(_ASK_ABOUT_PARTS, {"now": now})
        cut_short = [id for (id,) in cursor.fetchall()]
        alerts.raise_for_many(cut_short, what=alerts.REST_DECIDE, now=now)
        audit.record(
            actor=None,
            agency=None,
            verb="installation.paused",
            target=Installation.objects.get(pk=1),
            data={"why": str(why), "since": since.isoformat(), "doubted": n_doubted},
            now=now,
        )
    installation.keep_up()
    log.error("Nothing goes out (%s). An administrator lets it go again.", why.value)
    return True
