"""The agency's dashboard: each line is the client's own dashboard, only for those who may see it, in few queries."""

from __future__ import annotations

import csv
import html
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.actions.recording import Taken, ensure_months, record_channel_readings
from analytics.actions.rolling_up import roll_up_all
from analytics.queries.agency import agency_results, found_by_day
from analytics.queries.results import results
from clients.models import Client, Kind, Status
from people.clock import database_now
from people.roles import Role
from tests import make_numbers as make
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

NOW = make.NOW


def another(home: make.House, name: str, *, time_zone: str = "Europe/Rome") -> make.House:
    """One more client of the same agency, with its channel."""
    client = Client.objects.create(
        agency=home.agency, slug=name.lower(), name=name, kind=Kind.COMPANY, language="it",
        time_zone=time_zone, status=Status.ACTIVE,
    )  # fmt: skip
    return make.House(home.agency, home.owner, client, make.channel_of(client))


def month(home: make.House, *, likes: int, now: datetime = NOW, days: int = 70) -> None:
    """A post that gains `likes` a day for `days` days, with followers that grow by one a day."""
    born = now - timedelta(days=days)
    post = make.publication(home.channel, at=born, text=f"Post {home.client.name}")
    make.story(
        post, {born + timedelta(days=d, minutes=5): {"likes": d * likes} for d in range(days + 1)}
    )
    for d in range(days + 1):
        make.followers(home.channel, born + timedelta(days=d, minutes=6), 100 + d)
    roll_up_all()


def test_each_line_says_what_the_clients_own_dashboard_says() -> None:
    rome = make.house()
    tokyo = another(rome, "Kyoto", time_zone="Asia/Tokyo")
    late = another(rome, "Tardi")
    month(rome, likes=3)
    month(tokyo, likes=5)
    month(late, likes=7, days=20)
    second = make.channel_of(tokyo.client, network="sandbox")
    make.followers(second, NOW - timedelta(days=4), 1000)
    make.publication(late.channel, at=NOW - timedelta(hours=30), text="Appena uscito")
    roll_up_all()
    for now in (NOW, NOW + timedelta(hours=7)):
        found = agency_results(member=rome.owner, n_days=30, now=now)
        assert len(found.lines) == 3
        drawn = found_by_day(clients=[line.client for line in found.lines], n_days=30, now=now)
        for line in found.lines:
            known = results(client=line.client, n_days=30, channel=None, now=now).known
            for name in ("engagements", "followers", "posts"):
                own, alone = getattr(line, name), known.figure(name)
                assert (own.value, own.before) == (alone.value, alone.before), line.client.name
            days = {day.day_on: day.found for day in known.days}
            assert drawn[line.client.pk] == [days.get(day) for day in known.period.days]
    assert found.engagements.value == sum(line.engagements.value or 0 for line in found.lines)
    assert found.n_compared == 2


def test_a_member_sees_their_own_clients_only(sign_in: SignIn) -> None:
    home, stranger = make.house(), make.house(name="Altra agenzia")
    other = another(home, "Cantina")
    month(home, likes=3)
    month(other, likes=5)
    month(stranger, likes=9)
    analyst = make.person(home.agency, Role.ANALYST, client=other.client, language="en")
    found = agency_results(member=analyst, n_days=30, now=NOW)
    assert [line.client for line in found.lines] == [other.client]
    page = sign_in(analyst).get(reverse("analytics:agency")).content.decode()
    assert "Cantina" in page
    assert "Trecorvi" not in page
    assert "Altra agenzia" not in page
    nobody = make.person(home.agency, Role.EDITOR, language="en")
    empty = sign_in(nobody).get(reverse("analytics:agency"))
    assert "Results come with the clients you work on." in empty.content.decode()


def names(page: str) -> list[str]:
    return re.findall(r'<span class="client-name">.*?<a href="[^"]+">([^<]+)</a>', page)


