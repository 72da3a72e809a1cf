"""Taking over a table of a client's dates: an event's programme, a project's deliverables. All rows or none, and the same table
twice brings up to date what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from clients.actions.matters import MatterError, taken_words
from clients.models import Act, Client, Deliverable, Stage
from clients.programme import collide, paired, plain_name
from people import audit
from people.many_rows import update_each
from people.models import Member


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How many rows are new, how many brought something up to date, and how many stood so already."""

    n_new: int = 0
    n_changed: int = 0
    n_same: int = 0


@transaction.atomic
def take_over_acts(
    *, by: Member, client: Client, rows: Sequence[Mapping[str, Any]], now: datetime
) -> TakenOver:
    """Keeps the rows as acts: `name` and `on`, and what else a row says of `at`, `minutes`, `stage` (its name) and
    `is_confirmed`; what it does not say stays. A stage that is not there is added.

    Refuses two acts on one stage at one time, with nothing kept (MatterError).
    """
    Client.objects.select_for_update().get(pk=client.pk)
    stages = {plain_name(each.name): each for each in Stage.objects.select_for_update().filter(client=client).order_by("pk")}  # fmt: skip
    acts = list(Act.objects.filter(client=client).select_related("stage").order_by("pk"))
    kept: list[tuple[Any, dict[str, Any]]] = []
    for row, act in zip(rows, paired(rows, acts), strict=True):
        values = _said(row, besides=None if act is None else "name")
        if name := values.get("stage"):
            values["stage"] = stages.get(plain_name(name)) or _stage(client, name, stages)
        new = Act(agency_id=client.agency_id, client=client)
        kept.append((act or new, values))
    taken = _keep(kept)
    _refuse_two_at_once(client, {act.pk for act, _values in kept})
    _record(by, client, "acts", taken, now)
    return taken


@transaction.atomic
def take_over_deliverables(
    *, by: Member, client: Client, rows: Sequence[Mapping[str, Any]], now: datetime
) -> TakenOver:
    """Keeps the rows as deliverables, each known by its `code`: `title`, `due_on`, and what else a row says of
    `work_package` (one of the client's) and `handed_in_on`."""
    Client.objects.select_for_update().get(pk=client.pk)
    there = Deliverable.objects.filter(client=client).select_related("work_package")
    known = {plain_name(each.code): each for each in there}
    kept: list[tuple[Any, dict[str, Any]]] = []
    for row in rows:
        found = known.get(plain_name(row["code"]))
        new = Deliverable(agency_id=client.agency_id, client=client)
        kept.append((found or new, _said(row, besides="code" if found else None)))
    taken = _keep(kept)
    _record(by, client, "deliverables", taken, now)
    return taken


def _said(row: Mapping[str, Any], *, besides: str | None) -> dict[str, Any]:
    """What a row says. The name by which something is known stays as it is written here."""
    return {name: value for name, value in row.items() if value is not None and name != besides}


def _stage(client: Client, name: str, stages: dict[str, Stage]) -> Stage:
    made = Stage.objects.create(agency_id=client.agency_id, client=client, name=name)
    stages[plain_name(name)] = made
    return made


def _keep(kept: Sequence[tuple[Any, Mapping[str, Any]]]) -> TakenOver:
    """New ones of one kind at once, and of the others what the rows say otherwise."""
    new: list[Any] = []
    otherwise: list[tuple[Any, list[str]]] = []
    for matter, values in kept:
        changed = [name for name, value in values.items() if getattr(matter, name, None) != value]
        for name in changed:
            setattr(matter, name, values[name])
        if matter.pk is None:
            new.append(matter)
        elif changed:
            otherwise.append((matter, changed))
    if new:
        type(new[0]).objects.bulk_create(new, batch_size=500)
    update_each(otherwise)
    return TakenOver(len(new), len(otherwise), len(kept) - len(new) - len(otherwise))


def _refuse_two_at_once(client: Client, among: set[int]) -> None:
    by_stage: defaultdict[Stage, list[Act]] = defaultdict(list)
    timed = Act.objects.filter(client=client, stage__isnull=False, at__isnull=False)
    for act in timed.select_related("stage").order_by("on", "at", "pk"):
        assert act.stage is not None
        for other in by_stage[act.stage]:
            if (act.pk in among or other.pk in among) and collide(act, other):
                raise MatterError(f"{act}: {taken_words(other, act.stage.name)}")
        by_stage[act.stage].append(act)


def _record(by: Member, client: Client, what: str, found: TakenOver, now: datetime) -> None:
    if not found.n_new and not found.n_changed:
        return
    data = {"what": what, "new": found.n_new, "changed": found.n_changed}
    audit.record(actor=by, agency=by.agency, verb="matters.taken_over", target=client, data=data, now=now)  # fmt: skip
