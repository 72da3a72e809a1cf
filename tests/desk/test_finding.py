"""The palette and the client switch: what they find, for whom, how quickly, and what they never tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.models import Client, Visit
from people.clock import database_now
from people.roles import Role
from tests import make, make_posts

FIND = "/t/find/"
SWITCH = "/t/switch/"


def asked(browser, address: str, words: str = "", *, on: str = "/t/") -> str:
    answer = browser.get(
        address,
        {"q": words},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{on}"},
    )
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def hidden(cast) -> Client:
    """A client of the agency to whom only the owner comes."""
    client = make.client(cast.alice, "Canarino Segreto")
    make_posts.draft(cast.alice, make.channel(client), text="canarino nella miniera")
    return client


def test_the_palette_finds_client_post_screen_and_action(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel, text="Si pota lo stesso")
    browser = sign_in(cast.rita)

    assert f'href="{reverse("desk:overview", args=[cast.client.slug])}"' in asked(
        browser, FIND, "trec"
    )
    assert reverse("editorial:post", args=[cast.client.slug, post.public_id]) in asked(
        browser, FIND, "pota"
    )
    assert f'href="{reverse("editorial:all_calendar")}"' in asked(browser, FIND, "cal")
    assert f'href="{reverse("clients:new")}"' in asked(browser, FIND, "new cl")


def test_two_words_may_be_a_client_and_its_screen(cast, sign_in):
    words = asked(sign_in(cast.rita), FIND, "trecorvi chan")

    assert reverse("clients:channels", args=[cast.client.slug]) in words


def test_accents_and_capitals_do_not_matter(cast, sign_in):
    make.client(cast.alice, "Città dei Tigli")
    browser = sign_in(cast.alice)

    assert "Città dei Tigli" in asked(browser, FIND, "citta TIGLI")


def test_from_a_client_its_own_screens_come_first(cast, sign_in):
    on = reverse("desk:overview", args=[cast.client.slug])
    words = asked(sign_in(cast.rita), FIND, "cal", on=on)

    own = words.index(reverse("editorial:calendar", args=[cast.client.slug]))
    assert own < words.index(f'"{reverse("editorial:all_calendar")}"')


def test_without_words_it_offers_where_one_was(cast, sign_in):
    for n in range(12):
        make.client(cast.alice, f"A {n:02}")
    mine = make_posts.draft(cast.alice, cast.channel, text="Il mio")
    browser = sign_in(cast.alice)
    browser.get(reverse("editorial:posts", args=[cast.client.slug]))
    words = asked(browser, FIND)

    assert words.index("Tenuta Trecorvi") < words.index("A 00")
    assert str(mine.public_id) in words


@pytest.mark.parametrize("address", [FIND, SWITCH])
def test_nothing_of_another_agency_or_of_an_unassigned_client(
    cast, rivals, hidden, sign_in, address
):
    make_posts.draft(rivals.eve, rivals.channel, text="canarino di altri")
    browser = sign_in(cast.rita)
    for words in ("", "canarino", "cliente", "segreto", "canarino post", rivals.client.name[:20]):
        told = asked(browser, address, words, on=reverse("desk:overview", args=[hidden.slug]))
        for each in (hidden, rivals.client):
            assert f"/c/{each.slug}/" not in told
        assert "miniera" not in told
        assert "di altri" not in told
    assert hidden.slug in asked(sign_in(cast.alice), address, "canarino")


def test_only_what_the_role_opens_is_offered(cast, sign_in):
    on = reverse("desk:overview", args=[cast.client.slug])
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    told = asked(sign_in(analyst), FIND, on=on)

    for name in ("clients:connect", "clients:team", "editorial:new", "clients:edit"):
        assert reverse(name, args=[cast.client.slug]) not in told
    assert reverse("clients:new") not in told
    assert reverse("analytics:results", args=[cast.client.slug]) in told


def test_the_role_on_the_client_counts_where_the_switch_leads(cast, sign_in):
    second = make.client(cast.alice, "Lanterne Storte")
    make.assigned(cast.alice, second, cast.rita, Role.ANALYST)
    told = asked(sign_in(cast.rita), SWITCH, on=reverse("clients:team", args=[cast.client.slug]))

    assert reverse("clients:team", args=[second.slug]) not in told
    assert reverse("desk:overview", args=[second.slug]) in told


def test_the_switch_keeps_screen_and_filters(cast, sign_in):
    second = make.client(cast.alice, "Lanterne Storte")
    on = reverse("editorial:posts", args=[cast.client.slug]) + "?group=fix&q=vigna&page=4"
    told = asked(sign_in(cast.alice), SWITCH, "lant", on=on)

    wanted = reverse("editorial:posts", args=[second.slug]) + "?group=fix&amp;q=vigna"
    assert f'href="{wanted}"' in told
    assert cast.client.slug not in told


def test_without_a_script_both_are_pages(cast, sign_in):
    browser = sign_in(cast.rita)
    page = browser.get(FIND, {"q": "trec"}).content.decode()

    assert page.count("<h1") == 1
    assert reverse("desk:overview", args=[cast.client.slug]) in page.partition("<main")[2]
    assert browser.get(SWITCH, {"q": "trec"}).url == reverse("desk:clients") + "?q=trec"


@pytest.mark.parametrize("words", ["%", "_", "\\", "\x00", "'", "x" * 5000, "🍇", "<b>"])
def test_odd_words_find_nothing_and_break_nothing(cast, sign_in, words):
    browser = sign_in(cast.rita)
    for address in (FIND, SWITCH):
        assert "<b>" not in asked(browser, address, words)


def test_both_ask_as_often_for_many_clients_as_for_few(
    cast, sign_in, django_assert_max_num_queries
):
    browser = sign_in(cast.alice)
    browser.get(FIND)
    for _ in range(2):
        for words in ("", "e", "trecorvi cal"):
            with django_assert_max_num_queries(8):
                asked(browser, FIND, words)
            with django_assert_max_num_queries(4):
                asked(browser, SWITCH, words)
        for n in range(30):
            make.client(cast.alice, f"Cliente {n}")


def test_no_page_carries_the_list_of_clients(cast, sign_in):
    for n in range(30):
        make.client(cast.alice, f"Cliente {n}")
    page = sign_in(cast.alice).get(reverse("editorial:all_calendar")).content.decode()

    assert "Cliente 7" not in page


def test_a_visit_ends_with_a_long_absence_and_not_with_a_page(cast, sign_in):
    browser = sign_in(cast.rita)
    address = reverse("desk:overview", args=[cast.client.slug])
    browser.get(address)
    visit = Visit.objects.get(member=cast.rita, client=cast.client)
    assert visit.before_at is None

    earlier = database_now() - timedelta(hours=1)
    Visit.objects.update(seen_at=earlier)
    browser.get(address)
    visit.refresh_from_db()
    assert visit.before_at is None

    yesterday = database_now() - timedelta(hours=20)
    Visit.objects.update(seen_at=yesterday)
    browser.get(address)
    visit.refresh_from_db()
    assert visit.before_at == yesterday
    assert visit.seen_at > yesterday
