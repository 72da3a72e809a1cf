"""The pages of campaigns: their list, the table message × channel, what goes first, and who may read of it."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Client
from editorial.actions import releasing
from editorial.actions.drafting import VersionInput
from editorial.actions.placing import Place
from editorial.lifecycle import PostStage
from editorial.models import Campaign, Post
from people.clock import database_now
from people.models import Member
from people.roles import Role
from tests import make, make_posts
from tests.cast import CANARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Member:
    return make.agency()


@pytest.fixture
def trecorvi(owner) -> Client:
    return make.client(owner)


def _page(browser, campaign: Campaign) -> str:
    where = reverse("analytics:campaign", args=[campaign.client.slug, campaign.public_id])
    return html.unescape(browser.get(where).content.decode())


def test_the_list_is_empty_then_begins_one_and_keeps_what_was_typed(
    owner, trecorvi, sign_in
) -> None:
    browser = sign_in(owner)
    url = reverse("editorial:campaigns", args=[trecorvi.slug])
    assert "No campaign yet" in browser.get(url).content.decode()

    new = reverse("editorial:campaign_new", args=[trecorvi.slug])
    typed = {"name": "Porte aperte", "starts_on": "2026-12-20", "ends_on": "2026-12-01"}
    wrong = browser.post(new, typed)
    assert wrong.status_code == 422
    assert "The last day comes before the first." in wrong.content.decode()
    assert 'value="Porte aperte"' in wrong.content.decode()
    made = browser.post(new, typed | {"starts_on": "2026-12-01", "ends_on": "2026-12-20"})
    campaign = Campaign.objects.get(client=trecorvi)
    assert made["location"] == reverse(
        "analytics:campaign", args=[trecorvi.slug, campaign.public_id]
    )
    assert campaign.word == "porte-aperte"
    assert "Porte aperte" in browser.get(url).content.decode()


def test_the_table_says_where_each_message_goes_and_what_goes_first(
    owner, trecorvi, sign_in
) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    one, other = make.channel(trecorvi, handle="@uno"), make.channel(trecorvi, handle="@due")
    make.channel(trecorvi, handle="@tre")
    first = make_posts.written(
        owner, trecorvi, "Prima questo", versions=[VersionInput(one), VersionInput(other)],
        wall_at=datetime(2027, 1, 5, 18), place=Place(campaign),
    )  # fmt: skip
    make_posts.written(
        owner, trecorvi, "Poi quello", versions=[VersionInput(one)],
        wall_at=datetime(2027, 1, 8, 18), place=Place(campaign, first),
    )  # fmt: skip
    page = _page(sign_in(owner), campaign)

    heads = re.search(r"<thead.*?</thead>", page, re.S)[0]
    assert "@uno" in heads
    assert "@due" in heads
    assert "@tre" not in heads
    rows = re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', page, re.S)
    assert ["Prima questo" in rows[0], "not here" in rows[0]] == [True, False]
    assert ["Poi quello" in rows[1], "not here" in rows[1]] == [True, True]
    assert "after “Prima questo”" in rows[1]
    assert "18:00" in rows[0]
    assert "Draft" in rows[0]
    assert "not in its order" not in page


@pytest.mark.parametrize(
    ("wall_at", "stage", "state", "says"),
    [
        (datetime(2027, 1, 9, 18), PostStage.DRAFT, "", "It leaves on 8 January at 18:00, and “Prima”, which goes first, only on 9 January at 18:00."),
        (None, PostStage.DRAFT, "", "“Prima”, which goes first, has no time yet."),
        (datetime(2027, 1, 7, 18), PostStage.ARCHIVED, "", "“Prima”, which goes first, is in the archive."),
        (datetime(2027, 1, 7, 18), PostStage.DRAFT, "missed", "“Prima”, which goes first, did not go out."),
        (datetime(2027, 1, 7, 18), PostStage.DRAFT, "blocked", "“Prima”, which goes first, is on hold."),
        (datetime(2027, 1, 7, 18), PostStage.DRAFT, "scheduled", ""),
    ],
)  # fmt: skip
def test_a_post_that_leaves_before_what_goes_first_is_told_with_a_way_to_mend_it(
    owner, trecorvi, sign_in, wall_at, stage, state, says
) -> None:
    campaign, channel = make_posts.campaign(owner, trecorvi), make.channel(trecorvi)
    if state:
        first = make_posts.scheduled(owner, channel, text="Prima").post
        first.deliveries.update(state=state, reason="edited" if state == "blocked" else "")
        Post.objects.filter(pk=first.pk).update(campaign=campaign)
    else:
        first = make_posts.written(owner, trecorvi, "Prima", place=Place(campaign))
    Post.objects.filter(pk=first.pk).update(stage=stage, wall_at=wall_at)
    first.refresh_from_db()
    make_posts.written(
        owner, trecorvi, "Dopo", wall_at=datetime(2027, 1, 8, 18), place=Place(campaign, first)
    )
    page = _page(sign_in(owner), campaign)

    assert ("not in its order" in page) == bool(says)
    assert says in page
    owner.user.language = "it"
    owner.user.save()
    assert ("non è in ordine" in _page(sign_in(owner), campaign)) == bool(says)


def test_posts_are_put_in_ordered_and_taken_out_on_the_page(owner, trecorvi, sign_in) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    one, two = (
        make_posts.written(owner, trecorvi, "Uno"),
        make_posts.written(owner, trecorvi, "Due"),
    )
    browser = sign_in(owner)
    door = reverse("editorial:campaign_post", args=[trecorvi.slug, campaign.public_id])
    for each, after in ((one, ""), (two, one.public_id)):
        browser.post(door, {"post": each.public_id, "after": after})
    two.refresh_from_db()
    assert (two.campaign, two.after) == (campaign, one)

    circle = browser.post(door, {"post": one.public_id, "after": two.public_id}, follow=True)
    assert "goes after this post already" in circle.content.decode()
    browser.post(door, {"post": one.public_id, "deed": "out"})
    two.refresh_from_db()
    assert two.after is None
    for wrong in ({"post": "nothing"}, {}):
        assert browser.post(door, wrong).status_code == 404


def test_a_posts_page_says_what_it_goes_after_but_not_what_is_reserved(
    owner, trecorvi, sign_in
) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    first = make_posts.written(owner, trecorvi, "Prima la porta", place=Place(campaign))
    then = make_posts.written(owner, trecorvi, "Poi la cena", place=Place(campaign, first))
    where = reverse("editorial:post", args=[trecorvi.slug, then.public_id])
    page = sign_in(owner).get(where).content.decode()
    assert f'href="{reverse("editorial:post", args=[trecorvi.slug, first.public_id])}"' in page
    assert "Prima la porta" in page

    soon = (database_now() + timedelta(days=9)).replace(tzinfo=None, second=0, microsecond=0)
    releasing.make_release(
        member=owner, client=trecorvi, name="Sorpresa", posts=[first], wall_at=soon,
        circle=releasing.Circle(is_embargoed=True), now=database_now(),
    )  # fmt: skip
    assert "Prima la porta" in sign_in(owner).get(where).content.decode()
    left_out = make.member(owner, Role.EDITOR, name="Fuori", email="fuori@example.org")
    make.assigned(owner, trecorvi, left_out, Role.EDITOR)
    page = sign_in(left_out).get(where).content.decode()
    assert "Prima la porta" not in page
    assert str(first.public_id) not in page
    assert "a reserved post" in page


def test_a_campaign_is_ended_and_taken_up_again_on_its_page(owner, trecorvi, sign_in) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    browser = sign_in(owner)
    end = reverse("editorial:campaign_end", args=[trecorvi.slug, campaign.public_id])
    assert "Ended early" in browser.post(end, follow=True).content.decode()
    again = browser.post(end, {"deed": "reopen"}, follow=True)
    assert "Ended early" not in again.content.decode()


def test_the_page_of_a_campaign_asks_the_same_of_ten_posts_as_of_one(
    owner, trecorvi, sign_in
) -> None:
    campaign, channel = make_posts.campaign(owner, trecorvi), make.channel(trecorvi)
    browser = sign_in(owner)
    counts = []
    for n in (1, 9):
        for _each in range(n):
            make_posts.scheduled(owner, channel, text=f"Parole {n} {_each}")
        Post.objects.update(campaign=campaign)
        _page(browser, campaign)
        with CaptureQueriesContext(connection) as asked:
            _page(browser, campaign)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_nobody_reads_the_campaign_of_another_agency(owner, trecorvi, sign_in, rivals) -> None:
    theirs = make_posts.campaign(rivals.eve, rivals.client, f"Campagna {CANARY}")
    browser = sign_in(owner)
    for client in (trecorvi, rivals.client):
        for name in ("analytics:campaign", "editorial:campaign_edit"):
            where = reverse(name, args=[client.slug, theirs.public_id])
            assert browser.get(where).status_code == 404
