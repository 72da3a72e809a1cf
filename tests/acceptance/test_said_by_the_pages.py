"""Acceptance points that a page proves by what it says, each test named after its point.

Points that other tests prove wholly have no second test here: docs/acceptance.md names the proof of each.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from clients.models import Client
from editorial.models import Delivery, Post, Review
from people.clock import database_now
from people.models import User
from people.roles import Role
from smm.local import messages
from tests import make, make_pictures, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.reviews import in_review
from tests.editorial.test_putting_back import how_it_stands
from tests.portal.people import asked


def url(name: str, cast: Cast, *more: object) -> str:
    return reverse(name, args=[cast.client.slug, *more])


# --- 10, 11: the way back -----------------------------------------------------------------------------


def _pressed(browser: Browser, page: HttpResponse, *, seconds: int = 10) -> str:
    """The toast's button is pressed, while its seconds run; the words that follow."""
    html = page.content.decode()
    found = re.search(
        r'data-undo-seconds-value="(\d+)".*?action="([^"]+)" data-undo-target', html, re.S
    )
    assert found, html
    assert int(found[1]) == seconds
    return browser.post(unescape(found[2]), follow=True).content.decode()


def _filled(cast: Cast, act: str, review: Review | None) -> dict[str, Any]:
    """What the form of an act sends."""
    return {
        "schedule": {"day": "2027-05-03", "clock": "18:15"},
        "review_decide": {"decision": "changes", "note": "Due."},
        "review_voice": {
            "contact": cast.carla.pk,
            "said": "2026-01-05T09:00",
            "said_how": "phone",
            "decision": "approved",
        },
    }.get(act, {}) | ({"seen": review.revision.content_hash} if review else {})


# Every act that moves a post or changes its state, and of what post: as it is written, scheduled, asked of colleagues, of the client.
ACTS = {
    "schedule": "draft",
    "publish_now": "draft",
    "ask_review": "draft",
    "ask_client": "draft",
    "archive": "scheduled",
    "cancel": "scheduled",
    "review_decide": "in review",
    "review_withdraw": "with the client",
    "review_voice": "with the client",
}


@pytest.mark.parametrize("act", ACTS)
def test_10_every_act_on_a_post_is_taken_back_whole_by_the_button_of_its_toast(
    cast: Cast, sign_in: SignIn, act: str
) -> None:
    browser = sign_in(cast.rita)
    review = {"in review": in_review, "with the client": asked}.get(ACTS[act], lambda _cast: None)(
        cast
    )
    post = (
        review.post
        if review
        else make_posts.draft(cast.rita, cast.channel)
        if ACTS[act] == "draft"
        else make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(hours=6)).post
    )
    stood = how_it_stands(post)

    page = browser.post(
        url(f"editorial:{act}", cast, post.public_id), _filled(cast, act, review), follow=True
    )
    assert how_it_stands(post) != stood
    _pressed(browser, page)

    assert how_it_stands(post) == stood


@pytest.mark.parametrize("act", ["labels", "rights_until", "alt", "remove"])
def test_10_what_is_done_to_a_picture_is_taken_back_by_the_button_of_its_toast(
    cast: Cast, sign_in: SignIn, act: str
) -> None:
    browser = sign_in(cast.rita)
    asset = make_pictures.ready(cast.rita, cast.client)
    written = {"alt": "Filari.", "labels": ["filari"], "rights_until": date(2027, 6, 1)}
    for name, value in written.items():
        setattr(asset, name, value)
    asset.save()
    sent = {"labels": "filari", "rights_until": "2027-06-01"}
    data = {
        "labels": sent | {"labels": "vigna"},
        "rights_until": sent | {"rights_until": "2027-01-31"},
        "alt": {"alt": "Un muro."},
        "remove": {},
    }[act]
    name = "editorial:asset_remove" if act == "remove" else "editorial:asset"

    page = browser.post(url(name, cast, asset.public_id), data, follow=True)
    asset.refresh_from_db()
    assert asset.removed_at or any(getattr(asset, key) != value for key, value in written.items())
    _pressed(browser, page)

    asset.refresh_from_db()
    assert asset.removed_at is None
    assert {key: getattr(asset, key) for key in written} == written


def test_10_what_was_removed_comes_back_for_thirty_days(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rita)
    asset = make_pictures.ready(cast.rita, cast.client)
    browser.post(url("editorial:asset_remove", cast, asset.public_id))
    asset.removed_at = database_now() - timedelta(days=29)
    asset.save(update_fields=["removed_at"])
    browser.post(url("editorial:asset_restore", cast, asset.public_id))

    asset.refresh_from_db()
    assert asset.removed_at is None


