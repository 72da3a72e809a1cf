"""The screen on which a post is written: nothing typed is lost, nothing is made twice, two editors see each other."""

from __future__ import annotations

import re
import threading
from datetime import date

import pytest
from django.db import connection

from editorial.actions import drafting
from editorial.models import Delivery, Post
from people.clock import database_now
from tests import make_posts
from tests.editorial.filling import TOMORROW, form, post_of, tomorrow_at, url


def test_a_draft_is_saved_and_shown(cast, sign_in):
    browser = sign_in(cast.bruno)
    answer = browser.post(url("new", cast), form(cast), follow=True)

    post = post_of(cast)
    assert answer.redirect_chain[-1][0] == url("post", cast, post.public_id)
    assert "Si pota lo stesso." in answer.content.decode()
    assert "Draft saved." in answer.content.decode()
    assert [v.channel for v in post.versions.all()] == [cast.channel]


def test_sending_the_same_form_twice_makes_one_post(cast, sign_in):
    browser = sign_in(cast.rita)
    sent = form(cast, deed="schedule", **tomorrow_at("18:15", cast))
    browser.post(url("new", cast), sent)
    second = browser.post(url("new", cast), sent)

    assert second.status_code == 302
    assert second.url == url("post", cast, post_of(cast).public_id)
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_post(cast, sign_in):
    browsers = [sign_in(cast.rita), sign_in(cast.rita)]
    sent = form(cast, deed="schedule", **tomorrow_at("18:15", cast))
    gate = threading.Barrier(2)
    answers = []

    def click(browser) -> None:
        gate.wait()
        try:
            answers.append(browser.post(url("new", cast), sent))
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.url for answer in answers} == {url("post", cast, post_of(cast).public_id)}
    assert Delivery.objects.count() == 1


def test_the_key_of_another_agencys_post_neither_tells_nor_touches_it(cast, rivals, sign_in):
    theirs = make_posts.draft(rivals.eve, rivals.channel, text="canarino-segreto")
    answer = sign_in(cast.rita).post(
        url("new", cast), form(cast, key=str(theirs.public_id)), follow=True
    )

    assert answer.status_code == 200
    assert "canarino-segreto" not in answer.content.decode()
    assert post_of(cast).public_id != theirs.public_id


def test_nothing_typed_is_lost_when_the_form_is_refused(cast, sign_in):
    hexed = cast.channel.public_id.hex
    sent = form(
        cast,
        text="Testo lungo",
        title="Potatura",
        deed="schedule",
        **{f"on-{hexed}-text": "Solo qui", f"on-{hexed}-spoiler": "Vino"},
    )
    answer = sign_in(cast.rita).post(url("new", cast), sent)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Choose the day and the time." in page
    for typed in ("Testo lungo", "Potatura", "Solo qui", "Vino"):
        assert typed in page
    assert Post.objects.count() == 0


def test_a_draft_of_a_plan_is_moved_and_put_on_channels_before_it_has_words(cast, sign_in):
    browser = sign_in(cast.rita)
    named = {"text": "", "title": "Reel 3: la potatura"}
    for deed in ("schedule", "now", "approval"):
        refused = browser.post(url("new", cast), form(cast, **named, deed=deed))
        assert refused.status_code == 422
        assert "Write something." in refused.content.decode()
    assert Post.objects.count() == 0

    assert browser.post(url("new", cast), form(cast, **named)).status_code == 302
    post = Post.objects.get()
    assert (post.title, post.text) == ("Reel 3: la potatura", "")
    day = tomorrow_at("18:15", cast)
    edited = form(cast, **named, **day, edit_number=str(post.edit_number))
    assert browser.post(url("edit", cast, post.public_id), edited).status_code == 302
    post.refresh_from_db()
    assert f"{post.wall_at:%Y-%m-%d %H:%M}" == f"{day['day']} 18:15"
    # what has words is not emptied by the way
    words = form(cast, text="Si pota.", title="Reel 3", edit_number=str(post.edit_number))
    assert browser.post(url("edit", cast, post.public_id), words).status_code == 302
    post.refresh_from_db()
    emptied = form(cast, text="", title="Reel 3", edit_number=str(post.edit_number))
    assert browser.post(url("edit", cast, post.public_id), emptied).status_code == 422
    post.refresh_from_db()
    assert post.text == "Si pota."


