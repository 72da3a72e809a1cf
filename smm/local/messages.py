"""Translations: compile what translators wrote, extract what programmers wrote.

Compiling is Babel's work, so that a machine needs no gettext to run the product; only extraction needs xgettext. The
compiled files are not kept in the repository: they are made again whenever the text is newer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
IGNORED = (".venv", "node_modules", "var", "static/dist", "tests")


def catalogues() -> Iterator[Path]:
    """Every file of translations in the checkout."""
    yield from sorted((BASE / "locale").glob("*/LC_MESSAGES/*.po"))


def compile_all() -> int:
    """Compile every catalogue that is newer than its compiled file. Returns how many were compiled."""
    stale = [source for source in catalogues() if _is_stale(source)]
    if stale:
        from babel.messages import mofile, pofile  # noqa: PLC0415  (slow to import, and seldom needed)
    for source in stale:
        target = source.with_suffix(".mo")
        with source.open("rb") as file:
            catalogue = pofile.read_po(file, locale=source.parent.parent.name)
        unfinished = target.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as file:
            mofile.write_mo(file, catalogue)
        unfinished.replace(target)
    return len(stale)


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def incomplete() -> list[str]:
    """One line per message that a reader of Italian would see in English, or in words nobody confirmed."""
    from babel.messages import pofile  # noqa: PLC0415  (slow to import, and seldom needed)

    problems: list[str] = []
    for source in catalogues():
        if source.parent.parent.name != "it":
            continue
        with source.open("rb") as file:
            catalogue = pofile.read_po(file, locale="it")
        for message in catalogue:
            if not message.id:
                continue
            texts = (
                message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            )
            name = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            if not all(texts):
                problems.append(
                    f"{source.relative_to(BASE)}:{message.lineno}: not translated: {name!r}"
                )
            elif message.fuzzy:
                problems.append(f"{source.relative_to(BASE)}:{message.lineno}: fuzzy: {name!r}")
    return problems


def extract() -> int:
    """Bring the catalogues up to date with the code and templates, then compile. Returns an exit code."""
    if shutil.which("xgettext") is None:
        print("Extraction needs xgettext: install your system's `gettext` package. Compiling only.")
        print(f"Compiled {compile_all()} catalogues.")
        return 1
    command = [sys.executable, "manage.py", "makemessages", "--no-wrap", "--add-location=file"]
    for directory in sorted((BASE / "locale").iterdir()):
        command += ["--locale", directory.name]
    for pattern in IGNORED:
        command += ["--ignore", f"{pattern}/*"]
    done = subprocess.run(command, cwd=BASE)
    print(f"Compiled {compile_all()} catalogues.")
    return done.returncode


if __name__ == "__main__":
    print(f"Compiled {compile_all()} catalogues.")
