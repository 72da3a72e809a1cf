"""The data directory: whose it is, and that only one run uses it at a time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from smm.local import place, supervise

HOLD = """
import sys, time
from pathlib import Path
from smm.local import place, supervise
with place.Lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(300)
"""


def test_a_second_run_on_the_same_data_is_told_so(tmp_path: Path) -> None:
    data = place.make(tmp_path / "data")
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, data], cwd=place.BASE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with (
            pytest.raises(
                place.BusyError, match=rf"already runs on .*data \(process {first.pid}\)"
            ),
            place.Lock(data),
        ):
            pass
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    with place.Lock(data):
        pass  # the kernel let go of it


def test_a_directory_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("dear to somebody")
    with pytest.raises(place.PlaceError, match="is not a data directory of Palinsesto"):
        place.make(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters"]


def test_a_new_data_directory_is_closed_to_others(tmp_path: Path) -> None:
    data = place.make(tmp_path / "a" / "data")
    assert data.stat().st_mode & 0o066 == 0
    assert place.make(data) == data


def test_what_runs_is_known_as_long_as_it_runs(tmp_path: Path) -> None:
    data = place.make(tmp_path / "data")
    assert place.read_running(data) is None
    place.write_running(data, address="http://localhost:1", environment={"DATA_DIR": str(data)})
    assert (data / "running.json").stat().st_mode & 0o777 == 0o600
    assert place.read_running(data) == {"DATA_DIR": str(data)}
    text = (data / "running.json").read_text()
    (data / "running.json").write_text(text.replace(str(os.getpid()), "999999999"))
    assert place.read_running(data) is None


def test_the_sandbox_network_stays_where_its_channels_know_it(tmp_path: Path) -> None:
    data = place.make(tmp_path / "data")

    def live(wanted: int) -> str:
        """One run of this data directory, to its end."""
        with ExitStack() as held:
            return supervise._sandbox_origin(data, wanted=wanted, held=held)

    origin = live(0)
    assert live(18799) == origin
    with ExitStack() as held:
        supervise._sandbox_origin(data, wanted=0, held=held)
        with pytest.raises(supervise.StackError, match="is taken, and the sandbox network"):
            live(0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(origin.rpartition(":")[2])))
        other.listen()
        with pytest.raises(supervise.StackError, match="is taken, and the sandbox network"):
            live(0)
