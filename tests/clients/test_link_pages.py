"""The link-in-bio page: written with a preview, seen by everybody, counted without knowing whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.actions import link_pages
from clients.actions.link_pages import LinkInput
from clients.models import LinkPage, PageClicks, PageLink
from people.clock import database_now
from people.programs import is_person
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
PERSON = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605"}
VISITS, SHOP = "https://trecorvi.example/visite", "https://shop.trecorvi.example"


def _page(cast: Cast, *links: LinkInput, is_open: bool = True) -> LinkPage:
    return link_pages.write_page(
        by=cast.bruno,
        client=cast.client,
        title="Tenuta Trecorvi",
        intro="Nove ettari, tre vini",
        is_open=is_open,
        links=links
        or (LinkInput(label="Prenota", url=VISITS), LinkInput(label="Negozio", url=SHOP)),
        now=database_now(),
    )


def _rows(*rows: dict[str, str]) -> dict[str, str]:
    fields = {"links-TOTAL_FORMS": str(len(rows)), "links-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows):
        fields |= {f"links-{n}-{name}": value for name, value in row.items()}
    return {"title": "Tenuta Trecorvi", "intro": "", **fields}


def test_the_page_is_previewed_without_saving_then_saved_in_the_order_of_the_places(
    cast: Cast, sign_in: SignIn
):
    browser = sign_in(cast.bruno)
    url = reverse("clients:profile_links", args=[cast.client.slug])
    typed = _rows(
        {"label": "Negozio", "url": "shop.trecorvi.example", "position": "2"},
        {"label": "Prenota", "url": VISITS, "position": "1"},
        {"label": "", "url": ""},
    )
    seen = browser.post(url, {**typed, "deed": "preview"}).content.decode()
    aside = seen[seen.index("As it is seen today") :]
    assert aside.index("Prenota") < aside.index("Negozio")
    assert not LinkPage.objects.exists()
    assert browser.post(url, {**typed, "is_open": "on"}).status_code == 302
    assert list(PageLink.objects.values_list("label", "url")) == [
        ("Prenota", VISITS),
        ("Negozio", SHOP),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"label": "Prenota", "url": ""}, "Where does it lead?"),
        ({"label": "", "url": VISITS}, "What does it say?"),
        ({"label": "x", "url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"label": "x", "url": "ftp://trecorvi.example"}, "Write the address of a web page."),
        ({"label": "x", "url": VISITS, "from_on": "2026-05-02", "to_on": "2026-05-01"}, "The last day comes before the first."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_link_is_refused_in_words_and_stays_typed(
    cast: Cast, sign_in: SignIn, row: dict[str, str], words: str
):
    answer = sign_in(cast.bruno).post(
        reverse("clients:profile_links", args=[cast.client.slug]), _rows(row)
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not LinkPage.objects.exists()


def test_everybody_sees_the_links_of_today_in_the_clients_language_without_a_cookie(
    cast: Cast, client: Browser
):
    today = make.today(cast.client)
    page = _page(
        cast,
        LinkInput(label="Oggi", url=VISITS, from_on=today, to_on=today),
        LinkInput(label="Ieri", url=SHOP, to_on=today - timedelta(days=2)),
        LinkInput(label="Poi", url=SHOP, from_on=today + timedelta(days=2)),
    )
    answer = client.get(reverse("clients:link_page", args=[page.code]))
    html = answer.content.decode()
    assert "Oggi" in html
    assert "Ieri" not in html
    assert "Poi" not in html
    assert f'<html lang="{cast.client.language}"' in html
    assert not answer.cookies
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "csrf" not in html


def test_a_click_of_a_person_counts_and_leads_there_and_that_of_a_program_only_leads(
    cast: Cast, client: Browser
):
    page = _page(cast)
    link = page.links.get(label="Prenota")
    url = reverse("clients:link_page_follow", args=[page.code, link.public_id])
    for headers in (PERSON, PERSON, {"user-agent": "facebookexternalhit/1.1"}, {**PERSON, "sec-purpose": "prefetch"}):  # fmt: skip
        answer = client.get(url, headers=headers)
        assert (answer.status_code, answer.headers["Location"]) == (302, VISITS)
    client.head(url, headers=PERSON)
    assert [(each.link, each.n) for each in PageClicks.objects.all()] == [(link, 2)]
    assert {f.name for f in PageClicks._meta.get_fields()} == {"id", "agency", "link", "day", "n"}


def test_a_page_that_is_not_open_and_a_link_outside_its_days_lead_nowhere(
    cast: Cast, client: Browser
):
    page = _page(cast, LinkInput(label="Ieri", url=SHOP, to_on=make.today(cast.client) - timedelta(days=2)))  # fmt: skip
    gone = reverse("clients:link_page_follow", args=[page.code, page.links.get().public_id])
    assert client.get(gone, headers=PERSON).status_code == 404
    _page(cast, is_open=False)
    assert client.get(reverse("clients:link_page", args=[page.code])).status_code == 404
    assert client.get(reverse("clients:link_page", args=["nobody"])).status_code == 404


def test_a_link_that_only_moved_keeps_its_clicks_and_the_address_of_the_page_stays(cast: Cast):
    page = _page(cast)
    link = page.links.get(label="Negozio")
    link_pages.follow(page=page, public_id=link.public_id, is_counted=True, now=database_now())
    again = _page(cast, LinkInput(label="Il negozio", url=SHOP, public_id=link.public_id))
    assert again.code == page.code
    assert PageClicks.objects.get().link == PageLink.objects.get()


def test_who_says_nothing_of_themselves_is_no_person():
    assert not is_person("")
    assert not is_person("curl/8.5")
    assert is_person(PERSON["user-agent"])
