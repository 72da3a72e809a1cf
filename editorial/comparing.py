"""Two texts side by side, word by word, for the two people who saved at once. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from people.differences import MOST_WORDS

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and whether the other side has it too."""

    text: str
    is_shared: bool


def compare_words(theirs: str, mine: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut into shared and own runs; joined, the pieces of a side are that text again."""
    left, right = _PIECE.findall(theirs), _PIECE.findall(mine)
    if theirs == mine or len(left) + len(right) > MOST_WORDS:
        return [Piece(theirs, theirs == mine)], [Piece(mine, theirs == mine)]
    first: list[Piece] = []
    second: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, left, right).get_opcodes():
        if a < b:
            first.append(Piece("".join(left[a:b]), what == "equal"))
        if c < d:
            second.append(Piece("".join(right[c:d]), what == "equal"))
    return first, second
