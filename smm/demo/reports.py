"""The reports of the months that ended: written, sent, read; one of them still a draft."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from analytics.actions import reporting
from clients.actions import access_links
from editorial import when
from smm.demo import texts
from smm.demo.cast import Cast
from smm.demo.plan import ZONE

# Late again: the report of the month that ended is still a draft there.
STILL_A_DRAFT = "tornaquercia"
MOST_MONTHS = 2


def make(cast: Cast, now: datetime) -> None:
    """For each client the last two months that ended, each made in the first days of the next one."""
    today = when.wall_of(now, ZONE).date()
    for demo in texts.clients():
        for turn, month_on in enumerate(_months(today)):
            _report(cast, demo, month_on, turn=turn, is_last=turn == MOST_MONTHS - 1, now=now)


def _months(today: date) -> list[date]:
    """The first days of the months that ended, oldest first."""
    months: list[date] = []
    first = today.replace(day=1)
    for _ in range(MOST_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        months.insert(0, first)
    return months


def _report(
    cast: Cast, demo: texts.DemoClient, month_on: date, *, turn: int, is_last: bool, now: datetime
) -> None:
    luca, client = cast.members["luca"], cast.clients[demo.key]
    ended = (month_on + timedelta(days=32)).replace(day=1)
    made_at = min(
        when.instant_of(datetime.combine(ended + timedelta(days=2), time(9, 40)), ZONE),
        now - timedelta(minutes=30),
    )
    report = reporting.make_report(by=luca, client=client, month_on=month_on, now=made_at)
    if is_last and demo.key == STILL_A_DRAFT:
        return
    reporting.write_words(
        by=luca,
        report=report,
        in_brief=demo.reports["in_brief"][turn],
        next_steps=demo.reports["next_steps"][turn],
        needs=demo.reports["needs"][turn],
        now=made_at,
    )
    contact = cast.contacts[demo.key][0]
    sent_at = min(made_at + timedelta(hours=7), now - timedelta(minutes=20))
    _link, token = reporting.make_link(by=luca, report=report, label=contact.name, now=sent_at)
    if demo.key != "passolieve":  # she has not looked
        for hours in (2, 30):
            read_at = min(sent_at + timedelta(hours=hours), now - timedelta(minutes=5))
            reporting.read_by_link(token=token, now=read_at, is_counted=True)


def open_the_portal(cast: Cast, now: datetime) -> None:
    """A way into the client area for who approves, given when the work began."""
    for demo in texts.clients():
        contact = cast.contacts[demo.key][0]
        access_links.send(by=cast.members["nora"], contact=contact, now=now - timedelta(days=21))
