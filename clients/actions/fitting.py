"""Which networks a client is on: scored, decided by a person, reopened by figures; and what matters to the client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from clients.fit import NAMES
from clients.models import Client, FitAssessment, FitWeights
from clients.models.fitting import MOST_BECAUSE
from people import audit
from people.models import Member


@transaction.atomic
def decide(
    *,
    by: Member,
    client: Client,
    network: str,
    scores: Mapping[str, int],
    decision: str,
    evidence: Mapping[str, str] | None = None,
    reason: str = "",
    hours: Decimal | None = None,
    review_on: date | None = None,
    now: datetime,
) -> FitAssessment:
    """Decides on a network with its scores and reasons, for the first time or again. Whatever reopened it is settled."""
    row = _assessment(client, network)
    before = row.decision if row else ""
    row = row or FitAssessment(agency_id=client.agency_id, client=client, network=network)
    for name in NAMES:
        setattr(row, name, scores[name])
    row.evidence = {name: text for name, text in (evidence or {}).items() if text}
    row.reason, row.hours, row.review_on = reason, hours, review_on
    row.decision, row.decided_by, row.decided_at = decision, by, now
    row.reopened_because, row.reopened_at = "", None
    row.save()
    data = {"network": network, "from": before, "to": str(decision), "scores": dict(scores)}
    _record(by, client, "fit.decided", data, now)
    return row


@transaction.atomic
def reopen(*, client: Client, network: str, because: str, now: datetime) -> bool:
    """Opens a decision again before its day, for what figures say. False where there is none, or it is open already."""
    row = _assessment(client, network)
    if row is None or row.reopened_at is not None:
        return False
    row.reopened_because, row.reopened_at = because[:MOST_BECAUSE], now
    row.save(update_fields=["reopened_because", "reopened_at"])
    data = {"network": network, "why": row.reopened_because}
    _record(None, client, "fit.reopened", data, now)
    return True


@transaction.atomic
def forget(*, by: Member, client: Client, network: str, now: datetime) -> None:
    """Takes a network off the table; what was decided about it stays in the trail."""
    row = _assessment(client, network)
    if row is not None:
        _record(by, client, "fit.forgotten", {"network": network, "from": row.decision}, now)
        row.delete()


@transaction.atomic
def set_weights(
    *, by: Member, client: Client, weights: Mapping[str, int], agreed_with: str = "", now: datetime
) -> FitWeights:
    """Says what matters to the client. Decisions stay as they are: they are people's."""
    Client.objects.select_for_update().get(pk=client.pk)
    values: dict[str, Any] = {name: weights[name] for name in NAMES}
    values |= {"agreed_with": agreed_with, "changed_at": now, "changed_by": by}
    row, _is_new = FitWeights.objects.update_or_create(
        client=client,
        defaults=values,
        create_defaults={**values, "agency_id": client.agency_id},
    )
    data = {"weights": dict(weights), "with": agreed_with}
    _record(by, client, "fit.weighed", data, now)
    return row


def _assessment(client: Client, network: str) -> FitAssessment | None:
    """The row under its lock; two people who decide at once come one after the other."""
    Client.objects.select_for_update().get(pk=client.pk)
    mine = FitAssessment.objects.select_for_update()
    return mine.filter(client=client, network=network).first()


def _record(
    by: Member | None, client: Client, verb: str, data: Mapping[str, Any], now: datetime
) -> None:
    audit.record(actor=by, agency=client.agency, verb=verb, target=client, data=data, now=now)
