"""E-mail of an installation without a mail server: kept in a table and shown on loopback only."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from people.access import member_or_none
from people.models import Agency, KeptMail


class KeptMailBackend(BaseEmailBackend):
    """Keeps mails instead of sending them; the same Message-ID is kept once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Stores the messages and returns how many were taken (a repeated one counts)."""
        for message in email_messages:
            html = [part.content for part in getattr(message, "alternatives", [])]
            KeptMail.objects.get_or_create(
                message_id=message.extra_headers.get("Message-ID") or make_msgid(),
                defaults={
                    "sender": message.from_email[:254],
                    "to": ", ".join(message.to)[:500],
                    "subject": str(message.subject)[:500],
                    "text": str(message.body),
                    "html": str(html[0]) if html else "",
                },
            )
        return len(email_messages)


def _refuse_others(request: HttpRequest) -> None:
    """404 for everybody but a browser on this very machine, in a local run."""
    try:
        is_near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        is_near = False
    if not (settings.LOCAL_RUN and is_near) or "X-Forwarded-For" in request.headers:
        raise Http404


@require_GET
def kept_mail(request: HttpRequest) -> HttpResponse:
    """The kept mails, newest first."""
    _refuse_others(request)
    mails = KeptMail.objects.defer("html", "text")
    page = Paginator(mails, 50).get_page(request.GET.get("page"))
    return render(request, "people/mailbox.html", {"page": page, "zone": _zone(request)})


@require_GET
def kept_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One kept mail, as text with its links."""
    _refuse_others(request)
    mail = get_object_or_404(KeptMail, pk=pk)
    return render(request, "people/kept_mail.html", {"mail": mail, "zone": _zone(request)})


def _zone(request: HttpRequest) -> str:
    """Where the reader works; nobody need be signed in here, so else where the first agency does."""
    member = member_or_none(request)
    zones = Agency.objects.order_by("pk").values_list("time_zone", flat=True)
    return member.agency.time_zone if member else zones.first() or "UTC"
