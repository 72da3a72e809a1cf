"""The list of posts, the editor and the page of a post, through the browser's door."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from editorial import when
from editorial.actions import drafting, reaping
from editorial.models import Delivery, Post
from people.clock import database_now
from people.ids import uuid7
from people.roles import Role
from tests import make, make_posts

TOMORROW = timedelta(days=1)


def url(name: str, cast, *more) -> str:
    return reverse(f"editorial:{name}", args=[cast.client.slug, *more])


def form(cast, **fields) -> dict[str, str]:
    """What the editor sends for the cast's one channel."""
    return {
        "text": "Si pota lo stesso.",
        f"on-{cast.channel.public_id.hex}-is_on": "on",
        f"on-{cast.channel.public_id.hex}-visibility": "public",
        "key": str(uuid7()),
        "deed": "save",
        **fields,
    }


def tomorrow_at(hour: str, cast) -> dict[str, str]:
    day = when.wall_of(database_now() + TOMORROW, cast.client.time_zone).date()
    return {"day": day.isoformat(), "clock": hour}


def post_of(cast) -> Post:
    return Post.objects.get(client=cast.client)


# --- writing ----------------------------------------------------------------------------------------


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
    assert "02:30 does not exist on 28/03/2027" in answer.content.decode()
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


# --- two editors --------------------------------------------------------------------------------------


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


# --- the page and its acts ----------------------------------------------------------------------------


