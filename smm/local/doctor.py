"""`python3 run.py doctor`: what this machine or this data directory lacks, in words.

Standard library only: it must be able to speak when nothing can be installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from smm.local import keys, place, programs

DISK_BYTES = 2_500_000_000
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  (looked at, not written to)
SHARED_MEMORY_BYTES = 64_000_000
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `level`: ok, note (something optional is missing) or lack (it will not run)."""

    level: str
    subject: str
    words: str


def _ok(subject: str, words: str) -> Finding:
    return Finding("ok", subject, words)


def _note(subject: str, words: str) -> Finding:
    return Finding("note", subject, words)


def _lack(subject: str, words: str) -> Finding:
    return Finding("lack", subject, words)


def find_chromium() -> Path | None:
    """A Chromium for the browser tests: APP_CHROMIUM, else the usual names on PATH, else the usual places of a Mac."""
    given = os.environ.get("APP_CHROMIUM")
    if given:
        return Path(given) if os.access(given, os.X_OK) else None
    for name in BROWSERS:
        if found := shutil.which(name):
            return Path(found)
    return next((Path(path) for path in MAC_BROWSERS if os.access(path, os.X_OK)), None)


def python(data: Path) -> Finding:
    here = ".".join(str(part) for part in sys.version_info[:3])
    return _ok("Python", here)


def installer(data: Path) -> Finding:
    """Something must be able to put the first package into an empty environment."""
    if (place.BASE / ".venv" / "bin" / "python").exists():
        return _ok("Environment", ".venv is there.")
    if (
        shutil.which("uv")
        or importlib.util.find_spec("ensurepip")
        or shutil.which("pip3")
        or shutil.which("pip")
    ):
        return _ok("Environment", "not made yet; the next run makes it.")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return _lack(
        "Environment",
        f"cannot be made: no ensurepip, no uv, no pip. On Debian and Ubuntu: apt-get install python{version}-venv",
    )


def disk(data: Path) -> Finding:
    free = min(place.free_bytes(place.BASE), place.free_bytes(data))
    words = f"{free / 1e9:.1f} GB free"
    if free < DISK_BYTES:
        return _lack("Disk", f"{words}; packages and data want {DISK_BYTES / 1e9:.1f} GB.")
    return _ok("Disk", f"{words}.")


def shared_memory(data: Path) -> Finding:
    directory, subject = SHARED_MEMORY, "Shared memory"
    if not directory.exists():
        return _ok(subject, "not used by this system.")
    free = place.free_bytes(directory)
    if free < SHARED_MEMORY_BYTES:
        return _lack(
            subject,
            f"{free / 1e6:.0f} MB free; PostgreSQL wants {SHARED_MEMORY_BYTES / 1e6:.0f} MB.",
        )
    return _ok(subject, f"{free / 1e6:.0f} MB free.")


def account(data: Path) -> Finding:
    try:
        who = programs.account()
    except programs.ServersError as error:
        return _lack("Account", str(error))
    if who is None:
        return _ok("Account", "an ordinary user.")
    return _ok("Account", f"root; PostgreSQL and Valkey run as `{who.name}`.")


def data_directory(data: Path) -> Finding:
    """Can we write there, and can others not?"""
    subject = "Data directory"
    if not data.exists():
        parent = next(path for path in data.parents if path.exists())
        if not os.access(parent, os.W_OK | os.X_OK):
            return _lack(subject, f"{data} cannot be made: {parent} is not yours to write in.")
        return _ok(subject, f"{data} is made at the first start.")
    if not os.access(data, os.W_OK | os.X_OK):
        return _lack(subject, f"{data} is not yours to write in.")
    if data.stat().st_mode & 0o066:
        return _lack(
            subject, f"other accounts can look into {data}. Close it with: chmod go-rw {data}"
        )
    return _ok(subject, f"{data}")


