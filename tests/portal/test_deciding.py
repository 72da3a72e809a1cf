"""The client decides by a link: looking changes nothing, a decision is bound to the words that were seen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clients.models import AccessLink, Contact
from editorial.actions import answering, asking
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import Review
from people.clock import database_now
from people.models import AuditEntry, Notice, Outbox
from portal.queries.to_decide import to_decide
from tests import make, make_posts
from tests.cast import Cast, Rivals
from tests.conftest import SignIn
from tests.editorial.reviews import page_of
from tests.portal.people import NEW_TEXT, TEXT, asked, draft, needs, reword, visitor

MOST_TAPS = 3


def _stage(review: Review) -> str:
    review.post.refresh_from_db()
    return review.post.stage


def test_the_mail_to_the_client_brings_a_link_that_shows_the_post(cast: Cast) -> None:
    asked(cast, message="Guardi la seconda riga.")
    mail = make.mail_context(to=cast.carla.email)
    assert mail["message"] == "Guardi la seconda riga."
    path = "/" + mail["link"].split("/", 3)[3]
    page = Browser().get(path)
    assert page.status_code == 200
    assert "comincia da questi tagli" in page.content.decode()
    assert "Guardi la seconda riga." in page.content.decode()


def test_the_clients_preview_holds_every_word_and_who_says_them(cast: Cast) -> None:
    post = draft(cast, f"{TEXT} Con #potatura.")
    asking.ask_client(post=post, member=cast.rita, now=database_now())
    page = visitor(cast.carla).get("").content.decode()
    preview = page.partition('<article class="preview')[2].partition("</article>")[0]
    assert cast.channel.handle in preview
    assert '<span class="p-link">#potatura</span>' in preview
    assert TEXT.splitlines()[-1][-20:] in preview


def test_from_the_mail_to_approved_are_two_taps_and_no_password(cast: Cast) -> None:
    review = asked(cast)
    browser = Browser()
    taps = 1  # the link in the mail
    page = browser.get("/" + make.mail_context(to=cast.carla.email)["link"].split("/", 3)[3])
    form = re.search(r'action="(/p/[^"]+/approve/)".*?</form>', page.content.decode(), re.S)
    assert form
    fields = dict(re.findall(r'name="(review|seen)" value="([^"]+)"', form[0]))
    taps += 1  # the button
    browser.post(form[1], fields)
    assert taps <= MOST_TAPS
    assert _stage(review) == PostStage.APPROVED
    assert review.post.approved_revision_id == review.revision_id


def test_the_client_sees_all_that_they_approve_the_later_parts_and_the_first_comment_too(
    cast: Cast,
) -> None:
    post = draft(cast, TEXT)
    post.thread = ["La seconda parte.", "La terza."]
    post.save(update_fields=["thread"])
    post.versions.update(first_comment="#potatura")
    asking.ask_client(post=post, member=cast.rita, now=database_now())
    page = visitor(cast.carla).get("").content.decode()
    places = [page.find(words) for words in ("La seconda parte.", "La terza.", "#potatura")]
    assert 0 < places[0] < places[1] < places[2]


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("path", ["", "all/", "calendar/", "published/", "reports/"])
def test_a_mail_scanner_that_follows_the_link_decides_nothing(
    cast: Cast, method: str, path: str
) -> None:
    review = asked(cast)
    other = asked(cast, "Domenica apriamo alle dieci.")
    carla = visitor(cast.carla)
    getattr(carla.browser, method)(carla.url(path))
    for each in (review, other):
        each.refresh_from_db()
        assert each.is_open
        assert _stage(each) == PostStage.WITH_CLIENT


@pytest.mark.parametrize("path", ["approve/", "changes/", "approve-all/"])
def test_an_act_followed_as_a_link_is_refused(cast: Cast, path: str) -> None:
    review = asked(cast)
    assert visitor(cast.carla).get(path).status_code == 405
    assert _stage(review) == PostStage.WITH_CLIENT


def test_a_decision_comes_with_a_receipt_an_audit_entry_and_a_notice(cast: Cast) -> None:
    review = asked(cast)
    visitor(cast.carla).approve(review)
    receipt = make.mail_context(to=cast.carla.email)
    assert receipt["is_approval"] is True
    assert receipt["items"][0]["number"] == 1
    entry = AuditEntry.objects.get(verb="review.approved")
    assert entry.data["contact"] == "Carla Ridolfi"
    assert entry.data["revision"] == 1
    told = Notice.objects.get(member=cast.rita, kind="review.decided")
    assert "Carla Ridolfi approved" in told.text


def test_asking_for_changes_needs_words_and_keeps_them(cast: Cast) -> None:
    review = asked(cast)
    carla = visitor(cast.carla)
    fields = {"review": review.public_id, "seen": review.revision.content_hash}
    empty = carla.post("changes/", {**fields, "note": " "})
    assert empty.status_code == 422
    assert _stage(review) == PostStage.WITH_CLIENT
    carla.post("changes/", {**fields, "note": "Tre anni, non due."})
    assert _stage(review) == PostStage.CHANGES_REQUESTED
    review.refresh_from_db()
    assert (review.decision, review.note) == (ReviewDecision.CHANGES, "Tre anni, non due.")


def test_an_old_tab_approves_nothing_and_shows_the_new_version(cast: Cast) -> None:
    review = asked(cast)
    carla = visitor(cast.carla)
    carla.get()
    reword(cast, review.post)
    asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    answer = carla.approve(review)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Here is the new version; please look again." in _in_english(cast, carla, review)
    assert "annata" in body
    assert _stage(review) == PostStage.WITH_CLIENT


def _in_english(cast: Cast, carla, review: Review) -> str:
    Contact.objects.filter(pk=cast.carla.pk).update(language="en")
    return carla.approve(review).content.decode()


def test_a_wrong_fingerprint_decides_nothing(cast: Cast) -> None:
    review = asked(cast)
    assert visitor(cast.carla).approve(review, seen="0" * 64).status_code == 409
    assert _stage(review) == PostStage.WITH_CLIENT


def test_after_an_edit_the_client_sees_only_the_difference_readable_without_colour(
    cast: Cast,
) -> None:
    Contact.objects.filter(pk=cast.carla.pk).update(language="en")
    review = asked(cast)
    carla = visitor(cast.carla)
    carla.look()
    reword(cast, review.post)
    asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    body = carla.get().content.decode()
    diff = re.search(r'<p class="diff".*?</p>', body, re.S)
    assert diff
    assert re.search(r"<del><span class=\"vh\">removed: </span>eccellenza</del>", diff[0])
    assert re.search(r"<ins><span class=\"vh\">added: </span>annata</ins>", diff[0])
    assert "Changed since the last visit" in body


def test_the_preview_that_stands_open_is_of_the_channel_that_leads_and_the_sandbox_is_last(
    cast: Cast,
) -> None:
    trial, support, lead = (
        make.channel(cast.client, network=network) for network in ("sandbox", "mastodon", "bluesky")
    )
    for channel, part in ((trial, "lead"), (support, "support"), (lead, "lead")):
        channel.part = part
        channel.save(update_fields=["part"])
    post = make_posts.draft(cast.bruno, trial, support, lead)
    asking.ask_client(post=post, member=cast.rita, now=database_now())

    (card,) = to_decide(contact=cast.carla, token="t", today=make.today(cast.client))

    assert card.first is not None
    assert card.first.channel == lead
    assert [each.channel for each in card.others] == [support, trial]


def test_what_only_fetches_the_page_has_seen_nothing(cast: Cast, sign_in: SignIn) -> None:
    review = asked(cast)
    carla = visitor(cast.carla)
    carla.get()
    carla.get("all/")
    review.refresh_from_db()
    assert review.seen_at is None
    assert "page not opened yet" in page_of(sign_in, cast.rita, review.post)

    carla.look()
    review.refresh_from_db()
    assert review.seen_at is not None
    assert "page opened" in page_of(sign_in, cast.rita, review.post)


def test_a_question_asked_while_the_page_stood_open_was_not_seen(cast: Cast) -> None:
    first = asked(cast)
    carla = visitor(cast.carla)
    later = asked(cast, "Un altro testo.")
    carla.post("seen/", {"review": [first.public_id, "no name at all"]})
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.seen_at is not None, later.seen_at) == (True, None)


def test_without_script_an_answer_says_that_the_page_was_seen(cast: Cast) -> None:
    """So the next question shows the difference to what the answer was about."""
    Contact.objects.filter(pk=cast.carla.pk).update(language="en")
    review = asked(cast)
    carla = visitor(cast.carla)
    reword(cast, review.post)
    asking.ask_client(post=review.post, member=cast.rita, now=database_now())

    answer = carla.approve(review)

    assert answer.status_code == 409
    assert "Changed since the last visit" in answer.content.decode()


def test_who_only_looks_on_or_belongs_elsewhere_has_seen_nothing(cast: Cast) -> None:
    review = asked(cast)
    onlooker = make.contact(cast.alice, cast.client, "Aldo Ridolfi", part="viewer")
    other = make.contact(cast.alice, make.client(cast.alice, "Vela"), "Irma Vela")
    for contact in (onlooker, other):
        visitor(contact).post("seen/", {"review": [review.public_id]})
    review.refresh_from_db()
    assert review.seen_at is None


def test_a_first_question_shows_no_difference(cast: Cast) -> None:
    asked(cast)
    assert 'class="diff"' not in visitor(cast.carla).get().content.decode()


def test_words_the_client_never_saw_are_not_what_the_difference_starts_from(cast: Cast) -> None:
    review = asked(cast)
    reword(cast, review.post, "Parole che la cliente non ha mai aperto.")
    asking.ask_client(post=review.post, member=cast.rita, now=database_now())
    assert 'class="diff"' not in visitor(cast.carla).get().content.decode()


def test_of_two_approvers_the_second_learns_that_it_is_decided(cast: Cast) -> None:
    aldo = make.contact(cast.alice, cast.client, "Aldo Ridolfi", language="en")
    review = asked(cast)
    visitor(cast.carla).approve(review)
    answer = visitor(aldo).post(
        "changes/",
        {"review": review.public_id, "seen": review.revision.content_hash, "note": "No"},
    )
    assert answer.status_code == 409
    assert "Carla Ridolfi approved it already" in answer.content.decode()
    assert _stage(review) == PostStage.APPROVED


def test_the_list_approves_what_it_shows_and_nothing_added_later(cast: Cast) -> None:
    first, second = asked(cast), asked(cast, "Domenica apriamo alle dieci.")
    carla = visitor(cast.carla)
    page = carla.get("all/").content.decode()
    listed = re.findall(r'name="listed" value="([^"]+)"', page)
    assert len(listed) == 2
    later = asked(cast, "Aggiunto dopo.")
    carla.post("approve-all/", {"listed": listed})
    assert [_stage(each) for each in (first, second, later)] == [
        PostStage.APPROVED,
        PostStage.APPROVED,
        PostStage.WITH_CLIENT,
    ]
    receipt = make.mail_context(to=cast.carla.email)
    assert len(receipt["items"]) == 2


def test_in_a_list_the_post_that_changed_meanwhile_is_left_out_and_named(cast: Cast) -> None:
    first, second = asked(cast), asked(cast, "Domenica apriamo alle dieci.")
    carla = visitor(cast.carla)
    listed = re.findall(r'name="listed" value="([^"]+)"', carla.get("all/").content.decode())
    reword(cast, second.post, "Domenica apriamo alle undici.")
    answer = carla.post("approve-all/", {"listed": listed})
    assert answer.status_code == 409
    assert "Domenica apriamo alle dieci." in answer.content.decode()
    assert _stage(first) == PostStage.APPROVED
    assert _stage(second) == PostStage.DRAFT


def test_who_only_looks_cannot_decide(cast: Cast) -> None:
    review = asked(cast)
    looker = make.contact(cast.alice, cast.client, "Pia Neri", part="viewer")
    pia = visitor(looker)
    body = pia.get().content.decode()
    assert "comincia da questi tagli" in body
    assert "/approve/" not in body
    assert pia.approve(review).status_code == 409
    pia.post("approve-all/", {"listed": [f"{review.public_id}:{review.revision.content_hash}"]})
    assert _stage(review) == PostStage.WITH_CLIENT


def test_another_clients_contact_can_neither_see_nor_decide(cast: Cast, rivals: Rivals) -> None:
    review = asked(cast)
    other = visitor(rivals.contact)
    assert "comincia da questi tagli" not in other.get().content.decode()
    assert other.approve(review).status_code == 409
    other.post("approve-all/", {"listed": [f"{review.public_id}:{review.revision.content_hash}"]})
    assert _stage(review) == PostStage.WITH_CLIENT


@pytest.mark.parametrize("path", ["", "calendar/", "published/", "reports/"])
def test_expired_revoked_and_altered_links_get_one_and_the_same_page(cast: Cast, path: str) -> None:
    expired, revoked, altered = (visitor(cast.carla) for _ in range(3))
    now = database_now()
    by_token = dict(zip(("e", "r"), AccessLink.objects.order_by("id")[:2], strict=False))
    AccessLink.objects.filter(pk=by_token["e"].pk).update(
        created_at=now - timedelta(days=31), expires_at=now - timedelta(seconds=1)
    )
    AccessLink.objects.filter(pk=by_token["r"].pk).update(revoked_at=now)
    altered.token = altered.token[:-1] + ("A" if altered.token[-1] != "A" else "B")
    answers = [each.get(path) for each in (expired, revoked, altered)]
    pages = {re.sub(rb'value="[\w]{64}"|content="[\w]{64}"', b"", a.content) for a in answers}
    assert [a.status_code for a in answers] == [410, 410, 410]
    assert len(pages) == 1


@pytest.mark.parametrize("path", ["approve/", "changes/", "approve-all/"])
def test_a_link_that_ended_decides_nothing(cast: Cast, path: str) -> None:
    review = asked(cast)
    carla = visitor(cast.carla)
    AccessLink.objects.update(revoked_at=database_now())
    fields = {"review": review.public_id, "seen": review.revision.content_hash, "note": "x"}
    assert carla.post(path, fields).status_code == 410
    assert _stage(review) == PostStage.WITH_CLIENT


def test_the_pages_are_kept_listed_and_told_to_nobody(cast: Cast) -> None:
    answer = visitor(cast.carla).get()
    assert "no-store" in answer.headers["Cache-Control"]
    # Nothing to other sites; "no-referrer" would make browsers send the forms without their origin.
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_the_page_speaks_the_contacts_language(cast: Cast) -> None:
    carla = visitor(cast.carla)
    assert b'<html lang="it"' in carla.get().content
    Contact.objects.filter(pk=cast.carla.pk).update(language="en")
    assert b'<html lang="en"' in carla.get().content


CANARIES = ("titolo-interno-kx1", "nota-interna-kx2", "messaggio-interno-kx3", "appunti-kx4")


def test_nothing_internal_reaches_the_portal_or_its_mails(cast: Cast) -> None:
    """The title, the internal step's message and note, the contact's notes: canaries that must not be seen."""
    title, note, message, about = CANARIES
    needs(cast, "client")
    Contact.objects.filter(pk=cast.carla.pk).update(notes=about)
    review = asked(cast)
    post = review.post
    asking.withdraw(review=review, member=cast.rita, now=database_now())
    post.title = title
    post.save(update_fields=["title"])
    internal = asking.ask_review(post=post, member=cast.bruno, message=message, now=database_now())
    answering.decide_in_agency(
        review=internal,
        member=cast.rita,
        decision=ReviewDecision.CHANGES,
        seen=internal.revision.content_hash,
        note=note,
        now=database_now(),
    )
    final, _contacts = asking.ask_client(post=post, member=cast.rita, now=database_now())
    asking.remind(review=final, member=cast.rita, now=database_now() + timedelta(days=2))
    carla = visitor(cast.carla)
    pages = [carla.get(path) for path in ("", "all/", "calendar/", "published/", "reports/")]
    pages += [carla.approve(final), carla.get(), carla.get("calendar/")]
    seen = "\n".join(page.content.decode() for page in pages)
    mails = "\n".join(
        str(make.opened_mail(row))
        for row in Outbox.objects.filter(kind="mail", payload__to=cast.carla.email)
    )
    assert "comincia da questi tagli" in seen
    assert "comincia da questi tagli" in mails
    assert [word for word in CANARIES if word in seen or word in mails] == []


def test_the_calendar_shows_approved_posts_and_no_drafts(cast: Cast) -> None:
    review = asked(cast)
    post = review.post
    post.wall_at = timezone.make_naive(database_now()) + timedelta(days=3)
    post.save(update_fields=["wall_at"])
    carla = visitor(cast.carla)
    assert "comincia da questi tagli" not in carla.get("calendar/").content.decode()
    carla.approve(review)
    assert "comincia da questi tagli" in carla.get("calendar/").content.decode()


def test_the_new_words_are_not_shown_before_the_client_is_asked_again(cast: Cast) -> None:
    review = asked(cast)
    reword(cast, review.post, NEW_TEXT)
    body = visitor(cast.carla).get().content.decode()
    assert "annata" not in body
    assert "comincia da questi tagli" not in body
