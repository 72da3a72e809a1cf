"""Reports by e-mail, through a real mail server: who gets what, in whose language, and what is written down."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as KeepingHandler
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from analytics import mailing
from analytics.actions import reporting
from analytics.models import Report, ReportLink
from clients.models import Client, Contact
from people import outbox
from people.clock import database_now
from people.models import AuditEntry, Outbox
from people.roles import Role
from tests import make_numbers as make
from tests.analytics.test_printed_reports import pages, report_of
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


class Kept(KeepingHandler):
    """A mail server's handler that keeps what it is handed."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def handle_message(self, message: object) -> None:
        raw = message.as_bytes()  # type: ignore[attr-defined]
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)


@pytest.fixture
def mails(settings: Settings, tmp_path: Path) -> Iterator[list[EmailMessage]]:
    """What arrives at a mail server that Django's own SMTP backend sends to."""
    settings.MEDIA_ROOT = tmp_path / "media"
    keeper = Kept()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(keeper, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = False
    try:
        yield keeper.mails
    finally:
        server.stop()


def contact(client: Client, name: str, *, address: str = "", language: str = "it") -> Contact:
    return Contact.objects.create(
        agency_id=client.agency_id, client=client, name=name, email=address, language=language
    )


def relay() -> int:
    handlers = {reporting.MAIL_KIND: mailing.send}
    return outbox.deliver_due(handlers=handlers, now=database_now(), limit=20)


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body(preferencelist=(kind,))
    assert found is not None
    return str(found.get_content())


def test_each_contact_gets_a_mail_with_a_link_of_their_own_and_the_pdf(
    mails: list[EmailMessage], sign_in: SignIn
) -> None:
    home = make.house()
    report = report_of(home)
    carla = contact(home.client, "Carla Ridolfi", address="carla@trecorvi.example", language="it")
    jane = contact(home.client, "Jane <b>Doe</b>", address="jane@trecorvi.example", language="en")
    contact(home.client, "Senza posta")
    browser = sign_in(home.owner)
    page = reverse("analytics:report", args=[home.client.slug, report.public_id])
    assert "Senza posta" not in browser.get(page).content.decode()
    answer = browser.post(
        reverse("analytics:report_send", args=[home.client.slug, report.public_id]),
        {"contacts": [carla.public_id, jane.public_id]},
    )
    assert (answer.status_code, answer.url) == (302, page)
    report.refresh_from_db()
    assert report.sent_at is not None
    tokens_waiting = str(list(Outbox.objects.values()))
    assert relay() == 2

    to_carla, to_jane = sorted(mails, key=lambda mail: str(mail["To"]))
    assert (to_carla["To"], to_jane["To"]) == (carla.email, jane.email)
    assert to_jane["Subject"] == "Report, November 2026: Tenuta Trecorvi"
    assert to_carla["Subject"] != to_jane["Subject"]
    assert to_jane["Reply-To"] == home.owner.user.email
    paths = []
    for mail in (to_carla, to_jane):
        text, html = part(mail, "plain"), part(mail, "html")
        found = re.search(r"http://localhost:8000(/report/\S+/)", text)
        assert found
        assert found[1] in html
        assert "style=" not in html
        paths.append(found[1])
        assert found[1].split("/")[2] not in tokens_waiting
        (attached,) = mail.iter_attachments()
        assert attached.get_content_type() == "application/pdf"
        assert "Un mese di potature." in pages(attached.get_content())[0]
    assert "Jane <b>Doe</b>" in part(to_jane, "plain")
    assert "<b>Doe" not in part(to_jane, "html")
    engagements = report.figures["figures"][0][1]
    assert f"Engagements: {engagements}" in part(to_jane, "plain")
    assert paths[0] != paths[1]
    assert sign_in(None).get(paths[1]).status_code == 200
    assert sign_in(None).post(f"{paths[1]}seen/").status_code == 200

    links = {link.mailed_to: link for link in ReportLink.objects.all()}
    assert links[jane.email].n_views == 1
    assert links[carla.email].n_views == 0
    record = AuditEntry.objects.get(verb="report.sent")
    assert record.actor == home.owner
    assert record.data["contacts"] == [str(carla.public_id), str(jane.public_id)]
    sent = browser.get(page).content.decode()
    assert carla.email in sent
    assert jane.email in sent


def test_the_chart_travels_inside_the_mail_as_a_picture_with_its_sentence(
    mails: list[EmailMessage], sign_in: SignIn
) -> None:
    home = make.house()
    report = report_of(home)
    Client.objects.filter(pk=home.client.pk).update(colour="#aa1177")
    people = [
        contact(home.client, name, address=f"{name}@trecorvi.example", language=language)
        for name, language in (("carla", "it"), ("jane", "en"))
    ]
    sign_in(home.owner).post(
        reverse("analytics:report_send", args=[home.client.slug, report.public_id]),
        {"contacts": [each.public_id for each in people]},
    )
    assert relay() == 2

    to_carla, to_jane = sorted(mails, key=lambda mail: str(mail["To"]))
    drawn = []
    for mail, title in ((to_carla, "Interazioni al giorno"), (to_jane, "Engagements per day")):
        (whole,) = [each for each in mail.walk() if each.get_content_type() == "multipart/related"]
        html, picture = whole.iter_parts()
        shown = re.search(r'<img src="cid:([^"]+)" width="512" alt="([^"]+)">', html.get_content())
        assert shown
        assert picture["Content-ID"] == f"<{shown[1]}>"
        assert picture.get_content_disposition() == "inline"
        assert picture.get_content_type() == "image/png"
        # The sentence of the page, in the reader's language, stands beside the picture and in the plain text too.
        sentence = unescape(shown[2]).removeprefix(f"{title}. ")
        assert sentence != unescape(shown[2])
        assert sentence in part(mail, "plain")
        data = picture.get_content()
        with Image.open(BytesIO(data)) as opened:
            assert opened.size[0] == ((640 + 16) * 2)
            assert 480 <= opened.size[1] <= 540
            colours = {colour for _n, colour in opened.convert("RGB").getcolors(100_000)}
        assert (255, 255, 255) in colours
        assert (0xAA, 0x11, 0x77) in colours
        assert 2_000 < len(data) < 200_000
        drawn.append(data)
    # Its words are the reader's: one picture is not the other.
    assert drawn[0] != drawn[1]


def test_a_month_without_a_figure_sends_no_picture(
    mails: list[EmailMessage], sign_in: SignIn
) -> None:
    home = make.house()
    report = report_of(home, n_posts=0)
    jane = contact(home.client, "Jane", address="jane@trecorvi.example", language="en")
    sign_in(home.owner).post(
        reverse("analytics:report_send", args=[home.client.slug, report.public_id]),
        {"contacts": [jane.public_id]},
    )
    assert relay() == 1

    assert "cid:" not in part(mails[0], "html")
    assert not any(each.get_content_maintype() == "image" for each in mails[0].walk())


def test_what_was_sent_does_not_change(mails: list[EmailMessage]) -> None:
    home = make.house()
    report = report_of(home)
    before = dict(report.figures)
    carla = contact(home.client, "Carla", address="carla@trecorvi.example")
    reporting.send_report(by=home.owner, report=report, contacts=[carla], now=database_now())
    with pytest.raises(reporting.ReportingError):
        reporting.write_words(
            by=home.owner,
            report=report,
            in_brief="Male.",
            next_steps="",
            needs="",
            now=database_now(),
        )
    assert relay() == 1
    report.refresh_from_db()
    assert (report.figures, report.in_brief) == (before, "Un mese di potature.")


def test_a_big_pdf_is_not_attached_and_a_link_ended_before_the_mail_left_sends_none(
    mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make.house()
    report = report_of(home)
    carla = contact(home.client, "Carla", address="carla@trecorvi.example")
    monkeypatch.setattr(mailing, "MOST_BYTES", 100)
    (link,) = reporting.send_report(
        by=home.owner, report=report, contacts=[carla], now=database_now()
    )
    relay()
    (mail,) = mails
    assert not list(mail.iter_attachments())
    assert "/report/" in part(mail, "plain")
    (link,) = reporting.send_report(
        by=home.owner, report=report, contacts=[carla], now=database_now()
    )
    reporting.revoke_link(by=home.owner, link=link, now=database_now())
    assert relay() == 0
    assert len(mails) == 1
    assert not Outbox.objects.filter(kind=reporting.MAIL_KIND, done_at=None).exists()


def test_a_mail_server_that_is_away_gets_the_mail_later(
    mails: list[EmailMessage], settings: Settings
) -> None:
    home = make.house()
    report = report_of(home)
    carla = contact(home.client, "Carla", address="carla@trecorvi.example")
    reporting.send_report(by=home.owner, report=report, contacts=[carla], now=database_now())
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert relay() == 0
    row = Outbox.objects.get(kind=reporting.MAIL_KIND)
    assert row.done_at is None
    settings.EMAIL_PORT = port
    outbox.replay(ids=[row.pk], now=database_now())
    assert relay() == 1
    assert len(mails) == 1


def test_nobody_a_stranger_or_somebody_without_an_address_is_refused(sign_in: SignIn) -> None:
    home, other = make.house(), make.house()
    report = report_of(home)
    theirs = contact(other.client, "Altrui", address="altrui@example.org")
    silent = contact(home.client, "Senza posta")
    now = database_now()
    for contacts in ([], [theirs], [silent]):
        with pytest.raises(reporting.ReportingError):
            reporting.send_report(by=home.owner, report=report, contacts=contacts, now=now)
    address = reverse("analytics:report_send", args=[home.client.slug, report.public_id])
    browser = sign_in(home.owner)
    for data in ({}, {"contacts": [theirs.public_id]}, {"contacts": [silent.public_id]}):
        assert browser.post(address, data).status_code == 422
    assert not Outbox.objects.filter(kind=reporting.MAIL_KIND).exists()
    assert Report.objects.get(pk=report.pk).sent_at is None
    editor = make.person(home.agency, Role.EDITOR, client=home.client)
    assert sign_in(editor).post(address, {}).status_code == 403
