"""A figure of the client's own whose period is over and that nobody gave: on the agenda, on Today, in the client's to-do."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.missing_figures import missing, period_words
from analytics.queries.missing_figures import missing_of_all
from clients.models import Client, FigureSource, Meeting
from people.clock import database_now
from tests import make, make_goals
from tests.portal.people import visitor

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("rhythm", "counting", "last_on", "expected"),
    [
        ("monthly", "period", None, ("2026-10-01", "2026-10-31")),
        ("monthly", "period", "2026-10-30", ("2026-10-01", "2026-10-31")),
        ("monthly", "period", "2026-10-31", None),
        ("monthly", "level", "2026-10-01", None),
        ("monthly", "level", "2026-09-30", ("2026-10-01", "2026-10-31")),
        ("weekly", "period", "2026-11-22", ("2026-11-23", "2026-11-29")),
        ("weekly", "period", "2026-11-29", None),
        ("daily", "period", "2026-11-28", ("2026-11-29", "2026-11-29")),
        ("daily", "period", "2026-11-29", None),
        ("sometimes", "period", None, None),
    ],
)
def test_a_period_that_is_over_wants_its_figure(rhythm, counting, last_on, expected):
    found = missing(
        rhythm=rhythm,
        counting=counting,
        since=date(2026, 1, 1),
        last_on=date.fromisoformat(last_on) if last_on else None,
        today=MONDAY,
    )
    assert found == (expected and tuple(map(date.fromisoformat, expected)))


def test_a_source_owes_nothing_for_what_was_over_before_it_was_made():
    of = {"rhythm": "monthly", "counting": "period", "last_on": None, "today": MONDAY}
    assert missing(**of, since=date(2026, 11, 1)) is None
    assert missing(**of, since=date(2026, 10, 31)) is not None


def test_periods_are_told_as_one_says_them():
    october = date(2026, 10, 1), date(2026, 10, 31)
    assert period_words(*october) == "October 2026"
    assert period_words(date(2026, 11, 23), date(2026, 11, 29)) == "23 November – 29 November 2026"
    assert period_words(MONDAY, MONDAY) == "30 November 2026"
    with translation.override("it"):
        assert period_words(*october) == "ottobre 2026"


def long_ago(source: FigureSource) -> FigureSource:
    FigureSource.objects.filter(pk=source.pk).update(
        created_at=database_now() - timedelta(days=200)
    )
    return source


def last_month(client: Client) -> tuple[date, date]:
    last = make.today(client).replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def give(cast, source: FigureSource, n: int | None) -> None:
    first, last = last_month(cast.client)
    make_goals.declared(
        cast.alice, source, (first.isoformat(), last.isoformat(), n), now=database_now()
    )


def on_the_agenda(cast, sign_in) -> list[tuple[str, str]]:
    Meeting.objects.all().delete()
    sign_in(cast.rita).post(reverse("desk:meeting_begin", args=[cast.client.slug]))
    points = Meeting.objects.get().points.filter(source="figure")
    return [(each.text, each.url) for each in points]


def test_a_month_without_its_figure_is_on_the_agenda_and_on_today_until_it_is_given(
    cast, rivals, sign_in
):
    source = long_ago(
        make_goals.source(cast.alice, cast.client, "Visits", filled_by="Luca, on the 1st")
    )
    make_goals.source(cast.alice, cast.client, "Made today")
    long_ago(make_goals.source(rivals.eve, rivals.client, "Of others"))
    month = period_words(*last_month(cast.client))
    page = reverse("analytics:goal_source", args=[cast.client.slug, source.public_id])
    expected = [(f"Visits: no figure of {month} yet (Luca, on the 1st).", page)]

    def due() -> str:
        return sign_in(cast.rita).get(reverse("desk:due")).content.decode()

    assert on_the_agenda(cast, sign_in) == expected
    shown = due()
    assert page in shown
    assert month in shown
    assert "Luca, on the 1st" in shown
    assert "Made today" not in shown
    assert "Of others" not in shown

    give(cast, source, 27)
    assert on_the_agenda(cast, sign_in) == []
    assert page not in due()
    # taken back, it is missing again
    give(cast, source, None)
    assert on_the_agenda(cast, sign_in) == expected
    # a client that is put aside, and a source that is closed, are asked nothing
    Client.objects.filter(pk=cast.client.pk).update(status="paused")
    assert page not in due()
    Client.objects.filter(pk=cast.client.pk).update(status="active")
    FigureSource.objects.filter(pk=source.pk).update(closed_at=database_now())
    assert page not in due()


def test_all_that_is_missing_is_read_at_once(cast, django_assert_num_queries):
    for name in ("Visits", "Boxes", "Bookings"):
        long_ago(make_goals.source(cast.alice, cast.client, name))
    now = database_now()
    with django_assert_num_queries(1):
        found = missing_of_all(member=cast.alice, now=now)
    assert len(found) == 3
    assert isinstance(found[0].source.created_at, datetime)


def test_the_clients_person_is_told_which_figure_is_missing(cast):
    source = long_ago(make_goals.source(cast.alice, cast.client, "Registro"))
    other = long_ago(make_goals.source(cast.alice, cast.client, "Cassa"))
    FigureSource.objects.filter(pk=source.pk).update(asked_of_client=True)
    carla = visitor(cast.carla)
    with translation.override("it"):
        month = period_words(*last_month(cast.client))

    shown = carla.get("").content.decode()
    assert "Registro" in shown
    assert f"manca {month}" in shown
    assert other.name not in shown
    assert "Niente da decidere" not in shown

    give(cast, source, 5)
    shown = carla.get("").content.decode()
    assert f"manca {month}" not in shown
    assert "figures/" in shown
    assert "Niente da decidere" in shown
