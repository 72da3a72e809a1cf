"""The doctor says in words what is missing, and with its exit code whether that is serious."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from smm.local import doctor, keys, place


def test_a_good_machine_lacks_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "run.py", "doctor", "--data", tmp_path / "data"],
        cwd=place.BASE,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "Nothing is lacking." in done.stdout
    for subject in (
        "Python:",
        "Environment:",
        "Disk:",
        "Shared memory:",
        "PostgreSQL:",
        "Chromium:",
        "Keys:",
        "Port:",
    ):
        assert subject in done.stdout
    assert not (tmp_path / "data").exists(), "the doctor only looks"


def test_a_missing_key_is_serious(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = place.make(tmp_path / "data")
    keys.load_or_make(data, has_cluster=False)
    assert doctor.main(["--data", str(data)]) == 0
    (data / "keys" / "secret_key").unlink()
    assert doctor.main(["--data", str(data)]) == 1
    assert "secret_key missing" in capsys.readouterr().out


def test_an_open_data_directory_is_serious(tmp_path: Path) -> None:
    data = place.make(tmp_path / "data")
    data.chmod(0o755)
    found = doctor.data_directory(data)
    assert found.level == "lack"
    assert "chmod go-rw" in found.words


def test_a_missing_browser_is_only_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_CHROMIUM", str(tmp_path / "nowhere"))
    found = doctor.chromium(tmp_path)
    assert found.level == "note"
    assert "APP_CHROMIUM" in found.words


def test_an_old_postgres_is_serious(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_PG_BIN", str(tmp_path))
    assert doctor.postgres(tmp_path).level == "lack"


def test_no_second_factor_is_refused_beyond_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCAL_RUN", "1")
    monkeypatch.setenv("PUBLIC_ORIGIN", "http://localhost:8000")
    assert doctor.loopback_only(tmp_path).level == "ok"
    monkeypatch.setenv("PUBLIC_ORIGIN", "https://desk.example.com")
    assert doctor.loopback_only(tmp_path).level == "lack"


def test_the_doctor_needs_nothing_that_is_installed() -> None:
    program = (
        "import sys; sys.path.insert(0, '.'); from smm.local import doctor; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        cwd=place.BASE,
        capture_output=True,
        text=True,
        env={**os.environ},
    )
    assert done.returncode == 0, done.stderr
    assert "psycopg2" not in done.stdout
