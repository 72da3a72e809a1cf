"""The typefaces of printed reports: fixed weights of the very files that the pages use.

Typst sets type from fixed fonts, unpacked; a file that holds all weights is cut into the ones needed. They are made once for each state of the
source files and kept beside the data. Without them (a front end that was never built) Typst's own serif stands in.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

# file of the front end's build -> its family's name, and the weights a report is set in
WEIGHTS: dict[str, tuple[str, tuple[int, ...]]] = {
    "source-sans-3.woff2": ("Source Sans 3", (400, 600)),
    "source-serif-4.woff2": ("Source Serif 4", (600,)),
}


def typefaces(*, sources: Path, kept: Path) -> list[Path]:
    """The folders Typst looks for fonts in: one under `kept`, cut now if it is not there; none without sources."""
    files = [path for name in WEIGHTS if (path := sources / name).is_file()]
    if len(files) < len(WEIGHTS):
        return []
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    folder = kept / f"typefaces-{mark}"
    if not folder.is_dir():
        kept.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=kept, prefix="typefaces-making-"))
        for path in files:
            _cut(path, making)
        try:
            os.rename(making, folder)
        except OSError:  # another worker was quicker
            _remove(making)
    return [folder]


def _cut(source: Path, into: Path) -> None:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy, and only a worker that prints needs it
    from fontTools.varLib import instancer  # noqa: PLC0415 - the same

    family, weights = WEIGHTS[source.name]
    for weight in weights:
        font = TTFont(source)
        fixed = (
            instancer.instantiateVariableFont(font, {"wght": weight}) if "fvar" in font else font
        )
        for name_id, words in ((1, family), (2, "Regular"), (16, family), (17, str(weight))):
            fixed["name"].setName(words, name_id, 3, 1, 0x409)
        fixed["OS/2"].usWeightClass = weight
        fixed.flavor = None
        fixed.save(into / f"{source.stem}-{weight}.ttf")


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