def test_11_publishing_now_can_be_taken_back_and_what_is_out_cannot(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.rita)
    post = make_posts.draft(cast.rita, cast.channel)
    before = database_now()
    page = browser.post(url("editorial:publish_now", cast, post.public_id), follow=True)
    assert Delivery.objects.get().due_at >= before + timedelta(seconds=10)
    assert make_posts.run_round(before + timedelta(seconds=9)) == 0
    _pressed(browser, page)
    assert Delivery.objects.get().state == "cancelled"
    assert make_posts.run_round(before + timedelta(seconds=30)) == 0

    out = make_posts.scheduled(cast.rita, cast.channel, text="Fuori.")
    now = database_now()
    for state, more in (
        ("claimed", {"epoch": 1, "lease_until": now + timedelta(minutes=2)}),
        ("sending", {}),
        ("published", {"lease_until": None, "proof": {"id": "1"}, "ended_at": now}),
    ):
        Delivery.objects.filter(pk=out.pk).update(state=state, **more)
    page = browser.get(url("editorial:post", cast, out.post.public_id)).content.decode()
    said = re.search(r'role="status">([^<]*It is out on[^<]*)', page)
    assert said
    assert "It cannot be taken back." in said[1]
    assert "It can still be corrected or removed: see what you can do." in page
    assert url("editorial:cancel", cast, out.post.public_id) not in page


# --- 12: times and places -----------------------------------------------------------------------------


def test_12_where_the_clients_zone_differs_both_times_are_shown(
    cast: Cast, sign_in: SignIn
) -> None:
    Client.objects.filter(pk=cast.client.pk).update(time_zone="America/New_York")
    cast.client.refresh_from_db()
    planned = make_posts.draft(cast.rita, cast.channel)
    Post.objects.filter(pk=planned.pk).update(
        wall_at=datetime(2027, 3, 20, 18, 15),
        time_zone="America/New_York",
    )
    coming = make_posts.scheduled(cast.rita, cast.channel, text="Altro.")
    for post in (planned, coming.post):
        page = sign_in(cast.rita).get(url("editorial:post", cast, post.public_id))
        facts = re.search(r'<dl class="facts".*?</dl>', page.content.decode(), re.S)
        assert facts
        assert "(New York)" in facts[0]
        assert "(Rome)" in facts[0]


# --- 19: lists ----------------------------------------------------------------------------------------

# Each list that has filters, and a question that nothing of it answers; "client" marks those of one client.
FILTERED = {
    "editorial:posts client": {"q": "zucca"},
    "editorial:all_posts": {"q": "zucca"},
    "editorial:library client": {"q": "zucca"},
    "editorial:calendar client": {"q": "zucca"},
    "editorial:calendar client week": {"q": "zucca", "view": "week"},
    "editorial:calendar client list": {"q": "zucca", "view": "list"},
    "editorial:all_calendar": {"q": "zucca"},
    "editorial:all_calendar week": {"q": "zucca", "view": "week"},
    "editorial:all_calendar list": {"q": "zucca", "view": "list"},
    "community:inbox client mine": {"show": "mine"},
    "community:inbox client later": {"show": "later"},
    "community:inbox client done": {"show": "done"},
    "community:all_inbox mine": {"show": "mine"},
    "community:all_inbox later": {"show": "later"},
    "community:all_inbox done": {"show": "done"},
    "analytics:behind client": {"by": "clicks"},
    "desk:clients": {"q": "zucca"},
}


