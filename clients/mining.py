"""How readers themselves put it: the questions and the words that come again in what they write. Pure; Italian and English.

Counts say in how many texts something stands, never how often, and the same text twice is one text: whoever shouts the
loudest is still one voice. Links, handles and tags are left out, and so is whatever only one text says.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from networks.text import hashtags, links, mentions, normalise

# Fewer texts than this say nothing that can be called theirs.
LEAST = 2
_LONGEST = 4
# A shorter phrase that stands nearly only inside a longer one is not told beside it.
_NEARLY = 0.75

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")
_CLAUSE = re.compile(r"[.!…;:,\n()\"“”«»—–]+|(?<=\?)")
# More than one space, or another one than a plain one.
_SPACES = re.compile(r" [ \t]+|\t[ \t]*")
# Words that carry no meaning of their own: they may stand inside a phrase, never at its ends.
_SMALL = frozenset(
    """
    a ad ai al alla alle allo agli anche ancora anni anno avere abbiamo aveva avete c'e che chi ci cio col come con cosa
    cosi cui d'accordo da dal dalla dalle dai dagli dallo de dei del della delle dello degli di do dove due e ecco ed era ero
    essere fa fare fate gia giorni giorno guarda guardate gli grazie ha hai hanno ho i il in io la le lei li lo loro lui ma
    magari me mi mia mie miei mio molto ne nei nel nella nelle negli nello no noi non nostro o od oggi ogni oh ok per perche
    pero piu po poi possibile posso puo qua quale quali quando quanto quella quelle quelli quello questa queste questi
    questo qui quindi sa sara se sei si sia siamo siete solo sono sta scorsa scorso stare stato su sua sue sui sul sulla
    sulle suo suoi te ti tra tre fra troppo tu trova trovo tua tue tuo tuoi tutta tutte tutti tutto un una uno va vedo venire
    vengo vi voglio voi vorrei vostra vostre vostri vostro ve ciao salve buongiorno buonasera
    about all also am an and any are as at be been but by can could did does for from get got had has have hello her hi him
    his how i i'm if in into many much is it it's its just like me more my no not of on or our out please really she so some
    thanks that the their them then there they this to too us very was we were what when where which who why will with would
    you your
    """.split()  # noqa: SIM905 - a list of words is read as words
)


@dataclass(frozen=True, slots=True)
class Heard:
    """Words as they are most often written, and in how many texts they stand."""

    words: str
    n_texts: int


@dataclass(frozen=True, slots=True)
class Mined:
    """What comes again, the commonest first: whole questions, and words or short phrases."""

    questions: tuple[Heard, ...]
    phrases: tuple[Heard, ...]


def mined(texts: Iterable[str], *, most: int = 12) -> Mined:
    """The questions and the phrases of at least LEAST texts, up to `most` of each."""
    return _mined(tuple(dict.fromkeys(texts)), most)


# A page that reads half a year again finds what was found the last time.
@lru_cache(maxsize=32)
def _mined(texts: tuple[str, ...], most: int) -> Mined:
    asked: dict[frozenset[str], Counter[str]] = defaultdict(Counter)
    said: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for text in dict.fromkeys(map(_bare, texts)):
        of_text: dict[tuple[str, ...], str] = {}
        questions: dict[frozenset[str], str] = {}
        for clause in _CLAUSE.split(text):
            words = list(_WORD.finditer(clause))
            if clause.rstrip().endswith("?"):
                # What is asked is told whole, not in pieces too.
                if about := _about([word.group() for word in words]):
                    questions.setdefault(about, clause[words[0].start() :].strip())
                continue
            for key, phrase in _phrases(clause, words):
                of_text.setdefault(key, phrase)
        for about, question in questions.items():
            asked[about][question] += 1
        for key, phrase in of_text.items():
            said[key][phrase] += 1
    return Mined(
        tuple(_commonest(list(asked.values()))[:most]),
        tuple(_commonest(_not_inside_others(said))[:most]),
    )


def _bare(text: str) -> str:
    """The text in small letters, without links, handles and tags, so that the same said twice is the same."""
    whole = normalise(text)
    for span in sorted(
        (*links(whole), *mentions(whole), *hashtags(whole)), key=lambda each: -each.start
    ):
        whole = f"{whole[: span.start]}\n{whole[span.end :]}"
    return _SPACES.sub(" ", whole.lower().replace("’", "'")).strip()


def _plain(word: str) -> str:
    """Without accents, and without apostrophes at its ends."""
    if not word.isascii():
        parts = unicodedata.normalize("NFD", word)
        word = "".join(c for c in parts if not unicodedata.combining(c))
    return word.strip("'")


def _folded(plain: str) -> str:
    """Without the letters of endings: aperto, aperti and aperta are one, and so are price and prices."""
    if plain in _SMALL or len(plain) < 4:
        return plain
    return plain.rstrip("s").rstrip("aeiou") or plain


def _is_small(plain: str) -> bool:
    # l'anno and dov'e are as small as what stands after the apostrophe.
    return len(plain) < 3 or plain in _SMALL or plain.rpartition("'")[2] in _SMALL


def _about(words: list[str]) -> frozenset[str]:
    """What a question is about, in whatever order it is asked; one word alone is no question."""
    plain = map(_plain, words)
    about = frozenset(_folded(word) for word in plain if not _is_small(word))
    return about if about and len(words) > 1 else frozenset()


def _phrases(clause: str, words: list[re.Match[str]]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every run of up to four words that begins and ends with one that means something, as it stands in the clause."""
    plain = [_plain(word.group()) for word in words]
    folded = [_folded(word) for word in plain]
    telling = [at for at, word in enumerate(plain) if not _is_small(word)]
    for n, start in enumerate(telling):
        for end in telling[n : n + _LONGEST]:
            if end - start < _LONGEST:
                yield (
                    tuple(folded[start : end + 1]),
                    clause[words[start].start() : words[end].end()],
                )


def _not_inside_others(
    said: dict[tuple[str, ...], Counter[str]],
) -> list[Counter[str]]:
    """Those that come again, but not what stands nearly only inside a longer one of them."""
    n_of = {key: n for key, forms in said.items() if (n := forms.total()) >= LEAST}
    inside: set[tuple[str, ...]] = set()
    for key, n in n_of.items():
        for length in range(1, len(key)):
            for start in range(len(key) - length + 1):
                shorter = key[start : start + length]
                if shorter in n_of and n >= _NEARLY * n_of[shorter]:
                    inside.add(shorter)
    return [said[key] for key in n_of if key not in inside]


def _commonest(found: list[Counter[str]]) -> list[Heard]:
    """Each as it is written most often (of two alike the shorter, then by letter), in the order of how many texts say it."""
    told = [
        Heard(min(forms, key=lambda each: (-forms[each], len(each), each)), forms.total())
        for forms in found
        if forms.total() >= LEAST
    ]
    return sorted(told, key=lambda each: (-each.n_texts, -len(each.words.split()), each.words))
