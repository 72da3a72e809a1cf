"""What the clock does for figures. The messages carry nothing: the rows say what is due."""

from __future__ import annotations

from celery import shared_task

from analytics import statement_files
from analytics.actions import (
    burn_alerts,
    collecting,
    handing_over,
    printing,
    reopening,
    rolling_up,
    stating,
)
from analytics.views.showing_handover import files_of
from analytics.views.showing_print import pdf_of
from people.clock import database_now


@shared_task
def measure_due() -> None:
    """Measure the posts whose time has come."""
    collecting.measure_due(now=database_now())


@shared_task
def measure_channels() -> None:
    """Read the followers of the channels."""
    collecting.measure_channels(now=database_now())


@shared_task
def roll_up() -> None:
    """Compute the days that have new readings."""
    rolling_up.roll_up()


@shared_task
def prepare_months() -> None:
    """Make the tables of the months to come."""
    collecting.prepare_months(now=database_now())


@shared_task
def print_reports() -> None:
    """Set the reports and statements on paper whose PDF is wanted."""
    printing.print_due(compose=pdf_of, now=database_now())


@shared_task
def make_handovers() -> None:
    """Make the handover files that were asked for."""
    handing_over.make_due(compose=files_of, now=database_now())
    stating.print_due(compose=statement_files.pdf_of)


@shared_task
def watch_hours() -> None:
    """Tell who may see money whose hours are nearly used up."""
    burn_alerts.tell_of_hours(now=database_now())


@shared_task
def reopen_fits() -> None:
    """Ask again about channels whose goals ended three months under their pace."""
    reopening.reopen_fits(now=database_now())
