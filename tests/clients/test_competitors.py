"""Whom a client is compared with: naming them, reading their public profiles, the weekly form."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from clients.actions import observing, watching
from clients.actions.watching import Seen, WatchingError
from clients.models import (
    Client,
    Competitor,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
)
from clients.tasks import read_competitors
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.ids import uuid7
from people.models import Member
from people.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Member:
    return make.agency()


@pytest.fixture
def trecorvi(owner: Member) -> Client:
    return make.client(owner)


def _signed_in(browser: Browser, member: Member) -> Browser:
    browser.force_login(member.user)
    return browser


def _rival(sandbox: SandboxProcess, followers: int = 900) -> str:
    """A new account with six posts of the last days; its name."""
    name = f"altanebbia_{uuid7().hex[-8:]}"
    (made,) = sandbox.order("accounts", usernames=[name], profiles={name: {"followers": followers}})
    now = database_now()
    sandbox.order(
        "backdate",
        statuses=[
            {"account_id": made["id"], "text": f"post {n}", "created_at": (now - timedelta(days=n + 1)).isoformat()}
            for n in range(6)
        ],
    )  # fmt: skip
    return name


def _watch(owner: Member, client: Client, **more: Any) -> Competitor:
    words: dict[str, Any] = {
        "name": "Podere Altanebbia",
        "network": "sandbox",
        "account": "altanebbia",
        **more,
    }
    return watching.watch(by=owner, client=client, now=database_now(), **words)


def test_a_public_profile_is_read_by_the_worker_with_its_posts_and_again_a_day_later(
    sandbox: SandboxProcess, owner: Member, trecorvi: Client
):
    _watch(owner, trecorvi, account=_rival(sandbox))

    read_competitors()

    profile = CompetitorProfile.objects.get()
    reading = CompetitorReading.objects.get()
    assert (reading.followers, reading.entered_by) == (900, None)
    assert CompetitorPost.objects.count() == 6
    assert {post.form for post in CompetitorPost.objects.all()} == {"text"}
    assert all(post.engagements is not None for post in CompetitorPost.objects.all())
    assert profile.problem == ""
    assert profile.next_at - profile.read_at == timedelta(days=1)
    assert observing.take_due(now=database_now()) == []


def test_read_twice_on_a_day_there_is_one_reading_and_each_post_once(
    sandbox: SandboxProcess, owner: Member, trecorvi: Client
):
    _watch(owner, trecorvi, account=_rival(sandbox))
    for _ in range(2):
        watching.look_again(profile=CompetitorProfile.objects.get(), now=database_now())
        read_competitors()

    assert CompetitorReading.objects.count() == 1
    assert CompetitorPost.objects.count() == 6


def test_two_workers_never_take_the_same_profile_and_one_server_is_asked_once_a_minute(
    sandbox: SandboxProcess, owner: Member, trecorvi: Client
):
    _watch(owner, trecorvi)
    _watch(owner, trecorvi, name="Vigne del Luparo", account="luparo")

    first = observing.take_due(now=database_now())
    second = observing.take_due(now=database_now())

    assert [len(first), len(second)] == [1, 1]
    assert first != second
    assert observing.take_due(now=database_now()) == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("error_before", "does not answer right now"),
        ("rate_limit", "asks us to wait"),
        ("html_before", "in a way we do not understand"),
    ],
)
def test_what_could_not_be_read_is_said_and_tried_again_later(
    sandbox: SandboxProcess, owner: Member, trecorvi: Client, client: Browser, fault: str, words: str
):  # fmt: skip
    _watch(owner, trecorvi, account=_rival(sandbox))
    sandbox.order("faults", kind=fault, match="GET /api/v1/accounts/lookup")

    read_competitors()

    profile = CompetitorProfile.objects.get()
    assert not CompetitorReading.objects.exists()
    assert profile.next_at >= database_now() + timedelta(minutes=59)
    page = _signed_in(client, owner).get(reverse("clients:competitors", args=[trecorvi.slug]))
    assert words in page.content.decode()


def test_a_profile_that_nobody_has_is_told_so(
    sandbox: SandboxProcess, owner: Member, trecorvi: Client, client: Browser
):
    _watch(owner, trecorvi, account="nobody.here")

    read_competitors()

    page = _signed_in(client, owner).get(reverse("clients:competitors", args=[trecorvi.slug]))
    assert "has no account" in page.content.decode()


def test_a_rival_that_is_the_client_itself_is_refused_and_nothing_typed_is_lost(
    sandbox: SandboxProcess, owner: Member, trecorvi: Client, client: Browser
):
    make.channel(trecorvi, "@trecorvi@127.0.0.1", host=sandbox.origin)
    typed = {"name": "Noi", "network": "sandbox", "account": "@Trecorvi", "note": "perché"}

    answer = _signed_in(client, owner).post(
        reverse("clients:competitor_new", args=[trecorvi.slug]), typed
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is Tenuta Trecorvi itself" in page
    assert re.search(r'name="account"[^>]*value="@Trecorvi"', page)
    assert not Competitor.objects.exists()


def test_a_rival_of_the_clients_own_name_is_the_client(owner: Member, trecorvi: Client):
    with pytest.raises(watching.WatchingError, match="is the client itself"):
        _watch(owner, trecorvi, name=" tenuta  TRECORVI", network="instagram", account="@altrove")
    found = _watch(owner, trecorvi, network="instagram", account="@altrove")
    with pytest.raises(watching.WatchingError, match="is the client itself"):
        watching.rename(
            by=owner, competitor=found, name="Tenuta Trecorvi", note="", now=database_now()
        )


@pytest.mark.parametrize(
    "name", ["La Tenuta Trecorvi srl", "Tenuta Trecorvi S.p.A.", "tenuta trecorvi"]
)
def test_an_article_and_a_form_of_company_make_no_rival_of_the_client(
    owner: Member, trecorvi: Client, name: str
):
    with pytest.raises(watching.WatchingError):
        _watch(owner, trecorvi, name=name, network="instagram", account="@altrove")


def test_the_clients_own_handle_on_a_network_it_is_not_on_here_is_its_own(
    owner: Member, trecorvi: Client
):
    make.channel(trecorvi, "@trecorvi@127.0.0.1")
    with translation.override("en"), pytest.raises(WatchingError, match="Trecorvi itself"):
        _watch(owner, trecorvi, network="instagram", account="@Trecorvi")
    assert not Competitor.objects.exists()
    _watch(owner, trecorvi, network="instagram", account="@trecorvi_di_sopra")


def test_another_one_with_the_client_s_name_is_watched_once_somebody_says_so(
    owner: Member, trecorvi: Client, client: Browser
):
    make.channel(trecorvi, "@trecorvi@127.0.0.1")
    browser = _signed_in(client, owner)
    new = reverse("clients:competitor_new", args=[trecorvi.slug])
    assert 'name="is_another"' not in browser.get(new).content.decode()
    for name, account in (("Trecorvi di Lucca", "@Trecorvi"), ("Tenuta Trecorvi", "@di_lucca")):
        said = {"name": name, "network": "instagram", "account": account, "note": "omonimi"}
        answer = browser.post(new, said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "somebody else with the same name, tick that below." in page
        assert re.search(r'<input type="checkbox" name="is_another"', page)
        assert "omonimi" in page
        assert browser.post(new, {**said, "is_another": "on"}).status_code == 302
    assert Competitor.objects.watched().count() == 2
    # Another reason to look at them needs no second tick.
    found = Competitor.objects.get(name="Tenuta Trecorvi")
    own = reverse("clients:competitor", args=[trecorvi.slug, found.public_id])
    assert browser.post(own, {"name": found.name, "note": "stesso nome"}).status_code == 302
    found.refresh_from_db()
    assert found.note == "stesso nome"


def test_an_account_of_the_client_is_no_other_one_whatever_is_ticked(
    owner: Member, trecorvi: Client
):
    make.channel(trecorvi, "@trecorvi", network="instagram")
    with translation.override("en"), pytest.raises(WatchingError, match="Trecorvi itself") as no:
        _watch(owner, trecorvi, network="instagram", account="@trecorvi", is_another=True)
    assert not no.value.may_be_another
    assert not Competitor.objects.exists()


def test_a_rival_that_turns_out_to_be_the_client_under_another_name_is_read_no_more(
    sandbox: SandboxProcess, owner: Member, trecorvi: Client
):
    (account,) = sandbox.order("accounts", usernames=["trecorvi"])
    _watch(owner, trecorvi, account="trecorvi")
    make.channel(trecorvi, "@other@127.0.0.1", host=sandbox.origin, remote_id=account["id"])

    read_competitors()

    profile = CompetitorProfile.objects.get()
    assert (profile.problem, profile.is_read) == ("is_own", False)
    assert not CompetitorReading.objects.exists()


@pytest.mark.parametrize(
    ("network", "account", "words"),
    [
        ("mastodon", "altanebbia", "has no account altanebbia"),
        ("mastodon", "@a@localhost", "not on the public internet"),
        ("instagram", "https://example.org/x", "no address of a profile on Instagram"),
        ("bluesky", "not a handle", "has no account not a handle"),
    ],
)
def test_what_names_no_profile_is_refused_in_words(
    owner: Member, trecorvi: Client, network: str, account: str, words: str
):
    with translation.override("en"), pytest.raises(WatchingError, match=words):
        _watch(owner, trecorvi, network=network, account=account)
    assert not Competitor.objects.exists()


def test_the_same_name_and_the_same_profile_twice_are_refused(owner: Member, trecorvi: Client):
    found = _watch(owner, trecorvi, network="instagram", account="@altanebbia")
    with translation.override("en"):
        with pytest.raises(WatchingError, match="watched already"):
            _watch(owner, trecorvi, name="podere altanebbia", network="tiktok", account="@alta")
        with pytest.raises(WatchingError, match="among the profiles"):
            watching.add_profile(by=owner, competitor=found, network="instagram", account="@Altanebbia", now=database_now())  # fmt: skip


def test_the_week_is_written_down_on_one_page_and_empty_is_no_zero(
    owner: Member, trecorvi: Client, client: Browser
):
    bruno = make.member(owner, Role.EDITOR)
    make.assigned(owner, trecorvi, bruno, Role.EDITOR)
    _watch(owner, trecorvi, network="instagram", account="@altanebbia")
    _watch(owner, trecorvi, name="Luparo", network="instagram", account="@luparo")
    first, second = CompetitorProfile.objects.order_by("competitor__name")
    browser = _signed_in(client, bruno)
    page = browser.get(reverse("clients:competitors", args=[trecorvi.slug])).content.decode()
    assert "2 profiles wait for this week" in page
    url = reverse("clients:competitors_week", args=[trecorvi.slug])

    wrong = browser.post(url, {f"p{first.pk}-followers": "2210", f"p{second.pk}-best_url": "https://example.org/p/1", f"p{second.pk}-note": "bel video"})  # fmt: skip
    assert wrong.status_code == 422
    assert "no address of a post on Instagram" in wrong.content.decode()
    assert 'value="2210"' in wrong.content.decode()
    assert 'value="bel video"' in wrong.content.decode()
    assert not CompetitorReading.objects.exists()

    done = browser.post(
        url,
        {
            f"p{first.pk}-followers": "2210",
            f"p{first.pk}-best_url": "https://www.instagram.com/p/Cxyz/?igsh=1",
            f"p{first.pk}-best_engagements": "310",
        },
    )
    assert done.status_code == 302
    reading = CompetitorReading.objects.get()
    assert (reading.profile, reading.followers, reading.n_new) == (first, 2210, None)
    assert reading.entered_by == bruno
    best = CompetitorPost.objects.get()
    assert (best.url, best.engagements) == ("https://www.instagram.com/p/Cxyz/", 310)
    page = browser.get(reverse("clients:competitors", args=[trecorvi.slug])).content.decode()
    assert "1 profile waits for this week" in page


def test_who_is_no_longer_watched_is_not_read_and_what_was_seen_stays(
    sandbox: SandboxProcess, owner: Member, trecorvi: Client
):
    found = _watch(owner, trecorvi, account=_rival(sandbox))
    read_competitors()
    watching.stop_watching(by=owner, competitor=found, now=database_now())
    CompetitorProfile.objects.update(next_at=database_now())

    assert observing.take_due(now=database_now()) == []
    assert CompetitorReading.objects.count() == 1
    # Somebody of that name can be watched anew.
    _watch(owner, trecorvi)


def test_a_public_body_has_comparisons_and_no_rivals(owner: Member, client: Browser):
    comune = make.client(owner, "Comune di Serravento", kind="public_figure")
    page = _signed_in(client, owner).get(reverse("clients:competitors", args=[comune.slug]))
    html = page.content.decode()
    assert re.search(r"<h1[^>]*>\s*Comparisons", html)
    # The menu beside it calls them so too, and says that one is there.
    assert re.search(r'aria-current="page">Comparisons<', html)
    assert "Competitors<" not in html


def test_the_list_costs_the_same_for_one_and_for_many(
    owner: Member, trecorvi: Client, client: Browser, django_assert_max_num_queries
):
    browser = _signed_in(client, owner)
    for n in range(5):
        _watch(owner, trecorvi, name=f"Rivale {n}", network="instagram", account=f"@rivale{n}")
    url = reverse("clients:competitors", args=[trecorvi.slug])
    browser.get(url)
    with django_assert_max_num_queries(12):
        browser.get(url)
    with django_assert_max_num_queries(12):
        browser.get(reverse("analytics:compared", args=[trecorvi.slug]))


def test_nothing_is_written_down_where_nothing_was_seen(owner: Member, trecorvi: Client):
    found = _watch(owner, trecorvi, network="instagram", account="@altanebbia")
    watching.write_down(by=owner, profile=found.profiles.get(), seen=Seen(), now=database_now())
    assert not CompetitorReading.objects.exists()
