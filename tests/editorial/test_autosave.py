"""A draft saves itself, and only a draft: the answers to the editor, and the revisions a sitting leaves."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from editorial.actions import asking, drafting
from editorial.actions.drafting import VersionInput
from editorial.models import Post
from people.clock import database_now
from people.ids import uuid7
from people.models import AuditEntry
from tests import make_posts
from tests.portal.people import asked, needs, visitor


def url(name: str, cast, *more) -> str:
    return reverse(f"editorial:{name}", args=[cast.client.slug, *more])


def typed(cast, **fields) -> dict[str, str]:
    """What the page sends by itself."""
    hexed = cast.channel.public_id.hex
    return {
        "text": "Si pota lo stesso.",
        f"on-{hexed}-is_on": "on",
        f"on-{hexed}-visibility": "public",
        **fields,
    }


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_new_post_is_made_by_the_first_save_and_gone_on_with_by_the_next(cast, sign_in):
    browser = sign_in(cast.bruno)
    key = str(uuid7())
    first = browser.post(url("autosave_new", cast), typed(cast, key=key))
    post = Post.objects.get()

    assert first.status_code == 200
    assert first.json()["url"] == url("edit", cast, post.public_id)
    assert first.json()["words"].startswith("Saved at ")
    assert [v.channel for v in post.versions.all()] == [cast.channel]

    second = browser.post(
        first.json()["autosave_url"],
        typed(cast, text="Si pota oggi.", edit_number=str(first.json()["edit_number"])),
    )
    post.refresh_from_db()
    assert (second.status_code, second.json()["edit_number"], post.text) == (
        200,
        2,
        "Si pota oggi.",
    )


def test_a_first_save_whose_answer_was_lost_makes_no_second_post(cast, sign_in):
    browser = sign_in(cast.bruno)
    key = str(uuid7())
    browser.post(url("autosave_new", cast), typed(cast, key=key))
    again = browser.post(url("autosave_new", cast), typed(cast, key=key, text="Più avanti."))

    assert again.status_code == 200
    assert Post.objects.get().text == "Più avanti."


def test_a_new_post_that_was_saved_by_itself_is_not_thrown_away_by_the_button(cast, sign_in):
    browser = sign_in(cast.bruno)
    key = str(uuid7())
    browser.post(url("autosave_new", cast), typed(cast, key=key))
    answer = browser.post(url("new", cast), typed(cast, key=key, text="Altro.", deed="save"))

    assert answer.status_code == 409
    assert "Altro." in answer.content.decode()
    assert Post.objects.get().text == "Si pota lo stesso."


def test_half_a_time_is_said_and_nothing_is_saved(cast, sign_in):
    answer = sign_in(cast.bruno).post(
        url("autosave_new", cast), typed(cast, key=str(uuid7()), day="2027-05-03")
    )

    assert answer.status_code == 422
    assert answer.json()["words"] == "Not saved yet: Choose the time too."
    assert not Post.objects.exists()


def test_who_saved_meanwhile_is_named_and_not_overwritten(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel, text="Prima")
    drafting.edit_post(
        post=post,
        member=cast.rita,
        edit_number=1,
        text="Di Rita",
        versions=[VersionInput(cast.channel)],
        now=database_now(),
    )
    answer = sign_in(cast.bruno).post(
        url("autosave", cast, post.public_id), typed(cast, text="Di Bruno", edit_number="1")
    )

    assert answer.status_code == 409
    assert answer.json()["words"].startswith("Rita saved meanwhile.")
    post.refresh_from_db()
    assert post.text == "Di Rita"


@pytest.mark.parametrize("held", ["scheduled", "in_review"])
def test_what_somebody_decided_or_was_asked_about_is_not_saved_by_itself(cast, sign_in, held):
    if held == "scheduled":
        post = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=1)).post
    else:
        post = make_posts.draft(cast.bruno, cast.channel)
        asking.ask_review(post=post, member=cast.bruno, now=database_now())
    browser = sign_in(cast.bruno)
    page = browser.get(url("edit", cast, post.public_id)).content.decode()
    answer = browser.post(
        url("autosave", cast, post.public_id), typed(cast, text="Altro", edit_number="1")
    )

    assert "data-autosave-url-value" not in page
    assert "nothing is saved until you press the button" in page
    assert answer.status_code == 409
    post.refresh_from_db()
    assert (post.text, post.edit_number) == ("Si pota lo stesso.", 1)


def save_state(browser, cast, post: Post) -> tuple[str, str]:
    """What stands beside the title of the editor: what is saved, and what it says once something is typed."""
    page = browser.get(url("edit", cast, post.public_id)).content.decode()
    found = re.search(r'<span id="save-state"([^>]*)>([^<]*)</span>', page)
    unsaved = re.search(r'data-unsaved="([^"]*)"', found[1])
    return found[2], unescape(unsaved[1]) if unsaved else ""


def test_beside_the_title_it_says_whose_yes_saving_takes_back(cast, sign_in):
    browser = sign_in(cast.bruno)
    review = asked(cast)
    words = "Not saved yet: saving other words takes back the question to Carla Ridolfi."
    assert save_state(browser, cast, review.post)[1] == words

    visitor(cast.carla).approve(review)
    said, unsaved = save_state(browser, cast, review.post)
    assert said.startswith("Saved at")
    assert unsaved == "Not saved yet: saving other words takes back the yes of Carla Ridolfi."


def test_beside_the_title_nobodys_yes_is_made_up(cast, sign_in):
    browser = sign_in(cast.bruno)
    post = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=1)).post
    needs(cast, "client")
    assert save_state(browser, cast, post)[1] == (
        "Not saved yet. It is scheduled: saving other words puts it on hold."
    )
    assert save_state(browser, cast, make_posts.draft(cast.bruno, cast.channel))[1] == ""


def saved(post: Post, member, text: str, *, at) -> Post:
    post.refresh_from_db()
    return drafting.edit_post(
        post=post,
        member=member,
        edit_number=post.edit_number,
        text=text,
        versions=[],
        now=at,
        is_by_itself=True,
    )


def test_a_sitting_of_many_saves_leaves_one_revision_and_one_line_of_audit(cast):
    start = database_now()
    post = make_posts.draft(cast.bruno, cast.channel, text="Uno", now=start)
    for at in range(1, 40):
        saved(post, cast.bruno, f"Uno {at}", at=start + timedelta(seconds=2 * at))
    assert post.revisions.count() == 0
    edits = AuditEntry.objects.filter(verb="post.edited")
    assert edits.count() == 0

    after_lunch = start + timedelta(hours=1)
    saved(post, cast.bruno, "Due", at=after_lunch)
    saved(post, cast.bruno, "Due.", at=after_lunch + timedelta(seconds=2))
    kept = post.revisions.get()
    assert (kept.number, kept.content["text"]) == (1, "Uno 39")
    assert kept.created_at == start + timedelta(seconds=78)
    assert edits.count() == 1


def test_what_a_colleague_wrote_is_kept_before_one_writes_on(cast):
    start = database_now()
    post = make_posts.draft(cast.bruno, cast.channel, text="Di Bruno", now=start)
    saved(post, cast.rita, "Di Rita", at=start + timedelta(seconds=5))

    kept = post.revisions.get()
    assert (kept.created_by, kept.content["text"]) == (cast.bruno, "Di Bruno")


def test_a_revision_that_somebody_was_shown_is_never_another(cast):
    start = database_now()
    post = make_posts.draft(cast.bruno, cast.channel, text="Mostrato", now=start)
    review = asking.ask_review(post=post, member=cast.bruno, now=start)
    shown = review.revision.content_hash
    asking.withdraw(review=review, member=cast.bruno, now=start)
    saved(post, cast.bruno, "Dopo", at=start + timedelta(seconds=2))
    saved(post, cast.rita, "Di Rita", at=start + timedelta(seconds=4))

    first, second = post.revisions.order_by("number")
    assert (first.content_hash, second.content["text"]) == (shown, "Dopo")
