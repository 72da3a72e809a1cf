"""Which lines of Today sleep because the reader put them off. Pure, over rows already read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desk.unblocking import Line


@dataclass(frozen=True, slots=True)
class Slept:
    """A line that was put off, and the day on which it comes back by itself."""

    line: Line
    until_on: date


def part(
    lines: Iterable[Line], rows: Iterable[Mapping[str, Any]], now: datetime
) -> tuple[list[Line], list[Slept]]:
    """The lines that stand there, and those that sleep. A line wakes before its day once it holds more things than it did, once it
    hurts sooner than it did, or once the harm has come that lay ahead."""
    put_off = {row["matter"]: row for row in rows}
    awake, asleep = [], []
    for line in lines:
        row = put_off.get(line.matter)
        if row is None or _is_worse(line, row, now):
            awake.append(line)
        else:
            asleep.append(Slept(line, date.fromisoformat(row["until_on"])))
    return awake, asleep


def _is_worse(line: Line, row: Mapping[str, Any], now: datetime) -> bool:
    if line.n > row["n"]:
        return True
    if line.at is None:
        return False
    if row["at"] is None:
        return True
    before = datetime.fromisoformat(row["at"])
    has_come = before > datetime.fromisoformat(row["made_at"]) and line.at <= now
    return line.at < before or has_come
