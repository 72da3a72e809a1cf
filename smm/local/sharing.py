"""How the tests are shared out over the processors.

What starts a browser or a whole installation, or is timed, stays on one worker: each is then started once, and two
never starve each other. Every other file goes to whichever worker is free.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

HEAVY_FOLDERS = frozenset({"acceptance", "chaos", "journeys", "live", "local"})
HEAVY_FILE = "in_the_browser.py"


def is_heavy(node_id: str) -> bool:
    """Whether a test, named as pytest names it, is one of those that stay together."""
    path = PurePosixPath(node_id.partition("::")[0])
    return path.name.endswith(HEAVY_FILE) or bool(HEAVY_FOLDERS & set(path.parts))


def scheduler(config: Any, log: Any) -> Any:
    """What pytest-xdist asks which worker runs what; imported only when tests are shared out."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # noqa: PLC0415

    class ByWeight(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return "heavy" if is_heavy(nodeid) else nodeid.partition("::")[0]

    return ByWeight(config, log)
