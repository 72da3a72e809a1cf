"""What the agency knows of a network, written down again each time somebody looks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clients.models import NetworkSheet
from people import audit
from people.models import Member


@transaction.atomic
def look_at(*, by: Member, network: str, text: str, now: datetime) -> NetworkSheet:
    """Writes down how a network behaves now; the same words again say that they are still true."""
    made = NetworkSheet.objects.create(
        agency_id=by.agency_id, network=network, text=text, checked_at=now, checked_by=by
    )
    audit.record(
        actor=by,
        agency=by.agency,
        verb="network.looked_at",
        target=made,
        data={"network": network},
        now=now,
    )
    return made
