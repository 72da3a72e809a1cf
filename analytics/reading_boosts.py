"""Reads what ads managers export: campaigns with their dates, spend and results. Pure.

Comma, semicolon or tab; English or Italian headings as Meta, LinkedIn, TikTok and Google Ads write them. Amounts are read by
the file's own decimal mark: one line that can only mean one of the two decides for all, and where two lines contradict each
other, or none decides, the amounts are asked about in words and not guessed. The currency is what the file says, in a heading, in a
column of its own or beside the amount.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from clients.work import Currency

MOST_BYTES = 500_000
MOST_ROWS = 1_000

_HEADS: dict[str, tuple[str, ...]] = {
    "name": ("campaign name", "campaign", "ad name", "ad set name", "nome della campagna", "nome campagna", "campagna",
             "nome dell'inserzione", "inserzione"),
    "starts_on": ("reporting starts", "start date", "starts", "start", "day", "inizio della rendicontazione",
                  "inizio del report", "data di inizio", "inizio", "giorno"),
    "ends_on": ("reporting ends", "end date", "ends", "end", "termine della rendicontazione", "fine del report",
                "data di fine", "fine"),
    "spent": ("amount spent", "spend", "cost", "total spent", "importo speso", "spesa", "costo", "speso"),
    "planned": ("budget", "campaign budget", "ad set budget", "budget della campagna"),
    "n_impressions": ("impressions", "impression", "impressioni", "visualizzazioni"),
    "n_clicks": ("link clicks", "clicks", "clic sul link", "clic"),
    "post": ("post", "post link", "permalink", "link", "link del post", "url"),
    "n_results": ("results", "conversions", "risultati", "conversioni"),
    "currency": ("currency", "account currency", "currency code", "valuta", "valuta dell'account", "codice valuta"),
}  # fmt: skip
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD"}
# What stands in a cell beside its digits and marks: a currency, or something we do not know.
_BESIDE = re.compile(r"[\d.,\-\s\u00a0\u202f'’]+")
_CENTS = 2
_MOST = Decimal(10) ** 8
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@dataclass(frozen=True, slots=True)
class BoostLine:
    """One row, or several of one campaign and day added up: what it says, or what is wrong with it.

    `post` is the link of the post it is for, where there is one; `cells` the rows as they were, `numbers` where they stood.
    `was` is what the campaign had spent by what is written down already; `is_in`: it is there as it stands, of days that
    no longer change; `is_by_hand`: somebody wrote it down, and it fills that.
    """

    number: int
    raw: str
    values: Mapping[str, Any] = field(default_factory=dict)
    post: str = ""
    problems: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    was: Decimal | None = None
    is_in: bool = False
    is_by_hand: bool = False

    @property
    def takes_place(self) -> bool:
        """Whether another amount stands there, and goes when this one comes in."""
        is_other = self.was is not None and self.was != self.values.get("spent")
        return is_other and not self.is_in and not self.problems


@dataclass(frozen=True, slots=True)
class BoostFile:
    """A file: its rows, and what is wrong with all of it. `decimal` is the mark its amounts were read by."""

    lines: tuple[BoostLine, ...] = ()
    problem: str = ""
    decimal: str = ""
    heads: tuple[str, ...] = ()
    delimiter: str = ","

    @property
    def good(self) -> list[BoostLine]:
        """What can come in."""
        return [line for line in self.lines if not line.problems and not line.is_in]

    @property
    def n_placed(self) -> int:
        """How many campaigns would get another amount than the one that stands there."""
        return sum(line.takes_place for line in self.lines)

    @property
    def n_rows(self) -> int:
        """How many rows it has."""
        return sum(len(line.cells) for line in self.lines)

    @property
    def n_good(self) -> int:
        """How many of its rows can come in."""
        return sum(len(line.cells) for line in self.good)

    @property
    def rest(self) -> str:
        """The rows that cannot come in, under their headings, to be corrected; empty where all can."""
        rows = [cells for line in self.lines if line.problems for cells in line.cells]
        if not rows:
            return ""
        text = StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator="\n").writerows(
            [self.heads, *rows]
        )
        return text.getvalue()


def with_posts(found: BoostFile, posts: Mapping[str, Any]) -> BoostFile:
    """The file with the posts that its links lead to; a link that leads to none of them is a problem of its row."""

    def named(line: BoostLine) -> BoostLine:
        if not line.post:
            return line
        if line.post not in posts:
            words = _(
                "“%(text)s” leads to no post of this client: paste its link on the network, or that of its page here."
            )
            return replace(line, problems=(*line.problems, words % {"text": line.post[:80]}))
        return replace(line, values={**line.values, "post": posts[line.post]})

    return replace(found, lines=tuple(named(line) for line in found.lines))


def decimal_mark(amounts: Iterable[str]) -> str:
    """The decimal mark that these amounts are written with: "," or ".", "" when nothing decides, "?" when they contradict.

    1.234,5 and 12,5 and 1.234.567 say comma; 1,234.5 and 12.5 say point; 1.234 and 1,234 can mean both.
    """
    marks: set[str] = set()
    for each in amounts:
        text = re.sub(r"[^\d.,]", "", each)
        n_points, n_commas = text.count("."), text.count(",")
        if n_points and n_commas:
            marks.add("," if text.rfind(",") > text.rfind(".") else ".")
        elif n_points > 1 or n_commas > 1:
            marks.add("," if n_points else ".")
        elif n_points or n_commas:
            own = "." if n_points else ","
            before, _mark, after = text.partition(own)
            if len(after) != 3 or not before or before == "0" or len(before) > 3:
                marks.add(own)
    if len(marks) > 1:
        return "?"
    return next(iter(marks), "")


def amount_of(text: str, mark: str) -> Decimal | None:
    """An amount by its decimal mark ("" for whole numbers without any); None where it cannot be read."""
    bare = re.sub(r"[^\d.,\-]", "", text)
    if not bare:
        return None
    other = "." if mark == "," else ","
    whole, _mark, part = bare.partition(mark) if mark else (bare, "", "")
    if other in part or not re.fullmatch(
        rf"-?\d{{1,3}}(?:{re.escape(other)}?\d{{3}})*|-?\d+", whole
    ):
        return None
    return Decimal(whole.replace(other, "") + ("." + part if part else ""))


def read_boosts(text: str, *, currency: str, mark: str = "") -> BoostFile:
    """Reads an export. `currency` is that of the contract, for files that name none; `mark` answers which decimal mark it is."""
    if len(text.encode()) > MOST_BYTES:
        return BoostFile(problem=_("The file is too large: send it in parts."))
    rows = [row for row in csv.reader(StringIO(text.lstrip("\ufeff")), _dialect(text)) if any(row)]
    if len(rows) < 2:
        return BoostFile(problem=_("There is no row under the headings."))
    if len(rows) > MOST_ROWS + 1:
        return BoostFile(
            problem=_("The file has more than %(n)s rows: export fewer days at a time.")
            % {"n": MOST_ROWS}
        )
    columns = _columns(rows[0])
    missing = [name for name in ("name", "starts_on", "spent") if name not in columns]
    if missing:
        return BoostFile(
            problem=_(
                "A campaign, a start and an amount spent are needed; the headings read: %(heads)s"
            )
            % {"heads": ", ".join(rows[0])[:300]}
        )
    body = rows[1:]
    amounts = [
        row[columns[name]]
        for row in body
        for name in ("spent", "planned")
        if _has(row, columns, name)
    ]
    found = decimal_mark(amounts)
    is_asked = found == "?" or (not found and any("." in each or "," in each for each in amounts))
    if is_asked and mark not in (",", "."):
        return BoostFile(
            decimal="?",
            problem=_(
                "The amounts can be read in two ways: 1.234 may be a thousand, or one and a bit. Say which decimal mark the file uses; nothing was taken over."
            ),
        )
    used = mark if mark in (",", ".") else found or "."
    head = rows[0][columns["spent"]]
    given = _code_in_brackets(head)
    if given and given not in Currency.values:
        return BoostFile(problem=_unknown_words(given))
    lines = [
        _line(number, row, columns, used, given, currency)
        for number, row in enumerate(body, start=2)
    ]
    return BoostFile(
        lines=tuple(lines), decimal=used, heads=tuple(rows[0]), delimiter=_dialect(text).delimiter
    )


def _dialect(text: str) -> Any:
    head = text.split("\n", 1)[0]
    mark = max(";\t,", key=head.count)

    class Dialect(csv.excel):
        delimiter = mark

    return Dialect


def _columns(heads: list[str]) -> dict[str, int]:
    """Where each of our fields stands; brackets behind a heading (a currency) do not matter."""
    plain = [re.sub(r"\s*\(.*?\)\s*", "", head).strip().lower() for head in heads]
    found: dict[str, int] = {}
    for name, words in _HEADS.items():
        for word in words:
            if word in plain:
                found[name] = plain.index(word)
                break
    return found


def _has(row: list[str], columns: dict[str, int], name: str) -> bool:
    return name in columns and columns[name] < len(row) and bool(row[columns[name]].strip())


def _code_in_brackets(head: str) -> str:
    """The currency that a heading names: Amount spent (EUR), Spesa (€); empty where it names none."""
    found = re.search(r"\(\s*([A-Z]{3}|[€£$])\s*\)", head)
    return _SIGNS.get(found[1], found[1]) if found else ""


def _beside(cell: str) -> str:
    """The currency beside an amount, or what else stands there; empty where nothing does."""
    left = _BESIDE.sub("", cell) if re.search(r"\d", cell) else ""
    return _SIGNS.get(left, left)


def _unknown_words(code: str) -> str:
    words = {"code": code[:40], "known": ", ".join(Currency.values)}
    return _("“%(code)s” is none of the currencies that amounts are kept in: %(known)s.") % words


def _currency_of(said: Iterable[str], usual: str, problems: list[str]) -> str:
    """The one currency that heading, column and cells name; what they contradict each other in is a problem."""
    named = list(dict.fromkeys(each for each in said if each))
    unknown = [each for each in named if each not in Currency.values]
    if unknown:
        problems.append(_unknown_words(unknown[0]))
    elif len(named) > 1:
        problems.append(
            _("It names two currencies, %(one)s and %(other)s: say which.")
            % {"one": named[0], "other": named[1]}
        )
    return named[0] if named else usual


def _day(text: str) -> date | None:
    for pattern, order in ((_ISO, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        if found := pattern.match(text.strip()):
            try:
                return date(*(int(found[n]) for n in order))
            except ValueError:
                return None
    return None


def _line(
    number: int, row: list[str], columns: dict[str, int], mark: str, given: str, usual: str
) -> BoostLine:
    problems: list[str] = []

    def cell(name: str) -> str:
        return row[columns[name]].strip() if _has(row, columns, name) else ""

    of_column = _SIGNS.get(cell("currency"), cell("currency").upper())
    said = (given, of_column, _beside(cell("spent")), _beside(cell("planned")))
    values: dict[str, Any] = {"currency": _currency_of(said, usual, problems)}
    values["name"] = cell("name")[:200]
    if not values["name"]:
        problems.append(_("It names no campaign."))
    for name in ("starts_on", "ends_on"):
        text = cell(name)
        values[name] = _day(text) if text else None
        if text and values[name] is None:
            problems.append(_("“%(text)s” is no day.") % {"text": text[:40]})
    if values["starts_on"] is None and not cell("starts_on"):
        problems.append(_("It names no day."))
    values["ends_on"] = values["ends_on"] or values["starts_on"]
    if values["starts_on"] and values["ends_on"] and values["ends_on"] < values["starts_on"]:
        problems.append(_("It ends before it starts."))
    for name in ("spent", "planned"):
        text = cell(name)
        values[name] = amount_of(text, mark) if text else None
        problems += _amount_problems(text, values[name])
    for name in ("n_impressions", "n_clicks", "n_results"):
        digits = re.sub(r"[.,'\s\u00a0\u202f]", "", cell(name))
        values[name] = int(digits) if digits.isdigit() else None
    key = f"{values['name']}|{values['starts_on']}".encode()
    values["source_key"] = hashlib.sha256(key).hexdigest()
    return BoostLine(
        number=number,
        raw=" · ".join(row)[:300],
        values=values,
        post=cell("post"),
        problems=tuple(problems),
        cells=(tuple(row),),
        numbers=(number,),
    )


def _amount_problems(text: str, amount: Decimal | None) -> list[str]:
    words = {"text": text[:40]}
    if not text:
        return []
    if amount is None or amount < 0:
        return [_("“%(text)s” is no amount.") % words]
    if amount >= _MOST:
        return [_("“%(text)s” is too big an amount.") % words]
    if amount != round(amount, _CENTS):
        return [
            _("“%(text)s” has more than two decimals: write what the bill says, in cents.") % words
        ]
    return []