def secrets(data: Path) -> Finding:
    directory = data / keys.DIRECTORY
    if not directory.is_dir():
        return _ok("Keys", "made at the first start.")
    missing = sorted(name for name in keys.MAKERS if not (directory / name).exists())
    if missing:
        return _lack(
            "Keys", f"{', '.join(missing)} missing in {directory}: put them back from your backup."
        )
    open_to_others = sorted(
        name for name in keys.MAKERS if (directory / name).stat().st_mode & 0o077
    )
    if open_to_others:
        return _lack(
            "Keys", f"other accounts can read {', '.join(open_to_others)}: chmod 600 {directory}/*"
        )
    return _ok(
        "Keys", f"all there in {directory}. Keep a copy: without them a backup cannot be read."
    )


def port(data: Path) -> Finding:
    if programs.free_port(8000) == 8000:
        return _ok("Port", "8000 is free.")
    return _note("Port", "8000 is taken; a start takes another one and says which, or give --port.")


def postgres(data: Path) -> Finding:
    return _server("PostgreSQL", programs.find_postgres)


def valkey(data: Path) -> Finding:
    return _server("Valkey", programs.find_valkey)


def _server(subject: str, find: Callable[[], Path]) -> Finding:
    try:
        return _ok(subject, f"{find()}")
    except programs.ServersError as error:
        if not (place.BASE / ".venv").exists():
            return _ok(subject, "comes with the packages at the first start.")
        return _lack(subject, str(error))


def chromium(data: Path) -> Finding:
    found = find_chromium()
    if found is None:
        return _note(
            "Chromium",
            "not found; only the browser tests need it (APP_CHROMIUM names another place).",
        )
    return _ok("Chromium", f"{found}")


def xgettext(data: Path) -> Finding:
    found = shutil.which("xgettext")
    if found is None:
        return _note("xgettext", "not found; only `run.py messages` needs it (package `gettext`).")
    return _ok("xgettext", found)


def loopback_only(data: Path) -> Finding:
    """The local run asks no second factor: its public origin must stay this machine."""
    given = os.environ.get("PUBLIC_ORIGIN", "")
    if (
        os.environ.get("LOCAL_RUN") == "1"
        and given
        and "//localhost" not in given
        and "//127.0.0.1" not in given
    ):
        return _lack(
            "Second factor",
            f"LOCAL_RUN=1 asks for none, but PUBLIC_ORIGIN is {given}. Unset LOCAL_RUN there.",
        )
    return _ok("Second factor", "not asked on this machine's own address; asked everywhere else.")


LOOKS: tuple[Callable[[Path], Finding], ...] = (
    python,
    installer,
    account,
    disk,
    shared_memory,
    postgres,
    valkey,
    data_directory,
    secrets,
    port,
    loopback_only,
    chromium,
    xgettext,
)


def examine(data: Path) -> list[Finding]:
    """Look at everything."""
    return [look(data) for look in LOOKS]


def report(findings: Iterable[Finding]) -> str:
    signs = {"ok": "ok  ", "note": "note", "lack": "LACK"}
    return "\n".join(
        f"{signs[found.level]}  {found.subject + ':':<16} {found.words}" for found in findings
    )


def main(arguments: list[str]) -> int:
    """Print what was found. Returns 1 when something is lacking."""
    parser = argparse.ArgumentParser(
        prog="run.py doctor", description="What this machine or data directory lacks."
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=place.DEFAULT,
        metavar="DIR",
        help="data directory (default: var)",
    )
    findings = examine(parser.parse_args(arguments).data.expanduser().absolute())
    print(report(findings))
    n_lacking = sum(found.level == "lack" for found in findings)
    print(f"\nLacking: {n_lacking}." if n_lacking else "\nNothing is lacking.")
    return 1 if n_lacking else 0


if __name__ == "__main__":
    environment = place.BASE / ".venv" / "bin" / "python"
    inside = "PALINSESTO_DOCTOR" in os.environ
    if environment.exists() and not inside and Path(sys.prefix) != environment.parents[1]:
        # Only the environment's own Python can see the servers that come as packages.
        again = [str(environment), "-m", "smm.local.doctor", *sys.argv[1:]]
        done = subprocess.run(again, env={**os.environ, "PALINSESTO_DOCTOR": "1"})
        if done.returncode in (0, 1):
            sys.exit(done.returncode)
        print("The environment in .venv does not run; the next start makes it anew.\n")
    sys.exit(main(sys.argv[1:]))
