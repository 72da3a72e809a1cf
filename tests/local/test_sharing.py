"""How tests are shared out: what must stay together does and begins first, long files before short ones."""

from __future__ import annotations

import pytest

from smm.local import sharing


@pytest.mark.parametrize(
    ("test", "group", "turn"),
    [
        ("tests/journeys/test_review.py::test_a", "journeys", 0),
        ("tests/acceptance/test_in_the_browser.py::test_b[360]", "acceptance", 0),
        ("tests/journeys/test_main_line.py::test_b[360]", "tests/journeys/test_main_line.py", 0),
        ("tests/chaos/test_soak.py::test_c", "tests/chaos/test_soak.py", 1),
        ("tests/live/test_bluesky.py::test_d", "live", 1),
        ("tests/local/test_stack.py::test_d[a::b]", "local", 2),
        (
            "tests/desk/test_palette_in_the_browser.py::test_e",
            "tests/desk/test_palette_in_the_browser.py",
            2,
        ),
        ("tests/smm/test_attacks.py::test_f", "tests/smm/test_attacks.py", 2),
        ("tests/smm/test_demo.py::test_g", "tests/smm/test_demo.py", 2),
        ("tests/clients/test_by_hand.py::test_live", "tests/clients/test_by_hand.py", 3),
    ],
)
def test_with_whom_a_test_runs_and_when(test: str, group: str, turn: int) -> None:
    assert (sharing.group(test), sharing.turn(test)) == (group, turn)


@pytest.mark.parametrize(("n_processors", "n_workers"), [(1, 1), (2, 3), (4, 5), (32, 5)])
def test_one_more_works_than_there_are_processors(n_processors: int, n_workers: int) -> None:
    assert sharing.n_workers(n_processors) == n_workers
