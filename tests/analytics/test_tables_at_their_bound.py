"""The largest table each import takes comes in with a number of questions that does not grow with its rows; a larger one is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics import reading_boosts, reading_csv
from analytics.models import ExternalFigure
from clients.actions import by_hand
from clients.models import Act
from desk import dates_in
from editorial.models import Boost, Publication
from tests import make, make_goals
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

TOO_MANY = 5_000


def history(n: int) -> list[tuple[Any, ...]]:
    """Past posts of two years with their figures."""
    born = datetime(2024, 11, 1, 9)
    head = ("data", "testo", "link", "mi piace", "commenti", "copertura")
    return [head] + [
        (born + timedelta(hours=8 * k), f"Vendemmia, giorno {k}. " * 6, f"https://www.instagram.com/p/A{k}/", k % 90, k % 7, 1000 + k)
        for k in range(n)
    ]  # fmt: skip


def boosts(n: int, spent: Decimal | str = "") -> list[tuple[Any, ...]]:
    """Campaigns of a few days each, with what was spent on them."""
    head = ("Campaign", "Start date", "End date", "Amount spent", "Results")
    first = date(2025, 1, 1)
    return [head] + [
        (f"Campagna {k}", first + timedelta(days=k % 300), first + timedelta(days=k % 300 + 3), spent or f"{k % 50}.50", k % 9)
        for k in range(n)
    ]  # fmt: skip


def figures(n: int) -> list[tuple[Any, ...]]:
    """A value a day, up to yesterday."""
    last = date(2026, 11, 20)
    return [("data", "valore", "nota")] + [
        (last - timedelta(days=k), k % 90, f"settimana {k // 7}") for k in range(n)
    ]


def programme(n: int, minutes: int = 40) -> list[tuple[Any, ...]]:
    """Acts on eight stages, one after the other."""
    first = date(2027, 1, 10)
    return [("Artista", "Giorno", "Ora", "Durata", "Palco")] + [
        (f"Artista {k}", first + timedelta(days=k // 96 % 60), f"{k // 8 % 12 + 10}:00", minutes, f"Palco {k % 8}")
        for k in range(n)
    ]  # fmt: skip


def text_of(rows: list[tuple[Any, ...]]) -> str:
    return "\n".join("\t".join(str(cell) for cell in row) for row in rows)


def workbook_of(rows: list[tuple[Any, ...]]) -> SimpleUploadedFile:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("tabella.xlsx", file.getvalue())


@dataclass(frozen=True)
class Table:
    """An import: its address, so many rows for it, the most it takes and what it makes."""

    url: str
    rows_of: Callable[..., list[tuple[Any, ...]]]
    most: int
    kind: type[Model]


def _history(cast: Cast) -> Table:
    channel = by_hand.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )
    url = reverse("analytics:import_posts", args=[cast.client.slug, channel.public_id])
    return Table(url, history, reading_csv.MOST_ROWS, Publication)


def _boosts(cast: Cast) -> Table:
    url = reverse("analytics:budget_boosts", args=[cast.client.slug])
    return Table(url, boosts, reading_boosts.MOST_ROWS, Boost)


def _figures(cast: Cast) -> Table:
    source = make_goals.source(cast.alice, cast.client, "Tickets", rhythm="daily")
    url = reverse("analytics:goal_source_import", args=[cast.client.slug, source.public_id])
    return Table(url, figures, reading_csv.MOST_ROWS, ExternalFigure)


def _programme(cast: Cast) -> Table:
    festival = make.client(
        cast.alice,
        "Lanterne",
        kind="event",
        facts={"starts_on": "2027-01-10", "ends_on": "2027-04-01"},
    )
    url = reverse("desk:dates_table", args=[festival.slug, "acts"])
    return Table(url, programme, dates_in.MOST_ROWS, Act)


@pytest.fixture(params=[_history, _boosts, _figures, _programme])
def table(request: pytest.FixtureRequest, cast: Cast) -> Table:
    made: Table = request.param(cast)
    return made


def _asked(browser: Any, table: Table, cast: Cast, rows: list[tuple[Any, ...]]) -> int:
    """How many questions bringing these rows in takes."""
    today = {"on": make.today(cast.client).isoformat()}
    with CaptureQueriesContext(connection) as seen:
        answer = browser.post(table.url, {**today, "rows": text_of(rows), "deed": "import"})
    assert answer.status_code in (200, 302)
    return len(seen)


def test_the_largest_table_asks_hardly_more_than_a_small_one(
    table: Table, sign_in: SignIn, cast: Cast
) -> None:
    browser = sign_in(cast.alice)
    few = _asked(browser, table, cast, table.rows_of(table.most // 10))
    assert table.kind.objects.count() == table.most // 10

    many = _asked(browser, table, cast, table.rows_of(table.most))

    assert table.kind.objects.count() == table.most
    # What is written goes in parts of some hundred rows.
    assert many <= few + table.most // 50


@pytest.mark.parametrize(
    ("made", "otherwise"),
    [(_boosts, {"spent": Decimal("77.25")}), (_programme, {"minutes": 45})],
)
def test_a_table_that_says_otherwise_brings_all_of_it_up_to_date_by_a_few_statements(
    made: Callable[[Cast], Table], otherwise: dict[str, Any], sign_in: SignIn, cast: Cast
) -> None:
    table, browser = made(cast), sign_in(cast.alice)
    first = _asked(browser, table, cast, table.rows_of(table.most))
    before = dict(table.kind.objects.values_list("pk", "name"))

    again = _asked(browser, table, cast, table.rows_of(table.most, **otherwise))

    assert again <= first + table.most // 50
    assert table.kind.objects.filter(**otherwise).count() == table.most
    assert dict(table.kind.objects.values_list("pk", "name")) == before


def test_five_thousand_rows_are_refused_in_words(table: Table, sign_in: SignIn, cast: Cast) -> None:
    browser = sign_in(cast.alice)
    rows = table.rows_of(TOO_MANY)
    for sent in ({"rows": text_of(rows)}, {"file": workbook_of(rows)}):
        today = make.today(cast.client).isoformat()
        answer = browser.post(table.url, {"on": today, "deed": "import", **sent})
        assert answer.status_code == 422
        assert not table.kind.objects.exists()
        assert "rows" in answer.content.decode()
