"""How the tests are shared out over the processors.

What starts a whole installation, or is timed against the clock, stays on one worker: each installation is then started
once, and two never starve each other. Every other file goes to whichever worker is free, the long ones first, so that
no worker is left with one of them at the end.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

HEAVY_FOLDERS = frozenset({"acceptance", "chaos", "journeys", "live", "local"})
LONG_FOLDERS = frozenset({"architecture"})
LONG_FILE = "in_the_browser.py"


def is_heavy(node_id: str) -> bool:
    """Whether a test, named as pytest names it, is one of those that stay together."""
    return bool(HEAVY_FOLDERS & set(_path(node_id).parts))


def turn(node_id: str) -> int:
    """When a test begins: 0 before 1 before 2."""
    path = _path(node_id)
    if is_heavy(node_id):
        return 0
    return 1 if path.name.endswith(LONG_FILE) or LONG_FOLDERS & set(path.parts) else 2


def _path(node_id: str) -> PurePosixPath:
    return PurePosixPath(node_id.partition("::")[0])


def scheduler(config: Any, log: Any) -> Any:
    """What pytest-xdist asks which worker runs what; imported only when tests are shared out."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # noqa: PLC0415

    class ByWeight(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return "heavy" if is_heavy(nodeid) else nodeid.partition("::")[0]

    return ByWeight(config, log)
