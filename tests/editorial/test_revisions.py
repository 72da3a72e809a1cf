"""The history of a post's words: what each revision changed, and going back to one as a new one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from editorial.actions import asking, drafting
from editorial.actions.drafting import Additions, VersionInput
from editorial.models import Post
from people.clock import database_now
from tests import make_posts


def url(name: str, cast, post: Post, *more) -> str:
    return reverse(f"editorial:{name}", args=[cast.client.slug, post.public_id, *more])


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def edited(post: Post, member, text: str, channel, **more) -> Post:
    post.refresh_from_db()
    return drafting.edit_post(
        post=post,
        member=member,
        edit_number=post.edit_number,
        text=text,
        versions=[VersionInput(channel, first_comment=more.pop("first_comment", ""))],
        now=database_now(),
        **more,
    )


@pytest.fixture
def post(cast) -> Post:
    """Written by Bruno, shown to colleagues, written on by Rita."""
    made = make_posts.draft(cast.bruno, cast.channel, text="Si pota al mattino.")
    review = asking.ask_review(post=made, member=cast.bruno, now=database_now())
    asking.withdraw(review=review, member=cast.bruno, now=database_now())
    return edited(
        made,
        cast.rita,
        "Si pota alla sera.",
        cast.channel,
        first_comment="Orari in bio",
        additions=Additions(
            thread=("E poi si brinda.",),
            poll={"options": ["Sì", "No"], "expires_in_s": 86_400},
        ),
    )


def test_the_history_says_who_when_and_what_changed_in_words(cast, sign_in, post):
    page = sign_in(cast.bruno).get(url("revisions", cast, post)).content.decode()

    assert "As it stands now" in page
    assert "Revision 1" in page
    assert "shown to colleagues" in page
    assert '<del><span class="vh">removed: </span>al mattino</del>' in page
    assert '<ins><span class="vh">added: </span>alla sera</ins>' in page
    for added in ("E poi si brinda.", "Sì\nNo", "Orari in bio"):
        assert f"added: </span>{added}</ins>" in page
    assert "The pictures or their descriptions changed." not in page
    assert "Who sees it, or its warning, changed." not in page


def test_later_ones_can_be_compared_with_any_earlier_one(cast, sign_in, post):
    drafting.freeze_revision(post=post, member=cast.rita, now=database_now())
    edited(post, cast.bruno, "Si pota di notte.", cast.channel)
    page = sign_in(cast.bruno).get(url("revisions", cast, post) + "?since=1").content.decode()

    assert "Everything after revision 1 is compared with it." in page
    assert '<del><span class="vh">removed: </span>al mattino</del>' in page
    assert '<ins><span class="vh">added: </span>di notte</ins>' in page


def test_going_back_is_a_new_revision_and_loses_nothing(cast, sign_in, post):
    browser = sign_in(cast.bruno)
    answer = browser.post(
        url("revision_restore", cast, post, 1), {"edit_number": post.edit_number}, follow=True
    )
    post.refresh_from_db()

    assert "Revision 1 stands again. What stood until now is revision 2." in answer.content.decode()
    assert (post.text, post.thread, post.poll) == ("Si pota al mattino.", [], None)
    assert [r.content["text"] for r in post.revisions.order_by("number")] == [
        "Si pota al mattino.",
        "Si pota alla sera.",
        "Si pota al mattino.",
    ]

    browser.post(url("revision_restore", cast, post, 2), {"edit_number": post.edit_number})
    post.refresh_from_db()
    assert (post.text, post.thread) == ("Si pota alla sera.", ["E poi si brinda."])
    assert post.poll["options"] == ["Sì", "No"]
    assert post.versions.get().first_comment == "Orari in bio"


def test_going_back_overwrites_nobody(cast, sign_in, post):
    edited(post, cast.rita, "Di Rita, adesso.", cast.channel)
    answer = sign_in(cast.bruno).post(
        url("revision_restore", cast, post, 1), {"edit_number": post.edit_number}, follow=True
    )

    assert "Rita saved meanwhile: nothing was put back." in answer.content.decode()
    post.refresh_from_db()
    assert post.text == "Di Rita, adesso."


def test_going_back_on_a_scheduled_post_puts_it_on_hold(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=1))
    edited(delivery.post, cast.rita, "Altro", cast.channel)
    sign_in(cast.bruno).post(url("revision_restore", cast, delivery.post, 1), {"edit_number": "2"})
    delivery.refresh_from_db()

    assert delivery.state == "blocked"


def test_a_revision_of_another_post_is_not_found(cast, sign_in, post):
    other = make_posts.draft(cast.bruno, cast.channel, text="Altro")

    assert sign_in(cast.bruno).post(url("revision_restore", cast, other, 1)).status_code == 404
