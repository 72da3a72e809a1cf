"""The looks that every screen is given see what they are for: shown a page that is wrong, they say so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics import charts

pytestmark = pytest.mark.browser

MEASURES = Path(__file__).with_name("measures.js").read_text()
WORDS = charts.Words(
    description="Likes", open_note="today is not over", today="today", number=str, place=str
)


@pytest.fixture
def look(browser: Any) -> Any:
    """Shows a page and answers what one of the measures says of it."""
    page = browser.new_page()

    def answer(main: str, asked: str) -> Any:
        page.set_content(f"<main>{main}</main>")
        page.add_script_tag(content=MEASURES)
        return page.evaluate(f"() => window.measures.{asked}")

    yield answer
    page.close()


def _figure(svg: str) -> str:
    return (
        f'<figure class="chart" id="likes"><figcaption>More than before.</figcaption>{svg}'
        '<table><tr><td>1</td></tr></table><a href="/days.csv">CSV</a></figure>'
    )


@pytest.mark.parametrize("size", [charts.WIDE, charts.NARROW])
def test_30_our_drawing_has_one_axis_and_a_second_one_is_seen(look: Any, size: charts.Size) -> None:
    first = date(2026, 11, 1)
    points = tuple(charts.Point(first + timedelta(days=n), 300 + 40 * n) for n in range(30))
    svg = str(charts.LineChart(points, WORDS).svg(size))
    assert look(svg, "axes(document.querySelector('svg'))") == 1
    assert look(_figure(svg), "charts()") == []

    right = "".join(f'<text x="{size.width}" y="{40 * n}">{n} %</text>' for n in (1, 2, 3))
    second = svg.replace("</svg>", f"{right}</svg>")
    assert look(_figure(second), "charts()") == ["#likes has two axes"]


@pytest.mark.parametrize(
    ("beside", "is_named"),
    [("(Instagram)", False), ("(Romagna)", False), ("(Roma)", True), ("Rome time", True)],
)
def test_12_a_word_in_brackets_is_no_place(look: Any, beside: str, is_named: bool) -> None:
    said = look(f'<p>{beside} <time datetime="2026-11-30">18:15</time></p>', "times()")
    assert (said == []) == is_named


def test_02_what_lies_over_a_control_is_seen(look: Any) -> None:
    button = "<style>:focus{outline:2px solid}</style><button>Save</button>"
    over = '<div style="position:fixed;inset:0;background:white"></div>'
    assert look(button, "focus()") == []
    assert "is hidden under something" in look(button + over, "focus()")[0]
