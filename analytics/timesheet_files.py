"""A project's timesheet of a month on paper, in Italian or English, with lines to sign."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.printing import SHEET, printable
from analytics.printing_apart import typeset_apart
from analytics.timesheets import Row, Timesheet
from clients.kinds import answers
from clients.models import Client, FiscalData
from people import cldr
from people.public_holidays import holidays_between

PAPER = SHEET.with_name("timesheet.typ")


def pdf_of(*, client: Client, sheet: Timesheet, fiscal: FiscalData | None, language: str) -> bytes:
    """The timesheet on paper. Raises NotPrintedError where it cannot be set."""
    return typeset_apart(
        paper_of(client=client, sheet=sheet, fiscal=fiscal, language=language),
        sheet=PAPER,
        fonts=settings.BASE_DIR / "static" / "dist" / "fonts",
        kept=settings.DATA_DIR / "print",
    )


def paper_of(
    *, client: Client, sheet: Timesheet, fiscal: FiscalData | None, language: str
) -> dict[str, Any]:
    """What typst/timesheet.typ reads."""
    with translation.override(language):
        return {
            "language": language,
            "title": title(sheet),
            "client": printable(client.name),
            "agency": printable(client.agency.name),
            "colour": client.colour,
            "lead": _lead(sheet),
            "sentence": printable(str(client.facts.get("funding_sentence") or "")),
            "facts": [[label, printable(value)] for label, value in _facts(client, fiscal)],
            "days": [str(day.day) for day in sheet.days],
            "weekdays": [cldr.day(day, "ccccc") for day in sheet.days],
            "free": _free(sheet),
            "packages": [
                {
                    "name": printable(package.name) or _("Without a work package"),
                    "rows": [_row(row) for row in package.rows],
                    "sums": _sums(package.rows) if len(package.rows) > 1 else [],
                }
                for package in sheet.packages
            ],
            "everybody": {
                "name": _("All work packages"),
                "rows": [_row(row) for row in sheet.everybody],
                "sums": _sums(sheet.everybody),
            },
            "signers": [
                [printable(row.person), _("Hours of the month: %(n)s") % {"n": clock(row.total)}]
                for row in sheet.everybody
            ],
            "words": {
                "person": _("Person"),
                "sum": _("Total"),
                "signatures": _("Signatures"),
                "date": _("Date"),
                "signature": _("Signature"),
                "checked": _("Checked, for the project"),
                "note": _("Hours and minutes (7:30 is seven and a half hours), as each person confirmed them. Saturdays, Sundays and Italian public holidays are shaded."),
                "page": _("Page"),
            },
        }  # fmt: skip


def title(sheet: Timesheet) -> str:
    """Timesheet, November 2026."""
    return _("Timesheet, %(month)s") % {"month": cldr.day(sheet.first_on, "LLLL y")}


def clock(minutes: int) -> str:
    """Minutes as hours and minutes: 7:30."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _lead(sheet: Timesheet) -> str:
    n_people = len(sheet.everybody)
    words = ngettext("%(sum)s hours of %(n)s person.", "%(sum)s hours of %(n)s people.", n_people)
    return words % {"sum": clock(sheet.total), "n": n_people}


def _facts(client: Client, fiscal: FiscalData | None) -> list[tuple[str, str]]:
    """What a funder looks for at the head: who pays, and the project's codes."""
    told = {
        fact.name: (str(fact.label), value) for fact, value in answers(client.kind, client.facts)
    }
    found = [told["funders"]] if "funders" in told else []
    codes = [("CUP", fiscal.cup), ("CIG", fiscal.cig)] if fiscal else []
    return found + [(label, value) for label, value in codes if value]


def _free(sheet: Timesheet) -> list[int]:
    """Which days nobody is expected to work on, from 0."""
    holidays = holidays_between(sheet.days[0], sheet.days[-1], language="it")
    return [n for n, day in enumerate(sheet.days) if day.weekday() > 4 or day in holidays]


def _row(row: Row) -> list[str]:
    return [printable(row.person), *(clock(n) if n else "" for n in row.days), clock(row.total)]


def _sums(rows: tuple[Row, ...]) -> list[str]:
    days = [sum(row.days[n] for row in rows) for n in range(len(rows[0].days))] if rows else []
    return [_("Total"), *(clock(n) if n else "" for n in days), clock(sum(days))]


def file_name(client: Client, sheet: Timesheet, language: str) -> str:
    """foglio-ore-salvafonti-2026-11-it.pdf."""
    with translation.override(language):
        word = slugify(_("timesheet"))
    return f"{word}-{client.slug}-{sheet.first_on:%Y-%m}-{language}.pdf"
