"""Numbers with decimals as people write them: 1.234,5 in Italian, 1,234.5 in English. Pure.

What can only be one of the two is read; what can be both (1.234) is read only where the rest of the column, or a person, says
which mark parts the decimals. Nothing is guessed: a thousand and one are too far apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from clients.models.goals import DIGITS, PLACES

Mark = Literal[",", "."]
MOST = Decimal(10) ** (DIGITS - PLACES)

_DRESS = re.compile(r"[\s\u00a0\u202f’']|€|\$|£|EUR|USD|GBP")
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = {
    ",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,([0-9]+))?|[0-9]+,([0-9]+)"),
    ".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.([0-9]+))?|[0-9]+\.([0-9]+)"),
}
# One mark with three digits after it: a thousand, or one and a bit.
_EITHER = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")


class UnclearMarkError(ValueError):
    """The number may mean two things; the words say which."""


def mark_of(cell: str) -> Mark | None:
    """The mark that parts the decimals, where the cell says so; None where it has none, or may be read both ways."""
    bare = _bare(cell)
    if _PLAIN.fullmatch(bare) or _EITHER.fullmatch(bare):
        return None
    marks: tuple[Mark, ...] = (",", ".")
    fitting = [mark for mark in marks if _GROUPED[mark].fullmatch(bare)]
    return fitting[0] if len(fitting) == 1 else None


def marks_in(cells: Iterable[str]) -> set[Mark]:
    """The marks that the cells of a column show; two where they contradict each other."""
    return {mark for cell in cells if (mark := mark_of(cell)) is not None}


def decimal_in(cell: str, *, mark: Mark | None = None) -> Decimal:
    """The number. `mark` parts its decimals, None where nobody said so. Raises ValueError in words."""
    bare = _bare(cell)
    if bare.startswith(("-", "−")):
        raise ValueError(_("“%(cell)s” is under zero.") % {"cell": cell[:40]})
    if _PLAIN.fullmatch(bare):
        return _bounded(Decimal(bare), cell)
    if mark is None:
        if _EITHER.fullmatch(bare):
            raise UnclearMarkError(_both_ways(bare))
        mark = mark_of(bare)
    if mark is None or not (found := _GROUPED[mark].fullmatch(bare)):
        raise ValueError(_no_number(cell, mark))
    part = found.group(1) or found.group(2) or ""
    if len(part) > PLACES:
        raise ValueError(_("“%(cell)s” has more than two decimals.") % {"cell": cell[:40]})
    whole = bare[: len(bare) - len(part) - 1] if part else bare
    digits = re.sub(r"[.,]", "", whole)
    return _bounded(Decimal(f"{digits}.{part or 0}"), cell)


def _bare(cell: str) -> str:
    return _DRESS.sub("", cell)


def _bounded(value: Decimal, cell: str) -> Decimal:
    if value >= MOST:
        raise ValueError(_("“%(cell)s” is too big a number.") % {"cell": cell[:40]})
    return value


def _both_ways(bare: str) -> str:
    digits = re.sub(r"[.,]", "", bare)
    small = re.sub(r"[.,]", ",", bare)
    return _(
        "“%(cell)s” can be %(big)s or %(small)s. Say which mark parts the decimals, or write it without one."
    ) % {"cell": bare, "big": digits, "small": small}


def _no_number(cell: str, mark: Mark | None) -> str:
    if mark is not None and mark_of(cell) not in (None, mark):
        return _("“%(cell)s” parts its decimals in the other way.") % {"cell": cell[:40]}
    return _("“%(cell)s” is no number. Write it as 1234 or 1234,5.") % {"cell": cell[:40]}
