"""The way back in: a link or a code by e-mail, and nothing told to strangers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.test import Client as Browser
from django.urls import reverse

from clients.actions import access_links, onboarding
from clients.models import AccessLink
from clients.models.contacts import AccessCode
from clients.queries.access_links import token_hash
from people import mail, outbox
from people.clock import database_now
from people.models import Outbox
from tests import make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn
from tests.portal.people import asked, visitor


def _asks(email: str) -> str:
    answer = Browser(headers={"accept-language": "en"}).post("/p/", {"email": email})
    assert answer.status_code == 200
    return re.sub(r'(value|content)="[\w-]{64}"', "", answer.content.decode())


def _mails(to: str) -> int:
    return Outbox.objects.filter(kind="mail", payload__to=to).count()


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(cast: Cast) -> None:
    visitor(cast.carla)
    known = _asks(cast.carla.email)
    unknown = _asks("nobody@example.org")
    assert known.replace(cast.carla.email, "X") == unknown.replace("nobody@example.org", "X")
    assert (_mails(cast.carla.email), _mails("nobody@example.org")) == (1, 0)


def test_a_new_link_comes_by_mail_and_opens(cast: Cast) -> None:
    visitor(cast.carla)
    AccessLink.objects.update(
        created_at=database_now() - timedelta(days=40),
        expires_at=database_now() - timedelta(days=10),
    )
    _asks(cast.carla.email)
    link = make.mail_context(to=cast.carla.email)["link"]
    assert Browser().get("/" + link.split("/", 3)[3]).status_code == 200


def test_the_code_opens_once(cast: Cast) -> None:
    visitor(cast.carla)
    _asks(cast.carla.email)
    code = make.mail_context(to=cast.carla.email)["code"]
    first = Browser().post("/p/", {"email": cast.carla.email, "code": code})
    assert first.status_code == 302
    assert Browser().get("/" + first.headers["Location"].split("/", 3)[3]).status_code == 200
    again = Browser().post("/p/", {"email": cast.carla.email, "code": code})
    assert again.status_code == 422


def test_five_wrong_codes_end_the_right_one(cast: Cast) -> None:
    visitor(cast.carla)
    _asks(cast.carla.email)
    code = make.mail_context(to=cast.carla.email)["code"]
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(access_links.MOST_TRIES):
        Browser().post("/p/", {"email": cast.carla.email, "code": wrong})
    late = Browser().post("/p/", {"email": cast.carla.email, "code": code})
    assert late.status_code == 422


def test_an_old_code_opens_nothing(cast: Cast) -> None:
    visitor(cast.carla)
    _asks(cast.carla.email)
    code = make.mail_context(to=cast.carla.email)["code"]
    AccessCode.objects.update(expires_at=database_now() - timedelta(seconds=1))
    assert Browser().post("/p/", {"email": cast.carla.email, "code": code}).status_code == 422


def test_a_code_of_one_contact_does_not_open_for_another_address(
    cast: Cast, rivals: Rivals
) -> None:
    visitor(cast.carla)
    visitor(rivals.contact)
    _asks(cast.carla.email)
    code = make.mail_context(to=cast.carla.email)["code"]
    answer = Browser().post("/p/", {"email": rivals.contact.email, "code": code})
    assert answer.status_code == 422


def test_asking_over_and_over_sends_one_mail(cast: Cast) -> None:
    visitor(cast.carla)
    for _ in range(4):
        _asks(cast.carla.email)
    assert _mails(cast.carla.email) == 1


def test_who_used_the_last_code_need_not_wait_for_another(cast: Cast) -> None:
    visitor(cast.carla)
    _asks(cast.carla.email)
    code = make.mail_context(to=cast.carla.email)["code"]
    Browser().post("/p/", {"email": cast.carla.email, "code": code})
    _asks(cast.carla.email)
    _asks(cast.carla.email)
    assert _mails(cast.carla.email) == 2


@pytest.mark.parametrize("typed", ["{a} {b}", " {a}{b}\t", "{a}\u00a0{b}"])
def test_a_code_is_taken_as_it_was_copied(cast: Cast, typed: str) -> None:
    visitor(cast.carla)
    _asks(cast.carla.email)
    code = make.mail_context(to=cast.carla.email)["code"]
    words = typed.format(a=code[:3], b=code[3:])
    assert Browser().post("/p/", {"email": cast.carla.email, "code": words}).status_code == 302


def test_no_code_typed_asks_for_it_and_sends_no_second_mail(cast: Cast) -> None:
    visitor(cast.carla)
    _asks(cast.carla.email)
    AccessCode.objects.update(created_at=database_now() - timedelta(minutes=6))
    browser = Browser(headers={"accept-language": "en"})
    answer = browser.post("/p/", {"email": cast.carla.email, "code": " "})
    assert answer.status_code == 422
    assert "Write the six digits of the e-mail." in answer.content.decode()
    assert _mails(cast.carla.email) == 1


def test_whose_last_link_was_revoked_gets_none_by_asking(cast: Cast) -> None:
    carla = visitor(cast.carla)
    access_links.revoke(by=cast.alice, link=AccessLink.objects.get(), now=database_now())
    assert carla.get().status_code == 410
    _asks(cast.carla.email)
    assert _mails(cast.carla.email) == 0


def test_who_never_had_a_link_gets_none_by_asking(cast: Cast) -> None:
    _asks(cast.carla.email)
    assert _mails(cast.carla.email) == 0


def test_another_address_ends_the_links_that_went_to_the_old_one(cast: Cast) -> None:
    carla = visitor(cast.carla)
    onboarding.edit_contact(by=cast.alice, contact=cast.carla, name="Carla R.", now=database_now())
    assert carla.get().status_code == 200
    onboarding.edit_contact(
        by=cast.alice, contact=cast.carla, email="carla.nuova@example.org", now=database_now()
    )
    assert carla.get().status_code == 410


def test_links_are_stored_as_hashes_only(cast: Cast) -> None:
    carla = visitor(cast.carla)
    assert carla.token not in str(AccessLink.objects.values())
    assert len(carla.token) >= 43  # 256 bits


def test_a_manager_sends_and_ends_links_on_the_contacts_page(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rita)
    base = f"/c/{cast.client.slug}/contacts/"
    browser.post(f"{base}{cast.carla.public_id}/link/")
    link = AccessLink.objects.get()
    path = "/" + make.mail_context(to=cast.carla.email)["link"].split("/", 3)[3]
    assert Browser().get(path).status_code == 200
    assert "works until" in browser.get(base).content.decode()
    browser.post(f"{base}links/{link.public_id}/revoke/")
    assert Browser().get(path).status_code == 410


def test_a_removed_contact_opens_nothing_and_their_decision_stays(cast: Cast) -> None:
    review = asked(cast)
    carla = visitor(cast.carla)
    carla.approve(review)
    onboarding.remove_contact(by=cast.alice, contact=cast.carla, now=database_now())
    assert carla.get().status_code == 410
    review.refresh_from_db()
    assert (review.decided_name, review.decided_by_contact) == ("Carla Ridolfi", None)


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_mail_to_the_client_renders(cast: Cast, language: str) -> None:
    cast.carla.language = language
    cast.carla.save(update_fields=["language"])
    review = asked(cast, message="Guardi la <b>seconda</b> riga.")
    visitor(cast.carla).approve(review)
    _asks(cast.carla.email)
    django_mail.outbox.clear()
    # The one that asks waits until its question can no longer be taken back.
    later = database_now() + timedelta(seconds=11)
    outbox.deliver_due(handlers={"mail": mail.send}, now=later, limit=100)
    written = [m for m in django_mail.outbox if m.to == [cast.carla.email]]
    assert len(written) == 3
    for message in written:
        html = message.alternatives[0].content  # type: ignore[attr-defined]
        assert message.subject
        assert "style=" not in html
        assert "<b>seconda" not in html
    assert any("http" in m.body and "/p/" in m.body for m in written)


def test_who_comes_for_a_code_is_not_told_of_a_link_that_ended(cast: Cast) -> None:
    browser = Browser(headers={"accept-language": "en"})
    for page in (browser.get("/p/"), browser.post("/p/", {"email": "no address"})):
        words = page.content.decode()
        assert "The way in to your page" in words
        assert "Send me a link and a code" in words
        assert "This link has ended" not in words
    ended = browser.get("/p/never-was/")
    assert ended.status_code == 410
    assert "This link has ended." in ended.content.decode()


PAGES = ("", "all/", "calendar/", "published/", "reports/")


def test_a_link_was_opened_when_somebody_moves_on_a_page_and_not_when_it_is_fetched(
    cast: Cast, sign_in: SignIn
) -> None:
    asked(cast)
    carla = visitor(cast.carla)
    contacts = reverse("clients:contacts", args=[cast.client.slug])
    for path in PAGES:
        page = carla.get(path).content.decode()
        assert f'hx-post="{carla.url("seen/")}"' in page, path
    link = AccessLink.objects.get(token_hash=token_hash(carla.token))
    assert link.last_seen_at is None
    assert "last opened" not in sign_in(cast.alice).get(contacts).content.decode()

    carla.post("seen/")
    link.refresh_from_db()
    assert link.last_seen_at is not None
    assert "last opened" in sign_in(cast.alice).get(contacts).content.decode()
