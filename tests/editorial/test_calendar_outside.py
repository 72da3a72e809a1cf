"""Posts made outside on the calendar: found on the network or imported, on the client's own day, and none left uncounted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from editorial.actions.importing import PastPost, import_publications
from tests import make_numbers
from tests.editorial.planned import NOW, html_of, url


@pytest.mark.django_db
def test_an_imported_post_stands_on_its_day_of_the_clients_clock(cast, sign_in):
    late_in_rome = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)  # 4 November, 00:30
    past = PastPost(late_in_rome, "https://social.example/p/1", "Vendemmia finita.")
    import_publications(channel=cast.channel, posts=[past], member=cast.alice, now=NOW)
    day = html_of(sign_in(cast.alice), url(cast), view="day", on="2026-11-04")
    assert "Vendemmia finita." in day
    assert "00:30" in day
    assert "Vendemmia finita." not in html_of(
        sign_in(cast.alice), url(cast), view="day", on="2026-11-03"
    )


@pytest.mark.django_db
def test_a_day_with_more_than_it_has_room_for_counts_the_others(cast, sign_in):
    morning = datetime(2026, 11, 4, 8, tzinfo=UTC)
    for n in range(9):
        make_numbers.publication(cast.channel, at=morning + timedelta(minutes=n), text=f"Foto {n}")
    browser = sign_in(cast.alice)
    month = html_of(browser, url(cast), view="month", on="2026-11-04")
    assert [n for n in range(9) if f"Foto {n}" in month] == [0, 1, 2, 3]
    assert "and 5 more posts" in month[month.index("view=day") - 20 :].split("</a>", 1)[0]
    day = html_of(browser, url(cast), view="day", on="2026-11-04")
    assert all(f"Foto {n}" in day for n in range(9))