def test_the_order_is_in_the_address_and_what_is_not_known_comes_last(sign_in: SignIn) -> None:
    now = database_now()
    few = make.house(name="Poche")
    many, none = another(few, "Tante"), another(few, "Nessuna")
    month(few, likes=1, now=now)
    month(many, likes=9, now=now)
    few.owner.user.language = "en"
    few.owner.user.save()
    browser = sign_in(few.owner)
    address = reverse("analytics:agency")

    def order(**asked: str) -> list[str]:
        return names(browser.get(address, asked).content.decode())

    assert order() == ["Tante", "Poche", "Nessuna"]
    assert order(dir="up") == ["Poche", "Tante", "Nessuna"]
    assert order(sort="name") == ["Nessuna", "Poche", "Tante"]
    assert order(sort="name", dir="down") == ["Tante", "Poche", "Nessuna"]
    assert order(sort="rubbish", dir="sideways", days="-1", page="x") == [
        "Tante",
        "Poche",
        "Nessuna",
    ]
    page = browser.get(address, {"sort": "followers", "days": "90"}).content.decode()
    assert 'aria-sort="descending"' in page
    assert "days=90&amp;sort=followers&amp;dir=up" in page
    assert none.client.name in page


def test_every_figure_of_a_line_opens_and_the_line_has_no_invented_zero(sign_in: SignIn) -> None:
    now = database_now()
    home = make.house()
    empty = another(home, "Nessuna")
    month(home, likes=2, now=now)
    home.owner.user.language = "en"
    home.owner.user.save()
    page = sign_in(home.owner).get(reverse("analytics:agency")).content.decode()
    behind = reverse("analytics:behind", args=[home.client.slug])
    for by in ("engagements", "posts"):
        assert f'{behind}?days=30&amp;by={by}"' in page
    assert f'{reverse("analytics:results", args=[home.client.slug])}?days=30#followers"' in page
    assert "Not collected in this period" in page
    assert (
        f"{reverse('analytics:behind', args=[empty.client.slug])}?days=30&amp;by=engagements"
        not in page
    )
    assert "Source: the clients' networks, collected" in page.replace("&#x27;", "'")
    assert "the last day of each line is not over" in page
    assert 'class="open"' in page


def test_the_file_has_the_same_lines(sign_in: SignIn) -> None:
    now = database_now()
    home = make.house(name="=Formula")
    month(home, likes=2, now=now)
    home.owner.user.language = "en"
    home.owner.user.save()
    answer = sign_in(home.owner).get(reverse("analytics:agency_csv"))
    head, row = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head[:2] == ["Client", "Engagements"]
    assert row[0] == "'=Formula"
    figure = agency_results(member=home.owner, n_days=30, now=now).lines[0].engagements
    assert row[1:3] == [str(figure.value), str(figure.before)]


def test_the_source_says_who_wrote_figures_down_as_the_clients_own_page_does(
    sign_in: SignIn,
) -> None:
    now = database_now()
    home, stranger = make.house(), make.house(name="Altra agenzia")
    home.owner.user.language = "en"
    home.owner.user.save()
    browser = sign_in(home.owner)
    address = reverse("analytics:agency")

    def source(path: str = address) -> str:
        page = html.unescape(browser.get(path).content.decode())
        return re.findall(r"Source: [^<·]+", page)[0].strip()

    writer = make.person(home.agency, Role.ANALYST, name="Rita", client=home.client)
    instagram = make.channel_of(home.client, network="instagram")
    elsewhere = make.channel_of(stranger.client, network="tiktok")
    for channel, author in ((instagram, writer), (elsewhere, stranger.owner)):
        ensure_months([now])
        record_channel_readings([Taken(channel.pk, now, {"followers": 900})], entered_by=author)
    roll_up_all()

    assert source().startswith("Source: Instagram (by hand, Rita), collected today at ")

    month(home, likes=2, now=now)
    assert source().startswith(
        "Source: the clients' networks, Instagram (by hand, Rita), collected today at "
    )
    own = source(reverse("analytics:results", args=[home.client.slug]))
    assert "Instagram (by hand, Rita)" in own
    rows = csv.reader(
        StringIO(browser.get(reverse("analytics:agency_csv")).content.decode("utf-8-sig"))
    )
    assert "Instagram (by hand, Rita)" in list(rows)[1][-1]


def test_the_queries_do_not_grow_with_the_clients(sign_in: SignIn) -> None:
    home = make.house()
    month(home, likes=1, now=database_now(), days=5)
    browser = sign_in(home.owner)
    address = reverse("analytics:agency")
    with CaptureQueriesContext(connection) as one:
        assert browser.get(address).status_code == 200
    for n in range(60):
        other = another(home, f"Cliente {n}".replace(" ", "-"))
        make.publication(other.channel, at=datetime(2026, 11, 20, tzinfo=UTC))
    with CaptureQueriesContext(connection) as many:
        page = browser.get(address).content.decode()
    assert len(names(page)) == 50
    assert "page=2" in page
    assert len(many) == len(one) <= 12
