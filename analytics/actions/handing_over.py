"""Makes handover files: claims those that are wanted, has them composed, and keeps what came out.

The rows are the queue, as with reports (printing.py). Composing is done by whoever is handed in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from io import SEEK_END
from typing import IO, Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F

from analytics.models import Handover, PdfState
from analytics.models.handovers import LEASE, TRIES
from clients.models import Client
from people import audit
from people.models import Member

log = logging.getLogger(__name__)

FOLDER = "handovers"
Compose = Callable[[Handover], tuple[bytes, IO[bytes]]]

_CLAIM = """
    UPDATE analytics_handover SET lease_until = smm_now() + %(lease)s WHERE id = (
        SELECT id FROM analytics_handover
        WHERE state = 'wanted' AND (lease_until IS NULL OR lease_until < smm_now())
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


@transaction.atomic
def ask_for(*, by: Member, client: Client, now: datetime) -> Handover:
    """Puts a handover file of the client into the queue; asked for twice while it is being made, it is the same one."""
    Client.objects.select_for_update().get(pk=client.pk)
    waiting = Handover.objects.filter(client=client, state=PdfState.WANTED).first()
    if waiting is not None:
        return waiting
    made = Handover.objects.create(
        agency_id=client.agency_id, client=client, asked_by=by, asked_at=now
    )
    audit.record(actor=by, agency=by.agency, verb="handover.asked_for", target=made, now=now)
    return made


@transaction.atomic
def stop(*, by: Member, client: Client, now: datetime) -> bool:
    """Takes back the file that waits or is being made: what the worker has by then is thrown away. False where none is."""
    Client.objects.select_for_update().get(pk=client.pk)
    waiting = Handover.objects.filter(client=client, state=PdfState.WANTED).first()
    if waiting is None:
        return False
    audit.record(actor=by, agency=by.agency, verb="handover.stopped", target=waiting, now=now)
    waiting.delete()
    return True


def make_due(*, compose: Compose, now: datetime, limit: int = 5) -> int:
    """Makes up to `limit` files that wait; returns how many came out."""
    n_made = 0
    for _ in range(limit):
        with transaction.atomic(), connection.cursor() as cursor:
            values: dict[str, Any] = {"lease": LEASE}
            cursor.execute(_CLAIM, values)
            row = cursor.fetchone()
        if row is None:
            break
        n_made += _make(row[0], compose=compose, now=now)
    return n_made


def _make(handover_id: int, *, compose: Compose, now: datetime) -> bool:
    asked = Handover.objects.select_related("client__agency", "asked_by__user")
    if (wanted := asked.filter(pk=handover_id).first()) is None:  # stopped since it was taken
        return False
    own = Handover.objects.filter(pk=handover_id, state=PdfState.WANTED)
    try:
        pdf, packed = compose(wanted)
        stem = f"{FOLDER}/{wanted.public_id}"
        pdf_name = default_storage.save(f"{stem}.pdf", ContentFile(pdf))
        with packed:
            n_zip_bytes = packed.seek(0, SEEK_END)
            packed.seek(0)
            zip_name = default_storage.save(f"{stem}.zip", File(packed))
    except Exception:
        log.exception("Handover %s could not be made", handover_id)
        own.update(n_failures=F("n_failures") + 1)
        own.filter(n_failures__gte=TRIES).update(state=PdfState.FAILED, lease_until=None)
        return False
    is_kept = own.update(
        state=PdfState.MADE, pdf_name=pdf_name, zip_name=zip_name, n_pdf_bytes=len(pdf),
        n_zip_bytes=n_zip_bytes, made_at=now, lease_until=None,
    )  # fmt: skip
    if not is_kept:
        default_storage.delete(pdf_name)
        default_storage.delete(zip_name)
    return bool(is_kept)
