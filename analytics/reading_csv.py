"""Reads a file of past posts and figures as spreadsheets save it: which columns, which rows, what is wrong with each. Pure.

UTF-8 or Windows-1252; comma, semicolon or tab; Italian or English headings, numbers and dates. A row that cannot be read is
told with its number and why, and keeps nobody else from coming in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from analytics import wording
from analytics.csv_rows import (
    RowsRead,
    UnreadableError,
    plain_heading,
    sheet_in,
    written_row,
)
from networks.metrics import METRICS

MOST_BYTES = 1_000_000
MOST_ROWS = 2_000

_WORDS: dict[str, tuple[str, ...]] = {
    "url": ("link", "url", "address", "permalink", "post link", "indirizzo", "link del post"),
    "day": ("date", "day", "published", "published on", "publish time", "data", "giorno", "pubblicato", "pubblicato il",
            "data di pubblicazione", "ora di pubblicazione"),
    "clock": ("time", "hour", "ora", "orario"),
    "text": ("text", "caption", "description", "message", "testo", "copy", "descrizione", "titolo", "title"),
    "form": ("format", "type", "media type", "post type", "content type", "formato", "tipo", "tipo di post", "tipo di contenuto"),
    "pillar": ("pillar", "theme", "tema", "pilastro"),
    "goal": ("goal", "serves", "obiettivo", "serve a"),
    "objective": ("objective", "finalità", "finalita"),
    "audience": ("audience", "speaks to", "pubblico", "target", "si rivolge a"),
    "figures_on": ("figures on", "as of", "date of the figures", "dati al", "dati del", "rilevati il", "data dei dati"),
}  # fmt: skip
# What people and networks call what a post is made of.
_FORMS: dict[str, tuple[str, ...]] = {
    "text": ("text", "text only", "testo", "solo testo", "status", "stato"),
    "link": ("link", "links", "collegamento"),
    "image": ("image", "images", "picture", "one picture", "photo", "photos", "ig image", "immagine", "un'immagine", "foto"),
    "carousel": ("carousel", "several pictures", "album", "ig carousel", "carosello", "più immagini", "piu immagini"),
    "video": ("video", "videos", "reel", "reels", "ig reel", "short", "shorts"),
    "story": ("story", "stories", "ig story", "storia"),
    "poll": ("poll", "sondaggio"),
}  # fmt: skip
_FORM_OF = {word: name for name, words in _FORMS.items() for word in words}
# What networks and people call our measures besides our own words, both languages.
_MORE_METRICS: dict[str, tuple[str, ...]] = {
    "reach": ("copertura", "account raggiunti", "accounts reached"),
    "views": (
        "impressions",
        "impression",
        "visualizzazioni",
        "impressioni",
        "plays",
        "riproduzioni",
    ),
    "likes": ("mi piace", "reactions", "reazioni"),
    "comments": ("commenti", "replies", "risposte"),
    "shares": ("condivisioni", "reposts", "retweets"),
    "saves": ("salvataggi", "saved", "bookmarks"),
    "clicks": ("clic", "click", "link clicks"),
    "engagements": ("interazioni", "engagement", "interactions"),
    "followers": ("follower", "iscritti", "subscribers"),
}
# Columns of names that only the client's own rows give a meaning (past_aims.py).
OF_THE_AIM = ("pillar", "goal", "objective", "audience")
_WHOLE = re.compile(r"[0-9]{1,15}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([., '’\u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*")
_WITHOUT_PART = re.compile(r"(.+)[.,]0{1,2}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2}|[0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.][0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: what it says, or what is wrong with it. `raw` is the row as it was.

    With neither link nor words it is about the channel itself, on that day. `aims` are the names of what it was for, `form`
    what it is made of, a word of networks.known.
    """

    number: int
    raw: str
    wall_at: datetime | None = None
    url: str = ""
    text: str = ""
    figures_on: date | None = None
    values: Mapping[str, int] = field(default_factory=dict)
    form: str = ""
    aims: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def is_of_channel(self) -> bool:
        """Whether it has only figures of the channel."""
        return not self.url and not self.text


@dataclass(frozen=True, slots=True)
class Read(RowsRead[Line]):
    """A file as it was understood; `unknown` are the headings of columns that say nothing to us."""

    unknown: tuple[str, ...] = ()


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, or else Windows-1252 as older spreadsheets save."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read(text: str, *, metrics: Sequence[str], words: Mapping[str, str] | None = None) -> Read:
    """What a file holds; `metrics` are those the network has, `words` its own word for some of them."""
    try:
        sheet = sheet_in(text, most=MOST_ROWS)
    except UnreadableError as error:
        return Read(problem=str(error))
    heads = sheet.numbered[0][1]
    known = _known(metrics, words or {})
    columns = [known.get(plain_heading(cell), "") for cell in heads]
    if not set(columns) & {"url", "day"}:
        return Read(
            problem=_("The first row must name the columns; one of them is the date or the link.")
        )
    twice = {name for name in columns if name and columns.count(name) > 1}
    if twice:
        alike = [cell for cell, name in zip(heads, columns, strict=True) if name in twice]
        return Read(
            problem=_("Two columns mean the same: %(columns)s.") % {"columns": ", ".join(alike)}
        )
    unknown = tuple(
        cell.strip() for cell, name in zip(heads, columns, strict=True) if not name and cell.strip()
    )
    found = [_line(number, row, columns, sheet.delimiter) for number, row in sheet.numbered[1:]]
    return Read(tuple(found), heading=written_row(heads, sheet.delimiter), unknown=unknown)


