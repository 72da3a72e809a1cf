"""Whose holidays a client keeps: those of its country, and its patron's day as people write it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from clients.holidays import day_in_words, holidays_of, patron_days, read_day
from clients.models import Client
from people.public_holidays import holidays_between
from tests import make
from tests.editorial.planned import html_of

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("words", "language", "kept"),
    [
        ("16 agosto", "it", "08-16"),
        ("16 ago", "it", "08-16"),
        ("1º maggio", "it", "05-01"),
        (" 16/8 ", "it", "08-16"),
        ("16-08", "en", "08-16"),
        ("16.8.", "en", "08-16"),
        ("16 August", "en", "08-16"),
        ("3rd of June", "en", "06-03"),
        ("29 febbraio", "it", "02-29"),
        ("", "it", ""),
        ("31 giugno", "it", None),
        ("16 agosto", "en", None),
        ("16 m", "it", None),
        ("13/13", "it", None),
        ("ferragosto", "it", None),
    ],
)
def test_a_day_of_the_year_is_read_as_people_write_it(words, language, kept):
    with translation.override(language):
        assert read_day(words) == kept
        if kept:
            assert read_day(day_in_words(kept)) == kept


def test_a_patron_has_a_day_every_year_and_the_29_of_february_only_where_there_is_one():
    client = Client(patron_on="12-13")
    assert patron_days(client, date(2026, 12, 1), date(2027, 12, 31)) == [
        date(2026, 12, 13),
        date(2027, 12, 13),
    ]
    leap = Client(patron_on="02-29")
    assert patron_days(leap, date(2027, 1, 1), date(2028, 12, 31)) == [date(2028, 2, 29)]


def test_a_client_elsewhere_keeps_its_countrys_holidays_and_not_ours():
    client = Client(country="US", patron_on="11-26")

    found = holidays_of(client, *NOVEMBER, language="en")

    assert found[date(2026, 11, 26)] == "Thanksgiving Day · Patron’s day"
    assert date(2026, 11, 1) not in found
    assert date(2026, 11, 1) in holidays_between(*NOVEMBER, language="en")


def test_the_calendar_of_a_client_shows_its_own_and_that_of_all_ours_and_what_differs(
    cast, sign_in
):
    there = make.client(cast.alice, "Brooklyn", country="US", time_zone="America/New_York")
    make.client(cast.alice, "Bottega", patron_on="11-11")
    browser = sign_in(cast.alice)
    month = {"on": "2026-11-20"}

    own = html_of(browser, reverse("editorial:calendar", args=[there.slug]), **month)
    assert "Thanksgiving Day" in own
    assert "All Saints" not in own
    everybody = html_of(browser, reverse("editorial:all_calendar"), **month)
    assert "Thanksgiving Day" in everybody
    assert "All Saints" in everybody
    assert "Bottega: </span><bdi>Patron’s day" in everybody
    # Christmas is the agency's too, and the same day: it is told once.
    december = html_of(browser, reverse("editorial:all_calendar"), on="2026-12-20")
    assert "Brooklyn: </span><bdi>Christmas Day" not in december


def test_country_and_patron_are_asked_in_the_form_and_said_back(cast, sign_in):
    browser = sign_in(cast.alice)
    address = reverse("clients:edit", args=[cast.client.slug])
    form = browser.get(address).context["form"]
    assert form["country"].value() == "IT"
    answers = {name: form[name].value() or "" for name in form.fields} | {"kind": form.kind}

    refused = browser.post(address, answers | {"patron_on": "31 June"})
    assert refused.status_code == 422
    assert "31 June" in refused.content.decode()
    browser.post(address, answers | {"patron_on": "16 August", "country": "CH"})
    cast.client.refresh_from_db()
    assert (cast.client.country, cast.client.patron_on) == ("CH", "08-16")
    assert 'value="16 August"' in browser.get(address).content.decode()
    # A form that does not ask for the country leaves it.
    form = browser.get(address).context["form"]
    answers = {name: form[name].value() or "" for name in form.fields} | {"kind": form.kind}
    browser.post(address, answers | {"country": ""})
    cast.client.refresh_from_db()
    assert cast.client.country == "CH"


@pytest.mark.parametrize("wrong", [{"country": "it"}, {"patron_on": "13-01"}, {"patron_on": "8-1"}])
def test_the_database_takes_no_country_and_no_day_that_is_none(cast, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Client.objects.filter(pk=cast.client.pk).update(**wrong)
