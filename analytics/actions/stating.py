"""Issuing the statement of a period: its figures are frozen, its days are closed, and it is printed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from analytics.models import Statement
from analytics.queries.budget import Period
from analytics.queries.statements import figures_of, instalment_of
from analytics.words.budget import too_much_of_the_fee
from clients.models import Client
from editorial.actions import effort
from people import audit
from people.models import Member

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
TRIES = 3
FOLDER = "statements"

_CLAIM = """
    UPDATE analytics_statement SET pdf_lease_until = smm_now() + %(lease)s WHERE id = (
        SELECT id FROM analytics_statement
        WHERE pdf_name = '' AND n_pdf_failures < %(tries)s
            AND (pdf_lease_until IS NULL OR pdf_lease_until < smm_now())
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


class StatementError(Exception):
    """The statement cannot be issued; the text is for the person who tried."""


@transaction.atomic
def issue(
    *,
    by: Member,
    client: Client,
    period: Period,
    today: date,
    note: str = "",
    fee: Decimal | None = None,
    now: datetime,
) -> Statement:
    """Freezes the period's figures and closes its days. `fee` is the part of a flat fee, None for the share of its months.

    Raises StatementError while the period goes on, for days already closed, and for more of a flat fee than is left.
    """
    # Two who issue parts of one fee at once: the second sees what the first left.
    Client.objects.select_for_update().get(pk=client.pk)
    if period.contract is None:
        raise StatementError(_("No contract was in force in this period."))
    if period.last_on >= today:
        raise StatementError(
            _("The period is not over: what is still done in it would be missing.")
        )
    try:
        closed = effort.close_period(
            by=by, client=client, first_on=period.first_on, last_on=period.last_on, now=now
        )
    except effort.EffortError as error:
        raise StatementError(str(error)) from error
    part = instalment_of(client=client, period=period)
    if part is not None and fee is not None and fee > part.left:
        raise StatementError(too_much_of_the_fee(part, period.contract.currency))
    # The days are closed before they are read: nothing can come in between.
    statement = Statement.objects.create(
        agency_id=client.agency_id, client=client, closed_period=closed, first_on=period.first_on, last_on=period.last_on,
        language=client.language, note=note, figures=figures_of(client=client, period=period, member=by, fee=fee if part else None),
        issued_by=by, issued_at=now,
    )  # fmt: skip
    audit.record(
        actor=by, agency=by.agency, verb="statement.issued", target=statement,
        data={"client": client.slug, "total": statement.figures["total"]}, now=now,
    )  # fmt: skip
    return statement


def print_due(*, compose: Callable[[Statement], bytes], limit: int = 20) -> int:
    """Prints up to `limit` statements that wait; returns how many came out. One that fails is left after three tries."""
    n_printed = 0
    for _turn in range(limit):
        statement = _claim()
        if statement is None:
            break
        try:
            pdf = compose(statement)
            name = default_storage.save(f"{FOLDER}/{statement.public_id}.pdf", ContentFile(pdf))
        except Exception:
            log.exception("Statement %s could not be printed", statement.pk)
            Statement.objects.filter(pk=statement.pk).update(n_pdf_failures=F("n_pdf_failures") + 1)
            continue
        Statement.objects.filter(pk=statement.pk).update(pdf_name=name, pdf_lease_until=None)
        n_printed += 1
    return n_printed


def _claim() -> Statement | None:
    with transaction.atomic(), connection.cursor() as cursor:
        parameters: dict[str, Any] = {"lease": LEASE, "tries": TRIES}
        cursor.execute(_CLAIM, parameters)
        row = cursor.fetchone()
    if row is None:
        return None
    return Statement.objects.select_related("client", "agency").get(pk=row[0])
