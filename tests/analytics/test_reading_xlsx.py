"""Workbooks of past posts: what a cell becomes, and what is refused before it can do harm."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from analytics.forms.files import RowsForm
from analytics.reading_csv import MOST_BYTES, read
from analytics.reading_xlsx import MOST_ROWS_DOWN, text_of
from clients.actions import by_hand as channels
from editorial.models import Publication
from networks.known import KNOWN
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn

HEAD = ("data", "ora", "testo", "link", "mi piace", "commenti")
ROW = (
    datetime(2026, 3, 3), time(18, 15), "Sei gradi,\n\n\"all'alba\"; e poi", "https://www.instagram.com/p/A1/", 1234.0, None,
)  # fmt: skip


def workbook(*rows: tuple) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, text: str) -> bytes:
    """The same workbook with another text for one of its parts."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FRAME = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def test_a_workbook_says_what_the_same_rows_say_as_text():
    found = read(text_of(workbook(HEAD, (), ROW)), metrics=KNOWN["instagram"].metrics)

    (line,) = found.good
    assert found.bad == []
    assert line.wall_at == datetime(2026, 3, 3, 18, 15)
    assert line.number == 3  # as in the sheet
    assert line.text == ROW[2]
    assert line.values == {"likes": 1234}  # empty is absent


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (datetime(2026, 3, 3, 18, 15), "2026-03-03 18:15"),
        (datetime(2026, 3, 3), "2026-03-03"),
        (date(2026, 3, 3), "2026-03-03"),
        (time(9, 5), "09:05"),
        (12, "12"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (1.234, "1.2340"),  # 1.234 would be a thousand and more
        ("=1+1", ""),  # nobody worked it out, and we do not
    ],
)
def test_a_cell_is_written_as_nothing_but_itself(cell, text):
    assert text_of(workbook(("data", cell, "fine"))).split("\t")[1] == text


def test_the_first_sheet_that_is_shown_counts():
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.active.append(["hidden"])
    book.create_sheet().append(["shown"])

    assert text_of(saved(book)) == "shown"


GOOD = workbook(HEAD, ROW)
BOMB = with_part(GOOD, SHEET, FRAME.format("<row/>" * 600_000))
ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>' + FRAME.format(
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
)
FAR = FRAME.format('<row r="999999999999"><c r="A1"><v>1</v></c></row>')
LOST = FRAME.format('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')
REFUSED = {
    "a bomb": (BOMB, "far more than it looks"),
    "a row a billion down": (with_part(GOOD, SHEET, FAR), "far more than it looks"),
    "too many rows": (workbook(*[("2026-03-03",)] * 2_002), "more than 2000 rows"),
    "entities": (with_part(GOOD, SHEET, ENTITIES), "cannot be opened"),
    "a shared text that is not there": (with_part(GOOD, SHEET, LOST), "cannot be opened"),
    "not XML": (with_part(GOOD, SHEET, "<row"), "cannot be opened"),
    "a zip of something else": (with_part(GOOD, "xl/workbook.xml", "x"), "cannot be opened"),
    "half a file": (GOOD[: len(GOOD) // 2], "cannot be opened"),
    "an old or locked one": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "password"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_workbook_or_too_much_is_refused_in_words(content, words):
    assert len(content) < MOST_BYTES
    with translation.override("en"):
        form = RowsForm({}, {"file": SimpleUploadedFile("storico.xlsx", content)})

        assert not form.is_valid()
        assert words in form.errors["file"][0]


def test_rows_beyond_a_gap_are_read_and_not_cut():
    book = openpyxl.Workbook()
    book.active.append(["data"])
    book.active.cell(row=MOST_ROWS_DOWN - 1, column=1, value="2026-03-03")

    assert text_of(saved(book)).split() == ["data", "2026-03-03"]


def test_a_workbook_is_looked_at_first_and_comes_in(cast: Cast, sign_in: SignIn):
    instagram = channels.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )
    address = reverse("analytics:import_posts", args=[cast.client.slug, instagram.public_id])
    browser = sign_in(cast.bruno)
    today = make.today(cast.client).isoformat()
    late = (*ROW[:1], "di sera", *ROW[2:])
    file = SimpleUploadedFile("storico.xlsx", workbook(HEAD, ROW, late))

    looked = browser.post(address, {"on": today, "file": file, "deed": "look"})

    page = looked.content.decode()
    assert "1 row can come in" in page
    assert "Row 3:" in page
    assert "“di sera” is no time" in page
    rows = looked.context["form"].initial["rows"]
    browser.post(address, {"on": today, "rows": rows, "deed": "import"})
    assert Publication.objects.get(channel=instagram).source == "imported"
