"""What a table of dates comes to beside what a client has already: what is new, what it brings up to date, what cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from clients.actions.matters import taken_words
from clients.forms.matters import outside, wrong_days
from clients.kinds import day_of
from clients.models import Act, Client, Deliverable, WorkPackage
from clients.programme import collide, paired, plain_name
from desk.dates_in import SORTS, Row, Table, read, with_problem


@dataclass(frozen=True, slots=True)
class Placed:
    """An act as it would stand: by its row, or as it stands now."""

    name: str
    on: date
    at: time | None
    minutes: int | None
    stage: str

    def __str__(self) -> str:
        return self.name


def looked_at(
    *,
    client: Client,
    section: str,
    text: str,
    said: Sequence[str] | None,
    said_of: Sequence[str] | None = None,
    today: date,
) -> tuple[Table, list[str]]:
    """The table with what stands already, and the names of what is there and is not in it, which stays. One query for acts, two
    for deliverables."""
    year_of = day_of(client.facts, "starts_on") or today
    table = read(text, sort=SORTS[section], said=said, said_of=said_of, year_of=year_of)
    if table.problem:
        return table, []
    rows = [_once(row, n, table.rows) for n, row in enumerate(table.rows)]
    beside = _beside_acts if section == "acts" else _beside_deliverables
    rows, left = beside(client, rows, today)
    return replace(table, rows=tuple(rows)), left


def _once(row: Row, n: int, rows: Sequence[Row]) -> Row:
    """A row that says the same as one above it is there once."""
    if row.problems:
        return row
    mine = _key(row.values)
    above = next((each for each in rows[:n] if not each.problems and _key(each.values) == mine), None)  # fmt: skip
    if above is None:
        return row
    return with_problem(row, _("Row %(n)s says the same: leave one of them.") % {"n": above.number})


def _key(values: Mapping[str, Any]) -> tuple[Any, ...]:
    if "code" in values:
        return (plain_name(values["code"]),)
    stage = plain_name(values.get("stage") or "")
    return plain_name(values["name"]), values["on"], values.get("at"), stage


def _beside_acts(client: Client, rows: list[Row], _today: date) -> tuple[list[Row], list[str]]:
    acts = list(Act.objects.filter(client=client).select_related("stage").order_by("on", "at"))
    rows = [
        with_problem(row, words)
        if not row.problems and (words := outside(client.facts, row.values["on"]))
        else row
        for row in rows
    ]
    good = [row for row in rows if not row.problems]
    known = paired([row.values for row in good], acts)
    met = {id(row): act for row, act in zip(good, known, strict=True)}
    left = [act for act in acts if not any(act is each for each in known)]
    stages: defaultdict[str, list[Placed]] = defaultdict(list)
    for act in left:
        stages[plain_name(_stage(act))].append(_standing(act))
    found = [_on_its_stage(row, met.get(id(row)), stages) if id(row) in met else row for row in rows]  # fmt: skip
    return found, [act.name for act in left]


def _on_its_stage(row: Row, act: Act | None, stages: dict[str, list[Placed]]) -> Row:
    stood = _standing(act) if act else None
    placed = Placed(
        name=act.name if act else row.values["name"],
        on=row.values["on"],
        at=row.values.get("at") or (stood.at if stood else None),
        minutes=row.values.get("minutes") or (stood.minutes if stood else None),
        stage=row.values.get("stage") or (stood.stage if stood else ""),
    )
    there = stages[plain_name(placed.stage)] if placed.stage else []
    other = next((each for each in there if collide(placed, each)), None)
    if other is not None:
        if stood is not None and stood.stage:
            stages[plain_name(stood.stage)].append(stood)
        return with_problem(row, taken_words(other, placed.stage))
    there.append(placed)
    if act is None or stood is None:
        return row
    is_confirmed = row.values.get("is_confirmed", act.is_confirmed)
    same_place = replace(placed, stage=plain_name(placed.stage)) == replace(
        stood, stage=plain_name(stood.stage)
    )
    is_same = same_place and is_confirmed == act.is_confirmed
    return replace(row, was="same" if is_same else "changed")


def _standing(act: Act) -> Placed:
    return Placed(act.name, act.on, act.at, act.minutes, _stage(act))


def _stage(act: Act) -> str:
    return act.stage.name if act.stage else ""


def _beside_deliverables(
    client: Client, rows: list[Row], today: date
) -> tuple[list[Row], list[str]]:
    packages = {plain_name(each.code): each for each in WorkPackage.objects.filter(client=client)}
    there = Deliverable.objects.filter(client=client).order_by("due_on", "pk")
    known = {plain_name(each.code): each for each in there}
    found = [
        row if row.problems else _deliverable(row, client, today, packages, known) for row in rows
    ]
    named = {plain_name(row.values["code"]) for row in found if not row.problems}
    return found, [str(each) for code, each in known.items() if code not in named]


def _deliverable(
    row: Row,
    client: Client,
    today: date,
    packages: Mapping[str, WorkPackage],
    known: Mapping[str, Deliverable],
) -> Row:
    values = dict(row.values)
    if code := values.get("work_package"):
        values["work_package"] = packages.get(plain_name(code))
        if values["work_package"] is None:
            words = _("There is no work package %(code)s: add it first, or leave the cell empty.")
            return with_problem(row, words % {"code": code})
    row = replace(row, values=values)
    for words in wrong_days(client, values, today).values():
        row = with_problem(row, words)
    stands = known.get(plain_name(values["code"]))
    if stands is None:
        return row
    is_same = all(getattr(stands, name) == value for name, value in values.items() if name != "code")  # fmt: skip
    return replace(row, was="same" if is_same else "changed")
