"""Programs from npm that the product itself does not need, installed by their own lock file beside it, once for each lock."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from smm.local import assets

FILES = ("package.json", "package-lock.json", ".npmrc")
# Half a minute on a machine with nothing else to do.
INSTALL_S = 540.0


class PackagesError(Exception):
    """They cannot be had here; the text says why."""


def installed(source: Path, *, under: Path) -> Path:
    """The folder in which the packages of the lock file in `source` are, made if need be; raises PackagesError."""
    mark = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()[:16]
    place = under / f"{source.name}-{mark}"
    if (place / ".whole").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in FILES:
        shutil.copy(source / name, place / name)
    node = assets.node()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    try:
        done = subprocess.run(
            [node, npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"],
            cwd=place,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=INSTALL_S,
        )
    except subprocess.TimeoutExpired as error:
        raise PackagesError(f"npm ci took longer than {INSTALL_S:.0f} s.") from error
    if done.returncode != 0:
        raise PackagesError(f"npm ci: {(done.stdout + done.stderr)[-500:]}")
    (place / ".whole").touch()
    return place


def environment() -> dict[str, str]:
    """Ours, in which the wheel's Node is found first."""
    return {
        **os.environ,
        "PATH": f"{assets.node().parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
