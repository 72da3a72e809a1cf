"""Other laws of time: a zone that a later edition of the data would tell otherwise, by real data of another zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from people import zones

Pass = Callable[[str, str], str]


@pytest.fixture
def pass_law(tmp_path: Path) -> Iterator[Pass]:
    """``pass_law("Europe/Rome", "Etc/GMT-2")``: from now on clocks in Rome go as those there; the edition that says so."""

    def passed(zone: str, as_in: str) -> str:
        file = tmp_path / zone
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(files("tzdata").joinpath("zoneinfo", *as_in.split("/")).read_bytes())
        zoneinfo.reset_tzpath(to=[str(tmp_path)])
        ZoneInfo.clear_cache()
        return "2099a"

    yield passed
    zones.pin()
