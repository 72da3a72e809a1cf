"""Programs are stopped in order, and nothing outlives a supervisor that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from smm.local import processes
from smm.local.place import BASE
from smm.local.processes import SAID_WHY, Process, Reaper
from smm.local.starting import Stack, StackError, Starter
from tests.waiting import eventually

# A child that starts a grandchild, as web and workers do, and ignores polite requests if told to.
CHILD = """
import os, pathlib, signal, subprocess, sys, time
directory, name, is_stubborn = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "stubborn"
if is_stubborn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
(directory / f"{name}.part").write_text(f"{os.getpid()} {grandchild.pid}")
(directory / f"{name}.part").rename(directory / f"{name}.pids")
time.sleep(300)
"""
PARENT = """
import pathlib, sys, time
from smm.local.processes import SAID_WHY, Process, Reaper
from smm.local.starting import Stack, StackError, Starter
directory = pathlib.Path(sys.argv[1])
reaper = Reaper()
reaper.remove_at_the_end(directory / "thrown-away")
for name, manner in (("polite", "polite"), ("stubborn", "stubborn")):
    Process(name, [sys.executable, "-c", sys.argv[2], directory, name, manner], log=directory / f"{name}.log",
            reaper=reaper, grace=1)
(directory / "reaper.part").write_text(str(reaper.pid))
(directory / "reaper.part").rename(directory / "reaper.pids")
time.sleep(300)
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def none_alive(pids: list[int]) -> bool:
    return not any(is_alive(pid) for pid in pids)


def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    (tmp_path / "thrown-away").mkdir()
    parent = subprocess.Popen([sys.executable, "-c", PARENT, tmp_path, CHILD], cwd=BASE)
    files = [tmp_path / f"{name}.pids" for name in ("polite", "stubborn", "reaper")]
    assert eventually(lambda: all(path.exists() for path in files))
    pids = [int(part) for path in files for part in path.read_text().split()]
    assert len(pids) == 5
    assert all(is_alive(pid) for pid in pids)

    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()

    assert eventually(lambda: not any(is_alive(pid) for pid in pids)), (
        "something outlived the supervisor"
    )
    assert not (tmp_path / "thrown-away").exists()


def test_stopping_ends_grandchildren_and_the_stubborn(tmp_path: Path) -> None:
    reaper = Reaper()
    for manner in ("polite", "stubborn"):
        process = Process(
            manner,
            [sys.executable, "-c", CHILD, tmp_path, manner, manner],
            log=tmp_path / f"{manner}.log",
            reaper=reaper,
            grace=0.5,
        )
        found = tmp_path / f"{manner}.pids"
        assert eventually(found.exists)
        began = time.monotonic()
        code = process.stop()
        assert code == (-signal.SIGTERM if manner == "polite" else -signal.SIGKILL)
        assert time.monotonic() - began < 60  # they themselves would sleep for five minutes
        pids = [int(pid) for pid in found.read_text().split()]
        assert eventually(partial(none_alive, pids))
    reaper.dismiss()
    assert not is_alive(reaper.pid)


def test_a_log_that_grew_too_big_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("wb") as file:
        file.truncate(processes.MAX_LOG_BYTES + 1)
    reaper = Reaper()
    Process("web", [sys.executable, "-c", "print('fresh')"], log=log, reaper=reaper).popen.wait()
    reaper.dismiss()
    assert log.read_text() == "fresh\n"
    assert (tmp_path / "web.log.1").stat().st_size == processes.MAX_LOG_BYTES + 1


def test_the_last_words_of_a_program_are_shown(tmp_path: Path) -> None:
    reaper = Reaper()
    process = Process(
        "worker",
        [sys.executable, "-c", "raise SystemExit('no broker')"],
        log=tmp_path / "w.log",
        reaper=reaper,
    )
    process.popen.wait()
    reaper.dismiss()
    assert not process.is_running
    assert "no broker" in process.last_words()


@pytest.mark.parametrize(
    ("code", "words"), [(SAID_WHY, "Too old: start elsewhere."), (1, "`step` failed; the end of")]
)
def test_a_step_that_says_why_it_failed_is_shown_by_that_sentence_alone(
    tmp_path: Path, code: int, words: str
) -> None:
    program = f"print('Applying'); print('CommandError: Too old: start elsewhere.'); exit({code})"
    stack = Stack(tmp_path, 0, "", {}, None, 0)
    starter = Starter(stack, reaper=Reaper(), is_verbose=False, say=print)
    (tmp_path / "log").mkdir()

    with pytest.raises(StackError) as told:
        starter.finish(starter.run("step", ["-c", program]))

    starter.reaper.dismiss()
    assert str(told.value).startswith(words)
    assert ("Applying" in str(told.value)) is (code != SAID_WHY)
