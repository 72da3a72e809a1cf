"""E-mails: in the reader's language, safe, and kept where there is no mail server."""

from __future__ import annotations

import pytest
from django.core import mail as django_mail
from pytest_django import Settings

from people import mail, outbox
from people.models import KeptMail, Notice, Outbox
from people.notices import mark_read, notify, unread_count
from people.roles import Role
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn

HANDLERS = {"mail": mail.send}


def _relay() -> int:
    return outbox.deliver_due(handlers=HANDLERS, now=make.NOW, limit=100)


def test_an_invitation_is_written_with_its_link_as_text_and_html(cast: Cast) -> None:
    _relay()
    django_mail.outbox.clear()
    make.inviting.invite(by=cast.alice, email="nora@example.org", role=Role.EDITOR, now=make.NOW)
    link = make.mail_context(to="nora@example.org")["link"]
    assert _relay() == 1
    (message,) = django_mail.outbox
    assert message.to == ["nora@example.org"]
    assert link in message.body
    html = message.alternatives[0].content  # type: ignore[attr-defined]
    assert f'href="{link}"' in html
    assert "style=" not in html


def test_a_name_with_markup_and_line_breaks_stays_text(db: None) -> None:
    owner = make.agency("<b>Evil</b>\r\nBcc: x@example.org")
    make.inviting.invite(by=owner, email="nora@example.org", role=Role.EDITOR, now=make.NOW)
    _relay()
    message = django_mail.outbox[-1]
    assert "\n" not in message.subject
    assert "\r" not in message.subject
    html = message.alternatives[0].content  # type: ignore[attr-defined]
    assert "<b>Evil" not in html
    assert "<b>Evil" in message.body


def test_a_mail_handed_over_twice_has_one_message_id(db: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "people.mailbox.KeptMailBackend"
    mail.write(
        to="a@example.org",
        template="notice",
        language="en",
        context={"subject": "S", "text": "T", "link": "", "button": ""},
        agency=None,
        now=make.NOW,
    )
    row = Outbox.objects.get()
    payload = dict(row.payload)
    assert _relay() == 1
    # The relay died before it could mark the row: the same row again.
    Outbox.objects.filter(pk=row.pk).update(done_at=None, payload=payload)
    assert _relay() == 1
    assert KeptMail.objects.count() == 1
    assert KeptMail.objects.get().message_id == mail.message_id(row.pk)


def test_kept_mail_is_read_on_this_machine_only(
    db: None, settings: Settings, sign_in: SignIn
) -> None:
    make.agency()
    kept = KeptMail.objects.create(
        message_id="<1@x>", sender="p@x", to="a@x", subject="Hello", text="See http://x.example/a"
    )
    settings.LOCAL_RUN = True
    browser = sign_in(None)
    assert b"Hello" in browser.get("/mailbox/").content
    assert b"(Rome)" in browser.get("/mailbox/").content
    page = browser.get(f"/mailbox/{kept.pk}/")
    assert b'href="http://x.example/a"' in page.content
    assert browser.get("/mailbox/", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert browser.get("/mailbox/", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    settings.LOCAL_RUN = False
    assert browser.get("/mailbox/").status_code == 404
    assert browser.get(f"/mailbox/{kept.pk}/").status_code == 404


def test_a_forgotten_password_goes_through_the_outbox_in_the_readers_language(
    cast: Cast, sign_in: SignIn
) -> None:
    Outbox.objects.all().delete()
    sign_in(None).post("/accounts/password/reset/", {"email": cast.bruno.user.email})
    context = make.mail_context(to=cast.bruno.user.email)
    assert "/accounts/password/reset/key/" in context["text"]
    assert "key/" not in str(Outbox.objects.get().payload)


def test_a_stranger_is_not_written_to(db: None, sign_in: SignIn) -> None:
    sign_in(None).post("/accounts/password/reset/", {"email": "stranger@example.org"})
    assert not Outbox.objects.exists()


def test_a_notice_is_told_once_in_the_members_language(cast: Cast, sign_in: SignIn) -> None:
    both = [cast.alice, cast.bruno]
    for _ in range(2):
        notify(
            members=both, kind="x", text="Instagram", once_key="k1", now=make.NOW, url="/t/team/"
        )
    assert Notice.objects.count() == 2
    page = sign_in(cast.bruno).get("/me/notices/").content.decode()
    assert page.count("Instagram") == 1
    assert unread_count(member=cast.bruno) == 1
    sign_in(cast.bruno).post("/me/notices/")
    assert unread_count(member=cast.bruno) == 0
    assert unread_count(member=cast.alice) == 1
    assert mark_read(member=cast.alice, now=make.NOW) == 1


@pytest.mark.parametrize("bad", ["no-such-template"])
def test_an_unknown_template_is_refused_when_written(db: None, bad: str) -> None:
    with pytest.raises(ValueError, match="no e-mail template"):
        mail.write(to="a@x", template=bad, language="en", context={}, agency=None, now=make.NOW)


@pytest.mark.parametrize(
    ("language", "words"), [("it", "Scrivi questo codice"), ("en", "Write this code")]
)
def test_the_code_to_sign_in_comes_in_our_words_and_in_the_readers_language(
    cast: Cast, sign_in: SignIn, language: str, words: str
) -> None:
    cast.bruno.user.language = language
    cast.bruno.user.save()
    sign_in(None).post("/accounts/login/code/", {"email": cast.bruno.user.email})
    context = make.mail_context(to=cast.bruno.user.email)

    assert context["text"].startswith(words)
    assert "!" not in context["text"] + context["subject"]


def test_a_forgotten_password_gets_a_link_and_no_chatter(cast: Cast, sign_in: SignIn) -> None:
    sign_in(None).post("/accounts/password/reset/", {"email": cast.bruno.user.email})
    text = make.mail_context(to=cast.bruno.user.email)["text"]

    assert text.startswith("Choose a new password here:\nhttp")
    assert "Hello from" not in text


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "You are told because you work with Quintavoce."),
        ("it", "perché lavori con Quintavoce"),
    ],
)
def test_a_mailed_notice_says_why_it_came_and_where_that_is_changed(
    cast: Cast,
    settings: Settings,
    language: str,
    why: str,
) -> None:
    _relay()
    django_mail.outbox.clear()
    cast.bruno.user.language = language
    cast.bruno.user.save()
    notify(
        members=[cast.bruno],
        kind="x",
        text="Instagram",
        url="/t/team/",
        is_mailed=True,
        now=make.NOW,
    )
    _relay()

    (message,) = django_mail.outbox
    html = message.alternatives[0].content  # type: ignore[attr-defined]
    for body in (message.body, html):
        assert why in body
        assert f"{settings.PUBLIC_ORIGIN}/me/" in body
    assert f'class="button" href="{settings.PUBLIC_ORIGIN}/t/team/"' in html
