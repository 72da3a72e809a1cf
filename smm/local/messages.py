"""Translations: compile what translators wrote, extract what programmers wrote.

Compiling is Babel's work, so that a machine needs no gettext to run the product; only extraction needs xgettext. The
compiled files are not kept in the repository: they are made again whenever the text is newer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from smm.local import keys

BASE = Path(__file__).resolve().parents[2]
PASSING_HEADERS = ('"Report-Msgid-Bugs-To:', '"POT-Creation-Date:')
NOT_SOURCES = (".venv", "node_modules", "var", "static", "tests", "docs")


def catalogues(base: Path | None = None) -> Iterator[Path]:
    """Every file of translations in the checkout, or in a copy of it."""
    yield from sorted(((base or BASE) / "locale").glob("*/LC_MESSAGES/*.po"))


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


def incomplete(base: Path | None = None) -> list[str]:
    """One line per message that a reader of Italian would see in English, in words nobody confirmed, or with a straight apostrophe."""
    from babel.messages import pofile  # noqa: PLC0415  (slow to import, and seldom needed)

    problems: list[str] = []
    for source in catalogues(base):
        if source.parent.parent.name != "it":
            continue
        with source.open("rb") as file:
            catalogue = pofile.read_po(file, locale="it")
        for message in catalogue:
            if not message.id:
                continue
            texts = (
                message.string if isinstance(message.string, tuple | list) else (message.string,)
            )
            name = message.id[0] if isinstance(message.id, tuple | list) else message.id
            where = ", ".join(f"{path}" for path, _ in message.locations[:2])
            if not all(texts):
                problems.append(f"not translated: {name!r} {where}".rstrip())
            elif message.fuzzy:
                problems.append(f"fuzzy: {name!r} {where}".rstrip())
            elif any("'" in str(text) for text in texts):
                problems.append(f"straight apostrophe, write ’: {name!r} {where}".rstrip())
    return problems


def check() -> list[str]:
    """What incomplete() finds once every text of today's code and templates is in the catalogues.

    They are brought up to date in a copy of the sources, so that looking changes nothing. Without xgettext only what is
    already in the catalogues can be judged.
    """
    if shutil.which("xgettext") is None:
        return incomplete()
    with tempfile.TemporaryDirectory(prefix="palinsesto-messages-") as name:
        copy = Path(name) / "sources"
        shutil.copytree(BASE, copy, ignore=shutil.ignore_patterns(".*", *NOT_SOURCES))
        done = _makemessages(copy, quiet=True)
        if done.returncode != 0:
            return done.stdout.splitlines()
        return incomplete(copy)


def _makemessages(base: Path, *, quiet: bool) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "makemessages"]
    command += ["--no-wrap", "--no-obsolete", "--add-location=file"]
    for directory in sorted((base / "locale").iterdir()):
        command += ["--locale", directory.name]
    for pattern in NOT_SOURCES:
        command += ["--ignore", pattern]
    # The command reads the settings but no data: any values that can be read will do.
    passing = keys.fresh()
    environment = {
        "SECRET_KEY": passing.secret_key,
        "SEALING_KEYS": passing.sealing_keys,
        "DATABASE_URL": "postgres://unused@127.0.0.1/unused",
        **os.environ,
    }
    streams: dict[str, Any] = (
        {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if quiet else {}
    )
    return subprocess.run(command, cwd=base, env=environment, text=True, **streams)


def _forget_the_hour(source: Path) -> None:
    """Take out the header lines that change at every extraction or say nothing, so that only texts are news."""
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(PASSING_HEADERS)]
    if kept != lines:
        source.write_text("".join(kept), encoding="utf-8")


def extract() -> int:
    """Bring the catalogues up to date with the code and templates, then compile. Returns an exit code."""
    if shutil.which("xgettext") is None:
        print("Extraction needs xgettext: install your system's `gettext` package. Compiling only.")
        print(f"Compiled {compile_all()} catalogues.")
        return 1
    done = _makemessages(BASE, quiet=False)
    for source in catalogues():
        _forget_the_hour(source)
    print(f"Compiled {compile_all()} catalogues.")
    return done.returncode


if __name__ == "__main__":
    print(f"Compiled {compile_all()} catalogues.")
