"""When an address counts as dead, and how addresses are asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clients.actions import opening_links
from clients.actions.opening_links import Wanted, open_due, want
from clients.dead_links import DEAD_AFTER, Known, Trouble, address, is_nowhere, judged, trouble_of
from clients.models import Client, LinkCheck
from networks.errors import ErrorKind, NetworkError
from people.clock import database_now
from people.models import Member
from tests import make
from tests.networks.peers import answers, drips, hang_up
from tests.public_web import public_web

T = Trouble
PAGE = "http://www.trecorvi.it/visite"


@pytest.fixture
def web(monkeypatch):
    with public_web(monkeypatch, unknown=["non-esiste.it", "altro-sito.it"]) as start:
        yield start


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (PAGE, PAGE),
        ("HTTP://WWW.Trecorvi.IT", "http://www.trecorvi.it/"),
        (f"{PAGE}?utm_source=instagram&UTM_Medium=social", PAGE),
        (f"{PAGE}?p=1&utm_campaign=x&q=a%20b#dove", f"{PAGE}?p=1&q=a+b"),
        (f"{PAGE}?p=a%20b&empty=", f"{PAGE}?p=a%20b&empty="),
        (f"{PAGE}\x0c#dove", PAGE),
        (f"{PAGE}\x0c?utm_source=instagram", PAGE),
        (f"{PAGE}? #dove", PAGE),
        ("mailto:a@trecorvi.it", ""),
        ("https://trecorvi", ""),
        ("https://[::1", ""),
        ("https://www.trecorvi.it:99999/", ""),
        (f"https://www.trecorvi.it/{'à' * 1001}", ""),
        ("", ""),
    ],
)
def test_an_address_is_asked_for_without_what_would_be_counted(typed, asked):
    assert address(typed) == asked


@given(st.text(max_size=300))
@example("\x0c#")
def test_an_address_is_its_own_address_and_never_an_error(typed):
    once = address(f"https://www.trecorvi.it/{typed}")
    assert address(once) == once


@pytest.mark.parametrize(
    ("code", "status", "trouble"),
    [
        ("not_found", 404, T.GONE),
        ("gone", 410, T.GONE),
        ("name_unknown", None, T.NO_NAME),
        ("too_many_redirects", None, T.ROUND),
        ("timeout", None, T.NO_ANSWER),
        ("tls", None, T.UNSAFE),
        ("server", 503, T.BROKEN),
        ("forbidden", 403, T.UNCLEAR),
        ("rate_limited", 429, T.UNCLEAR),
        ("private_address", None, T.UNCLEAR),
        ("too_large", 200, None),
        ("too_large", 413, T.UNCLEAR),
    ],
)
def test_what_an_answer_means(code, status, trouble):
    error = NetworkError(ErrorKind.TRANSIENT, code, http_status=status)
    assert trouble_of(error) is trouble


@pytest.mark.parametrize(
    ("host", "nowhere"),
    [("trecorvi.example", True), ("www.example.com", True), ("nas.local", True), ("example.it", False),
     ("anexample.com", False), ("www.trecorvi.it", False)],
)  # fmt: skip
def test_names_that_stand_for_nothing(host, nowhere):
    assert is_nowhere(host) is nowhere


def failing(trouble: Trouble, *hours: float) -> Known:
    """What is known after failures at these hours."""
    known, begin = Known(), make.NOW
    for hour in hours:
        known, _ = judged(known, trouble, now=begin + timedelta(hours=hour))
    return known


def test_a_page_that_is_not_there_is_dead_after_a_second_look_half_a_day_later():
    assert not failing(T.GONE, 0).is_dead
    assert not failing(T.GONE, 0, 1).is_dead
    assert failing(T.GONE, 0, 12).is_dead


def test_a_site_that_does_not_answer_is_given_three_days():
    assert not failing(T.NO_ANSWER, 0, 12, 36).is_dead
    assert failing(T.NO_ANSWER, 0, 12, 36, 72).is_dead


@pytest.mark.parametrize("answer", [None, T.UNCLEAR])
def test_one_that_opens_or_of_which_nothing_is_known_is_dead_no_more(answer):
    known, pause = judged(failing(T.GONE, 0, 12), answer, now=make.NOW + timedelta(days=1))
    assert known == Known(answer or "")
    assert pause == timedelta(days=7)


@given(st.lists(st.sampled_from([None, *T]), max_size=12))
def test_whatever_the_answers_a_dead_address_has_failed_as_often_and_as_long_as_it_must(found):
    known, now, since = Known(), make.NOW, None
    for trouble in found:
        known, pause = judged(known, trouble, now=now)
        since = known.failing_since
        now += pause
        assert pause > timedelta(0)
        assert (known.n_failed > 0) == (since is not None)
        if known.is_dead:
            assert known.n_failed >= min(n for n, _ in DEAD_AFTER.values())


@pytest.fixture
def owner(db) -> Member:
    return make.agency("Quintavoce")


@pytest.fixture
def client_of(owner) -> Client:
    return make.client(owner, "Tenuta Trecorvi")


def wanted(client: Client, *urls: str, days: int = 30) -> None:
    now = database_now()
    until = now + timedelta(days=days)
    want([Wanted(client.agency_id, client.pk, url, until) for url in urls], now=now)


def opened(client: Client) -> dict[str, LinkCheck]:
    """One round, everything due."""
    LinkCheck.objects.update(ask_at=database_now())
    while open_due(clock=database_now):
        pass
    return {each.url: each for each in LinkCheck.objects.filter(client=client)}


def test_pages_are_opened_without_cookie_and_what_came_is_kept(client_of, web):
    there = web({
        "/visite": answers(b"<h1>Visite</h1>", kind="text/html", headers="Set-Cookie: who=you\r\n"),
        "/listino.pdf": answers(b"x" * 200_000, kind="application/pdf"),
        "/soci": answers(b"no", status="403 Forbidden"),
        "/guasto": answers(b"no", status="500 Oops"),
        "/giro": answers(b"", status="302 Found", headers="Location: /giro\r\n"),
        "/spostata": answers(b"", status="301 Moved", headers="Location: /visite\r\n"),
        "/dentro": answers(b"", status="302 Found", headers="Location: http://127.0.0.1/\r\n"),
        "/taglia": hang_up,
    })  # fmt: skip
    paths = [
        "visite", "listino.pdf", "soci", "guasto", "giro", "spostata", "dentro", "taglia", "manca",
    ]  # fmt: skip
    wanted(
        client_of, *[f"http://www.trecorvi.it/{path}" for path in paths], "http://non-esiste.it/"
    )

    found = {each.url.rpartition("/")[2]: each for each in opened(client_of).values()}

    assert {path: each.trouble for path, each in found.items()} == {
        "visite": "", "listino.pdf": "", "spostata": "", "soci": "unclear", "dentro": "unclear",
        "guasto": "broken", "giro": "round", "taglia": "no_answer", "manca": "gone", "": "no_name",
    }  # fmt: skip
    assert all((each.opened_at is not None) == (each.trouble == "") for each in found.values())
    assert not any(each.is_dead for each in found.values())
    assert not any(b"cookie" in request.lower() for request in there.requests)


def test_one_page_of_each_site_at_a_time(client_of, web):
    there = web({"/a": answers(b"a"), "/b": answers(b"b")})
    wanted(client_of, "http://uno.it/a", "http://uno.it/b", "http://due.it/a")

    assert open_due(clock=database_now) == 2
    assert len(there.requests) == 2
    assert open_due(clock=database_now) == 1
    assert open_due(clock=database_now) == 0


def test_a_site_with_many_pages_keeps_no_other_waiting(client_of, web):
    web({"/a": answers(b"a")})
    wanted(client_of, *[f"http://uno.it/{n}" for n in range(opening_links.MOST_AT_ONCE * 12)])
    LinkCheck.objects.update(ask_at=database_now() - timedelta(hours=1))
    wanted(client_of, "http://due.it/a")

    assert open_due(clock=database_now) == 2
    assert LinkCheck.objects.get(host="due.it").opened_at is not None


def test_a_page_that_drips_is_left_after_its_time(client_of, web, monkeypatch):
    monkeypatch.setattr(opening_links, "CALL_S", 0.3)
    web({"/a": drips(5), "/b": answers(b"b")})
    wanted(client_of, "http://uno.it/a", "http://due.it/b")
    assert opened(client_of)["http://uno.it/a"].trouble == "no_answer"


def test_while_nothing_opens_the_fault_is_our_own(client_of, web):
    web({})
    wanted(client_of, "http://non-esiste.it/", "http://altro-sito.it/")
    before = database_now()

    assert open_due(clock=database_now) == 0

    for each in LinkCheck.objects.all():
        assert (each.trouble, each.n_failed, each.asked_at) == ("", 0, None)
        assert each.ask_at > before + timedelta(minutes=10)


def test_a_name_that_ended_is_told_from_a_line_that_is_down_by_what_opened_last(client_of, web):
    web({"/visite": answers(b"here")})
    wanted(client_of, PAGE)
    assert open_due(clock=database_now) == 1
    wanted(client_of, "http://non-esiste.it/")

    assert open_due(clock=database_now) == 1
    assert LinkCheck.objects.get(host="non-esiste.it").trouble == "no_name"


def test_of_a_name_that_stands_for_nothing_nothing_is_known_and_nobody_is_asked(client_of, web):
    there = web({"/visite": answers(b"here")})
    wanted(client_of, "http://trecorvi.example/visite")
    assert open_due(clock=database_now) == 1
    assert LinkCheck.objects.get().trouble == "unclear"
    assert there.requests == []


def test_what_is_wanted_twice_is_one_row_that_keeps_what_is_known(client_of, web):
    web({"/visite": answers(b"here")})
    wanted(client_of, PAGE, days=30)
    opened(client_of)
    wanted(client_of, PAGE, days=10)
    wanted(client_of, PAGE, PAGE, days=60)

    row = LinkCheck.objects.get()
    assert row.wanted_until > database_now() + timedelta(days=59)
    assert row.opened_at is not None
    assert open_due(clock=database_now) == 0


def test_nobody_asks_for_an_archived_client_nor_for_what_nobody_is_sent_to(client_of, owner, web):
    there = web({"/visite": answers(b"here")})
    archived = make.client(owner, "Vecchio")
    Client.objects.filter(pk=archived.pk).update(status="archived")
    wanted(archived, PAGE)
    wanted(client_of, PAGE, days=-1)
    assert open_due(clock=database_now) == 0
    assert there.requests == []

    opening_links.forget(now=database_now() + timedelta(days=30))
    assert [each.client_id for each in LinkCheck.objects.all()] == [archived.pk]


def test_two_workers_ask_for_no_address_twice(client_of, web):
    web({"/visite": answers(b"here")})
    wanted(client_of, PAGE)
    now = database_now()
    assert [row.url for row in opening_links._take_due(now)] == [PAGE]
    assert opening_links._take_due(now) == []
    assert [row.url for row in opening_links._take_due(now + opening_links.LEASE)] == [PAGE]
