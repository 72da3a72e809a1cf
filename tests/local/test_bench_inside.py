"""What the measurements stand on: the count of statements, heard only while one runs, and sizes that make sense."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import RequestFactory

from people.models import User
from smm.bench import pages, screens
from smm.bench.counting import HEADER, QueryCountMiddleware
from tests.architecture.access_table import TABLE
from tests.architecture.test_access_matrix import ours


@pytest.mark.django_db
def test_the_statements_of_a_page_are_counted_and_only_those() -> None:
    User.objects.count()

    def page(request: object) -> HttpResponse:
        User.objects.count()
        User.objects.count()
        return HttpResponse()

    answer = QueryCountMiddleware(page)(RequestFactory().get("/"))
    User.objects.count()
    assert answer.headers[HEADER] == "2"


def test_nobody_counts_outside_a_measurement() -> None:
    assert not settings.BENCH
    assert not any("bench" in name for name in settings.MIDDLEWARE)


@pytest.mark.parametrize(
    "asked",
    [
        ("pages", "--clients", "1"),
        ("pages", "--clients", "200", "--posts", "300"),
        ("readings", "--rows", "10"),
    ],
)
def test_sizes_that_measure_nothing_are_refused(asked: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("bench", *asked)


def test_growth_is_the_quotient_of_lower_quartiles() -> None:
    before, after = pages.Seen([10.0] * 8 + [90.0] * 2, 5, 10), pages.Seen([12.0] * 10, 5, 10)
    assert pages._line("x", before, after)["growth"] == 1.2


def test_every_screen_that_needs_a_client_alone_or_nothing_is_measured() -> None:
    measured = {view for _name, view, _query in (*screens._OF_AGENCY, *screens._OF_CLIENT)}
    measured |= {*screens._others(()), *screens._others(("slug",))}
    walked = {
        address.name
        for address in ours()
        if address.parts in ((), ("slug",)) and "GET" in TABLE[address.name].methods
    }
    reachable = {name for name in walked if name.partition(":")[0] in screens.OURS}
    assert len(reachable) > 80
    assert reachable <= measured
