"""Opening the addresses that a client's public is sent to: what is due, one address of each site at a time, politely.

Through the one door that lets no address inside our own network be read, without cookies and without the words that statistics
count by. While nothing at all opens the fault is taken to be our own line's, and nothing is held against anybody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, transaction
from psycopg2.extras import execute_values

from clients import dead_links
from clients.models import LinkCheck
from clients.models.clients import Status
from networks import http
from networks.errors import ErrorKind, NetworkError
from people.ids import uuid7

log = logging.getLogger(__name__)

CALL_S = 8.0
# The head of a page says whether it is there.
MAX_BYTES = 64 * 1024
LEASE = timedelta(minutes=5)
MOST_AT_ONCE = 20
OUR_LINE = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=30)

_WANT = """
INSERT INTO clients_linkcheck AS k (public_id, agency_id, client_id, url, host, wanted_until, ask_at, trouble, n_failed, is_dead)
VALUES %s
ON CONFLICT (client_id, url) DO UPDATE SET wanted_until = GREATEST(k.wanted_until, EXCLUDED.wanted_until)
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address (dead_links.address) that people are sent to until a time."""

    agency_id: int
    client_id: int
    url: str
    until: datetime


def want(addresses: Iterable[Wanted], *, now: datetime) -> None:
    """From now on these are asked too. Twice is harmless; of one address the last day counts."""
    last: dict[tuple[int, str], Wanted] = {}
    for each in sorted(addresses, key=lambda each: (each.client_id, each.url, each.until)):
        last[each.client_id, each.url] = each
    rows = [
        (str(uuid7()), each.agency_id, each.client_id, each.url, (urlsplit(each.url).hostname or "")[:255],
         each.until, now, "", 0, False)
        for each in last.values()
    ]  # fmt: skip
    if rows:
        with connection.cursor() as cursor, connection.wrap_database_errors:
            execute_values(cursor.cursor, _WANT, rows, page_size=500)


def open_due(*, clock: Callable[[], datetime], seconds: float = 45.0) -> int:
    """Asks some of the addresses that are due, the longest due first; how many answered or failed to."""
    until = time.monotonic() + seconds
    asked: list[tuple[LinkCheck, NetworkError | None]] = []
    for check in _take_due(clock()):
        if time.monotonic() > until:
            break  # its lease ends, and it is asked then
        asked.append((check, _opened(check.url)))
    if asked and all(dead_links.is_of_our_line(error) for _, error in asked) and not _line_is_up():
        LinkCheck.objects.filter(pk__in=[check.pk for check, _ in asked]).update(
            ask_at=clock() + OUR_LINE
        )
        return 0
    for check, error in asked:
        _keep(check, dead_links.trouble_of(error) if error else None, clock())
    return len(asked)


def ask_again(*, check: LinkCheck, now: datetime) -> None:
    """Somebody says that it is mended: it is asked within a minute."""
    LinkCheck.objects.filter(pk=check.pk).update(ask_at=now)


def forget(*, now: datetime) -> None:
    """Forgets the addresses that nobody has been sent to for a while."""
    LinkCheck.objects.filter(wanted_until__lt=now - FORGOTTEN_AFTER).delete()


@transaction.atomic
def _take_due(now: datetime) -> list[LinkCheck]:
    """The addresses to be asked now, one of each site, put off for other workers while we ask."""
    due = LinkCheck.objects.filter(ask_at__lte=now, wanted_until__gt=now)
    # The longest due of each site: a site with a thousand pages keeps no other waiting.
    first = due.exclude(client__status=Status.ARCHIVED).order_by("host", "ask_at", "pk")
    taken = list(
        due.filter(pk__in=first.distinct("host").values("pk"))
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("ask_at", "pk")[:MOST_AT_ONCE]
    )
    LinkCheck.objects.filter(pk__in=[row.pk for row in taken]).update(ask_at=now + LEASE)
    return taken


def _opened(url: str) -> NetworkError | None:
    """None where the page opened, else what came instead."""
    if dead_links.is_nowhere(urlsplit(url).hostname or ""):
        return NetworkError(ErrorKind.NOT_SUPPORTED, "reserved_name")
    try:
        http.door().fetch_public(url, timeout_s=CALL_S, max_bytes=MAX_BYTES)
    except NetworkError as error:
        log.info("an address did not open: %s", error)
        return error
    return None


def _line_is_up() -> bool:
    """Whether what opened last opens now."""
    opened = LinkCheck.objects.filter(opened_at__isnull=False).order_by("-opened_at")[:20]
    last = next((each.url for each in opened if not dead_links.is_nowhere(each.host)), None)
    return last is not None and not dead_links.is_of_our_line(_opened(last))


def _keep(check: LinkCheck, trouble: dead_links.Trouble | None, now: datetime) -> None:
    known, pause = dead_links.judged(check.known, trouble, now=now)
    more: dict[str, Any] = {} if trouble else {"opened_at": now}
    LinkCheck.objects.filter(pk=check.pk).update(
        asked_at=now,
        ask_at=now + pause,
        trouble=known.trouble,
        failing_since=known.failing_since,
        n_failed=known.n_failed,
        is_dead=known.is_dead,
        **more,
    )
