"""What differs between two texts, as a person reads it: only the words that changed, with a few around them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this many words a comparison would take seconds; the texts are then shown whole.
MOST_WORDS = 6000
# Unchanged words shown on each side of a change; pieces count words, spaces and signs alike.
AROUND = 14

Kind = Literal["same", "removed", "added", "gap"]


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text: unchanged, taken out, put in, or left away because nothing changed there."""

    kind: Kind
    text: str


def word_changes(before: str, after: str) -> list[Change]:
    """The changes from one text to another in reading order; empty when they are equal."""
    if before == after:
        return []
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Change("removed", before), Change("added", after)]
    found: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Change("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(Change("removed", "".join(old[a:b])))
        if c < d:
            found.append(Change("added", "".join(new[c:d])))
    return _shortened(_joined(found))


def _joined(changes: list[Change]) -> list[Change]:
    """Changes that only a space separates read as one change."""
    joined: list[Change] = []
    removed = added = ""
    for at, change in enumerate(changes):
        is_bridge = change.kind == "same" and change.text.isspace() and "\n" not in change.text
        if is_bridge and (removed or added) and at + 1 < len(changes):
            removed, added = removed + change.text, added + change.text
        elif change.kind == "removed":
            removed += change.text
        elif change.kind == "added":
            added += change.text
        else:
            joined += _pair(removed, added)
            removed = added = ""
            joined.append(change)
    return joined + _pair(removed, added)


def _pair(removed: str, added: str) -> list[Change]:
    pair = [Change("removed", removed)] if removed.strip() or (removed and not added) else []
    return pair + ([Change("added", added)] if added.strip() or (added and not removed) else [])


def _shortened(changes: list[Change]) -> list[Change]:
    """Long unchanged stretches are cut to the words around a change."""
    short: list[Change] = []
    for at, change in enumerate(changes):
        pieces = _PIECE.findall(change.text)
        is_first, is_last = at == 0, at == len(changes) - 1
        if change.kind != "same" or len(pieces) <= AROUND * 2:
            short.append(change)
            continue
        if not is_first:
            short.append(Change("same", "".join(pieces[:AROUND])))
        short.append(Change("gap", " … "))
        if not is_last:
            short.append(Change("same", "".join(pieces[-AROUND:])))
    return short