@pytest.mark.parametrize("name", FILTERED)
def test_19_a_list_that_is_filtered_empty_offers_to_remove_the_filters(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    make_posts.draft(cast.rita, cast.channel)
    make_pictures.ready(cast.rita, cast.client)
    view, *more = name.split()
    there = url(view, cast) if "client" in more else reverse(view)
    page = sign_in(cast.rita).get(there, FILTERED[name]).content.decode()
    found = re.search(
        r'<a [^>]*href="([^"?]*)[^"]*"[^>]*>(?:<svg.*?</svg>)?\s*Remove the filters', page
    )

    assert found
    # Behind a figure there is nothing but its filter: it leads back to all figures.
    assert found[1] == (url("analytics:results", cast) if view == "analytics:behind" else there)


# Where each list is begun: the screen or form that its first thing comes from.
BEGINNINGS = {
    "editorial:posts": "editorial:new",
    "editorial:library": "editorial:library",
    "editorial:calendar": "editorial:new",
    "editorial:approvals": "editorial:posts",
    "editorial:releases": "editorial:release_new",
    "editorial:pillars": "editorial:pillar_new",
    "editorial:campaigns": "editorial:campaign_new",
    "editorial:recurrences": "editorial:posts",
    "community:inbox": "clients:channels",
    "clients:channels": "clients:connect",
    "clients:contacts": "clients:contact_new",
    "clients:competitors": "clients:competitor_new",
    "clients:audiences": "clients:audience_new",
    "clients:meetings": "desk:meeting_begin",
    "clients:presence": "clients:touchpoint_new",
    "clients:profiles": "clients:channels",
    "clients:contract": "clients:contract_new",
    "clients:brief": "clients:brief_interview",
    "clients:voice": "clients:voice_edit",
    "analytics:reports": "analytics:reports",
    "analytics:results": "clients:channels",
    "analytics:goals": "analytics:goal_new",
    "analytics:goal_sources": "analytics:goal_source_new",
    "analytics:statements": "clients:contract",
    "analytics:budget": "clients:contract",
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_19_a_list_that_is_used_for_the_first_time_says_how_to_begin(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    new = make.client(cast.alice, "Lanterne Storte", kind="event")
    page = sign_in(cast.alice).get(reverse(name, args=[new.slug])).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    says = re.search(r'<div class="empty">.*?<h3>[^<]+</h3>\s*<p>[^<]+</p>', main, re.S)
    # A month is drawn with its days, empty or not, and says so above them.
    says = says or (
        name == "editorial:calendar" and "Nothing has a time in this period yet" in main
    )
    begin = reverse(BEGINNINGS[name], args=[new.slug])
    here = '<form method="post"' if BEGINNINGS[name] == name else "a form of its own"

    assert says, name
    assert re.search(rf'(href|action)="{re.escape(begin)}[^"]*"', main) or here in main, begin


# --- 33, 34: languages --------------------------------------------------------------------------------


def test_33_italian_has_every_message_and_both_of_its_plurals() -> None:
    assert messages.incomplete() == []


@pytest.mark.parametrize("name", ["editorial:posts", "editorial:calendar", "editorial:post"])
def test_34_the_words_of_a_post_say_their_language_whatever_the_readers(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    post = make_posts.draft(cast.rita, cast.channel, text="Es schneit auf den Reben.")
    now = database_now()
    Post.objects.filter(pk=post.pk).update(
        language="de", wall_at=now.replace(tzinfo=None), time_zone="Europe/Rome"
    )
    more = (post.public_id,) if name == "editorial:post" else ()
    page = sign_in(cast.rita).get(url(name, cast, *more)).content.decode()
    said = re.findall(r'lang="de"[^>]*>(?:<bdi[^>]*>)?\s*([^<]*)', page)

    assert '<html lang="en"' in page
    assert any("Es schneit" in words for words in said)


# --- 35: looks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark", ""])
def test_35_the_chosen_colours_stand_in_the_first_byte_of_the_page(
    cast: Cast, sign_in: SignIn, theme: str
) -> None:
    """Said by the server and not by a script, so nothing flashes; without a choice the machine decides."""
    User.objects.filter(pk=cast.rita.user.pk).update(theme=theme)
    page = sign_in(cast.rita).get(reverse("desk:today")).content.decode()
    html = re.search("<html[^>]*>", page)

    assert html
    assert (f'data-bs-theme="{theme}"' in html[0]) == bool(theme)
    assert page.index("<html") < page.index("app.css")


# --- 40: errors ---------------------------------------------------------------------------------------

CODES = ("400", "403", "404", "405", "409", "413", "419", "429", "500")


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("code", CODES)
def test_40_every_error_has_a_page_of_its_own_with_a_way_on(code: str, language: str) -> None:
    with translation.override(language):
        page = render_to_string(f"{code}.html")
    main = page[page.index("<main") : page.index("</main>")]

    assert f'<html lang="{language}"' in page
    assert re.search(r"<h1>\s*\S", main)
    assert 'href="' in main


def test_40_a_refused_form_keeps_what_was_typed_and_its_summary_takes_the_focus(
    cast: Cast, sign_in: SignIn
) -> None:
    forms = {
        reverse("clients:new"): {"name": "", "kind": "company", "summary": "Vini da vigne vecchie"},
        url("clients:contact_new", cast): {"name": "", "notes": "Chiamare dopo le sei"},
        url("editorial:new", cast): {"text": "x" * 70_000, "title": "Potatura di gennaio"},
    }
    browser = sign_in(cast.alice)
    for address, typed in forms.items():
        answer = browser.post(address, typed)
        page = answer.content.decode()
        assert answer.status_code == 422, address
        assert re.search(r'class="error-summary"[^>]*data-controller="focus"', page), address
        kept = [value for value in typed.values() if value and value != "company"]
        assert any(value in page for value in kept), address


def test_40_who_may_not_is_told_who_may(cast: Cast, sign_in: SignIn) -> None:
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    answer = sign_in(analyst).get(url("editorial:new", cast))

    assert answer.status_code == 403
    assert 'href="/' in answer.content.decode()
