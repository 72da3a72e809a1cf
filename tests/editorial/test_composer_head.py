"""What stands at the head of the composer, what a post counts as, and a plan that has a name before it has words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from clients.models import Channel, Part
from editorial.actions import asking, copying, drafting
from editorial.actions.reviewing import ReviewRefusedError
from editorial.models import Post
from people.clock import database_now
from people.ids import uuid7
from tests import make, make_money, make_posts
from tests.editorial.reviews import page_of
from tests.portal.people import NEW_TEXT, asked, reword, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def url(cast, name: str, *more) -> str:
    return reverse(f"editorial:{name}", args=[cast.client.slug, *more])


def named(**fields) -> dict[str, object]:
    return {"title": "Potatura", "text": "", "key": str(uuid7()), "deed": "save", **fields}


# --- a name before words and channels -------------------------------------------------------------------


def test_a_name_alone_is_saved_moved_and_given_a_channel_before_it_is_written(cast, sign_in):
    browser = sign_in(cast.bruno)
    browser.post(url(cast, "new"), named())
    post = Post.objects.get()
    assert (post.title, post.text, post.versions.count()) == ("Potatura", "", 0)

    data = named(edit_number=post.edit_number, day="2026-12-10", clock="18:15")
    answer = browser.post(url(cast, "autosave", post.public_id), data)
    assert answer.status_code == 200, answer.content
    post.refresh_from_db()
    assert post.wall_at == datetime(2026, 12, 10, 18, 15)

    on = {f"on-{cast.channel.public_id.hex}-is_on": "on"}
    browser.post(url(cast, "edit", post.public_id), named(edit_number=post.edit_number, **on))
    post.refresh_from_db()
    assert post.versions.get().channel == cast.channel

    with pytest.raises(ReviewRefusedError, match="no words and no picture yet"):
        asking.ask_review(post=post, member=cast.bruno, now=database_now())
    assert not post.reviews.exists()


def test_without_a_channel_nobody_is_asked_and_nothing_scheduled(cast, sign_in):
    browser = sign_in(cast.alice)
    data = named(deed="schedule", text="Si pota.", day="2026-12-10", clock="18:15")
    page = browser.post(url(cast, "new"), data)
    assert page.status_code == 422
    assert "Choose at least one channel." in page.content.decode()
    assert not Post.objects.exists()


# --- what it counts as ----------------------------------------------------------------------------------


def test_what_a_post_counts_as_is_said_where_it_is_written_and_kept_in_its_copy(cast, sign_in):
    browser = sign_in(cast.bruno)
    on = {f"on-{cast.channel.public_id.hex}-is_on": "on"}
    browser.post(url(cast, "new"), named(text="Tre tagli.", piece="reel", **on))
    post = Post.objects.get()
    assert post.piece == "reel"

    page = browser.get(url(cast, "edit", post.public_id)).content.decode()
    assert '<option value="">By itself: Post</option>' in page
    assert re.search(r'<option value="reel" selected>Reel</option>', page)
    assert copying.copy_post(post=post, member=cast.bruno, now=database_now()).piece == "reel"

    browser.post(
        url(cast, "edit", post.public_id),
        named(text="Tre tagli.", piece="", edit_number=post.edit_number, **on),
    )
    post.refresh_from_db()
    assert post.piece == ""


def test_the_month_of_the_post_says_how_much_of_the_contract_is_planned(cast, sign_in):
    browser = sign_in(cast.bruno)
    told = reverse("analytics:pieces_told", args=[cast.client.slug])

    def said(day: str) -> str:
        answer = browser.get(told, {"day": day}, headers={"HX-Request": "true"})
        return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())

    assert said("2026-12-10") == ""
    make_money.contract(
        cast.alice, cast.client, starts_on=date(2026, 1, 1), quotas={"post": 12, "reel": 4}
    )
    for n in range(3):
        drafting.create_post(
            member=cast.bruno,
            client=cast.client,
            text="",
            title=f"Idea {n}",
            versions=[],
            wall_at=datetime(2026, 12, 1 + n, 9),
            now=database_now(),
        )
    words = said("2026-12-10")
    assert words.startswith("December 2026: posts 3 of 12 planned, reels and short videos 0 of 4")
    assert "posts 0 of 12" in said("2027-01-10")
    assert browser.get(told).status_code == 302


# --- its head --------------------------------------------------------------------------------------------


def test_the_head_says_how_a_post_stands_and_when_it_goes_out_and_where_that_is(cast, sign_in):
    delivery = make_posts.scheduled(cast.alice, cast.channel, due_in=timedelta(days=2))
    page = sign_in(cast.bruno).get(url(cast, "edit", delivery.post.public_id)).content.decode()
    head = page[page.index("<h1") : page.index('id="editor"')]
    assert re.search(r'class="chip s-scheduled[^"]*"', head)
    assert "Goes out" in head
    delivery.post.refresh_from_db()
    assert f"{delivery.post.wall_at:%H:%M}" in head
    assert "Rome" in head


def test_the_channel_that_leads_comes_first_and_the_one_to_try_things_out_last(cast, sign_in):
    lead = make.channel(cast.client, "guida", token="lead")
    by_hand = make.channel(cast.client, "amano", token="hand")
    for each, network, part in ((lead, "bluesky", Part.LEAD), (by_hand, "pinterest", Part.LEAD)):
        each.network, each.host, each.part = network, f"https://{network}.example", part
        each.save()
    Channel.objects.filter(pk=by_hand.pk).update(health="by_hand")
    Channel.objects.filter(pk=cast.channel.pk).update(network="sandbox", part=Part.LEAD)
    page = sign_in(cast.bruno).get(url(cast, "new")).content.decode()
    places = [
        page.index(f'name="on-{c.public_id.hex}-is_on"') for c in (lead, by_hand, cast.channel)
    ]
    assert places == sorted(places)


# --- what somebody wants changed ------------------------------------------------------------------------


def test_whoever_edits_reads_what_should_change_until_somebody_is_asked_again(
    cast, sign_in
) -> None:
    review = asked(cast)
    assert "What should change" not in page_of(sign_in, cast.bruno, review.post, "edit/")
    fields = {
        "review": review.public_id, "seen": review.revision.content_hash,
        "note": "Tre anni, <b>non due</b>.", "text-all": NEW_TEXT,
    }  # fmt: skip
    visitor(cast.carla).post("changes/", fields)
    editor = page_of(sign_in, cast.bruno, review.post, "edit/")
    assert "Tre anni, &lt;b&gt;non due&lt;/b&gt;." in editor
    assert "See the text that the client suggests" in editor
    reword(cast, review.post)
    asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    assert "What should change" not in page_of(sign_in, cast.bruno, review.post, "edit/")
