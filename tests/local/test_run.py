"""The one command: what it takes, what it refuses, and what its lock files may hold."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from smm.local import __main__ as doors
from smm.local import place

BASE = place.BASE


def run_py() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_py", BASE / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_unknown_command_gets_words_and_no_trace() -> None:
    done = subprocess.run(
        [sys.executable, BASE / "run.py", "frobnicate"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "There is no command `frobnicate`" in done.stderr
    assert "python3 run.py test" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_command() -> None:
    done = subprocess.run(
        [sys.executable, BASE / "run.py", "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0
    for name in run_py().COMMANDS:
        assert f"run.py {name}" in done.stdout


def test_every_command_that_help_names_has_a_door() -> None:
    assert set(run_py().COMMANDS) == {*doors.DOORS, "doctor"}


def test_an_old_python_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = run_py()
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert module.main([]) == 2
    assert "Python 3.11 or newer; this is 3.10" in capsys.readouterr().err


def test_run_py_can_be_read_by_pythons_too_old_to_run_it() -> None:
    compile((BASE / "run.py").read_text(), "run.py", "exec", flags=0, dont_inherit=True)
    source = (BASE / "run.py").read_text()
    assert not re.search(r"^\s*match .+:$", source, re.MULTILINE)
    assert "except*" not in source
    assert "from __future__ import annotations" in source, "or its hints could not be read"


def test_run_py_needs_nothing_that_is_installed() -> None:
    source = (BASE / "run.py").read_text()
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names)


def test_compiled_code_is_kept_even_where_the_machine_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[str | None] = []
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.chdir(BASE)
    monkeypatch.setattr(
        "os.execv", lambda *_: found.append(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    )
    run_py().main(["doctor"])
    assert found == [None]


def test_the_options_of_a_plain_start() -> None:
    options = doors.parse_up(["--port", "8123", "--data", "elsewhere", "--no-demo", "--verbose"])
    assert (options.port, options.data, options.no_demo, options.verbose) == (
        8123,
        Path("elsewhere"),
        True,
        True,
    )
    options = doors.parse_up([])
    assert (options.port, options.data, options.no_demo, options.verbose) == (
        8000,
        BASE / "var",
        False,
        False,
    )


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_refused_in_words(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        doors.parse_up([f"--port={port}"])
    assert "is not a port" in capsys.readouterr().err


def test_another_lock_or_another_python_makes_the_environment_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = run_py()
    (tmp_path / "requirements").mkdir()
    for name in ("uv.txt", "local.txt", "dev.txt"):
        (tmp_path / "requirements" / name).write_text(name)
    monkeypatch.setattr(module, "BASE", tmp_path)
    before = module.fingerprint("local")
    assert module.fingerprint("local") == before
    assert module.fingerprint("dev") != before
    (tmp_path / "requirements" / "local.txt").write_text("something newer")
    changed = module.fingerprint("local")
    assert changed != before
    monkeypatch.setattr(sys, "version", "3.99")
    assert module.fingerprint("local") != changed


@pytest.mark.parametrize("is_broken", [True, False])
def test_a_broken_environment_is_noticed(
    is_broken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = run_py()
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(tmp_path / "gone" if is_broken else Path(sys.executable).resolve())
    monkeypatch.setattr(module, "PYTHON", python)
    assert module.is_usable() is not is_broken


LOCKS = sorted([*(BASE / "requirements").glob("*.txt"), BASE / "package-lock.json"])


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_files_hold_no_address(lock: Path) -> None:
    text = lock.read_text()
    if lock.suffix == ".json":
        assert '"resolved"' not in text
    else:
        assert "://" not in text
        assert "index-url" not in text


@pytest.mark.parametrize(
    "lock", sorted((BASE / "requirements").glob("*.txt")), ids=lambda path: path.name
)
def test_every_locked_package_has_a_hash(lock: Path) -> None:
    lines = [
        line for line in lock.read_text().splitlines() if line and not line.startswith((" ", "#"))
    ]
    assert lines
    assert all(re.match(r"[a-z0-9._-]+==\S+.* \\$", line) for line in lines)
    assert lock.read_text().count("--hash=sha256:") >= len(lines)


def test_what_a_first_start_reads_can_be_compiled_without_a_database(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "smm.local.precompile"],
        cwd=BASE,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPYCACHEPREFIX": str(tmp_path),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    compiled = {path.name.split(".")[0] for path in tmp_path.rglob("*.pyc")}
    assert {"claiming", "0001_posts", "prefork", "collectstatic"} <= compiled
