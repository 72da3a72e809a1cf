"""The calendar has the client's own dates: acts as one line a day, what is due or comes out, windows, first and last days."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from clients.models import Act, Client, Deliverable, Status, Window, Work
from clients.queries.own_dates import own_dates_by_day
from tests import make
from tests.cast import CANARY
from tests.editorial.planned import draft

FIRST = date(2027, 1, 8)
MONTH = {"view": "month", "on": "2027-01-10"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def of_kind(cast, kind: str, **facts: str) -> Client:
    return make.client(cast.alice, f"Lanterne {kind}", kind=kind, facts=facts)


def festival_of(cast) -> Client:
    client = of_kind(cast, "event", starts_on="2027-01-08", ends_on="2027-01-10")
    of = {"agency": client.agency, "client": client}
    for n in range(9):
        Act.objects.create(**of, name=f"Atto {n}", on=FIRST, at=time(10 + n))
    Act.objects.create(**of, name="Solo", on=FIRST + timedelta(days=1))
    return client


def quiet(browser, client: Client | None, **query: str) -> dict[str, list[str]]:
    """The quiet lines of each day of a page."""
    name, args = ("editorial:calendar", [client.slug]) if client else ("editorial:all_calendar", [])
    page = browser.get(reverse(name, args=args, query=query or MONTH)).content.decode()
    days: dict[str, list[str]] = {}
    for day in re.split(r'<li class="day|<section class="sec"', page)[1:]:
        on = re.search(r'datetime="([0-9-]{10})"', day)
        lines = re.findall(r'<p class="holiday own"[^>]*>(.*?)</p>', day, re.S)
        more = re.findall(r"and [0-9]+ more dates?", day)
        told = [html.unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in lines] + more
        if on and told:
            days[on[1]] = told
    return days


def test_an_event_shows_its_days_and_how_many_acts_each_has(cast, sign_in):
    client = festival_of(cast)
    browser = sign_in(cast.alice)
    expected = {
        "2027-01-08": ["First day", "9 acts"],
        "2027-01-09": ["1 act"],
        "2027-01-10": ["Last day"],
    }
    assert quiet(browser, client) == expected
    assert quiet(browser, client, view="week", on="2027-01-10") == expected
    assert quiet(browser, client, view="list", on="2027-01-10") == expected
    page = browser.get(reverse("editorial:calendar", args=[client.slug], query=MONTH))
    assert "Nothing has a time in this period yet" not in page.content.decode()
    assert reverse("clients:matters", args=[client.slug]) in page.content.decode()


def test_every_kind_shows_what_it_lives_by(cast, sign_in):
    project, artist, mayor = (
        of_kind(cast, "project", ends_on="2027-01-31"),
        of_kind(cast, "artist", next_release_on="2027-01-15"),
        of_kind(cast, "public_figure", term_ends_on="2027-01-20"),
    )

    def of(client: Client) -> dict[str, object]:
        return {"agency": client.agency, "client": client}

    due = Deliverable.objects.create(**of(project), code="D5", title="Sito", due_on=FIRST)
    Work.objects.create(**of(artist), title="Fuori orario", out_on=FIRST)
    Window.objects.create(
        **of(mayor),
        name="Voto",
        starts_on=date(2027, 1, 9),
        ends_on=date(2027, 1, 10),
        rule="Niente bilanci",
    )
    leaver = cast.client
    Client.objects.filter(pk=leaver.pk).update(
        leaving_on=date(2027, 1, 12), status=Status.LEAVING, open_until=date(2027, 2, 12)
    )
    leaver.refresh_from_db()
    browser = sign_in(cast.alice)

    assert quiet(browser, project) == {"2027-01-08": ["D5 Sito is due"], "2027-01-31": ["Ends"]}
    assert quiet(browser, artist) == {
        "2027-01-08": ["“Fuori orario” comes out"],
        "2027-01-15": ["Release day"],
    }
    assert quiet(browser, mayor) == {
        "2027-01-09": ["Voto"],
        "2027-01-10": ["Voto"],
        "2027-01-20": ["Term ends"],
    }
    page = browser.get(reverse("editorial:calendar", args=[mayor.slug], query=MONTH))
    assert page.content.decode().count('title="Niente bilanci"') == 2
    assert quiet(browser, leaver) == {"2027-01-12": ["Last day with us"]}
    # what is handed in is not waited for any more
    due.handed_in_on = date(2026, 11, 30)
    due.save()
    assert "2027-01-08" not in quiet(browser, project)


def test_the_calendar_of_all_names_whose_dates_they_are_and_shows_those_there_is_room_for(
    cast, rivals, sign_in
):
    festival_of(cast)
    gone = of_kind(cast, "project", starts_on="2027-01-08")
    Client.objects.filter(pk=gone.pk).update(status=Status.ARCHIVED)
    make.client(rivals.eve, CANARY, kind="event", facts={"starts_on": "2027-01-08"})
    for n in range(3):
        make.client(cast.alice, f"Sagra {n}", kind="event", facts={"starts_on": "2027-01-08"})

    browser = sign_in(cast.alice)
    days = quiet(browser, None)

    assert days["2027-01-08"] == ["Lanterne event: First day", "and 4 more dates"]
    assert quiet(browser, None, view="day", on="2027-01-08")["2027-01-08"] == [
        "Lanterne event: First day",
        "Lanterne event: 9 acts",
        *(f"Sagra {n}: First day" for n in range(3)),
    ]
    assert days["2027-01-09"] == ["Lanterne event: 1 act"]
    # who does not work for a client sees none of its dates
    assert quiet(sign_in(cast.bruno), None) == {}


def test_dates_cost_one_query_and_a_client_without_them_none(cast, sign_in):
    client = festival_of(cast)
    draft(cast, datetime(2027, 1, 9, 18, 0), client=client, channels=[make.channel(client)])
    browser = sign_in(cast.alice)
    asked = {"member": cast.alice, "first_on": FIRST, "last_on": FIRST + timedelta(days=30)}

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert own_dates_by_day(client=cast.client, **asked) == {}
    assert len(queries) == 0
    for name, args in (("editorial:calendar", [client.slug]), ("editorial:all_calendar", [])):
        address = reverse(name, args=args, query=MONTH)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        assert len(queries) <= 12