def _known(metrics: Sequence[str], words: Mapping[str, str]) -> dict[str, str]:
    """Every heading we understand, in plain letters -> column."""
    known = {plain_heading(word): name for name, some in _WORDS.items() for word in some}
    for name in metrics:
        said = [name, words.get(name, ""), *_MORE_METRICS.get(name, ())]
        for language in ("it", "en"):
            with override(language):
                said.append(str(wording.metric_name(name)))
        known.update({plain_heading(word): name for word in said if word})
    return known


def _line(number: int, row: Sequence[str], columns: Sequence[str], delimiter: str) -> Line:
    cells = {
        name: cell.strip()
        for name, cell in zip(columns, row, strict=False)
        if name and cell.strip()
    }
    problems: list[str] = []

    def reading(name: str, how: Callable[[str], object]) -> object:
        if name not in cells:
            return None
        try:
            return how(cells[name])
        except ValueError as error:
            problems.append(str(error))
            return None

    moment = reading("day", moment_in)
    clock = reading("clock", clock_in)
    figures_on = reading("figures_on", lambda cell: moment_in(cell)[0])
    values = {}
    for name in columns:
        if name in METRICS and name in cells:
            value = reading(name, lambda cell, name=name: _number_in(cell, name))  # type: ignore[misc]
            if isinstance(value, int):
                values[name] = value
    wall_at = None
    if isinstance(moment, tuple):
        day, own_clock = moment
        at = clock if isinstance(clock, time) else own_clock
        wall_at = datetime.combine(day, at or time(12))
    elif not problems:
        problems.append(_("The date is missing."))
    if not problems and not cells.get("url") and not cells.get("text") and not values:
        problems.append(_("There is neither a link, nor a text, nor a figure."))
    if len(row) > len(columns):
        problems.append(_("It has more cells than the first row has columns."))
    return Line(
        number=number,
        raw=written_row(row, delimiter),
        wall_at=wall_at,
        url=cells.get("url", ""),
        text=cells.get("text", ""),
        figures_on=figures_on if isinstance(figures_on, date) else None,
        values=values,
        form=_form_in(cells.get("form", "")),
        aims={name: cells[name] for name in OF_THE_AIM if name in cells},
        problems=tuple(problems),
    )


def moment_in(cell: str) -> tuple[date, time | None]:
    """A day, and the time where there is one: 2026-11-26T18:15, 26/11/2026 18.15, 26.11.26. Raises ValueError in words."""
    first, _space, rest = cell.strip().replace("T", " ", 1).partition(" ")
    day_first = _DAY_FIRST.fullmatch(first)
    try:
        if day_first:
            day, month, year = (int(part) for part in day_first.groups())
            on = date(year + 2000 if year < 100 else year, month, day)
        else:
            on = date.fromisoformat(first)
    except ValueError:
        raise ValueError(
            _("“%(cell)s” is no date. Write the day first, as 26/11/2026, or 2026-11-26.")
            % {"cell": cell[:40]}
        ) from None
    clock = _CLOCK.match(rest.strip())
    if clock is None:
        return on, None
    return on, clock_in(clock.group())


def clock_in(cell: str) -> time:
    """A time of day: 18:15, 18.15. Raises ValueError in words."""
    clock = _CLOCK.fullmatch(cell)
    try:
        if clock is None:
            raise ValueError
        return time(int(clock.group(1)), int(clock.group(2)))
    except ValueError:
        raise ValueError(
            _("“%(cell)s” is no time. Write it as 18:15.") % {"cell": cell[:40]}
        ) from None


def _form_in(cell: str) -> str:
    """Networks have words for formats that nobody else has: a row is not refused for one, its format is not known."""
    plain = " ".join(cell.casefold().replace("_", " ").replace("’", "'").split())
    return _FORM_OF.get(plain, "")


def number_in(cell: str) -> int:
    """A whole number as people write it: 1234, 1.234, 1,234, 1 234, 1.234,0. Raises ValueError in words."""
    plain = cell.strip().strip("\u00a0")
    without = _WITHOUT_PART.fullmatch(plain)
    if without and not (_WHOLE.fullmatch(plain) or _GROUPED.fullmatch(plain)):
        plain = without.group(1)
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    if not _WHOLE.fullmatch(plain):
        raise ValueError(
            _("“%(cell)s” is no whole number. Write it as 1234 or 1.234.") % {"cell": cell[:40]}
        )
    return int(plain)


def _number_in(cell: str, name: str) -> int:
    try:
        return number_in(cell)
    except ValueError as error:
        raise ValueError(f"{wording.metric_name(name)}: {error}") from None
