"""Hours: what people confirm of their days, and the timer. Only one's own; a closed period stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.models import Client, WorkPackage
from editorial.effort import Line
from editorial.models import ClosedPeriod, Origin, TimeEntry, Timer
from people import audit, cldr
from people.models import Member

A_DAY = 24 * 60


class EffortError(Exception):
    """The hours cannot be; the text is for the person who tried."""


@contextmanager
def _said_in_words() -> Iterator[None]:
    """What the database refuses, as a sentence; nothing of it is kept."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name == "timeentry_day_has_24_hours":
            raise EffortError(
                _("With this the day would have more than 24 hours. Nothing was saved.")
            ) from error
        if name == "timeentry_day_has_begun":
            raise EffortError(_("That day is still to come.")) from error
        if name == "period_closed":
            raise EffortError(closed_words()) from error
        raise


def closed_words() -> str:
    """Why something inside a closed period does not change."""
    return _(
        "The statement of these days is issued, so they no longer change. What is missing goes into the next period."
    )


def today_of(member: Member, now: datetime) -> date:
    """The day it is where the agency works."""
    return now.astimezone(ZoneInfo(member.agency.time_zone)).date()


def _begun(member: Member, on: date, now: datetime) -> None:
    if on > today_of(member, now):
        raise EffortError(_("That day is still to come."))


def log_time(
    *,
    by: Member,
    client: Client,
    on: date,
    minutes: int,
    activity: str,
    note: str = "",
    work_package: WorkPackage | None = None,
    origin: str = Origin.GRID,
    now: datetime,
) -> TimeEntry:
    """Writes down minutes of one's own. Raises EffortError for a day to come, more than 24 hours, a closed period."""
    _begun(by, on, now)
    if not 0 < minutes <= A_DAY:
        raise EffortError(_("A line has at least a minute, and at most 24 hours."))
    if work_package is not None and work_package.client_id != client.pk:
        raise EffortError(_("This work package is of another client."))
    with _said_in_words():
        entry = TimeEntry.objects.create(
            agency_id=client.agency_id, client=client, member=by, on=on, minutes=minutes, activity=activity,
            note=note, work_package=work_package or usual_package(by, client), origin=origin, confirmed_at=now,
        )  # fmt: skip
        _record(by, "hours.written", client, {"on": on, "minutes": minutes}, now)
    return entry


def usual_package(member: Member, client: Client) -> WorkPackage | None:
    """The work package on which the member last wrote hours for this client; None where there are none."""
    last = TimeEntry.objects.of(member).filter(client=client, work_package__isnull=False)
    found = last.select_related("work_package").order_by("-on", "-pk").first()
    return found.work_package if found else None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A proposed line as its person corrected it; 0 minutes leave it out for good."""

    line: Line
    client: Client
    minutes: int
    activity: str


def confirm(*, by: Member, on: date, lines: Iterable[Confirmed], now: datetime) -> int:
    """Confirms proposed lines of a day, all or none; returns the minutes that count. Raises EffortError as writing does."""
    _begun(by, on, now)
    chosen = list(lines)
    total = sum(each.minutes for each in chosen)
    with _said_in_words():
        for each in chosen:
            TimeEntry.objects.create(
                agency_id=by.agency_id, client=each.client, member=by, on=on, minutes=each.minutes,
                activity=each.activity, post_id=each.line.post_id, origin=Origin.PROPOSED,
                work_package=usual_package(by, each.client),
                from_at=each.line.from_at, until_at=each.line.until_at, confirmed_at=now,
            )  # fmt: skip
        if chosen:
            audit.record(
                actor=by, agency=by.agency, verb="hours.confirmed", target=by,
                data={"on": on, "lines": len(chosen), "minutes": total}, now=now,
            )  # fmt: skip
    return total


def change_entry(
    *, by: Member, entry: TimeEntry, minutes: int, activity: str, note: str, now: datetime
) -> None:
    """Corrects one's own line; 0 minutes take it away."""
    if entry.member_id != by.pk:
        raise EffortError(_("These are somebody else's hours."))
    if minutes == 0:
        remove_entry(by=by, entry=entry, now=now)
        return
    before = entry.minutes
    with _said_in_words():
        changed = TimeEntry.objects.filter(pk=entry.pk)
        changed.update(minutes=minutes, activity=activity, note=note)
        data = {"on": entry.on, "from": before, "to": minutes}
        _record(by, "hours.changed", entry.client, data, now)


