"""A handover file as one document and one archive, in the client's language. Nothing in it opens an account."""

from __future__ import annotations

import re
from datetime import date
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from analytics.models import Handover
from analytics.printing import HANDOVER_SHEET, printable, typeset
from analytics.queries.handover import tables_of
from analytics.queries.handover_accounts import DAY, Table
from analytics.queries.handover_more import originals
from analytics.typefaces import typefaces
from clients.models import Client
from editorial import storing
from people import cldr
from people.spreadsheets import written

# The document shows as many rows of a table; the archive has them all.
MOST_ROWS = 60
# A column whose cells are no longer than this is as wide as they are.
NARROW = 14
# Letters of one cell on paper.
MOST_LETTERS = 240
# A number as either language writes it, which stands under others of its column; a share is one too.
_FIGURE = re.compile(r"[\d.,]+(?:\u00a0?%)?")


def files_of(handover: Handover) -> tuple[bytes, IO[bytes]]:
    """The PDF, and the ZIP as a file on disk to be read from its beginning and closed. Needs its client, agency and who asked; raises typst.TypstError where the sheet cannot be set."""
    client = handover.client
    with translation.override(client.language):
        tables = tables_of(client)
        folders = typefaces(
            sources=settings.BASE_DIR / "static" / "dist" / "fonts",
            kept=settings.DATA_DIR / "print",
        )
        pdf = typeset(sheet_of(handover, tables), font_folders=folders, sheet=HANDOVER_SHEET)
        return pdf, _packed(client, pdf, tables)


def sheet_of(handover: Handover, tables: list[Table]) -> dict[str, Any]:
    """What typst/handover.typ reads."""
    client = handover.client
    asked = handover.asked_at.astimezone(ZoneInfo(client.time_zone))
    words = {"agency": client.agency.name, "client": client.name}
    return {
        "language": client.language,
        "title": _("Handover file"),
        "client": printable(client.name),
        "agency": printable(client.agency.name),
        "colour": client.colour,
        "lead": printable(
            _(
                "What %(agency)s leaves to %(client)s: strategy, people, accounts and their profiles, what is planned, what went out, results."
            )
            % words
        ),
        "made": cldr.spoken(_("As of %(day)s") % {"day": cldr.day(asked.date(), "d MMMM y")}),
        "secrets": _("No password and no key is in this file."),
        "page-word": _("Page"),
        "tables": [_on_paper(table) for table in tables],
    }


def _on_paper(table: Table) -> dict[str, Any]:
    """The first rows of a table, without the columns in which none of them says anything."""
    more = len(table.rows) - MOST_ROWS
    shown = table.rows[:MOST_ROWS]
    said = [n for n in range(len(table.head)) if any(row[n] not in (None, "") for row in shown)]
    columns = [[_cell(row[n]) for row in shown] for n in said]
    numbers = {at for at, n in enumerate(said) if all(_is_figure(row[n]) for row in shown)}
    return {
        "title": table.title,
        "empty": table.empty,
        "columns": [table.head[n] for n in said],
        "widths": [0 if at in numbers else _width(cells) for at, cells in enumerate(columns)],
        "right": sorted(numbers),
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "note": _("%(n)s more in %(file)s of the archive.")
        % {"n": cldr.number(more), "file": f"{table.name}.csv"}
        if more > 0
        else "",
    }


def _width(cells: list[str]) -> float:
    """The share of the sheet's width that a column gets of what is left; 0 for one that is as wide as its words.

    The square root keeps a column of long texts from taking everything, and one long text among empty cells has its room.
    """
    longest = max(map(len, cells))
    if longest <= NARROW:
        return 0
    usual = sum(map(len, cells)) / len(cells)
    return round(max(usual, longest / 3) ** 0.5, 2)


def _is_figure(value: object) -> bool:
    return (
        value in (None, "") or isinstance(value, int) or _FIGURE.fullmatch(str(value)) is not None
    )


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, date):
        return cldr.day(value, DAY)
    words = cldr.number(value) if isinstance(value, int) else printable(str(value))
    return words if len(words) <= MOST_LETTERS else words[: MOST_LETTERS - 1] + "…"


def _packed(client: Client, pdf: bytes, tables: list[Table]) -> IO[bytes]:
    """Made on disk, piece by piece: a library may be bigger than what this process may hold."""
    file = TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{client.slug}.pdf", pdf)
        for table in tables:
            archive.writestr(f"{table.name}.csv", written([table.head, *table.rows]))
        for _asset, kept, name in originals(client):
            if name:
                # Pictures and videos are packed already: only put in.
                told = ZipInfo(name, date_time=kept.made_at.timetuple()[:6])
                told.file_size = kept.n_bytes
                with storing.open_file(kept.file) as reader, archive.open(told, "w") as writer:
                    copyfileobj(reader, writer, 1 << 20)
    file.seek(0)
    return file
