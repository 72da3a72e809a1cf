"""The client's own figures: decimals told apart, files, forms, programs; declared, corrected, never lost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from analytics import declared_csv
from analytics.decimals import UnclearMarkError, decimal_in
from analytics.models import ExternalFigure
from clients.actions import goals
from clients.models import Client, FigureSource
from people.clock import database_now
from people.models import Member
from tests import make, make_goals
from tests.make_goals import MONTHS

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("cell", "mark", "value"),
    [
        ("27", None, "27"),
        ("1.234,5", None, "1234.5"),
        ("1,234.50", None, "1234.50"),
        ("1.234.567", None, "1234567"),
        ("12,5", None, "12.5"),
        ("12.5", None, "12.5"),
        ("€ 1.200,00", None, "1200.00"),
        ("1 234,5", None, "1234.5"),
        ("1.234", ",", "1234"),
        ("1,234", ".", "1234"),
        ("0,5", ",", "0.5"),
    ],
)
def test_a_number_is_read_as_it_can_only_be_meant(cell, mark, value) -> None:
    assert decimal_in(cell, mark=mark) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "mark"),
    [("1,234.5", ","), ("1.234,5", "."), ("12.5", ","), ("-3", None), ("", None), ("ventisette", None),
     ("1.23.4", None), ("1,2345", None), ("9" * 20, None), ("1.234", ".")],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused(cell, mark) -> None:
    with translation.override("en"), pytest.raises(ValueError, match="“"):
        decimal_in(cell, mark=mark)


def test_a_thousand_or_one_and_a_bit_is_asked_and_not_guessed() -> None:
    with translation.override("en"), pytest.raises(UnclearMarkError, match="1234 or 1,234"):
        decimal_in("1.234")


def _read(text: str, **more: Any) -> declared_csv.Read:
    with translation.override("en"):
        return declared_csv.read(
            text, **{"rhythm": "monthly", "counting": "period", "today": TODAY, **more}
        )


def test_the_column_says_what_a_single_cell_cannot() -> None:
    read = _read("mese;valore\n2026-09;1.234\n2026-10;1.234,5")

    assert [row.value for row in read.good] == [1234, Decimal("1234.5")]
    assert (read.good[0].from_on, read.good[0].to_on) == (date(2026, 9, 1), date(2026, 9, 30))


def test_a_file_that_contradicts_itself_is_asked_about_as_a_whole() -> None:
    text = "date;value\n2026-09-30;1.234,5\n2026-10-31;1,234.5"

    assert "Say which mark" in _read(text).problem
    chosen = _read(text, mark=",")
    assert [row.number for row in chosen.good] == [2]
    assert "in the other way" in chosen.bad[0].problems[0]
    assert chosen.rest == "date;value\n2026-10-31;1,234.5"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-10-31;", "value is missing"),
        (";12", "date is missing"),
        ("2026-12-31;12", "has not come yet"),
        ("31/02/2026;12", "is no date"),
        ("2026-10-31;1.234", "can be 1234 or 1,234"),
        ("2026-10-31;12;3", "more cells"),
        ("2026-10-31;abc", "is no number"),
    ],
)
def test_a_row_that_cannot_come_in_says_why_and_keeps_nobody_else_out(row, said) -> None:
    read = _read(f"date;value\n2026-08-31;20\n{row}")

    assert [r.number for r in read.good] == [2]
    assert said in read.bad[0].problems[0]


def test_two_rows_of_the_same_month_cannot_both_be_right() -> None:
    read = _read("date;value\n2026-10-01;20\n2026-10-31;21")

    assert [r.number for r in read.good] == [2]
    assert "same days" in read.bad[0].problems[0]


@pytest.mark.parametrize(
    ("rhythm", "counting", "on", "first", "last"),
    [
        ("monthly", "period", date(2026, 10, 7), date(2026, 10, 1), date(2026, 10, 31)),
        ("monthly", "period", TODAY, date(2026, 11, 1), TODAY),
        ("weekly", "period", date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 22)),
        ("daily", "period", date(2026, 11, 18), date(2026, 11, 18), date(2026, 11, 18)),
        ("monthly", "level", date(2026, 10, 7), date(2026, 10, 7), date(2026, 10, 7)),
    ],
)
def test_a_date_means_the_period_of_its_source(rhythm, counting, on, first, last) -> None:
    assert declared_csv.period_of(on, rhythm=rhythm, counting=counting, today=TODAY) == (
        first,
        last,
    )


# --- kept ---------------------------------------------------------------------------------------------


@pytest.fixture
def owner(db) -> Member:
    return make.agency()


@pytest.fixture
def trecorvi(owner) -> Client:
    return make.client(owner)


@pytest.fixture
def bookings(owner, trecorvi) -> FigureSource:
    return make_goals.source(owner, trecorvi)


def _url(source: FigureSource, more: str = "") -> str:
    return f"/c/{source.client.slug}/strategy/figures/{source.public_id}/{more}"


def test_a_correction_stands_after_what_it_corrects_and_the_same_again_adds_nothing(
    owner, bookings
) -> None:
    for value in (23, 23, 25):
        make_goals.declared(owner, bookings, (*MONTHS[3], value))

    assert list(ExternalFigure.objects.order_by("id").values_list("value", flat=True)) == [23, 25]
    assert [f.value for f in ExternalFigure.objects.filter(source=bookings).counting()] == [25]


def test_what_is_taken_back_counts_no_more_and_stays_to_be_seen(owner, bookings, sign_in) -> None:
    make_goals.declared(owner, bookings, (*MONTHS[3], 23))
    figure = ExternalFigure.objects.get()

    sign_in(owner).post(_url(bookings, f"{figure.pk}/take-back/"))

    assert not ExternalFigure.objects.filter(source=bookings).counting().exists()
    assert "taken back" in sign_in(owner).get(_url(bookings)).content.decode()


def test_what_was_declared_is_never_changed_nor_deleted(owner, bookings) -> None:
    make_goals.declared(owner, bookings, (*MONTHS[3], 23))

    for act in (
        lambda: ExternalFigure.objects.update(value=99),
        lambda: ExternalFigure.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_figure_written_by_hand_keeps_its_proof_and_its_author(owner, bookings, sign_in) -> None:
    page = sign_in(owner)

    wrong = page.post(_url(bookings), {"on": "2026-10-15", "value": "1.234"})
    right = page.post(
        _url(bookings),
        {"on": "2026-10-15", "value": "23", "proof_link": "https://tenuta.example/x"},
    )

    assert wrong.status_code == 422
    assert "can be 1234 or 1,234" in wrong.content.decode()
    assert right.status_code == 302
    figure = ExternalFigure.objects.get()
    assert (figure.from_on, figure.to_on) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (figure.author, figure.way, figure.proof_link) == (
        owner,
        "hand",
        "https://tenuta.example/x",
    )


def test_a_file_is_looked_at_first_and_its_wrong_rows_stay_in_the_form(
    owner, bookings, sign_in
) -> None:
    page = sign_in(owner)
    rows = "mese;valore\n2026-08;1.234,5\n2026-09;1,234.5\n2026-10;20"
    url = _url(bookings, "import/")

    unclear = page.post(url, {"rows": rows, "deed": "import"})
    assert unclear.status_code == 422
    assert not ExternalFigure.objects.exists()
    assert "1,234.5" in unclear.content.decode()
    looked = page.post(url, {"rows": rows, "mark": ",", "deed": "look"})
    assert looked.status_code == 200
    assert not ExternalFigure.objects.exists()
    page.post(url, {"rows": rows, "mark": ",", "deed": "import"})

    assert list(ExternalFigure.objects.values_list("value", flat=True).order_by("to_on")) == [
        Decimal("1234.5"),
        20,
    ]


# --- sent by a program --------------------------------------------------------------------------------


@pytest.fixture
def token(owner, bookings) -> str:
    return goals.give_token(by=owner, source=bookings, now=make.NOW)


def _send(client: Any, token: str, what: Any) -> Any:
    body = what if isinstance(what, str) else json.dumps(what)
    return client.post(f"/in/figures/{token}/", body, content_type="application/json")


def test_a_program_sends_figures_and_the_same_date_again_changes_nothing(client, token) -> None:
    on = (database_now().date() - timedelta(days=40)).isoformat()

    answers = [_send(client, token, {"date": on, "value": n}).json() for n in (27, 27, 28.5)]

    assert answers == [
        {"new": 1, "corrected": 0, "known": 0},
        {"new": 0, "corrected": 0, "known": 1},
        {"new": 0, "corrected": 1, "known": 0},
    ]
    assert set(ExternalFigure.objects.values_list("way", "author")) == {("machine", None)}


def test_only_the_hash_of_a_token_is_kept_and_a_new_one_ends_it(
    client, owner, bookings, token
) -> None:
    bookings.refresh_from_db()
    assert token not in (bookings.token_hash or "")
    new = goals.give_token(by=owner, source=bookings, now=make.NOW)

    figure = {"date": "2026-10-31", "value": 27}
    assert _send(client, token, figure).status_code == 404
    assert _send(client, new, figure).status_code == 200
    goals.end_token(by=owner, source=bookings, now=make.NOW)
    assert _send(client, new, figure).status_code == 404


@pytest.mark.parametrize(
    "what",
    [
        "", "[", "7", '{"date": "2026-10-31", "value": NaN}', {"date": "31/10/2026", "value": 3},
        {"date": "2026-10-31"}, {"date": "2026-10-31", "value": True}, {"date": "2026-10-31", "value": -1},
        {"date": "2026-10-31", "value": "1.234,5"}, {"date": "2026-10-31", "value": 1.234},
        {"date": "2026-10-31", "value": 1e30}, {"date": "2999-10-31", "value": 3}, {"figures": 3},
        {"from": "2026-10-31", "to": "2026-10-01", "value": 3}, {"figures": [{"date": "2026-10-31", "value": 3}, {}]},
        "[" * 50_000,
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_nothing_of_it_comes_in(client, token, what) -> None:
    answer = _send(client, token, what)

    assert answer.status_code == 400
    assert answer.json()["problem"]
    assert not ExternalFigure.objects.exists()


def test_a_program_that_calls_without_end_is_told_to_wait(client, token) -> None:
    figure = {"date": "2026-10-31", "value": 27}
    codes = [_send(client, token, figure).status_code for _ in range(62)]

    assert codes[0] == 200
    assert codes[-1] == 429


def test_the_address_is_shown_once(owner, bookings, sign_in) -> None:
    page = sign_in(owner)

    shown = page.post(_url(bookings, "token/"), {"deed": "make"}).content.decode()

    assert "/in/figures/" in shown
    assert "/in/figures/" not in page.get(_url(bookings)).content.decode()


def test_a_program_says_proof_and_author_and_they_are_kept_and_shown(
    client, token, owner, bookings, sign_in
) -> None:
    proved = {"proof": "https://cassa.example/1", "author": "Paola della cassa", "note": "Registro"}
    assert _send(client, token, {"date": "2026-10-05", "value": 20}).status_code == 200
    first = ExternalFigure.objects.get()

    answer = _send(client, token, {"date": "2026-10-05", "value": 20, **proved})
    again = _send(client, token, {"date": "2026-10-05", "value": 20, **proved})

    assert (answer.json()["corrected"], again.json()["known"]) == (1, 1)
    figure = ExternalFigure.objects.exclude(pk=first.pk).get()
    assert (figure.proof_link, figure.said_by, figure.note, figure.value) == (*proved.values(), 20)
    page = sign_in(owner).get(_url(bookings)).content.decode()
    assert all(words in page for words in proved.values())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"prooof": "https://cassa.example/1"}, "prooof"),
        ({"proof": "javascript:alert(1)"}, "https://"),
        ({"author": "a" * 121}, "120"),
    ],
)
def test_a_field_that_nobody_keeps_is_refused_in_words(client, token, more, said) -> None:
    answer = _send(client, token, {"date": "2026-10-05", "value": 20, **more})
    assert answer.status_code == 400
    assert said in answer.json()["problem"]
    assert not ExternalFigure.objects.exists()


def test_a_file_keeps_proof_and_author_and_names_columns_that_are_not_read(
    owner, bookings, sign_in
) -> None:
    page, url = sign_in(owner), _url(bookings, "import/")
    rows = "mese;valore;prova;autore;nota;colore\n2026-09;20;https://a.example/r;Paola;Pagina 3;blu\n2026-10;21;cassetto;;;"

    looked = page.post(url, {"rows": rows, "deed": "look"}).content.decode()
    assert "Columns that are not read: colore" in looked
    assert "Its proof is no link" in looked
    page.post(url, {"rows": rows, "deed": "import"})

    figure = ExternalFigure.objects.get()
    assert (figure.proof_link, figure.said_by, figure.note) == (
        "https://a.example/r",
        "Paola",
        "Pagina 3",
    )
    assert figure.author == owner
