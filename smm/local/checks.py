"""`python3 run.py check`: everything that can be wrong without running the product, each step by name with its time.

All steps run even when one fails, so that one look shows all there is to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from smm.local import homes, messages, place, servers
from smm.local import keys as local_keys
from smm.local.processes import Reaper
from smm.local.supervise import local_environment

BASE = place.BASE


@dataclass(frozen=True)
class Check:
    """One step: a command, or a function that returns its complaints."""

    name: str
    command: tuple[str, ...] = ()
    complaints: Callable[[], list[str]] | None = None


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *arguments)


def _tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(Path(sys.executable).with_name(name)), *arguments)


def _templates() -> list[str]:
    return [str(path.relative_to(BASE)) for path in sorted((BASE / "templates").rglob("*.html"))]


def every_check() -> list[Check]:
    """The steps, in the order they run."""
    return [
        Check("format", _tool("ruff", "format", "--check", "--output-format", "concise", ".")),
        Check("lint", _tool("ruff", "check", "--output-format", "concise", ".")),
        Check("templates", _tool("djade", "--check", "--target-version", "5.2", *_templates())),
        Check("types", _tool("mypy", ".")),
        Check("import rules", _tool("lint-imports", "--no-cache")),
        Check("Django's checks", (sys.executable, "manage.py", "check", "--fail-level", "WARNING")),
        Check(
            "migrations", (sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")
        ),
        Check("translations", complaints=messages.check),
    ]


def _run(check: Check, environment: dict[str, str]) -> str:
    """What is wrong, as text; nothing when all is well."""
    if check.complaints is not None:
        return "\n".join(check.complaints())
    done = subprocess.run(
        check.command,
        cwd=BASE,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return "" if done.returncode == 0 else done.stdout.strip() or f"exit {done.returncode}"


def run_all() -> int:
    """Run every check against throw-away servers. Returns 1 if any complained."""
    began = time.monotonic()
    data = place.throw_away()
    keys, reaper = local_keys.fresh(), Reaper()
    reaper.remove_at_the_end(data)
    failed: list[str] = []
    try:
        running = servers.start(data, keys=keys, reaper=reaper, is_durable=False)
        environment = local_environment(data, keys=keys, given=os.environ, demo=False, port=8000)
        environment |= running.environment | {"DATABASE_URL": running.owner_url}
        try:
            messages.compile_all()
            for check in every_check():
                since = time.monotonic()
                complaint = _run(check, environment)
                word = "FAILED" if complaint else "ok"
                print(f"{check.name:<16} {word:<7} {time.monotonic() - since:5.1f} s", flush=True)
                if complaint:
                    failed.append(check.name)
                    print("\n".join(f"    {line}" for line in complaint.splitlines()), flush=True)
        finally:
            running.stop()
    finally:
        homes.remove(data)
        reaper.dismiss()
    n_checks = len(every_check())
    verdict = f"failed: {', '.join(failed)}" if failed else "all well"
    print(f"\n{n_checks} checks in {time.monotonic() - began:.0f} s, {verdict}.", flush=True)
    return 1 if failed else 0
