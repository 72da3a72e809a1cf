"""Writing figures down and importing them: forms, files as spreadsheets save them, and where they are shown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from analytics.models import ChannelReading, PublicationTotal, Reading
from analytics.reading_csv import decoded, moment_in, number_in, read
from clients.actions import by_hand as channels
from clients.models import Channel
from editorial.models import Publication
from networks.known import KNOWN
from people.clock import database_now
from people.models import AuditEntry
from people.roles import Role
from tests import make, make_numbers
from tests.cast import Cast
from tests.conftest import SignIn

INSTAGRAM = KNOWN["instagram"].metrics

NUMBERS = [
    ("1234", 1234), ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("1'234", 1234),
    ("1.234.567", 1234567), ("0", 0), ("12,0", 12), ("1.234,00", 1234), (" 7 ", 7),
    ("12,5", None), ("-3", None), ("1k", None), ("", None), ("1.23", None), ("١٢", None), ("1" * 30, None),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_a_whole_number_is_read_as_people_write_it(cell, number):
    if number is None:
        with pytest.raises(ValueError, match=r"."):
            number_in(cell)
    else:
        assert number_in(cell) == number


MOMENTS = [
    ("2026-11-26", date(2026, 11, 26), None),
    ("26/11/2026", date(2026, 11, 26), None),
    ("3/4/26", date(2026, 4, 3), None),
    ("26.11.2026 18.15", date(2026, 11, 26), time(18, 15)),
    ("2026-11-26T18:15:00Z", date(2026, 11, 26), time(18, 15)),
    ("26-11-2026 9:05", date(2026, 11, 26), time(9, 5)),
    ("11/26/2026", None, None),
    ("ieri", None, None),
    ("31/02/2026", None, None),
]


@pytest.mark.parametrize(("cell", "day", "clock"), MOMENTS)
def test_a_date_is_read_day_first(cell, day, clock):
    if day is None:
        with pytest.raises(ValueError, match=r"."):
            moment_in(cell)
    else:
        assert moment_in(cell) == (day, clock)


FILES = {
    "italian, semicolons, windows-1252": (
        "Data;Ora;Testo;Link;Mi piace;Commenti;Visualizzazioni\r\n"
        "26/11/2026;18:15;Perché no;https://www.instagram.com/p/A1/;1.234;;0\r\n"
    ).encode("cp1252"),
    "english, commas, utf-8 with a mark": (
        "\ufeffdate,text,link,likes,views\n2026-11-26 18:15,\"Perché no\",https://www.instagram.com/p/A1/,\"1,234\",0\n"
    ).encode(),
    "tabs, the network's own words": (
        "Pubblicato il\tcaption\tpermalink\treactions\timpressions\n26.11.2026 18.15\tPerché no\thttps://www.instagram.com/p/A1/\t1 234\t0\n"
    ).encode(),
}  # fmt: skip


@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_a_file_is_read_however_a_spreadsheet_saved_it(content):
    found = read(decoded(content), metrics=INSTAGRAM)

    (line,) = found.good
    assert found.bad == []
    assert (line.text, line.url) == ("Perché no", "https://www.instagram.com/p/A1/")
    assert line.wall_at == datetime(2026, 11, 26, 18, 15)
    assert line.values == {"likes": 1234, "views": 0}  # empty is absent, zero is zero


def test_what_cannot_be_read_is_told_row_by_row_and_nothing_is_lost():
    with translation.override("en"):
        found = read(
            "data;link;likes;umore\nieri;https://x/;3;bello\n26/11/2026;;tanti;\n26/11/2026;https://www.instagram.com/p/A1/;5;\n",
            metrics=INSTAGRAM,
        )

    assert found.unknown == ("umore",)
    assert [line.number for line in found.bad] == [2, 3]
    assert "no date" in found.bad[0].problems[0]
    assert "Likes: “tanti”" in found.bad[1].problems[0]
    assert found.rest.splitlines() == [
        "data;link;likes;umore",
        "ieri;https://x/;3;bello",
        "26/11/2026;;tanti;",
    ]


@pytest.mark.parametrize(
    "text", ["", "\n \n", " ;;;\n", "nome,cognome\nA,B", "data,giorno\n1/1/2026,1/1/2026"]
)
def test_a_file_without_sense_says_why(text):
    found = read(text, metrics=INSTAGRAM)

    assert found.problem
    assert found.rows == ()


@pytest.fixture
def instagram(cast: Cast) -> Channel:
    return channels.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )


@pytest.fixture
def post(instagram: Channel) -> Publication:
    return make_numbers.publication(instagram, at=database_now() - timedelta(days=3), text="Vigna")


def test_figures_of_a_post_are_written_down_and_shown_with_author_and_day(
    cast: Cast, post: Publication, sign_in: SignIn
):
    browser = sign_in(cast.bruno)
    address = reverse("analytics:figures", args=[cast.client.slug, post.public_id])
    today = make.today(cast.client)
    form = browser.get(address).content.decode()
    assert 'name="reach"' in form
    assert 'name="quotes"' not in form  # Instagram has none

    answer = browser.post(
        address, {"on": today.isoformat(), "likes": "1.234", "reach": "20 000", "saves": ""}
    )

    assert answer.status_code == 302
    total = PublicationTotal.objects.get()
    assert (total.likes, total.reach, total.saves, total.entered_by) == (
        1234,
        20_000,
        None,
        cast.bruno,
    )
    assert AuditEntry.objects.filter(verb="figures.written_down").count() == 1
    for where in (answer["location"], reverse("analytics:results", args=[cast.client.slug])):
        page = browser.get(where).content.decode()
        assert "by hand, Bruno" in page, where
    assert "20,000" in browser.get(answer["location"]).content.decode()
    again = browser.get(address).content.decode()
    assert 'value="1234"' in again
    assert "Bruno" in again
    browser.post(address, {"on": today.isoformat(), "likes": "1234", "reach": "20000"})
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"likes": "tanti"}, "no whole number"),
        ({"likes": "1", "on": "2099-01-01"}, "has not come yet"),
        ({"likes": "1", "on": "2020-01-01"}, "came out on"),
        ({"likes": "9" * 14}, "more than there are people"),
    ],
)
def test_figures_that_cannot_be_are_refused_and_what_was_typed_stays(
    cast: Cast, post: Publication, sign_in: SignIn, data, words
):
    address = reverse("analytics:figures", args=[cast.client.slug, post.public_id])
    page = sign_in(cast.bruno).post(address, {"on": make.today(cast.client).isoformat(), **data})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert f'value="{data["likes"]}"' in page.content.decode()
    assert not Reading.objects.exists()


def test_figures_of_a_channel_are_its_own(cast: Cast, instagram: Channel, sign_in: SignIn):
    address = reverse("analytics:channel_figures", args=[cast.client.slug, instagram.public_id])
    browser = sign_in(cast.rita)
    assert 'name="likes"' not in browser.get(address).content.decode()

    assert browser.post(address, {"on": "2026-01-31", "followers": "912"}).status_code == 302

    row = ChannelReading.objects.get()
    assert (row.followers, row.following, row.source, row.entered_by) == (
        912,
        None,
        "by_hand",
        cast.rita,
    )


ROWS = (
    "data;ora;link;testo;mi piace;follower;dati al\n"
    "03/03/2026;18:15;https://www.instagram.com/p/A1/;Sei gradi;1.200;;10/03/2026\n"
    "04/03/2026;;;Storia del mattino;;;\n"
    "05/03/2026;;https://www.facebook.com/x/posts/1;Altrove;3;;\n"
    "31/03/2026;;;;;912;\n"
)


def test_a_file_is_looked_at_first_and_comes_in_once(
    cast: Cast, instagram: Channel, sign_in: SignIn
):
    address = reverse("analytics:import_posts", args=[cast.client.slug, instagram.public_id])
    browser = sign_in(cast.bruno)
    file = SimpleUploadedFile("storico.csv", ROWS.encode("cp1252"), content_type="text/csv")
    today = make.today(cast.client).isoformat()

    looked = browser.post(address, {"on": today, "file": file, "deed": "look"}).content.decode()
    assert "3 rows can come in" in looked
    assert "Row 4:" in looked
    assert "no link of a post there" in looked
    assert not Publication.objects.filter(channel=instagram).exists()

    for _time in range(2):
        page = browser.post(address, {"on": today, "rows": ROWS, "deed": "import"}).content.decode()
        assert "Altrove" in page  # what could not come in is still there
        assert "Sei gradi" not in page

    assert (
        Publication.objects.filter(
            channel=instagram, source="imported", entered_by=cast.bruno
        ).count()
        == 2
    )
    (reading,) = Reading.objects.all()
    assert (reading.likes, reading.comments) == (1200, None)
    assert reading.taken_at.date() == date(2026, 3, 10)
    assert ChannelReading.objects.get().followers == 912


def test_only_who_may_writes_figures_down(cast: Cast, post: Publication, sign_in: SignIn):
    reader = make.member(cast.alice, Role.COMMUNITY)
    make.assigned(cast.alice, cast.client, reader, Role.COMMUNITY)
    address = reverse("analytics:figures", args=[cast.client.slug, post.public_id])

    assert sign_in(reader).get(address).status_code == 403
