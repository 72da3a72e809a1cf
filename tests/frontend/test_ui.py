"""Figures, states, marks and tables as pages write them, in both languages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from people.templatetags import tables, ui
from people.toasts import read_undo, undo


@pytest.mark.parametrize(("language", "expected"), [("it", "18.420"), ("en", "18,420")])
def test_figures_follow_the_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert ui.figure(18420) == expected


def test_decimals_signs_and_percentages() -> None:
    with translation.override("it"):
        assert ui.figure(4.06, 1) == "4,1"
        assert ui.signed(-3) == "−3"
        assert ui.signed(12) == "+12"
        assert ui.percent(0.041, 1) == "4,1\u00a0%"
        assert ui.hundredths(30) == "30\u00a0%"
    with translation.override("en"):
        assert ui.percent(0.041, 1) == "4.1%"
        assert ui.hundredths(30) == "30%"


@pytest.mark.parametrize("tag", [ui.figure, ui.signed, ui.percent, ui.absent])
def test_absent_is_a_dash_and_zero_is_zero(tag) -> None:  # type: ignore[no-untyped-def]
    assert "–" in tag(None)
    assert "–" not in tag(0)
    assert "0" in tag(0)


def test_absent_says_why_to_those_who_do_not_see() -> None:
    assert '<span class="vh">Mastodon does not count it</span>' in ui.absent(
        None, "Mastodon does not count it"
    )


def test_what_is_typed_never_becomes_markup() -> None:
    assert "<b>" not in ui.absent("<b>")
    look = SimpleNamespace(icon="clock", word="<b>", css="scheduled")
    assert "<b>" not in ui.state_chip(look)
    assert '"><' not in ui.client_mark(SimpleNamespace(colour='"><script>')).replace(
        '"><rect', ""
    ).replace('"></rect>', "")


def test_a_state_is_an_icon_a_word_and_a_colour() -> None:
    look = SimpleNamespace(icon="clock", word="Scheduled", css="s-scheduled")
    chip = ui.state_chip(look)
    assert 'class="chip s-scheduled"' in chip
    assert "#clock" in chip
    assert "Scheduled" in chip
    assert 'class="chip dashed s-scheduled"' in ui.state_chip(look, dashed=True)


def test_a_mark_is_lighter_in_the_dark() -> None:
    mark = ui.client_mark(SimpleNamespace(colour="#000000"))
    assert "light-dark(#000000, #666666)" in mark


def test_a_network_is_named_for_those_who_do_not_see() -> None:
    assert '<span class="vh">Mastodon </span>' in ui.network_icon("mastodon")
    assert "vh" not in ui.network_icon("mastodon", bare=True)
    assert "#globe2" in ui.network_icon("something_new")


def test_initials_come_from_the_first_and_last_name() -> None:
    assert [ui.initials(name) for name in ("Nora Astolfi", "nora@example.org", "", "Aldo")] == [
        "NA",
        "NE",
        "?",
        "A",
    ]


def test_a_way_back_travels_with_the_message() -> None:
    found = read_undo(undo(url="/c/trecorvi/posts/1/undo/?a=1&b=2", seconds=10))
    assert found is not None
    assert (found.url, found.seconds) == ("/c/trecorvi/posts/1/undo/?a=1&b=2", 10)
    assert read_undo("some other tags") is None


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "undo/"])
def test_a_way_back_leads_nowhere_else(url: str) -> None:
    with pytest.raises(ValueError, match="path of this site"):
        undo(url=url)


def test_a_toast_with_a_way_back_is_a_form_that_works_without_a_script() -> None:
    message = Message(constants.SUCCESS, "Going out.", extra_tags=undo(url="/u/", seconds=10))
    html = render_to_string("components/toast.html", {"message": message, "csrf_token": "token"})
    assert '<form method="post" action="/u/"' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html
    assert 'data-undo-seconds-value="10"' in html


def test_an_error_toast_carries_the_icon_of_errors() -> None:
    html = render_to_string("components/toast.html", {"message": Message(constants.ERROR, "No.")})
    assert "#exclamation-triangle" in html
    assert "<form" not in html


def test_a_table_keeps_its_roles_and_labels_for_phones() -> None:
    columns = [("Network", ""), ("Posts", "num")]
    html = render_to_string(
        "components/table.html", {"caption": "c", "columns": columns, "rows": [["Mastodon", None]]}
    )
    assert '<th role="rowheader" scope="row">Mastodon</th>' in html
    assert 'role="cell" data-label="Posts" class="num"' in html
    assert "–" in html


def test_the_tags_need_no_load() -> None:
    assert "#clock" in engines["django"].from_string('{% icon "clock" %}').render()


def test_a_table_of_figures_keeps_words_as_words_and_dashes_what_is_absent() -> None:
    with translation.override("en"):
        row = tables.table_rows([["<b>1 Nov</b>", "12", "", None, "0"]])
    assert row.startswith(
        '<tr><th scope="row">&lt;b&gt;1 Nov&lt;/b&gt;</th><td class="num">12</td>'
    )
    assert row.count("No figure for this") == 4
    assert row.endswith('<td class="num">0</td></tr>')


def test_pips_are_drawn_as_many_as_there_are() -> None:
    drawn = ui.pips(3, 4)
    assert (drawn.count('class="on"'), drawn.count("<rect")) == (3, 4)
    assert "&lt;" not in drawn
