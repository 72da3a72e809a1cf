"""How tests are shared out: what starts installations stays together and begins first, long files before short ones."""

from __future__ import annotations

import pytest

from smm.local import sharing


@pytest.mark.parametrize(
    ("test", "is_heavy", "turn"),
    [
        ("tests/journeys/test_review.py::test_a", True, 0),
        ("tests/acceptance/test_in_the_browser.py::test_b[360]", True, 0),
        ("tests/desk/test_palette_in_the_browser.py::test_c", False, 1),
        ("tests/architecture/test_access_matrix.py::test_d", False, 1),
        ("tests/clients/test_by_hand.py::test_live", False, 2),
    ],
)
def test_where_a_test_runs_and_when(test: str, is_heavy: bool, turn: int) -> None:
    assert (sharing.is_heavy(test), sharing.turn(test)) == (is_heavy, turn)
