"""How the tests are shared out over the processors.

What walks through the same installation stays on one worker, which starts it once. Every file of other tests goes to
whichever worker is free, the longest first, so that no worker is left with one of them at the end. The measuring of every
screen, the journeys through the demo and the main line are the longest of all: they are walked side by side, though two of
them then start a demo each, for one after the other they would make a chain that nothing could shorten.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

# What stays together, by folder: a demo, another, a whole network, this machine's own programs.
TOGETHER = frozenset({"acceptance", "journeys", "live", "local"})
# What walks through an empty installation, which nobody else of its folder does.
APART = frozenset({"test_main_line.py"})
# Who begins first takes longest: the walks, then these folders, then these and such files.
WALKS = frozenset({"acceptance", "journeys"})
LONGEST_FOLDERS = frozenset({"chaos", "live"})
LONG_FOLDERS = frozenset({"architecture", "local"})
LONG_FILES = (
    "in_the_browser.py",
    "test_attacks.py",
    "test_demo.py",
    "test_embargo.py",
    "test_publisher.py",
    "test_videos.py",
)


def group(node_id: str) -> str:
    """With which others a test, named as pytest names it, stays on one worker: those of its walk, or of its file."""
    path = _path(node_id)
    folder = next((part for part in path.parts if part in TOGETHER), None)
    return str(path) if folder is None or path.name in APART else folder


def turn(node_id: str) -> int:
    """When a test begins: 0 before 1 before 2 before 3."""
    path = _path(node_id)
    folders = set(path.parts)
    if folders & WALKS:
        return 0
    if folders & LONGEST_FOLDERS:
        return 1
    return 2 if path.name.endswith(LONG_FILES) or folders & LONG_FOLDERS else 3


def n_workers(n_processors: int) -> int:
    """One more than there are processors, for tests wait for browsers and for other programs; on a single one they take turns."""
    return 1 if n_processors < 2 else min(n_processors, 4) + 1


def _path(node_id: str) -> PurePosixPath:
    return PurePosixPath(node_id.partition("::")[0])


def scheduler(config: Any, log: Any) -> Any:
    """What pytest-xdist asks which worker runs what; imported only when tests are shared out."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # noqa: PLC0415

    class ByWeight(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

    return ByWeight(config, log)
