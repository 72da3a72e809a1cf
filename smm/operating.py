"""How the whole installation does, for whoever runs it: some twenty figures, each with its aim, from four queries.

Shown in the admin (smm/admin_site.py) and, with a token, as JSON (smm/operations.py). Of all agencies together: no name of a
client or a person is among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.actions.gates import MANY_FAILURES
from editorial.queries.lateness import oldest_unclaimed
from people import clock_watch

# Only rows that small indexes lead to: it is asked every minute.
_FIGURES = """
WITH started AS MATERIALIZED (
    SELECT extract(epoch FROM d.first_sent_at - d.due_at) AS lag
      FROM editorial_publication p JOIN editorial_delivery d ON d.id = p.delivery_id
     WHERE p.published_at > %(now)s - interval '1 hour' AND d.first_sent_at IS NOT NULL
       AND d.first_sent_at > %(now)s - interval '1 hour'
), doubtful AS MATERIALIZED (
    SELECT first_sent_at FROM editorial_delivery WHERE state = 'unknown'
), asked AS MATERIALIZED (
    SELECT due_at FROM editorial_delivery
     WHERE state = 'needs_human' AND state IN ('blocked', 'by_hand', 'missed', 'needs_human', 'unknown')
), gates AS MATERIALIZED (
    SELECT reason FROM clients_gate WHERE shut_until > %(now)s
), waiting AS MATERIALIZED (
    SELECT CASE WHEN n_attempts > 0 THEN created_at ELSE next_attempt_at END AS since
      FROM people_outbox
     WHERE done_at IS NULL AND (n_attempts > 0 OR next_attempt_at <= %(now)s)
)
SELECT
    (SELECT count(*) FROM started),
    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY lag) FROM started),
    (SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY lag) FROM started),
    (SELECT max(lag) FROM started),
    (SELECT count(*) FROM doubtful), (SELECT extract(epoch FROM %(now)s - min(first_sent_at)) FROM doubtful),
    (SELECT count(*) FROM asked), (SELECT extract(epoch FROM %(now)s - min(due_at)) FROM asked),
    (SELECT count(*) FROM gates WHERE reason = %(broken)s), (SELECT count(*) FROM gates WHERE reason <> %(broken)s),
    (SELECT count(*) FROM clients_channel WHERE health = 'reconnect'),
    (SELECT count(*) FROM clients_channel WHERE health = 'ok'),
    (SELECT count(*) FROM clients_credential WHERE refresh_problem <> ''),
    (SELECT count(*) FROM waiting), (SELECT extract(epoch FROM %(now)s - min(since)) FROM waiting),
    (SELECT count(*) FROM editorial_publication o
      WHERE o.delivery_id IS NULL AND o.source = 'network' AND o.published_at > %(now)s - interval '48 hours' AND o.text <> ''
        AND EXISTS (SELECT FROM editorial_publication p
                     WHERE p.channel_id = o.channel_id AND p.delivery_id IS NOT NULL AND p.text = o.text
                       AND p.published_at BETWEEN o.published_at - interval '48 hours' AND o.published_at + interval '48 hours')),
    (SELECT extract(epoch FROM %(now)s - max(looked_at)) FROM editorial_channellook),
    (SELECT extract(epoch FROM %(now)s - max(at)) FROM people_auditentry
      WHERE agency_id IS NULL AND verb = %(backed_up)s),
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
    (SELECT setting::integer FROM pg_settings WHERE name = 'max_connections'),
    (SELECT count(*) FROM people_installation WHERE paused_at IS NOT NULL)
"""
BACKED_UP = "installation.backed_up"
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `value` in `unit` (`s`, or nothing for a number), None where there is nothing to tell; not more than `aim` is well."""

    key: str
    name: Promise
    words: Promise
    value: float | None
    unit: str = ""
    aim: float | None = None
    # Where nothing was told, that itself is not well.
    must_be_told: bool = False

    @property
    def is_well(self) -> bool | None:
        """Whether it reaches its aim; None where it has none, or there is nothing to judge."""
        if self.value is None:
            return False if self.must_be_told else None
        return None if self.aim is None else self.value <= self.aim


