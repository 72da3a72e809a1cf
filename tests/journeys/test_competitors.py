"""A competitor is named, the real worker reads its public profile, and it stands beside the client."""

from __future__ import annotations

import re
import time

import pytest

from tests.journeys.people import PATIENCE_S, People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLIENT = "tenuta-trecorvi"


def test_a_competitor_on_the_sandbox_is_read_by_the_worker_and_stands_beside_the_client(
    people: People,
) -> None:
    luca = people.member("luca")
    luca.go(f"/c/{CLIENT}/strategy/competitors/")
    luca.page.get_by_role("heading", level=2, name=re.compile("Sandbox")).wait_for()
    luca.look()
    luca.page.get_by_role("link", name="Aggiungine uno").click()
    luca.page.get_by_label("Nome").fill("Ornella, che fotografa il mercato")
    luca.page.get_by_label(re.compile("^Social")).select_option("sandbox")
    luca.page.get_by_label(re.compile("^Profilo")).fill("@ornella.v")
    luca.look()
    luca.page.get_by_role("button", name="Segui").click()

    row = luca.page.get_by_role("row", name=re.compile("Ornella, che fotografa"))
    end = time.monotonic() + 3 * PATIENCE_S
    while time.monotonic() < end:
        luca.go(f"/c/{CLIENT}/strategy/competitors/")
        row.wait_for()
        if re.search(r"\d", row.get_by_role("cell").first.inner_text()):
            break
        luca.page.wait_for_timeout(2_000)
    # Followers, and the posts a week that the worker counted.
    assert re.search(r"\d", row.get_by_role("cell").nth(0).inner_text())
    assert re.search(r"\d", row.get_by_role("cell").nth(1).inner_text())
    assert luca.page.get_by_role("row", name=re.compile("nostro")).count() >= 1
    luca.look()