def remove_entry(*, by: Member, entry: TimeEntry, now: datetime) -> None:
    """Takes one's own line away; its acts are proposed again."""
    if entry.member_id != by.pk:
        raise EffortError(_("These are somebody else's hours."))
    with _said_in_words():
        data = {"on": entry.on, "minutes": entry.minutes}
        _record(by, "hours.removed", entry.client, data, now)
        entry.delete()


@transaction.atomic
def set_cell(
    *, by: Member, client: Client, on: date, activity: str, minutes: int, now: datetime
) -> None:
    """What a person wrote into the week's grid for a client, an activity and a day: that much, whatever stood there."""
    _begun(by, on, now)
    mine = TimeEntry.objects.of(by).filter(
        client=client, on=on, activity=activity, origin=Origin.GRID
    )
    if sum(mine.values_list("minutes", flat=True)) == minutes:
        return
    with _said_in_words():
        mine.delete()
        if minutes:
            TimeEntry.objects.create(
                agency_id=client.agency_id, client=client, member=by, on=on, minutes=minutes,
                activity=activity, origin=Origin.GRID, confirmed_at=now,
            )  # fmt: skip
        _record(by, "hours.written", client, {"on": on, "minutes": minutes}, now)


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a clock left: its line, and the minutes it ran. Where it ran longer than its day had room, the line is shorter."""

    entry: TimeEntry
    ran: int

    @property
    def is_cut(self) -> bool:
        """Whether only a part of what it measured was written down."""
        return self.entry.minutes < self.ran


def start_timer(*, by: Member, client: Client, activity: str, now: datetime) -> Stopped | None:
    """Starts the clock for a client. One that runs is stopped first, and what it measured is kept: that is returned."""
    stopped = stop_timer(by=by, now=now)
    Timer.objects.get_or_create(
        member=by,
        defaults={
            "agency_id": by.agency_id, "client": client, "activity": activity, "started_at": now,
        },
    )  # fmt: skip
    return stopped


def stop_timer(*, by: Member, now: datetime) -> Stopped | None:
    """Stops one's clock and writes down what it measured, on the day it was started; None where none ran.

    Minutes are rounded up. Of a clock that was forgotten only what fits into its day is written, and `is_cut` says so:
    the line can be corrected. Raises EffortError as writing does.
    """
    with transaction.atomic():
        timer = (
            Timer.objects.select_for_update(of=("self",))
            .select_related("client")
            .filter(member=by)
            .first()
        )
        if timer is None:
            return None
        timer.delete()
        on = timer.started_at.astimezone(ZoneInfo(by.agency.time_zone)).date()
        ran = max(-(-int((now - timer.started_at).total_seconds()) // 60), 1)
        taken = sum(TimeEntry.objects.of(by).filter(on=on).values_list("minutes", flat=True))
        entry = log_time(
            by=by, client=timer.client, on=on, minutes=max(min(ran, A_DAY - taken), 1),
            activity=timer.activity, origin=Origin.TIMER, now=now,
        )  # fmt: skip
        return Stopped(entry, ran)


def discard_timer(*, by: Member) -> None:
    """Stops one's clock and writes nothing down."""
    Timer.objects.filter(member=by).delete()


@transaction.atomic
def close_period(
    *, by: Member, client: Client, first_on: date, last_on: date, now: datetime
) -> ClosedPeriod:
    """From now on hours, costs and boosts of these days no longer change. Raises EffortError where some are closed."""
    try:
        with transaction.atomic():
            return ClosedPeriod.objects.create(
                agency_id=client.agency_id, client=client, first_on=first_on, last_on=last_on,
                closed_by=by, closed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        if "closedperiod_once" not in str(error):
            raise
        until = cldr.day(last_on, "d MMMM y")
        raise EffortError(
            _("A statement of some of the days up to %(day)s is issued already.") % {"day": until}
        ) from error


def _record(by: Member, verb: str, client: Client, data: dict[str, object], now: datetime) -> None:
    audit.record(actor=by, agency=by.agency, verb=verb, target=client, data=data, now=now)
