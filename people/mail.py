"""E-mails: written into the outbox by actions, rendered and sent by the relay.

A mail is a template in templates/emails/ with the blocks ``subject``, ``text`` and, for the HTML
part, the same paragraphs with a link. Links that open something are sealed while they wait.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from people import outbox, sealing
from people.models import Agency, Notice, Outbox

TEMPLATES = (
    "invitation", "notice", "account", "review_asked", "review_receipt", "review_answered", "portal_link", "post_removed",
    "connect_asked", "reconnect_asked", "offer", "minutes",
)  # fmt: skip
MAIL_CONTEXT = ("people_outbox", "mail")


def write(
    *,
    to: str,
    template: str,
    language: str,
    context: Mapping[str, Any],
    agency: Agency | None,
    now: datetime,
    due: datetime | None = None,
    notice: Notice | None = None,
    about: str = "",
) -> None:
    """Puts a mail into the outbox, inside the caller's transaction; it leaves at ``due``, at once without.

    ``template`` is one of TEMPLATES; ``context`` must be JSON. All of it is sealed, because links
    in mails open things. A mail that tells a ``notice`` says what that says when it leaves, and does not
    leave once the notice was read. `about` is what it can be called off by, as long as it has not left.
    """
    if template not in TEMPLATES:
        raise ValueError(f"no e-mail template {template!r}")
    payload: dict[str, Any] = {
        "to": to,
        "template": template,
        "language": language,
        "sealed": sealing.seal(json.dumps(dict(context)), context=MAIL_CONTEXT),
    }
    if notice is not None:
        payload["notice"] = notice.pk
    if about:
        payload["about"] = about
    outbox.add(kind="mail", payload=payload, agency=agency, now=now, due=due)


def call_off(notices: Iterable[Notice], *, now: datetime) -> list[str]:
    """Mails of these notices that have not left yet do not leave; the addresses of those."""
    return _call_off(_waiting().filter(payload__notice__in=[each.pk for each in notices]), now)


def call_off_about(about: Iterable[str], *, now: datetime) -> list[str]:
    """Mails about any of this that have not left yet do not leave; the addresses of those."""
    return _call_off(_waiting().filter(payload__about__in=list(about)), now)


@transaction.atomic
def _call_off(waiting: QuerySet[Outbox], now: datetime) -> list[str]:
    held = list(waiting.select_for_update())
    addresses = [str(each.payload["to"]) for each in held]
    Outbox.objects.filter(pk__in=[each.pk for each in held]).update(done_at=now, payload={})
    return addresses


def _waiting() -> QuerySet[Outbox]:
    return Outbox.objects.filter(kind="mail", done_at=None, lease_until=None)


def send(item: outbox.Item) -> None:
    """Handler of the outbox kind ``mail``: renders in the reader's language and sends.

    The Message-ID is made of the row's id, so that a mail handed over twice is seen as one.
    """
    payload = item.payload
    context = json.loads(sealing.unseal(payload["sealed"], context=MAIL_CONTEXT))
    notice = Notice.objects.filter(pk=payload["notice"]).first() if "notice" in payload else None
    if notice is not None:
        if notice.read_at is not None:
            return
        context |= {"subject": notice.text, "text": notice.text}
    with translation.override(payload["language"]):
        subject = _one_line(_part(payload["template"], "subject.txt", context))
        text = _part(payload["template"], "txt", context)
        html = _part(
            payload["template"],
            "html",
            {**context, "subject": subject, "language": payload["language"]},
        )
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[payload["to"]],
        headers={"Message-ID": message_id(item.id), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    message.send()
    if notice is not None:
        Notice.objects.filter(pk=notice.pk).update(mailed_at=item.now)


def message_id(outbox_id: int) -> str:
    """The Message-ID of the mail of one outbox row."""
    host = urlsplit(settings.PUBLIC_ORIGIN).hostname or "localhost"
    instance = settings.INSTANCE_ID or "palinsesto"
    return f"<outbox-{outbox_id}.{instance}@{host}>"


def _part(template: str, suffix: str, context: dict[str, Any]) -> str:
    return render_to_string(f"emails/{template}.{suffix}", context).strip() + "\n"


def _one_line(text: str) -> str:
    # A line break in a subject would be a second header.
    return " ".join(text.split())[:200]
