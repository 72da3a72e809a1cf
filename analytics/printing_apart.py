"""Sets a sheet on paper for a page that waits for it, in a process of its own: the web never loads the compiler.

What many read or what is frozen is printed by the worker; this is for what somebody asks for and gets at once.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analytics.printing import typeset
from analytics.typefaces import typefaces

log = logging.getLogger(__name__)

PATIENCE_S = 20.0
_ROOT = Path(__file__).resolve().parents[1]


class NotPrintedError(Exception):
    """The sheet could not be set, or took too long."""


def typeset_apart(data: Mapping[str, Any], *, sheet: Path, fonts: Path, kept: Path) -> bytes:
    """The PDF of a sheet, as printing.typeset makes it, with the typefaces cut from the page's `fonts` and `kept`.

    Raises NotPrintedError.
    """
    job = {"data": data, "sheet": str(sheet), "fonts": str(fonts), "kept": str(kept)}
    # None of our environment goes along: it holds the keys.
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-m", "analytics.printing_apart"],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=PATIENCE_S,
            cwd=_ROOT,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise NotPrintedError from error
    if done.returncode != 0:
        log.warning("The printing process ended with %s: %s", done.returncode, done.stderr[-600:])
        raise NotPrintedError
    return done.stdout


def main() -> None:
    """A job on standard input, its PDF on standard output."""
    job = json.load(sys.stdin)
    folders = typefaces(sources=Path(job["fonts"]), kept=Path(job["kept"]))
    sys.stdout.buffer.write(typeset(job["data"], font_folders=folders, sheet=Path(job["sheet"])))


if __name__ == "__main__":
    main()
