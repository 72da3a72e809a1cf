"""The process in which strangers' videos are opened: `python -m editorial.pictures.closed_videos`, one job on stdin.

As closed.py, with more time, and without the pictures' process paying for the libraries of films.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from editorial.pictures import videos
from editorial.pictures.closed import close_the_doors, do

MOST_MEMORY = 1400 * 2**20  # address space: threads reserve what they never touch
MOST_CPU_S = 300
MOST_FILE = 2_000 * 2**20


def deed(job: dict[str, Any]) -> dict[str, Any]:
    """What is to be done with a video. Raises Refusal."""
    source, folder = Path(job["source"]), Path(job["folder"])
    if job["deed"] == "send_video":
        return videos.fit_video(source, folder, job["rule"])
    return videos.open_video(source, folder)


if __name__ == "__main__":
    close_the_doors(memory=MOST_MEMORY, cpu_s=MOST_CPU_S, file=MOST_FILE)
    os.nice(5)  # encoding may wait for whoever publishes
    print(json.dumps(do(json.loads(sys.stdin.read()), deed)))
