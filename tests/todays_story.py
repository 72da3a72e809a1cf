"""What Today tells of the demo, and how a page of it is read without a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# What Today says of seven things, by its section: whose or what it is, and in which words.
SEVEN = {
    "it": [
        (
            "Da sbloccare",
            "Tenuta Trecorvi",
            "Ricollega il canale prima di allora. 5 uscite a rischio.",
        ),
        (
            "Da sbloccare",
            "Irma Velluto",
            "Fuori orario Pronti 4 di 5 post. Manca: Storia di mezzanotte (senza visual)",
        ),
        ("Da sbloccare", "Elena Tornaquercia", "dentro «Finestra elettorale», 1 da decidere"),
        ("Da sbloccare", "Festival delle Lanterne Storte", "2 artisti non hanno dato l’ok"),
        ("Da sbloccare", "Studio Passolieve", "2 persone aspettano oltre il tempo promesso"),
        ("Da sbloccare", "SALVAFONTI", "Manca: «Finanziato dall'Unione europea. Le opinioni"),
        ("Ore che finiscono", "Tenuta Trecorvi", "oltre"),
    ],
    "en": [
        ("To unblock", "Tenuta Trecorvi", "Reconnect the channel before then. 5 exits at risk."),
        (
            "To unblock",
            "Irma Velluto",
            "Fuori orario 4 of 5 posts are ready. Not ready: Storia di mezzanotte (senza visual)",
        ),
        ("To unblock", "Elena Tornaquercia", "inside «Finestra elettorale», 1 to decide"),
        ("To unblock", "Festival delle Lanterne Storte", "2 acts have not said yes"),
        ("To unblock", "Studio Passolieve", "2 people have waited longer than promised"),
        ("To unblock", "SALVAFONTI", "Finanziato dall'Unione europea"),
        ("Hours running out", "Tenuta Trecorvi", "over"),
    ],
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list, and the heading it stands under."""

    section: str
    words: str


@dataclass(slots=True)
class _Reading:
    lines: list[Line] = field(default_factory=list)
    heading: str = ""
    words: str = ""
    depth: int = 0
    is_in_heading: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = _Reading()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self.read.is_in_heading, self.read.heading = True, ""
        elif tag == "li":
            self.read.words = "" if not self.read.depth else self.read.words
            self.read.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self.read.is_in_heading = False
        elif tag == "li":
            self.read.depth -= 1
            if not self.read.depth:
                self.read.lines.append(Line(_flat(self.read.heading), _flat(self.read.words)))

    def handle_data(self, data: str) -> None:
        if self.read.is_in_heading:
            self.read.heading += data
        elif self.read.depth:
            self.read.words += f" {data}"


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def lines_of(page: str) -> list[Line]:
    """The lines of all lists of a page, in its order."""
    reader = _Reader()
    reader.feed(page)
    return reader.read.lines


def parts_of(page: str) -> list[str]:
    """The addresses of what comes in once the page stands."""
    return re.findall(r'hx-get="([^"]+)" hx-trigger="load"', page)
