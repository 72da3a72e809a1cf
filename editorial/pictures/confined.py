"""Giving a job to the closed process and reading its answer; whatever happens there, a Refusal or an answer comes back."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from editorial.pictures.rules import Refusal

log = logging.getLogger(__name__)

# Its own bound of processor time (closed.MOST_CPU_S) ends what costs too much; a busy machine may take longer to give it.
PATIENCE_S = 100.0  # below the lease of a picture
VIDEO_PATIENCE_S = 200.0  # below what a worker gives a job
_DOORS = {"prepare_video": "closed_videos", "send_video": "closed_videos"}
_ROOT = Path(__file__).resolve().parents[2]


def run(job: dict[str, Any], *, patience_s: float | None = None) -> dict[str, Any]:
    """The answer of the closed process. Raises Refusal: its own code, or "too_heavy" when it was ended."""
    door = _DOORS.get(job["deed"], "closed")
    patience_s = patience_s or (PATIENCE_S if door == "closed" else VIDEO_PATIENCE_S)
    # None of our environment goes along: it holds the keys.
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - one of two modules of ours
            [sys.executable, "-s", "-m", f"editorial.pictures.{door}"],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            timeout=patience_s,
            cwd=_ROOT,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise Refusal("too_heavy") from None
    if done.returncode != 0:
        log.warning("The picture process ended with %s: %s", done.returncode, done.stderr[-600:])
        raise Refusal("too_heavy" if done.returncode < 0 else "not_readable")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise Refusal(str(answer["refused"]), **answer.get("params", {}))
    return answer