def test_white_space_alone_is_not_a_post(cast, sign_in):
    answer = sign_in(cast.bruno).post(url("new", cast), form(cast, text=" \u200b\n "))

    assert answer.status_code == 422
    assert "Write something." in answer.content.decode()
    assert Post.objects.count() == 0


def test_characters_that_cannot_be_published_are_removed_and_said(cast, sign_in):
    answer = sign_in(cast.bruno).post(
        url("new", cast), form(cast, text="Uva\x00 buona"), follow=True
    )

    assert post_of(cast).text == "Uva buona"
    assert "Removed 1 character that cannot be published." in answer.content.decode()


def test_a_text_no_network_takes_is_refused_with_both_numbers(cast, sign_in):
    page = (
        sign_in(cast.bruno).post(url("new", cast), form(cast, text="a" * 70_000)).content.decode()
    )

    assert "That is 70.000 characters; the most here is 63.206." in page


def test_markup_and_template_code_are_shown_as_they_were_typed(cast, sign_in):
    nasty = "<script>alert(1)</script> {{7*7}} {% debug %}"
    page = (
        sign_in(cast.bruno)
        .post(url("new", cast), form(cast, text=nasty), follow=True)
        .content.decode()
    )

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} {% debug %}" in page


def test_a_text_over_the_limit_blocks_scheduling_and_names_the_channel(cast, sign_in):
    sent = form(cast, text="a" * 501, deed="schedule", **tomorrow_at("18:15", cast))
    answer = sign_in(cast.rita).post(url("new", cast), sent)

    assert answer.status_code == 422
    assert (
        "@trecorvi@example.org: 1 character too many: the limit is 500." in answer.content.decode()
    )
    assert Post.objects.count() == 0


def test_the_hour_that_does_not_exist_is_flagged_when_a_draft_is_saved(cast, sign_in):
    answer = sign_in(cast.bruno).post(url("new", cast), form(cast, day="2027-03-28", clock="02:30"))

    assert answer.status_code == 422
    assert "02:30 does not exist on 28 March 2027" in answer.content.decode()
    assert "Use 01:59 or 03:00" in answer.content.decode()


def test_the_hour_that_happens_twice_asks_which_and_keeps_the_answer(cast, sign_in):
    browser = sign_in(cast.rita)
    sent = form(cast, day="2027-10-31", clock="02:30", deed="schedule")
    asked = browser.post(url("new", cast), sent)
    assert "happens twice" in asked.content.decode()
    assert "The second, winter time" in asked.content.decode()

    browser.post(url("new", cast), {**sent, "fold": "1"})
    assert Delivery.objects.get().due_at.isoformat() == "2027-10-31T01:30:00+00:00"


def test_half_a_time_is_not_a_time(cast, sign_in):
    page = sign_in(cast.bruno).post(url("new", cast), form(cast, day="2027-05-01")).content.decode()

    assert "Choose the time too." in page


def test_who_writes_does_not_schedule(cast, sign_in):
    browser = sign_in(cast.bruno)
    page = browser.get(url("new", cast)).content.decode()
    answer = browser.post(
        url("new", cast), form(cast, deed="schedule", **tomorrow_at("18:15", cast))
    )

    assert 'value="schedule"' not in page
    assert answer.status_code == 403
    assert Post.objects.count() == 0


def test_the_editor_counts_for_each_channel_and_previews_it(cast, sign_in):
    page = sign_in(cast.bruno).get(url("new", cast)).content.decode()

    assert 'data-method="mastodon"' in page
    assert 'data-limit="500"' in page
    assert 'data-compose-target="preview"' in page
    assert "Time of Rome." in page


def test_an_own_text_is_what_its_channel_gets(cast, sign_in):
    hexed = cast.channel.public_id.hex
    sent = form(
        cast, deed="schedule", **tomorrow_at("18:15", cast), **{f"on-{hexed}-text": "Solo qui"}
    )
    sign_in(cast.rita).post(url("new", cast), sent)

    delivery = Delivery.objects.select_related("revision").get()
    assert delivery.revision.content["versions"][str(cast.channel.pk)]["text"] == "Solo qui"