def test_scheduling_from_the_page_and_taking_it_back(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    browser = sign_in(cast.rita)
    page = browser.post(
        url("schedule", cast, post.public_id), tomorrow_at("18:15", cast), follow=True
    ).content.decode()

    assert Delivery.objects.get().state == "scheduled"
    assert "Scheduled: it goes out" in page
    assert "(Rome)" in page
    assert url("cancel", cast, post.public_id) in page

    page = browser.post(url("cancel", cast, post.public_id), follow=True).content.decode()
    assert Delivery.objects.get().state == "cancelled"
    assert "Taken back: nothing goes out." in page


def test_a_time_that_has_passed_is_refused_in_its_place(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    answer = sign_in(cast.rita).post(
        url("schedule", cast, post.public_id), {"day": "2026-01-02", "clock": "09:00"}
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "That time has passed." in page
    assert 'value="2026-01-02"' in page
    assert Delivery.objects.count() == 0


def test_publishing_now_leaves_ten_seconds_to_think_again(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    before = database_now()
    page = (
        sign_in(cast.rita)
        .post(url("publish_now", cast, post.public_id), follow=True)
        .content.decode()
    )

    assert Delivery.objects.get().due_at - before >= timedelta(seconds=9)
    assert "It goes out in 10 seconds." in page
    assert f'action="{url("cancel", cast, post.public_id)}" data-undo-target="form"' in page
    assert 'data-controller="poll"' in page


def test_the_same_words_at_the_same_minute_are_asked_about(cast, sign_in):
    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(seconds=10))
    twin = make_posts.draft(cast.rita, cast.channel)
    browser = sign_in(cast.rita)
    page = browser.post(url("publish_now", cast, twin.public_id)).content.decode()
    assert "Plan them twice?" in page
    assert Delivery.objects.count() == 1

    browser.post(url("publish_now", cast, twin.public_id), {"is_repeat_ok": "1"})
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("act", ["schedule", "cancel", "publish_now"])
def test_who_may_not_schedule_gets_403_in_words(cast, sign_in, act):
    post = make_posts.draft(cast.bruno, cast.channel)
    answer = sign_in(cast.bruno).post(url(act, cast, post.public_id))

    assert answer.status_code == 403
    assert "schedule and publish posts" in answer.content.decode()


def test_an_editor_cannot_cancel_by_archiving(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=TOMORROW)

    assert (
        sign_in(cast.bruno).post(url("archive", cast, delivery.post.public_id)).status_code == 403
    )
    assert Delivery.objects.get().state == "scheduled"


def test_the_archive_and_the_way_back(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    browser = sign_in(cast.bruno)
    page = browser.post(url("archive", cast, post.public_id), follow=True).content.decode()
    assert post_of(cast).stage == "archived"
    assert url("restore", cast, post.public_id) in page

    browser.post(url("restore", cast, post.public_id))
    assert post_of(cast).stage == "draft"


def test_a_copy_is_a_draft_without_a_time(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, text="Da copiare", due_in=TOMORROW)
    sign_in(cast.bruno).post(url("copy", cast, delivery.post.public_id))
    copied = Post.objects.exclude(pk=delivery.post_id).get()

    assert (copied.text, copied.stage, copied.wall_at) == ("Da copiare", "draft", None)
    assert [v.channel for v in copied.versions.all()] == [cast.channel]


def missed(cast) -> Delivery:
    past = database_now() - timedelta(hours=2)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(minutes=5), now=past)
    reaping.reap(now=database_now())
    delivery.refresh_from_db()
    assert delivery.state == "missed"
    return delivery


def settle(browser, cast, delivery: Delivery, deed: str, **fields):
    prefix = f"d-{delivery.public_id.hex}"
    sent = {f"{prefix}-deed": deed, **{f"{prefix}-{name}": value for name, value in fields.items()}}
    return browser.post(
        url("settle", cast, delivery.post.public_id, delivery.public_id), sent, follow=True
    )


def test_what_was_missed_says_what_happened_what_is_safe_and_what_to_do(cast, sign_in):
    delivery = missed(cast)
    page = sign_in(cast.rita).get(url("post", cast, delivery.post.public_id)).content.decode()

    assert "had not left within fifteen minutes" in page
    assert "will not go out late without you" in page
    assert "Send it now, choose another time, or let it go." in page


def test_a_pasted_link_is_the_proof(cast, sign_in):
    delivery = missed(cast)
    browser = sign_in(cast.rita)
    page = settle(
        browser, cast, delivery, "confirm", url="https://example.org/@trecorvi/123"
    ).content.decode()
    delivery.refresh_from_db()

    assert delivery.state == "published"
    assert 'href="https://example.org/@trecorvi/123"' in page


def test_a_link_that_is_none_is_refused_and_kept(cast, sign_in):
    delivery = missed(cast)
    answer = settle(sign_in(cast.rita), cast, delivery, "confirm", url="javascript:alert(1)")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Paste the link of the post itself" in page
    assert 'value="javascript:alert(1)"' in page
    assert 'href="javascript:' not in page


def test_sending_again_and_letting_go(cast, sign_in):
    delivery = missed(cast)
    browser = sign_in(cast.rita)
    settle(browser, cast, delivery, "again")
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"

    Delivery.objects.filter(pk=delivery.pk).update(state="missed")
    settle(browser, cast, delivery, "drop")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("cancelled", "dropped")


def test_what_was_settled_meanwhile_is_said(cast, sign_in):
    delivery = missed(cast)
    browser = sign_in(cast.rita)
    settle(browser, cast, delivery, "drop")

    assert "settled meanwhile" in settle(browser, cast, delivery, "again").content.decode()


def test_a_doubtful_delivery_asks_for_a_look_before_it_is_sent_again(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    move(delivery, "claimed", "sending", "unknown", "needs_human", reason="no_answer")
    browser = sign_in(cast.rita)
    answer = settle(browser, cast, delivery, "again")
    assert answer.status_code == 422
    assert "First look at the channel" in answer.content.decode()

    settle(browser, cast, delivery, "again", has_looked="1")
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"


def move(delivery: Delivery, *states: str, reason: str = "") -> None:
    """Walk a delivery along legal moves, for states that need a failing network."""
    now = database_now()
    for state in states:
        fields: dict = {"state": state, "reason": reason}
        in_flight = state in ("claimed", "sending")
        fields["lease_until"] = now + timedelta(seconds=60) if in_flight else None
        fields["owner"] = 1 if in_flight else None
        fields["check_after"] = now + timedelta(seconds=40) if state == "unknown" else None
        if state == "sending":
            fields["first_sent_at"] = now
        Delivery.objects.filter(pk=delivery.pk).update(**fields)


def test_a_doubtful_delivery_says_so_with_a_dashed_chip_and_asks_for_news(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    move(delivery, "claimed", "sending", "unknown", reason="unknown_outcome")
    browser = sign_in(cast.bruno)
    page = browser.get(url("post", cast, delivery.post.public_id)).content.decode()

    assert "It may be out or not." in page
    assert "Please do not publish it by hand either." in page
    assert "chip dashed s-changes" in page
    part = url("state", cast, delivery.post.public_id, delivery.public_id)
    assert f'data-poll-url-value="{part}"' in page

    move(delivery, "needs_human", reason="no_answer")
    settled = browser.get(part).content.decode()
    assert 'data-controller="poll"' not in settled
    assert "Needs you" in settled
    assert 'id="post-look" hx-swap-oob="true"' in settled


def test_a_channel_to_reconnect_is_where_the_page_leads(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    move(delivery, "blocked", reason="reconnect")
    cast.channel.health = "reconnect"
    cast.channel.save()
    page = sign_in(cast.rita).get(url("post", cast, delivery.post.public_id)).content.decode()

    assert reverse("clients:channel", args=[cast.client.slug, cast.channel.public_id]) in page
    assert "Send it again" not in page


def test_what_went_out_has_its_link_and_its_minutes(cast, sign_in, sandbox, transactional_db):
    channel = make_posts.sandbox_channel(cast.client, sandbox)
    delivery = make_posts.scheduled(cast.rita, channel, due_in=timedelta(seconds=2))
    make_posts.run_round(make_posts.just_after(delivery))
    delivery.refresh_from_db()
    assert delivery.state == "published"
    page = sign_in(cast.bruno).get(url("post", cast, delivery.post.public_id)).content.decode()

    assert f'href="{delivery.publication.url}"' in page
    assert "Handed to Sandbox" in page
    assert "Sandbox confirmed it" in page
    assert "It is out on all its channels." in page


# --- the list -----------------------------------------------------------------------------------------


def test_an_empty_list_says_whether_it_is_new_or_filtered_away(cast, sign_in):
    browser = sign_in(cast.bruno)
    assert "No post yet" in browser.get(url("posts", cast)).content.decode()

    make_posts.draft(cast.bruno, cast.channel)
    page = browser.get(url("posts", cast), {"q": "zucca"}).content.decode()
    assert "No post matches" in page
    assert "Remove the filters" in page


def test_filters_of_the_address_narrow_the_list(cast, sign_in):
    make_posts.draft(cast.bruno, cast.channel, text="Bozza di potatura")
    make_posts.scheduled(cast.rita, cast.channel, text="Programmato e pronto", due_in=TOMORROW)
    browser = sign_in(cast.bruno)

    def seen(**filters) -> set[str]:
        page = browser.get(url("posts", cast), filters).content.decode()
        return {text for text in ("Bozza di potatura", "Programmato e pronto") if text in page}

    assert seen() == {"Bozza di potatura", "Programmato e pronto"}
    assert seen(group="write") == {"Bozza di potatura"}
    assert seen(group="scheduled") == {"Programmato e pronto"}
    assert seen(group="out") == set()
    assert seen(q="potatura") == {"Bozza di potatura"}
    assert seen(channel=cast.channel.public_id) == {"Bozza di potatura", "Programmato e pronto"}
    assert seen(channel=uuid4()) == set()
    assert seen(group="nonsense", page="-3") == {"Bozza di potatura", "Programmato e pronto"}
    for odd in ("\x00", "²", "0" * 5000):
        assert seen(group=odd, page=odd) == {"Bozza di potatura", "Programmato e pronto"}
        assert seen(network=f"none{odd}", q=odd) == set()
    assert seen(page="9" * 5000) == {"Bozza di potatura", "Programmato e pronto"}


def test_pages_follow_one_another_and_keep_the_filters(cast, sign_in):
    for n in range(27):
        make_posts.draft(cast.bruno, cast.channel, text=f"Post numero {n}.")
    browser = sign_in(cast.bruno)
    first = browser.get(url("posts", cast), {"group": "write"}).content.decode()
    assert re.search(r'rel="next" href="\?group=write&amp;page=2"', first)
    second = browser.get(url("posts", cast), {"group": "write", "page": "2"}).content.decode()

    def names(page: str) -> set[str]:
        return set(re.findall(r"Post numero \d+\.", page))

    assert len(names(first)) == 25
    assert len(names(second)) == 2
    assert not names(first) & names(second)


def test_the_list_of_all_clients_names_the_client_and_zones_that_differ(cast, sign_in):
    lisbon = make.client(cast.alice, "Faro", time_zone="Europe/Lisbon")
    channel = make.channel(lisbon)
    make_posts.scheduled(cast.alice, channel, due_in=TOMORROW)
    page = sign_in(cast.alice).get(reverse("editorial:all_posts")).content.decode()

    assert "Faro" in page
    assert "Lisbon" in page
    assert "times of Rome" in page


@pytest.mark.parametrize("who", ["bruno", "alice"])
def test_lists_ask_as_much_for_one_post_as_for_fifty(
    cast, sign_in, who, django_assert_max_num_queries
):
    browser = sign_in(getattr(cast, who))
    make_posts.scheduled(cast.rita, cast.channel, due_in=TOMORROW)
    for address in (url("posts", cast), reverse("editorial:all_posts")):
        browser.get(address)
        with django_assert_max_num_queries(12) as few:
            browser.get(address)
        for n in range(50 if address == url("posts", cast) else 0):
            make_posts.draft(cast.bruno, cast.channel, text=f"Post {n}")
        with django_assert_max_num_queries(len(few)):
            browser.get(address)


def test_the_page_asks_as_much_for_one_delivery_as_for_four(
    cast, sign_in, django_assert_max_num_queries
):
    one = make_posts.scheduled(cast.rita, cast.channel, due_in=TOMORROW)
    channels = [cast.channel, *(make.channel(cast.client) for _ in range(3))]
    four = make_posts.scheduled(cast.rita, *channels, text="Quattro", due_in=TOMORROW)
    browser = sign_in(cast.bruno)
    browser.get(url("post", cast, one.post.public_id))
    with django_assert_max_num_queries(20) as few:
        browser.get(url("post", cast, one.post.public_id))
    with django_assert_max_num_queries(len(few)):
        browser.get(url("post", cast, four.post.public_id))


# --- other people's posts -----------------------------------------------------------------------------


def test_nothing_of_another_agency_or_client_is_reachable(cast, rivals, sign_in):
    theirs = make_posts.draft(rivals.eve, rivals.channel, text="canarino-segreto")
    other = make.client(cast.alice, "Non di Rita")
    hidden = make_posts.draft(cast.alice, make.channel(other), text="canarino-segreto")
    browser = sign_in(cast.rita)
    for post, client in ((theirs, rivals.client), (hidden, other)):
        for slug in (client.slug, cast.client.slug):
            for name in ("post", "edit"):
                address = reverse(f"editorial:{name}", args=[slug, post.public_id])
                assert browser.get(address).status_code == 404
            for name in ("schedule", "cancel", "publish_now", "copy", "archive", "restore"):
                address = reverse(f"editorial:{name}", args=[slug, post.public_id])
                assert browser.post(address).status_code == 404
    assert "canarino-segreto" not in browser.get(reverse("editorial:all_posts")).content.decode()
    assert Post.objects.filter(text="canarino-segreto").count() == 2


def test_who_only_reads_sees_the_page_without_buttons(cast, sign_in):
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    post = make_posts.draft(cast.bruno, cast.channel)
    browser = sign_in(analyst)
    page = browser.get(url("post", cast, post.public_id)).content.decode()

    assert "Make a copy" not in page
    assert "Publish now" not in page
    assert browser.get(url("new", cast)).status_code == 403


def test_writing_for_a_day_of_the_calendar_begins_with_it(cast, sign_in):
    day = date(2027, 5, 3)
    page = sign_in(cast.bruno).get(url("new", cast), {"day": day.isoformat()}).content.decode()

    assert 'value="2027-05-03"' in page
    assert sign_in(cast.bruno).get(url("new", cast), {"day": "2027-99-99"}).status_code == 200


def test_cancelling_tells_when_it_was_too_late(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    move(delivery, "claimed", "sending")
    page = (
        sign_in(cast.rita)
        .post(url("cancel", cast, delivery.post.public_id), follow=True)
        .content.decode()
    )

    assert "Too late for 1 channel" in page


def test_the_list_marks_the_present_day_in_the_clients_place(cast, sign_in):
    now = database_now()
    soon = make_posts.scheduled(cast.rita, cast.channel, text="Subito", due_in=timedelta(minutes=1))
    make_posts.scheduled(cast.rita, cast.channel, text="Fra tre giorni", due_in=timedelta(days=3))
    is_today = (
        when.wall_of(soon.due_at, "Europe/Rome").date() == when.wall_of(now, "Europe/Rome").date()
    )
    answer = sign_in(cast.rita).get(reverse("editorial:posts", args=[cast.client.slug]))
    headings = re.findall(r'<h2 id="day-\d+">(.*?)</h2>', answer.content.decode())

    assert len(headings) == 2
    assert [">today<" in heading for heading in headings] == [False, is_today]
