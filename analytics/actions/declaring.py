"""A client's own figures come in: written by hand, from a file, or sent by a program. They are declared, never measured.

Nothing is overwritten: a value that differs is a correction, added after the one before; the same value again adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.models import ExternalFigure, Way
from clients.models import FigureSource
from editorial.models import Asset
from people import audit
from people.models import Member


class DeclaringRefusedError(Exception):
    """It cannot come in; the text says why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a figure is true: a link, or a file of the client's library; whose word it is, and where it was read."""

    link: str = ""
    file: Asset | None = None
    said_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """A value of the days from first to last, both included; None takes back what was declared of them. `proof` is its own."""

    from_on: date
    to_on: date
    value: Decimal | None
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the values: new ones, corrections of others, those that stood so already."""

    n_new: int = 0
    n_corrected: int = 0
    n_known: int = 0


@transaction.atomic
def declare(
    *,
    source: FigureSource,
    values: Sequence[Declared],
    way: Way,
    by: Member | None,
    today: date,
    now: datetime,
    proof: Proof | None = None,
) -> Taken:
    """Takes values of a source in, with `proof` where a value has none of its own. `by` is None for a program and for the client's
    own person. The same value with another proof is a line more, so that the proof is kept. Raises DeclaringRefusedError, and then none
    came in."""
    held = (
        FigureSource.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(pk=source.pk)
    )
    if held.closed_at is not None:
        raise DeclaringRefusedError(_("This source is closed: it takes no more figures."))
    _refuse(values, today)
    before = _standing(held, values)
    rows, n_corrected = [], 0
    for each in values:
        period = each.from_on, each.to_on
        shown = each.proof or proof or Proof()
        was, was_shown = before.get(period, (None, Proof()))
        if each.value == was and (was is None or shown in (Proof(), was_shown)):
            continue
        n_corrected += was is not None
        before[period] = each.value, shown
        row = _row(held, each, shown)
        row.way, row.author, row.recorded_at = way, by, now
        rows.append(row)
    ExternalFigure.objects.bulk_create(rows)
    taken = Taken(len(rows) - n_corrected, n_corrected, len(values) - len(rows))
    if rows:
        audit.record(
            actor=by,
            agency=held.agency,
            verb="figures.declared",
            target=held,
            data={"way": str(way), "new": taken.n_new, "corrected": taken.n_corrected},
            name="" if by else rows[0].said_by,
            now=now,
        )
    return taken


def _row(source: FigureSource, said: Declared, shown: Proof) -> ExternalFigure:
    return ExternalFigure(
        agency_id=source.agency_id,
        client_id=source.client_id,
        source=source,
        from_on=said.from_on,
        to_on=said.to_on,
        value=said.value,
        proof_link=shown.link,
        proof_file=shown.file,
        said_by=shown.said_by,
        note=shown.note,
    )


def _refuse(values: Iterable[Declared], today: date) -> None:
    for each in values:
        if each.to_on < each.from_on:
            raise DeclaringRefusedError(_("It ends before it starts."))
        if each.to_on > today:
            raise DeclaringRefusedError(_("Its date has not come yet."))
        if each.value is not None and each.value < 0:
            raise DeclaringRefusedError(_("A figure cannot be under zero."))


def _standing(
    source: FigureSource, values: Sequence[Declared]
) -> dict[tuple[date, date], tuple[Decimal | None, Proof]]:
    """What counts now of the periods in question, with its proof."""
    if not values:
        return {}
    found = ExternalFigure.objects.filter(
        source=source,
        to_on__gte=min(v.to_on for v in values),
        to_on__lte=max(v.to_on for v in values),
    ).counting()
    return {
        (row.from_on, row.to_on): (
            row.value,
            Proof(row.proof_link, row.proof_file, row.said_by, row.note),
        )
        for row in found.select_related("proof_file")
    }
