"""A long text cut into the parts of a thread: at paragraphs and sentence ends, between words only where it must. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

# A sentence and the white space after it; closing quotes and brackets belong to it.
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'»”’)\]]*(?=\s)|(?=\n\s*\n)|\Z)\s*", re.DOTALL)
_WORD = re.compile(r"\S+\s*")
MOST_PARTS = 25


def split(text: str, fits: Callable[[str, int], bool]) -> list[str]:
    """The parts of `text`, each as long as it may be; `fits` says of a text whether it may be part number n (from 0).

    Joined again by their white space they are the text. One word that fits nowhere is a part of its own.
    """
    parts: list[str] = []
    now = ""
    for piece in _pieces(text, fits):
        if now and not fits((now + piece).strip(), len(parts)):
            parts.append(now.strip())
            now = ""
        now += piece
    if now.strip():
        parts.append(now.strip())
    return parts or [text.strip()]


def _pieces(text: str, fits: Callable[[str, int], bool]) -> list[str]:
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(text):
        # The first part may have less room (its link, its warning): what fits there fits everywhere.
        pieces += [sentence] if fits(sentence.strip(), 0) else _WORD.findall(sentence)
    return pieces
