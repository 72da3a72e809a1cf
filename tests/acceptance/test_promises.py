"""docs/acceptance.md names a proof for each promise: a test that is there, and every test of this folder in it."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def _tests(folder: Path) -> set[str]:
    return {
        name
        for path in folder.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }


def test_every_promise_names_a_test_that_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/acceptance.md").read_text()))

    assert sorted(named - _tests(ROOT / "tests")) == []


def test_every_point_that_is_tested_here_stands_in_the_page() -> None:
    page = (ROOT / "docs/acceptance.md").read_text()
    points = {name[5:7] for name in _tests(ROOT / "tests/acceptance") if name[5:7].isdigit()}
    promised = {f"{int(n):02}" for n in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}

    assert sorted(points - promised) == []
