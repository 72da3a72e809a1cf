"""Prints reports: claims those whose PDF is wanted, has them set, and keeps what came out.

The rows are the queue. Setting is done by whoever is handed in, so that this knows nothing of typefaces; a print of
words that changed meanwhile is thrown away, and the report is printed again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F

from analytics.models import PdfState, Report
from people import audit
from people.models import Member

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
TRIES = 3
FOLDER = "reports"
Compose = Callable[[Report], bytes]

_CLAIM = """
    UPDATE analytics_report SET pdf_lease_until = smm_now() + %(lease)s WHERE id = (
        SELECT id FROM analytics_report
        WHERE pdf_state = 'wanted' AND (%(id)s::bigint IS NULL OR id = %(id)s)
            AND (pdf_lease_until IS NULL OR pdf_lease_until < smm_now())
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, pdf_edition
"""


@dataclass(frozen=True, slots=True)
class _Claimed:
    report_id: int
    edition: int


def print_due(*, compose: Compose, now: datetime, limit: int = 20) -> int:
    """Prints up to `limit` reports that wait and returns how many came out."""
    n_printed = 0
    for _ in range(limit):
        claimed = _claim(report_id=None)
        if claimed is None:
            break
        n_printed += _print(claimed, compose=compose, now=now)
    return n_printed


def print_one(*, report_id: int, compose: Compose, now: datetime) -> None:
    """Prints this report now if it waits and nobody is at it; returns when that is done, whatever came of it."""
    claimed = _claim(report_id=report_id)
    if claimed is not None:
        _print(claimed, compose=compose, now=now)


def want_again(*, by: Member, report: Report, now: datetime) -> None:
    """Puts a report whose printing was given up or stopped back into the queue; harmless for any other."""
    changed = Report.objects.filter(pk=report.pk, pdf_state=PdfState.FAILED).update(
        pdf_state=PdfState.WANTED, n_pdf_failures=0, pdf_lease_until=None
    )
    if changed:
        audit.record(
            actor=by, agency=report.agency, verb="report.print_wanted", target=report, now=now
        )


def stop(*, by: Member, report: Report, now: datetime) -> bool:
    """Gives up a print that waits or is being made: what the printer has by then is thrown away. False where none is."""
    stopped = Report.objects.filter(pk=report.pk, pdf_state=PdfState.WANTED).update(
        pdf_state=PdfState.FAILED, n_pdf_failures=0, pdf_lease_until=None
    )
    if stopped:
        audit.record(
            actor=by, agency=report.agency, verb="report.print_stopped", target=report, now=now
        )
    return bool(stopped)


def _claim(*, report_id: int | None) -> _Claimed | None:
    with transaction.atomic(), connection.cursor() as cursor:
        parameters: dict[str, Any] = {"lease": LEASE, "id": report_id}
        cursor.execute(_CLAIM, parameters)
        row = cursor.fetchone()
    return None if row is None else _Claimed(*row)


def _print(claimed: _Claimed, *, compose: Compose, now: datetime) -> bool:
    own = Report.objects.filter(pk=claimed.report_id, pdf_edition=claimed.edition)
    report = own.select_related("client__agency").first()
    if report is None:  # its words changed since; the next round takes it
        return False
    try:
        pdf = compose(report)
        name = default_storage.save(
            f"{FOLDER}/{report.public_id}-{claimed.edition}.pdf", ContentFile(pdf)
        )
    except Exception:
        log.exception("Report %s could not be printed", report.pk)
        _failed(claimed)
        return False
    before = report.pdf_name
    is_kept = own.filter(pdf_state=PdfState.WANTED).update(
        pdf_state=PdfState.MADE, pdf_name=name, n_pdf_bytes=len(pdf), pdf_made_at=now,
        pdf_lease_until=None, n_pdf_failures=0,
    )  # fmt: skip
    unwanted = before if is_kept else name
    if unwanted:
        default_storage.delete(unwanted)
    return bool(is_kept)


def _failed(claimed: _Claimed) -> None:
    """Counts the failure; the lease is the pause before the next try, and after three there is none."""
    own = Report.objects.filter(
        pk=claimed.report_id, pdf_edition=claimed.edition, pdf_state=PdfState.WANTED
    )
    own.update(n_pdf_failures=F("n_pdf_failures") + 1)
    own.filter(n_pdf_failures__gte=TRIES).update(pdf_state=PdfState.FAILED, pdf_lease_until=None)
