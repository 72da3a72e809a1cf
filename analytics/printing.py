"""Sets a report on paper: plain data and the chart in, a PDF out. Needs no database and no network.

The sheet is typst/report.typ. Texts reach it as JSON and are never part of its source, so that nobody's words can be
read as commands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SHEET = Path(__file__).parent / "typst" / "report.typ"
HANDOVER_SHEET = SHEET.with_name("handover.typ")
PICTURE_SHEET = SHEET.with_name("picture.typ")
# Of a drawing's points: sharp on screens that show two for one.
PICTURE_PPI = 192


# Pictographs, their joiners and their tones: no typeface of the sheet has them, and a print without them reads on.
_PICTOGRAPHS = re.compile(
    "[\u200d\u20e3\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
)
_LONG_WORD = re.compile(r"[^\s\u200b]{24}(?=[^\s\u200b])")
_WORD = re.compile(r"\S{17,}")
_SIGN = re.compile(r"(?<=\w[/@.?&=_-])(?=[\w@])")


def printable(words: str) -> str:
    """The words without pictographs, without control characters but line breaks, with at most one blank line, and
    with places where a word too long for a column may break."""
    plain = _PICTOGRAPHS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    plain = "".join(letter for letter in plain if letter == "\n" or letter.isprintable())
    plain = _WORD.sub(lambda found: _parted(found[0]), plain)
    return _LONG_WORD.sub("\\g<0>\u200b", re.sub(r"\n{3,}", "\n\n", plain))


def _parted(word: str) -> str:
    """A long address goes over the line after one of its signs, not in the middle of a name."""
    return _SIGN.sub("\u200b", word) if "://" in word or "@" in word else word


def typeset(data: Mapping[str, Any], *, font_folders: Sequence[Path], sheet: Path = SHEET) -> bytes:
    """The PDF of one report or other sheet, tagged for screen readers (PDF/UA-1); untagged by that standard where a script has no
    typeface here. Raises typst.TypstError on data that the sheet cannot read."""
    import typst  # noqa: PLC0415 - a compiler of 35 MB that only a worker which prints must load

    def compiled(**more: Any) -> bytes:
        printed = typst.compile(
            sheet, root=sheet.parent, font_paths=[str(folder) for folder in font_folders],
            ignore_system_fonts=True, format="pdf", sys_inputs={"data": json.dumps(data)}, **more,
        )  # fmt: skip
        assert printed is not None  # it is, where no output file is named
        return printed

    try:
        return compiled(pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return compiled()


def pictured(svg: str, *, width: float, font_folders: Sequence[Path]) -> bytes:
    """A drawing (with its colours in it, `width` units wide) as a PNG of twice as many points across. Raises
    typst.TypstError on what cannot be drawn."""
    import typst  # noqa: PLC0415 - as above

    drawn = typst.compile(
        PICTURE_SHEET, root=PICTURE_SHEET.parent, font_paths=list(font_folders),
        ignore_system_fonts=True, format="png", ppi=PICTURE_PPI,
        sys_inputs={"data": json.dumps({"svg": svg, "width": width})},
    )  # fmt: skip
    assert isinstance(drawn, bytes)  # one page, and no output file is named
    return drawn