def test_the_second_of_ones_own_two_tabs_is_told_so(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel, text="Si pota al mattino.")
    bruno = sign_in(cast.bruno)
    bruno.post(url("edit", cast, post.public_id), form(cast, text="Alla sera.", edit_number="1"))

    sent = form(cast, text="Di notte.", edit_number="1")
    page = bruno.post(url("edit", cast, post.public_id), sent).content.decode()
    by_itself = bruno.post(url("autosave", cast, post.public_id), sent)

    assert "You saved in another tab at" in page
    assert "Bruno saved" not in page
    assert by_itself.status_code == 409
    assert by_itself.json()["words"].startswith("Another tab of yours saved meanwhile.")
    assert post_of(cast).text == "Alla sera."


def test_the_second_of_two_editors_sees_both_texts_and_overwrites_nothing(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel, text="Si pota al mattino.")
    sent = form(cast, text="Si pota di notte.", edit_number="1")
    drafting.edit_post(
        post=post,
        member=cast.rita,
        edit_number=1,
        text="Si pota alla sera.",
        versions=[drafting.VersionInput(cast.channel)],
        now=database_now(),
    )
    answer = sign_in(cast.bruno).post(url("edit", cast, post.public_id), sent)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Rita saved at" in page
    assert "<del>alla</del> <del>sera</del>" in page
    assert "<ins>di</ins> <ins>notte</ins>" in page
    assert "Si pota di notte." in page
    assert post_of(cast).text == "Si pota alla sera."
    assert re.search(r'name="edit_number" value="2"', page)

    sign_in(cast.bruno).post(url("edit", cast, post.public_id), {**sent, "edit_number": "2"})
    assert post_of(cast).text == "Si pota di notte."


def test_the_same_edit_sent_twice_is_no_conflict(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel, text="Prima")
    sent = form(cast, text="Dopo", edit_number="1")
    browser = sign_in(cast.bruno)
    browser.post(url("edit", cast, post.public_id), sent)

    assert browser.post(url("edit", cast, post.public_id), sent).status_code == 302


def test_editing_the_words_of_a_scheduled_post_puts_it_on_hold_and_says_so(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=TOMORROW)
    answer = sign_in(cast.bruno).post(
        url("edit", cast, delivery.post.public_id),
        form(cast, text="Altro", edit_number="1"),
        follow=True,
    )
    page = answer.content.decode()

    assert Delivery.objects.get().state == "blocked"
    assert "What was scheduled is on hold until it is scheduled again." in page
    assert "The words changed after it was scheduled." in page


def test_saving_and_keeping_the_time_schedules_the_new_words(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=TOMORROW)
    sign_in(cast.rita).post(
        url("edit", cast, delivery.post.public_id),
        form(cast, text="Altro", edit_number="1", deed="schedule"),
    )
    after = Delivery.objects.select_related("revision").get()

    assert (after.state, after.due_at.replace(second=0, microsecond=0)) == (
        "scheduled",
        delivery.due_at.replace(second=0, microsecond=0),
    )
    assert after.revision.content["text"] == "Altro"


def test_writing_for_a_day_of_the_calendar_begins_with_it(cast, sign_in):
    day = date(2027, 5, 3)
    page = sign_in(cast.bruno).get(url("new", cast), {"day": day.isoformat()}).content.decode()

    assert 'value="2027-05-03"' in page
    assert sign_in(cast.bruno).get(url("new", cast), {"day": "2027-99-99"}).status_code == 200


@pytest.mark.parametrize(
    ("approval", "leads_to_the_ok"), [("client", True), ("internal", True), ("none", False)]
)
def test_where_somebody_approves_first_the_editor_leads_to_the_ok(
    cast, sign_in, approval, leads_to_the_ok
):
    cast.client.approval = approval
    cast.client.save()
    browser = sign_in(cast.rita)
    page = browser.get(url("new", cast)).content.decode()
    saved = browser.post(url("new", cast), form(cast, deed="approval"))

    assert ('value="approval"' in page) is leads_to_the_ok
    assert ('value="schedule"' in page) is not leads_to_the_ok
    assert saved["Location"].endswith("/#review")
