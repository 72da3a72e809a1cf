"""The hours of a project, as its timesheets tell them."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from analytics.timesheets import Spent, Timesheet, timesheet
from clients.models import Client
from clients.queries.contracts import month_span
from editorial.models import TimeEntry

# So many months are offered, the latest first: a project is rarely asked for older ones.
MONTHS = 12


def months_with_hours(*, client: Client) -> list[tuple[date, int]]:
    """The months in which hours fell on a work package: (first day, minutes on packages); one query."""
    hours = TimeEntry.objects.counted().filter(client=client, work_package__isnull=False)
    months = hours.annotate(month=TruncMonth("on")).order_by("-month").values("month")
    return [
        (each["month"], each["minutes"])
        for each in months.annotate(minutes=Sum("minutes"))[:MONTHS]
    ]


def timesheet_of(*, client: Client, on: date) -> Timesheet:
    """The timesheet of the month of a day; one query."""
    first_on, last_on = month_span(on)
    rows = (
        TimeEntry.objects.counted()
        .filter(client=client, on__gte=first_on, on__lte=last_on)
        .order_by("on")
        .values_list(
            "work_package__code", "work_package__title", "member__user__name", "member__user__email", "on"
        )
        .annotate(minutes=Sum("minutes"))
    )  # fmt: skip
    return timesheet(
        first_on,
        [
            Spent(f"{code} {title}" if code else "", name or email, day, minutes)
            for code, title, name, email, day, minutes in rows
        ],
    )