def figures(*, now: datetime) -> list[Figure]:
    """All of them, in the order in which one looks; four queries."""
    waits_since = oldest_unclaimed(now=now)
    clocks = clock_watch.skewed(now=now)
    values: dict[str, Any] = {"now": now, "broken": MANY_FAILURES, "backed_up": BACKED_UP}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, values)
        (
            n_started, p50, p95, slowest, n_unknown, unknown_s, n_asked, asked_s, n_broken, n_shut, n_reconnect,
            n_connected, n_refresh, n_outbox, outbox_s, n_twice, look_s, backup_s, n_connections, most, n_paused,
        ) = cursor.fetchone()  # fmt: skip
    waits_s = (now - waits_since).total_seconds() if waits_since else 0
    off_s = max((abs(each) for each in clocks.values()), default=0)
    return [
        Figure("paused", _("Stands still"),
               _("1 after a backup was put back or the installation was copied: nothing goes out until it is let go."),
               n_paused, aim=0),
        Figure("oldest_due_s", _("Waits for a worker since"),
               _("The delivery that is due and has waited longest. A minute means that no worker publishes."),
               waits_s, "s", _MINUTE),
        Figure("started_last_hour", _("Went out in the last hour"), _("Sent by the program, of all agencies."), n_started),
        Figure("lag_p50_s", _("From due to begun, half of them"), _("Of what went out in the last hour: half began sooner."),
               p50, "s", 2),
        Figure("lag_p95_s", _("From due to begun, 19 of 20"), _("Nineteen of twenty began sooner."), p95, "s", 15),
        Figure("lag_max_s", _("From due to begun, the slowest"),
               _("Tries after an outage and channels that catch up, five minutes apart, are among them."), slowest, "s"),
        Figure("unknown", _("In doubt"), _("May be out or not; they are being looked up."), n_unknown),
        Figure("unknown_age_s", _("In doubt since"), _("The oldest. After fifteen minutes a person is asked."),
               unknown_s, "s", 20 * _MINUTE),
        Figure("needs_human", _("A person must decide"), _("Nobody could find out whether they are out."), n_asked, aim=0),
        Figure("needs_human_age_s", _("A person must decide since"), _("How long ago the oldest of them was due."),
               asked_s, "s", _HOUR),
        Figure("breakers_open", _("Channels that failed too often"),
               _("Calls pause after five failures in a row and are tried again by themselves."), n_broken, aim=0),
        Figure("gates_shut", _("Channels asked to wait"), _("Their network set a limit; they go on by themselves."), n_shut),
        Figure("channels_connected", _("Connected channels"), _("Whose connection works."), n_connected),
        Figure("channels_to_reconnect", _("Channels to reconnect"),
               _("Their network lets us in no longer. The agency was told."), n_reconnect, aim=0),
        Figure("refresh_failures", _("Connections that could not be renewed"),
               _("The last try to renew their tokens failed; it is tried again by itself."), n_refresh, aim=0),
        Figure("outbox", _("Outgoing messages that wait"), _("E-mails and the like that are due and not handed on."), n_outbox),
        Figure("outbox_age_s", _("Outgoing messages wait since"),
               _("The oldest. Ten minutes mean that the mail server refuses them or no worker hands them on."),
               outbox_s, "s", 10 * _MINUTE),
        Figure("duplicates", _("Posts that stand twice"),
               _("Seen by the nightly look in the last 48 hours: a post with the words of one of ours that no delivery made. A person may have copied it."),
               n_twice, aim=0),
        Figure("nightly_look_age_s", _("The last nightly look"), _("How long ago a channel was looked at."), look_s, "s"),
        Figure("backup_age_s", _("The last backup"),
               _("As the backup itself tells, by manage.py backed_up at its end."), backup_s, "s", 26 * _HOUR, must_be_told=True),
        Figure("clock_off_s", _("Clocks differ by"), _("The machine whose clock is farthest from the database's."),
               off_s, "s", clock_watch.TOLD_FROM_S),
        Figure("database_connections", _("Connections to the database"), _("Of those that the server allows."),
               n_connections, aim=int(most * 0.8)),
    ]  # fmt: skip
